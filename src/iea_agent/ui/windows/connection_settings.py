"""« Paramètres de connexion »: shows the saved settings, tests and saves what the form says.

Saving goes in this order: the form is checked, the key (if one was typed) goes into the key store by a job,
the settings are written, starting at login is changed, the agent is told and re-authenticates. Whatever fails on the
way, what was typed stays in the window.
"""

import logging
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMessageBox

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.errors import AgentError
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.ports import JobEnd
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements, attempts, labels
from iea_agent.core.texts.windows import access_test, buttons, settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import ChangesHeld, FromJob, KeyStoreAsking, KeyStored, StoreKeyOrder
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.access_test import AccessTest
from iea_agent.ui.parts.address_form import AddressForm
from iea_agent.ui.parts.autostart_box import AutostartBox
from iea_agent.ui.parts.licence_form import LicenceForm
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.test_panel import TestPanel
from iea_agent.ui.parts.widgets import Block, Notice, button, rest_of_explanation
from iea_agent.ui.window import Window

if TYPE_CHECKING:
    from iea_agent.core.secret import Secret

_log = logging.getLogger(__name__)

STORE_KEY_DEADLINE_S = 20.0 + UNLOCK_S
"""For a process that must start first, on a cold disk, and a key store that somebody unlocks (seconds)."""


