"""Wait for a condition in other programs, with a bound that grows with the load of the machine."""

import os
import threading
import time
from collections.abc import Callable

from iea_agent.demo.tour.desktop.errors import NeverCameError

PATIENCE_S = 60.0
"""Usual bound (seconds) on a machine with an idle core; see :func:`stretched`."""
EVERY_S = 0.1
"""Polling interval (seconds)."""


def wait_until(condition: Callable[[], bool], what: str, *, patience_s: float = PATIENCE_S) -> None:
    """Poll until the condition holds; NeverCameError with ``what`` after the stretched bound."""
    if not comes(condition, patience_s=patience_s):
        raise NeverCameError(f"never came: {what}")


def comes(condition: Callable[[], bool], *, patience_s: float) -> bool:
    """Poll until the condition holds; return whether it did within the stretched bound."""
    begun = time.monotonic()
    pause = threading.Event()
    while not condition():
        if time.monotonic() - begun > stretched(patience_s):
            return False
        pause.wait(EVERY_S)
    return True


def stretched(patience_s: float) -> float:
    """Return a bound for the present load: multiplied by the processes that share a core (average of one minute)."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return patience_s * max(1.0, load / (os.cpu_count() or 1))
