"""« Activer le mode assistance »: explains what changes, takes a reason, asks the agent to enable the mode.

The window closes once the agent's state shows the mode.
"""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from iea_agent.core.assistance import MAX_REASON
from iea_agent.core.cleaning import Entry, clean
from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import announcements, labels
from iea_agent.core.texts.windows import assistance_mode, buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AssistanceConfirmed
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.widgets import Notice, add, button, fill, fill_beside, label_of, set_text, text
from iea_agent.ui.window import Window


class AssistanceDialog(Window):
    """One decision; only the password of the day reverts it."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_ENABLE_ASSISTANCE, width=70)
        self._confirmed = False
        self.already = Notice()
        self.reason = QLineEdit()
        self.reason.setMaxLength(MAX_REASON)
        self.reason.setPlaceholderText(assistance_mode.REASON_PLACEHOLDER)
        self._question = QWidget()
        self._lay_out_question()
        self._working = text()
        self._working.hide()
        add(self.body, self.already, self._question, self._working, None)
        self._enable = button(buttons.ENABLE_ASSISTANCE, self._confirm, default=True)
        self._leave = button(assistance_mode.CANCEL_ASSISTANCE, self.reject)
        self.add_buttons((), (self._enable, self._leave))
        if view.mode is Mode.ASSISTANCE:
            self._show_already()
        else:
            self.reason.setFocus()

    def _lay_out_question(self) -> None:
        picture = QLabel()
        self.show_picture(picture, Picture.BEETLE)
        means = text(assistance_mode.ASSISTANCE_MEANS, bold=True)
        also = [text(f"•\u00a0{line}") for line in assistance_mode.ASSISTANCE_MEANS_ALSO]
        head = fill_beside(QHBoxLayout(), picture, fill(QVBoxLayout(), means, *also, spacing=6), spacing=16)
        label = label_of(assistance_mode.REASON, self.reason)
        fill(QVBoxLayout(self._question), head, 12, label, self.reason, text(assistance_mode.ASSISTANCE_RECORDED))

    def on_view(self, view: AgentView) -> None:
        """Close once the mode is on; if it was not enabled here, say that it is on already."""
        super().on_view(view)
        if view.mode is Mode.ASSISTANCE and self._confirmed and view.mode_is_kept:
            self.accept()
        elif view.mode is Mode.ASSISTANCE:
            self._show_already()
        elif not self.already.isHidden():
            self._show_question()

    def _confirm(self) -> None:
        self._confirmed = True
        announce(self, assistance_mode.ASSISTANCE_STARTING)
        self.reason.setReadOnly(True)
        self.reason.setFocus()  # not the next button: a second Enter must not close the window
        self._enable.setEnabled(False)
        self._leave.setText(buttons.CLOSE)
        set_text(self._working, assistance_mode.ASSISTANCE_STARTING)
        self.context.host.say(AssistanceConfirmed(clean(self.reason.text(), Entry.LINE).text))

    def _show_already(self) -> None:
        if self.view.mode_is_kept:
            self.already.say(SignKind.WARNING, assistance_mode.ASSISTANCE_ALREADY, *self.assistance_story())
        else:
            self.already.say(SignKind.WARNING, labels.ASSISTANCE, announcements.MODE_NOT_WRITTEN)
        self._leave.setText(buttons.CLOSE)
        self._leave.setDefault(True)
        self._leave.setFocus()
        self._enable.setDefault(False)
        self._enable.hide()
        self._question.hide()

    def _show_question(self) -> None:
        """Show the question again: the mode was disabled meanwhile."""
        self.already.clear()
        self._question.show()
        self._enable.show()
        self._leave.setText(assistance_mode.CANCEL_ASSISTANCE)
        self._leave.setDefault(False)
        self._enable.setDefault(True)
        self.reason.setFocus()
