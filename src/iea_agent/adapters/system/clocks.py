"""A monotonic clock that counts sleep."""

import sys
import time


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
