"""The button that lets the licence key be sent to another server than the one that it was given for.

The question itself is said by ``explain_key_origin``, in the notice of the window.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iea_agent.core.diagnosis import KeyOrigins
from iea_agent.core.texts import key_origin
from iea_agent.core.view import AgentView
from iea_agent.ui.parts.widgets import Block, breakable, button, fill


def origins_asked(view: AgentView) -> KeyOrigins | None:
    """Return what a person is asked about; ``None``: nothing is asked."""
    return None if view.diagnosis is None else view.diagnosis.key_origins


def explain_key_origin(origins: KeyOrigins) -> Block:
    """Return what the question is about, and how to answer it."""
    lines = (key_origin.kept_for(origins), key_origin.consequence(origins), key_origin.ADVICE)
    return Block("", [breakable(line) for line in lines])


class KeyQuestion(QWidget):
    """The answer « yes »; hidden while nothing is asked."""

    allowed = Signal(str)
    """The user says yes; the argument is the origin that the button names."""

    def __init__(self) -> None:
        super().__init__()
        self._origin = ""
        self.send_button = button("", lambda: self.allowed.emit(self._origin))
        fill(QHBoxLayout(self), self.send_button, None)
        self.hide()

    def ask(self, origins: KeyOrigins | None) -> None:
        """Offer the answer to a question; ``None``: nothing is asked any more."""
        if origins is not None:
            self._origin = origins.asked
            self.send_button.setText(key_origin.send(origins))
            self.send_button.setAccessibleDescription(key_origin.consequence(origins))
        self.setVisible(origins is not None)
