"""A window to be typed and clicked into; says on standard output, as JSON, what it held when « Valider » was pressed.

Run by ``test_private_desktop.py`` on a private desktop.
"""

import json
import sys

from PySide6.QtWidgets import QApplication, QCheckBox, QFormLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

TITLE = "Fenêtre d'essai (1)"
NAME, BODY, SECURE, CONFIRM = "Nom", "Texte", "Sécurisé", "Valider"


def main() -> None:
    app = QApplication([TITLE])
    window = QWidget()
    window.setWindowTitle(TITLE)
    window.resize(500, 300)
    name, body, secure, confirm = QLineEdit(), QPlainTextEdit(), QCheckBox(f"&{SECURE}"), QPushButton(f"&{CONFIRM}")
    body.setTabChangesFocus(True)
    form = QFormLayout(window)
    form.addRow(f"&{NAME}", name)
    form.addRow(f"&{BODY}", body)
    form.addRow(secure)
    form.addRow(confirm)

    def say() -> None:
        held = {"name": name.text(), "body": body.toPlainText(), "secure": secure.isChecked()}
        sys.stdout.write(json.dumps(held) + "\n")
        sys.stdout.flush()
        app.quit()

    confirm.clicked.connect(say)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
