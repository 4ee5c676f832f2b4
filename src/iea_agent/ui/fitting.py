"""A dialog that takes the size its content needs, as far as the screen allows; beyond that its body scrolls."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from iea_agent.ui.style.metrics import GRID

SPACING: Final = 12
_TITLE_BAR: Final = 40
_BORDERS: Final = 8
"""What the frame of a window takes at its top, and at both sides together, in device-independent pixels; Qt does not
know it before it is shown."""
_SMALL_SCREEN: Final = 700
"""Screens that are not as high have narrower margins."""
_FONT_CHANGES: Final = frozenset({QEvent.Type.ApplicationFontChange, QEvent.Type.FontChange, QEvent.Type.StyleChange})


class FittingDialog(QDialog):
    """A body that scrolls when the screen is small, and a foot that always stays in sight."""

    def __init__(self, *, title: str, width: int) -> None:
        """Make an empty dialog, ``width`` average characters wide."""
        super().__init__()
        self.setWindowTitle(title)
        margin = 2 * GRID if self.screen().availableGeometry().height() < _SMALL_SCREEN else 3 * GRID
        self._body = QWidget()
        self.body = QVBoxLayout(self._body)
        self.body.setContentsMargins(margin, margin, margin, GRID)
        self.body.setSpacing(SPACING)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(margin, GRID, margin, margin)
        self.foot.setSpacing(SPACING)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, stretch=1)
        outer.addLayout(self.foot)
        self._columns = width
        self._measured = self._size_of_text()
        self._kept_in_sight: tuple[QWidget | None, QRect] = (None, QRect())
        """The default button in the body, and where it was when it was scrolled to."""
        self._body.installEventFilter(self)
        self._scroll.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    # Its size.

    def fit(self) -> None:
        """Grow so that everything is in sight, as far as the screen allows; never shrink."""
        if not self.isVisible():
            return
        wanted = self._wanted_size()
        self.resize(self.size().expandedTo(wanted))
        self._arrange_body()
        self._stay_on_screen()
        self._keep_in_sight()

    def refit(self) -> None:
        """Take the size that is wanted now, also if that is smaller: something else is shown than before."""

        def take() -> None:
            self.resize(self.minimumWidth(), self._wanted_size().height())
            self.fit()

        QTimer.singleShot(0, self, take)

    def _measure_again(self) -> None:
        """Take the size for another size of the text."""
        measured, self._measured = self._measured, self._size_of_text()
        if self.isVisible() and measured != self._measured:
            self._body.setMinimumHeight(0)
            self.setMinimumWidth(0)
            self._take_width()
            self.fit()

    def _size_of_text(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("x"), self.fontMetrics().height())

    def _take_width(self) -> None:
        wanted = self._wanted_size(is_new=True)
        self.setMinimumWidth(wanted.width())
        self.resize(wanted)

    def _stay_on_screen(self) -> None:
        room = self.screen().availableGeometry()
        frame = self.frameGeometry()
        left = max(room.left(), min(frame.left(), room.right() - frame.width() + 1))
        top = max(room.top(), min(frame.top(), room.bottom() - frame.height() + 1))
        if frame.bottom() > room.bottom() or frame.right() > room.right():
            self.move(left, top)

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

    def _wanted_size(self, *, is_new: bool = False) -> QSize:
        """Return the wanted size without the frame; a window that is shown already gets no narrower, unless new."""
        room = self._room()
        columns = self._size_of_text().width() * self._columns
        self.body.activate()
        self.foot.activate()
        least = max(self.body.totalMinimumSize().width(), self.foot.totalMinimumSize().width())
        width = min(max(columns, least), room.width())
        if self.isVisible() and not is_new:
            width = max(width, self.width())
        height = sum(_height(layout, width) for layout in (self.body, self.foot))
        if height > room.height():
            width = min(max(width, least + self._bar_width()), room.width())
        return QSize(width, min(height, room.height()))

    def _room(self) -> QSize:
        """Return the room for a window on its screen, without its frame."""
        room = self.screen().availableGeometry().size()
        frame = self.frameGeometry().size() - self.size() if self.isVisible() else QSize()
        return room - frame.expandedTo(QSize(_BORDERS, _TITLE_BAR))

    def _bar_width(self) -> int:
        return self._scroll.verticalScrollBar().sizeHint().width()

    # What is in sight.

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part of the body that has just changed, once the window has found its new size."""

        def scroll() -> None:
            if part.isVisible():
                self._scroll_to(part)
                self._scroll_to_default()

        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, scroll))

    def _begin_at_top(self) -> None:
        """Scroll back what was scrolled to before the parts had their places."""
        self.fit()
        self._scroll.verticalScrollBar().setValue(0)
        self._kept_in_sight = (None, QRect())
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """Scroll to the default button if it is another one, or elsewhere, than before: nobody presses it unseen.

        The control that has the focus comes first: it is being used.
        """
        default = self._default_in_body()
        place = QRect() if default is None else self._place_in_body(default)
        if (default, place) != self._kept_in_sight:
            self._kept_in_sight = default, place
            self._scroll_to_default()
            focus = self.focusWidget()  # there may be none, and it then is no part of the body
            if self._body.isAncestorOf(focus):
                self._scroll_to(focus)

    def _scroll_to_default(self) -> None:
        default = self._default_in_body()
        if default is not None:
            self._scroll_to(default)

    def _default_in_body(self) -> QPushButton | None:
        buttons = self._body.findChildren(QPushButton)
        return next((button for button in buttons if button.isDefault() and button.isVisible()), None)

    def _place_in_body(self, part: QWidget) -> QRect:
        return QRect(part.mapTo(self._body, QPoint(0, 0)), part.size())

    def _scroll_to(self, part: QWidget) -> None:
        """Scroll no further than needed; of a part that is too high, to its top."""
        bar = self._scroll.verticalScrollBar()
        view, place = self._scroll.viewport().height(), self._place_in_body(part)
        top, bottom = place.top() - GRID, place.bottom() + GRID
        if bottom > bar.value() + view:
            bar.setValue(bottom - view)
        if top < bar.value():
            bar.setValue(top)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Follow the focus; a click moves nothing, or the button would be elsewhere when the mouse is released."""
        if now is not None and self._body.isAncestorOf(now) and not QGuiApplication.mouseButtons():
            self._scroll_to(now)

    # Events of Qt.

    def event(self, event: QEvent) -> bool:
        """Fit the window when it is shown, when something at its foot appears, and to another size of the text."""
        if event.type() == QEvent.Type.Show:
            _order_tabs(self, self._scroll, self.body, self.foot)
            self._take_width()
            QTimer.singleShot(0, self, self._begin_at_top)
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        elif event.type() in _FONT_CHANGES:
            QTimer.singleShot(0, self, self._measure_again)
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
