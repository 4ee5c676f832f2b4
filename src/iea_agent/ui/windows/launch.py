"""The launch of Impact emploi when it cannot start at once: progress of the check, then its outcome in words.

Case 3 of the help sheet: after a refusal the title is « Serveur d'authentification ». The agent launches; this window
sends the command and shows the outcome in the agent's state.
"""

import shlex
from typing import assert_never

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import KeyOrigins, Verdict
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.prepared_mails import Occasion, last_of
from iea_agent.core.texts import french, labels, launches
from iea_agent.core.texts.windows import attempts, buttons, settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, KeyAllowed
from iea_agent.ui.context import WindowContext, local_time
from iea_agent.ui.parts.attempt import HEADLINE_SCALE, AttemptProgress, WaysOn, refusal_of, say_failure
from iea_agent.ui.parts.key_question import KeyQuestion, origins_asked
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.widgets import Block, Notice, add, breakable, button, set_text, text
from iea_agent.ui.window import Window


class LaunchDialog(Window):
    """One launch at a time, each on request of the user."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_LAUNCH, width=76)
        self.progress = AttemptProgress(launches.LAUNCH_CHECKING)
        self._waits = text(launches.LAUNCH_WAITS)
        self.verdict = Notice(scale=HEADLINE_SCALE)
        self.details = text()
        self._details_button = button(buttons.DETAILS)
        self._details_button.setCheckable(True)
        self._details_button.toggled.connect(self._show_details)
        self.question = KeyQuestion()
        self.question.allowed.connect(self._send_key)
        self._origins: KeyOrigins | None = None
        """What is asked about the key; ``None``: nothing."""
        self.ways_on = WaysOn(self.ask)
        add(self.body, self.progress, self._waits, self.verdict, self.question, self.details, self.ways_on, None)
        self._settings = button(buttons.OPEN_SETTINGS, lambda: self.ask(Open(DialogKind.CONNECTION_SETTINGS)))
        self._again = button(launches.TRY_AGAIN, lambda: self.ask(Action.LAUNCH))
        self._launch = button(launches.LAUNCH, lambda: self.ask(Action.LAUNCH))
        self._close = button(buttons.CLOSE, self.reject)
        self._default: QPushButton | None = None
        self.add_buttons((self._details_button, self._settings), (self._again, self._launch, self._close))
        self._show()

    def on_view(self, view: AgentView) -> None:
        """Show the outcome of the launch."""
        super().on_view(view)
        self._show()

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Show the completed stage of the check."""
        self.progress.on_progress(progress)

    # The outcome of the launch.

    def _show(self) -> None:
        self._origins = None
        report = self.view.launch or LaunchReport(0, LaunchOutcome.CHECKING)
        match report.outcome:
            case LaunchOutcome.CHECKING:
                self._show_check()
            case LaunchOutcome.STARTED:
                QTimer.singleShot(0, self, self.accept)  # deferred: the window may not be shown yet
            case LaunchOutcome.ALREADY_RUNNING:
                self._show_running()
            case LaunchOutcome.NOT_CONNECTED | LaunchOutcome.CANCELLED:
                self._show_connection()
            case (
                LaunchOutcome.NO_COMMAND
                | LaunchOutcome.COMMAND_IGNORED
                | LaunchOutcome.NOT_FOUND
                | LaunchOutcome.NOT_EXECUTABLE
                | LaunchOutcome.AWAY
                | LaunchOutcome.ELEVATION
                | LaunchOutcome.WRONG_MACHINE
                | LaunchOutcome.INCOMPLETE
                | LaunchOutcome.NO_FOLDER
                | LaunchOutcome.TOO_LONG
                | LaunchOutcome.BLOCKED
                | LaunchOutcome.FAILED
                | LaunchOutcome.CRASHED
            ):
                self._show_fault(report)
            case _:
                assert_never(report.outcome)
        self.question.ask(self._origins)  # once: a button that is hidden and shown again loses the focus

    def _show_check(self) -> None:
        view = self.view
        self.setWindowTitle(labels.MENU_LAUNCH)
        self.verdict.clear()
        self.ways_on.hide()
        soon = not view.attempting and view.next_attempt is not None
        stage = attempts.AUTHENTICATION_SOON if soon else ""
        self.progress.begin(launches.LAUNCH_CHECKING, stage, asks=view.key_store_asks)
        self._offer(self._close, leave=buttons.CANCEL)

    def _show_running(self) -> None:
        since = self.view.software_since
        if since is None:
            self._say(SignKind.GOOD, launches.SOFTWARE_CLOSED, launches.CAN_BE_LAUNCHED)
            self._offer(self._launch)
        else:
            title = launches.already_open(local_time(since), self.now().date())
            self._say(SignKind.GOOD, title, launches.ALREADY_OPEN_HELP)
            self._offer(self._close)

    def _show_connection(self) -> None:
        """The check failed; the state may be better by now."""
        view = self.view
        if view.mode is Mode.ASSISTANCE:
            self._say(SignKind.WARNING, labels.ASSISTANCE, launches.CAN_BE_LAUNCHED_ALONE)
            self._offer(self._launch)
        elif view.connection is Link.CONNECTED:
            self._say(SignKind.GOOD, labels.CONNECTED, launches.CAN_BE_LAUNCHED)
            self._offer(self._launch)
        elif view.diagnosis is not None and not view.diagnosis.ok:
            self._show_refusal(view, view.diagnosis.verdict)
        elif self.verdict.isHidden():
            self._show_check()  # an answer shown before stays

    def _show_refusal(self, view: AgentView, verdict: Verdict) -> None:
        self._end_check(labels.REFUSED_TITLE if refusal_of(view) else labels.MENU_LAUNCH)
        say_failure(self.verdict, view, (launches.NOT_LAUNCHED,))
        self._origins = origins_asked(view)
        self.ways_on.offer(view, self.now())
        default = self._again
        if verdict.facts.settings_help:
            default = self._settings
        elif verdict is Verdict.REFUSED and last_of(view.mails, Occasion.REFUSED) is None:
            default = self.ways_on.write_button
        self._offer(default, self._settings, self._again)

    def _show_fault(self, report: LaunchReport) -> None:
        _title, *lines = launches.LAUNCH_FAULT[report.outcome]
        self._end_check()
        self.verdict.say(SignKind.BAD, launches.fault_title(report), Block("", lines))
        self.ways_on.offer(self.view, self.now(), assistance=False)
        self._offer(self._again, details=True)

    def _send_key(self, origin: str) -> None:
        self.context.host.say(KeyAllowed(origin))
        self.ask(Action.LAUNCH)

    # Parts.

    def _say(self, kind: SignKind, title: str, line: str) -> None:
        if self.ways_on.isVisible():
            self.refit()
        self._end_check()
        self.ways_on.hide()
        self.verdict.say(kind, title, Block("", (line,)))

    def _end_check(self, title: str = labels.MENU_LAUNCH) -> None:
        self.setWindowTitle(title)
        self.progress.end()

    def _offer(
        self, default: QPushButton, *others: QPushButton, leave: str = buttons.CLOSE, details: bool = False
    ) -> None:
        """Show the buttons that apply; focus the default one when it changes."""
        self._waits.setVisible(self.progress.working)
        self._close.setText(leave)
        self.ways_on.write_button.setDefault(default is self.ways_on.write_button)
        for made in (self._settings, self._again, self._launch, self._close):
            made.setDefault(made is default)
            made.setVisible(made in {default, *others, self._close})
        self._details_button.setVisible(details)
        self._show_details()
        if default is not self._default:
            self._default = default
            default.setFocus()

    def _show_details(self) -> None:
        unfolded = self._details_button.isChecked() and self._details_button.isVisibleTo(self)
        set_text(self.details, "\n".join(self._facts()) if unfolded else "")
        if unfolded:
            self.reveal(self.details)

    def _facts(self) -> list[str]:
        facts = []
        if command := self.saved_settings()[0].software_command:
            facts.append(french.heading(launches.LAUNCH_COMMAND, breakable(shlex.join(command))))
        report = self.view.launch
        if report is not None and report.detail:
            crashed = report.outcome is LaunchOutcome.CRASHED
            name = launches.LAUNCH_STATUS if crashed else launches.LAUNCH_DETAIL
            facts.append(french.heading(name, breakable(report.detail)))
        return facts or [french.heading(launches.LAUNCH_COMMAND, settings_window.EMPTY)]
