"""The shortcuts: « Impact emploi », which launches through the agent, and « Impact emploi – État de la connexion ».

The first is in the menu of applications and on the desktop, the second in the menu: it is the way without a mouse.

Linux: a desktop entry (Desktop Entry Specification 1.5, freedesktop.org). Windows: a shell link ([MS-SHLLINK]), written
and read by pylnk3 on any system. macOS has none: its applications are bundles.
"""

import contextlib
import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from iea_agent.adapters.desktop import desktop_entry
from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.adapters.system.program import CLICKED, program_command
from iea_agent.core.errors import StorageError
from iea_agent.core.shortcut import ShortcutStatus
from iea_agent.core.texts import desktops

_log = logging.getLogger(__name__)

_TRUST_S = 3.0
"""Timeout for writing the metadata of a file (seconds)."""


class ShortcutKind(NamedTuple):
    """What one of the shortcuts starts, and how it is called."""

    command: str
    name: str
    comment: str
    keywords: tuple[str, ...]
    """Words by which menus find it."""


LAUNCH: Final = ShortcutKind("launch", desktops.SHORTCUT_NAME, desktops.SHORTCUT_COMMENT, desktops.SHORTCUT_KEYWORDS)
SHOW: Final = ShortcutKind("show", desktops.STATE_NAME, desktops.STATE_COMMENT, desktops.STATE_KEYWORDS)


class DesktopEntry:
    """A desktop entry that starts a command; a ``Form``."""

    mode = 0o755
    """Executable: GNOME and XFCE require it of files on the desktop."""

    def __init__(self, command: Sequence[str], icons: Path, kind: ShortcutKind = LAUNCH) -> None:
        self._command = command
        self._icons = icons
        self._kind = kind
        self.name = f"iea-agent-{kind.command}.desktop"
        """Desktops show ``Name`` instead; this name must be unique."""
        self._mark = f"X-IEA-Agent={kind.command}"
        """Marks the files that the agent wrote; other programs ignore keys that begin with ``X-``."""

    def encode(self) -> bytes:
        """Return the content of the file."""
        return desktop_entry.encode(
            self._kind.name,
            self._kind.comment,
            self._command,
            self._icons,
            "StartupNotify=true",
            "Categories=Office;Finance;",
            f"Keywords={''.join(f'{word};' for word in self._kind.keywords)}",
            self._mark,
        )

    def is_ours(self, data: bytes) -> bool:
        """Tell whether the agent wrote this file."""
        return self._mark.encode() in data.splitlines()


def trust(path: Path) -> None:
    """Mark a file on the desktop as trusted by GNOME and XFCE, so that it starts without a question.

    Where that fails, the desktop asks at the first click.
    """
    import hashlib

    with contextlib.suppress(OSError, subprocess.SubprocessError):
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        for name, value in (("metadata::trusted", "true"), ("metadata::xfce-exe-checksum", checksum)):
            subprocess.run(  # noqa: S603 (a program of the desktop, and no shell)
                ["gio", "set", "-t", "string", str(path), name, value],  # noqa: S607 (wherever it is installed)
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TRUST_S,
                check=False,
            )


class ShellLink:
    """A shell link that starts a command; a ``Form``."""

    mode = 0o600

    def __init__(self, command: Sequence[str], icons: Path, kind: ShortcutKind = LAUNCH) -> None:
        self._command = command
        self._kind = kind
        self.name = f"{kind.name}.lnk"
        """Windows shows the file name."""
        self._icon = icons / "ball.ico"

    def encode(self) -> bytes:
        """Return the content of the file; StorageError if the format cannot express the program's path."""
        import pylnk3

        try:
            link = pylnk3.for_file(
                self._command[0],
                arguments=subprocess.list2cmdline(self._command[1:]),
                description=self._kind.comment,
                icon_file=str(self._icon),
            )
            # pylnk3 0.4.3 takes the type of each part of the path from the disk, and writes an unreadable short name
            # for a name such as « Hélène ». Windows finds a file by its full name, in UTF-16; the short one, for old
            # programs, must be ASCII of the same length.
            segments = [item for item in link.shell_item_id_list.items if isinstance(item, pylnk3.PathSegmentEntry)]
            for segment in segments:
                segment.type = "FILE" if segment is segments[-1] else "FOLDER"
                segment.short_name = "".join(char if char.isascii() else "_" for char in segment.full_name)
            written = io.BytesIO()
            link.write(written)
        except Exception as error:  # pylnk3 raises any exception on paths that it does not understand
            raise StorageError(f"no shortcut can point to {self._command[0]}: {error!r}") from error
        return written.getvalue()

    def is_ours(self, data: bytes) -> bool:
        """Tell whether the agent wrote this file, by its description."""
        import pylnk3

        try:
            return pylnk3.parse(io.BytesIO(data)).description == self._kind.comment
        except Exception:  # noqa: BLE001 (pylnk3 raises any exception on other files)
            return False


