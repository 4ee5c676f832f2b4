"""The agent with fakes of its ports, on one thread, without waiting: each test is a short story."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from iea_agent.agent.loop import AgentLoop
from iea_agent.agent.ports import AgentPorts, DialogSaid
from iea_agent.core.commands import Command, DialogKind
from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.desktops import Desktop
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import AgentError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.history import History
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.launch import SoftwareEnd
from iea_agent.core.notification import Notification
from iea_agent.core.policy.precedence import Governed, Machine, govern
from iea_agent.core.repair import AddressPair, RepairPolicy
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings, addresses_of, with_addresses
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import (
    AuthenticateAnswered,
    AuthenticateOrder,
    ComparePasswordOrder,
    DialogAsked,
    DialogOrder,
    FromJob,
    Order,
    RepairAgreed,
    SaveAddressesOrder,
    ServerTested,
    TestOrder,
    ToJob,
)

SAVED = Settings(licence_number="75-000042", software_command=("iea", "--compta"))


class FakeJob:
    """A job whose answers the test gives."""

    def __init__(self, order: Order, on_message: Callable[[FromJob], None], on_end: Callable[[JobEnd], None]) -> None:
        self.order = order
        self.deadline_s: float | None = None
        self.sent: list[ToJob] = []
        self.cancelled = False
        self.say = on_message
        self.end = on_end
        self.fails: Callable[[], bool] = lambda: False

    def send(self, message: ToJob) -> None:
        if self.fails():
            raise OSError("no dialog")
        self.sent.append(message)

    def cancel(self) -> None:
        self.cancelled = True
        self.end(JobEnd(JobFault.CANCELLED))


class Story:
    """Wires fakes to a real agent."""

    has_screen = True
    desktop = Desktop.OTHER

    def __init__(  # noqa: PLR0913 (all that a story may begin with)
        self,
        *,
        settings: Settings | AgentError = SAVED,
        saved_state: SavedState | None = None,
        history: History = (),
        time: float = 1_000_000.0,
        at_login: bool = False,
        greets: bool = True,
        unreadable: bool = False,
        unreadable_history: bool = False,
        backup: SavedState | None = None,
        last_good: Settings | None = None,
        policy: RepairPolicy | None = None,
        machine: Machine | None = None,
        chance: float = 0.5,
    ) -> None:
        self.time = time
        self.policy = policy or RepairPolicy()
        self.machine = machine or Machine()
        """What the administrator says."""
        self.unreadable = unreadable
        """Whether the state cannot be read at present."""
        self.unreadable_history = unreadable_history
        self.backup = backup or SavedState()
        """What is read instead."""
        self._monotonic: Callable[[], float] = lambda: self.time
        self.settings: Settings | AgentError = settings
        self.settings_reads = 0
        self.last_good = last_good
        """The settings that a restart would find in the backup."""
        self.saved_state = saved_state or SavedState()
        self.reads = 0
        """How often the state was read."""
        self.written: list[SavedState] = []
        """All that was written, in order."""
        self.full_disk: AgentError | None = None
        """The error of writing the state or the history; ``None``: it works."""
        self.history = history
        self.software = FakeSoftware(self)
        self.started: list[FakeJob] = []
        self.shown: list[AgentView] = []
        self.announced: list[Notification] = []
        self.announced_with: list[Picture] = []
        """The picture that was shown while each notification was made."""
        self.icon_fails = self.notifications_fail = self.dialogs_fail = False
        """Whether showing a view, announcing, and sending to a dialog raise."""
        self.stopped = False
        self.jobs_closed = False
        self.no_dialogs: AgentError | None = None
        """The error of starting a dialog; ``None``: it works."""
        self.failed_starts = 0
        """How often starting an attempt raised."""
        self.no_attempts: Exception | None = None
        """The error of starting an attempt; ``None``: it works."""
        self.ports = AgentPorts(
            jobs=_Jobs(self),
            settings=_Settings(self),
            states=_States(self),
            history=_History(self),
            software=self.software,
            display=_Display(self),
            now=lambda: self.time,
            local=lambda at: datetime.fromtimestamp(at, UTC),
            monotonic=self._read_monotonic,
            chance=lambda: chance,
            user=lambda: "mdupont",
            has_screen=self.has_screen,
            desktop=self.desktop,
            repair_policy=lambda: self.policy,
        )
        self.agent = AgentLoop(self.ports, at_login=at_login, greets=greets)
        self.agent.begin()
        self.settle()

    def settle(self) -> None:
        """Let the agent do all that is posted or due."""
        while self.running and (self.agent.is_behind or self.agent.due_in_s == 0):
            self.agent.turn(0)

    @property
    def running(self) -> bool:
        return not self.agent.ends

    def monotonic_is(self, clock: Callable[[], float]) -> None:
        """Let the clock that never jumps go its own way."""
        self._monotonic = clock

    def _read_monotonic(self) -> float:
        return self._monotonic()

    def pass_time(self, seconds: float) -> None:
        self.time += seconds
        self.settle()

    def post(self, item: object) -> None:
        self.agent.post(item)  # type: ignore[arg-type]  # the story posts what the real callers post
        self.settle()

    @property
    def attempts(self) -> list[FakeJob]:
        return [job for job in self.started if isinstance(job.order, AuthenticateOrder)]

    @property
    def comparisons(self) -> list[FakeJob]:
        return [job for job in self.started if isinstance(job.order, ComparePasswordOrder)]

    @property
    def proofs(self) -> list[FakeJob]:
        """The access tests of known good addresses."""
        return [job for job in self.started if isinstance(job.order, TestOrder)]

    @property
    def savings(self) -> list[FakeJob]:
        """The jobs that save addresses."""
        return [job for job in self.started if isinstance(job.order, SaveAddressesOrder)]

    def proof_finds(
        self,
        verdict: Verdict = Verdict.ACCESSIBLE,
        *,
        updates: Verdict = Verdict.ACCESSIBLE,
        retry_after_s: float | None = None,
    ) -> None:
        """The running access test of known good addresses gets its answers and ends."""
        job = self.proofs[-1]
        for role, found in ((Role.AUTHENTICATION, verdict), (Role.UPDATES, updates)):
            diagnosis = Diagnosis(found, retry_after_s=retry_after_s)
            job.say(ServerTested(ServerReport(role, "https://good.example", diagnosis)))
        job.end(JobEnd())
        self.settle()

    def addresses_are_saved(self, *, fault: JobFault | None = None) -> None:
        """The running job saves the addresses, or fails."""
        job = self.savings[-1]
        assert isinstance(job.order, SaveAddressesOrder)
        if fault is None and isinstance(self.settings, Settings):
            assert addresses_of(self.settings) == job.order.expected
            self.settings = with_addresses(self.settings, job.order.addresses)
        job.end(JobEnd(fault))
        self.settle()

    def dialogs(self, kind: DialogKind) -> list[FakeJob]:
        return [job for job in self.started if isinstance(job.order, DialogOrder) and job.order.dialog is kind]

    def server_answers(  # noqa: PLR0913 (all that an answer may say)
        self,
        verdict: Verdict,
        *,
        updates: Verdict = Verdict.ACCESSIBLE,
        retry_after_s: float | None = None,
        clock_offset_s: float | None = 0.0,
        moved_to: str = "",
        version: str = "",
    ) -> None:
        """The running attempt gets its answer and ends."""
        job = self.attempts[-1]
        diagnosis = Diagnosis(verdict, retry_after_s=retry_after_s, clock_offset_s=clock_offset_s, moved_to=moved_to)
        job.say(AuthenticateAnswered(diagnosis, 3600.0, version))
        report = Diagnosis(updates, moved_to=moved_to if updates is Verdict.MOVED else "")
        job.say(ServerTested(ServerReport(Role.UPDATES, SAVED.update_address, report)))
        job.end(JobEnd())
        self.settle()

    def dialog_asks(self, kind: DialogKind, ask: Command) -> None:
        self.dialog_says(kind, DialogAsked(ask))

    def dialog_says(self, kind: DialogKind, message: FromJob) -> None:
        self.dialogs(kind)[-1].say(message)
        self.settle()

    def agrees(
        self,
        kind: DialogKind | None = DialogKind.STATUS,
        *,
        pair: tuple[AddressPair, AddressPair] | None = None,
    ) -> None:
        """Click « Corriger et se connecter » in a window that shows the present offer, or this pair.

        Without a window it is the command line that has printed them.
        """
        if pair is None:
            offer = self.view.repair
            assert offer is not None
            pair = (offer.before, offer.after)
        agreed = RepairAgreed(*pair)
        self.post(agreed if kind is None else DialogSaid(kind, agreed))

    def dialog_closes(self, kind: DialogKind) -> None:
        self.dialogs(kind)[-1].end(JobEnd())
        self.settle()

    def picture(self) -> Picture:
        return self.view.picture

    @property
    def view(self) -> AgentView:
        return self.agent.view()


class _Jobs:
    def __init__(self, story: Story) -> None:
        self._story = story

    def start(
        self,
        order: Order,
        *,
        on_message: Callable[[FromJob], None],
        on_end: Callable[[JobEnd], None],
        deadline_s: float | None,
    ) -> FakeJob:
        assert (deadline_s is None) == isinstance(order, DialogOrder), "only a window may stay for ever"
        if isinstance(order, DialogOrder) and self._story.no_dialogs is not None:
            raise self._story.no_dialogs
        if isinstance(order, AuthenticateOrder) and self._story.no_attempts is not None:
            self._story.failed_starts += 1
            raise self._story.no_attempts
        job = FakeJob(order, on_message, on_end)
        job.deadline_s = deadline_s
        job.fails = lambda: self._story.dialogs_fail
        self._story.started.append(job)
        return job

    def close(self) -> None:
        self._story.jobs_closed = True


class _Settings:
    finding: FileFinding | None = None
    detail: str = ""

    def __init__(self, story: Story) -> None:
        self._story = story

    @property
    def governed(self) -> Governed:
        said = self._story.settings
        own = said if isinstance(said, Settings) else self._story.last_good or Settings()
        return govern(own, frozenset(Settings.__struct_fields__), self._story.machine)

    def load(self) -> Settings:
        self._story.settings_reads += 1
        if isinstance(self._story.settings, AgentError):
            raise self._story.settings
        return self.governed.settings

    def save(self, settings: Settings) -> None:
        self._story.settings = settings

    def save_beside(self, settings: Settings) -> None:
        self._story.settings = settings

    def last_good(self) -> Settings | None:
        return self._story.last_good


class _States:
    finding: FileFinding | None = None
    detail: str = ""

    def __init__(self, story: Story) -> None:
        self._story = story

    def load(self) -> SavedState:
        self._story.reads += 1
        self.finding = FileFinding.UNREADABLE if self._story.unreadable else None
        return self._story.backup if self._story.unreadable else self._story.saved_state

    def save(self, saved_state: SavedState) -> None:
        if self._story.full_disk is not None:
            raise self._story.full_disk
        self._story.saved_state = saved_state
        self._story.written.append(saved_state)


class _History:
    finding: FileFinding | None = None
    detail: str = ""

    def __init__(self, story: Story) -> None:
        self._story = story

    def load(self) -> History:
        if self._story.unreadable_history:
            self.finding = FileFinding.UNREADABLE
        elif self.finding is FileFinding.UNREADABLE:
            self.finding = None
        return () if self._story.unreadable_history else self._story.history

    def save(self, history: History) -> None:
        if self._story.full_disk is not None:
            raise self._story.full_disk
        self._story.history = history


class FakeSoftware:
    """A ``Software`` that starts nothing and ends when the test says so."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self.started: list[tuple[tuple[str, ...], Mode]] = []
        self.since: float | None = None
        self.fails: Exception | None = None
        """The error of starting it; ``None``: it works."""
        self._on_end: Callable[[SoftwareEnd], None] = lambda _end: None

    def running_since(self) -> float | None:
        return self.since

    def start(self, command: Sequence[str], *, mode: Mode, on_end: Callable[[SoftwareEnd], None]) -> None:
        if self.fails is not None:
            raise self.fails
        self.started.append((tuple(command), mode))
        self.since, self._on_end = self._story.time, on_end

    def adopt(self, on_end: Callable[[SoftwareEnd], None]) -> None:
        self._on_end = on_end

    def ends(self, code: int | None, after_s: float) -> None:
        self.since = None
        self._on_end(SoftwareEnd(code, after_s))
        self._story.settle()


class _Display:
    def __init__(self, story: Story) -> None:
        self._story = story

    def show(self, view: AgentView) -> None:
        if self._story.icon_fails:
            raise OSError("no icon")
        self._story.shown.append(view)

    def announce(self, notification: Notification) -> None:
        if self._story.notifications_fail:
            raise OSError("no notification")
        self._story.announced.append(notification)
        self._story.announced_with.append(self._story.shown[-1].picture if self._story.shown else Picture.HEART)

    def stop(self) -> None:
        self._story.stopped = True
