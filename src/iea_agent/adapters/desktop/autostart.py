"""Autostart: the agent starts at login, by the mechanism of each system.

An entry of the administrator for all users is respected and never doubled.

* Linux: an autostart entry. A file of the user overrides the administrator's file of the same name, so that at most one
  is started. Desktops disable an entry with ``Hidden``, GNOME with a key of its own.
* macOS: a launch agent; never run on a Mac. Writing the file is enough: launchd reads it at login. Loading or unloading
  it at once would start a second agent, or end the running one. « Réglages Système » may disable it; launchd keeps that
  by itself.
* Windows: ``autostart_run_key.py``.

Sources: Desktop Application Autostart Specification 0.5 (freedesktop.org); launchd.plist(5), launchctl(1), "Creating
Launch Daemons and Agents" (Daemons and Services Programming Guide).
"""

import contextlib
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, Self

from iea_agent.adapters.desktop import desktop_entry
from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.folders import home_of, icons_folder
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.adapters.system.program import program_command
from iea_agent.adapters.system.program_search import find_program
from iea_agent.core.autostart import AutostartStatus, Entry
from iea_agent.core.errors import StorageError
from iea_agent.core.texts import desktops

OPTIONS = ("--at-login",)
"""At login the first attempt is delayed a little, and a running agent is not brought to the front."""
_NAME = "iea-agent.desktop"
_MARK = "X-IEA-Agent"
"""Marks the files that the agent wrote; other programs ignore keys that begin with ``X-``."""
_GNOME = "X-GNOME-Autostart-enabled"
_MODE = 0o644
"""As desktops write such files. launchd must be able to read its own, and refuses one that others may write."""
LABEL = "fr.urssaf.impact-emploi.iea-agent"
_AGENT = Path("LaunchAgents", f"{LABEL}.plist")
_LAUNCHCTL_S = 3.0
"""Timeout of ``launchctl`` (seconds)."""


class Place(Protocol):
    """Where one system keeps autostart entries; every method may raise StorageError."""

    def own(self) -> Entry | None:
        """Return the entry of this user."""

    def is_for_all(self) -> bool:
        """Tell whether an entry of the administrator starts the agent for every user."""

    def put(self) -> None:
        """Write an entry for this user and this installation, enabled."""

    def remove(self) -> None:
        """Remove the entry of this user, which is ours."""


