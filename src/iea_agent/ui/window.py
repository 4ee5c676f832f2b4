"""What all windows share: their surroundings, picture, scrolling body, row of buttons, and coming to the front."""

import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from iea_agent.core.commands import Action, Command
from iea_agent.core.texts.windows import assistance_mode
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed, ChangesHeld, DialogAsked, PasswordAnswered
from iea_agent.ui.context import WindowContext, local_time, picture_icon
from iea_agent.ui.parts.widgets import breakable

MARGIN = 18
"""Around and between parts, in device-independent pixels."""
SPACING = 12
_TITLE_BAR = 40
_TIME_TOLD_MS = 100


class Window(QDialog):
    """A window with a body that scrolls when the screen is small, and buttons that always stay in sight."""

    def __init__(self, context: WindowContext, view: AgentView, *, title: str, width: int) -> None:
        """Make an empty window, ``width`` average characters wide."""
        super().__init__()
        self.context = context
        self.view = view
        self._holds = False
        self.setWindowTitle(title)
        self.setWindowIcon(picture_icon(context.icons, view.picture))
        self._body = QWidget()
        self.body = QVBoxLayout(self._body)
        self.body.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN // 2)
        self.body.setSpacing(SPACING)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(title)
        self._scroll.setWidget(self._body)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, MARGIN)
        self._foot.setSpacing(SPACING)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, stretch=1)
        outer.addLayout(self._foot)
        self._width = self.fontMetrics().horizontalAdvance("x") * width
        self._body.installEventFilter(self)
        self._scroll.installEventFilter(self)

    def add_foot(self, *widgets: QWidget) -> None:
        """Put widgets that never scroll between the body and the buttons."""
        for widget in widgets:
            self._foot.addWidget(widget)

    def add_buttons(self, left: tuple[QPushButton, ...], right: tuple[QPushButton, ...]) -> None:
        """Put the row of buttons at the bottom; their order is the tab order."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for made in left:
            row.addWidget(made)
        row.addStretch(1)
        for made in right:
            row.addWidget(made)
        self._foot.addLayout(row)

    # What the agent says.

    def on_view(self, view: AgentView) -> None:
        """Take over the agent's new state."""
        if view.picture is not self.view.picture:
            self.setWindowIcon(picture_icon(self.context.icons, view.picture))
        self.view = view

    def on_progress(self, progress: AttemptProgressed) -> None:
        """Take note of a stage of the running authentication; most windows do not show it."""

    def on_password_answered(self, answer: PasswordAnswered) -> None:
        """Say what became of the password of the day; only one window takes any."""

    def on_asked_again(self) -> None:
        """The user asked for this window while it was open; most windows only come to the front."""

    def on_leave_asked(self) -> None:
        """The user quits the agent, and this window holds something; most never do."""
        self.ask(Action.QUIT)

    def ask(self, command: Command) -> None:
        """Ask something of the agent."""
        self.context.host.say(DialogAsked(command))

    def hold(self, *, unsaved: bool) -> None:
        """Tell the agent, when it is news, whether something would be lost with this window."""
        if unsaved is not self._holds:
            self._holds = unsaved
            self.context.host.say(ChangesHeld(unsaved))

    def now(self) -> datetime:
        """Return the local time of this workstation."""
        return local_time(self.context.now())

    def assistance_story(self) -> tuple[str, ...]:
        """Return since when assistance mode is on, by whom and why, as far as that is known."""
        view = self.view
        begun = None if view.mode_since is None else local_time(view.mode_since)
        return assistance_mode.assistance_story(begun, breakable(view.who), breakable(view.reason), self.now().date())

    def come_to_front(self) -> None:
        """Show the window above the others; only for what the user has just asked for."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        if QGuiApplication.platformName() == "xcb":
            # Window managers ask when the user last touched this window, which was before he used another one. The
            # icon, set again, makes the X server tell Qt its time, which the second request then bears.
            self.setWindowIcon(self.windowIcon())
            QTimer.singleShot(_TIME_TOLD_MS, self, self.activateWindow)
        if sys.platform == "win32":  # Windows may refuse the activation: the task bar then flashes
            QApplication.alert(self)

    def close_unasked(self) -> None:
        """Close at once, whatever is unsaved: the agent ends."""
        self.done(QDialog.DialogCode.Rejected)

    # Size.

    def fit(self) -> None:
        """Grow so that everything is in sight, as far as the screen allows; never shrink."""
        if not self.isVisible():
            return
        wanted = self._wanted_size()
        self.resize(self.size().expandedTo(wanted))
        self._arrange_body()
        room = self.screen().availableGeometry()
        frame = self.frameGeometry()
        if frame.bottom() > room.bottom():
            self.move(frame.left(), max(room.top(), room.bottom() - frame.height() + 1))

    def fit_anew(self) -> None:
        """Take the size that is wanted now, also if that is smaller: something else is shown than before."""
        QTimer.singleShot(0, self, lambda: self.resize(self.minimumWidth(), self._wanted_size().height()))

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part of the body that has just changed, once the window has found its new size."""

        def scroll() -> None:
            if part.isVisible():
                self._scroll.ensureWidgetVisible(part)

        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, scroll))

    def _order_tabs(self) -> None:
        """Let Tab follow the eye: the order of the layouts, not that in which the parts were made."""
        stops = [part for part in (self._scroll, *_parts_of(self.body), *_parts_of(self._foot)) if _takes_focus(part)]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _arrange_body(self) -> None:
        """Give the body the height that its wrapped texts need, and a scroll bar only when that is too much.

        Left to itself Qt allows for narrower texts, and keeps a scroll bar that is there only because it is there.
        """
        width = self._scroll.width()
        needed = _height(self.body, width)
        fits = needed <= self._scroll.height()
        if not fits:
            needed = _height(self.body, width - self._bar_width())
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self._scroll.setVerticalScrollBarPolicy(policy)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus if fits else Qt.FocusPolicy.StrongFocus)
        self._body.setMinimumHeight(needed)

    def _wanted_size(self) -> QSize:
        room = self.screen().availableGeometry().size()
        least = max(self._body.minimumSizeHint().width(), self._foot.totalMinimumSize().width())
        width = min(max(self._width, least), room.width())
        if self.isVisible():
            width = max(width, self.width())
        self.body.activate()
        self._foot.activate()
        height = sum(_height(layout, width) for layout in (self.body, self._foot))
        highest = room.height() - _TITLE_BAR
        if height > highest:
            width = max(width, least + self._bar_width())
        return QSize(width, min(height, highest))

    def _bar_width(self) -> int:
        return self._scroll.verticalScrollBar().sizeHint().width()

    def event(self, event: QEvent) -> bool:
        """Fit the window when it is shown, and when something at its foot appears."""
        if event.type() == QEvent.Type.Show:
            self._order_tabs()
            wanted = self._wanted_size()
            self.setMinimumWidth(wanted.width())
            self.resize(wanted)
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return handled

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Fit the window when something in its body appears."""
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self.fit)
        elif watched is self._scroll and event.type() == QEvent.Type.Resize:
            self._arrange_body()
        return super().eventFilter(watched, event)


def _parts_of(layout: QLayout) -> Iterator[QWidget]:
    """Return the widgets of a layout from top to bottom, those inside them included."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        part = item.widget()
        inside = item.layout() if part is None else part.layout()
        if part is not None:
            yield part
        if inside is not None:
            yield from _parts_of(inside)


def _takes_focus(part: QWidget) -> bool:
    return part.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(part, QScrollArea)


def _height(layout: QLayout, width: int) -> int:
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
