"""Starting when the user's session opens, by what each system has for it.

Where it is entered is in ``autostart_xdg.py`` (Linux), ``autostart_run_key.py`` (Windows) and
``autostart_launch_agent.py`` (macOS). What an administrator entered for all users counts, and is never doubled.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from iea_agent.adapters.files.folders import home_of, icons_folder
from iea_agent.adapters.system.program import program_command
from iea_agent.core.autostart import AutostartStatus, Entry
from iea_agent.core.errors import NotSupportedError, StorageError

OPTIONS = ("--at-login",)
"""At login nobody waits: the first attempt comes a little later, and an agent that runs already is left in peace."""


class Place(Protocol):
    """Where one system keeps what starts with the session; every method may raise StorageError."""

    def own(self) -> Entry | None:
        """Return what is entered for this user."""

    def is_for_all(self) -> bool:
        """Tell whether the administrator has the agent started for every user."""

    def put(self) -> None:
        """Enter this installation for this user, and turn on what was turned off."""

    def remove(self) -> None:
        """Remove what is entered for this user, which is ours."""


class UserAutostart:
    """Implements ``ports.Autostart`` in a place."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def status(self) -> AutostartStatus:
        """Tell what happens when the session opens; StorageError if that cannot be seen."""
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
        """Have this installation started; StorageError, also where something else has taken the name."""
        own = self._place.own()
        if own is not None and not own.ours:
            raise StorageError("what is entered there is somebody else's")
        if not self._place.is_for_all():
            self._place.put()
        elif own is not None:
            self._place.remove()

    def off(self) -> None:
        """Have it started no longer; what is somebody else's, or the administrator's, stays. StorageError."""
        own = self._place.own()
        if own is not None and own.ours and not (self._place.is_for_all() and not own.enabled):
            self._place.remove()


def user_autostart(environ: Mapping[str, str] = os.environ) -> UserAutostart:
    """Return that of this user.

    Raises:
        NotSupportedError: this is a profile of its own (``IEA_AGENT_HOME``), which a session does not know of.
        StorageError: ``IEA_AGENT_HOME`` leads nowhere.
    """
    if home_of(environ) is not None:
        raise NotSupportedError("a profile of its own is not started at login")
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
