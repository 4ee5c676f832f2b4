"""Tab follows the eye: the order of the layouts, not that in which the parts were made."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def order_tabs(window: QWidget, scroll: QScrollArea, *layouts: QLayout) -> None:
    """Have Tab go to the scroll area, then through the layouts from top to bottom."""
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
