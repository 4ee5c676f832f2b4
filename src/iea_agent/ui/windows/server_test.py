"""« Tester l'accès aux serveurs »: tests the saved settings at once, and again when asked."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from iea_agent.core.commands import Action
from iea_agent.core.diagnosis import Diagnosis, Role, Verdict
from iea_agent.core.repair import RepairOutcome
from iea_agent.core.shown import access_test as shown
from iea_agent.core.shown.connection import explanation
from iea_agent.core.shown.repairing import with_repair
from iea_agent.core.shown.verdict import Act, ShownVerdict, SignKind, Step
from iea_agent.core.shown.ways_on import HELPER, SETTINGS
from iea_agent.core.texts import labels, verdicts
from iea_agent.core.texts.windows import access_test, buttons
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.access_test import AccessTest, AddressResult
from iea_agent.ui.parts.flow import beside
from iea_agent.ui.parts.measures import at_least
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, breakable, button, fill, text
from iea_agent.ui.window import Window

_AGAIN = Act(buttons.TEST_AGAIN, Step.AGAIN)
_CANCEL = Act(buttons.CANCEL_TEST, Step.CANCEL)


class ServerTestDialog(Window):
    """The access test of the saved settings; nothing can be changed here."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_TEST, width=84)
        self.test = AccessTest(context, self)
        close = button(buttons.CLOSE, self.reject, default=True)
        steps = {Step.AGAIN: lambda _: self._start(), Step.CANCEL: lambda _: self.test.cancel()}
        self.verdict = VerdictBox(self.ask, steps, leave=close)
        self.verdict.unfolded.connect(self.reveal)
        self.verdict.shrunk.connect(self.refit)
        self.verdict.renewed.connect(lambda: self.reveal(self.verdict))
        self._addresses = {role: text() for role in Role}
        self._results = {role: AddressResult() for role in Role}
        servers = [_server(role, self._addresses[role], self._results[role]) for role in Role]
        add(self.body, text(access_test.TEST_OF_SAVED), *servers, self.verdict, None)
        self.add_buttons((), (close,))
        self.test.changed.connect(self._show)
        self.finished.connect(self.test.cancel)
        self._start()
        close.setFocus()

    def on_view(self, view: AgentView) -> None:
        """Offer a repair once it is proved; test the addresses that it has saved."""
        before = self.view.repaired
        super().on_view(view)
        is_over = view.repaired is not None and view.repaired.outcome is not RepairOutcome.TRYING
        if self.asked_repair and is_over and view.repaired != before:
            self._start()
        elif not self.test.running and self.test.failed:
            self._show()

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
            self._show_load_fault()
            return
        for role, label in self._addresses.items():
            label.setText(breakable(settings.address_of(role)))
        self.test.start(settings)

    def _show(self) -> None:
        for role, result in self._results.items():
            result.show_progress(self.test.known.get(role))
        verdict = shown.verdict_of(
            self.test.known, success=access_test.TEST_SUCCEEDED_BODY, again=_AGAIN, cancel=_CANCEL
        )
        if verdict is not None and verdict.sign is SignKind.BAD:
            verdict = with_repair(self.view, verdict, asked=self.asked_repair)
        self.verdict.show_verdict(verdict)

    def _show_load_fault(self) -> None:
        diagnosis = Diagnosis(Verdict.BAD_SETTINGS)
        sentences = (verdicts.explain(diagnosis)[0], *explanation(diagnosis))
        self.verdict.show_verdict(
            ShownVerdict(
                sign=SignKind.BAD,
                title=access_test.TEST_FAILED,
                sentences=sentences,
                primary=HELPER,
                others=(_AGAIN, SETTINGS),
            )
        )


def _server(role: Role, address: QWidget, result: AddressResult) -> QWidget:
    """Return the row of a server: name, address, test result."""
    part = QWidget()
    at_least(address, 32)
    row = beside((address, 3), (result, 1))
    fill(QVBoxLayout(part), text(access_test.SERVER[role], bold=True), row, spacing=2)
    return part
