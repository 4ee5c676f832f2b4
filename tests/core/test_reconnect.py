"""How long to wait: bounds, caps, and what a server asks for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core import reconnect
from iea_agent.core.connection_state import AgentState, Effect
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.reconnect import DOUBT_S, Change

CHANCES = st.floats(0, 1, exclude_max=True)
LAST_CHANCE = 0.9999999999999999
FAILURES = st.integers(1, 10_000)


@given(CHANCES)
def test_workstations_that_start_together_are_spread_over_twenty_seconds(chance: float) -> None:
    assert 0 <= reconnect.first_attempt(chance) <= 20


@given(FAILURES, CHANCES)
def test_a_back_off_is_never_shorter_than_a_second_nor_longer_than_ten_minutes(failures: int, chance: float) -> None:
    assert 1 <= reconnect.back_off(failures, None, chance) <= 600


@pytest.mark.parametrize(("failures", "ceiling"), [(1, 10), (2, 20), (3, 40), (6, 320), (7, 600), (5_000, 600)])
def test_a_back_off_doubles_up_to_its_cap(failures: int, ceiling: float) -> None:
    assert reconnect.back_off(failures, None, LAST_CHANCE) == pytest.approx(ceiling)
    assert reconnect.back_off(failures, None, 0.5) == pytest.approx(ceiling / 2)


def test_a_back_off_has_full_jitter() -> None:
    assert reconnect.back_off(7, None, 0) == 1


@given(FAILURES, st.floats(0, 3600), CHANCES, st.booleans())
def test_a_server_that_says_when_can_only_lengthen_the_wait(
    failures: int,
    asked_s: float,
    chance: float,
    outage: bool,  # noqa: FBT001 (given)
) -> None:
    alone_s = reconnect.back_off(failures, None, chance, outage=outage)
    wait_s = reconnect.back_off(failures, asked_s, chance, outage=outage)
    assert wait_s == pytest.approx(max(alone_s, asked_s * (1 + chance)))


@given(FAILURES, st.floats(3600, 1e12), CHANCES)
def test_a_server_cannot_send_the_agent_away_for_more_than_two_hours(
    failures: int, asked_s: float, chance: float
) -> None:
    assert 3600 <= reconnect.back_off(failures, asked_s, chance) <= 7200


def test_a_server_that_says_at_once_does_not_undo_the_back_off() -> None:
    assert [reconnect.back_off(failures, 0.0, 0.5) for failures in (1, 2, 3, 7)] == [5, 10, 20, 300]


@given(CHANCES)
def test_after_a_refusal_nothing_is_tried_within_the_hour(chance: float) -> None:
    assert 3600 <= reconnect.hourly(chance) <= 5400


@given(CHANCES)
def test_a_failed_check_is_confirmed_within_ten_seconds(chance: float) -> None:
    assert 3 <= reconnect.confirmation(chance) <= 10


@given(st.floats(60, 86_400), st.floats(10, 86_400), CHANCES)
def test_a_check_comes_within_the_life_of_the_token_and_the_interval(
    expires_in_s: float, check_every_s: float, chance: float
) -> None:
    life_s = min(expires_in_s, check_every_s)
    assert 0.6 * life_s <= reconnect.renewal(expires_in_s, check_every_s, chance) <= 0.9 * life_s


@given(st.floats(10, 86_400), CHANCES)
def test_a_token_without_a_stated_life_is_checked_at_the_interval(check_every_s: float, chance: float) -> None:
    assert 0.6 * check_every_s <= reconnect.renewal(None, check_every_s, chance) <= 0.9 * check_every_s


@given(st.floats(-5, 60), CHANCES)
def test_a_token_of_hardly_any_life_is_checked_like_one_of_a_minute(expires_in_s: float, chance: float) -> None:
    assert 36 <= reconnect.renewal(expires_in_s, 900, chance) <= 54
    assert 6 <= reconnect.renewal(expires_in_s, 10, chance) <= 9


@pytest.mark.parametrize(("since_s", "wait_s"), [(0, 5), (2, 3), (5, 0), (1e9, 0), (-3, 5)])
def test_a_person_may_ask_again_after_five_seconds(since_s: float, wait_s: float) -> None:
    assert reconnect.manual(since_s) == wait_s


@pytest.mark.parametrize(
    ("change", "low_s", "high_s"), [(Change.CAME_BACK, 0.5, 3), (Change.WOKE, 0.5, 3), (Change.WENT_AWAY, 3, 10)]
)
@given(CHANCES)
def test_after_a_change_the_first_try_is_soon_and_the_second_is_not(
    change: Change, low_s: float, high_s: float, chance: float
) -> None:
    assert low_s <= reconnect.after_change(change, math.inf, chance) <= high_s
    assert 20.0 <= reconnect.after_change(change, 10.0, chance) <= 23
    assert reconnect.after_change(change, -1.0, chance) >= 30


@given(FAILURES, CHANCES)
def test_a_server_in_trouble_is_asked_again_over_two_minutes_at_least(failures: int, chance: float) -> None:
    assert 1 <= reconnect.back_off(failures, None, chance, outage=True) <= 600
    assert reconnect.back_off(failures, None, LAST_CHANCE, outage=True) >= 119


@pytest.mark.parametrize(
    ("effect", "diagnosis", "delay_s"),
    [
        (Effect.PLAN_RENEWAL, None, reconnect.renewal(1800.0, 3600.0, 0.5)),
        (Effect.PLAN_CONFIRMATION, None, reconnect.confirmation(0.5)),
        (Effect.PLAN_CONFIRMATION, Diagnosis(Verdict.SERVER_FAULT, retry_after_s=90.0), reconnect.confirmation(0.5)),
        (Effect.PLAN_CONFIRMATION, Diagnosis(Verdict.BUSY), reconnect.back_off(1, None, 0.5, outage=True)),
        (Effect.PLAN_CONFIRMATION, Diagnosis(Verdict.BUSY, retry_after_s=0.0), 60.0),
        (Effect.PLAN_CONFIRMATION, Diagnosis(Verdict.BUSY, retry_after_s=90.0), 135.0),
        (Effect.PLAN_RETRY, None, reconnect.back_off(1, None, 0.5)),
        (Effect.PLAN_RETRY, Diagnosis(Verdict.TIMEOUT), reconnect.back_off(1, None, 0.5)),
        (Effect.PLAN_RETRY, Diagnosis(Verdict.BUSY), reconnect.back_off(1, None, 0.5, outage=True)),
        (Effect.PLAN_RETRY, Diagnosis(Verdict.BUSY, retry_after_s=90.0), 135.0),
        (Effect.PLAN_HOURLY, Diagnosis(Verdict.REFUSED), reconnect.hourly(0.5)),
    ],
)
def test_each_plan_of_the_state_machine_has_its_delay(
    effect: reconnect.Planning, diagnosis: Diagnosis | None, delay_s: float
) -> None:
    state = AgentState(failures=1, diagnosis=diagnosis)
    assert reconnect.delay_s(effect, state, 3600.0, 1800.0, 0.5) == delay_s


def test_files_that_cannot_be_read_are_read_again_after_a_second_then_ever_less_often() -> None:
    assert [reconnect.beginning(failures) for failures in (1, 2, 3, 6, 7, 5_000)] == [1, 2, 4, 32, 60, 60]


@pytest.mark.parametrize(
    ("diagnosis", "expected"),
    [
        (None, DOUBT_S),
        (Diagnosis(Verdict.TIMEOUT), DOUBT_S),
        (Diagnosis(Verdict.BUSY), DOUBT_S),
        (Diagnosis(Verdict.BUSY, retry_after_s=DOUBT_S - 1), DOUBT_S),
        (Diagnosis(Verdict.BUSY, retry_after_s=DOUBT_S), 0.0),
    ],
)
def test_a_server_that_says_it_is_away_for_longer_than_the_doubt_gets_none(
    diagnosis: Diagnosis | None, expected: float
) -> None:
    assert reconnect.doubt_s(diagnosis) == expected


@given(CHANCES)
def test_the_first_search_for_better_addresses_is_spread_over_a_minute(chance: float) -> None:
    assert 0.0 <= reconnect.repair_search(chance) < reconnect.REPAIR_SEARCH_S
