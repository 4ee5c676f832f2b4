"""Assistance mode: what a typed password of the day came to, and when a reminder is due.

The password itself is in ``core/day_password.py``, which only jobs import; counting tries is in ``core/lockout.py``.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

MAX_REASON: Final = 200
"""Longest reason for assistance mode, in characters."""
REMINDER_HOUR: Final = 9
"""From when on a working day may begin with a reminder, in the local time of the workstation."""
_SATURDAY: Final = 5


class PasswordOutcome(StrEnum):
    """What became of a password of the day that was typed."""

    RIGHT = "right"
    YESTERDAY = "yesterday"
    OTHER_DAY = "other_day"
    """It is the password of a day near by: the date of this workstation is wrong, or the mail is old."""
    WRONG = "wrong"
    LOCKED = "locked"
    """Not compared: too many were wrong."""
    CLOCK = "clock"
    """Not compared: the clock was set back."""
    KEY_UNREADABLE = "key_unreadable"
    """Not compared, and no try: the key store did not give the licence key."""
    NO_KEY = "no_key"
    """Not compared, and no try: there is no licence key for this number."""
    NOT_WRITTEN = "not_written"
    """Not compared: the try could not be counted on the disk."""
    AGENT_FAULT = "agent_fault"
    """The comparison came to no end; the try counts."""


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
