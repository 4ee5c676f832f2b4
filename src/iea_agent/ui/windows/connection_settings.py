"""« Paramètres de connexion »: shows the saved settings, tests and saves what the form says.

What follows from a click is decided in ``core/settings_form/machine.py``: this window posts events, shows the state and
carries out the effects.
"""

import logging
from typing import TYPE_CHECKING, assert_never

from PySide6.QtWidgets import QDialog

from iea_agent.core.connection_state import Mode
from iea_agent.core.file_notices import FileFinding, FileNotice
from iea_agent.core.job_end import JobEnd
from iea_agent.core.leaving import Leaving
from iea_agent.core.licence_key import UNLOCK_S, KeyFault
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.machine import reduce
from iea_agent.core.settings_form.state import (
    Do,
    Effect,
    Event,
    Form,
    FormState,
    KeepBesideAnswered,
    KeyMissing,
    LoginChanged,
    Outcome,
    Phase,
    SaveAsked,
    SendingAllowed,
    SettingsRead,
    StrayCharacter,
    TestAsked,
    TestEnded,
    with_settings,
)
from iea_agent.core.texts import file_notices, labels
from iea_agent.core.texts.windows import access_test, buttons, settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import DialogAsked, FromJob, KeyAllowed, KeyStoreAsking, KeyStored, StoreKeyOrder
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.access_test import AccessTest
from iea_agent.ui.parts.address_form import AddressForm
from iea_agent.ui.parts.autostart_box import AutostartBox
from iea_agent.ui.parts.key_question import KeyQuestion
from iea_agent.ui.parts.licence_form import LicenceForm
from iea_agent.ui.parts.question import unsaved_question, yes_or_no
from iea_agent.ui.parts.settings_outcome import show_outcome
from iea_agent.ui.parts.settings_source import SettingsSource
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.test_panel import TestPanel
from iea_agent.ui.parts.widgets import Block, Notice, add, button
from iea_agent.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_log = logging.getLogger(__name__)

STORE_KEY_DEADLINE_S = 30.0 + UNLOCK_S
"""For a process that starts on a cold disk, and a key store that a person unlocks (seconds)."""


