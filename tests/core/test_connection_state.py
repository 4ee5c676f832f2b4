"""The state machine against the words of its specification.

The expectations here are written from the prose, one rule for each event; the machine has one row for each
state. Where the two disagree, one of them is wrong.
"""

from typing import NamedTuple, get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from iea_agent.core.connection_state import (
    AgentState,
    AnnouncedLink,
    Answered,
    AssistanceDisabled,
    AssistanceEnabled,
    AuthenticationRefused,
    AuthenticationRequested,
    AuthenticationSucceeded,
    CheckFailed,
    DoubtEnded,
    Effect,
    Event,
    LicenceMissing,
    LicenceRejected,
    Link,
    Mode,
    Picture,
    RepairConfirmed,
    RepairProposed,
    RepairTakenBack,
    SettingsSaved,
    Started,
    TimerElapsed,
    UpdateServerChecked,
    picture_of,
)
from iea_agent.core.connection_steps import TABLE, Phase, event_of, step
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.repair import AddressPair, RepairOffer, RepairReason

GOOD = Diagnosis(Verdict.CONNECTED)
SILENT = Diagnosis(Verdict.TIMEOUT)
REPORT = ServerReport(Role.UPDATES, "https://updates.example", Diagnosis(Verdict.DNS))
OLD = AddressPair("http://old.example", "http://old.example/updates", secure=False)
NEW = AddressPair("https://new.example", "https://new.example/updates")
OFFER = RepairOffer(OLD, NEW, RepairReason.HTTP)
OF_UPDATES = RepairOffer(NEW, replace(NEW, updates="https://new.example/other"), RepairReason.KNOWN_OLD)

EXAMPLES: dict[type[Event], Event] = {
    Started: Started(9),
    LicenceMissing: LicenceMissing(9),
    AuthenticationRequested: AuthenticationRequested(9),
    SettingsSaved: SettingsSaved(9),
    TimerElapsed: TimerElapsed(9),
    DoubtEnded: DoubtEnded(9),
    AuthenticationSucceeded: AuthenticationSucceeded(9, GOOD),
    AuthenticationRefused: AuthenticationRefused(9, Diagnosis(Verdict.REFUSED)),
    LicenceRejected: LicenceRejected(9, Diagnosis(Verdict.LICENCE_UNKNOWN)),
    CheckFailed: CheckFailed(9, SILENT),
    UpdateServerChecked: UpdateServerChecked(9, REPORT),
    RepairProposed: RepairProposed(9, OFFER),
    RepairConfirmed: RepairConfirmed(9),
    RepairTakenBack: RepairTakenBack(9),
    AssistanceEnabled: AssistanceEnabled(9, "panne du serveur"),
    AssistanceDisabled: AssistanceDisabled(9),
}

ASSISTANCE = Phase(Mode.ASSISTANCE, Link.DISCONNECTED)
INITIAL = (AgentState(), AgentState(mode=Mode.ASSISTANCE))
"""The agent starts in the mode it was left in; nothing is known of the connection."""

NEVER_ASKED = frozenset({Link.DISCONNECTED, Link.NOT_CONFIGURED})
"""Links for which no attempt is running or planned, so that no answer can come."""
ATTEMPTS = frozenset(
    {
        Effect.START,
        Effect.RESTART,
        Effect.PLAN_RENEWAL,
        Effect.PLAN_CONFIRMATION,
        Effect.PLAN_RETRY,
        Effect.PLAN_HOURLY,
    }
)
"""The effects that make or plan a connection."""

