"""« Paramètres de connexion »: shows the saved settings, tests and saves what the form says.

What follows from a click is decided in ``core/settings_form/machine.py``: this window posts events, shows the state and
carries out the effects.
"""

import logging
from collections.abc import Callable, Mapping
from typing import assert_never

from PySide6.QtWidgets import QDialog

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.errors import AgentError, ErrorCode
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
    KeyMissing,
    LoginChanged,
    NotSaved,
    Outcome,
    Phase,
    Said,
    SaveAsked,
    SavedAnswered,
    SendingAllowed,
    StrayCharacter,
    TestAsked,
    TestEnded,
    WritingEnded,
)
from iea_agent.core.texts import announcements, key_origin, labels
from iea_agent.core.texts.windows import access_test, attempts, buttons, settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import DialogAsked, FromJob, KeyAllowed, KeyStoreAsking, KeyStored, StoreKeyOrder
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.access_test import AccessTest
from iea_agent.ui.parts.address_form import AddressForm
from iea_agent.ui.parts.autostart_box import AutostartBox
from iea_agent.ui.parts.key_question import KeyQuestion, explain_key_origin, origins_asked
from iea_agent.ui.parts.leaving import UnsavedQuestion
from iea_agent.ui.parts.licence_form import LicenceForm
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.test_panel import TestPanel
from iea_agent.ui.parts.widgets import Block, Notice, add, breakable, button, rest_of_explanation
from iea_agent.ui.window import Window

_log = logging.getLogger(__name__)

STORE_KEY_DEADLINE_S = 30.0 + UNLOCK_S
"""For a process that starts on a cold disk, and a key store that a person unlocks (seconds)."""

SAID: Mapping[Said, tuple[SignKind, str, tuple[str, ...]]] = {
    Said.TEST_REFUSED: (SignKind.BAD, settings_window.TEST_NEEDS_CORRECTION, ()),
    Said.SAVE_REFUSED: (SignKind.BAD, settings_window.SAVE_NEEDS_CORRECTION, ()),
    Said.SAVING: (SignKind.WAITING, settings_window.SAVING, ()),
    Said.KEY_STORE_ASKS: (SignKind.WAITING, attempts.KEY_STORE_ASKS, ()),
    Said.KEY_NOT_STORED: (
        SignKind.BAD,
        settings_window.KEY_NOT_STORED,
        (settings_window.KEY_NOT_STORED_CAUSE, settings_window.KEY_NOT_STORED_REMEDY, settings_window.NOTHING_LOST),
    ),
    Said.KEY_FILE_NOT_WRITTEN: (
        SignKind.BAD,
        settings_window.KEY_NOT_STORED,
        (settings_window.KEY_FILE_NOT_WRITTEN, settings_window.NOTHING_LOST),
    ),
    Said.SAVED_IN_ASSISTANCE: (
        SignKind.GOOD,
        settings_window.SAVED_IN_ASSISTANCE,
        (settings_window.SAVED_IN_ASSISTANCE_BODY,),
    ),
    Said.SAVED_CONNECTING: (SignKind.WAITING, settings_window.SAVED_CONNECTING, ()),
}
"""The words at the foot of the window, below their sign."""


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
        self._question = UnsavedQuestion(
            self,
            self._post,
            title=settings_window.UNSAVED_TITLE,
            body=settings_window.UNSAVED_BODY,
            save=settings_window.SAVE,
            discard=buttons.DO_NOT_SAVE,
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
            Do.WRITE_SETTINGS: self._write,
            Do.SHOW_SAVED: self._show_saved,
            Do.CHANGE_LOGIN: self._change_login,
            Do.ASK_ABOUT_UNSAVED: self._question.ask,
            Do.CLOSE: lambda: self.done(QDialog.DialogCode.Rejected),
        }

        saved, load_fault = self.saved_settings()
        self.addresses.load(saved)
        self.addresses.tidy()
        self.licence.load(saved)
        self.state = FormState(view, saved, self._form(saved), load_fault)
        self._shown: Outcome | None = None
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

    def _form(self, saved: Settings) -> Form:
        settings = self.licence.apply_to(self.addresses.apply_to(saved))
        return Form(settings, self.licence.typed_key(), login_changed=self.autostart.unsaved)

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
        if not state.load_fault:
            self.load_fault.clear()
        if state.outcome != self._shown:
            self._shown = state.outcome
            self._show_outcome(state.outcome)

    def _show_load_fault(self) -> None:
        if code := self.state.load_fault:
            lines = (
                settings_window.LOAD_FAULT.get(code, settings_window.LOAD_FAULT[ErrorCode.STORAGE]),
                settings_window.LOAD_FAULT_BODY,
            )
            self.load_fault.say(SignKind.WARNING, settings_window.LOAD_FAULT_TITLE, Block("", lines))

    def _show_mode(self) -> None:
        assistance = self.view.mode is Mode.ASSISTANCE
        self.addresses.set_read_only(assistance)
        if assistance:
            lines = (*self.assistance_story(), settings_window.READ_ONLY_BODY, settings_window.READ_ONLY_LICENCE)
            self.read_only.say(SignKind.WARNING, settings_window.READ_ONLY_TITLE, Block("", lines))
        else:
            self.read_only.clear()

    def _show_outcome(self, outcome: Outcome | None) -> None:
        origins = origins_asked(outcome.view) if isinstance(outcome, SavedAnswered) else None
        self.question.ask(origins)
        match outcome:
            case None:
                self.outcome.clear()
            case Said():
                kind, title, lines = SAID[outcome]
                self.outcome.say(kind, title, Block("", lines))
            case NotSaved(code=code):
                lines = (
                    settings_window.SAVE_FAULT.get(code, settings_window.SAVE_FAULT_OTHER),
                    settings_window.NOTHING_LOST,
                )
                self.outcome.say(SignKind.BAD, settings_window.NOT_SAVED, Block("", lines))
            case SavedAnswered() if origins is not None:
                title = breakable(f"{settings_window.SAVED} {key_origin.question(origins)}")
                self.outcome.say(SignKind.WARNING, title, explain_key_origin(origins))
            case SavedAnswered(view=view):
                kind = SignKind.GOOD if view.connection is Link.CONNECTED else SignKind.BAD
                self.outcome.say(
                    kind,
                    f"{settings_window.SAVED} {announcements.state_line(view)}",
                    *rest_of_explanation(view.diagnosis),
                )
            case _:
                assert_never(outcome)

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

    def _write(self) -> None:
        code = None
        try:
            self.context.settings.save(self.state.saving.settings)
        except AgentError as error:
            _log.warning("the settings could not be saved: %s", error)
            code = error.code
        self._post(WritingEnded(code))

    def _change_login(self) -> None:
        done = self.autostart.save()
        self._post(LoginChanged(done))
        if not done:
            self.reveal(self.autostart)
