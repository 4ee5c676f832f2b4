"""Instants in local time, and in the legal time of France."""

import math
from datetime import UTC, datetime

_LATEST = 32503680000.0
"""The year 3000; later instants are errors of a clock or of a file."""


def local_time(at: float) -> datetime:
    """Return the local time at an instant (seconds since 1970 UTC), clamped to 1970 and the year 3000."""
    return _utc(at).astimezone()


def paris_time(at: float) -> datetime:
    """Return the legal time of France at an instant (seconds since 1970 UTC), in any local time zone."""
    from zoneinfo import ZoneInfo

    return _utc(at).astimezone(ZoneInfo("Europe/Paris"))


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(0.0 if math.isnan(at) else min(max(at, 0.0), _LATEST), UTC)
