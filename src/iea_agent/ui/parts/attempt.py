"""What the windows that wait for the connection share: progress, the verdict, and the ways on from a bad one.

Nothing here asks the agent for an attempt, or knows which one is waited for: that is each window's own.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from iea_agent.core.commands import Command, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.texts import announcements, attempts, checklist, labels
from iea_agent.core.texts.windows import buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed
from iea_agent.ui.context import said_of_mail
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.widgets import Block, Notice, announce, busy_bar, button, rest_of_explanation, set_text, text

HEADLINE_SCALE = 1.15
_REFUSALS = {Link.REFUSED: labels.REFUSED, Link.LICENCE_UNKNOWN: labels.LICENCE_UNKNOWN}


class AttemptProgress(QWidget):
    """A sentence, a bar and the stage that the running attempt has behind it; takes no room while nothing runs."""

    def __init__(self, name: str) -> None:
        """Make it; ``name`` is what a screen reader calls the bar."""
        super().__init__()
        self.working = False
        self._headline = text(bold=True, scale=HEADLINE_SCALE)
        self._bar = busy_bar(name)
        self._bar.show()
        self._stage = text()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._headline, self._bar, self._stage):
            column.addWidget(part)
        self.hide()

    @property
    def words(self) -> str:
        """What is said of the running attempt."""
        return f"{self._headline.text()}\n{self._stage.text()}" if self.working else "\n"

    def begin(self, headline: str, stage: str = "", *, asks: bool = False) -> None:
        """Say that something goes on, unless the key store ``asks`` for its password: then that is said.

        An empty ``stage`` leaves what was said of the last one.
        """
        headline = attempts.KEY_STORE_ASKS if asks else headline
        if not self.working:
            set_text(self._stage, "")
        if not self.working or headline != self._headline.text():
            announce(self, headline)
        self.working = True
        self._headline.setText(headline)
        if stage:
            set_text(self._stage, stage)
        self.show()

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Say which stage is done."""
        if self.working:
            set_text(self._stage, checklist.PASSED[progress.report.stage].capitalize())

    def end(self) -> None:
        """Say nothing more."""
        self.working = False
        self.hide()


def refusal_of(view: AgentView) -> str:
    """Return what the server said to this licence, in the words of the specification; empty if it refused nothing."""
    return _REFUSALS.get(view.connection, "")


def say_failure(notice: Notice, view: AgentView, first: Sequence[str] = ()) -> None:
    """Say why there is no connection, and who acts; ``first`` stands above the explanation."""
    title = refusal_of(view) or announcements.state_line(replace(view, updates=None, secure=True))
    above = (Block("", first),) if first else ()
    notice.say(SignKind.BAD, title, *above, *rest_of_explanation(view.diagnosis))


class WaysOn(QWidget):
    """« Écrire à l'assistance » and « Activer le mode assistance », each with what it does; hidden until offered."""

    def __init__(self, ask: Callable[[Command], None]) -> None:
        super().__init__()
        self.write_button = button(buttons.WRITE_SUPPORT)
        self.enable_button = button(buttons.ENABLE_ASSISTANCE)
        self._write_help, self._enable_help = (
            text(buttons.WRITE_SUPPORT_HELP),
            text(buttons.ENABLE_ASSISTANCE_HELP),
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = (
            (self.write_button, self._write_help, Open(DialogKind.SUPPORT_MAIL)),
            (self.enable_button, self._enable_help, Open(DialogKind.ASSISTANCE)),
        )
        for row, (made, said, asked) in enumerate(rows):
            made.clicked.connect(lambda _=False, asked=asked: ask(asked))
            made.setAccessibleDescription(said.text())
            grid.addWidget(made, row, 0)
            grid.addWidget(said, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def words(self) -> str:
        """What is said of writing to the support desk."""
        return "" if self.isHidden() else self._write_help.text()

    def offer(self, view: AgentView, now: datetime, *, assistance: bool = True) -> None:
        """Show the ways, « Activer le mode assistance » only with ``assistance``; ``now`` is the local time."""
        said = said_of_mail(view, now) or buttons.WRITE_SUPPORT_HELP
        self._write_help.setText(said)
        self.write_button.setAccessibleDescription(said)
        self.enable_button.setVisible(assistance)
        self._enable_help.setVisible(assistance)
        self.show()
