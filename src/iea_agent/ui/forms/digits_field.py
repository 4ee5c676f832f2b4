"""A large field for the password of the day, with its digits in groups of three."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from iea_agent.core.day_password import PASSWORD_DIGITS, passwords_in, written
from iea_agent.core.texts.windows import assistance_mode
from iea_agent.ui.parts.measures import scaled
from iea_agent.ui.parts.widgets import label_of

GROUP = 3
SCALE = 1.6
LONGEST_TYPED = 20
"""Longest password as people type it, with separators (characters)."""
MAX_TYPED = 20_000
"""A mail that is pasted whole; more was pasted by mistake (characters)."""


class DigitsField(QLineEdit):
    """Groups digits while they are typed or pasted, and finds the password in a mail that is pasted whole.

    Other input stays as typed, for the validation to report.
    """

    def __init__(self) -> None:
        super().__init__()
        self.label = label_of(assistance_mode.DAY_FIELD, self)
        self.setMaxLength(MAX_TYPED)
        self._set_font()
        self.textEdited.connect(self._group)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Take another font of the desktop."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._set_font()

    def _set_font(self) -> None:
        self.setFont(scaled(QApplication.font(), SCALE))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Let Delete remove the digit after a space: grouping would insert the space again."""
        at_space = self.text()[self.cursorPosition() :].startswith(" ")
        if event.key() == Qt.Key.Key_Delete and at_space and not self.hasSelectedText():
            self.setCursorPosition(self.cursorPosition() + 1)
        super().keyPressEvent(event)

    def _group(self, typed: str) -> None:
        if len(typed) > LONGEST_TYPED and len(found := passwords_in(typed)) == 1:
            self.setText(written(found.pop()))
            return
        if any(char.isalnum() and char not in "0123456789" for char in typed):
            return
        digits = _digits(typed)
        if QAccessible.isActive() and len(digits) < PASSWORD_DIGITS:
            return  # a screen reader would say « espace » between the digits
        before = len(_digits(typed[: self.cursorPosition()]))
        self.setText(" ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP)))
        self.setCursorPosition(before + max(0, before - 1) // GROUP)


def _digits(typed: str) -> str:
    return "".join(char for char in typed if char.isdigit())
