"""« Relancer l'authentification auprès du serveur »: asks the agent for an attempt, shows progress and verdict.

The agent authenticates; this window sends the command and shows the agent's state.
"""

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import access_test, attempts, buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, KeyAllowed
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.attempt import HEADLINE_SCALE, AttemptProgress, WaysOn, refusal_of, say_failure
from iea_agent.ui.parts.key_question import KeyQuestion, origins_asked
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.widgets import Block, Notice, add, button
from iea_agent.ui.window import Window


class ReauthenticateDialog(Window):
    """One attempt at a time, each on request of the user."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_REAUTHENTICATE, width=64)
        self._awaited = 0
        """The number of the awaited attempt."""
        self._told = False
        """Whether the verdict of that attempt is shown."""
        self.progress = AttemptProgress(attempts.AUTHENTICATING)
        self.verdict = Notice(scale=HEADLINE_SCALE)
        self.question = KeyQuestion()
        self.question.allowed.connect(self._send_key)
        self.ways_on = WaysOn(self.ask)
        add(self.body, self.progress, self.verdict, self.question, self.ways_on, None)
        self._again = button(buttons.REAUTHENTICATE_AGAIN, self._start)
        settings = button(buttons.OPEN_SETTINGS, lambda: self.ask(Open(DialogKind.CONNECTION_SETTINGS)))
        close = button(buttons.CLOSE, self.reject, default=True)
        self.add_buttons((self._again, settings), (close,))
        if view.mode is Mode.ASSISTANCE:
            self._show_assistance()
        else:
            self._start()
        close.setFocus()

    def on_view(self, view: AgentView) -> None:
        """Show progress while an attempt runs, then its verdict."""
        super().on_view(view)
        if view.mode is Mode.ASSISTANCE:
            self._show_assistance()
        elif view.attempt < self._awaited:
            self._show_work(attempts.AUTHENTICATION_SOON if view.next_attempt is not None else "")
        elif view.attempting and not self._told:  # a later attempt: the verdict stays
            self._show_work("")
        elif not view.attempting and view.connection is not Link.CONNECTING:
            self._show_verdict(view)

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Show the completed stage of the running attempt."""
        if progress.attempt >= self._awaited:
            self.progress.on_progress(progress)

    def on_asked_again(self) -> None:
        """Start another attempt, as the menu entry says."""
        if not self.progress.working and self.view.mode is Mode.PRODUCTION:
            self._start()

    def _start(self) -> None:
        self._await(self.view.attempt if self.view.attempting else self.view.attempt + 1)
        self.ask(Action.AUTHENTICATE)

    def _send_key(self, origin: str) -> None:
        self._await(self.view.attempt + 1)
        self.context.host.say(KeyAllowed(origin))

    def _await(self, attempt: int) -> None:
        self._told = False
        self._awaited = attempt
        self._show_work("")

    def _show_work(self, stage: str) -> None:
        self.setWindowTitle(labels.MENU_REAUTHENTICATE)
        self.verdict.clear()
        self.question.ask(None)
        self.ways_on.hide()
        self.progress.begin(attempts.AUTHENTICATING, stage, asks=self.view.key_store_asks)
        self._again.setEnabled(False)

    def _rest(self, *, again: bool) -> None:
        self.progress.end()
        self._again.setEnabled(again)

    def _show_assistance(self) -> None:
        self._rest(again=False)
        self.question.ask(None)
        self.ways_on.hide()
        self.setWindowTitle(labels.MENU_REAUTHENTICATE)
        self.verdict.say(SignKind.WARNING, labels.ASSISTANCE, Block("", (attempts.NOT_IN_ASSISTANCE,)))

    def _show_verdict(self, view: AgentView) -> None:
        self._told = True
        self._rest(again=True)
        self.question.ask(origins_asked(view))
        self.setWindowTitle(labels.REFUSED_TITLE if refusal_of(view) else labels.MENU_REAUTHENTICATE)
        if view.connection is Link.CONNECTED:
            self.ways_on.hide()
            lines = [attempts.AUTHENTICATED_BODY]
            if view.updates is not None and not view.updates.ok:
                lines.append(access_test.server_line(view.updates))
            self.verdict.say(SignKind.GOOD, labels.CONNECTED, Block("", lines))
            return
        say_failure(self.verdict, view)
        self.ways_on.offer(view, self.now())
