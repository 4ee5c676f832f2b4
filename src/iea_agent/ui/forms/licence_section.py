"""The licence in « Paramètres de connexion »: one line while a key is kept, the fields once they are wanted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iea_agent.core.settings import Settings
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import settings_window
from iea_agent.ui.forms.licence_form import LicenceForm
from iea_agent.ui.parts.flow import beside
from iea_agent.ui.parts.measures import at_least
from iea_agent.ui.parts.widgets import breakable, button, fill, text


class LicenceSection(QWidget):
    """What is unfolded once stays unfolded."""

    unfolded = Signal()

    def __init__(self, form: LicenceForm) -> None:
        super().__init__()
        self._form = form
        self._is_unfolded = False
        self._line = QWidget()
        self._said = text()
        self.change_button = button(settings_window.CHANGE_LICENCE, self._on_change)
        self.change_button.setAccessibleDescription(labels.SETTINGS_LICENCE)
        name = text(labels.SETTINGS_LICENCE, bold=True)
        name.setWordWrap(False)
        at_least(self._said, 16)
        beside((name, 0), (self._said, 1), (self.change_button, 0), owner=self._line)
        fill(QVBoxLayout(self), self._line, form)

    def show_settings(self, saved: Settings, *, settled: bool) -> None:
        """Show the saved number; only the line if it is ``settled``, and the fields were not wanted before."""
        self._said.setText(breakable(settings_window.licence_kept(saved.licence_number)))
        self._is_unfolded = self._is_unfolded or not settled
        self._form.setVisible(self._is_unfolded)
        self._line.setVisible(not self._is_unfolded)

    def unfold(self) -> None:
        """Show the fields."""
        self._is_unfolded = True
        self._form.show()
        self._line.hide()

    def _on_change(self) -> None:
        self.unfold()
        self._form.number.setFocus()
        self.unfolded.emit()
