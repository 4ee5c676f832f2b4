"""Waiting for a condition in programs that run by themselves, with a bound."""

import threading
import time
from collections.abc import Callable

from iea_agent.demo.tour.desktop.errors import NeverCameError

PATIENCE_S = 60.0
EVERY_S = 0.1


def wait_until(condition: Callable[[], bool], what: str, *, patience_s: float = PATIENCE_S) -> None:
    """Look again and again until the condition holds; NeverCameError with ``what`` after ``patience_s`` seconds."""
    if not comes(condition, patience_s=patience_s):
        raise NeverCameError(f"never came: {what}")


def comes(condition: Callable[[], bool], *, patience_s: float) -> bool:
    """Look again and again until the condition holds; return whether it did within ``patience_s`` seconds."""
    ends = time.monotonic() + patience_s
    pause = threading.Event()
    while not condition():
        if time.monotonic() > ends:
            return False
        pause.wait(EVERY_S)
    return True