NO_DOUBT = "AssistanceDisabled DoubtEnded"
ANSWERS = "AuthenticationSucceeded AuthenticationRefused LicenceRejected CheckFailed"
IGNORED = {
    Phase(Mode.PRODUCTION, Link.DISCONNECTED): f"TimerElapsed RepairProposed {ANSWERS} {NO_DOUBT}",
    Phase(Mode.PRODUCTION, Link.NOT_CONFIGURED): f"Started TimerElapsed RepairProposed {ANSWERS} {NO_DOUBT}",
    Phase(Mode.PRODUCTION, Link.CONNECTING): f"Started {NO_DOUBT}",
    Phase(Mode.PRODUCTION, Link.CONNECTED): f"Started {NO_DOUBT}",
    Phase(Mode.PRODUCTION, Link.VERIFYING): "Started AssistanceDisabled",
    Phase(Mode.PRODUCTION, Link.UNREACHABLE): f"Started {NO_DOUBT}",
    Phase(Mode.PRODUCTION, Link.REFUSED): f"Started {NO_DOUBT}",
    Phase(Mode.PRODUCTION, Link.LICENCE_UNKNOWN): f"Started {NO_DOUBT}",
    ASSISTANCE: (
        "Started LicenceMissing AuthenticationRequested SettingsSaved TimerElapsed"
        f" DoubtEnded {ANSWERS} UpdateServerChecked RepairProposed RepairConfirmed RepairTakenBack AssistanceEnabled"
    ),
}
"""Every pair that changes nothing, to the letter."""


class Outcome(NamedTuple):
    """What the specification wants of an event."""

    mode: Mode
    link: Link
    effects: tuple[Effect, ...] = ()


def expected(mode: Mode, link: Link, event: Event) -> Outcome:  # noqa: C901, PLR0911, PLR0912 (one rule, one branch)
    """Say what the prose wants."""
    unchanged = Outcome(mode, link)
    if mode is Mode.ASSISTANCE:
        # The agent makes no connection by itself; only the password of the day ends it, and then it tries at once.
        if isinstance(event, AssistanceDisabled):
            return Outcome(Mode.PRODUCTION, Link.CONNECTING, (Effect.SAVE_MODE, Effect.RESTART))
        return unchanged
    if isinstance(event, AssistanceEnabled):
        return Outcome(Mode.ASSISTANCE, Link.DISCONNECTED, (Effect.CANCEL, Effect.SAVE_MODE))
    if isinstance(event, SettingsSaved | RepairConfirmed | RepairTakenBack):
        return Outcome(mode, Link.CONNECTING, (Effect.RESTART,))
    if isinstance(event, AuthenticationRequested):
        proven = link in {Link.CONNECTED, Link.VERIFYING}
        return Outcome(mode, Link.VERIFYING if proven else Link.CONNECTING, (Effect.START,))
    if isinstance(event, LicenceMissing):
        return Outcome(mode, Link.NOT_CONFIGURED, (Effect.CANCEL,))
    if isinstance(event, Started):
        return Outcome(mode, Link.CONNECTING, (Effect.START,)) if link is Link.DISCONNECTED else unchanged
    if isinstance(event, DoubtEnded):
        return Outcome(mode, Link.UNREACHABLE) if link is Link.VERIFYING else unchanged
    if link in NEVER_ASKED:
        return unchanged
    if isinstance(event, TimerElapsed):
        return Outcome(mode, link, (Effect.START,))
    if isinstance(event, AuthenticationSucceeded):
        return Outcome(mode, Link.CONNECTED, (Effect.PLAN_RENEWAL,))
    if isinstance(event, AuthenticationRefused):
        return Outcome(mode, Link.REFUSED, (Effect.PLAN_HOURLY,))
    if isinstance(event, LicenceRejected):
        return Outcome(mode, Link.LICENCE_UNKNOWN, (Effect.PLAN_HOURLY,))
    if isinstance(event, CheckFailed):
        if link is Link.CONNECTED:
            return Outcome(mode, Link.VERIFYING, (Effect.PLAN_END_OF_DOUBT, Effect.PLAN_CONFIRMATION))
        return Outcome(mode, Link.UNREACHABLE, (Effect.PLAN_RETRY,))
    return unchanged


def walk(state: AgentState, *events: Event) -> AgentState:
    for event in events:
        state, _ = step(state, event)
    return state


def effects_of(state: AgentState, *events: Event) -> list[Effect]:
    found: list[Effect] = []
    for event in events:
        state, effects = step(state, event)
        found += effects
    return found


def succeeded(at: float) -> AuthenticationSucceeded:
    return AuthenticationSucceeded(at, GOOD)


def failed(at: float) -> CheckFailed:
    return CheckFailed(at, SILENT)


