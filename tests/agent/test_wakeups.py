"""The network comes and goes, the computer sleeps, the clock is set: when the agent tries again, and what it shows."""

import itertools

import pytest

from iea_agent.agent.maintenance import SLEPT_S, was_asleep
from iea_agent.core import reconnect
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import AssistanceEnabled, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.reconnect import Change
from tests.agent.story import Story

SOON_S = 3.0


def disconnected(verdict: Verdict = Verdict.NO_ROUTE, *, tries: int = 6, retry_after_s: float | None = None) -> Story:
    """Return a story whose agent waits for a long time before it tries again."""
    story = Story()
    for _ in range(tries):
        story.server_answers(verdict, retry_after_s=retry_after_s)
        story.pass_time(_due_in_s(story))
    story.server_answers(verdict, retry_after_s=retry_after_s)
    story.pass_time(reconnect.MANUAL_SPACING_S)
    assert story.picture() is Picture.HEART
    return story


def _due_in_s(story: Story) -> float:
    assert story.view.next_attempt is not None
    return story.view.next_attempt - story.time + 1


@pytest.mark.parametrize("change", [Change.CAME_BACK, Change.WOKE])
def test_a_network_that_is_back_is_tried_at_once(change: Change) -> None:
    story = disconnected()
    before = len(story.attempts)
    assert _due_in_s(story) > 2 * SOON_S
    story.post(change)
    assert _due_in_s(story) <= SOON_S + 1
    story.pass_time(SOON_S)
    assert len(story.attempts) == before + 1
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL


def test_a_network_that_flaps_makes_one_attempt_in_half_a_minute() -> None:
    story = disconnected()
    before = len(story.attempts)
    for _ in range(30):
        story.post(Change.WENT_AWAY)
        story.post(Change.CAME_BACK)
        story.pass_time(1.0)
        if story.view.attempting:
            story.server_answers(Verdict.NO_ROUTE)
    assert len(story.attempts) == before + 1
    story.pass_time(SOON_S)
    assert len(story.attempts) == before + 2


def test_a_network_that_flaps_repeats_no_notification() -> None:
    story = disconnected()
    announced = list(story.announced)
    for _ in range(10):
        story.post(Change.CAME_BACK)
        story.pass_time(60.0)
        story.server_answers(Verdict.DNS)
    assert story.announced == announced


def test_a_network_that_goes_away_is_checked_while_the_ball_is_shown() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    story.post(Change.WENT_AWAY)
    assert story.picture() is Picture.BALL  # not known yet
    story.pass_time(11.0)
    story.server_answers(Verdict.NO_ROUTE)
    story.pass_time(11.0)
    story.server_answers(Verdict.NO_ROUTE)
    assert story.picture() is Picture.HEART


def test_a_network_that_goes_away_again_and_again_makes_one_attempt_in_half_a_minute() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    for _ in range(45):
        story.post(Change.WENT_AWAY)
        story.pass_time(1.0)
        if story.view.attempting:
            story.server_answers(Verdict.CONNECTED)
    assert len(story.attempts) == 3


def test_a_network_that_is_back_waits_for_no_other_wake_up() -> None:
    story = disconnected()
    story.post(Change.WOKE)
    story.pass_time(SOON_S)
    story.server_answers(Verdict.NO_ROUTE)
    story.pass_time(reconnect.MANUAL_SPACING_S)
    before = len(story.attempts)
    story.post(Change.CAME_BACK)
    story.pass_time(SOON_S)
    assert len(story.attempts) == before + 1


def test_a_network_that_goes_away_is_no_news_for_the_heart() -> None:
    story = disconnected()
    due = story.view.next_attempt
    story.post(Change.WENT_AWAY)
    assert story.view.next_attempt == due


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.LICENCE_UNKNOWN])
def test_a_refusal_stays_one_on_every_network(verdict: Verdict) -> None:
    story = Story()
    story.server_answers(verdict)
    due = story.view.next_attempt
    for change in Change:
        story.post(change)
    assert story.view.next_attempt == due


@pytest.mark.parametrize("change", [Change.CAME_BACK, Change.WOKE])
def test_what_a_server_asked_for_shortens_no_wake_up(change: Change) -> None:
    story = disconnected(Verdict.BUSY, tries=0, retry_after_s=600.0)
    before = len(story.attempts)
    story.post(change)
    story.pass_time(SOON_S)
    assert len(story.attempts) == before + 1


def test_the_loss_of_the_network_is_noticed_while_a_server_has_asked_for_time() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    story.pass_time(_due_in_s(story))
    story.server_answers(Verdict.BUSY, retry_after_s=50.0)
    story.post(Change.WENT_AWAY)
    story.pass_time(10.0)
    assert story.view.attempting
    story.server_answers(Verdict.NO_ROUTE)
    assert story.picture() is Picture.HEART


def test_nothing_is_tried_in_assistance_mode() -> None:
    story = disconnected()
    story.agent._agent.apply(AssistanceEnabled(story.time))  # noqa: SLF001 (as a window would have it)
    before = len(story.attempts)
    for change in Change:
        story.post(change)
    story.pass_time(3600.0)
    assert len(story.attempts) == before


def test_a_person_may_try_now_although_a_try_is_planned() -> None:
    story = disconnected()
    before = len(story.attempts)
    story.post(Change.CAME_BACK)
    story.post(Action.AUTHENTICATE)
    assert len(story.attempts) == before + 1


def test_a_wait_that_took_far_too_long_was_a_sleep() -> None:
    assert was_asleep(60.0, 60.0 + SLEPT_S + 1)
    assert not was_asleep(60.0, 60.5)
    assert not was_asleep(0.0, 20.0)


def test_a_suspend_without_a_signal_is_noticed() -> None:
    story = disconnected()
    before = story.view.next_attempt
    times = itertools.chain([story.time], itertools.repeat(story.time + SLEPT_S + 1))
    story.monotonic_is(lambda: next(times))
    story.agent.turn(0)
    assert before is not None
    assert story.view.next_attempt != before
    assert _due_in_s(story) <= SLEPT_S + SOON_S + 1


def test_a_clock_that_is_set_moves_the_time_that_is_shown() -> None:
    story = disconnected()
    due = story.view.next_attempt
    assert due is not None
    monotonic = story.time
    story.monotonic_is(lambda: monotonic)
    story.time += 3600.0
    story.agent.turn(0)
    assert story.view.next_attempt == due + 3600
