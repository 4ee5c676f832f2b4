"""The state « expanded » of a button that unfolds something, for the screen readers of Linux.

Qt has the state, and no push button has it. So such a button gets an accessible interface of its own, which says what
that of Qt says, and the state. PySide6 holds what the factory makes until the application ends. Nobody has tried that
on Windows and macOS: there the label of the button has to do.
"""

import functools
import sys

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleStateChangeEvent
from PySide6.QtWidgets import QPushButton

_EXPANDED = "expanded"
"""The dynamic property of such a button."""


def make_expandable(button: QPushButton) -> None:
    """Have a button tell whether what it unfolds is there; at first it is not."""
    button.setProperty(_EXPANDED, False)  # noqa: FBT003 (its value)
    if sys.platform == "linux":
        _install()


def set_expanded(button: QPushButton, *, is_expanded: bool) -> None:
    """Note that what a button unfolds is there, or is not; tell a screen reader."""
    if button.property(_EXPANDED) is is_expanded:
        return
    button.setProperty(_EXPANDED, is_expanded)
    if sys.platform == "linux" and QAccessible.isActive():
        changed = QAccessible.State()
        changed.expanded = True
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(button, changed))


if sys.platform == "linux":
    from PySide6.QtWidgets import QAccessibleWidget

    @functools.cache
    def _install() -> None:
        QAccessible.installFactory(_interface_of)

    def _interface_of(_class: str, part: QObject) -> "_Expandable | None":
        """Return the interface of an expandable button; ``None``: Qt's own."""
        if isinstance(part, QPushButton) and part.property(_EXPANDED) is not None:
            return _Expandable(part)
        return None

    class _Expandable(QAccessibleWidget):
        """What ``QAccessibleButton`` says of a push button, and the state."""

        def __init__(self, button: QPushButton) -> None:
            super().__init__(button, QAccessible.Role.Button)
            self._button = button

        def state(self) -> QAccessible.State:
            """Return the states; Qt's name."""
            state = super().state()
            state.expandable = True
            state.expanded = bool(self._button.property(_EXPANDED))
            state.defaultButton = self._button.isDefault()
            return state

        def text(self, kind: QAccessible.Text, /) -> str:
            """Return the name without its mnemonic, the keys or the description; Qt's name."""
            if kind is QAccessible.Text.Name:
                return self._button.accessibleName() or self._button.text().replace("&", "")
            if kind is QAccessible.Text.Accelerator:
                return self._button.shortcut().toString()
            return super().text(kind)

        def actionNames(self) -> list[str]:  # noqa: N802 (Qt's name)
            """Return what can be done with it: it is pressed, first of all."""
            return [self.pressAction(), *super().actionNames()] if self._button.isEnabled() else []

        def doAction(self, name: str, /) -> None:  # noqa: N802 (Qt's name)
            """Press it, or do what any control can."""
            if name == self.pressAction():
                self._button.animateClick()
            else:
                super().doAction(name)

        def keyBindingsForAction(self, name: str, /) -> list[str]:  # noqa: N802 (Qt's name)
            """Return the keys that press it."""
            return [self._button.shortcut().toString()] if name == self.pressAction() else []
