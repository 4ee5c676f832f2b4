"""A world for the agent that a test can read like a story: fakes of the ports, one thread, no waiting."""

from collections.abc import Callable

from iea_agent.agent.loop import Agent
from iea_agent.agent.world import World
from iea_agent.core.connection_state import AgentState, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import AgentError
from iea_agent.core.messages import (
    AgentView,
    Ask,
    AuthenticateAnswered,
    AuthenticateOrder,
    DialogAsked,
    DialogKind,
    DialogOrder,
    FromJob,
    Order,
    ServerTested,
    ToJob,
)
from iea_agent.core.ports import JobEnd, JobFault, Noticed
from iea_agent.core.settings import Settings

SAVED = Settings(licence_number="75-000042")


class FakeJob:
    """A job whose answers the test gives."""

    def __init__(self, order: Order, on_message: Callable[[FromJob], None], on_end: Callable[[JobEnd], None]) -> None:
        self.order = order
        self.sent: list[ToJob] = []
        self.cancelled = False
        self.say = on_message
        self.end = on_end

    def send(self, message: ToJob) -> None:
        self.sent.append(message)

    def cancel(self) -> None:
        self.cancelled = True
        self.end(JobEnd(JobFault.CANCELLED))


class FakeWorld:
    """Wires fakes to a real agent."""

    def __init__(self, *, settings: Settings = SAVED, state: AgentState | None = None, at_login: bool = False) -> None:
        self.time = 1_000_000.0
        self.saved: Settings | AgentError = settings
        self.state = state or AgentState()
        self.started: list[FakeJob] = []
        self.shown: list[AgentView] = []
        self.announced: list[str] = []
        self.announced_with: list[Picture] = []
        """The picture that was shown while each notification was made."""
        self.stopped = False
        self.jobs_closed = False
        self.no_windows: AgentError | None = None
        """What opening a window comes to, when it fails."""
        self.agent = Agent(
            World(
                jobs=_Jobs(self),
                settings=_Settings(self),
                states=_States(self),
                display=_Display(self),
                now=lambda: self.time,
                monotonic=lambda: self.time,
                chance=lambda: 0.5,
            ),
            at_login=at_login,
        )
        self.running = True
        self.agent.begin()
        self.settle()

    def settle(self) -> None:
        """Let the agent do all that is posted or due."""
        while self.running and self.agent.has_work():
            self.running = self.agent.turn(0)

    def pass_time(self, seconds: float) -> None:
        self.time += seconds
        self.settle()

    def post(self, item: object) -> None:
        self.agent.post(item)  # type: ignore[arg-type]  # the story posts what the real callers post
        self.settle()

    @property
    def attempts(self) -> list[FakeJob]:
        return [job for job in self.started if isinstance(job.order, AuthenticateOrder)]

    def windows(self, kind: DialogKind) -> list[FakeJob]:
        return [job for job in self.started if isinstance(job.order, DialogOrder) and job.order.dialog is kind]

    def server_answers(self, verdict: Verdict, *, updates: Verdict = Verdict.ACCESSIBLE, **facts: float) -> None:
        """The running attempt gets its answer and ends."""
        job = self.attempts[-1]
        job.say(AuthenticateAnswered(Diagnosis(verdict, **facts), 3600.0))  # type: ignore[arg-type]  # numbers only
        job.say(ServerTested(ServerReport(Role.UPDATES, SAVED.update_address, Diagnosis(updates))))
        job.end(JobEnd())
        self.settle()

    def window_asks(self, kind: DialogKind, ask: Ask) -> None:
        self.windows(kind)[-1].say(DialogAsked(ask))
        self.settle()

    def picture(self) -> Picture:
        return self.view.picture

    @property
    def view(self) -> AgentView:
        return self.agent.view()


class _Jobs:
    def __init__(self, world: FakeWorld) -> None:
        self._world = world

    def start(
        self,
        order: Order,
        *,
        on_message: Callable[[FromJob], None],
        on_end: Callable[[JobEnd], None],
        deadline_s: float | None,
    ) -> FakeJob:
        assert (deadline_s is None) == isinstance(order, DialogOrder), "only a window may stay for ever"
        if isinstance(order, DialogOrder) and self._world.no_windows is not None:
            raise self._world.no_windows
        job = FakeJob(order, on_message, on_end)
        self._world.started.append(job)
        return job

    def close(self) -> None:
        self._world.jobs_closed = True


class _Settings:
    notice: Noticed | None = None

    def __init__(self, world: FakeWorld) -> None:
        self._world = world

    def load(self) -> Settings:
        if isinstance(self._world.saved, AgentError):
            raise self._world.saved
        return self._world.saved

    def save(self, settings: Settings) -> None:
        self._world.saved = settings


class _States:
    notice: Noticed | None = None

    def __init__(self, world: FakeWorld) -> None:
        self._world = world

    def load(self) -> AgentState:
        return self._world.state

    def save(self, state: AgentState) -> None:
        self._world.state = state


class _Display:
    def __init__(self, world: FakeWorld) -> None:
        self._world = world

    def show(self, view: AgentView) -> None:
        self._world.shown.append(view)

    def announce(self, title: str, message: str) -> None:
        assert title
        self._world.announced.append(message)
        self._world.announced_with.append(self._world.shown[-1].picture if self._world.shown else Picture.HEART)

    def stop(self) -> None:
        self._world.stopped = True
