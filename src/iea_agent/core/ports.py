"""What the agent and the windows need of the world outside, in the agent's own words."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

import msgspec

from iea_agent.core.connection_state import AgentState
from iea_agent.core.messages import AgentView, FromJob, Order, Secret, ToJob
from iea_agent.core.settings import Settings


class JobFault(StrEnum):
    """How a job can end badly; all are one ordinary failure to whoever started it."""

    CANNOT_START = "cannot_start"
    CRASHED = "crashed"
    SILENT = "silent"
    NONSENSE = "nonsense"
    FLOODED = "flooded"
    OVERTIME = "overtime"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """The job itself said so, with a code."""


class JobEnd(msgspec.Struct, frozen=True):
    """How a job ended: well when ``fault`` is ``None``."""

    fault: JobFault | None = None
    code: str = ""
    """The ``AgentError.code`` that the job gave, with ``JobFault.FAILED``."""
    detail: str = ""


class Job(Protocol):
    """A child process at work."""

    def send(self, message: ToJob) -> None:
        """Pass on a further message; silently nothing once the job has ended."""

    def cancel(self) -> None:
        """Ask the job to end; it is killed if it does not. ``on_end`` is still called."""


class Jobs(Protocol):
    """Starts child processes."""

    def start(
        self,
        order: Order,
        *,
        on_message: Callable[[FromJob], None],
        on_end: Callable[[JobEnd], None],
        deadline_s: float | None,
    ) -> Job:
        """Start a job and return at once.

        ``on_message`` gets every message but the last, ``on_end`` is called exactly once, after it; both on a
        thread of the job's own. ``deadline_s`` (seconds) bounds the whole job; ``None`` for a window.
        """

    def close(self) -> None:
        """Cancel every job and wait, some seconds at most, until none is left."""


class Host(Protocol):
    """The process that ordered this job, as the job sees it."""

    def say(self, message: FromJob) -> None:
        """Send a message; safe from any thread. Silently nothing once the host is gone."""

    def listen(self, on_message: Callable[[ToJob], None], on_close: Callable[[], None]) -> None:
        """Call back, on a thread of its own, for each further message; ``on_close`` once: the job must end."""


class Noticed(StrEnum):
    """What a store noticed while it loaded, and the user has to know."""

    RECOVERED = "recovered_from_backup"
    RESET = "reset_to_defaults"
    NEWER = "newer_file"
    """Written by a newer version: read as far as it is understood, never written."""
    UNREADABLE = "unreadable"
    """The disk refused."""


class SettingsStore(Protocol):
    """Where the settings live."""

    notice: Noticed | None
    """What the last ``load()`` noticed."""

    def load(self) -> Settings:
        """Return the saved settings; BadSettingsError, NewerFileError or StorageError if they cannot be used."""

    def save(self, settings: Settings) -> None:
        """Write durably; BadSettingsError, NewerFileError or StorageError if that cannot be done."""


class StateStore(Protocol):
    """Where the mode survives restarts and power cuts."""

    notice: Noticed | None
    """What the last ``load()`` noticed."""

    def load(self) -> AgentState:
        """Return the last state saved: mode, since when and why; the default one if there is none. Never fails."""

    def save(self, state: AgentState) -> None:
        """Write durably before returning; NewerFileError or StorageError if that cannot be done."""


class LicenceKeys(Protocol):
    """Where licence keys are kept. Any call may block for ever: only jobs make them."""

    def get(self, number: str) -> Secret | None:
        """Return the key of a licence, ``None`` if there is none; KeyStoreError."""

    def put(self, number: str, key: Secret) -> None:
        """Keep the key of a licence; KeyStoreError."""


class Display(Protocol):
    """Where the state is shown: the tray icon, or nothing. Called from the agent's thread."""

    def show(self, view: AgentView) -> None:
        """Show the picture, its words in the tooltip, and the menu that fits."""

    def announce(self, title: str, message: str) -> None:
        """Notify the user once."""

    def stop(self) -> None:
        """Take the picture away and let the program end."""
