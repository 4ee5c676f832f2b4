"""What may be posted to the agent's thread."""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from iea_agent.core.commands import Command, DialogKind
from iea_agent.core.desktops import Tray
from iea_agent.core.job_end import JobEnd
from iea_agent.core.launch import SoftwareEnd
from iea_agent.core.reconnect import Change
from iea_agent.core.wire.jobs import FromJob


class Signal(Enum):
    """A posted item without data."""

    STOP = "the program must end"
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


class SoftwareEnded(NamedTuple):
    """The end of the payroll software."""

    end: SoftwareEnd


class LogWritten(NamedTuple):
    """Whether the log file can be written; posted when that changes."""

    written: bool


Posted = (
    Command
    | Signal
    | Tray
    | Change
    | AttemptSaid
    | AttemptEnded
    | DialogSaid
    | DialogEnded
    | ComparisonSaid
    | ComparisonEnded
    | SoftwareEnded
    | LogWritten
)
Post = Callable[[Posted], None]
"""Hands an item to the agent's thread: safe from any thread, never blocks."""
