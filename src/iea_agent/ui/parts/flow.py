"""Layouts that go on in the next line where the window is too narrow: small parts, buttons, parts side by side."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from iea_agent.ui.style.metrics import GRID

SPACING: Final = GRID
"""Between buttons, in device-independent pixels."""


class _Items(QLayout):
    """What every layout of ours has: items in order, and more height where there is less width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 (Qt's name)
        """Append a part."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 (Qt's name)
        """Return a part; ``None`` beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 (Qt's name)
        """Remove a part, and return it; ``None`` beyond the last."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 (Qt's name)
        """Take no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 (Qt's name)
        """Need more height where there is less width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 (Qt's name)
        """Return the height of all lines at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, place: QRect) -> None:  # noqa: N802 (Qt's name)
        """Lay out the parts."""
        super().setGeometry(place)
        self._arrange(place, move=True)

    def minimumSize(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the largest part."""
        least = QSize()
        for item in self._shown():
            least = least.expandedTo(item.minimumSize())
        return least

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, place: QRect, *, move: bool) -> int:
        """Return the height that the parts take; ``move`` them there."""
        raise NotImplementedError


class FlowLayout(_Items):
    """Lays out visible parts from left to right, line below line; with ``at_end`` each line ends at the right."""

    def __init__(self, parent: QWidget | None = None, *, across: int = 12, down: int = 6, at_end: bool = False) -> None:
        super().__init__(parent)
        self._across, self._down, self._at_end = across, down, at_end

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the parts in one line."""
        shown = self._shown()
        return QSize(_width_of(shown, self._across), max((item.sizeHint().height() for item in shown), default=0))

    def _arrange(self, place: QRect, *, move: bool) -> int:
        lines = _lines(self._shown(), place.width(), self._across)
        y = place.y()
        for line in lines:
            x = place.x() + (max(0, place.width() - _width_of(line, self._across)) if self._at_end else 0)
            y = _put_line(line, QPoint(x, y), self._across, move=move) + self._down
        return max(0, y - self._down - place.y())


class ButtonRow(_Items):
    """The buttons of a window: some at the left, some at the right; below them where one line has no room for all."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        super().__init__()
        self._right = tuple(right)
        for button in (*left, *right):
            self.addWidget(button)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the buttons in one line."""
        shown = self._shown()
        return QSize(_width_of(shown, SPACING), max((item.sizeHint().height() for item in shown), default=0))

    def _arrange(self, place: QRect, *, move: bool) -> int:
        shown, width = self._shown(), place.width()
        right = [item for item in shown if item.widget() in self._right]
        left = [item for item in shown if item not in right]
        if _width_of(shown, SPACING) <= width:
            bottoms = [_put_line(left, place.topLeft(), SPACING, move=move)]
            start = QPoint(place.x() + width - _width_of(right, SPACING), place.y())
            bottoms.append(_put_line(right, start, SPACING, move=move))
            return max(bottoms) - place.y()
        y = place.y()
        for line in _lines(left, width, SPACING):
            y = _put_line(line, QPoint(place.x(), y), SPACING, move=move) + SPACING
        for line in _lines(right, width, SPACING):
            start = QPoint(max(place.x(), place.x() + width - _width_of(line, SPACING)), y)
            y = _put_line(line, start, SPACING, move=move) + SPACING
        return max(0, y - SPACING - place.y())


class BesideLayout(_Items):
    """Parts side by side where all have the width they need, else one below the other."""

    def __init__(self, parent: QWidget | None = None, *, across: int = SPACING, down: int = 4) -> None:
        super().__init__(parent)
        self._across, self._down = across, down
        self._shares: list[int] = []

    def put(self, part: QWidget | QLayout, share: int = 0) -> None:
        """Append a part: its share of the width that is left, 0 for the width of its size hint."""
        if isinstance(part, QWidget):
            self.addWidget(part)
        else:
            self.addChildLayout(part)
            self.addItem(part)
        self._shares[-1] = share

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 (Qt's name)
        """Append a part that has the width of its size hint."""
        super().addItem(item)
        self._shares.append(0)

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 (Qt's name)
        """Remove a part, and return it; ``None`` beyond the last."""
        item = super().takeAt(index)
        if item is not None:
            self._shares.pop(index)
        return item

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the parts side by side."""
        hints = [item.sizeHint() for item, _ in self._parts()]
        gaps = self._across * max(0, len(hints) - 1)
        return QSize(sum(hint.width() for hint in hints) + gaps, max((hint.height() for hint in hints), default=0))

    def is_beside(self, width: int) -> bool:
        """Tell whether the parts have room side by side at a width."""
        return sum(map(_need, self._parts())) <= self._without_gaps(width)

    def _parts(self) -> list[tuple[QLayoutItem, int]]:
        """Return the shown parts, each with its share."""
        return [(item, share) for item, share in zip(self._items, self._shares, strict=True) if not item.isEmpty()]

    def _without_gaps(self, width: int) -> int:
        return width - self._across * max(0, len(self._parts()) - 1)

    def _widths(self, width: int) -> list[int]:
        """Return the widths of the parts side by side: what they need, then shares of what is left.

        The part that needs most for its share comes first: the others share what it leaves.
        """
        parts = self._parts()
        widths = [_need(part) for part in parts]
        shared = [place for place, (_, share) in enumerate(parts) if share]
        whole = sum(parts[place][1] for place in shared)
        left = self._without_gaps(width) - sum(widths) + sum(widths[place] for place in shared)
        for place in sorted(shared, key=lambda place: widths[place] / parts[place][1], reverse=True):
            share = parts[place][1]
            widths[place] = max(widths[place], left * share // whole)
            left, whole = left - widths[place], whole - share
        return widths

    def _arrange(self, place: QRect, *, move: bool) -> int:
        parts = self._parts()
        if self.is_beside(place.width()):
            widths = self._widths(place.width())
            height = max((_height(item, width) for (item, _), width in zip(parts, widths, strict=True)), default=0)
            x = place.x()
            for (item, _), width in zip(parts, widths, strict=True):
                if move:
                    item.setGeometry(QRect(x, place.y(), width, height))
                x += width + self._across
            return height
        y = place.y()
        for item, share in parts:
            is_wide = bool(share) or item.hasHeightForWidth()
            width = place.width() if is_wide else min(item.sizeHint().width(), place.width())
            height = _height(item, width)
            if move:
                item.setGeometry(QRect(place.x(), y, width, height))
            y += height + self._down
        return max(0, y - self._down - place.y())


def beside(*parts: tuple[QWidget | QLayout, int], owner: QWidget | None = None) -> BesideLayout:
    """Return the layout of parts, each with its share, in ``owner`` if there is one."""
    row = BesideLayout(owner)
    for part, share in parts:
        row.put(part, share)
    return row


def _need(part: tuple[QLayoutItem, int]) -> int:
    """Return the width that a part needs beside the others."""
    item, share = part
    return item.minimumSize().width() if share else item.sizeHint().width()


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def _width_of(line: Sequence[QLayoutItem], across: int) -> int:
    return sum(item.sizeHint().width() for item in line) + across * max(0, len(line) - 1)


def _lines(items: Sequence[QLayoutItem], width: int, across: int) -> list[list[QLayoutItem]]:
    """Return the parts line by line, as many in each as have room."""
    lines: list[list[QLayoutItem]] = []
    for item in items:
        if lines and _width_of((*lines[-1], item), across) <= width:
            lines[-1].append(item)
        else:
            lines.append([item])
    return lines


def _put_line(line: Sequence[QLayoutItem], start: QPoint, across: int, *, move: bool) -> int:
    """Return where a line that starts at a place ends, below; ``move`` its parts there."""
    x, height = start.x(), max((item.sizeHint().height() for item in line), default=0)
    for item in line:
        hint = item.sizeHint()
        if move:
            item.setGeometry(QRect(QPoint(x, start.y() + (height - hint.height()) // 2), hint))
        x += hint.width() + across
    return start.y() + height
