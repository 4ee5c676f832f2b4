"""Windows without a display; an unexpected message of Qt, or an error in a slot, fails the test."""

import os
import sys
from collections.abc import Iterator
from types import TracebackType

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from iea_agent.ui.app import application
from iea_agent.ui.parts import speech

HARMLESS = {
    "This plugin does not support propagateSizeHints()",  # what the offscreen platform says of any minimum size
    "This plugin does not support raise()",
}


@pytest.fixture(autouse=True)
def silent_qt(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    complaints: list[str] = []

    def on_message(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if message not in HARMLESS:
            complaints.append(message)

    def on_error(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        complaints.append(repr(error))

    monkeypatch.setattr(sys, "excepthook", on_error)
    app = application()
    previous = qInstallMessageHandler(on_message)
    yield
    for window in app.topLevelWidgets():
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qInstallMessageHandler(previous)
    assert complaints == []


@pytest.fixture
def orca(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a screen reader that reads descriptions, as on Linux."""
    monkeypatch.setattr(speech, "IN_DESCRIPTIONS", True)
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told away from the focus, by the window in front; as on Windows and macOS."""
    said: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())

    monkeypatch.setattr(speech, "IN_DESCRIPTIONS", False)
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return said
