"""A box tinted with the colour of its sign, with a thick bar of that colour on its left."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from iea_agent.core.shown.verdict import SignKind
from iea_agent.ui.style.installed import current
from iea_agent.ui.style.metrics import OUTLINE_PX, RADIUS

_BAR_PX: Final = 6


class Tinted(QWidget):
    """A box without words yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = SignKind.WAITING

    def tint(self, kind: SignKind) -> None:
        """Take the colour of a sign."""
        self.kind = kind
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Paint ground, outline and bar."""
        super().paintEvent(event)
        scheme = current()
        colour = scheme.signs[self.kind]
        half = OUTLINE_PX / 2
        box = QPainterPath()
        box.addRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), RADIUS, RADIUS)
        bar = QPainterPath()
        bar.addRect(QRectF(0, 0, _BAR_PX, self.height()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(box, scheme.tint(self.kind))
        painter.fillPath(box.intersected(bar), colour)
        painter.setPen(QPen(colour, OUTLINE_PX))
        painter.drawPath(box)
        painter.end()
