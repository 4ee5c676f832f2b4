"""The mail to the support desk: read-only recipient and subject, editable body."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from iea_agent.core.report.support_mail import SupportMail
from iea_agent.core.texts import support_mail
from iea_agent.core.texts.windows import mail_window
from iea_agent.ui.parts.widgets import fill, label_of, text

LINES = 18
"""Lines of the body visible without scrolling."""


class MailForm(QWidget):
    """Recipient, subject and body."""

    edited = Signal()
    """The user changed the body."""

    def __init__(self) -> None:
        super().__init__()
        self.recipient, self.subject = QLineEdit(), QLineEdit()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * LINES)
        self.text.textChanged.connect(self.edited)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        fields = ((mail_window.RECIPIENT_FIELD, self.recipient), (mail_window.SUBJECT_FIELD, self.subject))
        for row, (name, field) in enumerate(fields):
            field.setReadOnly(True)  # its text can be selected and copied
            grid.addWidget(label_of(name, field), row, 0)
            grid.addWidget(field, row, 1)
        body = (label_of(mail_window.BODY_FIELD, self.text), (self.text, 1))
        fill(QVBoxLayout(self), grid, *body, text(mail_window.IS_CLEAN), spacing=8)

    @property
    def typed(self) -> str:
        """The current body; Qt returns no-break spaces as plain ones."""
        return self.text.toPlainText()

    def show_mail(self, mail: SupportMail) -> None:
        """Show a mail and select its placeholder, so that typing replaces it."""
        self.recipient.setText(mail.recipient)
        self.subject.setText(mail.subject)
        with QSignalBlocker(self.text):  # not an edit by the user
            self.text.setPlainText(mail.body)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.find(support_mail.TO_FILL_IN)
