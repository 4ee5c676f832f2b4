"""The demonstration's mail program: shows what an address ``mailto:`` holds (RFC 6068), and sends nothing.

``python -m iea_agent.demo.sandbox.mail mailto:…``. Its French words are those of its window.
"""

import sys
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

TITLE = "Nouveau message (démonstration)"


class Mail(NamedTuple):
    """What an address ``mailto:`` holds."""

    recipient: str
    subject: str
    body: str


def read(address: str) -> Mail:
    """Read an address ``mailto:``; ValueError if it is another one."""
    parts = urlsplit(address)
    if parts.scheme != "mailto":
        raise ValueError(f"not a mail address: {parts.scheme}:")
    # « + » is a plus sign here, not a space (RFC 6068 §5)
    fields = parse_qs(parts.query.replace("+", "%2B"), keep_blank_values=True)
    return Mail(unquote(parts.path), fields.get("subject", [""])[0], fields.get("body", [""])[0])


def main(arguments: list[str]) -> int:
    """Show the mail until the window is closed; return the exit status."""
    from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

    mail = read(arguments[0])
    app = QApplication(["impact-emploi-demonstration"])
    window = QWidget()
    window.setWindowTitle(TITLE)
    form = QFormLayout(window)
    body = QPlainTextEdit(mail.body)
    fields = (
        ("À", QLineEdit(mail.recipient)),
        ("Objet", QLineEdit(mail.subject)),
        ("Message", body),
    )
    for name, field in fields:
        field.setAccessibleName(name)
        form.addRow(f"{name} :", field)
    form.addRow(QLabel("Ceci remplace votre messagerie pendant la démonstration : rien n’est envoyé."))
    window.resize(body.fontMetrics().averageCharWidth() * 90, body.fontMetrics().height() * 36)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
