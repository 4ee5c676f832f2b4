"""« Relancer l'authentification auprès du serveur »: asks the agent for an attempt, shows progress and verdict.

The agent authenticates; this window sends the command and shows the agent's state.
"""

from msgspec.structs import replace

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.shown import connection, launching
from iea_agent.core.shown.repairing import seeking, with_repair
from iea_agent.core.shown.verdict import Act, Asked, ShownVerdict, SignKind, Step
from iea_agent.core.texts import checklist, labels
from iea_agent.core.texts.windows import attempts, buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, KeyAllowed
from iea_agent.ui.context import WindowContext, said_of_mail
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button
from iea_agent.ui.window import Window

_AGAIN = Act(buttons.REAUTHENTICATE_AGAIN, Step.AGAIN)


class ReauthenticateDialog(Window):
    """One attempt at a time, each on request of the user."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_REAUTHENTICATE, width=70)
        self._awaited = 0
        """The number of the awaited attempt."""
        self._is_told = False
        """Whether the verdict of that attempt is shown."""
        close = button(buttons.CLOSE, self.reject, default=True)
        steps = {Step.AGAIN: lambda _: self._start(), Step.SEND_KEY: self._send_key}
        self.verdict = VerdictBox(self.ask, steps, leave=close)
        self.verdict.unfolded.connect(self.reveal)
        self.verdict.shrunk.connect(self.refit)
        add(self.body, self.verdict, None)
        self.add_buttons((), (close,))
        if view.mode is Mode.ASSISTANCE:
            self._show_assistance()
        else:
            self._start()
        (close if self.verdict.primary.isHidden() else self.verdict.primary).setFocus()

    def on_view(self, view: AgentView) -> None:
        """Show progress while an attempt runs, then its verdict."""
        super().on_view(view)
        if view.mode is Mode.ASSISTANCE:
            self._show_assistance()
        elif view.attempt < self._awaited:
            self._show_work(attempts.AUTHENTICATION_SOON if view.next_attempt is not None else "")
        elif view.attempting and not self._is_told:  # a later attempt: the verdict stays
            self._show_work()
        elif view.seeking_repair and not self._is_told:
            self._show_work(seeking(view))
        elif not view.attempting and view.connection is not Link.CONNECTING:
            self._show_verdict(view)

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Show the completed stage of the running attempt."""
        if progress.attempt >= self._awaited and self._is_working:
            self._show_work(checklist.PASSED[progress.report.stage].capitalize())

    def on_asked_again(self) -> None:
        """Start another attempt, as the menu entry says."""
        if not self._is_working and self.view.mode is Mode.PRODUCTION:
            self._start()

    @property
    def _is_working(self) -> bool:
        return self.verdict.shown is not None and self.verdict.shown.is_busy

    def ask(self, asked: Asked) -> None:
        """Ask the agent for something; the software that starts takes the place of this window."""
        super().ask(asked)
        if asked is Action.LAUNCH:
            self.reject()

    def _start(self) -> None:
        self._await(self.view.attempt if self.view.attempting else self.view.attempt + 1)
        self.ask(Action.AUTHENTICATE)

    def _send_key(self, act: Act) -> None:
        self._await(self.view.attempt + 1)
        self.context.host.say(KeyAllowed(act.argument))

    def _await(self, attempt: int) -> None:
        self._is_told = False
        self._awaited = attempt
        self._show_work()

    def _show_work(self, stage: str = "") -> None:
        """Show what runs; an empty ``stage`` keeps the one shown before."""
        self.setWindowTitle(labels.MENU_REAUTHENTICATE)
        shown = self.verdict.shown
        stages = (stage,) if stage or shown is None or not shown.is_busy else shown.sentences
        title = attempts.KEY_STORE_ASKS if self.view.key_store_asks else attempts.AUTHENTICATING
        self.verdict.show_verdict(ShownVerdict(sign=SignKind.WAITING, title=title, sentences=stages, is_busy=True))

    def _show_assistance(self) -> None:
        self.setWindowTitle(labels.MENU_REAUTHENTICATE)
        self.verdict.show_verdict(launching.in_assistance(self.view))

    def _show_verdict(self, view: AgentView) -> None:
        self._is_told = True
        self.setWindowTitle(labels.REFUSED_TITLE if connection.refusal_of(view) else labels.MENU_REAUTHENTICATE)
        if view.connection is Link.CONNECTED:
            success = connection.success(view, attempts.AUTHENTICATED_BODY)
            verdict = replace(success, primary=launching.next_act(view))
        else:
            verdict = connection.failure(view, _AGAIN, mail=said_of_mail(view, self.now()))
        self.verdict.show_verdict(with_repair(view, verdict, asked=self.asked_repair))