class UserAutostart:
    """Implements ``ports.Autostart`` with the entries of a place."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def status(self) -> AutostartStatus:
        """Tell what happens at login; StorageError if the entries cannot be read."""
        own, for_all = self._place.own(), self._place.is_for_all()
        if own is None:
            return AutostartStatus.SYSTEM if for_all else AutostartStatus.OFF
        if not own.ours:
            return AutostartStatus.OTHER
        if not own.enabled:
            return AutostartStatus.DISABLED
        if for_all:
            return AutostartStatus.SYSTEM
        return AutostartStatus.ON if own.current else AutostartStatus.MOVED

    def on(self) -> None:
        """Have this installation started at login; StorageError, also where another program has taken the name."""
        own = self._place.own()
        if own is not None and not own.ours:
            raise StorageError("the entry there is another program's")
        if not self._place.is_for_all():
            self._place.put()
        elif own is not None:
            self._place.remove()

    def off(self) -> None:
        """Remove our entry; entries of other programs and of the administrator stay. StorageError."""
        own = self._place.own()
        if own is not None and own.ours and not (self._place.is_for_all() and not own.enabled):
            self._place.remove()


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
        ours = _MARK in values or values.get("Hidden") == "true"
        return Entry(ours, enabled, enabled and values.get("Exec") == desktop_entry.exec_value(self._command))

    def is_for_all(self) -> bool:
        """Tell whether an entry of the administrator starts the agent on this desktop; unreadable ones are ignored."""
        for path in self._of_system:
            data = None
            with contextlib.suppress(StorageError):  # the desktop, of the same user, cannot read it either
                data = read_bytes(path)
            if data is not None:  # it overrides the following ones
                values = desktop_entry.values_of(data)
                program = values.get("TryExec")
                is_there = not program or find_program(program, os.environ) is not None
                return is_there and self._is_on(values)
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
        return values.get("Hidden") != "true" and values.get(_GNOME) != "false" and not elsewhere


def _launchctl(*arguments: str) -> str:
    """Return the output of the program; empty if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 (a program of the system, and no shell)
            ["/bin/launchctl", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_LAUNCHCTL_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


class LaunchAgent:
    """The launch agent of the user; an ``autostart.Place``.

    Args:
        command: The program to start, with its arguments.
        library: The user's ``Library`` folder.
        library_of_all: The computer's, where an administrator puts launch agents for all users.
        launchctl: Returns the output of ``launchctl`` with some arguments; empty if it fails.
    """

    def __init__(
        self,
        command: Sequence[str],
        library: Path,
        library_of_all: Path,
        launchctl: Callable[..., str] = _launchctl,
    ) -> None:
        self._command = list(command)
        self._path = library / _AGENT
        self._path_of_all = library_of_all / _AGENT
        self._launchctl = launchctl
        self._domain = f"gui/{os.getuid()}" if hasattr(os, "getuid") else ""

    def encode(self) -> bytes:
        """Return the content of the file."""
        return plistlib.dumps(
            {
                "Label": LABEL,
                "ProgramArguments": self._command,
                "RunAtLoad": True,
                "LimitLoadToSessionType": "Aqua",  # where there is a menu bar: not over ssh, not at the login window
                "ProcessType": "Interactive",
                "AbandonProcessGroup": True,  # the payroll software outlives the agent
            }
        )

    def own(self) -> Entry | None:
        """Return the entry of this user."""
        values = _values_of(self._path)
        if values is None:
            return None
        enabled = values.get("Disabled") is not True and not self._is_disabled()
        current = values.get("ProgramArguments") == self._command
        return Entry(values.get("Label") == LABEL, enabled, current)

    def is_for_all(self) -> bool:
        """Tell whether an entry of the administrator starts the agent for every user."""
        values = _values_of(self._path_of_all)
        return values is not None and values.get("Disabled") is not True

    def put(self) -> None:
        """Write the file of this user, and enable the agent."""
        write_durably(self._path, self.encode(), mode=_MODE, keep_previous=False)
        self._launchctl("enable", f"{self._domain}/{LABEL}")

    def remove(self) -> None:
        """Remove the file of this user."""
        remove_durably(self._path)

    def _is_disabled(self) -> bool:
        """Ask launchd, of newer and older systems, whether the agent is disabled; false if that is unknown."""
        said = self._launchctl("print-disabled", self._domain)
        return re.search(rf'"{re.escape(LABEL)}" => (disabled|true)\b', said) is not None


def _values_of(path: Path) -> dict[str, object] | None:
    """Return the values of a property list; ``None`` without a file, an empty dictionary for another file."""
    data = read_bytes(path)
    if data is None:
        return None
    try:
        values = plistlib.loads(data)
    except Exception:  # noqa: BLE001 (plistlib raises any exception on other files)
        return {}
    return values if isinstance(values, dict) else {}


def user_autostart(environ: Mapping[str, str] = os.environ) -> UserAutostart | None:
    """Return the autostart of this user.

    ``None`` for a separate profile (``IEA_AGENT_HOME``), which a login session does not know of.

    Raises:
        StorageError: ``IEA_AGENT_HOME`` does not exist.
    """
    if home_of(environ) is not None:
        return None
    command = program_command(*OPTIONS)
    if sys.platform == "win32":
        from iea_agent.adapters.desktop.autostart_run_key import RunKey, WindowsRegistry

        return UserAutostart(RunKey(command, WindowsRegistry()))
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows branches, not returns)
        return UserAutostart(LaunchAgent(command, Path.home() / "Library", Path("/Library")))
    else:
        return UserAutostart(AutostartEntry.find(command, icons_folder(), environ))
