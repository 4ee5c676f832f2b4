"""The window of the launch gate, with fakes."""

import re

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import BadSettingsError
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import labels, launches
from iea_agent.core.texts.windows import attempts
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AttemptProgressed
from iea_agent.ui.app import dispatch
from iea_agent.ui.windows.launch import LaunchDialog
from tests.ui.stories import (
    ASSISTANCE,
    CONNECTED,
    NOW,
    REFUSED,
    STAGES,
    UNKNOWN,
    UNREACHABLE,
    Scene,
    button_named,
    launch_checking,
    launching,
    open_window,
    prepared,
    press,
    visible_buttons,
)

FAULTS = tuple(launches.LAUNCH_FAULT)


def window_of(scene: Scene) -> LaunchDialog:
    assert isinstance(scene.window, LaunchDialog)
    return scene.window


def not_connected(view: AgentView) -> AgentView:
    return replace(view, launch=LaunchReport(1, LaunchOutcome.NOT_CONNECTED))


# The check.


def test_a_check_shows_its_stages_and_can_be_left() -> None:
    scene = launch_checking()
    window = window_of(scene)
    assert window.verdict.words.split("\n") == [launches.LAUNCH_CHECKING, "Connexion établie…", launches.LAUNCH_WAITS]
    assert visible_buttons(scene) == ["Annuler"]
    press(scene, "Annuler")
    assert not window.isVisible()
    assert scene.host.asked == [], "the agent calls off the launch when the window is gone"


def test_an_attempt_that_has_to_wait_is_announced() -> None:
    waiting = replace(UNREACHABLE, connection=Link.CONNECTING, next_attempt=NOW + 3)
    scene = launching(LaunchOutcome.CHECKING, waiting)
    assert attempts.AUTHENTICATION_SOON in window_of(scene).verdict.words


def test_a_key_store_that_asks_for_its_password_is_said() -> None:
    asking = replace(UNREACHABLE, connection=Link.CONNECTING, attempting=True, key_store_asks=True)
    scene = launching(LaunchOutcome.CHECKING, asking)
    assert attempts.KEY_STORE_ASKS in window_of(scene).verdict.words
    assert visible_buttons(scene) == ["Annuler"]


def test_once_the_software_starts_the_window_is_gone() -> None:
    scene = launch_checking()
    scene.tell(replace(CONNECTED, launch=LaunchReport(1, LaunchOutcome.STARTED)))
    assert not scene.window.isVisible()


def test_a_window_that_comes_too_late_goes_away_by_itself() -> None:
    assert not launching(LaunchOutcome.STARTED).window.isVisible()


# Case 3 of the help sheet and similar refusals.


@pytest.mark.parametrize(
    ("view", "title", "said"),
    [
        (REFUSED, "Serveur d'authentification", "Autorisation refusée"),
        (UNKNOWN, "Serveur d'authentification", "Licence d'installation non reconnue"),
        (UNREACHABLE, "Lancer Impact emploi", "Non connecté : nom du serveur introuvable"),
    ],
)
def test_the_title_and_the_words_follow_the_verdict(view: AgentView, title: str, said: str) -> None:
    scene = launch_checking()
    scene.tell(not_connected(view))
    verdict = window_of(scene).verdict
    assert scene.window.windowTitle() == title
    assert verdict.words.replace("\u00a0", " ").split("\n")[:2] == [said, "Impact emploi n’a pas été lancé."]
    assert "Que faire" in verdict.words
    assert verdict.kind is SignKind.BAD


@pytest.mark.parametrize("view", [REFUSED, UNKNOWN, UNREACHABLE])
@pytest.mark.parametrize(
    ("label", "ask"),
    [
        ("Écrire à l'assistance", Open(DialogKind.SUPPORT_MAIL)),
        ("Activer le mode assistance", Open(DialogKind.ASSISTANCE)),
        ("Paramètres de connexion", Open(DialogKind.CONNECTION_SETTINGS)),
        ("Réessayer", Action.LAUNCH),
    ],
)
def test_every_failure_offers_the_ways_on(view: AgentView, label: str, ask: Command) -> None:
    scene = open_window(DialogKind.LAUNCH, not_connected(view))
    press(scene, label)
    assert scene.host.asked == [ask]
    assert scene.window.isVisible()


@pytest.mark.parametrize(
    ("view", "label"),
    [
        (REFUSED, "Écrire à l'assistance"),
        (replace(REFUSED, mails=prepared(Occasion.REFUSED, NOW)), "Activer le mode assistance"),
        (UNKNOWN, "Paramètres de connexion"),
        (UNREACHABLE, "Réessayer"),
        (
            replace(UNREACHABLE, connection=Link.NOT_CONFIGURED, diagnosis=Diagnosis(Verdict.NOT_CONFIGURED)),
            "Saisir la licence",
        ),
    ],
)
def test_the_keyboard_is_on_what_helps_first(view: AgentView, label: str) -> None:
    scene = launch_checking()
    scene.tell(not_connected(view))
    assert scene.window.focusWidget() is button_named(scene, label)


