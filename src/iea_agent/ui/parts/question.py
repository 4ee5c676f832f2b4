"""A question of a window that is answered by yes or no."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QMessageBox


class Question:
    """Open at most once, and closed with the window; closing it without a choice is a no."""

    def __init__(  # noqa: PLR0913 (its four texts)
        self, window: QDialog, on_answer: Callable[[bool], None], *, title: str, body: str, yes: str, no: str
    ) -> None:
        self._window = window
        self._on_answer = on_answer
        self._texts = (title, body)
        self._labels = (yes, no)
        self._box: QMessageBox | None = None
        window.finished.connect(self._close)

    def ask(self) -> None:
        """Open the question, or bring it to the front."""
        if self._box is not None:
            self._box.raise_()
            return
        box = QMessageBox(QMessageBox.Icon.Warning, *self._texts, parent=self._window)
        yes, no = self._labels
        yes_button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        no_button = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no_button)
        box.setEscapeButton(no_button)

        def answered() -> None:
            self._box = None
            self._on_answer(box.clickedButton() is yes_button)

        box.finished.connect(answered)
        self._box = box
        box.open()

    def _close(self) -> None:
        if self._box is not None:
            self._box.done(0)
