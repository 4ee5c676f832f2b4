"""A thread with a deadline, for calls that cannot be interrupted: a key store, a share, a name look-up, a script."""

import threading
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import NoReturn, TypeVar

R = TypeVar("R")


class DeadlineError(TimeoutError):
    """The work was not done by its deadline."""


def within(deadline_s: float, work: Callable[[], R], *, name: str = "work") -> R:
    """Do ``work`` on a daemon thread called ``name``, and return its result or raise its exception.

    Work that overruns ``deadline_s`` (seconds) is abandoned: it may hang until the process ends. DeadlineError.
    """
    outcome: SimpleQueue[Callable[[], R]] = SimpleQueue()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 (raised where it is waited for)
            outcome.put(partial(_raise, error))
        else:
            outcome.put(lambda: result)

    threading.Thread(target=run, name=name, daemon=True).start()
    try:
        call = outcome.get(timeout=max(0.0, deadline_s))
    except Empty:
        raise DeadlineError(f"not done within {deadline_s:g} s") from None
    return call()


def _raise(error: BaseException) -> NoReturn:
    raise error
