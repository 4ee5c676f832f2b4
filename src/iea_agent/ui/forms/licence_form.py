"""The group « Licence d'installation »: the number, and the key (write-only)."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QLineEdit, QVBoxLayout

from iea_agent.core.cleaning import Entry, clean
from iea_agent.core.licence_key import MAX_NUMBER, KeyFault
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.state import Form, LicenceFault, StrayCharacter, licence_fault
from iea_agent.core.texts import characters, labels
from iea_agent.core.texts.windows import settings_window
from iea_agent.ui.parts.check_box import CheckBox
from iea_agent.ui.parts.fields import field_rows
from iea_agent.ui.parts.widgets import Fault, fill, label_of, text
from iea_agent.ui.style.metrics import GRID

MAX_PASTED = 4 * MAX_NUMBER
"""Room for what a copy adds around a number (characters); a longer text is cut, and so refused."""


class LicenceForm(QGroupBox):
    """Number and key; and whether the key is kept in a file when the key store refuses it."""

    edited = Signal()

    def __init__(self, *, needs_key: bool = False) -> None:
        """Create it; with ``needs_key`` the field of the key is never left empty."""
        super().__init__(labels.SETTINGS_LICENCE)
        self._needs_key = needs_key
        self.number = QLineEdit()
        self.number.setMaxLength(MAX_PASTED)
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.in_file = CheckBox(settings_window.KEEP_KEY_IN_FILE)
        self.in_file.hide()
        self._number_fault, self._key_fault = Fault(self.number), Fault(self.key)
        self._saved = Settings()
        self._help = text(settings_window.KEY_HELP)
        rows = (
            (label_of(settings_window.LICENCE_NUMBER, self.number), (self.number, self._number_fault)),
            (label_of(settings_window.LICENCE_KEY, self.key), (self.key, self._key_fault, self._help)),
        )
        fill(QVBoxLayout(self), *field_rows(rows), self.in_file, spacing=GRID)
        self.number.editingFinished.connect(self._tidy)
        for edit in (self.number, self.key):
            edit.textChanged.connect(self._on_edited)
        self.in_file.toggled.connect(self._on_edited)
        self.in_file.toggled.connect(self._say_where)

    def load(self, settings: Settings) -> None:
        """Show settings; the check box for the file only if the key is kept there."""
        self.number.setText(settings.licence_number)
        self.in_file.setChecked(settings.key_in_file)
        self.in_file.setVisible(settings.key_in_file)
        self.note_saved(settings)

    def apply_to(self, settings: Settings) -> Settings:
        """Return ``settings`` with the values of the form; the key is not a setting."""
        return replace(settings, licence_number=self._typed_number(), key_in_file=self.in_file.isChecked())

    def typed_key(self) -> Secret | None:
        """Return the typed key; ``None`` to keep the stored one."""
        typed = clean(self.key.text(), Entry.KEY).text
        return Secret(typed) if typed else None

    def note_saved(self, settings: Settings, key: Secret | None = None) -> None:
        """Note what is saved; clear the key field if it still holds this key."""
        self._saved = settings
        self._show_whether_key_is_kept()
        if key is not None and self.typed_key() == key:
            self.key.setText("")  # this also clears the undo history

    def offer_file(self) -> None:
        """Show the check box for the file, unticked, and focus it."""
        self.in_file.show()
        self.in_file.setFocus()

    def refuse(self, saved: Settings) -> bool:
        """Point out what cannot be saved; tell whether there is something."""
        fault = licence_fault(Form(self.apply_to(saved), self.typed_key()), saved)
        if fault is not None:
            self.point_out(fault)
        return fault is not None

    def point_out(self, fault: LicenceFault) -> None:
        """Show a fault below its field and focus the field."""
        is_about_number = fault in {KeyFault.NO_NUMBER, KeyFault.NUMBER_TOO_LONG} or (
            isinstance(fault, StrayCharacter) and fault.entry is Entry.NUMBER
        )
        (self._number_fault if is_about_number else self._key_fault).say(self._words(fault))
        (self.number if is_about_number else self.key).setFocus()

    def _words(self, fault: LicenceFault) -> str:
        if isinstance(fault, StrayCharacter):
            return f"{characters.found(fault.finding, fault.entry)} {settings_window.TYPE_IT_AGAIN}"
        if fault is KeyFault.NO_NUMBER and self.typed_key() is None:
            return settings_window.NUMBER_NEEDED
        return settings_window.KEY_FAULT[fault]

    def _typed_number(self) -> str:
        """Return the number without what the copy added; a saved one as it is."""
        typed = self.number.text()
        return typed if typed == self._saved.licence_number else clean(typed, Entry.NUMBER).text

    def _tidy(self) -> None:
        tidied = self._typed_number()
        if tidied != self.number.text():
            self.number.setText(tidied)

    def _show_whether_key_is_kept(self) -> None:
        """Show the placeholder « leave empty » only where ``licence_fault()`` accepts an empty key that keeps one.

        A screen reader says it as long as it is set, seen or not.
        """
        kept = bool(self._saved.licence_number) and self.apply_to(self._saved) == self._saved
        kept = kept and not self._needs_key and not self.key.text()
        self.key.setPlaceholderText(settings_window.KEY_PLACEHOLDER if kept else "")

    def _say_where(self, in_file: bool) -> None:  # noqa: FBT001 (a signal of Qt)
        self._help.setText(settings_window.KEY_HELP_IN_FILE if in_file else settings_window.KEY_HELP)

    def _on_edited(self) -> None:
        for fault in (self._number_fault, self._key_fault):
            fault.say("")
        self._show_whether_key_is_kept()
        self.edited.emit()
