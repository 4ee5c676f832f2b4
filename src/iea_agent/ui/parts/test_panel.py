"""The access test in a window: its button, live progress, the verdict in words, « Détails »."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iea_agent.core.diagnosis import Role, ServerReport
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import access_test, buttons
from iea_agent.ui.parts.access_test import AccessTest, AddressResult
from iea_agent.ui.parts.checklist_view import ChecklistView
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.widgets import Block, Notice, busy_bar, button, explanation, fill


class TestPanel(QWidget):
    """Shows an :class:`AccessTest`; the window places :attr:`results` at the end of its addresses."""

    __test__ = False
    asked = Signal()
    """The user asked for a test."""
    said = Signal(QWidget)
    """The verdict or the details appeared; the argument is the widget that holds them."""

    def __init__(self, test: AccessTest, *, label: str, success: str = access_test.TEST_SUCCEEDED_BODY) -> None:
        super().__init__()
        self._test = test
        self.success = success
        """The sentence below « Connexion aux serveurs réussie »."""
        self.results = {role: AddressResult() for role in Role}
        self.start_button = button(label, self.asked.emit)
        self.cancel_button = button(buttons.CANCEL_TEST, test.cancel)
        self._bar = busy_bar(access_test.TEST_RUNNING)
        self.verdict = Notice()
        self.details_button = button(buttons.DETAILS)
        self.details_button.setCheckable(True)
        self._checklists = {role: ChecklistView(role) for role in Role}
        self.details = QWidget()
        self._was_running = False
        row = fill(QHBoxLayout(), self.start_button, self.cancel_button, (self._bar, 1), None, self.details_button)
        side_by_side = fill(QHBoxLayout(self.details), *((part, 1) for part in self._checklists.values()), spacing=24)
        side_by_side.setContentsMargins(0, 4, 0, 0)
        self.details.hide()
        fill(QVBoxLayout(self), row, self.verdict, self.details, spacing=10)
        self.details_button.toggled.connect(self._on_details)
        test.changed.connect(self.refresh)
        self.cancel_button.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show the current progress of the test."""
        running, reports = self._test.running, self._test.reports
        for role in Role:
            progress = self._test.known.get(role)
            self.results[role].show_progress(progress)
            self._checklists[role].show_progress(progress)
        self._show_running(running)
        known = bool(self._test.known)
        self.details_button.setVisible(known)
        self.details.setVisible(known and self.details_button.isChecked())
        if running:
            self.verdict.clear()
        elif any(progress.cancelled for progress in self._test.known.values()):
            self.verdict.say(SignKind.WAITING, access_test.TEST_CANCELLED, Block("", (access_test.CANCELLED_BODY,)))
        elif len(reports) < len(Role):
            self.verdict.clear()
        elif all(report.ok for report in reports):
            self.verdict.say(SignKind.GOOD, labels.TEST_SUCCEEDED, Block("", (self.success,)))
        else:
            self.verdict.say(SignKind.BAD, access_test.TEST_FAILED, *_explanations(reports))

    def _on_details(self) -> None:
        self.refresh()
        if self.details_button.isChecked():
            self.said.emit(self.details)

    def _show_running(self, running: bool) -> None:  # noqa: FBT001 (a state, not an option)
        """Swap « Tester » and « Annuler »; the focus follows."""
        if running is self._was_running:
            return
        self._was_running = running
        leaving, coming = self.start_button, self.cancel_button
        if not running:
            leaving, coming = coming, leaving
        focused = leaving.hasFocus()
        self._bar.setVisible(running)
        self.cancel_button.setVisible(running)
        coming.setEnabled(True)
        if focused:
            coming.setFocus()
        self.start_button.setEnabled(not running)
        if not running:
            self.said.emit(self.verdict)
        if running:
            announce(self, access_test.TEST_RUNNING)


def _explanations(reports: tuple[ServerReport, ...]) -> tuple[Block, ...]:
    """Explain each fault; one that both servers share, once."""
    bad = [report for report in reports if not report.ok]
    blocks = [explanation(report.diagnosis, access_test.SERVER[report.role]) for report in bad]
    if len(blocks) > 1 and blocks[0].lines == blocks[1].lines:
        return (blocks[0]._replace(heading=access_test.BOTH_SERVERS),)
    return tuple(blocks)
