"""Autostart on macOS: a launch agent. Never run on a Mac.

Writing the file is enough: launchd reads it at login. Loading or unloading it at once would start a second agent, or
end the running one. « Réglages Système » may disable it; launchd keeps that by itself.

Sources: launchd.plist(5), launchctl(1), "Creating Launch Daemons and Agents" (Daemons and Services Programming Guide).
"""

import os
import plistlib
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.core.autostart import Entry

LABEL: Final = "fr.urssaf.impact-emploi.iea-agent"
_FILE: Final = Path("LaunchAgents", f"{LABEL}.plist")
_MODE: Final = 0o644
"""launchd must be able to read the file, and refuses one that others may write."""
_LAUNCHCTL_S: Final = 3.0


class Switch(Protocol):
    """What launchd keeps: whether an agent is disabled."""

    def is_off(self) -> bool:
        """Tell whether it is disabled; ``False`` if that is unknown."""

    def turn_on(self) -> None:
        """Enable it again, if that can be done."""


class LaunchAgent:
    """The launch agent of the user; an ``autostart.Place``.

    Args:
        command: The program to start, with its arguments.
        library: The user's ``Library`` folder.
        library_of_all: The computer's, where an administrator puts launch agents for all users.
        switch: What launchd keeps.
    """

    def __init__(self, command: Sequence[str], library: Path, library_of_all: Path, switch: Switch) -> None:
        self._command = list(command)
        self._path = library / _FILE
        self._path_of_all = library_of_all / _FILE
        self._switch = switch

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
        enabled = values.get("Disabled") is not True and not self._switch.is_off()
        current = values.get("ProgramArguments") == self._command
        return Entry(values.get("Label") == LABEL, enabled, current)

    def is_for_all(self) -> bool:
        """Tell whether an entry of the administrator starts the agent for every user."""
        values = _values_of(self._path_of_all)
        return values is not None and values.get("Disabled") is not True

    def put(self) -> None:
        """Write the file of this user, and enable the agent."""
        write_durably(self._path, self.encode(), mode=_MODE, keep_previous=False)
        self._switch.turn_on()

    def remove(self) -> None:
        """Remove the file of this user."""
        remove_durably(self._path)


class Launchctl:
    """The program ``launchctl``; a ``Switch``."""

    def is_off(self) -> bool:
        """Tell whether the agent is among the disabled ones."""
        return is_disabled(_launchctl("print-disabled", _domain()))

    def turn_on(self) -> None:
        """Enable the agent."""
        _launchctl("enable", f"{_domain()}/{LABEL}")


def is_disabled(said: str) -> bool:
    """Parse ``launchctl print-disabled``, of newer and older systems: whether the agent is disabled."""
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


def _domain() -> str:
    return f"gui/{os.getuid()}" if hasattr(os, "getuid") else ""


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
