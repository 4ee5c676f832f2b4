"""The network comes and goes, the computer sleeps, the clock is set: when the agent tries again, and what it shows."""

import itertools

import pytest

from iea_agent.agent.maintenance import SLEPT_S, was_asleep
from iea_agent.core import reconnect
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import AssistanceEnabled, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.wakeups import Change
from tests.agent.world import FakeWorld

SOON_S = 3.0


def disconnected(
    verdict: Verdict = Verdict.NO_ROUTE, *, tries: int = 6, retry_after_s: float | None = None
) -> FakeWorld:
    """Return a world whose agent waits for a long time before it tries again."""
    world = FakeWorld()
    for _ in range(tries):
        world.server_answers(verdict, retry_after_s=retry_after_s)
        world.pass_time(_due_in_s(world))
    world.server_answers(verdict, retry_after_s=retry_after_s)
    world.pass_time(reconnect.MANUAL_SPACING_S)
    assert world.picture() is Picture.HEART
    return world


def _due_in_s(world: FakeWorld) -> float:
    assert world.view.next_attempt is not None
    return world.view.next_attempt - world.time + 1


@pytest.mark.parametrize("change", [Change.CAME_BACK, Change.WOKE])
def test_a_network_that_is_back_is_tried_at_once(change: Change) -> None:
    world = disconnected()
    before = len(world.attempts)
    assert _due_in_s(world) > 2 * SOON_S
    world.post(change)
    assert _due_in_s(world) <= SOON_S + 1
    world.pass_time(SOON_S)
    assert len(world.attempts) == before + 1
    world.server_answers(Verdict.CONNECTED)
    assert world.picture() is Picture.BALL


def test_a_network_that_flaps_makes_one_attempt_in_half_a_minute() -> None:
    world = disconnected()
    before = len(world.attempts)
    for _ in range(30):
        world.post(Change.WENT_AWAY)
        world.post(Change.CAME_BACK)
        world.pass_time(1.0)
        if world.view.attempting:
            world.server_answers(Verdict.NO_ROUTE)
    assert len(world.attempts) == before + 1
    world.pass_time(SOON_S)
    assert len(world.attempts) == before + 2


def test_a_network_that_flaps_repeats_no_notification() -> None:
    world = disconnected()
    announced = list(world.announced)
    for _ in range(10):
        world.post(Change.CAME_BACK)
        world.pass_time(60.0)
        world.server_answers(Verdict.DNS)
    assert world.announced == announced


def test_a_network_that_goes_away_is_checked_while_the_ball_is_shown() -> None:
    world = FakeWorld()
    world.server_answers(Verdict.CONNECTED)
    world.post(Change.WENT_AWAY)
    assert world.picture() is Picture.BALL  # nobody knows yet
    world.pass_time(11.0)
    world.server_answers(Verdict.NO_ROUTE)
    world.pass_time(11.0)
    world.server_answers(Verdict.NO_ROUTE)
    assert world.picture() is Picture.HEART


def test_a_network_that_goes_away_is_no_news_for_the_heart() -> None:
    world = disconnected()
    due = world.view.next_attempt
    world.post(Change.WENT_AWAY)
    assert world.view.next_attempt == due


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.LICENCE_UNKNOWN])
def test_a_refusal_stays_one_on_every_network(verdict: Verdict) -> None:
    world = FakeWorld()
    world.server_answers(verdict)
    due = world.view.next_attempt
    for change in Change:
        world.post(change)
    assert world.view.next_attempt == due


def test_a_server_that_asked_for_time_is_given_it() -> None:
    world = disconnected(Verdict.BUSY, tries=0, retry_after_s=600.0)
    due = world.view.next_attempt
    world.post(Change.CAME_BACK)
    assert world.view.next_attempt == due


def test_nothing_is_tried_in_assistance_mode() -> None:
    world = disconnected()
    world.agent._agent.apply(AssistanceEnabled(world.time))  # noqa: SLF001 (as a window would have it)
    before = len(world.attempts)
    for change in Change:
        world.post(change)
    world.pass_time(3600.0)
    assert len(world.attempts) == before


def test_a_person_may_try_now_although_a_try_is_planned() -> None:
    world = disconnected()
    before = len(world.attempts)
    world.post(Change.CAME_BACK)
    world.post(Action.AUTHENTICATE)
    assert len(world.attempts) == before + 1


def test_a_wait_that_took_far_too_long_was_a_sleep() -> None:
    assert was_asleep(60.0, 60.0 + SLEPT_S + 1)
    assert not was_asleep(60.0, 60.5)
    assert not was_asleep(0.0, 20.0)


def test_a_sleep_that_nobody_told_of_is_noticed() -> None:
    world = disconnected()
    before = world.view.next_attempt
    times = itertools.chain([world.time], itertools.repeat(world.time + SLEPT_S + 1))
    world.monotonic_is(lambda: next(times))
    world.agent.turn(0)
    assert before is not None
    assert world.view.next_attempt != before
    assert _due_in_s(world) <= SLEPT_S + SOON_S + 1


def test_a_clock_that_is_set_moves_the_time_that_is_shown() -> None:
    world = disconnected()
    due = world.view.next_attempt
    assert due is not None
    monotonic = world.time
    world.monotonic_is(lambda: monotonic)
    world.time += 3600.0
    world.agent.turn(0)
    assert world.view.next_attempt == due + 3600
