"""Announcements to screen readers, in two ways, because none of them hears both.

Newer screen readers take Qt's announcement event. Orca 43 ignores it, and reads the description of the focused control
whenever that changes: so the announcement is the description, too, until the focus leaves the control.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QWidget

try:
    from PySide6.QtGui import QAccessibleAnnouncementEvent
except ImportError:  # before Qt 6.8
    _CAN_ANNOUNCE = False
else:
    _CAN_ANNOUNCE = True


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader announce a change away from the focus.

    A window in the background says nothing: the one in front tells the same change, or a notification does.
    """
    if not QAccessible.isActive() or not widget.window().isActiveWindow():
        return
    focused = QApplication.focusWidget()
    if focused is not None and focused.window() is widget.window():
        _Spoken.on(focused).say(sentence)
    if _CAN_ANNOUNCE:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))
    else:
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


class _Spoken(QObject):
    """The description of the focused control while it is an announcement; put back when the focus leaves it."""

    def __init__(self, control: QWidget) -> None:
        super().__init__(control)
        self._control = control
        self._own = control.accessibleDescription()
        self._said = self._own
        control.installEventFilter(self)

    @classmethod
    def on(cls, control: QWidget) -> "_Spoken":
        """Return that of a control, an earlier one if it has one."""
        earlier = control.findChild(cls, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return cls(control) if earlier is None else earlier

    def say(self, sentence: str) -> None:
        """Make an announcement the description."""
        if self._control.accessibleDescription() != self._said:  # described otherwise since
            self._own = self._control.accessibleDescription()
        self._said = sentence
        self._control.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Put the description back, unless the control was described otherwise since."""
        if event.type() == QEvent.Type.FocusOut:
            self._control.removeEventFilter(self)
            if self._control.accessibleDescription() == self._said:
                self._control.setAccessibleDescription(self._own)
            self.setParent(None)
            self.deleteLater()
        return super().eventFilter(watched, event)
