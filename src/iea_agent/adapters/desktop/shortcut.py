"""The shortcut « Impact emploi », in the menu of applications and on the desktop: it launches through the agent.

What the file holds on which system is in ``shortcut_desktop_entry.py`` and ``shortcut_lnk.py``.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.adapters.system.program import program_command
from iea_agent.core.errors import NotSupportedError, StorageError
from iea_agent.core.shortcut import ShortcutStatus


class Form(Protocol):
    """What a shortcut is on one system."""

    suffix: str
    stem: str
    """The name of the file, without the suffix."""
    mode: int
    """The permissions of the file (POSIX)."""

    def encode(self) -> bytes:
        """Return what the file holds; StorageError if no file can hold it."""

    def is_ours(self, data: bytes) -> bool:
        """Tell whether the agent wrote this."""


class Shortcut:
    """One shortcut in several places; what somebody else put there under the same name is never touched.

    Args:
        form: What it is.
        folders: Where it goes; a folder that is missing is created.
        trust: What else makes the desktop start it; never fails.
    """

    def __init__(
        self, form: Form, folders: Iterable[Path], *, trust: Callable[[Path], None] = lambda _path: None
    ) -> None:
        self._form = form
        self._paths = [folder / f"{form.stem}{form.suffix}" for folder in folders]
        self._trust = trust

    def status(self) -> ShortcutStatus:
        """Tell whether it is there: ``ON`` in one place at least; StorageError if that cannot be seen."""
        found = {self._is_ours(path) for path in self._paths}
        if True in found:
            return ShortcutStatus.ON
        return ShortcutStatus.OTHER if False in found else ShortcutStatus.OFF

    def on(self) -> None:
        """Put it in every place, anew where it is; StorageError, also if every place is taken by something else."""
        places = [path for path in self._paths if self._is_ours(path) is not False]
        if not places:
            raise StorageError(f"{self._paths[0]} is somebody else's")
        data = self._form.encode()
        for path in places:
            write_durably(path, data, mode=self._form.mode, keep_previous=False)
            self._trust(path)

    def off(self) -> None:
        """Take it away wherever it is; StorageError."""
        for path in self._paths:
            if self._is_ours(path):
                remove_durably(path)

    def _is_ours(self, path: Path) -> bool | None:
        """Tell whether the agent wrote what is there; ``None`` if nothing is."""
        data = read_bytes(path)
        return None if data is None else self._form.is_ours(data)


def user_shortcut(environ: Mapping[str, str] = os.environ) -> Shortcut:
    """Return the shortcut of this user; NotSupportedError on macOS, whose applications are bundles.

    ``environ`` is read for the menu's folder; the desktop's comes from the process's own environment (xdg-user-dirs,
    or the known folder of Windows, which OneDrive may have moved).
    """
    command, icons = program_command("launch"), icons_folder()
    if sys.platform == "win32":
        from iea_agent.adapters.desktop.shortcut_lnk import ShellLink

        roaming = Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
        menu = roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        return Shortcut(ShellLink(command, icons), [menu, *_desktop()])
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows branches, not returns)
        raise NotSupportedError("no shortcuts on macOS")
    else:
        from iea_agent.adapters.desktop.shortcut_desktop_entry import DesktopEntry, trust

        data = Path(environ.get("XDG_DATA_HOME", ""))
        menu = (data if data.is_absolute() else Path.home() / ".local" / "share") / "applications"
        return Shortcut(DesktopEntry(command, icons), [menu, *_desktop()], trust=trust)


def _desktop() -> list[Path]:
    """Return the folder of the desktop, if there is one; xdg-user-dirs says the home where there is none."""
    from platformdirs import user_desktop_path

    desktop = user_desktop_path()
    return [desktop] if desktop.is_dir() and desktop != Path.home() else []
