"""A text of many lines, as high as wanted where the screen has room for it."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from iea_agent.ui.parts.measures import follow_font, lines_in_sight

_LEAST_COLUMNS = 24


class TextArea(QPlainTextEdit):
    """Tab leaves it; ``lines`` and ``columns`` can be read without scrolling, fewer on a small screen.

    With ``is_aligned`` all characters are equally wide.
    """

    def __init__(self, *, lines: int, columns: int = _LEAST_COLUMNS, is_aligned: bool = False) -> None:
        super().__init__()
        self._lines, self._columns, self._is_aligned = lines, columns, is_aligned
        self._set_font()
        self.setTabChangesFocus(True)
        follow_font(self, self.updateGeometry)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Take another font of the desktop."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._set_font()

    def _set_font(self) -> None:
        if self._is_aligned:
            font, usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), QApplication.font()
            if usual.pointSizeF() > font.pointSizeF():  # whoever wants large text wants it here, too
                font.setPointSizeF(usual.pointSizeF())
            self.setFont(font)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the wanted size."""
        return self._size_of(self._columns)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the same height, at a width that still can be read: lines wrap."""
        return self._size_of(min(self._columns, _LEAST_COLUMNS))

    def _size_of(self, columns: int) -> QSize:
        around = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        metrics = self.fontMetrics()
        height = lines_in_sight(self, self._lines) * metrics.lineSpacing()
        return QSize(metrics.horizontalAdvance("x") * columns + around, height + around)
