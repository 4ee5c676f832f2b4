"""« État de la connexion »: picture, state in words and what to do, live; replaces the icon where no tray exists."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent.core.commands import DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.occasions import occasion_of
from iea_agent.core.shown import status
from iea_agent.core.shown.repairing import with_repair
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.shown.ways_on import HELPER
from iea_agent.core.texts import desktops, file_notices, launches
from iea_agent.core.texts.windows import buttons, status_window
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext, local_time, said_of_mail
from iea_agent.ui.parts.details_list import DetailsList, Disclosure
from iea_agent.ui.parts.menu_buttons import MenuButtons
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import Notice, add, button, fill, fill_beside, link_button, set_text, text
from iea_agent.ui.style.sheet import HAIR
from iea_agent.ui.window import PICTURE_SIDE, Window


class StatusDialog(Window):
    """The state that the icon shows, and every command of the menu."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=status_window.STATUS_TITLE, width=86)
        self._picture = QLabel()
        self._picture.setFixedSize(PICTURE_SIDE, PICTURE_SIDE)
        self.headline = text(bold=True, scale=1.3)
        self.times, self.software, self.mail = text(), text(), text()
        self.icon_notice, self.files = Notice(), Notice()
        self.files_help = link_button(
            buttons.PREPARE_MESSAGE,
            lambda: self.ask(Open(DialogKind.HELPER_MAIL)),
            explained=buttons.PREPARE_MESSAGE_HELP,
        )
        self.offered = MenuButtons(self.ask)
        self.verdict = VerdictBox(self.ask, leave=self.offered.launch, takes_focus=False)
        self.verdict.shrunk.connect(self.refit)
        self.details = DetailsList()
        self._below = QWidget()
        self.disclosure = Disclosure(self._below, self.details)
        self.disclosure.button.clicked.connect(lambda: self.reveal(self._below))
        self._lay_out()
        self._show()
        (self.offered.launch if self.verdict.primary.isHidden() else self.verdict.primary).setFocus()

    def on_view(self, view: AgentView) -> None:
        """Show the new state; announce it if its words changed."""
        super().on_view(view)
        before = self.headline.text()
        self._show()
        if self.headline.text() != before and self.verdict.shown is None:  # else the verdict is announced
            announce(self, self.headline.text())

    def _lay_out(self) -> None:
        said = fill(QVBoxLayout(), self.headline, self.times, self.software, self.mail, None, spacing=6)
        head = fill_beside(QHBoxLayout(), self._picture, said, spacing=16)
        fill(QVBoxLayout(self._below), self.details, self.offered.rest, spacing=8)
        unfold = fill(QHBoxLayout(), self.disclosure.button, None)
        files = (self.files, fill(QHBoxLayout(), self.files_help, None))
        add(self.body, head, self.icon_notice, self.verdict, *files, self.offered.launch, unfold, self._below, None)
        close = button(buttons.CLOSE, self.reject)
        foot = fill(QHBoxLayout(), (self.offered.links, 1), close)
        foot.setAlignment(close, Qt.AlignmentFlag.AlignBottom)
        add(self.foot, _rule(), foot)

    def _show(self) -> None:
        view = self.view
        today = self.now().date()
        self.show_picture(self._picture, view.picture)
        self.headline.setText(status.headline_of(view))
        set_text(self.times, self._times(today))
        opened = view.software_since
        set_text(self.software, "" if opened is None else launches.software_open(local_time(opened), today))
        self._show_verdict()
        self._show_files()
        self._show_way_to_icon()
        self.details.show_rows(status.rows_of(view, local_time, today))

    def _show_verdict(self) -> None:
        mail, alone = (said_of_mail(self.view, self.now(), about) for about in (None, occasion_of(self.view)))
        verdict = with_repair(self.view, status.verdict_of(self.view, mail=mail), asked=self.asked_repair)
        self.verdict.show_verdict(verdict)
        said = verdict is not None and mail in verdict.sentences
        set_text(self.mail, "" if said else alone)
        self.offered.show_view(self.view, () if verdict is None else verdict.acts)

    def _show_files(self) -> None:
        urgent = status.urgent(self.view.file_notices)
        if urgent:
            said = tuple(file_notices.sentence(notice) for notice in urgent)
            self.files.say(SignKind.WARNING, file_notices.TITLE, *said)
        else:
            self.files.clear()
        shown = self.verdict.shown
        self.files_help.setVisible(bool(urgent) and (shown is None or HELPER not in shown.acts))

    def _times(self, today: date) -> str:
        view = self.view
        if view.mode is Mode.ASSISTANCE:
            return " ".join(self.assistance_story())
        said = [] if view.since is None else [status_window.since(local_time(view.since), today)]
        if view.attempting:
            said.append(status_window.NEXT_ATTEMPT_NOW)
        elif view.next_attempt is not None:
            planned = status_window.next_check if view.connection is Link.CONNECTED else status_window.next_attempt
            said.append(planned(local_time(view.next_attempt), today))
        return " ".join(said)

    def _show_way_to_icon(self) -> None:
        desktop = self.view.icon_advice
        if desktop is None:
            self.icon_notice.clear()
            return
        said = (desktops.NO_ICON_BODY, desktops.WAY_TO_ICON[desktop], desktops.SAID_ONCE)
        self.icon_notice.say(SignKind.WARNING, desktops.NO_ICON_TITLE, *said)


def _rule() -> QFrame:
    """Return a horizontal line."""
    rule = QFrame()
    rule.setProperty(HAIR, "true")
    return rule
