"""A box tinted with the colour of its sign."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from iea_agent.core.shown.verdict import SignKind
from iea_agent.ui.parts.signs import colour_of


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
        """Tint the box, in light and dark palettes."""
        super().paintEvent(event)
        colour = colour_of(self.kind, self.palette())
        ground = self.palette().color(QPalette.ColorRole.Window)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(_blend(colour, ground, 0.10))
        painter.setPen(QPen(_blend(colour, ground, 0.45), 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


def _blend(colour: QColor, ground: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * (1 - share),
        colour.greenF() * share + ground.greenF() * (1 - share),
        colour.blueF() * share + ground.blueF() * (1 - share),
    )
