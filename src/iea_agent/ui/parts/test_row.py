"""The row of « Tester l'accès aux serveurs »: the button, and « Annuler » while a test runs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iea_agent.core.texts.windows import buttons
from iea_agent.ui.parts.widgets import button, fill


class TestRow(QWidget):
    """One button or the other can be pressed; the focus follows."""

    __test__ = False
    asked = Signal()
    """The user asked for a test."""
    cancelled = Signal()
    """The user chose « Annuler »."""

    def __init__(self, *, label: str) -> None:
        super().__init__()
        self.start_button = button(label, self.asked.emit)
        self.cancel_button = button(buttons.CANCEL_TEST, self.cancelled.emit)
        self._was_running = False
        fill(QHBoxLayout(self), self.start_button, self.cancel_button, None)
        self.cancel_button.hide()

    def show_running(self, running: bool) -> None:  # noqa: FBT001 (a state, not an option)
        """Swap the buttons."""
        if running is self._was_running:
            return
        self._was_running = running
        leaving, coming = self.start_button, self.cancel_button
        if not running:
            leaving, coming = coming, leaving
        focused = leaving.hasFocus()
        self.cancel_button.setVisible(running)
        coming.setEnabled(True)
        if focused:
            coming.setFocus()
        self.start_button.setEnabled(not running)
