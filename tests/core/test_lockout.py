"""How many passwords may be typed, how long the wait is, and what a clock that jumps changes in it."""

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iea_agent.core.lockout import (
    SET_BACK_TOLERANCE_S,
    Lockout,
    counted,
    is_locked,
    is_set_back,
    seen,
    tries_left,
)

NOW = 1_800_000_000.0
MINUTE = 60.0
HOUR = 3600.0
DAY = 86_400.0
YEAR = 365 * DAY
CLOCKS = st.floats(-1e9, 1e11)
COUNTS = st.integers(-(2**63), 2**64 - 1)
"""What a file can hold."""


def after(failed: int, now: float = NOW) -> Lockout:
    lockout = Lockout()
    for _ in range(failed):
        lockout = counted(lockout, now)
    return lockout


def test_four_tries_are_free() -> None:
    assert [tries_left(after(failed)) for failed in range(7)] == [4, 3, 2, 1, 0, 0, 0]


@pytest.mark.parametrize("failed", range(4))
def test_nothing_is_locked_before_the_fourth_try(failed: int) -> None:
    assert not is_locked(after(failed), NOW)


@pytest.mark.parametrize(
    ("failed", "lock_s"),
    [(4, 30), (5, 60), (6, 120), (7, 240), (14, 30 * 1024), (15, 30 * 2048), (16, DAY), (17, DAY), (500, DAY)],
)
def test_a_lock_doubles_from_half_a_minute_up_to_a_day(failed: int, lock_s: float) -> None:
    lockout = after(failed)
    assert lockout == Lockout(failed, NOW + lock_s)
    assert is_locked(lockout, NOW + lock_s - 1)
    assert not is_locked(lockout, NOW + lock_s)


def test_a_lock_that_is_over_leaves_one_try_and_then_locks_for_longer() -> None:
    lockout = counted(after(4), NOW + MINUTE)
    assert tries_left(lockout) == 0
    assert lockout.locked_until == NOW + MINUTE + 60


@given(COUNTS, CLOCKS, st.floats(0, 1e11))
@example(2**64 - 1, 0.0, NOW)
@example(-(2**63), 0.0, NOW)
def test_no_number_in_a_file_breaks_the_count_or_locks_for_more_than_a_day(
    failed: int, locked_until: float, now: float
) -> None:
    before = Lockout(failed, locked_until)
    lockout = counted(before, now)
    assert 0 <= tries_left(lockout) <= tries_left(before) <= 4
    assert 1 <= lockout.failed < 2**63
    assert lockout.locked_until <= now + DAY
    assert msgspec.json.decode(msgspec.json.encode(lockout), type=Lockout) == lockout


@given(COUNTS, CLOCKS)
def test_every_try_counts(failed: int, now: float) -> None:
    lockout = counted(Lockout(failed), now)
    assert lockout.failed >= 1
    assert tries_left(lockout) == max(0, tries_left(Lockout(failed)) - 1)


def test_a_negative_count_gives_no_more_free_tries_than_none() -> None:
    assert tries_left(Lockout(-1000)) == 4
    assert counted(Lockout(-1000), NOW).failed == 1


# A clock that jumps.


@pytest.mark.parametrize("ahead_s", [DAY + HOUR, YEAR, 73 * YEAR])
def test_a_lock_from_a_clock_that_was_ahead_does_not_hold_for_years(ahead_s: float) -> None:
    assert not is_locked(after(4, NOW + ahead_s), NOW)


def test_the_longest_lock_holds_from_its_first_second() -> None:
    assert is_locked(after(16), NOW)


@given(st.floats(0, 4e9), st.integers(4, 30), st.floats(0, 2 * DAY))
def test_who_sets_the_clock_back_is_seen_or_still_locked(now: float, failed: int, back_s: float) -> None:
    lockout, mark = after(failed, now), seen(0.0, now)
    earlier = now - back_s
    assert is_set_back(mark, earlier) or is_locked(lockout, earlier)


def test_a_clock_that_is_corrected_by_minutes_was_not_set_back() -> None:
    assert not is_set_back(NOW, NOW - SET_BACK_TOLERANCE_S)
    assert is_set_back(NOW, NOW - SET_BACK_TOLERANCE_S - 1)


def test_a_first_start_finds_no_clock_set_back() -> None:
    assert not is_set_back(0.0, NOW)
    assert is_set_back(0.0, -DAY)  # before 1970 it is wrong in any case


def test_yesterday_is_noticed_also_after_a_restart() -> None:
    mark = seen(seen(0.0, NOW), NOW + MINUTE)
    assert is_set_back(mark, NOW - DAY)


@given(st.lists(CLOCKS, min_size=1, max_size=20))
def test_the_mark_is_the_latest_time_seen_in_whatever_order(times: list[float]) -> None:
    mark = times[0]
    for now in times:
        mark = seen(mark, now)
    assert mark == max(times)
    assert not is_set_back(mark, max(times))


def test_a_mark_that_ran_ahead_holds_until_it_is_reset_or_overtaken() -> None:
    """Who knows the true time resets it; then neither the mark nor a lock of that time is in the way."""
    wrong = NOW + 73 * YEAR
    mark, lockout = seen(NOW, wrong), after(4, wrong)
    assert is_set_back(mark, NOW)
    assert is_set_back(seen(mark, NOW), NOW)
    assert not is_set_back(mark, wrong + MINUTE)
    assert not is_set_back(NOW, NOW)
    assert not is_locked(lockout, NOW)
