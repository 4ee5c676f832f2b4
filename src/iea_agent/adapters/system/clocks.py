"""The clocks: a monotonic one that counts sleep; instants in local time, and in the legal time of France."""

import math
import sys
import time
from datetime import UTC, datetime

_LATEST = 32503680000.0
"""The year 3000; later instants are errors of a clock or of a file."""


def since_boot() -> float:
    """Return seconds since an unspecified moment, sleep included.

    ``time.monotonic`` stops during sleep on Linux (CLOCK_MONOTONIC, clock_gettime(2)) and on macOS
    (mach_absolute_time); on Windows it runs on (GetTickCount64).
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows platforms this way only)
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # there, this one counts sleep (clock_gettime(3))
    else:
        return time.monotonic()


def local_time(at: float) -> datetime:
    """Return the local time at an instant (seconds since 1970 UTC), clamped to 1970 and the year 3000."""
    return _utc(at).astimezone()


def paris_time(at: float) -> datetime:
    """Return the legal time of France at an instant (seconds since 1970 UTC), in any local time zone."""
    from zoneinfo import ZoneInfo

    return _utc(at).astimezone(ZoneInfo("Europe/Paris"))


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(0.0 if math.isnan(at) else min(max(at, 0.0), _LATEST), UTC)
