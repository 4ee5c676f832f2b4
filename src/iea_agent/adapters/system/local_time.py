"""Instants as the people at this workstation read them."""

import math
from datetime import UTC, datetime

_LATEST = 32503680000.0
"""The year 3000: later ones are slips of a clock or of a file."""


def local_time(at: float) -> datetime:
    """Return the local time at an instant (seconds since 1970 UTC); what no calendar has is taken to its edge."""
    return _utc(at).astimezone()


def paris_time(at: float) -> datetime:
    """Return the legal time of France at an instant (seconds since 1970 UTC), whatever this workstation is set to."""
    from zoneinfo import ZoneInfo

    return _utc(at).astimezone(ZoneInfo("Europe/Paris"))


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(0.0 if math.isnan(at) else min(max(at, 0.0), _LATEST), UTC)
