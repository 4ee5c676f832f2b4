"""What the windows that save settings share: the licence, the settings in force, and how they are saved.

What follows from a click is decided in ``core/settings_form/machine.py``: a window posts events, shows the state and
carries out the effects.
"""

import logging
from collections.abc import Callable, Mapping
from typing import assert_never

from PySide6.QtWidgets import QDialog, QWidget

from iea_agent.core.commands import DialogKind, Open
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
    Phase,
    RepairAsked,
    SaveAsked,
    SendingAllowed,
    SettingsRead,
    StrayCharacter,
    TriedAgain,
    with_settings,
)
from iea_agent.core.shown.repairing import changes_addresses
from iea_agent.core.shown.verdict import Act, Asked, ShownVerdict, Step
from iea_agent.core.shown.ways_on import HELPER
from iea_agent.core.texts import file_notices
from iea_agent.core.texts.windows import buttons, settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import (
    DialogAsked,
    FromJob,
    KeyAllowed,
    KeyStoreAsking,
    KeyStored,
    RepairAgreed,
    StoreKeyOrder,
)
from iea_agent.ui.context import WindowContext
from iea_agent.ui.forms.licence_form import LicenceForm
from iea_agent.ui.forms.settings_source import SettingsSource
from iea_agent.ui.parts.note import Note
from iea_agent.ui.parts.question import unsaved_question, yes_or_no
from iea_agent.ui.parts.widgets import link_button
from iea_agent.ui.window import Window

_log = logging.getLogger(__name__)

STORE_KEY_DEADLINE_S = 30.0 + UNLOCK_S
"""For a process that starts on a cold disk, and a key store that a person unlocks (seconds)."""


