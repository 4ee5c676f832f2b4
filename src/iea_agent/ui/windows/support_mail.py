"""The windows of a mail: show it, let the user complete and edit it, open it in the mail program.

« Écrire à l'assistance » fits the present state, « Demander le mot de passe du jour » and « Préparer un message » (for
the person who looks after the computers) have an occasion of their own.

Nothing is sent: the user sends it from the mail program, or pastes the copy.
"""

import logging
from functools import partial
from typing import ClassVar, assert_never

from msgspec.structs import replace
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPushButton

from iea_agent import __version__
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.leaving import Leaving, Next, answer, end_saving, leave
from iea_agent.core.mail import MailOutcome
from iea_agent.core.occasions import occasion_of
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.report.support_mail import Facts, SupportMail, Versions, prepare
from iea_agent.core.shown import mail
from iea_agent.core.texts import labels, support_mail
from iea_agent.core.texts.windows import buttons, mail_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import MailPrepared
from iea_agent.ui.context import WindowContext, local_time, said_of_mail
from iea_agent.ui.forms.mail_form import MailForm
from iea_agent.ui.parts.question import unsaved_question
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button, fill, text
from iea_agent.ui.window import Window

_log = logging.getLogger(__name__)


class MailDialog(Window):
    """One mail, until it is opened, copied or discarded."""

    title: ClassVar[str]
    occasion: ClassVar[Occasion | None] = None
    """What the mail is about; ``None``: what the present state is about."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=self.title, width=110)
        self._settings, _ = self.saved_settings()  # a mail must be possible above all when something is broken
        in_file = bool(self._settings.software_version_file)
        software = "" if in_file else context.software_version(self._settings)
        self._versions = Versions(software=software, agent=__version__, system=context.system())
        self._about = self.occasion or occasion_of(view)
        self._mail = self._prepare()
        self._told = False
        """Whether the agent knows that this mail was prepared."""
        self._opening = False
        self._leaving = Leaving.STAY
        self._question = unsaved_question(
            self,
            lambda given: self._go_on(answer(self._leaving, given)),
            title=mail_window.UNSENT_TITLE,
            body=mail_window.UNSENT_BODY,
            save=mail_window.OPEN,
            discard=mail_window.CLOSE_UNSENT,
        )

        self.verdict = VerdictBox(self.ask)
        self.verdict.renewed.connect(lambda: self.reveal(self.verdict))
        self.ask_password = button(
            buttons.ASK_PASSWORD,
            lambda: self.ask(Open(DialogKind.PASSWORD_MAIL)),
            explained=buttons.ASK_PASSWORD_HELP,
        )
        self.form = MailForm(asks_what_was_wanted=self.occasion is not Occasion.DAY_PASSWORD)
        self.form.show_mail(self._mail)
        self._kept = ""
        """The body last opened or copied; closing the window does not lose it."""
        self.open_button = button(mail_window.OPEN, self._open, default=True)
        self.copy_button = button(mail_window.COPY, self._copy)
        self.leave_button = button(buttons.CANCEL, self.reject)
        self._lay_out()
        self.form.edited.connect(lambda: self.hold(unsaved=self.unsent))
        self._show_before()
        (self.form.name if self.occasion is Occasion.DAY_PASSWORD else self.form.wanted).setFocus()
        if in_file:  # the file may be on a share that does not answer
            settings = self._settings
            context.main_thread.fetch(lambda: context.software_version(settings), self._on_version)

    def _lay_out(self) -> None:
        report = button(
            mail_window.JOIN_REPORT,
            lambda: self.ask(Open(DialogKind.REPORT)),
            explained=mail_window.JOIN_REPORT_HELP,
        )
        ask_password = fill(QHBoxLayout(), self.ask_password, None)
        add(self.body, text(mail_window.INTRODUCTION), ask_password, (self.form, 1), self.verdict)
        joined = () if self.occasion is Occasion.DAY_PASSWORD else (report,)
        self.add_buttons((self.copy_button, *joined), (self.open_button, self.leave_button))

    def _prepare(self) -> SupportMail:
        facts = Facts(
            view=self.view,
            settings=self._settings,
            versions=self._versions,
            now=self.context.now(),
            local=local_time,
        )
        return prepare(facts, self._about)

    # What is shown.

    @property
    def unsent(self) -> bool:
        """Whether closing now would lose typed text."""
        return self.form.is_touched and self.form.typed != self._kept

    def on_view(self, view: AgentView) -> None:
        """Generate the mail again when the state changes, unless the user has begun to work with it."""
        before = self.view
        if not view.tested and view.connection is before.connection:  # the window of the test was closed
            view = replace(view, tested=before.tested)
        if view.password is None and view.mode is before.mode:  # the window of the password was closed
            view = replace(view, password=before.password)
        super().on_view(view)
        self._show_before()
        settled = not view.attempting and view.connection is not Link.CONNECTING
        if settled and _subject_matter(view) != _subject_matter(before):
            self._generate_again()

    def _on_version(self, software: str) -> None:
        self._versions = replace(self._versions, software=software)
        self._generate_again()

    def _generate_again(self) -> None:
        """Generate the mail again, with the answers; one that the user has edited, opened or copied stays."""
        if self.form.is_changed_by_hand or self._told or self._opening:
            return
        self._about = self.occasion or occasion_of(self.view)
        self._mail = self._prepare()
        self.form.show_mail(self._mail)

    def _show_before(self) -> None:
        """Show that another mail was prepared before, and, instead of any mail, what assistance mode waits for."""
        is_general = self.occasion is None and self.view.mode is Mode.ASSISTANCE
        self.ask_password.setVisible(is_general)
        if not self._told and not self._opening:
            self.verdict.show_verdict(mail.prepared_before(said_of_mail(self.view, self.now(), self._about)))

    # Opening and copying.

    def _open(self) -> None:
        if self._opening:
            return
        body = self.form.typed
        self.verdict.show_verdict(mail.opening())
        self._show_opening(opening=True)

        def work() -> MailOutcome:
            try:
                return self.context.mail.open(self._mail.recipient, self._mail.subject, body)
            except Exception:  # noqa: BLE001 (after any error the mail can still be copied)
                _log.exception("the mail program was not opened")
                return MailOutcome.NO_PROGRAM

        self.context.main_thread.fetch(work, partial(self._on_opened, body))

    def _show_opening(self, *, opening: bool) -> None:
        self._opening = opening
        self.open_button.setEnabled(not opening)
        self.copy_button.setEnabled(not opening)

    def _on_opened(self, body: str, outcome: MailOutcome) -> None:
        self._show_opening(opening=False)
        self.verdict.show_verdict(mail.opened(outcome, _paste_keys(), with_recipient=bool(self._mail.recipient)))
        match outcome:
            case MailOutcome.OPENED:
                self._make_default(self.leave_button)  # Enter opens no second mail
            case MailOutcome.OPENED_WITHOUT_BODY:
                QApplication.clipboard().setText(body)
            case MailOutcome.NO_PROGRAM:
                self._copy_whole(body)
        if outcome is not MailOutcome.OPENED:
            self._make_default(self.copy_button)  # this window is still needed, and the mail program no help
        self._note_prepared(body)
        self._go_on(end_saving(self._leaving, saved=outcome is MailOutcome.OPENED, unsaved=self.unsent))

    def _make_default(self, then: QPushButton) -> None:
        """Make the next act what Enter does."""
        for part in (self.open_button, self.copy_button, self.leave_button):
            part.setDefault(part is then)
        then.setFocus()

    def _copy(self) -> None:
        body = self.form.typed
        self._copy_whole(body)
        self.verdict.show_verdict(mail.copied(_paste_keys(), with_recipient=bool(self._mail.recipient)))
        self._make_default(self.copy_button)
        self._note_prepared(body)

    def _copy_whole(self, body: str) -> None:
        whole = support_mail.whole_message(self._mail.recipient, self._mail.subject, body)
        QApplication.clipboard().setText(whole)

    def _note_prepared(self, body: str) -> None:
        self._kept = body
        self._told = True
        self.context.host.say(MailPrepared(self._about))
        self.leave_button.setText(buttons.CLOSE)
        self.hold(unsaved=self.unsent)

    # Leaving.

    def on_leave_asked(self) -> None:
        """Ask what to do with what was typed; the agent quits once this window is closed."""
        self.come_to_front()
        self._leave(Leaving.QUIT)

    def reject(self) -> None:
        """Close; first ask what to do with text that was neither opened nor copied."""
        self._leave(Leaving.CLOSE)

    def _leave(self, wanted: Leaving) -> None:
        self._go_on(leave(self._leaving, wanted, unsaved=self.unsent, saving=self._opening))

    def _go_on(self, step: tuple[Leaving, Next]) -> None:
        self._leaving, then = step
        match then:
            case Next.NOTHING:
                pass
            case Next.ASK:
                self._question.ask()
            case Next.SAVE:
                self._open()
            case Next.LEAVE:
                if self._leaving is Leaving.QUIT:
                    self.ask(Action.QUIT)
                self.done(QDialog.DialogCode.Rejected)
            case _:
                assert_never(then)


class SupportMailDialog(MailDialog):
    """« Écrire à l'assistance »."""

    title = labels.MENU_WRITE_SUPPORT


class PasswordMailDialog(MailDialog):
    """« Demander le mot de passe du jour »."""

    title = buttons.ASK_PASSWORD_TITLE
    occasion = Occasion.DAY_PASSWORD


class HelperMailDialog(MailDialog):
    """« Préparer un message », for the person who looks after the computers."""

    title = buttons.PREPARE_MESSAGE_TITLE
    occasion = Occasion.HELPER


def _subject_matter(view: AgentView) -> tuple[object, ...]:
    """Return the parts of a state that the mail mentions."""
    checked = (view.since, view.diagnosis, view.updates, view.tested)
    return (view.mode, view.connection, view.launch, view.password, *checked)


def _paste_keys() -> str:
    """Return the shortcut for pasting, as this system writes it."""
    return QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
