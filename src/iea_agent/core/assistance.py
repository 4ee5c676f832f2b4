"""Assistance mode: the outcomes of a typed password of the day, and when a reminder is due.

The password itself is in ``core/day_password.py``, which only jobs import; the lockout is ``core/lockout.py``.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

MAX_REASON: Final = 200
"""Longest reason for assistance mode, in characters."""
REMINDER_HOUR: Final = 9
"""Earliest hour of a reminder, in the local time of the workstation."""
_SATURDAY: Final = 5


class PasswordOutcome(StrEnum):
    """Outcome of a password of the day that was typed."""

    RIGHT = "right"
    YESTERDAY = "yesterday"
    """The previous password, too late."""
    OTHER_DAY = "other_day"
    """The password of a day near by: the date of this workstation is wrong, or the mail is old."""
    WRONG = "wrong"
    LOCKED = "locked"
    """Not compared: the lockout runs."""
    CLOCK = "clock"
    """Not compared: the clock was set back."""
    KEY_UNREADABLE = "key_unreadable"
    """Not compared: the key store did not give the licence key."""
    NO_KEY = "no_key"
    """Not compared: there is no licence key for this number."""
    NOT_WRITTEN = "not_written"
    """Not compared: the try could not be counted on the disk."""
    AGENT_FAULT = "agent_fault"
    """The job ended without a result; the try counts."""

    @property
    def is_counted(self) -> bool:
        """Whether it counts as a failed try (lockout)."""
        return self in {
            PasswordOutcome.YESTERDAY,
            PasswordOutcome.OTHER_DAY,
            PasswordOutcome.WRONG,
            PasswordOutcome.AGENT_FAULT,
        }

    @property
    def lacks_key(self) -> bool:
        """Whether there was no key to compare with: the try is given back, and the settings may help."""
        return self in {PasswordOutcome.KEY_UNREADABLE, PasswordOutcome.NO_KEY}

    @property
    def doubts_the_date(self) -> bool:
        """Whether the date of this workstation may be wrong."""
        return self in {PasswordOutcome.OTHER_DAY, PasswordOutcome.CLOCK}


def is_reminder_due(now: datetime, since: datetime, reminded_on: str) -> bool:
    """Tell whether to remind the user of assistance mode: once a working day, not on the day it began.

    Args:
        now: the local time.
        since: when assistance mode began, in local time.
        reminded_on: the day of the last reminder (ISO 8601), empty if there was none.
    """
    today = now.date()
    works = today.weekday() < _SATURDAY and now.hour >= REMINDER_HOUR
    return works and since.date() < today and reminded_on < today.isoformat()
