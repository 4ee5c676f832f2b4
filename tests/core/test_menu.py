"""The right-click menu of the specification, state by state."""

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import COMMANDS, Action, DialogKind, Open, is_available
from iea_agent.core.connection_state import AgentState, Link, Mode, picture_of
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.menu import DEFAULT_COMMAND, SEPARATOR, MenuEntry, menu_of
from iea_agent.core.texts import announcements
from iea_agent.core.view import AgentView

BALL = AgentState(link=Link.CONNECTED)
HEART = AgentState(link=Link.UNREACHABLE)
BEETLE = AgentState(mode=Mode.ASSISTANCE)
STATES = {"ball": BALL, "heart": HEART, "beetle": BEETLE}

ENTRIES = [
    "État de la connexion",
    "Lancer Impact emploi",
    "Paramètres de connexion",
    "Tester l'accès aux serveurs",
    "Relancer l'authentification auprès du serveur",
    "Demande de support technique",
    "Ouvrir le centre de maintenance",
    "Aide",
    "À propos de Connexion Impact emploi",
    "Quitter",
]
ALWAYS = {
    Open(DialogKind.STATUS),
    Action.LAUNCH,
    Open(DialogKind.CONNECTION_SETTINGS),
    Open(DialogKind.SERVER_TEST),
    Open(DialogKind.SUPPORT_MAIL),
    Open(DialogKind.REPORT),
    Open(DialogKind.HELP),
    Open(DialogKind.ABOUT),
    Action.QUIT,
}


def view_of(state: AgentState) -> AgentView:
    return AgentView(picture=picture_of(state), mode=state.mode, connection=state.connection)


def entries_of(state: AgentState) -> list[MenuEntry]:
    """List the entries of the menu and of its submenus."""
    return [entry for top in menu_of(view_of(state)) for entry in (top, *top.submenu)]


def submenu_of(state: AgentState, label: str) -> list[str]:
    return [entry.label for top in menu_of(view_of(state)) if top.label == label for entry in top.submenu]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_the_first_line_is_the_state_and_opens_its_window(state: AgentState) -> None:
    first = menu_of(view_of(state))[0]
    assert first == MenuEntry(announcements.state_line(view_of(state)), Open(DialogKind.STATUS), enabled=True)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_the_entries_stand_in_the_order_of_the_specification(state: AgentState) -> None:
    assert [entry.label for entry in menu_of(view_of(state))[1:] if entry != SEPARATOR] == ENTRIES


@pytest.mark.parametrize(
    ("state", "toggle"),
    [
        (BALL, "Activer le mode assistance"),
        (HEART, "Activer le mode assistance"),
        (BEETLE, "Désactiver le mode assistance"),
    ],
    ids=STATES,
)
def test_assistance_mode_can_be_entered_or_left(state: AgentState, toggle: str) -> None:
    assert submenu_of(state, "Demande de support technique") == [
        toggle,
        "Écrire à l'assistance",
        "Rapport de diagnostic",
    ]
    assert submenu_of(state, "Ouvrir le centre de maintenance") == ["Gérer les mises à jour"]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_what_can_be_clicked(state: AgentState) -> None:
    enabled = {entry.command for entry in entries_of(state) if entry.command and entry.enabled}
    assert enabled >= ALWAYS
    assert (Open(DialogKind.REAUTHENTICATE) in enabled) == (state is not BEETLE)
    assert (Open(DialogKind.ASSISTANCE) in enabled) == (state is not BEETLE)
    assert (Open(DialogKind.DAY_PASSWORD) in enabled) == (state is BEETLE)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_no_command_stands_twice_but_the_status_window_also_behind_the_state(state: AgentState) -> None:
    commands = [entry.command for entry in entries_of(state)[1:] if entry.command]
    assert len(set(commands)) == len(commands)


NOT_IN_THE_MENU = {
    Action.READ_STATE: "the view is always there",
    Action.READ_STATE_HERE: "a second start sends it",
    Action.AUTHENTICATE: "the menu opens the dialog that shows the progress",
    Action.RECHECK: "a window sends it when it is left after a failed test",
    Action.TAKE_NEW_SETTINGS: "« Paramètres de connexion » sends it",
    Open(DialogKind.PASSWORD_MAIL): "the windows that ask for the password offer it",
    Open(DialogKind.HELPER_MAIL): "a verdict that the person who looks after the computers acts on offers it",
    Action.SEEK_REPAIR: "the command line sends it; the agent searches by itself",
    Action.REPAIR_UNSEEN: "the command line sends it",
    Action.UNDO_REPAIR: "a window sends it that shows the addresses",
    Open(DialogKind.LAUNCH): "the agent opens it when a launch has something to say",
    Open(DialogKind.WELCOME): "the first start opens it, and what needs a key",
    Open(DialogKind.OTHER_SESSION): "a second start in another session opens it",
}


def test_every_command_is_in_the_menu_or_is_listed_with_its_reason() -> None:
    in_menu = {entry.command for state in STATES.values() for entry in entries_of(state) if entry.command}
    assert in_menu | set(NOT_IN_THE_MENU) == set(COMMANDS)
    assert not in_menu & set(NOT_IN_THE_MENU)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_left_click_does_something(state: AgentState) -> None:
    assert is_available(DEFAULT_COMMAND, state)


def test_assistance_mode_is_not_offered_where_no_key_is_kept() -> None:
    state = AgentState(link=Link.NOT_CONFIGURED, diagnosis=Diagnosis(Verdict.NOT_CONFIGURED))
    view = replace(view_of(state), diagnosis=state.diagnosis)
    offered = {entry.command: entry.enabled for top in menu_of(view) for entry in (top, *top.submenu)}
    assert offered[Open(DialogKind.ASSISTANCE)] is False
    assert offered[Open(DialogKind.CONNECTION_SETTINGS)] is True