def refused(at: float) -> AuthenticationRefused:
    return AuthenticationRefused(at, Diagnosis(Verdict.REFUSED))


def a_connected_agent() -> AgentState:
    return walk(AgentState(), Started(1), succeeded(2))


def an_assisted_agent() -> AgentState:
    return walk(a_connected_agent(), AssistanceEnabled(3, "panne"))


# The link.


@pytest.mark.parametrize(
    ("link", "announced", "settled", "outage"),
    [
        (Link.DISCONNECTED, Link.DISCONNECTED, False, False),
        (Link.NOT_CONFIGURED, Link.NOT_CONFIGURED, True, True),
        (Link.CONNECTING, Link.CONNECTING, False, False),
        (Link.CONNECTED, Link.CONNECTED, True, False),
        (Link.VERIFYING, Link.CONNECTED, True, False),
        (Link.UNREACHABLE, Link.UNREACHABLE, True, True),
        (Link.REFUSED, Link.REFUSED, True, True),
        (Link.LICENCE_UNKNOWN, Link.LICENCE_UNKNOWN, True, True),
    ],
)
def test_a_link_answers_its_questions(link: Link, announced: Link, settled: bool, outage: bool) -> None:  # noqa: FBT001
    assert (link.announced_as, link.is_settled, link.is_outage) == (announced, settled, outage)


def test_doubt_is_the_only_link_that_is_not_announced() -> None:
    assert {link.announced_as for link in Link} == set(get_args(AnnouncedLink)) == {*Link} - {Link.VERIFYING}


# The whole table.


def test_every_link_has_its_row() -> None:
    assert {phase.link for phase in TABLE if phase.mode is Mode.PRODUCTION} == set(Link)


def test_every_event_has_an_example() -> None:
    assert set(EXAMPLES) == set(get_args(Event))


@pytest.mark.parametrize("phase", TABLE, ids=lambda phase: f"{phase.mode}-{phase.link}")
@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_every_pair_steps_as_the_prose_says(phase: Phase, kind: type[Event]) -> None:
    outcome = expected(phase.mode, phase.link, EXAMPLES[kind])
    new, effects = step(AgentState(mode=phase.mode, link=phase.link), EXAMPLES[kind])
    assert (new.mode, new.link, effects) == outcome


def test_the_ignored_pairs_are_these() -> None:
    found = {
        phase: {
            kind.__name__
            for kind, event in EXAMPLES.items()
            if step(AgentState(mode=phase.mode, link=phase.link), event)
            == (AgentState(mode=phase.mode, link=phase.link), ())
        }
        for phase in TABLE
    }
    assert found == {phase: set(names.split()) for phase, names in IGNORED.items()}


def test_every_link_has_its_rows_in_the_table() -> None:
    missing = set(Link) - {phase.link for phase in TABLE}
    assert not missing, f"TABLE has no rows for {missing}"


def test_every_row_of_the_table_can_be_reached_and_no_other() -> None:
    reached: set[Phase] = set()
    to_visit = list(INITIAL)
    while to_visit:
        state = to_visit.pop()
        phase = Phase(state.mode, state.link)
        if phase not in reached:
            reached.add(phase)
            to_visit += [step(state, event)[0] for event in EXAMPLES.values()]
    assert reached == set(TABLE)


@pytest.mark.parametrize(
    ("phase", "kind"),
    [(phase, kind) for phase, names in IGNORED.items() for kind in EXAMPLES if kind.__name__ in names.split()],
    ids=str,
)
def test_an_ignored_event_changes_nothing(phase: Phase, kind: type[Event]) -> None:
    state = AgentState(mode=phase.mode, link=phase.link, failures=3, since=1)
    new, effects = step(state, EXAMPLES[kind])
    assert new is state
    assert effects == ()


def test_the_state_before_is_left_alone() -> None:
    state = AgentState()
    step(state, Started(1))
    assert state == AgentState()


# The rules, one by one.


def test_an_agent_that_has_just_started_shows_the_heart() -> None:
    assert picture_of(AgentState()) is Picture.HEART
    assert picture_of(walk(AgentState(), Started(1))) is Picture.HEART


