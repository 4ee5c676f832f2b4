"""The picture never lies, whatever servers, networks, clocks and people do, in whatever order."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import AssistanceDisabled, AssistanceEnabled, Mode, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.reconnect import Change
from tests.agent.story import SAVED, Story

DOUBT_S = 60.0
CLICKS = (Action.AUTHENTICATE, Action.RECHECK, Action.TAKE_NEW_SETTINGS, Action.LAUNCH)


class AnyHistory(RuleBasedStateMachine):
    """A real agent with fakes of its ports; what it knows is kept a second time, in the words of the specification."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.monotonic = self.story.time
        self.story.monotonic_is(lambda: self.monotonic)
        self.proven = False
        """Whether an authentication succeeded in this mode, with these settings."""
        self.failed_at: float | None = None
        """When the first attempt since then failed, by the clock that never jumps."""
        self.started = self.failed_starts = 0

    def note(self, *, good: bool) -> None:
        self.proven = self.proven or good
        if good:
            self.failed_at = None
        elif self.failed_at is None:
            self.failed_at = self.monotonic

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0, 9.0, 29.0, 59.9, 60.0, 601.0, 4000.0]))
    def time_passes(self, seconds: float) -> None:
        self.monotonic += seconds
        self.story.pass_time(seconds)

    @rule(seconds=st.sampled_from([-86_400.0, -30.0, 30.0, 86_400.0]))
    def the_clock_is_set(self, seconds: float) -> None:
        self.story.pass_time(seconds)

    @precondition(lambda self: self.story.view.attempting)
    @rule(
        verdict=st.one_of(st.just(Verdict.CONNECTED), st.just(Verdict.BUSY), st.sampled_from(Verdict)),
        retry_after_s=st.sampled_from([None, 0.0, 30.0, 3600.0]),
    )
    def the_server_answers(self, verdict: Verdict, retry_after_s: float | None) -> None:
        self.note(good=verdict is Verdict.CONNECTED)
        self.story.server_answers(verdict, retry_after_s=retry_after_s)

    @precondition(lambda self: self.story.view.attempting)
    @rule(fault=st.sampled_from(JobFault))
    def the_attempt_dies(self, fault: JobFault) -> None:
        self.note(good=False)
        self.story.attempts[-1].end(JobEnd(fault))
        self.story.settle()

    @rule(can_start=st.booleans())
    def the_system_has_room_for_a_job_or_not(self, *, can_start: bool) -> None:
        self.story.no_attempts = None if can_start else RuntimeError("can't start new thread")

    @rule(change=st.sampled_from(Change))
    def the_system_says(self, change: Change) -> None:
        self.story.post(change)

    @rule(action=st.sampled_from(CLICKS))
    def a_person_clicks(self, action: Action) -> None:
        if action is Action.TAKE_NEW_SETTINGS:
            self.proven = False
        self.story.post(action)

    @rule(address=st.sampled_from([SAVED.authentication_address, "https://other.example"]))
    def another_program_writes_settings(self, address: str) -> None:
        self.story.settings = replace(SAVED, authentication_address=address)

    @rule()
    def assistance_mode_comes_or_goes(self) -> None:
        self.proven = False
        agent = self.story.agent._agent  # noqa: SLF001 (as the windows would have it)
        is_on = self.story.view.mode is Mode.ASSISTANCE
        agent.apply((AssistanceDisabled if is_on else AssistanceEnabled)(self.story.time))
        agent.publish()

    @rule(code=st.sampled_from([0, 1]))
    def the_software_ends(self, code: int) -> None:
        if self.story.software.since is not None:
            self.story.software.ends(code, 60.0)

    @invariant()
    def an_attempt_that_cannot_be_started_has_failed(self) -> None:
        if self.story.failed_starts > self.failed_starts:
            self.failed_starts = self.story.failed_starts
            self.note(good=False)

    @invariant()
    def the_ball_is_a_success_that_nothing_has_contradicted_for_a_minute(self) -> None:
        if self.story.picture() is Picture.BALL:
            assert self.proven
            assert self.failed_at is None or self.monotonic < self.failed_at + DOUBT_S

    @invariant()
    def the_picture_that_is_shown_is_that_of_the_state(self) -> None:
        assert self.story.shown[-1] == self.story.view

    @invariant()
    def nothing_is_launched_on_the_strength_of_a_doubt(self) -> None:
        started, self.started = self.story.software.started[self.started :], len(self.story.software.started)
        assert not started or started[-1][1] is Mode.ASSISTANCE or (self.proven and self.failed_at is None)


TestAnyHistory = AnyHistory.TestCase
