"""The question that a window asks before something unsaved is lost; when it is asked is in ``core/leaving.py``."""

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QDialog, QMessageBox

from iea_agent.core.leaving import Answer
from iea_agent.core.texts.windows import buttons


class UnsavedQuestion:
    """One question of a window; open at most once, and closed with the window."""

    def __init__(  # noqa: PLR0913 (its four texts)
        self, window: QDialog, on_answer: Callable[[Answer], None], *, title: str, body: str, save: str, discard: str
    ) -> None:
        self._window = window
        self._on_answer = on_answer
        self._texts = (title, body)
        self._labels = (save, discard)
        self._box: QMessageBox | None = None
        window.finished.connect(self._close)

    def ask(self) -> None:
        """Open the question, or bring it to the front; closing it without a choice answers ``Answer.STAY``."""
        if self._box is not None:
            self._box.raise_()
            return
        box = QMessageBox(QMessageBox.Icon.Question, *self._texts, parent=self._window)
        save, discard = self._labels
        save_button = box.addButton(save, QMessageBox.ButtonRole.AcceptRole)
        discard_button = box.addButton(discard, QMessageBox.ButtonRole.DestructiveRole)
        stay_button = box.addButton(buttons.CANCEL_QUIT, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save_button)
        box.setEscapeButton(stay_button)
        answers: dict[QAbstractButton, Answer] = {save_button: Answer.SAVE, discard_button: Answer.DISCARD}

        def answered() -> None:
            self._box = None
            self._on_answer(answers.get(box.clickedButton(), Answer.STAY))

        box.finished.connect(answered)
        self._box = box
        box.open()

    def _close(self) -> None:
        if self._box is not None:
            self._box.done(0)
