"""What the agent needs from outside (put together by the composition roots), and what its handlers need from it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from iea_agent.agent.inbox import Post
from iea_agent.core.connection_state import AgentState, Event
from iea_agent.core.desktops import Desktop
from iea_agent.core.ports import Display, HistoryStore, Jobs, SettingsStore, Software, StateStore
from iea_agent.core.view import AgentView


class AgentPorts(NamedTuple):
    """Ports, clocks and randomness."""

    jobs: Jobs
    settings: SettingsStore
    states: StateStore
    history: HistoryStore
    software: Software
    display: Display
    now: Callable[[], float]
    """The wall clock (seconds since 1970 UTC), for what people read."""
    local: Callable[[float], datetime]
    """Convert an instant (seconds since 1970 UTC) to the local time of the workstation."""
    monotonic: Callable[[], float]
    """A clock that never jumps and runs on during suspend (seconds), for waiting."""
    chance: Callable[[], float]
    """Uniform in [0, 1)."""
    user: Callable[[], str]
    """The system's name of the user."""
    has_screen: bool = True
    """Whether dialogs can be shown."""
    desktop: Desktop = Desktop.OTHER
    """The desktop environment of the user."""


class Hub(Protocol):
    """What a handler needs of the agent (``agent.py``)."""

    @property
    def post(self) -> Post:
        """Hands an item to the agent's thread; for callbacks on other threads."""

    @property
    def begun(self) -> bool:
        """Whether the files could be read; until then nothing is written and no attempt is made."""

    @property
    def state(self) -> AgentState:
        """The present state."""

    @property
    def view(self) -> AgentView:
        """The state as it was last published."""

    def apply(self, event: Event) -> None:
        """Step, carry out the effects, publish."""

    def publish(self) -> None:
        """Show the state if it looks different."""

    def announce(self, message: str) -> None:
        """Notify the user once."""
