"""Small parts of all windows: layouts, wrapping texts, buttons, faults, notices, announcements to screen readers."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts.french import aloud
from iea_agent.ui.parts.emphasis import LargeButton, LinkButton, PrimaryButton
from iea_agent.ui.parts.measures import scaled
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.speech import announce, describe
from iea_agent.ui.parts.tinted import Tinted

_BREAKS = re.compile(r"[/.:&=?_@-]+(?=\w)|\w{30}(?=\w)")

Box = TypeVar("Box", bound=QBoxLayout)
Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | int | None
"""What a box holds: a widget or layout, alone or with its stretch factor; a number: that many empty pixels; ``None``: a
stretch."""


def add(box: QBoxLayout, *parts: Part) -> None:
    """Append parts to a box, in order."""
    for part in parts:
        match part:
            case None:
                box.addStretch(1)
            case int():
                box.addSpacing(part)
            case (QWidget() as widget, stretch):
                box.addWidget(widget, stretch)
            case (QLayout() as layout, stretch):
                box.addLayout(layout, stretch)
            case QWidget():
                box.addWidget(part)
            case QLayout():
                box.addLayout(part)


def fill(box: Box, *parts: Part, spacing: int = -1) -> Box:
    """Lay out parts in a new box, ``spacing`` pixels apart (-1: as the style has it); return the box.

    The box has no margins, except that of a group box.
    """
    if not isinstance(box.parent(), QGroupBox):
        box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    add(box, *parts)
    return box


def fill_beside(box: QHBoxLayout, mark: QWidget, words: QWidget | QLayout, *, spacing: int = -1) -> QHBoxLayout:
    """Lay out a sign or a picture, and beside it the words, which begin at its top and take the width that is left."""
    fill(box, mark, (words, 1), spacing=spacing)
    box.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    return box


def grid_in(owner: QWidget, *, across: int, down: int = -1, stretch: int = 1) -> QGridLayout:
    """Return a new grid of ``owner`` without margins, except in a group box; column ``stretch`` takes the width left.

    ``across`` and ``down`` are the pixels between columns and between rows (-1: as the style has it).
    """
    grid = QGridLayout(owner)
    if not isinstance(owner, QGroupBox):
        grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(across)
    grid.setVerticalSpacing(down)
    grid.setColumnStretch(stretch, 1)
    return grid


def discard(layout: QLayout, labels: Iterable[QLabel]) -> None:
    """Remove labels from a layout and delete them."""
    for label in labels:
        layout.removeWidget(label)
        label.hide()
        label.deleteLater()


class _Words(QLabel):
    """A text that a screen reader says whole, without the places where it may wrap; its font follows the desktop's."""

    def __init__(self, content: str, *, bold: bool, scale: float) -> None:
        super().__init__()
        self._bold, self._scale = bold, scale
        self._set_font()
        self.setText(content)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Take another font of the desktop."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._set_font()

    def _set_font(self) -> None:
        if not self._bold and self._scale == 1.0:
            return
        font = QFont() if self._scale == 1.0 else scaled(QApplication.font(), self._scale)
        font.setBold(self._bold)
        self.setFont(font)

    def setText(self, said: str) -> None:  # noqa: N802 (Qt's name)
        """Show a text."""
        super().setText(said)
        self.setAccessibleName(said.replace("\u200b", "") if "\u200b" in said else "")


def text(content: str = "", *, bold: bool = False, scale: float = 1.0) -> QLabel:
    """Return a plain text that wraps and can be selected."""
    label = _Words(content, bold=bold, scale=scale)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


def breakable(content: str) -> str:
    """Insert zero-width spaces where a long address or name may wrap."""
    return _BREAKS.sub("\\g<0>\u200b", content)


def set_text(label: QLabel, content: str) -> None:
    """Show a text; hide the label if it is empty."""
    label.setText(content)
    label.setVisible(bool(content))


def label_of(name: str, field: QWidget) -> QLabel:
    """Return the label of a field, ``name`` with its mnemonic, and give the field its accessible name."""
    label = QLabel(name)
    label.setBuddy(field)
    field.setAccessibleName(name.replace("&", ""))
    return label


def button(
    label: str, on_click: Callable[[], object] | None = None, *, default: bool = False, explained: str = ""
) -> QPushButton:
    """Return a push button, ``explained`` by a tool tip; Enter presses the focused one, else the default one."""
    return _ready(QPushButton(label), on_click, default=default, explained=explained)


def large_button(
    label: str, on_click: Callable[[], object] | None = None, *, default: bool = False, explained: str = ""
) -> QPushButton:
    """Return the button of what a window is opened for."""
    return _ready(LargeButton(label), on_click, default=default, explained=explained)


def primary_button(label: str, on_click: Callable[[], object] | None = None, *, explained: str = "") -> QPushButton:
    """Return the button of the one next act, the default one."""
    return _ready(PrimaryButton(label), on_click, default=True, explained=explained)


def link_button(label: str, on_click: Callable[[], object] | None = None, *, explained: str = "") -> QPushButton:
    """Return a quiet button, which looks like a link."""
    return _ready(LinkButton(label), on_click, default=False, explained=explained)


def _ready(made: QPushButton, on_click: Callable[[], object] | None, *, default: bool, explained: str) -> QPushButton:
    explain(made, explained)
    made.setAutoDefault(True)
    made.setDefault(default)
    if on_click is not None:
        made.clicked.connect(on_click)
    return made


def explain(control: QWidget, explained: str) -> None:
    """Give a control its tool tip, and the same words for a screen reader."""
    control.setToolTip(explained)
    describe(control, explained)


class Fault(QWidget):
    """The fault of a field, below it; hidden while there is none."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self._field = field
        self._words = text()
        sign = Sign(size=1.0)
        sign.show_kind(SignKind.WARNING)
        fill_beside(QHBoxLayout(self), sign, self._words, spacing=6)
        self.hide()

    @property
    def words(self) -> str:
        """The displayed fault; empty if none."""
        return self._words.text()

    def say(self, said: str) -> None:
        """Show and announce a fault; an empty text removes it."""
        if said == self._words.text():
            return
        self._words.setText(said)
        self.setVisible(bool(said))
        if said:
            announce(self._field, said)
        describe(self._field, said)


class Notice(Tinted):
    """A tinted box with a sign, a title and paragraphs; hidden while empty."""

    def __init__(self, parent: QWidget | None = None, *, scale: float = 1.0) -> None:
        super().__init__(parent)
        self._sign = Sign(size=1.4 * scale)
        self._title = text(bold=True, scale=scale)
        self._paragraphs: list[QLabel] = []
        self._column = fill(QVBoxLayout(), self._title, spacing=4)
        row = fill_beside(QHBoxLayout(self), self._sign, self._column, spacing=10)
        row.setContentsMargins(14, 10, 14, 10)
        self.hide()

    @property
    def words(self) -> str:
        """The displayed text, one paragraph per line; empty while hidden."""
        if self.isHidden():
            return ""
        return "\n".join(label.text() for label in (self._title, *self._paragraphs))

    def say(self, kind: SignKind, title: str, *lines: str) -> None:
        """Show sign, title and a paragraph for each line; announce them if they changed."""
        before = self.words
        self.tint(kind)
        self._sign.show_kind(kind)
        self._title.setText(title)
        discard(self._column, self._paragraphs)
        self._paragraphs = [text(line) for line in lines if line]
        add(self._column, *self._paragraphs)
        self.show()
        self.updateGeometry()
        if self.words != before:
            announce(self, aloud(self.words.split("\n")))

    def clear(self) -> None:
        """Hide the box."""
        self.hide()
