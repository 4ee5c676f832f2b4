"""The ports of a window, in memory; a job sends only what the test has it send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.commands import Command, DialogKind
from iea_agent.core.errors import AgentError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.help import HelpPage
from iea_agent.core.job_end import JobEnd
from iea_agent.core.mail import MailOutcome
from iea_agent.core.policy.precedence import Governed, Machine, govern
from iea_agent.core.settings import Settings
from iea_agent.core.wire.dialog_says import may_say
from iea_agent.core.wire.jobs import DialogAsked, FromJob, JobDone, Order, ToJob


class FakeHost:
    """A ``Host`` that records the messages of the window, and holds it to what its kind may say."""

    def __init__(self, kind: DialogKind) -> None:
        self._kind = kind
        self.said: list[FromJob] = []
        self.tell: Callable[[ToJob], None] = lambda _message: None
        self.close: Callable[[], None] = lambda: None
        self.on_say: Callable[[FromJob], None] = lambda _message: None

    @property
    def asked(self) -> list[Command]:
        return [message.command for message in self.said if isinstance(message, DialogAsked)]

    def say(self, message: FromJob) -> None:
        assert isinstance(message, JobDone) or may_say(self._kind, message), (self._kind, message)
        self.said.append(message)
        self.on_say(message)

    def listen(self, on_message: Callable[[ToJob], None], on_close: Callable[[], None]) -> None:
        self.tell, self.close = on_message, on_close


@dataclass
class FakeJob:
    """A ``Job`` whose messages the test sends."""

    order: Order
    say: Callable[[FromJob], None]
    end: Callable[[JobEnd], None]
    deadline_s: float | None
    cancelled: bool = False

    def send(self, message: ToJob) -> None:
        raise AssertionError(f"no window sends {message} to a job")

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class FakeJobs:
    """``Jobs`` that records orders and starts nothing."""

    started: list[FakeJob] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    @property
    def last(self) -> FakeJob:
        return self.started[-1]

    def start(
        self,
        order: Order,
        *,
        on_message: Callable[[FromJob], None],
        on_end: Callable[[JobEnd], None],
        deadline_s: float | None,
    ) -> FakeJob:
        self.log.append(type(order).__name__)
        job = FakeJob(order, on_message, on_end, deadline_s)
        self.started.append(job)
        return job

    def close(self) -> None:
        for job in self.started:
            job.cancel()


@dataclass
class FakeSettings:
    """A ``SettingsStore`` in memory, which fails when told to."""

    saved: Settings = field(default_factory=Settings)
    load_error: AgentError | None = None
    save_error: AgentError | None = None
    log: list[str] = field(default_factory=list)
    finding: FileFinding | None = None
    detail: str = ""
    known: Settings | None = None
    """The settings last in force, while the file is invalid."""
    machine: Machine = field(default_factory=Machine)
    """What the administrator says."""

    @property
    def governed(self) -> Governed:
        return govern(self.saved, frozenset(Settings.__struct_fields__), self.machine)

    def load(self) -> Settings:
        if self.load_error is not None:
            raise self.load_error
        return self.governed.settings

    def save(self, settings: Settings) -> None:
        self.log.append("save")
        if self.save_error is not None:
            raise self.save_error
        self.saved = settings

    def save_beside(self, settings: Settings) -> None:
        self.log.append("save beside")
        self.saved = settings
        self.load_error = self.save_error = None

    def last_good(self) -> Settings | None:
        return self.known


@dataclass
class FakeMail:
    """A ``MailProgram`` that records its mails."""

    outcome: MailOutcome = MailOutcome.OPENED
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    """Recipient, subject, body."""

    def open(self, recipient: str, subject: str, body: str) -> MailOutcome:
        self.mails.append((recipient, subject, body))
        return self.outcome


@dataclass
class FakeHelp:
    """``HelpPages`` that records what was opened, in a browser that is there or not."""

    has_browser: bool = True
    opened: list[HelpPage] = field(default_factory=list)

    def open(self, page: HelpPage) -> bool:
        self.opened.append(page)
        return self.has_browser

    def where(self, page: HelpPage) -> str:
        return f"/opt/iea-agent/lib/python3.11/site-packages/iea_agent/help/{page}.html"


@dataclass
class FakeReports:
    """``Reports`` in memory, which fail when told to."""

    texts: dict[str, str] = field(default_factory=dict)
    read_error: AgentError | None = None
    save_error: AgentError | None = None
    opened: list[str] = field(default_factory=list)
    saved: list[tuple[str, str]] = field(default_factory=list)
    """Report and target."""

    def read(self, path: str) -> Mapping[str, str]:
        self.opened.append(path)
        if self.read_error is not None:
            raise self.read_error
        return self.texts

    def save_as(self, path: str, target: str) -> None:
        if self.save_error is not None:
            raise self.save_error
        self.saved.append((path, target))


@dataclass
class FakeAutostart:
    """``Autostart`` in memory, which fails when told to."""

    now: AutostartStatus = AutostartStatus.OFF
    look_error: AgentError | None = None
    change_error: AgentError | None = None

    def status(self) -> AutostartStatus:
        if self.look_error is not None:
            raise self.look_error
        return self.now

    def on(self) -> None:
        self._become(AutostartStatus.ON)

    def off(self) -> None:
        self._become(AutostartStatus.OFF)

    def _become(self, status: AutostartStatus) -> None:
        if self.change_error is not None:
            raise self.change_error
        self.now = status


@dataclass
class FakeClock:
    """A wall clock that the test sets."""

    at: float

    def __call__(self) -> float:
        return self.at
