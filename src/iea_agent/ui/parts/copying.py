"""What a window says, as text for the clipboard: for whoever cannot select it with a mouse."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget

from iea_agent.ui.parts.details_list import DetailsList


def words_of(window: QWidget) -> str:
    """Return the title of a window and its texts from top to bottom, a line each; what fields hold is left out."""
    shown: list[tuple[int, int, str]] = []
    for part in window.findChildren(QWidget):
        if not part.isVisible() or part.window() is not window:
            continue
        if isinstance(part, DetailsList):
            said = "\n".join(part.lines)
        elif isinstance(part, QLabel) and part.buddy() is None:
            said = part.text().replace("\u200b", "")
        else:
            continue
        place = part.mapTo(window, QPoint(0, 0))
        if said:
            shown.append((place.y(), place.x(), said))
    return "\n".join((window.windowTitle(), *(said for _, _, said in sorted(shown))))
