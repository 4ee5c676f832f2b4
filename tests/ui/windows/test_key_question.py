"""Whether the licence key may be sent to another server: asked in each window that says that it was not."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QPushButton

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import KeyAllowed
from iea_agent.ui.windows.connection_settings import ConnectionSettingsDialog
from iea_agent.ui.windows.launch import LaunchDialog
from iea_agent.ui.windows.reauthenticate import ReauthenticateDialog
from tests.ui.stories import (
    ASSISTANCE,
    CONNECTED,
    OTHER_ORIGIN,
    Scene,
    button_named,
    launch_another_server,
    press,
    reauthenticate_another_server,
    settings_saved_for_another_server,
    visible_buttons,
    visible_words,
)

ORIGIN = "https://autre.example:8443"
SEND = "Envoyer la clé à autre.example:8443"
QUESTION = "Envoyer la clé de licence à autre.example:8443\u00a0?"

Asking = ConnectionSettingsDialog | ReauthenticateDialog | LaunchDialog
every_window = pytest.mark.parametrize(
    "opened", [settings_saved_for_another_server, reauthenticate_another_server, launch_another_server]
)


def asking(scene: Scene) -> Asking:
    assert isinstance(scene.window, Asking)
    return scene.window


@every_window
def test_the_question_names_both_servers(opened: Callable[[], Scene]) -> None:
    scene = opened()
    said = visible_words(scene).replace("\u200b", "")
    assert QUESTION in said
    assert "enregistrée pour impact-emploi.urssaf.fr" in said
    assert "la clé de votre licence" in said
    assert asking(scene).verdict.kind is SignKind.WARNING


@every_window
def test_yes_is_said_to_the_agent_with_the_server_that_was_named(opened: Callable[[], Scene]) -> None:
    scene = opened()
    assert KeyAllowed(ORIGIN) not in scene.host.said
    press(scene, SEND)
    assert scene.host.said.count(KeyAllowed(ORIGIN)) == 1
    scene.tell(replace(OTHER_ORIGIN, attempt=5, attempting=True, connection=Link.CONNECTING, diagnosis=None))
    assert SEND not in visible_buttons(scene) or isinstance(scene.window, LaunchDialog)


@every_window
def test_yes_is_not_what_the_return_key_does(opened: Callable[[], Scene]) -> None:
    scene = opened()
    send = button_named(scene, SEND)
    assert isinstance(send, QPushButton)
    assert not send.isDefault()
    assert not send.hasFocus()


@every_window
@pytest.mark.parametrize("view", [CONNECTED, ASSISTANCE], ids=["connected", "assistance"])
def test_the_question_is_over_with_its_reason(opened: Callable[[], Scene], view: AgentView) -> None:
    scene = opened()
    scene.tell(replace(view, attempt=6))
    assert SEND not in visible_buttons(scene)


def test_a_launch_that_waited_is_asked_for_again() -> None:
    scene = launch_another_server()
    press(scene, SEND)
    assert scene.host.asked == [Action.LAUNCH]


def test_the_window_of_the_settings_shows_the_answer() -> None:
    scene = settings_saved_for_another_server()
    press(scene, SEND)
    assert "Connexion en cours" in visible_words(scene)
    scene.tell(replace(CONNECTED, attempt=5))
    assert "Connecté au serveur de production" in visible_words(scene)


@every_window
def test_the_button_keeps_the_focus_while_the_agent_says_something_else(opened: Callable[[], Scene]) -> None:
    scene = opened()
    window = asking(scene)
    button_named(scene, SEND).setFocus()
    scene.tell(replace(window.view, next_attempt=1.0))
    assert window.focusWidget() is button_named(scene, SEND)
