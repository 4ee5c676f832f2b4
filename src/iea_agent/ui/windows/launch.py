"""The launch of Impact emploi when it cannot start at once: progress of the check, then its outcome in words.

Case 3 of the help sheet: after a refusal the title is « Serveur d'authentification ». The agent launches; this window
sends the command and shows the outcome in the agent's state.
"""

import shlex

from PySide6.QtCore import QTimer

from iea_agent.core.commands import Action
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.shown import connection, launching
from iea_agent.core.shown.repairing import seeking, with_repair
from iea_agent.core.shown.verdict import Act, Detail, Step
from iea_agent.core.texts import checklist, labels, launches
from iea_agent.core.texts.windows import buttons, settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, KeyAllowed
from iea_agent.ui.context import WindowContext, local_time, said_of_mail
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button
from iea_agent.ui.window import Window


class LaunchDialog(Window):
    """One launch at a time, each on request of the user."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_LAUNCH, width=76)
        self._stage = ""
        """The last stage of the check, in words."""
        self._close = button(buttons.CLOSE, self.reject, default=True)
        self.verdict = VerdictBox(self.ask, {Step.SEND_KEY: self._send_key}, leave=self._close)
        self.verdict.unfolded.connect(self.reveal)
        self.verdict.shrunk.connect(self.refit)
        add(self.body, self.verdict, None)
        self.add_buttons((), (self._close,))
        self._show()

    def on_view(self, view: AgentView) -> None:
        """Show the outcome of the launch."""
        super().on_view(view)
        self._show()

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Show the completed stage of the check."""
        self._stage = checklist.PASSED[progress.report.stage].capitalize()
        if self._is_checking:
            self._show()

    @property
    def _is_checking(self) -> bool:
        return self.verdict.shown is not None and self.verdict.shown.is_busy

    def _show(self) -> None:
        view = self.view
        now = self.now()
        opened = (
            "" if view.software_since is None else launches.already_open(local_time(view.software_since), now.date())
        )
        stage = seeking(view) or self._stage
        verdict = launching.verdict_of(
            view, opened=opened, mail=said_of_mail(view, now), facts=self._facts(), stage=stage
        )
        if verdict is not None and launching.is_about_connection(view):
            verdict = with_repair(view, verdict, asked=self.asked_repair)
        if verdict is None:
            QTimer.singleShot(0, self, self.accept)  # deferred: the window may not be shown yet
            return
        asked = view.launch is None or view.launch.outcome is LaunchOutcome.CHECKING
        if verdict.is_busy and not asked and not self.asked_repair and self.verdict.shown is not None:
            return  # another attempt: the answer that is being read stays
        if not verdict.is_busy:
            self._stage = ""
        refused = not verdict.is_busy and connection.refusal_of(view) and not connection.is_over(view)
        self.setWindowTitle(labels.REFUSED_TITLE if refused else labels.MENU_LAUNCH)
        self._close.setText(buttons.CANCEL if verdict.is_busy else buttons.CLOSE)
        self.verdict.show_verdict(verdict)

    def _send_key(self, act: Act) -> None:
        self.context.host.say(KeyAllowed(act.argument))
        self.ask(Action.LAUNCH)

    def _facts(self) -> tuple[Detail, ...]:
        """Return what is known of the command, for the details of a launch that failed."""
        report = self.view.launch
        if report is None or report.outcome not in launches.LAUNCH_FAULT:
            return ()
        command = shlex.join(self.saved_settings()[0].software_command) or settings_window.EMPTY
        facts = [Detail(launches.LAUNCH_COMMAND, command)]
        if report.detail:
            crashed = report.outcome is LaunchOutcome.CRASHED
            facts.append(Detail(launches.LAUNCH_STATUS if crashed else launches.LAUNCH_DETAIL, report.detail))
        return tuple(facts)
