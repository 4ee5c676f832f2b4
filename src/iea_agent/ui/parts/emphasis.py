"""Ways in which a button stands out or stays quiet: the one next act, a large one, a link.

The style sheet draws them.
"""

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton

from iea_agent.ui.style.installed import current, is_ours
from iea_agent.ui.style.metrics import FOCUS_PX, LINK_ROOM_PX, RADIUS
from iea_agent.ui.style.sheet import LARGE, LINK, PRIMARY, RANK

_RING: Final = 2
"""The width of the ring that shows the focus on a coloured ground, in pixels."""
_ARROW: Final = 0.7
"""Room for the arrow of a menu, in lines of text."""


class PrimaryButton(QPushButton):
    """The one next act: bold, on the desktop's accent colour."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.setProperty(RANK, PRIMARY)
        font = QFont()
        font.setBold(True)
        self.setFont(font)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Paint the focus, a ring in the colour of the words: outside it would look like the other buttons."""
        super().paintEvent(event)
        if not self.hasFocus() or not is_ours():
            return
        inset = FOCUS_PX + _RING / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current().on_accent, _RING))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), RADIUS / 2, RADIUS / 2)
        painter.end()


class LargeButton(QPushButton):
    """What a window is opened for; higher than the others."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.setProperty(RANK, LARGE)


class LinkButton(QPushButton):
    """A quiet button, in the colour of links, no wider than its words."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.setProperty(RANK, LINK)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the words, with room for the frame of the focus and the arrow of a menu."""
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return QSize(words + 2 * (LINK_ROOM_PX + self._arrow()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the same size: words are not cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Paint the arrow of a menu, in the colour of the words."""
        super().paintEvent(event)
        if self.menu() is None:
            return
        side = self._arrow() / 2
        left, middle = self.width() - LINK_ROOM_PX - 2 * side + side / 2, self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.ButtonText), max(1.5, side / 4)))
        down = QPointF(left + side / 2, middle + side / 4)
        painter.drawPolyline([down + QPointF(-side / 2, -side / 2), down, down + QPointF(side / 2, -side / 2)])
        painter.end()

    def _arrow(self) -> int:
        """Return the room for the arrow, kept on both sides of the words, which stay in the middle."""
        return 0 if self.menu() is None else round(self.fontMetrics().height() * _ARROW)
