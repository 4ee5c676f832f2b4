"""The shortcut of Windows: a shell link ([MS-SHLLINK]), written and read by pylnk3 on any system."""

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pylnk3

from iea_agent.core.errors import StorageError
from iea_agent.core.texts.desktop import shortcuts


class ShellLink:
    """A shell link that starts a command; a ``shortcut.Form``."""

    suffix = ".lnk"
    stem = shortcuts.NAME
    """Windows shows the name of the file."""
    mode = 0o600

    def __init__(self, command: Sequence[str], icons: Path) -> None:
        self._command = command
        self._icon = icons / "ball.ico"

    def encode(self) -> bytes:
        """Return what the file holds; StorageError if the program's path cannot be written in one."""
        try:
            link = pylnk3.for_file(
                self._command[0],
                arguments=subprocess.list2cmdline(self._command[1:]),
                description=shortcuts.COMMENT,
                icon_file=str(self._icon),
            )
            _name_segments(link)
            written = io.BytesIO()
            link.write(written)
        except Exception as error:  # whatever pylnk3 comes to on a path that it does not understand
            raise StorageError(f"no shortcut can lead to {self._command[0]}: {error!r}") from error
        return written.getvalue()

    def is_ours(self, data: bytes) -> bool:
        """Tell whether the agent wrote this: by the words that Windows shows beside it."""
        try:
            return pylnk3.parse(io.BytesIO(data)).description == shortcuts.COMMENT
        except Exception:  # noqa: BLE001 (whatever pylnk3 comes to on something else)
            return False


def _name_segments(link: pylnk3.Lnk) -> None:
    """Say of each part of the path what it is and how it is written.

    pylnk3 0.4.3 takes the type from the disk, and gives a name such as « Hélène » a short form that nobody can read.
    Windows finds a file by its full name, in UTF-16; the short one, for old programs, only has to be ASCII and as long.
    """
    segments = [item for item in link.shell_item_id_list.items if isinstance(item, pylnk3.PathSegmentEntry)]
    for segment in segments:
        segment.type = "FILE" if segment is segments[-1] else "FOLDER"
        segment.short_name = "".join(char if char.isascii() else "_" for char in segment.full_name)
