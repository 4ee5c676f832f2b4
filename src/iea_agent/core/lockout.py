"""The lockout of the password of the day, and a clock that was set back. Instants are seconds since 1970 UTC.

A try is counted, on the disk, before its password is compared: killing the program in between gives no free guess. Four
tries are free; from the fourth on, each locks for 30 s x 2ⁿ, a day at most.

The *mark* is the latest time seen. A clock behind it was set back, or was ahead when the mark was made; the two cannot
be told apart here, and are reported as one. A mark that ran ahead is overtaken by the clock, or reset after an answer
of a server whose identity was verified (``agent/storage.py``).

Not here: the password (``core/day_password.py``, which the tray process does not load).
"""

from typing import Final

import msgspec

FREE_TRIES: Final = 4
FIRST_LOCK_S: Final = 30.0
LONGEST_LOCK_S: Final = 86_400.0
SET_BACK_TOLERANCE_S: Final = 300.0
"""Clocks are corrected by some seconds now and then; that is not reported."""

_LONGEST_PLAUSIBLE_S: Final = LONGEST_LOCK_S + 2 * SET_BACK_TOLERANCE_S
_DOUBLINGS: Final = 12
"""After so many the longest lock is reached; more would overflow."""
_MAX_COUNT: Final = 1_000_000
"""Longest count: not every reader of JSON accepts integers of more than 64 bits."""


class Lockout(msgspec.Struct, frozen=True):
    """The tries since the last right password."""

    failed: int = 0
    """How many, the one whose comparison still runs included."""
    locked_until: float = 0.0
    """When the next one will be taken; in the past: at once."""


def counted(lockout: Lockout, now: float) -> Lockout:
    """Count a try that is about to be made; the right password is followed by ``Lockout()``."""
    failed = min(max(lockout.failed, 0), _MAX_COUNT) + 1
    if failed < FREE_TRIES:
        return Lockout(failed)
    doublings = min(failed - FREE_TRIES, _DOUBLINGS)
    return Lockout(failed, now + min(FIRST_LOCK_S * 2**doublings, LONGEST_LOCK_S))


def tries_left(lockout: Lockout) -> int:
    """Return how many free tries are left."""
    return FREE_TRIES - min(max(lockout.failed, 0), FREE_TRIES)


def is_locked(lockout: Lockout, now: float) -> bool:
    """Tell whether the next try has to wait.

    A lock that ends later than any lock lasts was made by a clock that was years ahead; it does not count. That opens
    no way round a lock: a clock set back far enough for that is behind the mark, and ``is_set_back()`` is asked first.
    """
    return now < lockout.locked_until <= now + _LONGEST_PLAUSIBLE_S


def seen(mark: float, now: float) -> float:
    """Return the mark after a look at the clock."""
    return max(mark, now)


def is_set_back(mark: float, now: float) -> bool:
    """Tell whether the clock is behind the mark by more than the tolerance."""
    return now < mark - SET_BACK_TOLERANCE_S
