"""A dialog that takes the size its content needs, as far as the screen allows; beyond that its body scrolls."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

MARGIN = 18
"""Around and between parts, in device-independent pixels."""
SPACING = 12
_TITLE_BAR = 40
"""What the frame of a window takes at its top, in device-independent pixels; Qt does not know it before it is shown."""


class FittingDialog(QDialog):
    """A body that scrolls when the screen is small, and a foot that always stays in sight."""

    def __init__(self, *, title: str, width: int) -> None:
        """Make an empty dialog, ``width`` average characters wide."""
        super().__init__()
        self.setWindowTitle(title)
        self._body = QWidget()
        self.body = QVBoxLayout(self._body)
        self.body.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN // 2)
        self.body.setSpacing(SPACING)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._body)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, MARGIN)
        self.foot.setSpacing(SPACING)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, stretch=1)
        outer.addLayout(self.foot)
        self._width = self.fontMetrics().horizontalAdvance("x") * width
        self._body.installEventFilter(self)
        self._scroll.installEventFilter(self)

    def fit(self) -> None:
        """Grow so that everything is in sight, as far as the screen allows; never shrink."""
        if not self.isVisible():
            return
        wanted = self._wanted_size()
        self.resize(self.size().expandedTo(wanted))
        self._arrange_body()
        room = self.screen().availableGeometry()
        frame = self.frameGeometry()
        if frame.bottom() > room.bottom():
            self.move(frame.left(), max(room.top(), room.bottom() - frame.height() + 1))

    def refit(self) -> None:
        """Take the size that is wanted now, also if that is smaller: something else is shown than before."""
        QTimer.singleShot(0, self, lambda: self.resize(self.minimumWidth(), self._wanted_size().height()))

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part of the body that has just changed, once the window has found its new size."""

        def scroll() -> None:
            if part.isVisible():
                self._scroll.ensureWidgetVisible(part)

        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, scroll))

    def _arrange_body(self) -> None:
        """Give the body the height that its wrapped texts need, and a scroll bar only when that is too much.

        Left to itself Qt allows for narrower texts, and keeps a scroll bar that is there only because it is there.
        """
        width = self._scroll.width()
        needed = _height(self.body, width)
        fits = needed <= self._scroll.height()
        if not fits:
            needed = _height(self.body, width - self._bar_width())
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self._scroll.setVerticalScrollBarPolicy(policy)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus if fits else Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName("" if fits else self.windowTitle())  # a box like its window is not read twice
        self._body.setMinimumHeight(needed)

    def _wanted_size(self) -> QSize:
        room = self.screen().availableGeometry().size()
        least = max(self._body.minimumSizeHint().width(), self.foot.totalMinimumSize().width())
        width = min(max(self._width, least), room.width())
        if self.isVisible():
            width = max(width, self.width())
        self.body.activate()
        self.foot.activate()
        height = sum(_height(layout, width) for layout in (self.body, self.foot))
        highest = room.height() - _TITLE_BAR
        if height > highest:
            width = max(width, least + self._bar_width())
        return QSize(width, min(height, highest))

    def _bar_width(self) -> int:
        return self._scroll.verticalScrollBar().sizeHint().width()

    def event(self, event: QEvent) -> bool:
        """Fit the window when it is shown, and when something at its foot appears."""
        if event.type() == QEvent.Type.Show:
            _order_tabs(self, self._scroll, self.body, self.foot)
            wanted = self._wanted_size()
            self.setMinimumWidth(wanted.width())
            self.resize(wanted)
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return handled

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Fit the window when something in its body appears."""
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self.fit)
        elif watched is self._scroll and event.type() == QEvent.Type.Resize:
            self._arrange_body()
        return super().eventFilter(watched, event)


def _height(layout: QLayout, width: int) -> int:
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()


def _order_tabs(window: QWidget, scroll: QScrollArea, *layouts: QLayout) -> None:
    """Have Tab go to the scroll area, then through the layouts from top to bottom, in whatever order they were made."""
    parts = (part for layout in layouts for part in _parts_of(layout))
    stops = [part for part in (scroll, *parts) if _takes_focus(part)]
    for before, after in pairwise(stops):
        window.setTabOrder(before, after)


def _parts_of(layout: QLayout) -> Iterator[QWidget]:
    """Return the widgets of a layout from top to bottom, those inside them included."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        part = item.widget()
        inside = item.layout() if part is None else part.layout()
        if part is not None:
            yield part
        if inside is not None:
            yield from _parts_of(inside)


def _takes_focus(part: QWidget) -> bool:
    return part.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(part, QScrollArea)
