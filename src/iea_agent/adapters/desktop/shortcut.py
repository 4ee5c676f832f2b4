"""The shortcut « Impact emploi », in the menu of applications and on the desktop: it launches through the agent.

The file formats are ``shortcut_desktop_entry.py`` (Linux) and ``shortcut_lnk.py`` (Windows).
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
from iea_agent.core.errors import StorageError
from iea_agent.core.shortcut import ShortcutStatus


class Form(Protocol):
    """The file format of shortcuts on one system."""

    suffix: str
    stem: str
    """The name of the file, without the suffix."""
    mode: int
    """The permissions of the file (POSIX)."""

    def encode(self) -> bytes:
        """Return the content of the file; StorageError if the format cannot express it."""

    def is_ours(self, data: bytes) -> bool:
        """Tell whether the agent wrote this file."""


class Shortcut:
    """One shortcut in several places; files of other programs with the same name are never touched.

    Args:
        form: The file format.
        folders: Where it goes; a missing folder is created.
        trust: Makes the desktop trust the file; never raises.
    """

    def __init__(
        self, form: Form, folders: Iterable[Path], *, trust: Callable[[Path], None] = lambda _path: None
    ) -> None:
        self._form = form
        self._paths = [folder / f"{form.stem}{form.suffix}" for folder in folders]
        self._trust = trust

    def status(self) -> ShortcutStatus:
        """Tell whether it exists: ``ON`` in one place at least; StorageError if a place cannot be read."""
        found = {self._is_ours(path) for path in self._paths}
        if True in found:
            return ShortcutStatus.ON
        return ShortcutStatus.OTHER if False in found else ShortcutStatus.OFF

    def on(self) -> None:
        """Write it in every place; StorageError, also if other programs' files take every place."""
        places = [path for path in self._paths if self._is_ours(path) is not False]
        if not places:
            raise StorageError(f"{self._paths[0]} is another program's")
        data = self._form.encode()
        for path in places:
            write_durably(path, data, mode=self._form.mode, keep_previous=False)
            self._trust(path)

    def off(self) -> None:
        """Remove it from every place; StorageError."""
        for path in self._paths:
            if self._is_ours(path):
                remove_durably(path)

    def _is_ours(self, path: Path) -> bool | None:
        """Tell whether the agent wrote the file there; ``None`` without a file."""
        data = read_bytes(path)
        return None if data is None else self._form.is_ours(data)


def user_shortcut(environ: Mapping[str, str] = os.environ) -> Shortcut | None:
    """Return the shortcut of this user; ``None`` on macOS, whose applications are bundles.

    The folder of the menu comes from ``environ``, that of the desktop from the environment of the process
    (xdg-user-dirs, or the known folder of Windows, which OneDrive may have moved).
    """
    command, icons = program_command("launch"), icons_folder()
    if sys.platform == "win32":
        from iea_agent.adapters.desktop.shortcut_lnk import ShellLink

        roaming = Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
        menu = roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        return Shortcut(ShellLink(command, icons), [menu, *_desktop()])
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows branches, not returns)
        return None
    else:
        from iea_agent.adapters.desktop.shortcut_desktop_entry import DesktopEntry, trust

        data = Path(environ.get("XDG_DATA_HOME", ""))
        menu = (data if data.is_absolute() else Path.home() / ".local" / "share") / "applications"
        return Shortcut(DesktopEntry(command, icons), [menu, *_desktop()], trust=trust)


def _desktop() -> list[Path]:
    """Return the folder of the desktop, if there is one; without one xdg-user-dirs answers the home."""
    from platformdirs import user_desktop_path

    desktop = user_desktop_path()
    return [desktop] if desktop.is_dir() and desktop != Path.home() else []
