"""Retry what another program's lock on a file forbids for a moment. Only Windows locks what is open."""

import sys
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4) if sys.platform == "win32" else ()
"""Back-off while a virus scanner or an indexer holds a file (seconds)."""


def retry_while_locked(
    action: Callable[[], T],
    pauses_s: Iterable[float] = _PAUSES_S,
    pause: Callable[[float], None] = time.sleep,
) -> T:
    """Retry ``action`` on PermissionError until ``pauses_s`` (seconds) run out; then that error is raised."""
    for seconds in pauses_s:
        try:
            return action()
        except PermissionError:
            pause(seconds)
    return action()
