"""The shortcut of Linux: a desktop entry (Desktop Entry Specification 1.5, freedesktop.org)."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from iea_agent.adapters.desktop import desktop_entry
from iea_agent.core.texts import desktops

_MARK = "X-IEA-Agent=launch"
"""Marks the files that the agent wrote; other programs ignore keys that begin with ``X-``."""
_TRUST_S = 3.0
"""Timeout for writing the metadata of a file (seconds)."""


class DesktopEntry:
    """A desktop entry that starts a command; a ``shortcut.Form``."""

    suffix = ".desktop"
    stem = "iea-agent-launch"
    """Desktops show ``Name`` instead; this name must be unique."""
    mode = 0o755
    """Executable: GNOME and XFCE require it of files on the desktop."""

    def __init__(self, command: Sequence[str], icons: Path) -> None:
        self._command = command
        self._icons = icons

    def encode(self) -> bytes:
        """Return the content of the file."""
        return desktop_entry.encode(
            desktops.SHORTCUT_NAME,
            desktops.SHORTCUT_COMMENT,
            self._command,
            self._icons,
            "StartupNotify=true",
            "Categories=Office;Finance;",
            _MARK,
        )

    def is_ours(self, data: bytes) -> bool:
        """Tell whether the agent wrote this file."""
        return _MARK.encode() in data.splitlines()


def trust(path: Path) -> None:
    """Mark a file on the desktop as trusted by GNOME and XFCE, so that it starts without a question.

    Where that fails, the desktop asks at the first click.
    """
    import hashlib

    try:
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
    except (OSError, subprocess.SubprocessError):
        return