def test_only_a_success_shows_the_ball() -> None:
    trying = walk(AgentState(), Started(1))
    after = {kind: picture_of(walk(trying, event)) for kind, event in EXAMPLES.items()}
    assert [kind for kind, picture in after.items() if picture is Picture.BALL] == [AuthenticationSucceeded]


def test_a_success_that_was_not_asked_for_is_not_believed() -> None:
    assert picture_of(walk(AgentState(), succeeded(1))) is Picture.HEART
    assert picture_of(walk(AgentState(), LicenceMissing(1), succeeded(2))) is Picture.HEART


def test_one_failed_background_check_keeps_the_ball_and_is_confirmed_soon() -> None:
    state, effects = step(a_connected_agent(), failed(3))
    assert picture_of(state) is Picture.BALL
    assert state.connection is Link.CONNECTED
    assert effects == (Effect.PLAN_END_OF_DOUBT, Effect.PLAN_CONFIRMATION)


def test_a_second_failed_check_shows_the_heart() -> None:
    state, effects = step(walk(a_connected_agent(), failed(3), TimerElapsed(4)), failed(5))
    assert picture_of(state) is Picture.HEART
    assert state.connection is Link.UNREACHABLE
    assert effects == (Effect.PLAN_RETRY,)


def test_a_doubt_that_ends_shows_the_heart_and_leaves_the_attempts_alone() -> None:
    state, effects = step(walk(a_connected_agent(), failed(3)), DoubtEnded(63))
    assert picture_of(state) is Picture.HEART
    assert (state.connection, state.diagnosis, state.failures, state.since) == (Link.UNREACHABLE, SILENT, 1, 63)
    assert effects == ()


def test_only_a_failed_check_is_a_doubt() -> None:
    assert not a_connected_agent().in_doubt
    assert not walk(a_connected_agent(), AuthenticationRequested(3)).in_doubt
    assert walk(a_connected_agent(), failed(3)).in_doubt
    assert walk(a_connected_agent(), failed(3), AuthenticationRequested(4)).in_doubt
    assert not walk(a_connected_agent(), failed(3), succeeded(4), AuthenticationRequested(5)).in_doubt
    assert not walk(a_connected_agent(), failed(3), failed(4)).in_doubt


def test_a_success_in_between_forgives_the_first_failure() -> None:
    state = walk(a_connected_agent(), failed(3), succeeded(4), failed(5))
    assert picture_of(state) is Picture.BALL
    assert state.failures == 1


def test_asking_while_the_ball_is_shown_keeps_it_until_the_answer() -> None:
    state = walk(a_connected_agent(), AuthenticationRequested(3))
    assert picture_of(state) is Picture.BALL
    assert picture_of(walk(state, AuthenticationRequested(4), succeeded(5))) is Picture.BALL
    assert picture_of(walk(state, failed(4))) is Picture.HEART


def test_asking_while_the_heart_is_shown_says_that_it_tries() -> None:
    state = walk(AgentState(), Started(1), failed(2), AuthenticationRequested(3))
    assert state.connection is Link.CONNECTING


def test_an_automatic_attempt_says_nothing_until_it_is_answered() -> None:
    unreachable = walk(AgentState(), Started(1), failed(2))
    state, effects = step(unreachable, TimerElapsed(3))
    assert state == unreachable
    assert effects == (Effect.START,)


@pytest.mark.parametrize(
    ("refusal", "link"),
    [(refused(3), Link.REFUSED), (EXAMPLES[LicenceRejected], Link.LICENCE_UNKNOWN)],
    ids=["refused", "unknown"],
)
def test_a_refusal_is_believed_at_once_and_not_retried_within_the_hour(refusal: Event, link: Link) -> None:
    state, effects = step(a_connected_agent(), refusal)
    assert picture_of(state) is Picture.HEART
    assert state.connection is link
    assert effects == (Effect.PLAN_HOURLY,)


def test_a_missing_licence_stops_all_attempts() -> None:
    state, effects = step(a_connected_agent(), LicenceMissing(3))
    assert state.connection is Link.NOT_CONFIGURED
    assert effects == (Effect.CANCEL,)


