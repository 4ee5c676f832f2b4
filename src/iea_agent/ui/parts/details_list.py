"""The details: a list that can be walked and copied by keyboard, and the button that unfolds it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from iea_agent.core.shown.verdict import Detail
from iea_agent.core.texts.windows import verdict_box
from iea_agent.ui.parts.expandable import make_expandable, set_expanded
from iea_agent.ui.parts.measures import ROW_PX, follow_font, lines_in_sight
from iea_agent.ui.parts.signs import REDRAWN, picture_of
from iea_agent.ui.parts.widgets import link_button
from iea_agent.ui.style.installed import current

_PADDING = 8
"""Above and below the text of a row together, in pixels."""
_BESIDE = 14
"""Left and right of the text of a row together, in pixels."""
_LONGEST = 18
"""How many lines are shown at once, fewer on a small screen; the list scrolls beyond them."""


class DetailsList(QListWidget):
    """Rows of details, as high as they need.

    While it is folded it holds none: Qt would tell a screen reader that they are shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Detail, ...] = ()
        self.setAccessibleName(verdict_box.DETAILS)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustIgnored)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        follow_font(self, self._size_signs)

    def _size_signs(self) -> None:
        side = self.fontMetrics().height()
        self.setIconSize(QSize(side, side))

    @property
    def lines(self) -> list[str]:
        """The rows as they are shown."""
        return [row.line for row in self._rows]

    def show_rows(self, rows: Sequence[Detail]) -> None:
        """Show these rows; the current one stays current."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        if self.isVisible():
            self._make_items()
        self.updateGeometry()

    @property
    def _items(self) -> list[tuple[QListWidgetItem, Detail]]:
        """The items with their rows; none while the list is folded."""
        return [(self.item(place), self._rows[place]) for place in range(self.count())]

    def _make_items(self) -> None:
        while self.count() > len(self._rows):
            self.takeItem(self.count() - 1)
        while self.count() < len(self._rows):
            self.addItem(QListWidgetItem())
        for item, row in self._items:
            self._fill(item, row)
        self._set_heights()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        """Have the rows while they can be seen."""
        super().showEvent(event)
        self._make_items()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        """Have none while they are folded away; those of a minimised window stay."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear()

    def _fill(self, item: QListWidgetItem, row: Detail) -> None:
        item.setText(row.line)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
        font = self.font()
        font.setBold(row.is_heading)
        item.setFont(font)
        side = self.iconSize().height()
        icon = QIcon()
        if row.sign is not None:
            ratio = self.devicePixelRatioF()
            icon.addPixmap(picture_of(row.sign, side, ratio))
            icon.addPixmap(picture_of(row.sign, side, ratio, current().on_accent), QIcon.Mode.Selected)
        item.setIcon(icon)

    # Its height is that of its rows.

    def hasHeightForWidth(self) -> bool:  # noqa: N802 (Qt's name)
        """Need more height where there is less width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 (Qt's name)
        """Return the height of all rows at a width, up to a limit."""
        frame = 2 * self.frameWidth()
        highest = lines_in_sight(self, _LONGEST) * (self.fontMetrics().height() + _PADDING)
        return min(sum(self._height_of(row, width - frame) for row in self._rows), highest) + frame

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the wanted size at the present width."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return a width at which the rows can still be read."""
        return QSize(self.fontMetrics().horizontalAdvance("x") * 24, self.fontMetrics().height() * 3)

    def _height_of(self, row: Detail, width: int) -> int:
        font = self.font()
        font.setBold(row.is_heading)
        icon = 0 if row.sign is None else self.iconSize().width() + 6
        metrics = self.fontMetrics()
        box = QRect(0, 0, max(1, width - icon - _BESIDE), 100_000)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        return max(ROW_PX, metrics.boundingRect(box, flags, row.line).height() + _PADDING)

    def _set_heights(self) -> None:
        width = self.viewport().width()
        for item, row in self._items:
            item.setSizeHint(QSize(0, self._height_of(row, width)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Wrap the rows at the new width."""
        super().resizeEvent(event)
        self._set_heights()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw the signs again for another screen, other colours or another font."""
        super().changeEvent(event)
        if event.type() in REDRAWN:
            for item, row in self._items:
                self._fill(item, row)
            self._set_heights()

    # The keyboard.

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        """Tell a screen reader of the row after the list: Qt tells of the row first, and it is not read."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self._tell_row)

    def _tell_row(self) -> None:
        if QAccessible.isActive() and self.hasFocus() and self.currentRow() >= 0:
            told = QAccessibleEvent(self, QAccessible.Event.Focus)
            told.setChild(self.currentRow())
            QAccessible.updateAccessibility(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Copy the selected rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = [row.line for item, row in self._items if item.isSelected()]
            QGuiApplication.clipboard().setText("\n".join(chosen or self.lines))
            return
        super().keyPressEvent(event)


class Disclosure:
    """The button that unfolds and folds a part; the window places both."""

    def __init__(self, part: QWidget, first: QWidget | None = None) -> None:
        """``first`` takes the focus when the part is unfolded; by default the part does."""
        self.part = part
        self._first = first or part
        self.button = link_button(verdict_box.SHOW_DETAILS, self.toggle)
        make_expandable(self.button)
        part.hide()

    @property
    def is_open(self) -> bool:
        """Whether the part is unfolded."""
        return not self.part.isHidden()

    def toggle(self) -> None:
        """Unfold the part and go into it, or fold it."""
        self.set_open(not self.is_open)
        if self.is_open:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001 (a state, not an option)
        """Unfold or fold the part."""
        self.part.setVisible(is_open)
        set_expanded(self.button, is_expanded=is_open)
        self.button.setText(verdict_box.HIDE_DETAILS if is_open else verdict_box.SHOW_DETAILS)