class SettingsFormDialog(Window):
    """A subclass makes its parts, then calls ``begin()``; it says what its form says, and shows the state."""

    def __init__(  # noqa: PLR0913 (how a window differs)
        self,
        context: WindowContext,
        view: AgentView,
        *,
        title: str,
        width: int,
        save: str,
        unsaved: tuple[str, str] = (settings_window.UNSAVED_TITLE, settings_window.UNSAVED_BODY),
        needs_licence: bool = False,
    ) -> None:
        """Create the window.

        ``save`` is the label of the button that saves, ``unsaved`` the title and the sentence of the question about
        what is not saved.
        """
        super().__init__(context, view, title=title, width=width)
        self.licence = LicenceForm(needs_key=needs_licence)
        self.load_fault = Note()
        self.load_help = link_button(
            buttons.PREPARE_MESSAGE,
            lambda: self.ask(Open(DialogKind.HELPER_MAIL)),
            explained=buttons.PREPARE_MESSAGE_HELP,
        )
        """For the person whom the fault names."""
        self.load_help.hide()
        self._shown_fault: tuple[FileNotice | None, Phase] = (None, Phase.EDITING)
        question = unsaved_question(
            self,
            self.post,
            title=unsaved[0],
            body=unsaved[1],
            save=save,
            discard=buttons.DO_NOT_SAVE,
        )
        keep_beside = yes_or_no(
            self,
            lambda agreed: self.post(KeepBesideAnswered(agreed)),
            title=settings_window.KEEP_BESIDE_TITLE,
            body=settings_window.KEEP_BESIDE_BODY,
            yes=settings_window.KEEP_BESIDE,
            no=buttons.DO_NOT_SAVE,
        )
        self._shared_effects: Mapping[Do, Callable[[], object]] = {
            Do.POINT_TO_KEY_FILE: self._point_to_key_file,
            Do.WRITE_SETTINGS: self._save,
            Do.ASK_TO_KEEP_BESIDE: keep_beside.ask,
            Do.WRITE_BESIDE: self._save_beside,
            Do.SHOW_SAVED: self.show_saved,
            Do.ASK_ABOUT_UNSAVED: question.ask,
            Do.CLOSE: lambda: self.done(QDialog.DialogCode.Rejected),
        }
        self.effects: Mapping[Do, Callable[[], object]] = {}
        self.steps: Mapping[Step, Callable[[Act], object]] = {
            Step.AGAIN: lambda _: self.post(TriedAgain()),
            Step.SAVE: lambda _: self.post(SaveAsked()),
            Step.SEND_KEY: lambda act: self.post(SendingAllowed(act.argument)),
            Step.CORRECT_LICENCE: lambda _: self._go_to_licence(),
        }
        """What the verdict of both windows has done inside of them."""
        self._source = SettingsSource(context.settings, self, self.read_again)
        self._loaded: Settings | None = None
        self._loads = False
        """Whether the fields are being filled."""
        self.state = FormState(view, Settings(), Form(), needs_licence=needs_licence)

    # What a subclass says. (A class of Qt cannot have the metaclass of ``abc``.)

    def own_effects(self) -> Mapping[Do, Callable[[], object]]:
        """Return how the effects that not every window has are carried out."""
        raise NotImplementedError

    def form_of(self, saved: Settings) -> Form:
        """Return what the form says."""
        raise NotImplementedError

    def load(self, saved: Settings) -> None:
        """Show settings that were read."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show the state."""
        raise NotImplementedError

    @property
    def form_parts(self) -> tuple[QWidget, ...]:
        """What is not there while the settings cannot be read."""
        raise NotImplementedError

    def show_licence_form(self) -> None:
        """Make sure that the number and the key are seen."""

    def show_load_fault(self) -> None:
        """Say why the file cannot be used; while it cannot be read there is no form, and no defaults in its place."""
        shown = fault, phase = self.state.load_fault, self.state.phase
        if shown == self._shown_fault:
            return
        self._shown_fault = shown
        is_waiting = phase is Phase.WAITING
        for part in self.form_parts:
            part.setVisible(not is_waiting)
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
        self.load_fault.say(title, lines)

    def show_load_help(self, shown: ShownVerdict | None) -> None:
        """Lead from the fault to a message, unless the verdict does."""
        is_there = shown is not None and HELPER in shown.acts
        self.load_help.setVisible(self.state.load_fault is not None and not is_there)

    # Events.

    def begin(self) -> None:
        """Read the settings and show them."""
        self.effects = {**self._shared_effects, **self.own_effects()}
        self.state = with_settings(self.state, self._read())
        self.show_state()
        self.licence.edited.connect(self.on_edited)

    def _read(self) -> SettingsRead:
        saved, fault = self._source.read()
        if saved != self._loaded:
            self._loaded, self._loads = saved, True
            self.load(saved)
            self._loads = False
        return SettingsRead(saved, self.form_of(saved), fault)

    def read_again(self) -> None:
        """Look whether the file can be used by now; what was typed meanwhile is left alone."""
        if self.state.phase in {Phase.WAITING, Phase.EDITING} and not self.state.unsaved:
            self.post(self._read())

    def on_edited(self) -> None:
        """Take over an edit; what a file says is none."""
        if not self._loads:
            self.post(self.form_of(self.state.saved))

    def post(self, event: Event) -> None:
        """Apply an event, show the state, carry out the effects."""
        self.state, effects = reduce(self.state, event)
        if self.state.phase in {Phase.EDITING, Phase.STORING_KEY}:
            self.hold(unsaved=self.state.unsaved)
        self.show_state()
        for effect in effects:
            self._carry_out(effect)

    def on_view(self, view: AgentView) -> None:
        """Take over the mode, and the answer of the authentication that follows a saving."""
        is_repaired = view.repaired != self.view.repaired
        super().on_view(view)
        self.post(view)
        if is_repaired:  # the agent has changed the addresses
            self.read_again()

    def ask(self, asked: Asked) -> None:
        """Ask the agent for something; of a repair, say what becomes of it."""
        super().ask(asked)
        if changes_addresses(asked):
            self.post(RepairAsked(asked if isinstance(asked, RepairAgreed) else None))

    def on_leave_asked(self) -> None:
        """Ask what to do with what is unsaved; the agent quits once this window is left."""
        self.come_to_front()
        self.post(Leaving.QUIT)

    def reject(self) -> None:
        """Leave; first ask what to do with what is unsaved."""
        self.post(Leaving.CLOSE)

    # Effects.

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Do():
                self.effects[effect]()
            case KeyFault() | KeyMissing() | StrayCharacter():
                self.show_licence_form()
                self.licence.point_out(effect)
                self.reveal(self.focusWidget())
            case StoreKeyOrder():
                self._store_key(effect)
            case KeyStored() | KeyAllowed() | DialogAsked():
                self.context.host.say(effect)
            case _:
                assert_never(effect)

    def _go_to_licence(self) -> None:
        self.show_licence_form()
        self.licence.number.setFocus()
        self.reveal(self.licence)

    def _point_to_key_file(self) -> None:
        self.show_licence_form()
        self.licence.offer_file()
        self.reveal(self.licence.in_file)

    def show_saved(self) -> None:
        """Show that the settings are saved."""
        self.licence.note_saved(self.state.saved, self.state.saving.key)

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
            self.post(message)

    def _on_key_stored(self, end: JobEnd) -> None:
        if end.fault is not None:
            _log.warning("the key was not stored: %s", end)
        self.post(end)

    def _save(self) -> None:
        self.post(self._source.save(self.state.saving.settings, self.state.saved))

    def _save_beside(self) -> None:
        self.post(self._source.save_beside(self.state.saving.settings))