def test_a_missing_licence_also_takes_back_the_attempt_planned_at_login() -> None:
    assert Effect.CANCEL in effects_of(AgentState(), LicenceMissing(1))


def test_the_latest_reason_for_not_being_configured_is_the_one_that_is_told() -> None:
    state = walk(AgentState(), LicenceMissing(1), LicenceMissing(2, Diagnosis(Verdict.BAD_SETTINGS)))
    assert state.diagnosis == Diagnosis(Verdict.BAD_SETTINGS)
    assert state.since == 1


def test_new_settings_make_the_old_answers_worthless() -> None:
    state, effects = step(walk(a_connected_agent(), UpdateServerChecked(3, REPORT)), SettingsSaved(4))
    assert picture_of(state) is Picture.HEART
    assert (state.diagnosis, state.updates, state.failures) == (None, None, 0)
    assert effects == (Effect.RESTART,)


def test_the_update_server_never_changes_the_picture() -> None:
    before = a_connected_agent()
    after, effects = step(before, UpdateServerChecked(3, REPORT))
    assert after == replace(before, updates=REPORT)
    assert effects == ()


# Repairs.


def test_a_proposal_changes_no_picture_and_makes_no_attempt() -> None:
    unreachable = walk(AgentState(), Started(1), failed(2))
    state, effects = step(unreachable, RepairProposed(3, OFFER))
    assert state == replace(unreachable, repair=OFFER)
    assert effects == ()
    assert step(state, RepairProposed(4)) == (unreachable, ())


def test_a_success_ends_the_proposal_of_another_authentication_server_only() -> None:
    unreachable = walk(AgentState(), Started(1), failed(2), RepairProposed(3, OFFER))
    assert walk(unreachable, succeeded(4)).repair is None
    assert walk(a_connected_agent(), RepairProposed(3, OF_UPDATES), succeeded(4)).repair is OF_UPDATES


@pytest.mark.parametrize("event", [RepairConfirmed(4), RepairTakenBack(4), SettingsSaved(4), LicenceMissing(4)])
def test_other_addresses_end_the_proposal_and_the_ball(event: Event) -> None:
    state = walk(a_connected_agent(), RepairProposed(3, OF_UPDATES), event)
    assert state.repair is None
    assert picture_of(state) is Picture.HEART


def test_nothing_is_proposed_in_assistance_mode() -> None:
    assert walk(a_connected_agent(), RepairProposed(3, OF_UPDATES), AssistanceEnabled(4)).repair is None
    assert walk(an_assisted_agent(), RepairProposed(5, OFFER)).repair is None


# Assistance mode.


def test_assistance_mode_shows_the_beetle_at_once_and_durably() -> None:
    state, effects = step(a_connected_agent(), AssistanceEnabled(3, "panne"))
    assert picture_of(state) is Picture.BEETLE
    assert (state.mode_since, state.reason, state.diagnosis) == (3, "panne", None)
    assert effects == (Effect.CANCEL, Effect.SAVE_MODE)


def test_assistance_mode_survives_a_restart_without_an_attempt() -> None:
    saved = AgentState(mode=Mode.ASSISTANCE, mode_since=3, reason="panne")
    assert step(saved, Started(9)) == (saved, ())


def test_a_late_answer_does_not_end_assistance_mode() -> None:
    assisted = an_assisted_agent()
    assert walk(assisted, succeeded(4), refused(5), SettingsSaved(6)) is assisted


def test_the_end_of_assistance_mode_tries_at_once_and_the_ball_returns_by_itself() -> None:
    before = replace(an_assisted_agent(), reason="panne", who="claire")
    state, effects = step(before, AssistanceDisabled(4))
    assert picture_of(state) is Picture.HEART
    assert (state.mode_since, state.reason, state.who) == (4, "", "")
    assert effects == (Effect.SAVE_MODE, Effect.RESTART)
    assert picture_of(walk(state, succeeded(5))) is Picture.BALL


# Dates.


def test_since_is_the_moment_of_the_last_change() -> None:
    assert walk(a_connected_agent(), failed(3), succeeded(4), TimerElapsed(5)).since == 2
    assert walk(a_connected_agent(), failed(3), failed(4), failed(5)).since == 4


