"""The check box « Lancer l'agent à l'ouverture de session »."""

import logging

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.errors import AgentError
from iea_agent.core.ports import Autostart
from iea_agent.core.texts import desktops
from iea_agent.ui.parts.check_box import CheckBox
from iea_agent.ui.parts.speech import describe
from iea_agent.ui.parts.widgets import Fault, fill, text

_log = logging.getLogger(__name__)


class AutostartBox(QWidget):
    """The check box with its explanation; disabled where the user cannot choose.

    ``autostart`` is ``None`` for a custom profile, which a login cannot start.
    """

    edited = Signal()

    def __init__(self, autostart: Autostart | None) -> None:
        super().__init__()
        self._autostart = autostart
        self._saved = False
        self.box = CheckBox(desktops.AT_LOGIN_BOX)
        self.help = text()
        self.fault = Fault(self.box)
        fill(QVBoxLayout(self), self.box, self.help, self.fault, spacing=4)
        self._read()
        self.box.toggled.connect(self._on_toggled)

    @property
    def unsaved(self) -> bool:
        """Whether the box differs from the state of the system."""
        return self.box.isChecked() is not self._saved

    @property
    def is_refused(self) -> bool:
        """Whether the system has refused what the box says."""
        return bool(self.fault.words)

    def save(self) -> bool:
        """Change the system as the box says, if they differ; show a failure below it; return whether they agree."""
        if self._autostart is None or not self.unsaved:
            return True
        wanted = self.box.isChecked()
        try:
            (self._autostart.on if wanted else self._autostart.off)()
        except AgentError as error:
            _log.warning("starting at login could not be changed: %s", error)
        self._read()
        if self._saved is wanted:
            self._clear_fault()
            return True
        self.box.setChecked(wanted)
        self.fault.say(desktops.AUTOSTART_NOT_SET)
        self.box.setFocus()
        return False

    def _read(self) -> None:
        """Read the state of the system and show it."""
        status = None
        try:
            status = None if self._autostart is None else self._autostart.status()
        except AgentError as error:
            _log.warning("starting at login could not be read: %s", error)
        if self._autostart is None:
            self.help.setText(desktops.HELP_PROFILE)
        else:
            self.help.setText(desktops.HELP_UNKNOWN if status is None else desktops.AUTOSTART_HELP[status])
        self._saved = status is not None and status.starts
        self.box.setChecked(self._saved)
        self.box.setEnabled(status not in {None, AutostartStatus.SYSTEM, AutostartStatus.OTHER})
        describe(self.box, self.help.text())

    def _on_toggled(self) -> None:
        self._clear_fault()
        self.edited.emit()

    def _clear_fault(self) -> None:
        self.fault.say("")
        describe(self.box, self.help.text())
