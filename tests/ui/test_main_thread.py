"""What other threads bring to Qt's thread."""

from functools import partial

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject

from iea_agent.ui.main_thread import MainThread


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.received: list[str] = []

    def receive(self, item: str) -> None:
        self.received.append(item)
        self.objectName()  # which raises once Qt has deleted it

    def receive_with(self, what: str, item: str) -> None:
        self.receive(f"{what} {item}")


def test_what_comes_too_late_for_a_window_is_dropped() -> None:
    main_thread, receiver, received = MainThread(), Receiver(), list[str]()
    for bring in (
        main_thread.carry(receiver.receive),
        main_thread.carry(partial(receiver.receive_with, "with")),
        main_thread.carry(received.append),
    ):
        bring("in time")
    QCoreApplication.processEvents()
    assert (receiver.received, received) == (["in time", "with in time"], ["in time"])
    for bring in (
        main_thread.carry(receiver.receive),
        main_thread.carry(partial(receiver.receive_with, "with")),
        main_thread.carry(received.append),
    ):
        bring("late")
    shiboken6.delete(receiver)
    QCoreApplication.processEvents()
    assert receiver.received == ["in time", "with in time"]
    assert received == ["in time", "late"]
