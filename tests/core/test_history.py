"""The history: what is recorded, what is not, and what remains of it while no agent runs."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.core.connection_state import (
    AgentState,
    AssistanceDisabled,
    AssistanceEnabled,
    AuthenticationRequested,
    AuthenticationSucceeded,
    CheckFailed,
    Event,
    LicenceMissing,
    Mode,
    SettingsSaved,
    Started,
)
from iea_agent.core.connection_steps import event_of, step
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.history import (
    MAX_AGE_S,
    MAX_PERIODS,
    History,
    Period,
    PeriodKind,
    ended_by_connection,
    noted,
    resumed,
)

T = 1_795_392_000.0
OUTAGE, ASSISTANCE = PeriodKind.OUTAGE, PeriodKind.ASSISTANCE
DAY = 86400.0


def history_of(events: Iterable[Event], history: History = (), state: AgentState | None = None) -> History:
    """Return the history of a state machine that takes some events."""
    state = state or AgentState()
    for event in events:
        state, _ = step(state, event)
        history = noted(history, state, event.at)
    return history


def answer(verdict: Verdict, at: float) -> Event:
    return event_of(Diagnosis(verdict), at)


def test_only_an_outage_that_a_connection_ended_tells_of_one() -> None:
    lost = [Started(T), answer(Verdict.DNS, T + 1)]
    assert not ended_by_connection(history_of(lost))
    connected = history_of([*lost, AuthenticationRequested(T + 2), answer(Verdict.CONNECTED, T + 3)])
    assert ended_by_connection(connected)
    left = history_of([*lost, AssistanceEnabled(T + 2), AssistanceDisabled(T + 9), answer(Verdict.DNS, T + 10)])
    assert left[0].end is not None, "assistance mode ends the line"
    assert not ended_by_connection(left), "which is no connection"
    assert ended_by_connection((*left, *connected))
    assert ended_by_connection((*connected, Period(ASSISTANCE, T + 90)))


def test_a_connection_that_is_made_and_stays_is_no_line() -> None:
    assert history_of([Started(T), answer(Verdict.CONNECTED, T + 1)]) == ()


def test_an_outage_lasts_from_the_heart_to_the_ball() -> None:
    lost = [
        Started(T),
        answer(Verdict.CONNECTED, T + 1),
        answer(Verdict.TIMEOUT, T + 100),
        answer(Verdict.TIMEOUT, T + 105),
    ]
    assert history_of(lost[:3]) == (), "one failed check is no outage"
    assert history_of(lost) == (Period(OUTAGE, T + 105, verdict=Verdict.TIMEOUT),)
    back = history_of([*lost, AuthenticationRequested(T + 200), answer(Verdict.CONNECTED, T + 201)])
    assert back == (Period(OUTAGE, T + 105, T + 201, Verdict.TIMEOUT),)


def test_an_attempt_does_not_interrupt_an_outage() -> None:
    events = [Started(T), answer(Verdict.DNS, T + 1), AuthenticationRequested(T + 50), answer(Verdict.DNS, T + 51)]
    assert history_of(events) == (Period(OUTAGE, T + 1, verdict=Verdict.DNS),)


def test_new_settings_do_not_interrupt_an_outage() -> None:
    events = [Started(T), answer(Verdict.DNS, T + 1), SettingsSaved(T + 50)]
    assert history_of(events) == (Period(OUTAGE, T + 1, verdict=Verdict.DNS),)


def test_new_settings_while_connected_are_no_outage() -> None:
    events = [Started(T), answer(Verdict.CONNECTED, T + 1), SettingsSaved(T + 50)]
    assert history_of(events) == ()


@pytest.mark.parametrize("verdict", [Verdict.NOT_CONFIGURED, Verdict.BAD_SETTINGS])
def test_without_a_licence_or_settings_there_is_no_connection_either(verdict: Verdict) -> None:
    assert history_of([LicenceMissing(T, Diagnosis(verdict))]) == (Period(OUTAGE, T, verdict=verdict),)


@pytest.mark.parametrize(
    ("causes", "first", "then"),
    [
        ((Verdict.TIMEOUT, Verdict.BUSY), Verdict.TIMEOUT, Verdict.BUSY),
        ((Verdict.NO_ROUTE, Verdict.DNS, Verdict.TIMEOUT), Verdict.NO_ROUTE, Verdict.TIMEOUT),
        ((Verdict.NO_ROUTE, Verdict.DNS, Verdict.NO_ROUTE), Verdict.NO_ROUTE, None),
        ((Verdict.AGENT_FAULT, Verdict.DNS, Verdict.TIMEOUT), Verdict.DNS, Verdict.TIMEOUT),
        ((Verdict.DNS, Verdict.AGENT_FAULT), Verdict.DNS, None),
        ((Verdict.DNS, Verdict.TIMEOUT, Verdict.AGENT_FAULT), Verdict.DNS, Verdict.TIMEOUT),
        ((Verdict.NO_ROUTE, Verdict.REFUSED), Verdict.NO_ROUTE, Verdict.REFUSED),
        ((Verdict.AGENT_FAULT, Verdict.AGENT_FAULT), Verdict.AGENT_FAULT, None),
    ],
)
def test_an_outage_keeps_its_first_cause_and_its_latest(
    causes: tuple[Verdict, ...], first: Verdict, then: Verdict | None
) -> None:
    answers = [answer(cause, T + number) for number, cause in enumerate(causes, 1)]
    assert history_of([Started(T), *answers]) == (Period(OUTAGE, T + 1, verdict=first, then=then),)


def test_the_same_cause_again_is_no_news() -> None:
    history = history_of([Started(T), answer(Verdict.DNS, T + 1), answer(Verdict.TIMEOUT, T + 2)])
    state, _ = step(AgentState(), Started(T))
    state, _ = step(state, answer(Verdict.TIMEOUT, T + 3))
    assert noted(history, state, T + 3) is history


def test_a_cause_that_is_not_known_is_none() -> None:
    state, _ = step(AgentState(), LicenceMissing(T))
    without = replace(state, diagnosis=None)
    history = noted((), without, T)
    assert history == (Period(OUTAGE, T),)
    assert noted(history, without, T + 1) is history
    assert noted(history, state, T + 2) == (Period(OUTAGE, T, verdict=Verdict.NOT_CONFIGURED),)


def test_assistance_mode_ends_an_outage_and_has_a_reason_and_a_who() -> None:
    events = [
        Started(T),
        answer(Verdict.TIMEOUT, T + 1),
        AssistanceEnabled(T + 100, "serveur en panne", "claire"),
        AssistanceDisabled(T + 200),
    ]
    outage = Period(OUTAGE, T + 1, T + 100, Verdict.TIMEOUT)
    open_one = Period(ASSISTANCE, T + 100, reason="serveur en panne", who="claire")
    assert history_of(events[:3]) == (outage, open_one)
    assert history_of(events) == (outage, replace(open_one, end=T + 200))
    failed = history_of([*events, answer(Verdict.TIMEOUT, T + 205)])
    assert failed[2:] == (Period(OUTAGE, T + 205, verdict=Verdict.TIMEOUT),)


def test_a_history_that_was_lost_begins_when_assistance_mode_did() -> None:
    state, _ = step(AgentState(), AssistanceEnabled(T))
    assert noted((), state, T + 5000) == (Period(ASSISTANCE, T),)


# No agent looks.


def test_an_outage_whose_end_was_not_seen_is_known_until_the_last_look() -> None:
    history = resumed((Period(OUTAGE, T, verdict=Verdict.DNS),), T + 900)
    assert history == (Period(OUTAGE, T, T + 900, Verdict.DNS, lost_sight=True),)
    events = [Started(T + DAY), answer(Verdict.DNS, T + DAY + 1)]
    assert history_of(events, history) == (*history, Period(OUTAGE, T + DAY + 1, verdict=Verdict.DNS))
    assert history_of([Started(T + 901), answer(Verdict.CONNECTED, T + 902)], history) == history


def test_an_outage_that_still_lasts_after_a_restart_is_the_same_one() -> None:
    history = resumed((Period(OUTAGE, T, verdict=Verdict.AGENT_FAULT),), T + 900)
    events = [Started(T + 1500), answer(Verdict.DNS, T + 1501)]
    assert history_of(events, history) == (Period(OUTAGE, T, verdict=Verdict.DNS),)


def test_an_outage_that_was_seen_to_end_is_over() -> None:
    over = (Period(OUTAGE, T, T + 10, Verdict.DNS),)
    assert resumed(over, T + 20) == over
    again = history_of([Started(T + 11), answer(Verdict.DNS, T + 12)], over)
    assert again == (*over, Period(OUTAGE, T + 12, verdict=Verdict.DNS))


def test_assistance_mode_goes_on_without_an_agent() -> None:
    open_one = (Period(ASSISTANCE, T, reason="panne", who="claire"),)
    assert resumed(open_one, T + 900) == open_one
    state = AgentState(mode=Mode.ASSISTANCE, mode_since=T)
    assert noted(open_one, state, T + 7 * DAY) is open_one


def test_a_corrupt_history_has_one_open_period_at_most() -> None:
    mixed = (Period(ASSISTANCE, T), Period(OUTAGE, T + 1), Period(ASSISTANCE, T + 2))
    assert [period.end for period in resumed(mixed, T + 50)] == [T + 50, T + 50, None]


@pytest.mark.parametrize("kind", PeriodKind)
def test_a_clock_set_back_ends_nothing_before_it_began(kind: PeriodKind) -> None:
    (period,) = noted((Period(kind, T),), step(AgentState(), Started(T))[0], T - DAY) or ()
    assert period.end in {None, T}
    (period,) = history_of([Started(T - DAY), answer(Verdict.CONNECTED, T - DAY)], (Period(kind, T),))
    assert period.end == T


def test_an_outage_last_seen_before_it_began_has_no_length() -> None:
    assert resumed((Period(OUTAGE, T),), 0.0)[0].end == T


# Bounds.


def test_only_the_latest_are_kept() -> None:
    many = tuple(Period(OUTAGE, T + number, T + number + 0.5) for number in range(MAX_PERIODS))
    history = history_of([Started(T + 1000), answer(Verdict.DNS, T + 1000)], many)
    assert len(history) == MAX_PERIODS
    assert history[0] == many[1]
    assert history[-1].begin == T + 1000


def test_what_is_long_over_is_forgotten() -> None:
    old, young = Period(OUTAGE, T, T + 1), Period(OUTAGE, T + 2, T + 3)
    at = T + 2 + MAX_AGE_S
    assert [period.begin for period in history_of([LicenceMissing(at)], (old, young))] == [T + 2, at]


EVENTS = st.one_of(
    st.sampled_from([Started, AuthenticationRequested, SettingsSaved, AssistanceEnabled, AssistanceDisabled]).flatmap(
        lambda kind: st.builds(kind, st.floats(0, 4e9))
    ),
    st.builds(
        lambda kind, verdict, at: kind(at, Diagnosis(verdict)),
        st.sampled_from([AuthenticationSucceeded, CheckFailed, LicenceMissing]),
        st.sampled_from(Verdict),
        st.floats(0, 4e9),
    ),
)


@given(st.lists(EVENTS, max_size=30), st.floats(0, 4e9))
def test_whatever_happens_the_history_is_in_order(events: list[Event], last_seen: float) -> None:
    state, history = AgentState(), History()
    for event in events:
        state, _ = step(state, event)
        history = noted(history, state, event.at)
        assert noted(history, state, event.at + 1) == history, "what is no news changes nothing"
    for each in (history, resumed(history, last_seen)):
        assert all(period.end is not None for period in each[:-1])
        assert all(period.end is None or period.end >= period.begin for period in each)
