"""Whether anything may move: a desktop that asks for no animation gets words alone."""

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from iea_agent.ui.parts.measures import follow_font


class Motion(QObject):
    """The wish of the desktop; there is one object in the application."""

    changed = Signal()

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self.is_unwanted = False

    @classmethod
    def of_application(cls) -> "Motion":
        """Return the one of the application."""
        app = QCoreApplication.instance()
        known = None if app is None else app.findChild(cls)
        return cls(app) if known is None else known

    def set_unwanted(self, is_unwanted: bool) -> None:  # noqa: FBT001 (a callback's one value)
        """Take over what the desktop says."""
        if is_unwanted is not self.is_unwanted:
            self.is_unwanted = is_unwanted
            self.changed.emit()


class BusyBar(QProgressBar):
    """Moves while something runs; not there at all where nothing may move: the words beside it say the same."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = False
        self._motion = Motion.of_application()
        self.setRange(0, 0)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        follow_font(self, lambda: self.setMaximumHeight(round(self.fontMetrics().height() * 0.6)))
        self.hide()
        self._motion.changed.connect(self._show)

    def show_running(self, runs: bool) -> None:  # noqa: FBT001 (a state, not an option)
        """Show that something runs, or that it has ended."""
        self._runs = runs
        self._show()

    def _show(self) -> None:
        self.setVisible(self._runs and not self._motion.is_unwanted)