def test_a_mail_that_was_prepared_need_not_be_sent_again() -> None:
    scene = open_window(
        DialogKind.LAUNCH, replace(not_connected(REFUSED), mails=prepared(Occasion.REFUSED, NOW - 90000))
    )
    assert "demande préparée le dimanche 22 novembre" in window_of(scene).verdict.words
    assert "écrivez" not in window_of(scene).verdict.words


def test_trying_again_shows_the_check_again() -> None:
    scene = open_window(DialogKind.LAUNCH, not_connected(REFUSED))
    press(scene, "Réessayer")
    checking = replace(REFUSED, connection=Link.CONNECTING, attempting=True, attempt=4)
    scene.tell(replace(checking, launch=LaunchReport(2, LaunchOutcome.CHECKING)))
    window = window_of(scene)
    assert window.verdict.words.startswith(launches.LAUNCH_CHECKING)
    assert (visible_buttons(scene), window.windowTitle()) == (["Annuler"], "Lancer Impact emploi")
    dispatch(AttemptProgressed(4, STAGES[0]), window)
    assert "Nom trouvé…" in window.verdict.words


def test_another_attempt_goes_on_behind_the_answer_that_is_being_read() -> None:
    scene = open_window(DialogKind.LAUNCH, not_connected(REFUSED))
    said = window_of(scene).verdict.words
    scene.tell(replace(not_connected(REFUSED), connection=Link.CONNECTING, diagnosis=None, attempting=True))
    assert window_of(scene).verdict.words == said
    assert scene.window.windowTitle() == "Serveur d'authentification"


def test_a_window_that_opens_during_another_attempt_waits_for_its_answer() -> None:
    view = replace(not_connected(REFUSED), connection=Link.CONNECTING, diagnosis=None, attempting=True)
    assert launches.LAUNCH_CHECKING in window_of(open_window(DialogKind.LAUNCH, view)).verdict.words


@pytest.mark.parametrize(("view", "said"), [(CONNECTED, labels.CONNECTED), (ASSISTANCE, labels.ASSISTANCE)])
def test_when_it_may_be_launched_after_all_the_window_offers_that(view: AgentView, said: str) -> None:
    scene = open_window(DialogKind.LAUNCH, not_connected(REFUSED))
    scene.tell(not_connected(view))
    assert window_of(scene).verdict.words.startswith(said)
    assert visible_buttons(scene) == ["Lancer Impact emploi", "Fermer"]
    press(scene, "Lancer Impact emploi")
    assert scene.host.asked == [Action.LAUNCH]


# The software itself.


def test_starting_twice_says_since_when_it_is_open() -> None:
    scene = launching(LaunchOutcome.ALREADY_RUNNING, replace(CONNECTED, software_since=NOW - 90000))
    assert "Impact emploi est déjà ouvert depuis le 22 novembre à " in window_of(scene).verdict.words
    assert visible_buttons(scene) == ["Fermer"]


def test_once_it_is_closed_it_can_be_launched_again() -> None:
    scene = launching(LaunchOutcome.ALREADY_RUNNING, replace(CONNECTED, software_since=NOW - 60))
    scene.tell(replace(scene.window.view, software_since=None))
    assert launches.SOFTWARE_CLOSED in window_of(scene).verdict.words
    press(scene, "Lancer Impact emploi")
    assert scene.host.asked == [Action.LAUNCH]


@pytest.mark.parametrize("outcome", FAULTS)
def test_software_that_does_not_start_is_said_in_words_with_who_acts(outcome: LaunchOutcome) -> None:
    scene = launching(outcome, detail="the system's own words")
    window = window_of(scene)
    assert window.verdict.words.split("\n") == list(launches.LAUNCH_FAULT[outcome])
    assert re.search(r"Que faire.: .*gère vos ordinateurs", window.verdict.words)
    assert not window.verdict.details.isVisible()
    shown = visible_buttons(scene)
    assert set(shown) == {"Réessayer", "Préparer un message", "Écrire à l'assistance", "Afficher les détails", "Fermer"}


def test_the_details_hold_the_command_and_the_words_of_the_system() -> None:
    scene = launching(LaunchOutcome.FAILED, detail="Permission denied")
    press(scene, "Afficher les détails")
    details = window_of(scene).verdict.details
    assert [line.replace("\u00a0", " ") for line in details.lines] == [
        "Commande (software_command) : /opt/impact-emploi/bin/impact-emploi --mode=paie",
        "Réponse du système : Permission denied",
    ]
    assert details.hasFocus()
    press(scene, "Masquer les détails")
    assert not details.isVisible()


def test_the_exit_status_of_a_crash_is_in_the_details() -> None:
    scene = launching(LaunchOutcome.CRASHED, detail="3")
    assert "Code de fin\u00a0: 3" in window_of(scene).verdict.details.lines


def test_details_without_a_command_say_that_there_is_none() -> None:
    view = replace(CONNECTED, launch=LaunchReport(1, LaunchOutcome.NO_COMMAND))
    scene = open_window(DialogKind.LAUNCH, view, load_error=BadSettingsError("no"))
    assert window_of(scene).verdict.details.lines == ["Commande (software_command)\u00a0: (vide)"]
