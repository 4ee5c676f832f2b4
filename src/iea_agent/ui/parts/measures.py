"""Measures that follow the size of the text, also while a window is open."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

_SHARE_OF_SCREEN: Final = 0.35
"""How much of the height of a screen a part that scrolls by itself may take."""
_LEAST_LINES: Final = 4
ROW_PX: Final = 24
"""The least height of a row of a list, which can be clicked (WCAG 2.2, 2.5.8)."""


class _Follower(QObject):
    """Measures a widget again when its font changes."""

    def __init__(self, widget: QWidget, measure: Callable[[], object]) -> None:
        super().__init__(widget)
        self._measure = measure
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Measure again."""
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        return super().eventFilter(watched, event)


def follow_font(widget: QWidget, measure: Callable[[], object]) -> None:
    """Measure a widget now, and again whenever its font changes."""
    measure()
    _Follower(widget, measure)


def at_least(widget: QWidget, columns: int) -> None:
    """Make a widget at least so many average characters wide."""
    follow_font(widget, lambda: widget.setMinimumWidth(widget.fontMetrics().horizontalAdvance("x") * columns))


def scaled(font: QFont, scale: float) -> QFont:
    """Return a font ``scale`` times as large, whether its size is in points or in pixels."""
    larger = QFont(font)
    if font.pointSizeF() > 0:
        larger.setPointSizeF(font.pointSizeF() * scale)
    else:
        larger.setPixelSize(round(font.pixelSize() * scale))
    return larger


def lines_in_sight(part: QWidget, wanted: int) -> int:
    """Return how many lines a part that scrolls by itself shows: fewer than ``wanted`` where the screen is small."""
    room = part.screen().availableGeometry().height() * _SHARE_OF_SCREEN
    return min(wanted, max(_LEAST_LINES, int(room / part.fontMetrics().lineSpacing())))
