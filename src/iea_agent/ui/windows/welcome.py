"""The first start: what the pictures mean, number and key of the licence, « Se connecter », and how that went."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.key_origin import is_official, key_origin_of
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.outcome import Repaired, Saved
from iea_agent.core.settings_form.state import Do, Form, LoginChanged, Phase, SaveAsked
from iea_agent.core.shown.launching import LAUNCH
from iea_agent.core.shown.settings_form import verdict_of
from iea_agent.core.shown.verdict import Asked
from iea_agent.core.shown.ways_on import SETTINGS
from iea_agent.core.texts import key_origin
from iea_agent.core.texts.windows import buttons, welcome_window
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext, said_of_mail
from iea_agent.ui.parts.note import Note
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, breakable, button, fill, text
from iea_agent.ui.settings_form import SettingsFormDialog

_PICTURE_SIDE = 32
"""The side of a picture (device-independent pixels)."""
_HEADLINE_SCALE = 1.15


class WelcomeDialog(SettingsFormDialog):
    """Saves the licence among the settings in force; the addresses are not asked for."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(
            context,
            view,
            title=welcome_window.TITLE,
            width=76,
            save=welcome_window.CONNECT,
            unsaved=(welcome_window.UNSAVED_TITLE, welcome_window.UNSAVED_BODY),
            needs_licence=True,
        )
        self._missing = welcome_window.HEADLINE
        self._headline = text(bold=True, scale=_HEADLINE_SCALE)
        self._intro = text(welcome_window.BODY)
        self.server = Note()
        """Where the key goes, if that is not the official server."""
        self.verdict = VerdictBox(self.ask, self.steps)
        self.connect_button = button(welcome_window.CONNECT, lambda: self.post(SaveAsked()))
        self.settings_button = button(buttons.OPEN_SETTINGS, lambda: self.ask(Open(DialogKind.CONNECTION_SETTINGS)))
        self.close_button = button(welcome_window.LATER, self.reject)
        said = (
            self.load_fault,
            fill(QHBoxLayout(), self.load_help, None),
            self._intro,
            self.licence,
            self.server,
            self.verdict,
        )
        add(self.body, self._headline, self._pictures(), *said, None)
        self.add_buttons((self.settings_button,), (self.connect_button, self.close_button))
        self.verdict.unfolded.connect(self.reveal)
        self.verdict.shrunk.connect(self.refit)
        self.begin()
        (self.licence.key if self.state.saved.licence_number else self.licence.number).setFocus()

    def _pictures(self) -> QWidget:
        """Return the three pictures, in a line each."""
        pictures = QWidget()
        column = fill(QVBoxLayout(pictures), text(welcome_window.PICTURES_TITLE), spacing=6)
        for picture, means in welcome_window.PICTURES.items():
            line, shown = QWidget(), QLabel()
            self.show_picture(shown, picture, side=_PICTURE_SIDE)
            fill(QHBoxLayout(line), shown, (text(means), 1), spacing=12)
            column.addWidget(line)
        return pictures

    @property
    def form_parts(self) -> tuple[QWidget, ...]:
        """The licence."""
        return (self._intro, self.licence)

    def own_effects(self) -> Mapping[Do, Callable[[], object]]:
        """Nothing is tested here, and the addresses and starting at login stay as they are."""
        return {
            Do.START_TEST: lambda: None,
            Do.CANCEL_TEST: lambda: None,
            Do.POINT_OUT_ADDRESSES: self._open_settings,
            Do.CHANGE_LOGIN: lambda: self.post(LoginChanged(done=True)),
        }

    def form_of(self, saved: Settings) -> Form:
        """Return the settings with the licence that was typed."""
        return Form(self.licence.apply_to(saved), self.licence.typed_key())

    def load(self, saved: Settings) -> None:
        """Fill in the number."""
        self.licence.load(saved)
        self._missing = welcome_window.KEY_IS_MISSING if saved.licence_number else welcome_window.HEADLINE

    # What is shown.

    def show_state(self) -> None:
        """Show what can be done, and the verdict."""
        state = self.state
        self.show_load_fault()
        before, shown = self.verdict.shown, verdict_of(state, {}, mail=self._mail(), next_act=LAUNCH)
        self.verdict.show_verdict(shown)
        self.show_load_help(shown)
        self.connect_button.setEnabled(state.phase is Phase.EDITING)  # what is disabled gives the focus away
        is_done = isinstance(state.outcome, Saved | Repaired) and is_connected(state.outcome.answer)
        self._headline.setText(welcome_window.CONNECTED if is_done else self._missing)
        if is_done is self.licence.isVisible():
            self.refit()
        for part in self.form_parts:
            part.setVisible(not is_done and state.phase is not Phase.WAITING)
        self._show_server(is_asked=not is_done and state.phase is not Phase.WAITING)
        self.connect_button.setVisible(not is_done)
        leads_there = shown is not None and SETTINGS in shown.acts
        self.settings_button.setVisible(not is_done and not leads_there)
        self.close_button.setText(buttons.CLOSE if is_done else welcome_window.LATER)
        self.connect_button.setDefault(shown is None or shown.primary is None)
        if shown is not None and (before is None or before.title != shown.title):
            self.reveal(self.verdict)

    def _show_server(self, *, is_asked: bool) -> None:
        """Say where the key goes before it is given."""
        origin = key_origin_of(self.state.form.settings.authentication_address)
        if is_asked and origin and not is_official(origin):
            self.server.say(breakable(key_origin.given_to(origin)), (key_origin.ADVICE_BEFORE,))
        else:
            self.server.clear()

    def _mail(self) -> str:
        return said_of_mail(self.view, self.now())

    def ask(self, asked: Asked) -> None:
        """Ask the agent for something; the software that starts takes the place of this window."""
        super().ask(asked)
        if asked is Action.LAUNCH:
            self.reject()

    def _open_settings(self) -> None:
        self.ask(Open(DialogKind.CONNECTION_SETTINGS))


def is_connected(view: AgentView | None) -> bool:
    """Tell whether the answer is the ball."""
    return view is not None and view.connection is Link.CONNECTED
