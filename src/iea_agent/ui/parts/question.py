"""A question of a window: open at most once, and closed with the window."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QDialogButtonBox, QMessageBox

from iea_agent.core.leaving import Answer
from iea_agent.core.texts.windows import buttons

_MARGINS = 32
"""Around the buttons of a box, and its frame, together (device-independent pixels)."""

T = TypeVar("T")


class Choice(NamedTuple, Generic[T]):
    """One button, and what it answers."""

    label: str
    role: QMessageBox.ButtonRole
    answer: T


class Question(Generic[T]):
    """The choices are in their order; closing it without one answers the last."""

    def __init__(  # noqa: PLR0913 (its texts)
        self,
        window: QDialog,
        on_answer: Callable[[T], None],
        icon: QMessageBox.Icon,
        *,
        title: str,
        body: str,
        choices: Sequence[Choice[T]],
        default: int,
    ) -> None:
        self._window = window
        self._on_answer = on_answer
        self._words = (icon, title, body)
        self._choices = choices
        self._default = default
        self._box: QMessageBox | None = None
        window.finished.connect(self._close)

    def ask(self) -> None:
        """Open the question, or bring it to the front."""
        if self._box is not None:
            self._box.raise_()
            return
        box = QMessageBox(*self._words, parent=self._window)
        made = [box.addButton(choice.label, choice.role) for choice in self._choices]
        box.setDefaultButton(made[self._default])
        box.setEscapeButton(made[-1])
        answers: dict[QAbstractButton, T] = {
            button: choice.answer for button, choice in zip(made, self._choices, strict=True)
        }

        def answered() -> None:
            self._box = None
            self._on_answer(answers.get(box.clickedButton(), self._choices[-1].answer))

        _stack_if_narrow(box)
        box.finished.connect(answered)
        self._box = box
        box.open()

    def _close(self) -> None:
        if self._box is not None:
            self._box.done(0)


def _stack_if_narrow(box: QMessageBox) -> None:
    """Put the buttons one below the other where the screen is too narrow for their row."""
    row = box.findChild(QDialogButtonBox)
    if row is not None and row.sizeHint().width() + _MARGINS > box.screen().availableGeometry().width():
        row.setOrientation(Qt.Orientation.Vertical)


def yes_or_no(  # noqa: PLR0913 (its four texts)
    window: QDialog, on_answer: Callable[[bool], None], *, title: str, body: str, yes: str, no: str
) -> Question[bool]:
    """Make a question whose default is no."""
    choices = (
        Choice(yes, QMessageBox.ButtonRole.AcceptRole, answer=True),
        Choice(no, QMessageBox.ButtonRole.RejectRole, answer=False),
    )
    return Question(
        window, on_answer, QMessageBox.Icon.Warning, title=title, body=body, choices=choices, default=len(choices) - 1
    )


def unsaved_question(  # noqa: PLR0913 (its four texts)
    window: QDialog, on_answer: Callable[[Answer], None], *, title: str, body: str, save: str, discard: str
) -> Question[Answer]:
    """Make the question before something unsaved is lost; when it is asked is in ``core/leaving.py``."""
    choices = (
        Choice(save, QMessageBox.ButtonRole.AcceptRole, Answer.SAVE),
        Choice(discard, QMessageBox.ButtonRole.DestructiveRole, Answer.DISCARD),
        Choice(buttons.CANCEL_QUIT, QMessageBox.ButtonRole.RejectRole, Answer.STAY),
    )
    return Question(window, on_answer, QMessageBox.Icon.Question, title=title, body=body, choices=choices, default=0)