class ConnectionSettingsDialog(Window):
    """The form, its test, and the way it is saved."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.SETTINGS_TITLE, width=96)
        self._saved = Settings()
        """What the form is compared with: the settings last loaded or saved."""
        self._saving: tuple[Settings, Secret | None] | None = None
        self._leave_once_saved = False
        self._awaited: int | None = None
        """The attempt that follows the last saving; ``None``: nothing was saved."""
        self._told = False
        """Whether the answer of that attempt is shown."""
        self._held = False
        """Whether the agent was told that something is not saved."""
        self._quits = False
        """Whether leaving is quitting the agent."""
        self._question: QMessageBox | None = None

        self.test = AccessTest(context, self)
        self.panel = TestPanel(self.test, label=settings_window.TEST, success=access_test.TEST_SUCCEEDED_SAVE)
        self.addresses = AddressForm(self.panel.results)
        self.licence = LicenceForm()
        self.autostart = AutostartBox(context.autostart)
        self.load_fault = Notice()
        self.read_only = Notice()
        self.outcome = Notice()
        self.save_button = button(settings_window.SAVE, default=True)
        self.quit_button = button(settings_window.QUIT_SETTINGS)
        for part in (self.load_fault, self.read_only, self.addresses, self.panel, self.licence, self.autostart):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.add_foot(self.outcome)
        self.add_buttons((), (self.save_button, self.quit_button))

        self._load()
        self._show_mode()
        self.addresses.edited.connect(self.test.forget)
        self.addresses.edited.connect(self._on_edited)
        self.licence.edited.connect(self._on_edited)
        self.autostart.edited.connect(self._on_edited)
        self.panel.asked.connect(self._start_test)
        self.panel.said.connect(self.reveal)
        restore = self.addresses.restore
        restore.opened.connect(lambda: self.reveal(restore.confirm_button))
        restore.confirmed.connect(self.fit_anew)
        self.save_button.clicked.connect(self._save)
        self.quit_button.clicked.connect(self.reject)
        self.finished.connect(self._put_away)

    # What is shown.

    def _load(self) -> None:
        try:
            self._saved = self.context.settings.load()
        except AgentError as error:
            _log.warning("the settings could not be loaded: %s", error)
            lines = (
                settings_window.LOAD_FAULT.get(error.code, settings_window.LOAD_FAULT["storage"]),
                settings_window.LOAD_FAULT_BODY,
            )
            self.load_fault.say(SignKind.WARNING, settings_window.LOAD_FAULT_TITLE, Block("", lines))
        self.addresses.load(self._saved)
        self.addresses.tidy()
        self.licence.load(self._saved)

    def _form(self) -> Settings:
        return self.licence.apply_to(self.addresses.apply_to(self._saved))

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost by leaving now."""
        typed = self._form() != self._saved or self.licence.typed_key() is not None
        return typed or self.autostart.unsaved

    def on_view(self, view: AgentView) -> None:
        """Take over the mode, and the verdict of the authentication that follows a saving."""
        super().on_view(view)
        self._show_mode()
        if self._awaited is not None and self._saving is None:
            self._show_outcome(self._awaited)

    def _show_mode(self) -> None:
        assistance = self.view.mode is Mode.ASSISTANCE
        self.addresses.set_read_only(assistance)
        if assistance:
            lines = (*self.assistance_story(), settings_window.READ_ONLY_BODY, settings_window.READ_ONLY_LICENCE)
            self.read_only.say(SignKind.WARNING, settings_window.READ_ONLY_TITLE, Block("", lines))
        else:
            self.read_only.clear()

    def _show_outcome(self, awaited: int) -> None:
        view = self.view
        saved_and = f"{settings_window.SAVED} {announcements.state_line(view)}"
        if view.mode is Mode.ASSISTANCE:
            self.outcome.say(
                SignKind.GOOD,
                settings_window.SAVED_IN_ASSISTANCE,
                Block("", (settings_window.SAVED_IN_ASSISTANCE_BODY,)),
            )
        elif view.attempt < awaited or (not self._told and (view.attempting or view.connection is Link.CONNECTING)):
            self.outcome.say(
                SignKind.WAITING, attempts.KEY_STORE_ASKS if view.key_store_asks else settings_window.SAVED_CONNECTING
            )
        elif view.attempting or view.connection is Link.CONNECTING:
            pass  # a later attempt goes on behind the answer that is being read
        elif view.connection in {Link.CONNECTED, Link.VERIFYING}:
            self._told = True
            self.outcome.say(SignKind.GOOD, saved_and)
        else:
            self._told = True
            self.outcome.say(SignKind.BAD, saved_and, *rest_of_explanation(view.diagnosis))

    def _on_edited(self) -> None:
        """What the last saving came to is no longer about what the form says."""
        self._say_held()
        self.panel.success = access_test.TEST_SUCCEEDED_SAVE
        if self._saving is None:
            self._awaited = None
            self.outcome.clear()

    # The test.

    def _start_test(self) -> None:
        if self.addresses.refuse():
            self.outcome.say(SignKind.BAD, settings_window.TEST_NEEDS_MENDING)
            self.reveal(self.focusWidget())
        else:
            self.outcome.clear()
            self.test.start(self._form())

    # Saving.

    def _save(self) -> None:
        if self._saving is not None:
            return
        assistance = self.view.mode is Mode.ASSISTANCE  # the addresses can then not be mended, the licence can
        if (not assistance and self.addresses.refuse()) or self.licence.refuse(self._saved):
            self._leave_once_saved = self._quits = False
            self.outcome.say(SignKind.BAD, settings_window.MENDING_NEEDED)
            self.reveal(self.focusWidget())
            return
        settings, key = self._form(), self.licence.typed_key()
        self._saving = (settings, key)
        self.save_button.setEnabled(False)
        if key is None:
            self._write()
            return
        self.outcome.say(SignKind.WAITING, settings_window.SAVING)
        self.context.jobs.start(
            StoreKeyOrder(settings.licence_number, key, in_file=settings.key_in_file),
            on_message=self.context.main_thread.carry(self._on_key_said),
            on_end=self.context.main_thread.carry(self._on_key_stored),
            deadline_s=STORE_KEY_DEADLINE_S,
        )

    def _on_key_said(self, message: FromJob) -> None:
        if isinstance(message, KeyStoreAsking):
            self.outcome.say(SignKind.WAITING, attempts.KEY_STORE_ASKS if message.asking else settings_window.SAVING)
            self.reveal(self.outcome)

    def _on_key_stored(self, end: JobEnd) -> None:
        if end.fault is None:
            if self._saving is not None:
                self.context.host.say(KeyStored(self._saving[0].licence_number))
            self._write()
            return
        _log.warning("the key was not stored: %s %s", end.fault, end.code)
        in_file = self._saving is not None and self._saving[0].key_in_file
        self._stop_saving()
        if in_file:
            lines = [settings_window.KEY_FILE_NOT_WRITTEN]
        else:
            lines = [settings_window.KEY_NOT_STORED_CAUSE, settings_window.KEY_NOT_STORED_REMEDY]
            self.licence.offer_file()
        self.outcome.say(
            SignKind.BAD, settings_window.KEY_NOT_STORED, Block("", (*lines, settings_window.NOTHING_LOST))
        )
        self.licence.in_file.setFocus()
        self.reveal(self.licence.in_file)

    def _write(self) -> None:
        if self._saving is None:
            return
        settings, key = self._saving
        try:
            self.context.settings.save(settings)
        except AgentError as error:
            _log.warning("the settings could not be saved: %s", error)
            self._stop_saving()
            lines = (
                settings_window.SAVE_FAULT.get(error.code, settings_window.SAVE_FAULT_OTHER),
                settings_window.NOTHING_LOST,
            )
            self.outcome.say(SignKind.BAD, settings_window.NOT_SAVED, Block("", lines))
            return
        self._saved = settings
        self.licence.note_saved(settings)
        if key is not None:
            self.licence.forget_key(key)
        self.load_fault.clear()
        self.test.acquit()
        self._awaited, self._told = self.view.attempt + 1, False
        self.panel.success = access_test.TEST_SUCCEEDED_BODY
        self.panel.refresh()
        self.ask(Action.TAKE_NEW_SETTINGS)
        done = self.autostart.save()
        leave, quits = self._leave_once_saved and done, self._quits
        self._stop_saving()
        self._say_held()
        self._show_outcome(self._awaited)
        if not done:
            self.reveal(self.autostart)
        if leave:
            self._quits = quits
            self.reject()

    def _stop_saving(self) -> None:
        self._saving = None
        self._leave_once_saved = self._quits = False
        self.save_button.setEnabled(True)

    # Leaving.

    def on_leave_asked(self) -> None:
        """Ask what to do with what is not saved; the agent quits once this window is left."""
        self.come_to_front()
        self._quits = True
        self.reject()

    def _say_held(self) -> None:
        if self.unsaved is not self._held:
            self._held = self.unsaved
            self.context.host.say(ChangesHeld(self._held))

    def reject(self) -> None:
        """Leave; first ask what to do with what is not saved."""
        if self._saving is not None:
            self._leave_once_saved = True
        elif self.unsaved:
            self._ask_about_unsaved()
        else:
            self._leave()

    def _leave(self) -> None:
        self.test.cancel()
        if self.test.failed:
            self.ask(Action.RECHECK)
        if self._quits:
            self.ask(Action.QUIT)
        self.done(QDialog.DialogCode.Rejected)

    def _put_away(self) -> None:
        self.test.cancel()
        if self._question is not None:
            self._question.done(0)

    def _ask_about_unsaved(self) -> None:
        if self._question is not None:
            self._question.raise_()
            return
        box = QMessageBox(
            QMessageBox.Icon.Question, settings_window.UNSAVED_TITLE, settings_window.UNSAVED_BODY, parent=self
        )
        save = box.addButton(settings_window.SAVE, QMessageBox.ButtonRole.AcceptRole)
        forget = box.addButton(buttons.DO_NOT_SAVE, QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(buttons.CANCEL_QUIT, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(stay)

        def answered() -> None:
            self._question = None
            chosen = box.clickedButton()
            if chosen is save:
                self._leave_once_saved = True
                self._save()
            elif chosen is forget:
                self._leave()
            else:
                self._quits = False

        box.finished.connect(answered)
        self._question = box
        box.open()
