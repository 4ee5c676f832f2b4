"""The outcomes of a typed password, and the reminder of assistance mode."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from iea_agent.core.assistance import PasswordOutcome, is_reminder_due

MONDAY, FRIDAY = datetime(2026, 11, 23, 14, tzinfo=UTC), datetime(2026, 11, 20, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "outcomes"),
    [
        (
            lambda outcome: outcome.is_counted,
            {
                PasswordOutcome.YESTERDAY,
                PasswordOutcome.OTHER_DAY,
                PasswordOutcome.WRONG,
                PasswordOutcome.AGENT_FAULT,
            },
        ),
        (lambda outcome: outcome.lacks_key, {PasswordOutcome.KEY_UNREADABLE, PasswordOutcome.NO_KEY}),
        (lambda outcome: outcome.doubts_the_date, {PasswordOutcome.OTHER_DAY, PasswordOutcome.CLOCK}),
    ],
)
def test_the_outcomes_of_a_kind_are_these(
    question: Callable[[PasswordOutcome], bool], outcomes: set[PasswordOutcome]
) -> None:
    assert {outcome for outcome in PasswordOutcome if question(outcome)} == outcomes


@pytest.mark.parametrize(
    ("now", "since", "reminded_on", "due"),
    [
        (MONDAY, FRIDAY, "", True),
        (MONDAY, FRIDAY, "2026-11-20", True),
        (MONDAY, FRIDAY, "2026-11-23", False),
        (MONDAY.replace(hour=8, minute=59), FRIDAY, "", False),
        (MONDAY.replace(hour=9), FRIDAY, "", True),
        (MONDAY.replace(day=22), FRIDAY, "", False),
        (MONDAY, MONDAY.replace(hour=0), "", False),
    ],
    ids=["never yet", "last working day", "today", "too early", "at nine", "sunday", "first day"],
)
def test_a_reminder_is_due_once_a_working_day(now: datetime, since: datetime, reminded_on: str, due: bool) -> None:  # noqa: FBT001
    assert is_reminder_due(now, since, reminded_on) is due
