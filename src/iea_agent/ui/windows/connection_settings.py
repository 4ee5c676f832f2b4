"""« Paramètres de connexion »: shows the saved settings, tests and saves what the form says.

The order is that of the help sheet: « Sécurisé », the two addresses, the test, what it says, « Enregistrer »,
« Quitter ». Licence and start at login, which most visits are not about, come below.
"""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from iea_agent.core.commands import DialogKind, Open
from iea_agent.core.diagnosis import Role
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.outcome import Said
from iea_agent.core.settings_form.state import (
    Do,
    Event,
    Form,
    LoginChanged,
    NextAct,
    Phase,
    SaveAsked,
    TestAsked,
    TestCancelled,
    TestEnded,
    is_licence_settled,
)
from iea_agent.core.shown.settings_form import verdict_of
from iea_agent.core.shown.verdict import Step
from iea_agent.core.shown.ways_on import HELPER
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import buttons, settings_window
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext, said_of_mail
from iea_agent.ui.forms.address_form import AddressForm
from iea_agent.ui.forms.autostart_box import AutostartBox
from iea_agent.ui.forms.licence_section import LicenceSection
from iea_agent.ui.parts.access_test import AccessTest, AddressResult
from iea_agent.ui.parts.note import Note
from iea_agent.ui.parts.test_row import TestRow
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button, fill, link_button
from iea_agent.ui.settings_form import SettingsFormDialog


class ConnectionSettingsDialog(SettingsFormDialog):
    """The form, its test, and one verdict about what was asked last."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.SETTINGS_TITLE, width=96, save=settings_window.SAVE)
        self.test = AccessTest(context, self)
        self.results = {role: AddressResult() for role in Role}
        self.addresses = AddressForm(self.results)
        self.row = TestRow(label=settings_window.TEST)
        steps = {
            **self.steps,
            Step.TEST: lambda _: self._ask_tidied(TestAsked()),
            Step.TICK_SECURE: lambda _: self._tick_secure(),
            Step.RESTORE: lambda _: self.addresses.restore.open(),
        }
        self.verdict = VerdictBox(self.ask, steps)
        self.section = LicenceSection(self.licence)
        self.autostart = AutostartBox(context.autostart)
        self.login_help = link_button(
            buttons.PREPARE_MESSAGE,
            lambda: self.ask(Open(DialogKind.HELPER_MAIL)),
            explained=buttons.PREPARE_MESSAGE_HELP,
        )
        """For the person whom the fault below the box names."""
        self.login_help.hide()
        self.read_only = Note()
        self.save_button = button(settings_window.SAVE, lambda: self._ask_tidied(SaveAsked()))
        self.quit_button = button(settings_window.QUIT_SETTINGS, self.reject)
        tested = (self.addresses, self.row, self.verdict)
        add(
            self.body,
            self.load_fault,
            fill(QHBoxLayout(), self.load_help, None),
            self.read_only,
            *tested,
            self.section,
            self.autostart,
            fill(QHBoxLayout(), self.login_help, None),
            None,
        )
        self.add_buttons((), (self.save_button, self.quit_button))
        self._next = {
            NextAct.TEST: self.row.start_button,
            NextAct.SAVE: self.save_button,
            NextAct.LEAVE: self.quit_button,
        }
        self.begin()
        self._connect()

    def _connect(self) -> None:
        self.addresses.edited.connect(self.test.forget)
        for part in (self.addresses, self.autostart):
            part.edited.connect(self.on_edited)
        self.row.asked.connect(lambda: self._ask_tidied(TestAsked()))
        self.row.cancelled.connect(lambda: self.post(TestCancelled()))
        self.test.changed.connect(self.show_state)
        self.test.ended.connect(lambda _: self.post(TestEnded(self.test.reports)))
        self.verdict.unfolded.connect(self.reveal)
        self.verdict.shrunk.connect(self.refit)
        self.section.unfolded.connect(lambda: self.reveal(self.licence))
        restore = self.addresses.restore
        restore.opened.connect(lambda: self.reveal(restore.confirm_button))
        restore.confirmed.connect(self.refit)
        self.finished.connect(self.test.cancel)

    def own_effects(self) -> Mapping[Do, Callable[[], object]]:
        """Test, and change what the help sheet's windows have besides the licence."""
        return {
            Do.START_TEST: lambda: self.test.start(self.state.form.settings),
            Do.CANCEL_TEST: self.test.cancel,
            Do.POINT_OUT_ADDRESSES: self._point_out_addresses,
            Do.CHANGE_LOGIN: self._change_login,
        }

    @property
    def form_parts(self) -> tuple[QWidget, ...]:
        """Everything but the notes and the verdict."""
        return (self.addresses, self.row, self.section, self.autostart)

    def form_of(self, saved: Settings) -> Form:
        """Return the settings with what was typed."""
        settings = self.licence.apply_to(self.addresses.apply_to(saved))
        return Form(settings, self.licence.typed_key(), login_changed=self.autostart.unsaved)

    def load(self, saved: Settings) -> None:
        """Fill the fields."""
        self.addresses.load(saved)
        self.addresses.tidy()
        self.licence.load(saved)

    def _ask_tidied(self, event: Event) -> None:
        self.addresses.tidy()
        self.post(event)

    # What is shown.

    def show_state(self) -> None:
        """Show what can be done, what comes next, and the verdict."""
        state = self.state
        self.addresses.set_read_only(state.read_only)
        self._show_mode()
        self.show_load_fault()
        for role, result in self.results.items():
            result.show_progress(self.test.known.get(role))
        self.section.show_settings(state.saved, settled=is_licence_settled(state.saved, state.view))
        self._show_verdict()
        # Last: what is hidden or disabled gives the focus away, and what is announced is heard with what gets it.
        self.save_button.setEnabled(state.phase is Phase.EDITING)
        self.row.show_running(state.outcome is Said.TESTING)
        self.row.start_button.setEnabled(state.phase is Phase.EDITING and state.outcome is not Said.TESTING)
        self._show_default()

    def _show_default(self) -> None:
        """Let Enter do the next act of the verdict, or else press the button that comes next in the help sheet."""
        shown = self.verdict.shown
        has_act = shown is not None and shown.primary is not None
        for act, made in self._next.items():
            made.setDefault(act is self.state.next_act and not has_act)

    def _show_verdict(self) -> None:
        before, state = self.verdict.shown, self.state
        shown = verdict_of(state, self.test.known, mail=said_of_mail(self.view, self.now()))
        self.verdict.show_verdict(shown)
        self.show_load_help(shown)
        is_led = state.load_fault is not None or (shown is not None and HELPER in shown.acts)
        self.login_help.setVisible(self.autostart.is_refused and not is_led)
        if shown is not None and (before is None or before.title != shown.title):
            self.reveal(self.verdict)

    def _show_mode(self) -> None:
        if self.state.read_only:
            lines = (*self.assistance_story(), settings_window.READ_ONLY_BODY, settings_window.READ_ONLY_LICENCE)
            self.read_only.say(settings_window.READ_ONLY_TITLE, lines)
        else:
            self.read_only.clear()

    def show_licence_form(self) -> None:
        """Unfold the licence."""
        self.section.unfold()

    # Effects.

    def _point_out_addresses(self) -> None:
        self.addresses.point_out()
        self.reveal(self.focusWidget())

    def _tick_secure(self) -> None:
        self.addresses.secure.setChecked(True)
        self.row.start_button.setFocus()

    def _change_login(self) -> None:
        done = self.autostart.save()
        self.post(LoginChanged(done))
        if not done:
            self.reveal(self.autostart)
