"""What the agent needs of the world outside; the composition roots put it together."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from iea_agent.core.desktops import Desktop
from iea_agent.core.ports import Display, HistoryStore, Jobs, SettingsStore, Software, StateStore


class AgentPorts(NamedTuple):
    """Ports, clocks and chance."""

    jobs: Jobs
    settings: SettingsStore
    states: StateStore
    history: HistoryStore
    software: Software
    display: Display
    now: Callable[[], float]
    """The wall clock (seconds since 1970 UTC), for what people read."""
    local: Callable[[float], datetime]
    """The local time of the workstation at an instant (seconds since 1970 UTC)."""
    monotonic: Callable[[], float]
    """A clock that never jumps and runs on while the computer sleeps (seconds), for waiting."""
    chance: Callable[[], float]
    """Uniform in [0, 1)."""
    user: Callable[[], str]
    """The system's name of the user."""
    has_screen: bool = True
    """Whether windows can be shown."""
    desktop: Desktop = Desktop.OTHER
    """The desktop environment of the user."""
