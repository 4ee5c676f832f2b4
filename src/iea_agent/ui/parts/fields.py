"""Fields of a form with their labels: beside them, or above them where the window is too narrow."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from iea_agent.ui.parts.flow import BesideLayout, beside
from iea_agent.ui.parts.measures import at_least, follow_font
from iea_agent.ui.parts.widgets import fill
from iea_agent.ui.style.metrics import CONTROL_PX, room_around

_COLUMNS: Final = 24
"""The least width of a field beside its label, in average characters."""


def field_rows(rows: Sequence[tuple[QLabel, Sequence[QWidget]]]) -> list[BesideLayout]:
    """Return a row for each label and its field, which may have parts below it. All labels are equally wide."""
    labels = [label for label, _ in rows]

    def measure() -> None:
        width = max(map(_width_of, labels))
        for label in labels:
            label.setContentsMargins(0, room_around(label.fontMetrics().height(), CONTROL_PX), 0, 0)
            label.setMinimumWidth(width)

    made = []
    for label, (field, *below) in rows:
        row = beside((label, 0), (fill(QVBoxLayout(), field, *below, spacing=4), 1))
        row.setAlignment(label, Qt.AlignmentFlag.AlignTop)
        at_least(field, _COLUMNS)
        follow_font(label, measure)
        made.append(row)
    return made


def _width_of(label: QLabel) -> int:
    """Return the width of the text; the size hint of a label is stale while its font changes."""
    return label.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, label.text()).width()
