"""Calls from other threads, queued to Qt's main thread. Nothing else in the windows is thread-safe."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")

ASIDE: Final = "aside"
"""The name of the threads that do blocking work for a window."""


class MainThread(QObject):
    """Lives on Qt's main thread and runs queued calls there, in order."""

    _called = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._called.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def carry(self, receive: Callable[[T], None]) -> Callable[[T], None]:
        """Return a thread-safe function that has Qt's thread call ``receive`` with its argument.

        A method of a window that Qt has deleted meanwhile is not called.
        """

        def call(item: T) -> None:
            with contextlib.suppress(RuntimeError):  # Qt deleted this object together with the window
                self._called.emit(partial(receive, item))

        return call

    def fetch(self, work: Callable[[], T], receive: Callable[[T], None]) -> None:
        """Run ``work``, which must not raise, on a new thread; then call ``receive`` with its result on Qt's thread."""
        bring = self.carry(receive)
        threading.Thread(target=lambda: bring(work()), name=ASIDE, daemon=True).start()

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        owner = _owner(call)
        if not isinstance(owner, QObject) or shiboken6.isValid(owner):
            call()


def _owner(call: object) -> object:
    """Return the object whose method is called in the end; ``None`` if it is no method."""
    while isinstance(call, partial):
        call = call.func
    return getattr(call, "__self__", None)
