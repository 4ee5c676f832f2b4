"""Counting the passwords that are typed, and noticing a clock that was set back. Instants are seconds since 1970 UTC.

A try is counted, on the disk, before its password is compared: a program that is killed in between has not guessed
for nothing. Four tries are free; from the fourth on, each locks for 30 s x 2ⁿ, a day at most.

The *mark* is the latest time seen. A clock behind it was set back, or was ahead when the mark was made; which of the
two cannot be told from here, and both are said as one. A mark that ran ahead is forgotten by who knows the true time
(``agent/saved_state_keeper.py``: a server whose identity was verified), or overtaken by it.

Not here: the password (``core/day_password.py``, which the process that is always on does not load).
"""

from typing import Final

import msgspec

FREE_TRIES: Final = 4
FIRST_LOCK_S: Final = 30.0
LONGEST_LOCK_S: Final = 86_400.0
SET_BACK_TOLERANCE_S: Final = 300.0
"""Clocks are corrected by some seconds now and then; that is not worth a word."""

_LONGEST_PLAUSIBLE_S: Final = LONGEST_LOCK_S + 2 * SET_BACK_TOLERANCE_S
_DOUBLINGS: Final = 12
"""After so many the longest lock is reached, and no count can make a number too large."""
_MOST: Final = 1_000_000
"""Counting on would say nothing more, and not every reader of JSON knows numbers of more than 64 bits."""


class Tries(msgspec.Struct, frozen=True):
    """The tries since the last right password."""

    failed: int = 0
    """How many, with the one whose comparison is still running."""
    locked_until: float = 0.0
    """When the next one will be taken; in the past: at once."""


def taken(tries: Tries, now: float) -> Tries:
    """Count a try that is about to be made; the right password is followed by ``Tries()``."""
    failed = min(max(tries.failed, 0), _MOST) + 1
    if failed < FREE_TRIES:
        return Tries(failed)
    doublings = min(failed - FREE_TRIES, _DOUBLINGS)
    return Tries(failed, now + min(FIRST_LOCK_S * 2**doublings, LONGEST_LOCK_S))


def left(tries: Tries) -> int:
    """Return how many tries are free still."""
    return FREE_TRIES - min(max(tries.failed, 0), FREE_TRIES)


def is_locked(tries: Tries, now: float) -> bool:
    """Tell whether the next try has to wait.

    A lock that ends further away than any lock lasts was made by a clock that was years ahead, and must not hold for
    years: it does not count. Nobody gets round a lock this way: a clock set back far enough for that is behind the
    mark, and ``is_set_back()`` is asked first.
    """
    return now < tries.locked_until <= now + _LONGEST_PLAUSIBLE_S


def seen(mark: float, now: float) -> float:
    """Return the mark after a look at the clock."""
    return max(mark, now)


def is_set_back(mark: float, now: float) -> bool:
    """Tell whether the clock is behind the mark by more than what is tolerated."""
    return now < mark - SET_BACK_TOLERANCE_S
