"""The borders of the agent: what it needs from outside, what may be posted to it, what its handlers need from it."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol

from iea_agent.core.commands import Command, DialogKind
from iea_agent.core.connection_state import AgentState, Event
from iea_agent.core.desktops import Desktop, Tray
from iea_agent.core.file_notices import FileNotice
from iea_agent.core.job_end import JobEnd
from iea_agent.core.launch import SoftwareEnd
from iea_agent.core.notification import Notification
from iea_agent.core.ports import Display, HistoryStore, Jobs, SettingsStore, Software, StateStore
from iea_agent.core.reconnect import Change
from iea_agent.core.repair import RepairPolicy
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import FromJob, RepairAgreed

# What it needs: put together by the composition roots.


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
    repair_policy: Callable[[], RepairPolicy] = RepairPolicy
    """What an administrator and signed metadata say of addresses: nothing yet."""


# What may be posted to its thread.


class Signal(Enum):
    """A posted item without data."""

    STOP = "the program must end"
    NOT_SHOWN = "the icon accepted a change and then could not show it"
    ICON_LOST = "the icon is gone for good, perhaps with the login session"


class AttemptSaid(NamedTuple):
    """A message of an authentication job."""

    attempt: int
    message: FromJob


class AttemptEnded(NamedTuple):
    """The end of an authentication job."""

    attempt: int
    end: JobEnd


class DialogSaid(NamedTuple):
    """A message of a dialog."""

    kind: DialogKind
    message: FromJob


class DialogEnded(NamedTuple):
    """The end of a dialog."""

    kind: DialogKind
    end: JobEnd


class ComparisonSaid(NamedTuple):
    """A message of the job that compares a password of the day."""

    message: FromJob


class ComparisonEnded(NamedTuple):
    """The end of the job that compares a password of the day."""

    end: JobEnd


class ProofSaid(NamedTuple):
    """A message of the job that tests known good addresses."""

    number: int
    message: FromJob


class ProofEnded(NamedTuple):
    """The end of the job that tests known good addresses."""

    number: int
    end: JobEnd


class SavingEnded(NamedTuple):
    """The end of the job that saves the addresses of a repair."""

    end: JobEnd


class SoftwareEnded(NamedTuple):
    """The end of the payroll software."""

    end: SoftwareEnd


class LogChanged(NamedTuple):
    """Why the log file cannot be written, ``None``: it can; posted when that changes."""

    refusal: FileNotice | None


Posted = (
    Command
    | RepairAgreed
    | Signal
    | Tray
    | Change
    | AttemptSaid
    | AttemptEnded
    | DialogSaid
    | DialogEnded
    | ComparisonSaid
    | ComparisonEnded
    | ProofSaid
    | ProofEnded
    | SavingEnded
    | SoftwareEnded
    | LogChanged
)
Post = Callable[[Posted], None]
"""Hands an item to the agent's thread: safe from any thread, never blocks."""


# What its handlers need from it.


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
        """Step, and carry out the effects."""

    def publish(self) -> None:
        """Show the state if it looks different. The loop does it after each turn; others, where that is too late."""

    def announce(self, notification: Notification) -> None:
        """Notify the user once."""
