"""Ports: what the agent and the windows need of the system. ``adapters/`` implements them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.connection_state import Mode
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.help import HelpPage
from iea_agent.core.history import History
from iea_agent.core.job_end import JobEnd
from iea_agent.core.launch import SoftwareEnd
from iea_agent.core.mail import MailOutcome
from iea_agent.core.notification import Notification
from iea_agent.core.policy.precedence import Governed
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import FromJob, Order, ToJob

T = TypeVar("T")


class Job(Protocol):
    """A child process at work."""

    def send(self, message: ToJob) -> None:
        """Send a further message; ignored once the job has ended."""

    def cancel(self) -> None:
        """Cancel the job; it is killed if it does not end. ``on_end`` is still called."""


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
        """Start a job and return at once. Never fails.

        ``on_message`` gets every message but the last; then ``on_end`` is called exactly once. Both are called on a
        thread of the job, but the end of a job that cannot be started is reported on the caller's thread, before this
        returns. ``deadline_s`` (seconds) is the job's own deadline, ``None`` for a window; a job that overruns it by
        the margin of this system is killed.
        """

    def close(self) -> None:
        """Cancel every job and wait until all have ended: a few seconds at most."""


class Host(Protocol):
    """The process that started this job, as the job sees it."""

    def say(self, message: FromJob) -> None:
        """Send a message; thread-safe, ignored once the host is gone."""

    def listen(self, on_message: Callable[[ToJob], None], on_close: Callable[[], None]) -> None:
        """Call ``on_message`` for each further message, on a new thread; ``on_close`` once: the job must end."""


class Store(Protocol[T]):
    """A file that holds one value over restarts and power cuts."""

    finding: FileFinding | None
    """What the last ``load()`` found wrong with the file."""
    detail: str
    """Path, owner and mode, where that is what was found; else empty."""

    def load(self) -> T:
        """Return what was last saved, the default if there is nothing or it cannot be read.

        Only settings raise: InvalidFileError, NewerFileError or StorageError if they cannot be used.
        """

    def save(self, value: T, /) -> None:
        """Write durably before returning; NewerFileError or StorageError if that cannot be done.

        Settings that have a wrong value raise BadSettingsError; over an invalid file, InvalidFileError.
        """


class SettingsStore(Store[Settings], Protocol):
    """The settings in force: what people say, under the administrator's policy."""

    @property
    def governed(self) -> Governed:
        """What is in force since the last ``load()``, and who has said it."""

    def last_good(self) -> Settings | None:
        """Return the settings last in force; ``None`` if none are known. Never fails."""

    def save_beside(self, settings: Settings) -> None:
        """Save as ``save()`` does, also over an invalid file, which is kept beside under another name."""


StateStore = Store[SavedState]
HistoryStore = Store[History]


class Software(Protocol):
    """The payroll software as a program of its own, which outlives the agent."""

    def running_since(self) -> float | None:
        """Return since when it runs (seconds since 1970 UTC), also if an earlier agent started it; else ``None``."""

    def start(self, command: Sequence[str], *, mode: Mode, on_end: Callable[[SoftwareEnd], None]) -> None:
        """Start it and return at once; ``on_end`` is called once, on a thread of its own.

        StartError if it cannot be started.
        """

    def adopt(self, on_end: Callable[[SoftwareEnd], None]) -> None:
        """Watch for the end of what an earlier agent started, if it still runs."""


class KeyStoreQuestion(Protocol):
    """The prompt of a locked key store. Nothing is shown before ``ask()``."""

    def ask(self, timeout_s: float) -> bool:
        """Show it and wait for the answer (seconds); return whether the store was unlocked. KeyStoreError."""

    def drop(self) -> None:
        """Never show it. Never fails."""


class LicenceKeys(Protocol):
    """A store of licence keys. Any call may block for ever: only jobs make them."""

    def question(self, number: str, *, to_put: bool = False) -> KeyStoreQuestion | None:
        """Return the prompt that has to be answered before this key can be read or put; KeyStoreError.

        ``None`` if there is none, or if the store prompts by itself.
        """

    def get(self, number: str) -> Secret | None:
        """Return the key of a licence, ``None`` if there is none; KeyStoreError."""

    def origin(self, number: str) -> str:
        """Return the origin that the key was given for; empty if an older version stored it. KeyStoreError."""

    def put(self, number: str, key: Secret, origin: str = "") -> None:
        """Store the key of a licence and its origin; KeyStoreError."""

    def put_origin(self, number: str, origin: str) -> None:
        """Store the origin of a key that is kept; KeyStoreError."""


class MailProgram(Protocol):
    """The mail program of the user."""

    def open(self, recipient: str, subject: str, body: str) -> MailOutcome:
        """Open it with a mail for the user to send; may take seconds."""


class HelpPages(Protocol):
    """The guide, as pages on this disk."""

    def open(self, page: HelpPage) -> bool:
        """Open a page in the browser; return whether one took it. Never fails; may take seconds."""

    def where(self, page: HelpPage) -> str:
        """Return where a page is, for a person to open it."""


class Reports(Protocol):
    """Diagnostic reports on the disk."""

    def read(self, path: str) -> Mapping[str, str]:
        """Return the texts of a report by name; StorageError."""

    def save_as(self, path: str, target: str) -> None:
        """Copy a report to where the user wants it; StorageError."""


class Autostart(Protocol):
    """Whether the agent is started when the user's session opens."""

    def status(self) -> AutostartStatus:
        """Tell what happens when the session opens; StorageError if that cannot be seen."""

    def on(self) -> None:
        """Have this installation started; StorageError, also where another program uses the name."""

    def off(self) -> None:
        """Have it started no longer; entries of other programs, or of the administrator, stay. StorageError."""


class Display(Protocol):
    """Where the state is shown: the tray icon, or nothing. Called from the agent's thread."""

    def show(self, view: AgentView) -> None:
        """Show the picture, its words in the tooltip, and the menu that fits."""

    def announce(self, notification: Notification) -> None:
        """Notify the user once."""

    def stop(self) -> None:
        """Take the picture away and let the program end."""