Form = DesktopEntry | ShellLink
"""The file format of one system."""


class Shortcut:
    """One shortcut in several places; files of other programs with the same name are never touched.

    A place may move between two commands: OneDrive takes the desktop, a share goes away. So the record keeps where it
    was put, and ``off`` looks there too.

    Args:
        form: The file format.
        folders: Where it goes: the menu first; a missing folder is created.
        record: The file that keeps where it was put; ``None``: nothing is kept.
        trust: Makes the desktop trust the file; never raises.
    """

    def __init__(
        self,
        form: Form,
        folders: Iterable[Path],
        *,
        record: Path | None = None,
        trust: Callable[[Path], None] = lambda _path: None,
    ) -> None:
        self._form = form
        self._paths = [folder / form.name for folder in folders]
        self._record = record
        self._trust = trust

    def status(self) -> ShortcutStatus:
        """Tell where it is; StorageError if a place cannot be read."""
        in_menu, *elsewhere = map(self._is_ours, [*self._paths, *self._former()])
        if in_menu:
            return ShortcutStatus.ON if True in elsewhere else ShortcutStatus.MENU
        if True in elsewhere:
            return ShortcutStatus.DESKTOP
        return ShortcutStatus.OTHER if False in {in_menu, *elsewhere} else ShortcutStatus.OFF

    def on(self) -> None:
        """Write it in every place; StorageError if none takes it, as when other programs' files have its name."""
        places = [path for path in self._paths if self._is_ours(path) is not False]
        if not places:
            raise StorageError(f"{self._paths[0]} is another program's")
        data = self._form.encode()
        written, refusal = [], None
        for path in places:
            try:
                write_durably(path, data, mode=self._form.mode, keep_previous=False)
            except StorageError as error:
                _log.warning("no shortcut there: %s", error)
                refusal = error
            else:
                self._trust(path)
                written.append(path)
        if refusal is not None and not written:
            raise refusal
        self._remove(self._former())
        if self._record is not None:
            try:
                write_durably(self._record, json.dumps([str(path) for path in written]).encode(), keep_previous=False)
            except StorageError as error:  # the shortcut is there
                _log.warning("where the shortcut was put will not be known: %s", error)

    def off(self) -> None:
        """Remove it from every place; StorageError."""
        self._remove([*self._paths, *self._former()])
        if self._record is not None:
            remove_durably(self._record)

    def _remove(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if self._is_ours(path):
                remove_durably(path)

    def _former(self) -> list[Path]:
        """Return where it was put, and is not put any more."""
        data = None if self._record is None else read_bytes(self._record)
        try:
            known = json.loads(data or b"[]")
        except ValueError:  # corrupt: the places of today remain
            known = []
        names = known if isinstance(known, list) else []
        paths = [Path(name) for name in names if isinstance(name, str)]
        return [path for path in paths if path.name == self._form.name and path not in self._paths]

    def _is_ours(self, path: Path) -> bool | None:
        """Tell whether the agent wrote the file there; ``None`` without a file."""
        data = read_bytes(path)
        return None if data is None else self._form.is_ours(data)


def user_shortcut(record: Path | None = None, kind: ShortcutKind = LAUNCH) -> Shortcut | None:
    """Return a shortcut of this user; ``None`` on macOS, whose applications are bundles.

    Menu and desktop are where the system has them now: known folders of Windows, which OneDrive or a policy may have
    moved; xdg-user-dirs and ``XDG_DATA_HOME`` on Linux.
    """
    from platformdirs import user_applications_path

    command, icons = program_command(kind.command, CLICKED), icons_folder()
    desktop = _desktop() if kind is LAUNCH else []
    if sys.platform == "win32":
        return Shortcut(ShellLink(command, icons, kind), [user_applications_path(), *desktop], record=record)
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows branches, not returns)
        return None
    else:
        entry = DesktopEntry(command, icons, kind)
        return Shortcut(entry, [user_applications_path(), *desktop], record=record, trust=trust)


def _desktop() -> list[Path]:
    """Return the folder of the desktop, if it is there; without one xdg-user-dirs answers the home."""
    from platformdirs import user_desktop_path

    desktop = user_desktop_path()
    try:
        return [desktop] if desktop.is_dir() and desktop != Path.home() else []
    except OSError:  # a share that refuses
        return []
