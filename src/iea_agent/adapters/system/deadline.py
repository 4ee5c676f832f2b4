"""Work that is left behind when it takes too long: what hangs dies with the process of the job."""

import threading
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import NoReturn, TypeVar

R = TypeVar("R")


def within(deadline_s: float, work: Callable[[], R], otherwise: Callable[[], R]) -> R:
    """Do ``work`` on a thread of its own; after ``deadline_s`` seconds leave it behind and do ``otherwise``.

    What is left behind dies with this process, which is why it may hang for ever.
    """
    answer: SimpleQueue[Callable[[], R]] = SimpleQueue()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
            answer.put(partial(_raise, error))
        else:
            answer.put(lambda: result)

    threading.Thread(target=run, name="work", daemon=True).start()
    try:
        return answer.get(timeout=deadline_s)()
    except Empty:
        return otherwise()


def _raise(error: BaseException) -> NoReturn:
    raise error
