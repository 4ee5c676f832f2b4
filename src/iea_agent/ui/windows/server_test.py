"""« Tester l'accès aux serveurs »: tests the saved settings at once, and again when asked."""

import logging

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.diagnosis import Diagnosis, Role, Verdict
from iea_agent.core.errors import AgentError
from iea_agent.core.texts import labels, verdicts
from iea_agent.core.texts.windows import access_test, buttons
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.access_test import AccessTest, AddressResult
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.test_panel import TestPanel
from iea_agent.ui.parts.widgets import Notice, breakable, button, explanation, text
from iea_agent.ui.window import Window

_log = logging.getLogger(__name__)


class ServerTestDialog(Window):
    """The access test of the saved settings; nothing can be changed here."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_TEST, width=92)
        self.test = AccessTest(context, self)
        self.panel = TestPanel(self.test, label=buttons.TEST_AGAIN)
        self._addresses = {role: text() for role in Role}
        self.fault = Notice()
        self.body.addWidget(text(access_test.TEST_OF_SAVED))
        self.body.addWidget(self.fault)
        for role in Role:
            self.body.addWidget(_server(role, self._addresses[role], self.panel.results[role]))
        self.body.addWidget(self.panel)
        self.body.addStretch(1)
        settings = button(buttons.OPEN_SETTINGS)
        settings.clicked.connect(lambda: self.ask(Open(DialogKind.CONNECTION_SETTINGS)))
        close = button(buttons.CLOSE, default=True)
        close.clicked.connect(self.reject)
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
        try:
            settings = self.context.settings.load()
        except AgentError as error:
            _log.warning("the settings could not be loaded: %s", error)
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
    row = QHBoxLayout()
    row.addWidget(address, stretch=3)
    row.addWidget(result, stretch=1)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(text(access_test.SERVER[role], bold=True))
    column.addLayout(row)
    return part
