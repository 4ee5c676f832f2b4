"""Carries calls from other threads to Qt's. Nothing else in the windows is safe from another thread."""

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


class Courier(QObject):
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

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        call()
