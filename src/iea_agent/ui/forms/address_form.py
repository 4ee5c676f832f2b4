"""The group « Mode de connexion »: « Sécurisé », the two addresses, and how to restore the official ones."""

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QGroupBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from iea_agent.core.addresses import same_address
from iea_agent.core.diagnosis import Role
from iea_agent.core.official_addresses import addresses_look_swapped, differs_from_official
from iea_agent.core.settings import Settings, official
from iea_agent.core.shown.verdict import Change
from iea_agent.core.texts import labels
from iea_agent.core.texts.french import aloud
from iea_agent.core.texts.windows import settings_window
from iea_agent.core.typed_addresses import address_fault, tidy_address
from iea_agent.ui.parts.access_test import AddressResult
from iea_agent.ui.parts.check_box import CheckBox
from iea_agent.ui.parts.flow import ButtonRow, beside
from iea_agent.ui.parts.measures import at_least
from iea_agent.ui.parts.speech import announce, describe
from iea_agent.ui.parts.widgets import Fault, breakable, button, discard, fill, label_of, text

_LABELS = {Role.AUTHENTICATION: settings_window.AUTHENTICATION, Role.UPDATES: settings_window.UPDATES}
_NAMES = {Role.AUTHENTICATION: labels.SETTINGS_AUTHENTICATION, Role.UPDATES: labels.SETTINGS_UPDATES}


