"""A check box whose mark grows with the text: the style sheet draws the box, this the tick."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from iea_agent.ui.style.installed import current, is_ours

_TICK = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.30))
"""Its corners, as shares of the side of the box."""


class CheckBox(QCheckBox):
    """Looks the same at every size of the text."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Paint the tick."""
        super().paintEvent(event)
        if not self.isChecked() or not is_ours():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        scheme = current()
        ink = scheme.on_accent if self.isEnabled() else scheme.ground
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        solid, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(ink, box.height() / 8, solid, cap, join))
        corners = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in _TICK]
        painter.drawPolyline(corners)
        painter.end()
