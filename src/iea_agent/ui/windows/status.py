"""« État de la connexion »: picture, state in words and commands, live; replaces the icon where no tray exists."""

from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Origin, Role
from iea_agent.core.texts import announcements, desktops, file_notices, french, launches, verdicts
from iea_agent.core.texts.windows import access_test, buttons, status_window
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext, local_time, picture_icon, said_of_mail
from iea_agent.ui.parts.history_list import HistoryList
from iea_agent.ui.parts.menu_buttons import MenuButtons
from iea_agent.ui.parts.signs import Sign, SignKind
from iea_agent.ui.parts.widgets import Block, Notice, announce, button, explanation, set_text, text
from iea_agent.ui.window import Window

PICTURE_SIDE = 64


class ServerLine(QWidget):
    """One server: sign, name, last result."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign()
        self._words = text()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, stretch=1)

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
        self.times = text()
        self.software = text()
        self.icon_notice = Notice()
        self.notice = Notice()
        self.files = Notice()
        self.mail = text()
        self.offered = MenuButtons(self.ask)
        self._servers = {role: ServerLine() for role in Role}
        self._licence = text()
        self.history = HistoryList()
        self._lay_out()
        close = button(buttons.CLOSE)
        close.clicked.connect(self.reject)
        self.add_buttons((self.offered.leave, self.offered.maintenance), (close,))
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
        self.body.addLayout(self._head())
        self.body.addWidget(self.icon_notice)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.files)
        self.body.addWidget(self.mail)
        self.body.addWidget(self.offered.launch)
        facts = QVBoxLayout()
        facts.setSpacing(4)
        for line in (*self._servers.values(), self._licence):
            facts.addWidget(line)
        self.body.addLayout(facts)
        self.body.addWidget(_rule())
        self.body.addWidget(self.offered.columns)
        self.body.addWidget(_rule())
        self.body.addWidget(self.history)
        self.body.addStretch(1)

    def _head(self) -> QHBoxLayout:
        said = QVBoxLayout()
        said.setSpacing(6)
        for label in (self.headline, self.times, self.software):
            said.addWidget(label)
        said.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(said, stretch=1)
        return head

    def _show(self) -> None:
        view = self.view
        today = self.now().date()
        icon = picture_icon(self.context.icons, view.picture)
        self._picture.setPixmap(icon.pixmap(QSize(PICTURE_SIDE, PICTURE_SIDE), self.devicePixelRatioF()))
        self._picture.setVisible(not icon.isNull())
        self._picture.setAccessibleName(announcements.state_line(view))
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
            said = tuple(file_notices.sentence(notice) for notice in view.file_notices)
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
