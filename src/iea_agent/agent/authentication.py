"""The authentication job: the running attempt, and when the next is due."""

from collections.abc import Callable

from iea_agent.agent.inbox import AttemptEnded, AttemptSaid, Post
from iea_agent.core import reconnect
from iea_agent.core.diagnosis import Diagnosis, StageReport, Verdict, overtime
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.ports import Job, JobEnd, JobFault, Jobs
from iea_agent.core.printable import printable
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import AuthenticateOrder, FromJob
from iea_agent.margins import JOB_MARGIN_S


class Attempts:
    """Runs one attempt at a time. Times are those of a clock that never jumps, in seconds."""

    def __init__(self, jobs: Jobs, monotonic: Callable[[], float], post: Post) -> None:
        self._jobs = jobs
        self._monotonic = monotonic
        self._post = post
        self._job: Job | None = None
        self._answered = False
        self.stages: list[StageReport] = []
        """What the running attempt has got through, as far as it has said."""
        self._started = -reconnect.MANUAL_SPACING_S
        self._due: float | None = None
        self.number = 0
        """Counts the attempts started."""
        self._may_prompt = False
        """Whether the last attempt started may have the key store ask for its password."""
        self.person_waits = False
        """Whether a person asked for the next attempt, which therefore may."""
        self.key_store_asks = False
        """Whether the running attempt waits for that password."""

    @property
    def running(self) -> bool:
        """Whether an answer is awaited."""
        return self._job is not None and not self._answered

    @property
    def due_in_s(self) -> float | None:
        """How long until the planned attempt; ``None`` when none is planned."""
        return None if self._due is None else max(0.0, self._due - self._monotonic())

    def plan(self, delay_s: float) -> None:
        """Plan the next attempt, in place of any planned one."""
        self._due = self._monotonic() + delay_s

    def plan_sooner(self, delay_s: float) -> bool:
        """Bring the planned attempt forward, if there is one that is later; return whether there was."""
        due_in_s = self.due_in_s
        if due_in_s is None or due_in_s <= delay_s:
            return False
        self.plan(delay_s)
        return True

    def take_due(self) -> None:
        """Forget the planned attempt: it is being made."""
        self._due = None

    def note_person(self) -> None:
        """A person asks for an attempt, and waits for it; one that runs for a person already will do."""
        self.person_waits = self.person_waits or not (self.running and self._may_prompt)

    def start_when_allowed(self, settings: Settings) -> None:
        """Make sure an attempt runs; a person's repeated clicks are spaced."""
        if self.running:
            return
        wait_s = reconnect.manual(self._monotonic() - self._started)
        if wait_s > 0:
            self.plan(wait_s)
        else:
            self.restart(settings)

    def restart(self, settings: Settings) -> None:
        """Cancel the running attempt and start a fresh one now."""
        may_prompt = self.person_waits or (self.running and self._may_prompt)
        self.cancel()
        self._may_prompt = may_prompt
        self.number += 1
        self._answered = False
        self.stages = []
        self._started = self._monotonic()
        number, post = self.number, self._post

        def on_message(message: FromJob) -> None:
            post(AttemptSaid(number, message))

        def on_end(end: JobEnd) -> None:
            post(AttemptEnded(number, end))

        self._job = self._jobs.start(
            AuthenticateOrder(settings, may_prompt),
            on_message=on_message,
            on_end=on_end,
            deadline_s=max(settings.authenticate_deadline_s, settings.test_deadline_s)
            + JOB_MARGIN_S
            + (UNLOCK_S if may_prompt else 0.0),
        )

    def cancel(self) -> None:
        """Cancel the running attempt and the planned one."""
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self._due = None
        self.person_waits = self.key_store_asks = False

    def is_current(self, number: int) -> bool:
        """Tell whether an answer belongs to the attempt under way; what an older one says is late."""
        return number == self.number and self._job is not None

    def note_answer(self) -> None:
        """The job has said what the authentication came to; it may go on with the update server."""
        self._answered = True
        self.person_waits = self.key_store_asks = False

    def fault_of(self, end: JobEnd, *, encrypted: bool) -> Diagnosis:
        """Return why a job ended without an answer; ``encrypted``: whether it was to speak https."""
        # A job at work judges a silent name server itself, long before it is killed: one that is killed without a
        # word of a stage was stuck elsewhere, and the address is not to blame.
        if end.fault is JobFault.OVERTIME and self.stages:
            return overtime(self.stages, encrypted=encrypted)
        return Diagnosis(Verdict.AGENT_FAULT, detail=printable(f"{end.fault} {end.code} {end.detail}"))

    def note_end(self) -> bool:
        """The job has ended; return whether it had answered."""
        self._job = None
        self.key_store_asks = False
        return self._answered
