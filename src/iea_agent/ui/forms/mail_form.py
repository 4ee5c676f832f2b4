"""A mail: read-only recipient and subject, two answers of the user, and the text that holds them and can be edited."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from iea_agent.core.report.mail_answers import Answers, refilled
from iea_agent.core.report.support_mail import SupportMail
from iea_agent.core.texts.windows import mail_window
from iea_agent.ui.parts.fields import field_rows
from iea_agent.ui.parts.text_area import TextArea
from iea_agent.ui.parts.widgets import fill, label_of, text
from iea_agent.ui.style.metrics import GRID

LINES = 15
"""Lines of the body visible without scrolling."""
MAX_WANTED, MAX_NAME = 500, 120
"""Longest answers, in characters."""


class MailForm(QWidget):
    """Recipient, subject, answers and body."""

    edited = Signal()
    """The user changed the body or an answer."""

    def __init__(self, *, asks_what_was_wanted: bool) -> None:
        super().__init__()
        self.recipient, self.subject = QLineEdit(), QLineEdit()
        self.wanted, self.name = QLineEdit(), QLineEdit()
        self.wanted.setMaxLength(MAX_WANTED)
        self.name.setMaxLength(MAX_NAME)
        self._answers = Answers()
        """The answers as they stand in the body; the gate of what people type is in ``mail_answers``."""
        self._generated = ""
        """The body as it was before the user changed it."""
        for answer in (self.wanted, self.name):
            answer.textEdited.connect(self._put_in)
        self.text = TextArea(lines=LINES)
        self.text.textChanged.connect(self.edited)
        self.recipient.setReadOnly(True)  # the text can be selected and copied
        self.subject.setReadOnly(True)
        fields = (
            (mail_window.RECIPIENT_FIELD, self.recipient),
            (mail_window.SUBJECT_FIELD, self.subject),
            *(((mail_window.WANTED_FIELD, self.wanted),) if asks_what_was_wanted else ()),
            (mail_window.NAME_FIELD, self.name),
        )
        rows = field_rows([(label_of(name, field), (field,)) for name, field in fields])
        body = (label_of(mail_window.BODY_FIELD, self.text), (self.text, 1))
        fill(QVBoxLayout(self), *rows, *body, text(mail_window.IS_CLEAN), spacing=GRID)

    @property
    def typed(self) -> str:
        """The current body; Qt returns no-break spaces as plain ones."""
        return self.text.toPlainText()

    @property
    def is_changed_by_hand(self) -> bool:
        """Whether the user changed the body itself."""
        return self.typed != self._generated

    @property
    def is_touched(self) -> bool:
        """Whether the user changed the body, or answered."""
        return self.is_changed_by_hand or bool(self.wanted.text() or self.name.text())

    def show_mail(self, mail: SupportMail) -> None:
        """Show a mail, with the answers that were given."""
        self.recipient.setText(mail.recipient or mail_window.UNKNOWN_RECIPIENT)
        self.subject.setText(mail.subject)
        self.subject.setCursorPosition(0)  # its beginning says what is wanted
        self._show_body(mail.body)
        self._answers = Answers()
        self._fill()

    def _put_in(self) -> None:
        self._fill()
        self.edited.emit()

    def _fill(self) -> None:
        """Put the answers into the body; what the user changed in the body stays."""
        given = Answers(self.wanted.text(), self.name.text())
        by_hand = self.is_changed_by_hand
        body = refilled(self.typed, self._answers, given)
        self._answers = given
        if body != self.typed:
            self._show_body(body, by_hand=by_hand)

    def _show_body(self, body: str, *, by_hand: bool = False) -> None:
        with QSignalBlocker(self.text):  # not an edit by the user
            self.text.setPlainText(body)
        if not by_hand:
            self._generated = self.typed
