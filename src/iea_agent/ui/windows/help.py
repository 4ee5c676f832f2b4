"""« Aide », where no browser opens the guide: where it is. Where one does, no window is shown (``jobs/window.py``)."""

from PySide6.QtWidgets import QApplication, QLineEdit

from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import buttons, help_window
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.widgets import Block, Notice, add, button, label_of
from iea_agent.ui.window import Window


class HelpDialog(Window):
    """The path of the guide, to copy, and another try."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_HELP, width=76)
        self.outcome = Notice()
        self.address = QLineEdit(context.help.where(self.help_page))
        self.address.setReadOnly(True)
        copy = button(help_window.COPY, self._copy, default=True)
        again = button(help_window.OPEN_AGAIN, self.open_help)
        add(self.body, self.outcome, label_of(help_window.ADDRESS, self.address), self.address, None)
        self.add_buttons((), (copy, again, button(buttons.CLOSE, self.reject)))
        self.on_help_refused()
        copy.setFocus()

    def open_help(self) -> None:
        """Try again; close when a browser has it."""
        self.outcome.say(SignKind.WAITING, help_window.TRYING)
        super().open_help()

    def on_help_opened(self) -> None:
        """Close: there is nothing left to say."""
        self.accept()

    def on_help_refused(self) -> None:
        """Say where the guide is."""
        self.outcome.say(
            SignKind.WARNING, help_window.TITLE, Block("", (help_window.CAUSE,)), Block("", (help_window.WHAT_TO_DO,))
        )

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.address.text())
        self.outcome.say(SignKind.GOOD, help_window.COPIED)
