"""Announcements to screen readers: each is heard once, in the way that the screen readers of the system take.

On Linux an announcement is the description of the control that has the focus: every Orca reads it when it changes. Orca
43 ignores Qt's announcement event, and a later one would say the same twice. NVDA, Narrator and VoiceOver take the
event.

Orca reads the description of a control that gets the focus, too. So what is said waits for the end of the turn of the
event loop: a control that gets the focus meanwhile is described before Orca is told, and nothing is read twice. The
description of before comes back when the focus leaves (decision 0038).
"""

import sys
from typing import Final, TypeGuard

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

IN_DESCRIPTIONS = sys.platform not in {"win32", "darwin"}
"""Whether the screen readers of this system read the description of the focus when it changes."""
_AFTER_FOCUS_MS: Final = 300
"""How long a screen reader may take to read what has got the focus, before something is said (milliseconds)."""


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader announce a change in a window; call it before the focus moves.

    A window in the background says nothing: the one in front tells the same change, or a notification does.
    """
    if not QAccessible.isActive() or not widget.window().isActiveWindow():
        return
    if IN_DESCRIPTIONS:
        speaker().say(widget, sentence)
    else:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def describe(control: QWidget, words: str) -> None:
    """Give a control its description; an announcement of this turn of the event loop is heard in its place."""
    if IN_DESCRIPTIONS and QAccessible.isActive() and control.hasFocus():
        speaker().describe(control, words)
    elif control.accessibleDescription() != words:
        control.setAccessibleDescription(words)


def speaker() -> "Speaker":
    """Return the one of this process; the first call makes it, and from then on it follows the focus."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("there is no application with windows")
    found = app.findChild(Speaker, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return Speaker(app) if found is None else found


class Speaker(QObject):
    """Says announcements in the description of the control that has the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._waiting: list[str] = []
        """What is not said yet."""
        self._source: QWidget | None = None
        """What the last of it is about."""
        self._is_handed_over = False
        """Whether a control that got the focus is described by what waits."""
        self._described: QWidget | None = None
        """The control whose description is an announcement."""
        self._own = self._said = ""
        """Its own description, and the announcement."""
        self._left: list[tuple[QWidget, str, str]] = []
        """The controls that the focus has left in this turn, with what was described and said."""
        self._coming: dict[QWidget, str] = {}
        """The own descriptions of controls from the end of this turn on."""
        self._has_moved = False
        """Whether the focus has moved in this turn."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        app.focusChanged.connect(self._on_focus)

    def say(self, widget: QWidget, sentence: str) -> None:
        """Say a sentence at the end of this turn, after what waits already."""
        is_of_other_window = self._source is not None and not (
            shiboken6.isValid(self._source) and self._source.window() is widget.window()
        )
        if self._is_handed_over or is_of_other_window:  # heard with the control that got the focus, or not at all
            self._waiting.clear()
            self._is_handed_over = False
            self._timer.stop()
        self._source = widget
        if sentence not in self._waiting:
            self._waiting.append(sentence)
        self._wait()

    def describe(self, control: QWidget, words: str) -> None:
        """Give the control that has the focus its own description; the same again ends no announcement."""
        if words != self._own_of(control):
            self._coming[control] = words
            self._wait()

    def _wait(self) -> None:
        if not self._timer.isActive():
            self._timer.start(_AFTER_FOCUS_MS if self._has_moved else 0)

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Describe what gets the focus, before Qt tells screen readers so."""
        self._has_moved = True
        QTimer.singleShot(0, self, self._on_turn_over)
        if self._described is not None and self._described is not now:
            # Not put back at once: Orca still takes it for the focus, and would read the description that comes back.
            self._left.append((self._described, self._own, self._said))
            self._described = None
        if self._waiting and self._is_where_it_belongs(now):
            self._hand_over(now)
            self._is_handed_over = True

    def _is_where_it_belongs(self, control: QWidget | None) -> TypeGuard[QWidget]:
        """Tell whether what waits may be said on a control: it stands in the same window, which is in front."""
        source = self._source
        if control is None or source is None or not _is_in_front(source):
            return False
        if isinstance(control, QAbstractItemView):  # the item has the focus then, for a screen reader
            return False
        return control.window() is source.window()

    def _on_turn_over(self) -> None:
        """Give the controls that the focus has left their own descriptions back, unless described otherwise since."""
        self._has_moved = False
        left, self._left = self._left, []
        for control, own, said in left:
            if (
                shiboken6.isValid(control)
                and control is not self._described
                and control.accessibleDescription() == said
            ):
                control.setAccessibleDescription(own)

    def _deliver(self) -> None:
        control = QApplication.focusWidget()
        if self._waiting and not self._is_handed_over:
            if self._is_where_it_belongs(control):
                self._hand_over(control)
            elif self._source is not None and _is_in_front(self._source):
                words = " ".join(self._waiting)
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._source, words))
        announced = self._described if self._waiting else None
        coming, self._coming = self._coming, {}
        for each, words in coming.items():
            if each is not announced and shiboken6.isValid(each):
                _set(each, words)
        self._waiting.clear()
        self._is_handed_over = False

    def _hand_over(self, control: QWidget) -> None:
        sentence = " ".join(self._waiting)
        own = self._own_of(control)
        self._described, self._own, self._said = control, own, sentence
        _set(control, sentence)

    def _own_of(self, control: QWidget) -> str:
        """Return the description of a control without any announcement."""
        if control in self._coming:
            return self._coming[control]
        now = control.accessibleDescription()
        described = ((self._described, self._own, self._said), *self._left)
        return next((own for other, own, said in described if other is control and said == now), now)


def _is_in_front(widget: QWidget) -> bool:
    """Tell whether a widget is still there, and its window in front."""
    return shiboken6.isValid(widget) and widget.window().isActiveWindow()


def _set(control: QWidget, words: str) -> None:
    if control.accessibleDescription() != words:
        control.setAccessibleDescription(words)
