"""« Aide », where no browser opens the guide: where it is. Where one does, no window is shown (``jobs/window.py``)."""

from PySide6.QtWidgets import QApplication, QLineEdit

from iea_agent.core.shown.verdict import ShownVerdict, SignKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import buttons, help_window
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button, label_of
from iea_agent.ui.window import Window


class HelpDialog(Window):
    """The path of the guide, to copy, and another try."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_HELP, width=76)
        self.outcome = VerdictBox(self.ask, takes_focus=False)
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
        self.outcome.show_verdict(ShownVerdict(sign=SignKind.WAITING, title=help_window.TRYING, is_busy=True))
        super().open_help()

    def on_help_opened(self) -> None:
        """Close: there is nothing left to say."""
        self.accept()

    def on_help_refused(self) -> None:
        """Say where the guide is."""
        sentences = (help_window.CAUSE, help_window.WHAT_TO_DO)
        self.outcome.show_verdict(ShownVerdict(sign=SignKind.WARNING, title=help_window.TITLE, sentences=sentences))

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.address.text())
        self.outcome.show_verdict(ShownVerdict(sign=SignKind.GOOD, title=help_window.COPIED))
