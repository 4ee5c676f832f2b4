"""The launch of the payroll software: its gate, why it cannot start, the outcome, and how the software ended.

``adapters/software`` starts it.
"""

from enum import StrEnum
from typing import Final

import msgspec

from iea_agent.core.connection_state import AgentState, Link, Mode

AT_ONCE_S: Final = 5.0
"""Software that fails within this time (seconds) of its start crashed at the start: the user is told."""
SAME_CLICK_S: Final = 1.0
"""A second click within this time (seconds) of the start belongs to a double click: it asks for nothing more."""


class StartFault(StrEnum):
    """Why the payroll software cannot be started."""

    NOT_FOUND = "not_found"
    """There is no such program."""
    NOT_EXECUTABLE = "not_executable"
    """It is there, and cannot be run: a folder, a document, no right to, or its interpreter is missing."""
    AWAY = "away"
    """It is on a drive or share that is not connected."""
    ELEVATION = "elevation"
    """Windows would run it with the rights of an administrator only."""
    WRONG_MACHINE = "wrong_machine"
    """It is made for another processor or another version of the system."""
    INCOMPLETE = "incomplete"
    """A library that it needs is missing."""
    NO_FOLDER = "no_folder"
    """Its working directory cannot be entered."""
    TOO_LONG = "too_long"
    """Its path, or its command line, is longer than the system accepts."""
    BLOCKED = "blocked"
    """A policy, or a protection against malware, forbids it."""
    FAILED = "failed"
    """The system refused for another reason, or the software runs already."""


class LaunchOutcome(StrEnum):
    """Outcome of a launch."""

    CHECKING = "checking"
    """The connection is being checked; the software starts if it is good."""
    STARTED = "started"
    ALREADY_RUNNING = "already_running"
    NOT_CONNECTED = "not_connected"
    """The check failed or was refused: the diagnosis of the state says why."""
    CANCELLED = "cancelled"
    """The user closed the window before the check was done."""
    NO_COMMAND = "no_command"
    """No command is configured."""
    COMMAND_IGNORED = "command_ignored"
    """Other users may have written the file that holds the command: it is not run."""
    NOT_FOUND = "not_found"
    NOT_EXECUTABLE = "not_executable"
    AWAY = "away"
    ELEVATION = "elevation"
    WRONG_MACHINE = "wrong_machine"
    INCOMPLETE = "incomplete"
    NO_FOLDER = "no_folder"
    TOO_LONG = "too_long"
    BLOCKED = "blocked"
    FAILED = "failed"
    """These are :class:`StartFault`: the system refused to start it."""
    CRASHED = "crashed"
    """It started, and ended at once with an error."""


class LaunchReport(msgspec.Struct, frozen=True):
    """The last launch that was requested."""

    number: int
    """Counts the requests; tells a launch from an older one."""
    outcome: LaunchOutcome
    detail: str = ""
    """The system's own words, or the exit status."""
    place: str = ""
    """The drive or share that is not connected (``AWAY``), else empty."""


class SoftwareEnd(msgspec.Struct, frozen=True):
    """How the payroll software ended."""

    code: int | None
    """The exit status, negative for a signal (POSIX); ``None``: unknown, since another process is the parent."""
    after_s: float
    """How long it ran, in seconds."""


def may_launch(state: AgentState) -> bool:
    """Tell whether the software may start now: connected and not in doubt, or in assistance mode."""
    return state.mode is Mode.ASSISTANCE or (state.connection is Link.CONNECTED and not state.in_doubt)


def is_decided(state: AgentState) -> bool:
    """Tell whether the answer that a launch waits for is known."""
    return may_launch(state) or not (state.in_doubt or state.link is Link.CONNECTING)