class ConnectionSettingsDialog(Window):
    """The form, its test, and the way it is saved."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.SETTINGS_TITLE, width=96)
        self.test = AccessTest(context, self)
        self.panel = TestPanel(self.test, label=settings_window.TEST, success=access_test.TEST_SUCCEEDED_SAVE)
        self.addresses = AddressForm(self.panel.results)
        self.licence = LicenceForm()
        self.autostart = AutostartBox(context.autostart)
        self.load_fault, self.read_only, self.outcome = Notice(), Notice(), Notice()
        self.save_button = button(settings_window.SAVE, lambda: self._ask_tidied(SaveAsked()), default=True)
        self.quit_button = button(settings_window.QUIT_SETTINGS, self.reject)
        self._question = unsaved_question(
            self,
            self._post,
            title=settings_window.UNSAVED_TITLE,
            body=settings_window.UNSAVED_BODY,
            save=settings_window.SAVE,
            discard=buttons.DO_NOT_SAVE,
        )
        self._keep_beside = yes_or_no(
            self,
            lambda agreed: self._post(KeepBesideAnswered(agreed)),
            title=settings_window.KEEP_BESIDE_TITLE,
            body=settings_window.KEEP_BESIDE_BODY,
            yes=settings_window.KEEP_BESIDE,
            no=buttons.DO_NOT_SAVE,
        )
        add(self.body, self.load_fault, self.read_only, self.addresses, self.panel, self.licence, self.autostart, None)
        self.question = KeyQuestion()
        self.question.allowed.connect(lambda origin: self._post(SendingAllowed(origin)))
        add(self.foot, self.outcome, self.question)
        self.add_buttons((), (self.save_button, self.quit_button))
        self.effects: Mapping[Do, Callable[[], object]] = {
            Do.START_TEST: lambda: self.test.start(self.state.form.settings),
            Do.POINT_OUT_ADDRESSES: self._point_out_addresses,
            Do.POINT_TO_KEY_FILE: self._point_to_key_file,
            Do.WRITE_SETTINGS: self._save,
            Do.ASK_TO_KEEP_BESIDE: self._keep_beside.ask,
            Do.WRITE_BESIDE: self._save_beside,
            Do.SHOW_SAVED: self._show_saved,
            Do.CHANGE_LOGIN: self._change_login,
            Do.ASK_ABOUT_UNSAVED: self._question.ask,
            Do.CLOSE: lambda: self.done(QDialog.DialogCode.Rejected),
        }

        self._loaded: Settings | None = None
        self._source = SettingsSource(context.settings, self, self.read_again)
        read = self._read()
        self.state = with_settings(FormState(view, read.saved, read.form), read)
        self._shown: Outcome | None = None
        self._shown_fault: FileNotice | None = None
        self._show_load_fault()
        self._show_mode()
        self._connect()

    def _connect(self) -> None:
        self.addresses.edited.connect(self.test.forget)
        for part in (self.addresses, self.licence, self.autostart):
            part.edited.connect(lambda: self._post(self._form(self.state.saved)))
        self.panel.asked.connect(lambda: self._ask_tidied(TestAsked()))
        self.panel.said.connect(self.reveal)
        self.test.ended.connect(lambda failed: self._post(TestEnded(failed)))
        restore = self.addresses.restore
        restore.opened.connect(lambda: self.reveal(restore.confirm_button))
        restore.confirmed.connect(self.refit)
        self.finished.connect(self.test.cancel)

    def _read(self) -> SettingsRead:
        """Read the file; show the settings in force."""
        saved, fault = self._source.read()
        if saved != self._loaded:
            self._loaded = saved
            self.addresses.load(saved)
            self.addresses.tidy()
            self.licence.load(saved)
        return SettingsRead(saved, self._form(saved), fault)

    def _form(self, saved: Settings) -> Form:
        settings = self.licence.apply_to(self.addresses.apply_to(saved))
        return Form(settings, self.licence.typed_key(), login_changed=self.autostart.unsaved)

    def read_again(self) -> None:
        """Look whether the file can be used by now; what was typed meanwhile is left alone."""
        if self.state.phase in {Phase.WAITING, Phase.EDITING} and not self.state.unsaved:
            self._post(self._read())

    # Events.

    def _post(self, event: Event) -> None:
        self.state, effects = reduce(self.state, event)
        self._show()
        for effect in effects:
            self._carry_out(effect)

    def on_view(self, view: AgentView) -> None:
        """Take over the mode, and the answer of the authentication that follows a saving."""
        super().on_view(view)
        self._show_mode()
        self._post(view)

    def on_leave_asked(self) -> None:
        """Ask what to do with what is unsaved; the agent quits once this window is left."""
        self.come_to_front()
        self._post(Leaving.QUIT)

    def reject(self) -> None:
        """Leave; first ask what to do with what is unsaved."""
        self._post(Leaving.CLOSE)

    def _ask_tidied(self, event: Event) -> None:
        self.addresses.tidy()
        self._post(event)

    # What is shown.

    def _show(self) -> None:
        state = self.state
        if state.phase in {Phase.EDITING, Phase.STORING_KEY}:
            self.hold(unsaved=state.unsaved)
        self.save_button.setEnabled(state.phase is Phase.EDITING)
        self.panel.success = (
            access_test.TEST_SUCCEEDED_SAVE if state.awaited is None else access_test.TEST_SUCCEEDED_BODY
        )
        if state.load_fault != self._shown_fault:
            self._show_load_fault()
        if state.outcome != self._shown:
            self._shown = state.outcome
            show_outcome(self.outcome, self.question, state.outcome)

    def _show_load_fault(self) -> None:
        """Say why the file cannot be used; while it cannot be read there is no form, and no defaults in its place."""
        self._shown_fault = fault = self.state.load_fault
        is_waiting = self.state.phase is Phase.WAITING
        for part in (self.addresses, self.panel, self.licence, self.autostart):
            part.setVisible(not is_waiting)
        self.save_button.setEnabled(not is_waiting)
        self.refit()
        if fault is None:
            self.load_fault.clear()
            return
        if fault.finding is FileFinding.NEWER:
            title, more = settings_window.LOAD_NEWER_TITLE, settings_window.LOAD_NEWER_BODY
        elif is_waiting:
            title, more = settings_window.LOAD_WAITING_TITLE, settings_window.LOAD_WAITING_BODY
        else:
            title, more = settings_window.LOAD_FAULT_TITLE, settings_window.LOAD_FAULT_DEFAULTS
        lines = (file_notices.sentence(fault), *(() if fault.finding is FileFinding.INVALID else (more,)))
        self.load_fault.say(SignKind.WARNING, title, Block("", lines))

    def _show_mode(self) -> None:
        assistance = self.view.mode is Mode.ASSISTANCE
        self.addresses.set_read_only(assistance)
        if assistance:
            lines = (*self.assistance_story(), settings_window.READ_ONLY_BODY, settings_window.READ_ONLY_LICENCE)
            self.read_only.say(SignKind.WARNING, settings_window.READ_ONLY_TITLE, Block("", lines))
        else:
            self.read_only.clear()

    # Effects.

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Do():
                self.effects[effect]()
            case KeyFault() | KeyMissing() | StrayCharacter():
                self.licence.point_out(effect)
                self.reveal(self.focusWidget())
            case StoreKeyOrder():
                self._store_key(effect)
            case KeyStored() | KeyAllowed() | DialogAsked():
                self.context.host.say(effect)
            case _:
                assert_never(effect)

    def _point_out_addresses(self) -> None:
        self.addresses.point_out()
        self.reveal(self.focusWidget())

    def _point_to_key_file(self) -> None:
        self.licence.offer_file()
        self.reveal(self.licence.in_file)

    def _show_saved(self) -> None:
        self.licence.note_saved(self.state.saved, self.state.saving.key)
        self.panel.refresh()

    def _store_key(self, order: StoreKeyOrder) -> None:
        carry = self.context.main_thread.carry
        self.context.jobs.start(
            order,
            on_message=carry(self._on_key_said),
            on_end=carry(self._on_key_stored),
            deadline_s=STORE_KEY_DEADLINE_S,
        )

    def _on_key_said(self, message: FromJob) -> None:
        if isinstance(message, KeyStoreAsking):
            self._post(message)

    def _on_key_stored(self, end: JobEnd) -> None:
        if end.fault is not None:
            _log.warning("the key was not stored: %s", end)
        self._post(end)

    def _save(self) -> None:
        self._post(self._source.save(self.state.saving.settings, self.state.saved))

    def _save_beside(self) -> None:
        self._post(self._source.save_beside(self.state.saving.settings))

    def _change_login(self) -> None:
        done = self.autostart.save()
        self._post(LoginChanged(done))
        if not done:
            self.reveal(self.autostart)
