"""A thread with a deadline, for calls that cannot be interrupted: a key store, a share, a name look-up, a script."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

R = TypeVar("R")


class DeadlineError(TimeoutError):
    """The work was not done by its deadline."""


def within(deadline_s: float, work: Callable[[], R], *, name: str = "work") -> R:
    """Do ``work`` on a daemon thread called ``name``, and return its result or raise its exception.

    Work that overruns ``deadline_s`` (seconds) is abandoned: it may hang until the process ends. DeadlineError.
    """
    outcome: Future[R] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 (raised where it is waited for)
            outcome.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    if not wait([outcome], max(0.0, deadline_s)).done:
        raise DeadlineError(f"not done within {deadline_s:g} s")
    return outcome.result()
