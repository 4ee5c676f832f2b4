"""What can go wrong on the private desktop.

::

    TourError
    ├── MissingProgramError      this machine lacks a program
    ├── NeverCameError           what was waited for did not come
    └── NotThereError            no such window, control or entry
"""

from collections.abc import Mapping


class TourError(Exception):
    """The desktop, or something on it, is not as it should be."""


class MissingProgramError(TourError):
    """This machine lacks programs that the desktop is made of; ``packages`` maps each to its Debian package."""

    def __init__(self, packages: Mapping[str, str]) -> None:
        self.packages = dict(packages)
        wanted = " ".join(sorted(set(packages.values())))
        super().__init__(f"not installed: {', '.join(packages)} (Debian packages: {wanted})")


class NeverCameError(TourError):
    """Something was waited for as long as it may take, and did not come."""


class NotThereError(TourError):
    """There is no such window, control or menu entry, or it cannot be used now."""
