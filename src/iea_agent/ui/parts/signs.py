"""The signs (green check, red barred circle…), drawn as vector paths, crisp at any scale.

A sign never stands alone: words are beside it. It still has its own accessible name.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from iea_agent.core.shown.verdict import SignKind
from iea_agent.ui.style.installed import current


class Drawing(NamedTuple):
    """How a sign is drawn on a square of 24 by 24."""

    pen: float
    """The width of the lines; 0: the circles are filled."""
    lines: Sequence[Sequence[tuple[float, float]]] = ()
    circles: Sequence[tuple[float, float, float]] = ()
    """Each as x and y of its centre, and radius."""


_DRAWINGS = {
    SignKind.GOOD: Drawing(4.0, lines=(((4, 13), (9.5, 18.5), (20, 6)),)),
    SignKind.BAD: Drawing(3.0, lines=(((5.6, 5.6), (18.4, 18.4)),), circles=((12, 12, 9),)),
    SignKind.WARNING: Drawing(2.2, lines=(((12, 3), (22, 20.5), (2, 20.5), (12, 3)), ((12, 9.5), (12, 14)))),
    SignKind.WAITING: Drawing(0, circles=((5, 12, 2.2), (12, 12, 2.2), (19, 12, 2.2))),
    SignKind.UNKNOWN: Drawing(2.4, circles=((12, 12, 7),)),
}


def draw(painter: QPainter, kind: SignKind, colour: QColor, side: float) -> None:
    """Paint a sign into the square (0, 0, side, side)."""
    drawing = _DRAWINGS[kind]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 24, side / 24)
    if drawing.pen:
        pen = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, drawing.pen, *pen))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
    path = QPainterPath()
    for x, y, radius in drawing.circles:
        path.addEllipse(QPointF(x, y), radius, radius)
    for line in drawing.lines:
        path.addPolygon([QPointF(x, y) for x, y in line])
    painter.drawPath(path)
    if kind is SignKind.WARNING:  # the dot of the exclamation mark
        painter.fillRect(QRectF(10.9, 16.4, 2.2, 2.2), colour)


def picture_of(kind: SignKind, side: int, ratio: float, colour: QColor | None = None) -> QPixmap:
    """Return the picture of a sign, ``side`` pixels high on a screen with ``ratio`` real ones for each.

    Its colour is that of its kind, unless another one is asked for.
    """
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw(painter, kind, colour or current().signs[kind], side)
    painter.end()
    return pixmap


REDRAWN = frozenset({QEvent.Type.DevicePixelRatioChange, QEvent.Type.StyleChange, QEvent.Type.FontChange})
"""The events after which a sign has to be drawn again."""


class Sign(QLabel):
    """One sign, empty until :meth:`show_kind`; ``size`` is its height in line heights."""

    def __init__(self, parent: QWidget | None = None, *, size: float = 1.15) -> None:
        super().__init__(parent)
        self.kind: SignKind | None = None
        self._size = size
        self.setFixedSize(QSize(self._side(), self._side()))

    def show_kind(self, kind: SignKind | None) -> None:
        """Show a sign; ``None``: none."""
        if kind is self.kind:
            return
        self.kind = kind
        self._render()

    def event(self, event: QEvent) -> bool:
        """Draw it again for another screen, other colours or another font."""
        handled = super().event(event)
        if event.type() in REDRAWN:
            self._render()
        return handled

    def _side(self) -> int:
        return round(self.fontMetrics().height() * self._size)

    def _render(self) -> None:
        side = self._side()
        self.setFixedSize(QSize(side, side))
        if self.kind is None:
            self.clear()
            self.setAccessibleName("")
            return
        self.setPixmap(picture_of(self.kind, side, self.devicePixelRatioF()))
        self.setAccessibleName(self.kind.value)
