"""Autostart on Linux (Desktop Application Autostart Specification 0.5, freedesktop.org).

A file of the user overrides the administrator's file of the same name, so that at most one is started. Desktops disable
an entry with ``Hidden``, GNOME with a key of its own.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from iea_agent.adapters.desktop import desktop_entry
from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.core.autostart import Entry
from iea_agent.core.errors import StorageError
from iea_agent.core.texts import desktops

_NAME = "iea-agent.desktop"
_MARK = "X-IEA-Agent"
"""Marks the files that the agent wrote; other programs ignore keys that begin with ``X-``."""
_GNOME = "X-GNOME-Autostart-enabled"
_MODE = 0o644
"""As desktops write such files."""


class AutostartEntry:
    """An autostart entry; an ``autostart.Place``."""

    def __init__(
        self, command: Sequence[str], icons: Path, folder: Path, of_system: Iterable[Path], desktops: Iterable[str]
    ) -> None:
        """Take the folder of the user, those of the system by precedence, and the names of the desktop."""
        self._command = command
        self._icons = icons
        self._path = folder / _NAME
        self._of_system = [system / _NAME for system in of_system]
        self._desktops = frozenset(desktops)

    @classmethod
    def find(cls, command: Sequence[str], icons: Path, environ: Mapping[str, str]) -> Self:
        """Return the entry of the session that ``environ`` belongs to."""
        config = Path(environ.get("XDG_CONFIG_HOME", ""))
        folder = config if config.is_absolute() else Path.home() / ".config"
        system = [Path(name) for name in (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")]
        return cls(
            command,
            icons,
            folder / "autostart",
            [each / "autostart" for each in system if each.is_absolute()],
            filter(None, environ.get("XDG_CURRENT_DESKTOP", "").split(":")),
        )

    def encode(self) -> bytes:
        """Return the content of the file."""
        return desktop_entry.encode(
            desktops.AGENT_NAME,
            desktops.AGENT_COMMENT,
            self._command,
            self._icons,
            f"TryExec={desktop_entry.string_value(self._command[0])}",
            "StartupNotify=false",
            f"{_GNOME}=true",
            f"{_MARK}=autostart",
        )

    def own(self) -> Entry | None:
        """Return the entry of this user; a file that only hides the administrator's counts as ours."""
        data = read_bytes(self._path)
        if data is None:
            return None
        values = desktop_entry.values_of(data)
        enabled = self._is_on(values)
        ours = _MARK in values or _is_hidden(values)
        return Entry(ours, enabled, enabled and values.get("Exec") == desktop_entry.exec_value(self._command))

    def is_for_all(self) -> bool:
        """Tell whether an entry of the administrator starts the agent on this desktop; unreadable ones are ignored."""
        for path in self._of_system:
            data = None
            with contextlib.suppress(StorageError):  # the desktop, of the same user, cannot read it either
                data = read_bytes(path)
            if data is not None:  # it overrides the following ones
                values = desktop_entry.values_of(data)
                return self._is_on(values) and _is_there(values.get("TryExec", ""))
        return False

    def put(self) -> None:
        """Write the file of this user."""
        write_durably(self._path, self.encode(), mode=_MODE, keep_previous=False)

    def remove(self) -> None:
        """Remove the file of this user."""
        remove_durably(self._path)

    def _is_on(self, values: Mapping[str, str]) -> bool:
        """Tell whether this desktop starts the entry."""
        only, never = (set(filter(None, values.get(key, "").split(";"))) for key in ("OnlyShowIn", "NotShowIn"))
        elsewhere = bool(only and not only & self._desktops) or bool(never & self._desktops)
        return not _is_hidden(values) and values.get(_GNOME) != "false" and not elsewhere


def _is_hidden(values: Mapping[str, str]) -> bool:
    return values.get("Hidden") == "true"


def _is_there(program: str) -> bool:
    """Tell whether the program of ``TryExec`` exists, or none is named."""
    return not program or shutil.which(program, path=os.environ.get("PATH")) is not None