class AddressField(QWidget):
    """One address: label, field, test result at its end, fault below."""

    def __init__(self, role: Role, result: AddressResult) -> None:
        super().__init__()
        self.edit = QLineEdit()
        at_least(self.edit, 32)
        self.fault = Fault(self.edit)
        result.describe(self.edit)
        row = beside((self.edit, 3), (result, 1))
        fill(QVBoxLayout(self), label_of(_LABELS[role], self.edit), row, self.fault, spacing=4)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 (as Qt's setters)
        """Allow reading and copying only; the field then looks like its surroundings."""
        self.edit.setReadOnly(read_only)


class RestorePanel(QWidget):
    """Offers to restore the official addresses; shows before and after, then asks for confirmation."""

    opened = Signal()
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._hint = text()
        self.open_button = button(settings_window.RESTORE, self.open)
        self._offer = QWidget()
        at_least(self._hint, 32)
        beside((self._hint, 1), (self.open_button, 0), owner=self._offer)
        self._question = QGroupBox(settings_window.RESTORE_TITLE)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setColumnStretch(1, 1)
        self._cells: list[QLabel] = []
        self._changes: list[Change] = []
        self.confirm_button = button(settings_window.RESTORE_CONFIRM, self._confirm)
        self.keep_button = button(settings_window.RESTORE_KEEP, self._fold)
        buttons = ButtonRow((), (self.confirm_button, self.keep_button))
        fill(QVBoxLayout(self._question), self._grid, buttons)
        self._question.hide()
        fill(QVBoxLayout(self), self._offer, self._question)

    @property
    def words(self) -> str:
        """The displayed text: the hint, or before and after."""
        shown = [self._hint] if self._question.isHidden() else self._cells
        return "\n".join(label.text() for label in shown)

    def show_settings(self, settings: Settings) -> None:
        """Show the hint for these settings; hide the panel if they are the official ones."""
        self.setVisible(differs_from_official(settings))
        self._hint.setText(_hint_of(settings))
        discard(self._grid, self._cells)
        self._cells = []
        self._changes = _differences(settings)
        for row, change in enumerate(self._changes):
            self._put(text(change.name, bold=True), 3 * row, 0, 2)
            for offset, (label, value) in enumerate(
                ((settings_window.BEFORE, change.before), (settings_window.AFTER, change.after)), start=1
            ):
                self._put(QLabel(label), 3 * row + offset, 0, 1)
                self._put(text(breakable(value)), 3 * row + offset, 1, 1)

    def _put(self, cell: QLabel, row: int, column: int, span: int) -> None:
        self._grid.addWidget(cell, row, column, 1, span)
        self._cells.append(cell)

    def open(self) -> None:
        """Show before and after, and ask for confirmation."""
        self._question.show()
        announce(self, aloud(change.spoken for change in self._changes))
        self.confirm_button.setFocus()
        self._offer.hide()
        self.opened.emit()

    def _fold(self) -> None:
        self._question.hide()
        self._offer.show()
        self.open_button.setFocus()

    def _confirm(self) -> None:
        self._question.hide()
        self._offer.show()
        self.confirmed.emit()


def _hint_of(settings: Settings) -> str:
    if addresses_look_swapped(settings):
        return settings_window.SWAPPED
    if any(settings.address_of(role).startswith("http:") for role in Role):
        return settings_window.ONE_IS_HTTP
    return settings_window.NOT_OFFICIAL


def _differences(settings: Settings) -> list[Change]:
    secure = [] if settings.secure else [Change(labels.SETTINGS_SECURE, settings_window.NO, settings_window.YES)]
    restored = official(settings)
    addresses = [
        Change(_NAMES[role], settings.address_of(role) or settings_window.EMPTY, restored.address_of(role))
        for role in Role
        if not same_address(settings.address_of(role), restored.address_of(role))
    ]
    return secure + addresses


class AddressForm(QGroupBox):
    """The group « Mode de connexion »."""

    edited = Signal(Role)
    """An address changed; after a click on « Sécurisé », each of them."""

    def __init__(self, results: Mapping[Role, AddressResult]) -> None:
        super().__init__(labels.SETTINGS_MODE)
        self.secure = CheckBox(settings_window.SECURE)
        self._secure_help = text(settings_window.SECURE_HELP)
        self.warning = Fault(self.secure)
        self.fields = {role: AddressField(role, results[role]) for role in Role}
        self.restore = RestorePanel()
        self._read_only = False
        self._base = Settings()
        top = (self.secure, self._secure_help, self.warning)
        fill(QVBoxLayout(self), *top, *self.fields.values(), self.restore, spacing=10)
        for role, field in self.fields.items():
            field.edit.textChanged.connect(lambda _, role=role: self._on_edited(role))
            field.edit.editingFinished.connect(self.tidy)
        self.secure.toggled.connect(self._on_secure)
        self.restore.confirmed.connect(self._restore_official)

    def load(self, settings: Settings) -> None:
        """Show settings."""
        self._base = settings
        self.secure.setChecked(settings.secure)
        for role, field in self.fields.items():
            field.edit.setText(settings.address_of(role))
        self._show_secure()

    def apply_to(self, settings: Settings) -> Settings:
        """Return ``settings`` with the values of the form, the addresses tidied."""
        secure = self.secure.isChecked()
        tidied = {role: tidy_address(field.edit.text(), secure=secure) for role, field in self.fields.items()}
        return replace(
            settings,
            secure=secure,
            authentication_address=tidied[Role.AUTHENTICATION],
            update_address=tidied[Role.UPDATES],
        )

    def tidy(self) -> None:
        """Tidy the addresses, then show their faults and the hint."""
        for field in self.fields.values():
            tidied = tidy_address(field.edit.text(), secure=self.secure.isChecked())
            if tidied != field.edit.text():
                field.edit.setText(tidied)
        self._first_fault()
        self._show_hint()

    def point_out(self) -> None:
        """Show the faults of the addresses and focus the first faulty one."""
        self.tidy()
        faulty = self._first_fault()
        if faulty is not None:
            faulty.edit.setFocus()

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 (as Qt's setters)
        """Allow reading and copying the addresses only."""
        self._read_only = read_only
        self.secure.setEnabled(not read_only)
        for field in self.fields.values():
            field.set_read_only(read_only)
        self._show_hint()

    def _first_fault(self) -> AddressField | None:
        for field in self.fields.values():
            address = field.edit.text()
            fault = address_fault(address, secure=self.secure.isChecked())
            field.fault.say("" if fault is None else settings_window.address_fault_words(fault, address))
        return next((field for field in self.fields.values() if field.fault.words), None)

    def _on_edited(self, role: Role) -> None:
        self.fields[role].fault.say("")
        self.edited.emit(role)

    def _on_secure(self) -> None:
        self._show_secure()
        if self.secure.isChecked():
            self.tidy()
        for role in Role:
            self.edited.emit(role)
        self._show_hint()

    def _show_secure(self) -> None:
        """Show, and describe to a screen reader, what the box means as it is."""
        secure = self.secure.isChecked()
        self._secure_help.setVisible(secure)
        self.warning.say("" if secure else settings_window.INSECURE_WARNING)
        describe(self.secure, settings_window.SECURE_HELP if secure else self.warning.words)
        self._show_hint()

    def _show_hint(self) -> None:
        self.restore.show_settings(self.apply_to(self._base))
        if self._read_only:
            self.restore.hide()

    def _restore_official(self) -> None:
        self.load(official(self._base))
        self.tidy()
        self.fields[Role.AUTHENTICATION].edit.setFocus()
