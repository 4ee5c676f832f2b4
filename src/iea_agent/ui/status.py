"""« État de la connexion »: the picture and its meaning in words, live; also serves where no tray exists."""

from datetime import UTC, datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent.core import texts
from iea_agent.core import window_texts as words
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Role, Verdict
from iea_agent.core.messages import AgentView, Ask
from iea_agent.ui.signs import Sign, SignKind
from iea_agent.ui.widgets import Block, Notice, announce, button, explanation, set_text, text
from iea_agent.ui.window import SPACING, Window, World, picture_icon

PICTURE_SIDE = 64


class ServerLine(QWidget):
    """One server: its sign, its name, and what is known of it."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign()
        self._words = text()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, stretch=1)

    def say(self, kind: SignKind, said: str) -> None:
        """Show what is known."""
        self._sign.show_kind(kind)
        self._words.setText(said)


_NOT_ASKED = {Verdict.NOT_CONFIGURED, Verdict.BAD_SETTINGS, Verdict.KEY_STORE, Verdict.AGENT_FAULT}
"""Faults of this workstation, which accuse no server."""


class StatusDialog(Window):
    """What the icon shows, and all that can be done about it."""

    def __init__(self, world: World, view: AgentView) -> None:
        super().__init__(world, view, title=words.STATUS_TITLE, width=78)
        self._picture = QLabel()
        self._picture.setFixedSize(PICTURE_SIDE, PICTURE_SIDE)
        self.headline = text(bold=True, scale=1.3)
        self.times = text()
        self.reason = text()
        self.notice = Notice()
        self._servers = {role: ServerLine() for role in Role}
        self._licence = text()
        self.body.addLayout(self._head())
        self.body.addWidget(self.notice)
        for line in self._servers.values():
            self.body.addWidget(line)
        self.body.addWidget(self._licence)
        self.body.addSpacing(SPACING)
        settings, test = button(words.OPEN_SETTINGS), button(words.OPEN_TEST)
        self.reauthenticate_button = button(words.OPEN_REAUTHENTICATE)
        for made, asked in (
            (settings, Ask.OPEN_SETTINGS),
            (test, Ask.OPEN_TEST),
            (self.reauthenticate_button, Ask.OPEN_REAUTHENTICATE),
        ):
            made.clicked.connect(lambda _=False, asked=asked: self.ask(asked))
            self.body.addWidget(made)
        self.body.addStretch(1)
        leave = button(words.QUIT_AGENT)
        leave.setToolTip(words.QUIT_AGENT_HELP)
        leave.setAccessibleDescription(words.QUIT_AGENT_HELP)
        leave.clicked.connect(lambda: self.ask(Ask.QUIT))
        close = button(words.CLOSE, default=True)
        close.clicked.connect(self.reject)
        self.add_buttons((leave,), (close,))
        self._show()
        close.setFocus()

    def on_view(self, view: AgentView) -> None:
        """Show the new state, and say it if its words changed."""
        super().on_view(view)
        before = self.headline.text()
        self._show()
        if self.headline.text() != before:
            announce(self, self.headline.text())

    def _head(self) -> QHBoxLayout:
        said = QVBoxLayout()
        said.setSpacing(6)
        for label in (self.headline, self.times, self.reason):
            said.addWidget(label)
        said.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(said, stretch=1)
        return head

    def _show(self) -> None:
        view = self.view
        assistance = view.mode is Mode.ASSISTANCE
        icon = picture_icon(self.world.icons, view.picture)
        self._picture.setPixmap(icon.pixmap(QSize(PICTURE_SIDE, PICTURE_SIDE), self.devicePixelRatioF()))
        self._picture.setVisible(not icon.isNull())
        self._picture.setAccessibleName(texts.state_line(view))
        self.headline.setText(texts.state_line(view))
        set_text(self.times, self._times())
        set_text(self.reason, words.heading(words.ASSISTANCE_REASON, view.reason) if assistance and view.reason else "")
        if view.diagnosis is not None and not view.diagnosis.ok and not assistance:
            self.notice.say(
                SignKind.BAD, texts.explain(view.diagnosis)[0], Block("", explanation(view.diagnosis).lines[1:])
            )
        else:
            self.notice.clear()
        self._show_servers()
        self._licence.setText(words.heading(words.LICENCE, view.licence_number or words.NO_LICENCE))
        self.reauthenticate_button.setEnabled(not assistance)

    def _times(self) -> str:
        view = self.view
        today = self._local(self.world.now()).date()
        assistance = view.mode is Mode.ASSISTANCE
        since = view.mode_since if assistance else view.since
        said = [] if since is None else [words.since(self._local(since), today)]
        if view.attempting:
            said.append(words.NEXT_ATTEMPT_NOW)
        elif view.next_attempt is not None and not assistance:
            planned = words.next_check if view.connection is Link.CONNECTED else words.next_attempt
            said.append(planned(self._local(view.next_attempt), today))
        return " ".join(said)

    @staticmethod
    def _local(at: float) -> datetime:
        return datetime.fromtimestamp(at, tz=UTC).astimezone()

    def _show_servers(self) -> None:
        view = self.view
        known = view.diagnosis if view.mode is Mode.PRODUCTION and view.diagnosis else None
        if known is not None and known.verdict in _NOT_ASKED:
            known = None
        reports = {
            Role.AUTHENTICATION: known,
            Role.UPDATES: view.updates.diagnosis if view.updates is not None else None,
        }
        for role, diagnosis in reports.items():
            if diagnosis is None:
                self._servers[role].say(SignKind.UNKNOWN, words.heading(texts.SERVER[role], words.NOT_LOOKED_AT))
                continue
            kind = SignKind.GOOD if diagnosis.ok else SignKind.BAD
            self._servers[role].say(kind, words.heading(texts.SERVER[role], texts.SHORT[diagnosis.verdict]))
