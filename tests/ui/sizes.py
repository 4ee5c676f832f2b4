"""Walks every window in every state on a small screen: ``python -m tests.ui.sizes POINTS``, the size of the text.

Run by ``test_sizes.py``: Qt reads the screen once. What it finds is printed, a line each.
"""

import sys
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QWidget,
)

from iea_agent.ui.app import application
from iea_agent.ui.style.metrics import TARGET_PX
from tests.ui.stories import STORIES

TITLE_BAR, BORDERS = 32, 4
"""What the frame of a window takes at least at its top, and at both sides together; the offscreen platform has none."""
LEAST_TARGET, LEAST_ROW = TARGET_PX, 24
"""The least height of a control, and of a row of a list (WCAG 2.2, 2.5.8 asks for 24; pixels)."""


def faults_of(window: QWidget) -> Iterator[str]:
    """Yield what is wrong with the size of a window, or of something in it."""
    yield from _faults_of_frame(window)
    parts = [part for part in window.findChildren(QWidget) if part.isVisible() and part.window() is window]
    for part in parts:
        name = f"{type(part).__name__} « {_words(part)} »"
        yield from (f"{name}: {fault}" for fault in (*_cut(part), *_too_small(part), *_scrolls_sideways(part)))
        if isinstance(part, QPushButton) and part.isDefault() and not _is_in_sight(part):
            yield f"{name}: default button out of sight"
    yield from _faults_of_focus(window, parts)


def _faults_of_frame(window: QWidget) -> Iterator[str]:
    room = window.screen().availableGeometry()
    if window.width() + BORDERS > room.width() or window.height() + TITLE_BAR > room.height():
        yield f"{window.width()} × {window.height()} on {room.width()} × {room.height()}"
    frame = window.frameGeometry()
    if not room.contains(frame):
        yield f"at {frame.x()}, {frame.y()}, {frame.width()} × {frame.height()}: not on the screen"


def _words(part: QWidget) -> str:
    if isinstance(part, QLabel | QAbstractButton | QLineEdit):
        return (part.text() or part.accessibleName())[:60]
    return part.title() if isinstance(part, QGroupBox) else part.accessibleName()


def _cut(part: QWidget) -> Iterator[str]:
    parent = part.parentWidget()
    if parent is not None and not _scrolls(parent) and not parent.rect().contains(part.geometry()):
        yield f"cut: {_of(part.geometry())} in {_of(parent.rect())}"
    match part:
        case QLabel() if part.text():
            yield from _cut_label(part)
        case QAbstractButton():
            wanted = part.sizeHint()
            if part.width() < wanted.width() or part.height() < part.minimumSizeHint().height():
                yield f"cut at {_of(part.rect())}, wants {wanted.width()} × {wanted.height()}"
        case QLineEdit():
            yield from _cut_field(part)
        case QGroupBox():
            if part.fontMetrics().horizontalAdvance(part.title()) > part.width():
                yield "its title is cut"
        case _:
            pass


def _cut_label(part: QLabel) -> Iterator[str]:
    needed = part.heightForWidth(part.width()) if part.wordWrap() else part.sizeHint().height()
    if part.height() < needed or (part.width() < part.sizeHint().width() and not part.wordWrap()):
        yield f"cut at {_of(part.rect())}"
    advance = part.fontMetrics().horizontalAdvance
    longest = max(part.text().replace("\u200b", " ").split(" "), key=advance)
    if advance(longest) > part.contentsRect().width():
        yield f"« {longest} » is cut"


def _cut_field(part: QLineEdit) -> Iterator[str]:
    """Yield what of a hint, or of an official address, is cut; other text can be scrolled by keyboard."""
    read = [part.placeholderText(), part.text() if part.text().startswith("https://impact-emploi.") else ""]
    for said in read:
        if part.fontMetrics().horizontalAdvance(said) >= part.width() - 8:
            yield f"« {said} » is cut"
    if part.height() < part.sizeHint().height():
        yield f"cut at {_of(part.rect())}"


def _too_small(part: QWidget) -> Iterator[str]:
    is_control = isinstance(part, QAbstractButton | QLineEdit) and not isinstance(part.parent(), QLineEdit)
    if is_control and part.isEnabled() and (part.height() < LEAST_TARGET or part.width() < LEAST_ROW):
        yield f"target of {part.width()} × {part.height()}"
    if isinstance(part, QListWidget):
        heights = [part.visualItemRect(part.item(row)).height() for row in range(part.count())]
        if heights and min(heights) < LEAST_ROW:
            yield f"target of {min(heights)}: a row"


def _scrolls_sideways(part: QWidget) -> Iterator[str]:
    if isinstance(part, QScrollArea):
        body = part.widget()
        if body is not None and body.width() > part.viewport().width():
            yield f"{body.width()} wide in {part.viewport().width()}"
    elif isinstance(part, QAbstractScrollArea):
        wraps = part.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if not wraps and part.horizontalScrollBar().maximum() > 0:
            yield "scrolls sideways"


def _scrolls(parent: QWidget) -> bool:
    return isinstance(parent.parent(), QAbstractScrollArea)


def _is_in_sight(part: QWidget) -> bool:
    """Tell whether the whole part is in sight, or as much of it as there is room for."""
    seen = part.visibleRegion().boundingRect()
    area = part.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is None:
        return seen == part.rect()
    return seen.height() >= min(part.height(), area.viewport().height()) and seen.width() == part.width()


def _faults_of_focus(window: QWidget, parts: list[QWidget]) -> Iterator[str]:
    """Yield the controls that are out of sight while they have the focus."""
    modal = QApplication.activeModalWidget()
    if modal is not None and modal is not window:
        return  # a question is in front of it
    if not any(isinstance(part, QScrollArea) and part.focusPolicy() != Qt.FocusPolicy.NoFocus for part in parts):
        return
    before = window.focusWidget()
    for part in parts:
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled() and not isinstance(part, QScrollArea):
            part.setFocus(Qt.FocusReason.TabFocusReason)
            if not _is_in_sight(part):
                yield f"{type(part).__name__} « {_words(part)} »: has the focus and is out of sight"
    if before is not None:
        before.setFocus()


def _of(rect: QRect) -> str:
    return f"{rect.x()}, {rect.y()}, {rect.width()} × {rect.height()}"


def main() -> int:
    app = application()
    font = app.font()
    font.setPointSizeF(float(sys.argv[1]))
    app.setFont(font)
    faults = 0
    for story in STORIES:
        scene = story()
        for window in app.topLevelWidgets():
            if window.isVisible():
                for fault in faults_of(window):
                    faults += 1
                    sys.stdout.write(f"{story.__name__}: {fault}\n")
        scene.window.close_unasked()
        scene.window.deleteLater()
        scene.work()
    sys.stdout.write(f"{len(STORIES)} states, {faults} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
