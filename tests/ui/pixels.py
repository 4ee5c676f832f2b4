"""What can be told apart in the picture of a window: its pixels are compared, not what Qt says of its colours."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.tinted import Tinted
from iea_agent.ui.style.colours import DISCERNIBLE, READABLE, contrast
from iea_agent.ui.style.sheet import LINK, RANK

Colour = tuple[int, int, int]
_FEW = 2
"""So many pixels of a colour are seen; one alone may be chance."""
_ALONG = 6
"""So much of an outline is looked at; one that is dashed has a dash there."""


class Photo:
    """The picture of a widget, in device-independent pixels."""

    def __init__(self, widget: QWidget) -> None:
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
        size = (image.width(), image.height())
        self._picture = Image.frombuffer("RGBX", size, bytes(image.constBits())).convert("RGB")
        self.size = size

    def colours(self, where: QRect) -> list[Colour]:
        """Return the colours of a part, the most frequent first."""
        box = (where.left(), where.top(), where.right() + 1, where.bottom() + 1)
        found: list[Any] = self._picture.crop(box).getcolors(where.width() * where.height()) or []
        return [colour for count, colour in sorted(found, reverse=True) if count >= _FEW]

    def pixels(self, where: QRect) -> list[Colour]:
        """Return the pixels of a part, line by line."""
        box = (where.left(), where.top(), where.right() + 1, where.bottom() + 1)
        found: Any = self._picture.crop(box).get_flattened_data()
        return list(found)

    def stands_out(self, where: QRect) -> float:
        """Return the contrast of a part's ground with what stands out most on it."""
        ground, *others = self.colours(where) or [(0, 0, 0)]
        return max((_contrast(ground, other) for other in others), default=1.0)

    def edge(self, where: QRect, side: Qt.Edge) -> float:
        """Return the contrast of a control with what is outside, in the middle of one of its sides."""
        x, y = min(where.center().x(), where.left() + 40), where.center().y() - _ALONG // 2
        strip = {
            Qt.Edge.LeftEdge: QRect(where.left() - 2, y, 8, _ALONG),
            Qt.Edge.TopEdge: QRect(x, where.top() - 2, _ALONG, 8),
            Qt.Edge.RightEdge: QRect(where.right() - 5, y, 8, _ALONG),
            Qt.Edge.BottomEdge: QRect(x, where.bottom() - 5, _ALONG, 8),
        }[side].intersected(QRect(QPoint(0, 0), QPoint(self.size[0] - 1, self.size[1] - 1)))
        pixels = self.pixels(strip)
        outside = pixels[-1] if side in {Qt.Edge.RightEdge, Qt.Edge.BottomEdge} else pixels[0]
        return max(_contrast(outside, pixel) for pixel in pixels)


_known: dict[tuple[Colour, Colour], float] = {}


def _contrast(one: Colour, other: Colour) -> float:
    if (one, other) not in _known:
        _known[one, other] = contrast(QColor(*one), QColor(*other))
    return _known[one, other]


def changed(before: list[Colour], after: list[Colour], least: float) -> int:
    """Return how many pixels changed by so much contrast."""
    pairs = Counter(zip(before, after, strict=True))
    return sum(count for (one, other), count in pairs.items() if one != other and _contrast(one, other) >= least)


def faults_of(window: QWidget) -> Iterator[str]:
    """Yield what cannot be seen or read well enough in a window."""
    photo = Photo(window)
    for part in window.findChildren(QWidget):
        if part.isVisible() and part.window() is window:
            where = _in_sight(part)
            if where.isValid():
                yield from _faults(photo, part, where)


def place(part: QWidget) -> QRect:
    """Return where a part of a window is in it."""
    return QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size())


def _in_sight(part: QWidget) -> QRect:
    """Return where the whole of a part is in sight; an invalid place if it is not."""
    whole = part.visibleRegion().boundingRect() == part.rect()
    return place(part) if whole else QRect()


def _faults(photo: Photo, part: QWidget, where: QRect) -> Iterator[str]:
    for told, least, found in _measures(photo, part, where):
        if found < least:
            yield f"{told} of {_name(part)}: {found:.2f}"


def _measures(photo: Photo, part: QWidget, where: QRect) -> Iterator[tuple[str, float, float]]:
    """Yield what has to stand out in a part, the least contrast for it, and the contrast it has."""
    if isinstance(part, QCheckBox):
        yield from _measures_of_box(photo, part)
        return
    if isinstance(part, Sign) and part.kind is not None:
        yield "sign", DISCERNIBLE, photo.stands_out(where)
    elif isinstance(part, QLabel | QAbstractButton) and part.text():
        yield "text", READABLE, photo.stands_out(where if isinstance(part, QLabel) else _inside(where))
    elif isinstance(part, QLineEdit):
        if part.text() or part.placeholderText():
            yield "text", READABLE, photo.stands_out(_inside(where))
    elif isinstance(part, QPlainTextEdit | QListWidget):
        yield "text", READABLE, photo.stands_out(_inside(where))
    if isinstance(part, _OUTLINED) and part.property(RANK) != LINK:
        yield "outline", DISCERNIBLE, min(photo.edge(where, side) for side in Qt.Edge)


_OUTLINED = (QPushButton, QLineEdit, QPlainTextEdit, QListWidget, Tinted)


def _inside(where: QRect) -> QRect:
    return where.adjusted(5, 5, -5, -5)


def _measures_of_box(photo: Photo, part: QCheckBox) -> Iterator[tuple[str, float, float]]:
    box, words = (_of_box(part, element) for element in (_BOX, _WORDS))
    yield "text", READABLE, photo.stands_out(words)
    yield "box", DISCERNIBLE, min(photo.edge(box, side) for side in Qt.Edge)
    if part.isChecked():
        yield "tick", DISCERNIBLE, photo.stands_out(box.adjusted(3, 3, -3, -3))


_BOX, _WORDS = QStyle.SubElement.SE_CheckBoxIndicator, QStyle.SubElement.SE_CheckBoxContents


def _of_box(box: QCheckBox, element: QStyle.SubElement) -> QRect:
    option = QStyleOptionButton()
    box.initStyleOption(option)
    return box.style().subElementRect(element, option, box).translated(place(box).topLeft())


def _name(part: QWidget) -> str:
    text = getattr(part, "text", str)
    return f"{type(part).__name__} « {(text() or part.accessibleName())[:40]} »"
