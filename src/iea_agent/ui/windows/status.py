"""« État de la connexion »: picture, state in words and commands, live; replaces the icon where no tray exists."""

from datetime import date

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Origin, Role
from iea_agent.core.texts import announcements, desktops, file_notices, french, launches, verdicts
from iea_agent.core.texts.windows import access_test, buttons, status_window
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext, local_time, said_of_mail
from iea_agent.ui.parts.history_list import HistoryList
from iea_agent.ui.parts.menu_buttons import MenuButtons
from iea_agent.ui.parts.signs import Sign, SignKind
from iea_agent.ui.parts.widgets import (
    Block,
    Notice,
    add,
    announce,
    button,
    explanation,
    fill,
    fill_beside,
    set_text,
    text,
)
from iea_agent.ui.window import PICTURE_SIDE, Window


class ServerLine(QWidget):
    """One server: sign, name, last result."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign()
        self._words = text()
        fill_beside(QHBoxLayout(self), self._sign, self._words)

    def say(self, kind: SignKind, said: str) -> None:
        """Show a result."""
        self._sign.show_kind(kind)
        self._words.setText(said)


class StatusDialog(Window):
    """The state that the icon shows, and every command of the menu."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=status_window.STATUS_TITLE, width=86)
        self._picture = QLabel()
        self._picture.setFixedSize(PICTURE_SIDE, PICTURE_SIDE)
        self.headline = text(bold=True, scale=1.3)
        self.times, self.software, self.mail = text(), text(), text()
        self.icon_notice, self.notice, self.files = Notice(), Notice(), Notice()
        self.offered = MenuButtons(self.ask)
        self._servers = {role: ServerLine() for role in Role}
        self._licence = text()
        self.history = HistoryList()
        self._lay_out()
        self.add_buttons((self.offered.leave, self.offered.maintenance), (button(buttons.CLOSE, self.reject),))
        self._show()
        self.offered.launch.setFocus()

    def on_view(self, view: AgentView) -> None:
        """Show the new state; announce it if its words changed."""
        super().on_view(view)
        before = self.headline.text()
        self._show()
        if self.headline.text() != before:
            announce(self, self.headline.text())

    def _lay_out(self) -> None:
        said = fill(QVBoxLayout(), self.headline, self.times, self.software, None, spacing=6)
        head = fill_beside(QHBoxLayout(), self._picture, said, spacing=16)
        notices = (self.icon_notice, self.notice, self.files, self.mail)
        facts = fill(QVBoxLayout(), *self._servers.values(), self._licence, spacing=4)
        add(self.body, head, *notices, self.offered.launch, facts)
        add(self.body, _rule(), self.offered.columns, _rule(), self.history, None)

    def _show(self) -> None:
        view = self.view
        today = self.now().date()
        self.show_picture(self._picture, view.picture, announcements.state_line(view))
        self.headline.setText(announcements.state_line(view))
        set_text(self.times, self._times(today))
        opened = view.software_since
        set_text(self.software, "" if opened is None else launches.software_open(local_time(opened), today))
        set_text(self.mail, said_of_mail(view, self.now()))
        if view.diagnosis is not None and not view.diagnosis.ok and view.mode is Mode.PRODUCTION:
            self.notice.say(
                SignKind.BAD, verdicts.explain(view.diagnosis)[0], Block("", explanation(view.diagnosis).lines[1:])
            )
        else:
            self.notice.clear()
        if view.file_notices:
            said = tuple(file_notices.whole(notice) for notice in view.file_notices)
            self.files.say(SignKind.WARNING, file_notices.TITLE, Block("", said))
        else:
            self.files.clear()
        self._show_way_to_icon()
        self._show_servers()
        self._licence.setText(french.heading(status_window.LICENCE, view.licence_number or status_window.NO_LICENCE))
        self.offered.show_view(view)
        self.history.show_history(view.history, today)

    def _times(self, today: date) -> str:
        view = self.view
        if view.mode is Mode.ASSISTANCE:
            return "\n".join(self.assistance_story())
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
        self.icon_notice.say(SignKind.WARNING, desktops.NO_ICON_TITLE, *(Block("", (line,)) for line in said))

    def _show_servers(self) -> None:
        view = self.view
        known = view.diagnosis if view.mode is Mode.PRODUCTION and view.diagnosis else None
        if known is not None and known.verdict.facts.origin is Origin.AGENT:
            known = None
        reports = {
            Role.AUTHENTICATION: known,
            Role.UPDATES: view.updates.diagnosis if view.updates is not None else None,
        }
        unknown = status_window.NOT_TESTED if view.mode is Mode.PRODUCTION else status_window.NOT_TESTED_IN_ASSISTANCE
        for role, diagnosis in reports.items():
            if diagnosis is None:
                self._servers[role].say(SignKind.UNKNOWN, french.heading(access_test.SERVER[role], unknown))
                continue
            kind = SignKind.GOOD if diagnosis.ok else SignKind.BAD
            self._servers[role].say(kind, french.heading(access_test.SERVER[role], verdicts.short(diagnosis)))


def _rule() -> QFrame:
    """Return a horizontal line."""
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setFrameShadow(QFrame.Shadow.Sunken)
    return rule
