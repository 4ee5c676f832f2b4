"""The signs (green check, red barred circle…), drawn as vector paths, crisp at any scale.

A sign never stands alone: words are beside it. It still has its own accessible name.
"""

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from iea_agent.core.texts import checklist

_LIGHTNESS_OF_DARK = 128


class SignKind(Enum):
    """The signs; the value is the accessible name."""

    GOOD = checklist.SIGN_GOOD
    BAD = checklist.SIGN_BAD
    WARNING = checklist.SIGN_WARNING
    WAITING = checklist.SIGN_WAITING
    UNKNOWN = checklist.SIGN_UNKNOWN


_ON_LIGHT = {
    SignKind.GOOD: QColor(0x1A, 0x7F, 0x37),
    SignKind.BAD: QColor(0xC6, 0x22, 0x22),
    SignKind.WARNING: QColor(0x9A, 0x67, 0x00),
    SignKind.WAITING: QColor(0x5B, 0x64, 0x70),
    SignKind.UNKNOWN: QColor(0x8A, 0x90, 0x99),
}
_ON_DARK = {
    SignKind.GOOD: QColor(0x4A, 0xC2, 0x6B),
    SignKind.BAD: QColor(0xFF, 0x7B, 0x72),
    SignKind.WARNING: QColor(0xE3, 0xB3, 0x41),
    SignKind.WAITING: QColor(0xB0, 0xB8, 0xC2),
    SignKind.UNKNOWN: QColor(0x8A, 0x90, 0x99),
}


def colour_of(kind: SignKind, palette: QPalette) -> QColor:
    """Return the colour of a sign with enough contrast on the background of ``palette``."""
    dark = palette.color(QPalette.ColorRole.Window).lightness() < _LIGHTNESS_OF_DARK
    return (_ON_DARK if dark else _ON_LIGHT)[kind]


def draw(painter: QPainter, kind: SignKind, colour: QColor, side: float) -> None:
    """Paint a sign into the square (0, 0, side, side)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 24, side / 24)
    pen = QPen(colour, 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    path = QPainterPath()
    match kind:
        case SignKind.GOOD:
            pen.setWidthF(4.0)
            painter.setPen(pen)
            path.moveTo(4, 13)
            path.lineTo(9.5, 18.5)
            path.lineTo(20, 6)
        case SignKind.BAD:
            path.addEllipse(QRectF(3, 3, 18, 18))
            path.moveTo(5.6, 5.6)
            path.lineTo(18.4, 18.4)
        case SignKind.WARNING:
            pen.setWidthF(2.2)
            painter.setPen(pen)
            path.moveTo(12, 3)
            path.lineTo(22, 20.5)
            path.lineTo(2, 20.5)
            path.closeSubpath()
            path.moveTo(12, 9.5)
            path.lineTo(12, 14)
            painter.fillRect(QRectF(10.9, 16.4, 2.2, 2.2), colour)
        case SignKind.WAITING:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for x in (5, 12, 19):
                path.addEllipse(QPointF(x, 12), 2.2, 2.2)
        case SignKind.UNKNOWN:
            pen.setWidthF(1.6)
            painter.setPen(pen)
            path.addEllipse(QRectF(5, 5, 14, 14))
    painter.drawPath(path)


class Sign(QLabel):
    """One sign, empty until :meth:`show_kind`; ``size`` is its height in line heights."""

    def __init__(self, parent: QWidget | None = None, *, size: float = 1.15) -> None:
        super().__init__(parent)
        self._kind: SignKind | None = None
        self._size = size
        self.setFixedSize(QSize(self._side(), self._side()))

    @property
    def kind(self) -> SignKind | None:
        """The sign shown; ``None``: none."""
        return self._kind

    def show_kind(self, kind: SignKind | None) -> None:
        """Show a sign; ``None``: none."""
        if kind is self._kind:
            return
        self._kind = kind
        self._render()

    def event(self, event: QEvent) -> bool:
        """Repaint for another screen, palette or font."""
        handled = super().event(event)
        if event.type() in {QEvent.Type.DevicePixelRatioChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._render()
        return handled

    def _side(self) -> int:
        return round(self.fontMetrics().height() * self._size)

    def _render(self) -> None:
        side = self._side()
        self.setFixedSize(QSize(side, side))
        if self._kind is None:
            self.clear()
            self.setAccessibleName("")
            return
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw(painter, self._kind, colour_of(self._kind, self.palette()), side)
        painter.end()
        self.setPixmap(pixmap)
        self.setAccessibleName(self._kind.value)
