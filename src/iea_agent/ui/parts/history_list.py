"""The history in the status window: one sentence per period, the latest first."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent.core.history import History
from iea_agent.core.texts import periods
from iea_agent.core.texts.windows import status_window
from iea_agent.ui.context import local_time
from iea_agent.ui.parts.widgets import add, button, discard, fill, text

SHOWN = 5
"""Periods shown until « Tout afficher » is chosen."""


class HistoryList(QWidget):
    """The latest periods; all of them on demand."""

    def __init__(self) -> None:
        super().__init__()
        self._history: History = ()
        self._today: date | None = None
        self.lines: list[QLabel] = []
        """The displayed sentences, from top to bottom."""
        self.all_button = button(status_window.SHOW_ALL)
        self.all_button.setCheckable(True)
        self.all_button.toggled.connect(self._refresh)
        head = fill(QHBoxLayout(), (text(status_window.HISTORY, bold=True), 1), self.all_button)
        self._column = fill(QVBoxLayout(self), head, spacing=6)

    def show_history(self, history: History, today: date) -> None:
        """Show these periods (oldest first, as in the view); ``today`` decides how dates are written."""
        if (history, today) != (self._history, self._today) or not self.lines:
            self._history, self._today = history, today
            self._refresh()

    def _refresh(self) -> None:
        discard(self._column, self.lines)
        whole = self.all_button.isChecked()
        self.all_button.setText(status_window.SHOW_LESS if whole else status_window.SHOW_ALL)
        self.all_button.setVisible(len(self._history) > SHOWN)
        latest = self._history[::-1]
        shown = latest if whole else latest[:SHOWN]
        said = [periods.sentence(period, local_time, self._today) for period in shown]
        self.lines = [text(sentence) for sentence in said or [periods.NOTHING]]
        add(self._column, *self.lines)
