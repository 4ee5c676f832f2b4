"""« Tester l'accès aux serveurs »: tests the saved settings at once, and again when asked."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.diagnosis import Diagnosis, Role, Verdict
from iea_agent.core.texts import labels, verdicts
from iea_agent.core.texts.windows import access_test, buttons
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.access_test import AccessTest, AddressResult
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.test_panel import TestPanel
from iea_agent.ui.parts.widgets import Notice, add, breakable, button, explanation, fill, text
from iea_agent.ui.window import Window


class ServerTestDialog(Window):
    """The access test of the saved settings; nothing can be changed here."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_TEST, width=92)
        self.test = AccessTest(context, self)
        self.panel = TestPanel(self.test, label=buttons.TEST_AGAIN)
        self._addresses = {role: text() for role in Role}
        self.fault = Notice()
        servers = [_server(role, self._addresses[role], self.panel.results[role]) for role in Role]
        add(self.body, text(access_test.TEST_OF_SAVED), self.fault, *servers, self.panel, None)
        settings = button(buttons.OPEN_SETTINGS, lambda: self.ask(Open(DialogKind.CONNECTION_SETTINGS)))
        close = button(buttons.CLOSE, self.reject, default=True)
        self.add_buttons((settings,), (close,))
        self.panel.asked.connect(self._start)
        self.panel.said.connect(self.reveal)
        self.finished.connect(self.test.cancel)
        self._start()
        close.setFocus()

    def on_asked_again(self) -> None:
        """Test again, as the menu entry says."""
        if not self.test.running:
            self._start()

    def reject(self) -> None:
        """Close; after a failed test the agent checks the connection itself, so that the icon is right."""
        self.test.cancel()
        if self.test.failed:
            self.ask(Action.RECHECK)
        self.done(QDialog.DialogCode.Rejected)

    def _start(self) -> None:
        settings, load_fault = self.saved_settings()
        if load_fault is not None:
            what = verdicts.WORDS[Verdict.BAD_SETTINGS].short
            self.fault.say(SignKind.BAD, access_test.TEST_FAILED, explanation(Diagnosis(Verdict.BAD_SETTINGS), what))
            return
        self.fault.clear()
        for role, label in self._addresses.items():
            label.setText(breakable(settings.address_of(role)))
        self.test.start(settings)


def _server(role: Role, address: QWidget, result: AddressResult) -> QWidget:
    """Return the row of a server: name, address, test result."""
    part = QWidget()
    row = fill(QHBoxLayout(), (address, 3), (result, 1))
    fill(QVBoxLayout(part), text(access_test.SERVER[role], bold=True), row, spacing=2)
    return part
