"""The base of all windows: icon, row of buttons, messages from and to the agent."""

import logging
import sys
from datetime import datetime

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Picture
from iea_agent.core.errors import AgentError, ErrorCode, InvalidFileError
from iea_agent.core.help import HelpPage
from iea_agent.core.settings import Settings
from iea_agent.core.shown.repairing import changes_addresses
from iea_agent.core.shown.verdict import Asked
from iea_agent.core.texts.windows import assistance_mode
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, ChangesHeld, DialogAsked, PasswordAnswered, RepairAgreed
from iea_agent.ui.context import WindowContext, local_time, picture_icon
from iea_agent.ui.fitting import FittingDialog
from iea_agent.ui.parts.copying import words_of
from iea_agent.ui.parts.flow import ButtonRow
from iea_agent.ui.parts.speech import speaker
from iea_agent.ui.parts.widgets import breakable

_log = logging.getLogger(__name__)

PICTURE_SIDE = 64
"""The side of a picture in a window (device-independent pixels)."""
_TIME_TOLD_MS = 100
"""How long the X server may take to tell Qt its time (milliseconds)."""


class Window(FittingDialog):
    """An empty window of the agent; what a window does not override is the common behaviour."""

    def __init__(self, context: WindowContext, view: AgentView, *, title: str, width: int) -> None:
        """Create an empty window, ``width`` average characters wide."""
        super().__init__(title=title, width=width)
        speaker()  # from now on it follows the focus
        self.context = context
        self.view = view
        self.help_page = HelpPage.START
        """The page of the guide that is about this window."""
        self._holds = False
        self._opens_help = False
        self.asked_repair = False
        """Whether a repair was asked for, or taken back, in this window, which then says what became of it."""
        for key in {QKeySequence("F1"), *QKeySequence.keyBindings(QKeySequence.StandardKey.HelpContents)}:
            shortcut = QShortcut(key, self, self.open_help)
            shortcut.setAutoRepeat(False)
        self.setWindowIcon(picture_icon(context.icons, view.picture))

    def add_buttons(self, left: tuple[QPushButton, ...], right: tuple[QPushButton, ...]) -> None:
        """Add the row of buttons at the bottom; their order is the tab order."""
        self.foot.addLayout(ButtonRow(left, right))

    def show_picture(self, label: QLabel, picture: Picture, *, side: int = PICTURE_SIDE) -> None:
        """Show a picture; hide the label if its file is missing. It has no name: the words beside it say the same."""
        icon = picture_icon(self.context.icons, picture)
        label.setPixmap(icon.pixmap(QSize(side, side), self.devicePixelRatioF()))
        label.setVisible(not icon.isNull())

    def come_to_front(self) -> None:
        """Raise the window above the others; only after an action of the user."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        if QGuiApplication.platformName() == "xcb":
            # Window managers compare the activation with the time of the user's last action in this window, which is
            # stale. Setting the icon again makes the X server tell Qt its time, which the second request then carries.
            self.setWindowIcon(self.windowIcon())
            QTimer.singleShot(_TIME_TOLD_MS, self, self.activateWindow)
        if sys.platform == "win32":  # Windows may refuse the activation: the task bar then flashes
            QApplication.alert(self)

    def close_unasked(self) -> None:
        """Close at once and discard what is unsaved: the agent ends."""
        self.done(QDialog.DialogCode.Rejected)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Copy what the window says, as a message box of Windows does, unless what has the focus copies something."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(words_of(self))
            return
        super().keyPressEvent(event)

    # The guide.

    def open_help(self) -> None:
        """Open the guide at the page about this window."""
        self.open_page(self.help_page)

    def open_page(self, page: HelpPage) -> None:
        """Open a page of the guide, in the browser of the desktop."""
        if not self._opens_help:
            self._opens_help = True
            self.context.main_thread.fetch(lambda: self.context.help.open(page), self._on_help)

    def _on_help(self, opened: bool) -> None:  # noqa: FBT001 (a callback's one value)
        self._opens_help = False
        if opened:
            self.on_help_opened()
        else:
            self.on_help_refused()

    def on_help_opened(self) -> None:
        """A browser has the page. Nothing is left to do by default."""

    def on_help_refused(self) -> None:
        """No browser opens the guide. By default a window of the agent says where it is."""
        self.ask(Open(DialogKind.HELP))

    # Messages from the agent.

    def on_view(self, view: AgentView) -> None:
        """Show the agent's new state."""
        if view.picture is not self.view.picture:
            self.setWindowIcon(picture_icon(self.context.icons, view.picture))
        self.view = view

    def on_progress(self, progress: AttemptProgressed) -> None:
        """A stage of the running authentication is complete. Ignored by default."""

    def on_password_answered(self, answer: PasswordAnswered) -> None:
        """The password of the day was checked. Ignored by default."""

    def on_asked_again(self) -> None:
        """The user asked for this window while it was open. By default it only comes to the front."""

    def on_leave_asked(self) -> None:
        """The user quits the agent, and this window holds unsaved work. By default the agent quits."""
        self.ask(Action.QUIT)

    def ask(self, asked: Asked) -> None:
        """Ask the agent for something."""
        if changes_addresses(asked):
            self.asked_repair = True
        elif asked in {Action.AUTHENTICATE, Action.LAUNCH, Action.TAKE_NEW_SETTINGS}:  # a new question
            self.asked_repair = False
        self.context.host.say(asked if isinstance(asked, RepairAgreed) else DialogAsked(asked))

    def hold(self, *, unsaved: bool) -> None:
        """Tell the agent whether this window holds unsaved work, if that changed."""
        if unsaved is not self._holds:
            self._holds = unsaved
            self.context.host.say(ChangesHeld(unsaved))

    def saved_settings(self) -> tuple[Settings, ErrorCode | None]:
        """Return the settings in force, or the default ones and the code of the error."""
        try:
            return self.context.settings.load(), None
        except AgentError as error:
            _log.warning("the settings could not be loaded: %s", error)
            known = self.context.settings.last_good() if isinstance(error, InvalidFileError) else None
            return (Settings(), error.code) if known is None else (known, None)

    def now(self) -> datetime:
        """Return the local time of this workstation."""
        return local_time(self.context.now())

    def assistance_story(self) -> tuple[str, ...]:
        """Return since when, by whom and why assistance mode is on, as far as known."""
        view = self.view
        begun = None if view.mode_since is None else local_time(view.mode_since)
        return assistance_mode.assistance_story(begun, breakable(view.who), breakable(view.reason), self.now().date())