def test_failures_are_counted_until_there_is_an_answer() -> None:
    state = walk(AgentState(), Started(1), failed(2), failed(3))
    assert state.failures == 2
    assert walk(state, refused(4)).failures == 0


# From an answer to an event.

EVENT_OF_VERDICT: dict[Verdict, type[Event]] = {
    Verdict.CONNECTED: AuthenticationSucceeded,
    Verdict.REFUSED: AuthenticationRefused,
    Verdict.LICENCE_UNKNOWN: LicenceRejected,
    Verdict.NOT_CONFIGURED: LicenceMissing,
    Verdict.BAD_SETTINGS: LicenceMissing,
}


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_means_an_event(verdict: Verdict) -> None:
    event = event_of(Diagnosis(verdict), 7)
    assert type(event) is EVENT_OF_VERDICT.get(verdict, CheckFailed)
    assert (event.at, event.diagnosis) == (7, Diagnosis(verdict))


def test_a_server_that_merely_answered_is_not_a_success() -> None:
    assert isinstance(event_of(Diagnosis(Verdict.ACCESSIBLE), 7), CheckFailed)


# Any sequence of events.

DIAGNOSES = st.builds(Diagnosis, st.sampled_from(Verdict), detail=st.text(max_size=3))


class AnyStory(RuleBasedStateMachine):
    """Whatever happens in whatever order, the agent tells the truth and goes on trying."""

    def __init__(self) -> None:
        super().__init__()
        self.state = AgentState()
        self.time = 100.0
        self.proven = False
        """A success stands: nothing has contradicted it."""
        self.in_doubt = False
        """A check has failed, or a person has asked, since the success."""
        self.asked = False
        """An attempt was made, so that an answer can be believed."""
        self.running = False
        self.planned = False
        self.failures = 0
        self.first_failure: float | None = None
        """When the first attempt after the last success failed."""
        self.doubt_ends: float | None = None
        self.changed_at = 0.0

    @initialize(assistance=st.booleans(), at_login=st.booleans())
    def start(self, *, assistance: bool, at_login: bool) -> None:
        self.state = AgentState(mode=Mode.ASSISTANCE if assistance else Mode.PRODUCTION)
        self.planned = at_login and not assistance

    def happens(self, event: Event) -> None:
        """Step, and check what a single step may do."""
        before = self.state
        after, effects = step(before, event)
        if before.mode is Mode.ASSISTANCE and not isinstance(event, AssistanceDisabled):
            assert after is before
            assert effects == ()
        if after.mode is Mode.ASSISTANCE:
            assert not ATTEMPTS.intersection(effects)
        assert (Effect.SAVE_MODE in effects) == (after.mode is not before.mode)
        if after.connection is not before.connection:
            self.changed_at = event.at
        self.state = after
        self.follow(event, effects)
        self.remember(before, event)
        self.date(event)

    def date(self, event: Event) -> None:
        """Keep when the first attempt since the last success failed."""
        if isinstance(event, AuthenticationSucceeded):
            self.first_failure = None
        elif isinstance(event, Answered) and self.first_failure is None:
            self.first_failure = event.at

    def follow(self, event: Event, effects: tuple[Effect, ...]) -> None:
        """Keep what the event and the effects do to the attempts."""
        if isinstance(event, TimerElapsed):
            self.planned = False
        if isinstance(event, Answered):
            self.running = False
        for effect in effects:
            if effect is Effect.CANCEL:
                self.running = self.planned = False
            elif effect is Effect.RESTART:
                self.running, self.planned = True, False
            elif effect is Effect.START:
                self.running = True
            elif effect is Effect.PLAN_END_OF_DOUBT:
                self.doubt_ends = event.at + 60
            elif effect in ATTEMPTS:
                self.planned = True

    def remember(self, before: AgentState, event: Event) -> None:
        """Keep, in the words of the specification, what counts for the picture."""
        if before.mode is Mode.ASSISTANCE:
            self.asked = isinstance(event, AssistanceDisabled)
            self.proven = self.in_doubt = False
            self.failures = 0
            return
        if isinstance(event, (SettingsSaved, AssistanceEnabled, LicenceMissing)):
            self.proven = self.in_doubt = False
            self.asked = isinstance(event, SettingsSaved)
            self.failures = 0
        elif isinstance(event, Started):
            self.asked = self.asked or before.link is Link.DISCONNECTED
        elif isinstance(event, AuthenticationRequested):
            self.in_doubt, self.asked = self.proven, True
        elif self.asked and isinstance(event, AuthenticationSucceeded):
            self.proven, self.in_doubt, self.failures = True, False, 0
        elif self.asked and isinstance(event, (AuthenticationRefused, LicenceRejected)):
            self.proven = self.in_doubt = False
            self.failures = 0
        elif self.asked and isinstance(event, CheckFailed):
            self.failures += 1
            self.in_doubt, self.proven = self.proven and not self.in_doubt, self.proven and not self.in_doubt
        elif isinstance(event, DoubtEnded):
            self.proven = self.in_doubt = False

    def now(self) -> float:
        self.time_passes(1)
        return self.time

    @rule(seconds=st.floats(0, 100))
    def time_passes(self, seconds: float) -> None:
        """A doubt ends when it is due, as the agent does it, whatever else happens or does not happen."""
        self.time += seconds
        if self.state.in_doubt:
            assert self.doubt_ends is not None
            if self.doubt_ends <= self.time:
                self.happens(DoubtEnded(self.time))

    @rule(kind=st.sampled_from([Started, AuthenticationRequested, SettingsSaved, TimerElapsed, AssistanceDisabled]))
    def something_happens(
        self,
        kind: type[Started | AuthenticationRequested | SettingsSaved | TimerElapsed | AssistanceDisabled],
    ) -> None:
        self.happens(kind(self.now()))

    @rule(diagnosis=DIAGNOSES)
    def an_attempt_is_answered(self, diagnosis: Diagnosis) -> None:
        self.happens(event_of(diagnosis, self.now()))

    @rule()
    def an_attempt_succeeds(self) -> None:
        self.happens(succeeded(self.now()))

    @rule()
    def an_attempt_fails(self) -> None:
        self.happens(failed(self.now()))

    @rule(reason=st.text(max_size=3))
    def assistance_is_enabled(self, reason: str) -> None:
        self.happens(AssistanceEnabled(self.now(), reason))

    @rule(diagnosis=DIAGNOSES)
    def the_update_server_is_looked_at(self, diagnosis: Diagnosis) -> None:
        picture = picture_of(self.state)
        self.happens(UpdateServerChecked(self.now(), ServerReport(Role.UPDATES, "https://u.example", diagnosis)))
        assert picture_of(self.state) is picture

    @invariant()
    def the_ball_outlives_no_failure_by_more_than_a_minute(self) -> None:
        if picture_of(self.state) is Picture.BALL and self.first_failure is not None:
            assert self.time < self.first_failure + 60

    @invariant()
    def the_picture_tells_the_truth(self) -> None:
        if self.state.mode is Mode.ASSISTANCE:
            assert picture_of(self.state) is Picture.BEETLE
        else:
            assert picture_of(self.state) is (Picture.BALL if self.proven else Picture.HEART)

    @invariant()
    def assistance_mode_is_disconnected_and_knows_nothing(self) -> None:
        state = self.state
        if state.mode is Mode.ASSISTANCE:
            assert (state.link, state.diagnosis, state.updates) == (Link.DISCONNECTED, None, None)
            assert not self.running
            assert not self.planned

    @invariant()
    def the_phase_is_one_of_the_table(self) -> None:
        assert Phase(self.state.mode, self.state.link) in TABLE

    @invariant()
    def the_agent_never_gives_up(self) -> None:
        if self.state.link is Link.NOT_CONFIGURED:
            assert not self.running
            assert not self.planned
        elif self.state.link is not Link.DISCONNECTED:
            assert self.running or self.planned

    @invariant()
    def the_figures_are_right(self) -> None:
        assert self.state.failures == self.failures
        assert self.state.since == self.changed_at


TestAnyStory = AnyStory.TestCase
