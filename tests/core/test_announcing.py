"""What the user is told of the connection, and when."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.announcing import LAST_LOOK_S, QUIET_S, STABLE_S, WINDOW_S, Heard, News, look, woke
from iea_agent.core.connection_state import AgentState, Link, Mode

BALL, DOUBT, HEART = AgentState(link=Link.CONNECTED), AgentState(link=Link.VERIFYING), AgentState(link=Link.UNREACHABLE)
REFUSED, CONNECTING = AgentState(link=Link.REFUSED), AgentState(link=Link.CONNECTING)
ASSISTANCE = AgentState(mode=Mode.ASSISTANCE)


def told(heard: Heard, *seen: tuple[float, AgentState]) -> tuple[Heard, list[News]]:
    """Look at each state in turn; return what the user has heard in the end, and what was said."""
    said: list[News] = []
    for now, state in seen:
        heard, news = look(heard, state, now)
        said += [news] if news else []
    return heard, said


def a_connected_user() -> Heard:
    heard, said = told(Heard(), (0, CONNECTING), (1, BALL))
    assert said == [], "the first success is not worth a notification"
    return heard


def test_a_first_failure_is_told() -> None:
    assert told(Heard(), (0, AgentState()), (1, HEART))[1] == [News.STATE]


def test_a_lasting_failure_is_told_once() -> None:
    assert told(a_connected_user(), *((at, HEART) for at in range(2, 9)))[1] == [News.STATE]


def test_a_change_and_the_change_back_are_both_told() -> None:
    assert told(a_connected_user(), (2, REFUSED), (3, BALL))[1] == [News.STATE, News.STATE]


def test_another_failure_is_another_state_and_doubt_is_none() -> None:
    assert told(a_connected_user(), (2, DOUBT), (3, BALL))[1] == []
    assert told(a_connected_user(), (2, HEART), (3, REFUSED))[1] == [News.STATE, News.STATE]


def test_asking_again_does_not_tell_the_same_answer_again() -> None:
    assert told(a_connected_user(), (2, HEART), (3, CONNECTING), (4, HEART))[1] == [News.STATE]


def test_after_assistance_mode_a_failure_is_news_again_and_a_success_is_not() -> None:
    heard, _ = told(a_connected_user(), (2, HEART), (3, ASSISTANCE), (4, CONNECTING))
    assert told(heard, (5, HEART))[1] == [News.STATE]
    assert told(heard, (5, BALL))[1] == []


# A connection that changes all the time.


def flapping(changes: int, every_s: float, begin: float = 10.0) -> list[tuple[float, AgentState]]:
    return [(begin + number * every_s, (HEART, BALL)[number % 2]) for number in range(changes)]


def test_the_third_change_within_an_hour_is_told_as_unstable_and_then_nothing() -> None:
    _, said = told(a_connected_user(), *flapping(200, 17.0))
    assert said == [News.STATE, News.STATE, News.UNSTABLE]


def test_changes_that_are_far_apart_are_told_one_by_one() -> None:
    _, said = told(a_connected_user(), *flapping(9, WINDOW_S / 2))
    assert said == [News.STATE] * 9


def test_changes_that_come_slowly_stay_silent_for_ever() -> None:
    _, said = told(a_connected_user(), *flapping(100, STABLE_S - 1))
    assert said == [News.STATE, News.STATE, News.UNSTABLE]


@pytest.mark.parametrize(("present", "next_one"), [(HEART, BALL), (BALL, HEART)])
def test_once_it_is_stable_the_state_is_told_and_every_change_again(present: AgentState, next_one: AgentState) -> None:
    heard, said = told(a_connected_user(), *flapping(5 if present is HEART else 6, 60.0))
    assert heard.due == heard.changes[-1] + STABLE_S
    heard, said = told(heard, (heard.due - 1, present), (heard.due, present), (heard.due + 60, present))
    assert (said, heard.due) == ([News.STATE], None)
    assert told(heard, (9000.0, next_one), (9001.0, present))[1] == [News.STATE, News.STATE]


def test_what_is_not_settled_when_it_becomes_stable_is_told_once_it_is() -> None:
    heard, _ = told(a_connected_user(), *flapping(3, 60.0))
    heard, said = told(heard, (2 * WINDOW_S, CONNECTING))
    assert (said, heard.due) == ([], None)
    assert told(heard, (2 * WINDOW_S + 1, HEART))[1] == [News.STATE]


def test_a_change_that_ends_the_silence_is_told_as_a_state() -> None:
    heard, _ = told(a_connected_user(), *flapping(3, 60.0))
    assert told(heard, (2 * WINDOW_S, BALL))[1] == [News.STATE]


@given(st.lists(st.tuples(st.floats(0, 2000), st.sampled_from([BALL, DOUBT, HEART, REFUSED, CONNECTING]))))
def test_within_half_an_hour_there_are_at_most_four_notifications(steps: list[tuple[float, AgentState]]) -> None:
    heard, now, said = a_connected_user(), 10.0, list[float]()
    for wait_s, state in steps:
        now += wait_s
        heard, news = look(heard, state, now)
        said += [now] if news else []
        assert heard.due is None or heard.due > now
    for first, fifth in zip(said, said[4:], strict=False):
        assert fifth - first >= STABLE_S


# After a wake-up.


def waking(*seen: tuple[float, AgentState]) -> tuple[Heard, list[News]]:
    """Look at the states after a wake-up at 100."""
    return told(woke(a_connected_user(), 100.0), *seen)


def test_a_short_absence_after_a_wake_up_is_not_told() -> None:
    heard, said = waking((108, HEART), (123, BALL), (130, BALL))
    assert said == []
    assert told(heard, (140, HEART))[1] == [News.STATE]
    assert heard.changes == (), "it counts as no change"


@pytest.mark.parametrize("answered", [True, False])
def test_what_is_still_wrong_then_is_looked_at_once_more(answered: bool) -> None:  # noqa: FBT001 (a case)
    heard, said = waking((108, HEART), (129.9, HEART), (130, HEART), (131, HEART))
    assert said == [News.LAST_LOOK]
    assert heard.due == 130 + LAST_LOOK_S
    assert look(heard, BALL, 132.0, answered=True)[1] is None
    if answered:
        heard, news = look(heard, HEART, 132.0, answered=True)
    else:
        heard, news = look(heard, HEART, 130 + LAST_LOOK_S)
    assert (news, heard.due) == (News.STATE, None)


def test_an_answer_before_the_last_look_ends_no_quiet() -> None:
    assert look(woke(a_connected_user(), 100.0), HEART, 129.0, answered=True)[1] is None


def test_a_refusal_needs_no_second_look_but_waits_too() -> None:
    assert waking((108, REFUSED), (129.9, REFUSED))[1] == []
    assert waking((108, REFUSED), (130, REFUSED))[1] == [News.STATE]


def test_a_wake_up_during_the_last_look_begins_again() -> None:
    heard, _ = waking((108, HEART), (130, HEART))
    again = woke(heard, 131.0)
    assert (again.due, again.last_look) == (131 + QUIET_S, False)


def test_an_outage_that_was_told_before_the_sleep_is_told_no_more() -> None:
    heard, _ = told(a_connected_user(), (50, HEART))
    heard, said = told(woke(heard, 100.0), (108, HEART), (130, HEART))
    assert (said, heard.due) == ([], None)


def test_in_assistance_mode_the_quiet_ends_silently() -> None:
    heard, said = waking((108, ASSISTANCE), (130, ASSISTANCE))
    assert (said, heard) == ([], Heard())


@given(st.lists(st.tuples(st.floats(0, 29.9), st.sampled_from([BALL, HEART, REFUSED, ASSISTANCE])), max_size=20))
def test_nothing_at_all_is_said_within_the_quiet(steps: Sequence[tuple[float, AgentState]]) -> None:
    heard = woke(a_connected_user(), 0.0)
    for now, state in sorted(steps, key=lambda step: step[0]):
        heard, news = look(heard, state, now, answered=True)
        assert news is None
