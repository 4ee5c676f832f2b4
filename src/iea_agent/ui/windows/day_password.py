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
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.history import PeriodKind
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.secret import Secret
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import assistance_mode, attempts, buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, PasswordAnswered, PasswordTyped
from iea_agent.ui.context import WindowContext, local_time, said_of_mail
from iea_agent.ui.parts.attempt import HEADLINE_SCALE, AttemptProgress, WaysOn, refusal_of, say_failure
from iea_agent.ui.parts.digits_field import LONGEST_TYPED, DigitsField
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.widgets import Block, Fault, Notice, add, busy_bar, button, fill, set_text, text
from iea_agent.ui.window import Window


class DayPasswordDialog(Window):
    """The form in assistance mode; progress and verdict of the connection in production mode."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_DISABLE_ASSISTANCE, width=70)
        self._comparing = False
        self._tried_short = False
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
        self.outcome = Notice()
        self._bar = busy_bar(assistance_mode.COMPARING)
        self._form = QWidget()
        self._lay_out_form()
        self.progress = AttemptProgress(assistance_mode.ASSISTANCE_LEFT_CONNECTING)
        self.verdict = Notice(scale=HEADLINE_SCALE)
        self.ways_on = WaysOn(self.ask)
        add(self.body, self._form, self.progress, self.verdict, self.ways_on, None)
        self._lay_out_buttons()
        self.clock = QTimer(self)
        self.clock.setInterval(1000)
        self.clock.timeout.connect(self.look_at_clock)
        self.field.textEdited.connect(self._on_edited)
        self._show_mode()

    def _lay_out_form(self) -> None:
        title = text(assistance_mode.IN_ASSISTANCE, bold=True, scale=HEADLINE_SCALE)
        field = (self.field.label, self.field, text(assistance_mode.DAY_FIELD_HELP), self.fault)
        answer = (self._bar, self.outcome, self.lock)
        request = (fill(QHBoxLayout(), self.request, None), self.requested)
        fill(QVBoxLayout(self._form), title, self.story, 6, self.source, 6, *request, 6, *field, 6, *answer)
        self.lock.hide()

    def _lay_out_buttons(self) -> None:
        self._write = button(buttons.WRITE_SUPPORT, lambda: self.ask(Open(DialogKind.SUPPORT_MAIL)))
        self._settings = button(buttons.OPEN_SETTINGS, lambda: self.ask(Open(DialogKind.CONNECTION_SETTINGS)))
        self._again = button(buttons.REAUTHENTICATE_AGAIN, lambda: self.ask(Action.AUTHENTICATE))
        self._disable = button(assistance_mode.DISABLE_ASSISTANCE, self._try, default=True)
        self._leave = button(buttons.CANCEL, self.reject)
        self.add_buttons((self._write, self._again, self._settings), (self._disable, self._leave))

    # Messages from the agent.

    def on_view(self, view: AgentView) -> None:
        """Show the mode, and in production the connection."""
        before = self.view.mode
        super().on_view(view)
        if view.mode is before is Mode.ASSISTANCE:
            self._show_story()
            self._show_question()
        else:
            self._show_mode()

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Show the completed stage of the running attempt."""
        self.progress.on_progress(progress)

    def on_password_answered(self, answer: PasswordAnswered) -> None:
        """Show the outcome of the password; a right one shows as a change of the mode."""
        if answer.outcome is PasswordOutcome.RIGHT or self.view.mode is Mode.PRODUCTION:
            return
        self._locked_until = answer.locked_until
        self._set_comparing(comparing=False)
        self._show_story()  # the date may have changed
        title, lines = assistance_mode.PASSWORD_FAILED[answer.outcome]
        if answer.outcome.doubts_the_date:
            lines = (assistance_mode.believed_date(self.now()), *lines)
        if answer.outcome is PasswordOutcome.WRONG and self._tried_short:
            lines = (assistance_mode.EIGHT_DIGITS, *lines)
        if key_may_be_wrong := answer.outcome is PasswordOutcome.WRONG and _licence_was_unknown(self.view):
            lines = (*lines, assistance_mode.KEY_MAY_BE_WRONG)
        if answer.outcome.is_counted:
            lines = (*lines, assistance_mode.tries_left(answer.left))
        self.outcome.say(SignKind.BAD, title, Block("", lines))
        self._settings.setVisible(key_may_be_wrong or answer.outcome.lacks_key)
        self.field.selectAll()
        self.look_at_clock()
        if self._locked_until is not None:
            announce(self, self.lock.text())
        if answer.outcome.lacks_key:
            self._settings.setFocus()
        self.reveal(self.outcome)

    # The form.

    def _show_mode(self) -> None:
        assistance = self.view.mode is Mode.ASSISTANCE
        self._form.setVisible(assistance)
        self._disable.setVisible(assistance)
        self._write.setVisible(assistance)
        self._disable.setDefault(assistance)
        self._leave.setDefault(not assistance)
        self._leave.setText(buttons.CANCEL if assistance else buttons.CLOSE)
        self._settings.hide()
        self._again.hide()
        if assistance:
            self.setWindowTitle(labels.MENU_DISABLE_ASSISTANCE)
            self.progress.end()
            self.verdict.clear()
            self.ways_on.hide()
            self._show_story()
            self.look_at_clock()
            self.field.setFocus()
        else:
            self._forget_try()
            self._show_connection()
            self.refit()

    def _show_story(self) -> None:
        set_text(self.story, " ".join(self.assistance_story()))
        self.source.setText(assistance_mode.password_source(self.now().date(), self.view.licence_number))
        set_text(self.requested, said_of_mail(self.view, self.now(), Occasion.DAY_PASSWORD))

    def _show_question(self) -> None:
        """While the password is compared, show whether the key store asks for its own."""
        if self._comparing and self.view.key_store_asks:
            self.outcome.say(SignKind.WAITING, attempts.KEY_STORE_ASKS)
            self.reveal(self.outcome)
        elif self._comparing:
            self.outcome.clear()

    def _forget_try(self) -> None:
        """Clear the try: assistance mode is off."""
        self._comparing, self._locked_until = False, None
        self._bar.hide()
        self.clock.stop()
        self.field.clear()
        self.outcome.clear()

    def _on_edited(self) -> None:
        """Remove the fault of an earlier text; a mail that was pasted, and is no help, is said at once."""
        pasted = self.field.text()
        parsed = parse(pasted) if len(pasted) > LONGEST_TYPED else ""
        self.fault.say(assistance_mode.TYPING_FAULT[parsed] if isinstance(parsed, TypingFault) else "")

    def _try(self) -> None:
        parsed = parse(self.field.text())
        if isinstance(parsed, TypingFault):
            self.outcome.clear()  # it is about an earlier password
            self.fault.say(assistance_mode.TYPING_FAULT[parsed])
            self.field.setFocus()
            return
        self._tried_short = len(parsed) == OTP_DIGITS
        self.outcome.clear()
        set_text(self.lock, "")
        self._settings.hide()
        self._set_comparing(comparing=True)
        self.context.host.say(PasswordTyped(Secret(parsed)))

    def _set_comparing(self, *, comparing: bool) -> None:
        self._comparing = comparing
        self._bar.setVisible(comparing)
        if comparing:
            announce(self, assistance_mode.COMPARING)
        self._show_whether_open()

    def look_at_clock(self) -> None:
        """Show the remaining lockout; once it is over, unlock the field."""
        until = self._locked_until
        if until is None:
            set_text(self.lock, "")
        elif (wait_s := until - self.context.now()) > 0:
            set_text(self.lock, assistance_mode.locked_until(local_time(until), wait_s, self.now().date()))
            self.clock.start()
        else:
            self._locked_until = None
            self.clock.stop()
            self.outcome.clear()  # its number of tries left is stale
            set_text(self.lock, assistance_mode.LOCK_OVER)
            announce(self, assistance_mode.LOCK_OVER)
            self.refit()
        self._show_whether_open()

    def _show_whether_open(self) -> None:
        """Enable the field while a password would be checked; move the focus to the next useful control."""
        locked = self._locked_until is not None
        self.field.setReadOnly(self._comparing)
        self._disable.setEnabled(not self._comparing and not locked)
        self._leave.setText(buttons.CLOSE if self._comparing else buttons.CANCEL)
        if self._comparing:
            self.field.setFocus()  # not the next button: a second Enter must not close the window
        elif locked is self.field.isEnabled():
            self.field.setEnabled(not locked)
            (self._leave if locked else self.field).setFocus()

    # The connection after assistance mode.

    def _show_connection(self) -> None:
        view = self.view
        connected = view.connection is Link.CONNECTED
        self.setWindowTitle(labels.REFUSED_TITLE if refusal_of(view) else labels.MENU_DISABLE_ASSISTANCE)
        if view.connection is Link.CONNECTING:
            self.verdict.clear()
            self.ways_on.hide()
            self._again.hide()
            self.progress.begin(assistance_mode.ASSISTANCE_LEFT_CONNECTING, asks=view.key_store_asks)
            self._leave.setFocus()
            return
        self.progress.end()
        self._again.setVisible(not connected)
        self._settings.setVisible(not connected)
        if connected:
            self.ways_on.hide()
            lines = (assistance_mode.ASSISTANCE_LEFT, attempts.AUTHENTICATED_BODY)
            self.verdict.say(SignKind.GOOD, labels.CONNECTED, Block("", lines))
        else:
            say_failure(self.verdict, view, (assistance_mode.ASSISTANCE_LEFT,))
            self.ways_on.offer(view, self.now())


def _licence_was_unknown(view: AgentView) -> bool:
    """Tell whether the last outage ended with, or is, an unknown licence."""
    outages = [period for period in view.history if period.kind is PeriodKind.OUTAGE]
    return bool(outages) and (outages[-1].then or outages[-1].verdict) is Verdict.LICENCE_UNKNOWN
