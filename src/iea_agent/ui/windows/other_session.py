"""Asks in another session of the same user whether the agent is to continue in this one.

The process that opened the window ends the agent of the other session, and begins here (``takeover.py``).
"""

from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import buttons, help_window, other_session
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import ContinueHere
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.widgets import Notice, add, breakable, button, text
from iea_agent.ui.window import Window


class OtherSessionDialog(Window):
    """One sentence and « Continuer ici ». Its view is that of the other session's agent, taken once."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.APPLICATION, width=70)
        self.unsaved = Notice()
        said = text(other_session.OTHER_SESSION, bold=True)
        add(self.body, said, text(other_session.CONTINUE_HERE_MEANS), self.unsaved, None)
        go_on = button(other_session.CONTINUE_HERE, self._go_on, default=True)
        self.add_buttons((), (go_on, button(buttons.CLOSE, self.reject)))
        go_on.setFocus()
        if view.unsaved:
            self.unsaved.say(SignKind.WARNING, other_session.UNSAVED_TITLE, other_session.UNSAVED_THERE)

    def on_help_refused(self) -> None:
        """Say where the guide is: no agent listens to this window."""
        lines = (help_window.CAUSE, self.context.help.where(self.help_page))
        self.unsaved.say(SignKind.WARNING, help_window.TITLE, *map(breakable, lines))

    def _go_on(self) -> None:
        self.context.host.say(ContinueHere())
        self.accept()
