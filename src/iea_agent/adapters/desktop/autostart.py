"""Autostart: the agent starts at login, by the mechanism of each system.

The mechanisms are ``autostart_xdg.py`` (Linux), ``autostart_run_key.py`` (Windows) and ``autostart_launch_agent.py``
(macOS). An entry of the administrator for all users is respected and never doubled.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from iea_agent.adapters.files.folders import home_of, icons_folder
from iea_agent.adapters.system.program import program_command
from iea_agent.core.autostart import AutostartStatus, Entry
from iea_agent.core.errors import StorageError

OPTIONS = ("--at-login",)
"""At login the first attempt is delayed a little, and a running agent is not brought to the front."""


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
        from iea_agent.adapters.desktop.autostart_launch_agent import LaunchAgent, Launchctl

        return UserAutostart(LaunchAgent(command, Path.home() / "Library", Path("/Library"), Launchctl()))
    else:
        from iea_agent.adapters.desktop.autostart_xdg import AutostartEntry

        return UserAutostart(AutostartEntry.find(command, icons_folder(), environ))
