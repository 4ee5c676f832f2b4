"""Waiting for a condition in programs that run by themselves, with a bound."""

import threading
import time
from collections.abc import Callable

PATIENCE_S = 60.0
EVERY_S = 0.1


def wait_until(condition: Callable[[], bool], what: str, *, patience_s: float = PATIENCE_S) -> None:
    """Look again and again until the condition holds; fail with ``what`` after ``patience_s`` seconds."""
    ends = time.monotonic() + patience_s
    pause = threading.Event()
    while not condition():
        if time.monotonic() > ends:
            raise AssertionError(f"never came: {what}")
        pause.wait(EVERY_S)
