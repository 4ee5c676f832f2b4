"""Autostart as data: whether the agent is started at login. The entries are written by ``adapters/desktop``."""

from enum import StrEnum
from typing import NamedTuple


class AutostartStatus(StrEnum):
    """What happens at login."""

    ON = "on"
    OFF = "off"
    DISABLED = "disabled"
    """It is entered, and turned off by a tool of the system (Task Manager, a desktop's list of start-up programs)."""
    MOVED = "moved"
    """What is entered starts another installation of the agent, or one that is gone."""
    OTHER = "other"
    """Something of the same name is entered, and it is not ours."""
    SYSTEM = "system"
    """The administrator has it started for every user of this workstation."""

    @property
    def starts(self) -> bool:
        """Whether this agent will be started."""
        return self in {AutostartStatus.ON, AutostartStatus.SYSTEM}


class Entry(NamedTuple):
    """What is entered for this user."""

    ours: bool
    """Whether the agent wrote it."""
    enabled: bool
    """Whether no tool of the system has turned it off."""
    current: bool
    """Whether it starts this installation."""
