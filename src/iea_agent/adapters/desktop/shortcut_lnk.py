"""The shortcut of Windows: a shell link ([MS-SHLLINK]), written and read by pylnk3 on any system."""

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pylnk3

from iea_agent.core.errors import StorageError
from iea_agent.core.texts import desktops


class ShellLink:
    """A shell link that starts a command; a ``shortcut.Form``."""

    suffix = ".lnk"
    stem = desktops.SHORTCUT_NAME
    """Windows shows the file name."""
    mode = 0o600

    def __init__(self, command: Sequence[str], icons: Path) -> None:
        self._command = command
        self._icon = icons / "ball.ico"

    def encode(self) -> bytes:
        """Return the content of the file; StorageError if the format cannot express the program's path."""
        try:
            link = pylnk3.for_file(
                self._command[0],
                arguments=subprocess.list2cmdline(self._command[1:]),
                description=desktops.SHORTCUT_COMMENT,
                icon_file=str(self._icon),
            )
            _name_segments(link)
            written = io.BytesIO()
            link.write(written)
        except Exception as error:  # pylnk3 raises any exception on paths that it does not understand
            raise StorageError(f"no shortcut can point to {self._command[0]}: {error!r}") from error
        return written.getvalue()

    def is_ours(self, data: bytes) -> bool:
        """Tell whether the agent wrote this file, by its description."""
        try:
            return pylnk3.parse(io.BytesIO(data)).description == desktops.SHORTCUT_COMMENT
        except Exception:  # noqa: BLE001 (pylnk3 raises any exception on other files)
            return False


def _name_segments(link: pylnk3.Lnk) -> None:
    """Set the type and the short name of each part of the path.

    pylnk3 0.4.3 takes the type from the disk, and writes an unreadable short name for a name such as « Hélène ».
    Windows finds a file by its full name, in UTF-16; the short one, for old programs, must be ASCII of the same length.
    """
    segments = [item for item in link.shell_item_id_list.items if isinstance(item, pylnk3.PathSegmentEntry)]
    for segment in segments:
        segment.type = "FILE" if segment is segments[-1] else "FOLDER"
        segment.short_name = "".join(char if char.isascii() else "_" for char in segment.full_name)
