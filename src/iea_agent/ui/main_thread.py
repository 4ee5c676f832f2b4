"""Carries calls from other threads to Qt's. Nothing else in the windows is safe from another thread."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")

ASIDE: Final = "aside"
"""The name of a thread that does what would hold up a window."""


class MainThread(QObject):
    """Lives on Qt's thread; what it carries is done there, in order."""

    _called = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._called.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def carry(self, receive: Callable[[T], None]) -> Callable[[T], None]:
        """Return a function, safe from any thread, that makes Qt's thread call ``receive``."""

        def call(item: T) -> None:
            with contextlib.suppress(RuntimeError):  # the window is gone, and this object with it
                self._called.emit(partial(receive, item))

        return call

    def fetch(self, work: Callable[[], T], receive: Callable[[T], None]) -> None:
        """Do ``work``, which must not raise, on a thread of its own; then call ``receive`` with what it returned."""
        bring = self.carry(receive)
        threading.Thread(target=lambda: bring(work()), name=ASIDE, daemon=True).start()

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        call()
