"""« Désactiver le mode assistance »: asks for the password of the day, then shows how the connection comes back.

The password comes by mail: the first act is to ask for it, and when that was is remembered. A slip in typing is found
here and costs nothing. The agent counts a try and has it compared; what it answers is said here, each case in words of
its own. Once the mode is production again, this window shows progress and verdict.
"""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.day_password import OTP_DIGITS, TypingFault, parse
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.secret import Secret
from iea_agent.core.shown import connection, day_password
from iea_agent.core.shown.repairing import with_repair
from iea_agent.core.shown.verdict import Act, Asked, ShownVerdict, Step
from iea_agent.core.texts import checklist, labels
from iea_agent.core.texts.windows import assistance_mode, buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, KeyAllowed, PasswordAnswered, PasswordTyped
from iea_agent.ui.context import WindowContext, local_time, said_of_mail
from iea_agent.ui.forms.digits_field import LONGEST_TYPED, DigitsField
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import Fault, add, button, fill, set_text, text
from iea_agent.ui.window import Window

_HEADLINE_SCALE = 1.15


class DayPasswordDialog(Window):
    """The form in assistance mode; progress and verdict of the connection in production mode."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_DISABLE_ASSISTANCE, width=70)
        self._comparing = False
        self._tried_short = False
        self._is_typing = False
        """Whether something was typed since the verdict was shown."""
        self._locked_until = view.locked_until
        self.field = DigitsField()
        self.fault = Fault(self.field)
        self.story, self.source, self.lock = text(), text(), text(bold=True)
        self.request = button(
            buttons.ASK_PASSWORD,
            lambda: self.ask(Open(DialogKind.PASSWORD_MAIL)),
            explained=buttons.ASK_PASSWORD_HELP,
        )
        self.requested = text()
        self._form = QWidget()
        self._lay_out_form()
        self.verdict = VerdictBox(self.ask, {Step.SEND_KEY: self._send_key})
        self.verdict.unfolded.connect(self.reveal)
        self.verdict.shrunk.connect(self.refit)
        add(self.body, self._form, self.verdict, self.lock, None)
        self.lock.hide()
        self._lay_out_buttons()
        self.clock = QTimer(self)
        self.clock.setInterval(1000)
        self.clock.timeout.connect(self.look_at_clock)
        self.field.textEdited.connect(self._on_edited)
        self._show_mode()

    def _lay_out_form(self) -> None:
        title = text(assistance_mode.IN_ASSISTANCE, bold=True, scale=_HEADLINE_SCALE)
        field = (self.field.label, self.field, text(assistance_mode.DAY_FIELD_HELP), self.fault)
        request = (fill(QHBoxLayout(), self.request, None), self.requested)
        fill(QVBoxLayout(self._form), title, self.story, 6, self.source, 6, *request, 6, *field)

    def _lay_out_buttons(self) -> None:
        self._write = button(buttons.WRITE_SUPPORT, lambda: self.ask(Open(DialogKind.SUPPORT_MAIL)))
        self._disable = button(assistance_mode.DISABLE_ASSISTANCE, self._try, default=True)
        self._leave = button(buttons.CANCEL, self.reject)
        self.add_buttons((self._write,), (self._disable, self._leave))

    # Messages from the agent.

    def on_view(self, view: AgentView) -> None:
        """Show the mode, and in production the connection."""
        before = self.view.mode
        super().on_view(view)
        if view.mode is before is Mode.ASSISTANCE:
            self._show_story()
            if self._comparing:
                self._show(day_password.comparing(key_store_asks=view.key_store_asks))
        else:
            self._show_mode()

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Show the completed stage of the running attempt."""
        if self.view.mode is Mode.PRODUCTION and self.view.connection is Link.CONNECTING:
            self._show_connecting(checklist.PASSED[progress.report.stage].capitalize())

    def on_password_answered(self, answer: PasswordAnswered) -> None:
        """Show the outcome of the password; a right one shows as a change of the mode."""
        if answer.outcome is PasswordOutcome.RIGHT or self.view.mode is Mode.PRODUCTION:
            return
        self._locked_until = answer.locked_until
        self._show_story()  # the date may have changed
        self.field.selectAll()
        self._comparing = False
        date = assistance_mode.believed_date(self.now())
        refused = day_password.refused(answer, self.view, date=date, tried_short=self._tried_short)
        self._show(refused, and_said=self._wait_in_words())  # before the focus moves
        self.look_at_clock()
        self._show_default()
        self.reveal(self.verdict)

    # The form.

    def _show_mode(self) -> None:
        assistance = self.view.mode is Mode.ASSISTANCE
        self._leave.setText(buttons.CANCEL if assistance else buttons.CLOSE)
        if not assistance:
            self._forget_try()
            self._show_connection()
        for part in (self._form, self._disable, self._write):  # what is hidden gives the focus away
            part.setVisible(assistance)
        if assistance:
            self.setWindowTitle(labels.MENU_DISABLE_ASSISTANCE)
            self._show(None)
            self._show_story()
            self.look_at_clock()
            self.field.setFocus()
        else:
            self.refit()

    def _show(self, verdict: ShownVerdict | None, *, and_said: str = "") -> None:
        """Show a verdict."""
        self.verdict.show_verdict(verdict, and_said=and_said)
        self._is_typing = False
        self._show_default()

    def _show_default(self) -> None:
        """Without a next act of the verdict, the form or leaving is what Enter does; what is typed is always tried."""
        verdict = self.verdict.shown
        has_act = verdict is not None and verdict.primary is not None and not self._is_typing
        self.verdict.primary.setDefault(has_act)
        in_form = self.view.mode is Mode.ASSISTANCE
        self._disable.setDefault(in_form and not has_act)
        self._leave.setDefault(not in_form and not has_act)

    def _show_story(self) -> None:
        set_text(self.story, " ".join(self.assistance_story()))
        self.source.setText(assistance_mode.password_source(self.now().date(), self.view.licence_number))
        set_text(self.requested, said_of_mail(self.view, self.now(), Occasion.DAY_PASSWORD))

    def _forget_try(self) -> None:
        """Clear the try: assistance mode is off."""
        self._comparing, self._locked_until = False, None
        self.clock.stop()
        self.field.clear()
        set_text(self.lock, "")
        self.fault.say("")

    def _on_edited(self) -> None:
        """Remove the fault of an earlier text; a mail that was pasted, and is no help, is said at once."""
        self._is_typing = True
        self._show_default()
        pasted = self.field.text()
        parsed = parse(pasted) if len(pasted) > LONGEST_TYPED else ""
        self.fault.say(assistance_mode.TYPING_FAULT[parsed] if isinstance(parsed, TypingFault) else "")

    def _try(self) -> None:
        parsed = parse(self.field.text())
        if isinstance(parsed, TypingFault):
            self._show(None)  # it is about an earlier password
            self.fault.say(assistance_mode.TYPING_FAULT[parsed])
            self.field.setFocus()
            return
        self._tried_short = len(parsed) == OTP_DIGITS
        set_text(self.lock, "")
        self._show(day_password.comparing(key_store_asks=self.view.key_store_asks))
        self._set_comparing(comparing=True)
        self.context.host.say(PasswordTyped(Secret(parsed)))

    def _set_comparing(self, *, comparing: bool) -> None:
        self._comparing = comparing
        self._show_whether_open()

    def look_at_clock(self) -> None:
        """Show the remaining lockout; once it is over, unlock the field, and then say so."""
        until = self._locked_until
        if until is None:
            set_text(self.lock, "")
        elif until > self.context.now():
            set_text(self.lock, self._wait_in_words())
            self.clock.start()
        else:
            announce(self, assistance_mode.LOCK_OVER)
            self._locked_until = None
            self.clock.stop()
            self._show(None)  # its number of tries left is stale
            set_text(self.lock, assistance_mode.LOCK_OVER)
            self.refit()
        self._show_whether_open()

    def _wait_in_words(self) -> str:
        """Return when the lockout ends; empty if there is none, or no more."""
        until, now = self._locked_until, self.context.now()
        if until is None or until <= now:
            return ""
        return assistance_mode.locked_until(local_time(until), until - now, self.now().date())

    def _show_whether_open(self) -> None:
        """Enable the field while a password would be checked; move the focus to the next useful control."""
        locked = self._locked_until is not None
        self.field.setReadOnly(self._comparing)
        self._disable.setEnabled(not self._comparing and not locked)
        self._leave.setText(buttons.CLOSE if self._comparing else buttons.CANCEL)
        if self._comparing:
            self.field.setFocus()  # not the next button: a second Enter must not close the window
        elif locked and self.field.isEnabled():
            self._leave.setFocus()  # first: what is disabled gives the focus away
            self.field.setEnabled(False)
        elif not locked and not self.field.isEnabled():
            self.field.setEnabled(True)
            self.field.setFocus()

    # The connection after assistance mode.

    def _show_connection(self) -> None:
        view = self.view
        self.setWindowTitle(labels.REFUSED_TITLE if connection.refusal_of(view) else labels.MENU_DISABLE_ASSISTANCE)
        if view.connection is Link.CONNECTING:
            self._show_connecting()
            self._leave.setFocus()
        else:
            verdict = day_password.left(view, mail=said_of_mail(view, self.now()))
            self._show(with_repair(view, verdict, asked=self.asked_repair))

    def ask(self, asked: Asked) -> None:
        """Ask the agent for something; the software that starts takes the place of this window."""
        super().ask(asked)
        if asked is Action.LAUNCH:
            self.reject()

    def _send_key(self, act: Act) -> None:
        self.context.host.say(KeyAllowed(act.argument))

    def _show_connecting(self, stage: str = "") -> None:
        """Show what runs; an empty ``stage`` keeps the one shown before."""
        shown = self.verdict.shown
        if not stage and shown is not None and shown.is_busy:
            stage = "".join(shown.sentences)
        self._show(day_password.connecting(stage, key_store_asks=self.view.key_store_asks))
