"""Shared by the windows that wait for an authentication: progress, verdict, and what to do after a bad one.

Starting an attempt, and knowing which attempt is awaited, is left to each window.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iea_agent.core.commands import Command, DialogKind, Open, is_available
from iea_agent.core.connection_state import Link
from iea_agent.core.file_notices import FileFinding, OwnFile
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import announcements, checklist, file_notices, key_origin, labels
from iea_agent.core.texts.windows import attempts, buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed
from iea_agent.ui.context import said_of_mail
from iea_agent.ui.parts.key_question import explain_key_origin, origins_asked
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.widgets import (
    Block,
    Notice,
    breakable,
    busy_bar,
    button,
    fill,
    grid_in,
    rest_of_explanation,
    set_text,
    text,
)

HEADLINE_SCALE = 1.15
_REFUSALS = {Link.REFUSED: labels.REFUSED, Link.LICENCE_UNKNOWN: labels.LICENCE_UNKNOWN}


class AttemptProgress(QWidget):
    """A sentence, a progress bar and the last completed stage of the running attempt; hidden while none runs."""

    def __init__(self, name: str) -> None:
        """Create it hidden; ``name`` is the accessible name of the bar."""
        super().__init__()
        self.working = False
        self._headline = text(bold=True, scale=HEADLINE_SCALE)
        self._bar = busy_bar(name)
        self._bar.show()
        self._stage = text()
        fill(QVBoxLayout(self), self._headline, self._bar, self._stage)
        self.hide()

    @property
    def words(self) -> str:
        """The displayed text."""
        return f"{self._headline.text()}\n{self._stage.text()}" if self.working else "\n"

    def begin(self, headline: str, stage: str = "", *, asks: bool = False) -> None:
        """Show the progress, with ``headline``, or, while the key store ``asks`` for its password, with that request.

        An empty ``stage`` keeps the stage shown before.
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
        """Show the completed stage."""
        if self.working:
            set_text(self._stage, checklist.PASSED[progress.report.stage].capitalize())

    def end(self) -> None:
        """Hide the progress."""
        self.working = False
        self.hide()


def refusal_of(view: AgentView) -> str:
    """Return the server's refusal in the words of the help sheet; empty if it refused nothing."""
    return _REFUSALS.get(view.connection, "")


def say_failure(notice: Notice, view: AgentView, first: Sequence[str] = ()) -> None:
    """Show why there is no connection and who has to act; ``first`` is a paragraph above the explanation."""
    title = refusal_of(view) or announcements.state_line(replace(view, updates=None, secure=True))
    above = tuple(Block("", lines) for lines in (first, _ignored_settings(view)) if lines)
    if (origins := origins_asked(view)) is not None:
        notice.say(SignKind.WARNING, breakable(key_origin.question(origins)), *above, explain_key_origin(origins))
        return
    notice.say(SignKind.BAD, title, *above, *rest_of_explanation(view.diagnosis))


def _ignored_settings(view: AgentView) -> list[str]:
    """Return what is not used of the settings because others may have written them: it may be the cause."""
    return [
        file_notices.sentence(notice)
        for notice in view.file_notices
        if notice.file is OwnFile.SETTINGS and notice.finding is FileFinding.OPEN_TO_OTHERS
    ]


class WaysOn(QWidget):
    """The buttons « Écrire à l'assistance » and « Activer le mode assistance », explained; hidden at first."""

    def __init__(self, ask: Callable[[Command], None]) -> None:
        super().__init__()
        self.write_button = button(buttons.WRITE_SUPPORT, lambda: ask(Open(DialogKind.SUPPORT_MAIL)))
        self.enable_button = button(buttons.ENABLE_ASSISTANCE, lambda: ask(Open(DialogKind.ASSISTANCE)))
        self._write_help, self._enable_help = (
            text(buttons.WRITE_SUPPORT_HELP),
            text(buttons.ENABLE_ASSISTANCE_HELP),
        )
        grid = grid_in(self, across=12, down=8)
        rows = ((self.write_button, self._write_help), (self.enable_button, self._enable_help))
        for row, (made, said) in enumerate(rows):
            made.setAccessibleDescription(said.text())
            grid.addWidget(made, row, 0)
            grid.addWidget(said, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def words(self) -> str:
        """The explanation of « Écrire à l'assistance »; empty while hidden."""
        return "" if self.isHidden() else self._write_help.text()

    def offer(self, view: AgentView, now: datetime, *, assistance: bool = True) -> None:
        """Show the buttons, « Activer le mode assistance » only with ``assistance`` and where it is available.

        ``now`` is the local time.
        """
        assistance = assistance and is_available(Open(DialogKind.ASSISTANCE), view)
        said = said_of_mail(view, now) or buttons.WRITE_SUPPORT_HELP
        self._write_help.setText(said)
        self.write_button.setAccessibleDescription(said)
        self.enable_button.setVisible(assistance)
        self._enable_help.setVisible(assistance)
        self.show()
