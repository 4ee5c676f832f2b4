import threading

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import BadSettingsError
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.repair import RepairOutcome, RepairReport
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import labels, verdicts
from iea_agent.core.texts.windows import attempts, repair_offer, status_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import (
    AttemptProgressed,
    DialogAsked,
    DialogOrder,
    FromJob,
    JobDone,
    JobReady,
    RaiseWindow,
    RepairAgreed,
    TestOrder,
    ViewChanged,
    WindowAnswered,
)
from iea_agent.ui.app import dispatch, run
from iea_agent.ui.context import WindowContext
from iea_agent.ui.main_thread import MainThread
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.windows.reauthenticate import ReauthenticateDialog
from iea_agent.ui.windows.server_test import ServerTestDialog
from iea_agent.ui.windows.status import StatusDialog
from tests.ui.fakes import FakeHelp, FakeHost, FakeJobs, FakeMail, FakeReports, FakeSettings
from tests.ui.stories import (
    ASSISTANCE,
    CONNECTED,
    DNS,
    GOOD,
    ICONS,
    LICENSED,
    NOW,
    REFUSED,
    REPAIRABLE,
    STAGES,
    UNKNOWN,
    UNREACHABLE,
    Scene,
    button_named,
    open_window,
    prepared,
    press,
    reauthenticate_without_the_certificate,
    server_test_failed,
    server_test_repair,
    visible_buttons,
)

# « Tester l'accès aux serveurs ».


def test_the_test_window_tests_the_saved_settings_at_once() -> None:
    scene = open_window(DialogKind.SERVER_TEST)
    assert scene.jobs.last.order == TestOrder(LICENSED)


def test_the_test_window_tests_again_with_what_is_saved_then() -> None:
    scene = open_window(DialogKind.SERVER_TEST)
    scene.answer(GOOD, GOOD)
    scene.settings.saved = replace(LICENSED, update_address="https://example.fr/updates")
    dispatch(RaiseWindow(), scene.window)
    assert WindowAnswered() in scene.host.said
    assert scene.jobs.last.order == TestOrder(scene.settings.saved)
    dispatch(RaiseWindow(), scene.window)
    assert len(scene.jobs.started) == 2


def test_the_test_window_offers_a_repair_and_then_tests_the_addresses_that_it_saved() -> None:
    scene = server_test_repair()
    press(scene, "Corriger et se connecter")
    assert isinstance(scene.window, ServerTestDialog)
    offer = REPAIRABLE.repair
    assert offer is not None
    assert scene.host.said[-1] == RepairAgreed(offer.before, offer.after)
    report = RepairReport(RepairOutcome.TRYING, offer.before, offer.after, attempt=4)
    scene.tell(replace(REPAIRABLE, repair=None, repaired=report))
    scene.work()
    assert scene.window.verdict.words == repair_offer.WORKING
    assert len(scene.jobs.started) == 1
    scene.tell(replace(CONNECTED, attempt=4, repaired=replace(report, outcome=RepairOutcome.CONNECTED)))
    scene.work()
    assert len(scene.jobs.started) == 2
    scene.answer(GOOD, GOOD)
    assert scene.window.verdict.words.startswith(labels.TEST_SUCCEEDED)


def test_leaving_the_test_window_after_a_failure_has_the_agent_look_for_itself() -> None:
    scene = server_test_failed()
    press(scene, "Fermer")
    assert scene.host.asked == [Action.RECHECK]


def test_the_test_window_says_that_the_saved_settings_cannot_be_read() -> None:
    scene = open_window(DialogKind.SERVER_TEST, load_error=BadSettingsError("no"))
    assert isinstance(scene.window, ServerTestDialog)
    assert verdicts.explain(Diagnosis(Verdict.BAD_SETTINGS))[0] in scene.window.verdict.words
    assert scene.jobs.started == []


# « Relancer l'authentification auprès du serveur ».


def reauthenticating(view: AgentView = UNREACHABLE) -> tuple[Scene, ReauthenticateDialog]:
    scene = open_window(DialogKind.REAUTHENTICATE, view)
    assert isinstance(scene.window, ReauthenticateDialog)
    return scene, scene.window


def test_opening_asks_for_an_attempt_and_shows_its_stages() -> None:
    scene, window = reauthenticating()
    assert scene.host.asked == [Action.AUTHENTICATE]
    assert window.verdict.words.startswith(attempts.AUTHENTICATING)
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempt=4, attempting=True))
    dispatch(AttemptProgressed(3, STAGES[3]), window)
    assert "réponse" not in window.verdict.words.lower()
    dispatch(AttemptProgressed(4, STAGES[0]), window)
    assert "Nom trouvé…" in window.verdict.words


def test_a_key_store_that_asks_for_its_password_is_said_while_it_does() -> None:
    scene, window = reauthenticating()
    running = replace(UNREACHABLE, connection=Link.CONNECTING, attempt=4, attempting=True)
    scene.tell(replace(running, key_store_asks=True))
    assert window.verdict.words.startswith(attempts.KEY_STORE_ASKS)
    scene.tell(running)
    assert window.verdict.words.startswith(attempts.AUTHENTICATING)


def test_an_older_answer_is_not_the_verdict() -> None:
    scene, window = reauthenticating()
    scene.tell(UNREACHABLE)
    assert window.verdict.words.startswith(attempts.AUTHENTICATING)


def test_an_attempt_that_already_runs_is_the_one_waited_for() -> None:
    scene, window = reauthenticating(replace(UNREACHABLE, attempting=True))
    scene.tell(replace(CONNECTED, attempting=False))
    assert window.verdict.words.startswith(labels.CONNECTED)


def test_a_planned_attempt_is_announced() -> None:
    scene, window = reauthenticating()
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempting=False))
    assert attempts.AUTHENTICATION_SOON in window.verdict.words


@pytest.mark.parametrize(
    ("view", "kind", "title", "said"),
    [
        (CONNECTED, SignKind.GOOD, labels.MENU_REAUTHENTICATE, "Connecté au serveur de production"),
        (REFUSED, SignKind.BAD, "Serveur d'authentification", "Autorisation refusée"),
        (UNKNOWN, SignKind.BAD, "Serveur d'authentification", "Licence d'installation non reconnue"),
        (UNREACHABLE, SignKind.BAD, labels.MENU_REAUTHENTICATE, "Non connecté : nom du serveur introuvable"),
    ],
)
def test_the_verdict_has_a_sign_and_words(view: AgentView, kind: SignKind, title: str, said: str) -> None:
    scene, window = reauthenticating()
    scene.tell(replace(view, attempt=4))
    assert (window.verdict.kind, window.windowTitle()) == (kind, title)
    assert window.verdict.words.split("\n")[0].replace("\u00a0", " ") == said


def test_a_box_that_holds_a_failure_of_the_update_server_is_not_green() -> None:
    scene, window = reauthenticating()
    scene.tell(replace(CONNECTED, attempt=4, updates=ServerReport(Role.UPDATES, "https://example.fr", DNS)))
    assert window.verdict.kind is SignKind.WARNING
    assert window.verdict.words.startswith(labels.CONNECTED)
    assert "mise à jour" in window.verdict.words


def test_again_means_another_attempt() -> None:
    scene, window = reauthenticating()
    assert "Réessayer" not in visible_buttons(scene)
    scene.tell(replace(REFUSED, attempt=4))
    press(scene, "Réessayer")
    assert scene.host.asked == [Action.AUTHENTICATE] * 2
    assert window.verdict.words.startswith(attempts.AUTHENTICATING)
    scene.tell(replace(REFUSED, attempt=4))
    assert window.verdict.words.startswith(attempts.AUTHENTICATING)
    scene.tell(replace(CONNECTED, attempt=5))
    assert window.verdict.words.startswith(labels.CONNECTED)


def test_a_later_attempt_does_not_wipe_the_verdict_that_is_being_read() -> None:
    scene, window = reauthenticating()
    scene.tell(replace(REFUSED, attempt=4))
    said = window.verdict.words
    scene.tell(replace(REFUSED, attempt=5, attempting=True))
    assert window.verdict.words == said
    assert button_named(scene, "Réessayer").isEnabled()
    scene.tell(replace(CONNECTED, attempt=5))
    assert window.verdict.words.startswith(labels.CONNECTED)


def test_a_fault_of_this_workstation_accuses_no_server() -> None:
    faulty = replace(UNREACHABLE, diagnosis=Diagnosis(Verdict.NOT_CONFIGURED), updates=None)
    scene, _ = status(faulty)
    assert [sign.kind for sign in scene.window.findChildren(Sign) if sign.isVisible()].count(SignKind.BAD) == 1


def test_the_menu_entry_of_an_open_window_authenticates_again() -> None:
    scene, _ = reauthenticating()
    dispatch(RaiseWindow(), scene.window)
    assert scene.host.asked == [Action.AUTHENTICATE]
    scene.tell(replace(REFUSED, attempt=4))
    dispatch(RaiseWindow(), scene.window)
    assert scene.host.asked == [Action.AUTHENTICATE] * 2


def test_in_assistance_mode_nothing_is_asked() -> None:
    scene, window = reauthenticating(ASSISTANCE)
    assert scene.host.asked == []
    assert window.verdict.words.startswith(labels.ASSISTANCE)


def test_the_settings_are_one_click_away() -> None:
    scene, _ = reauthenticating()
    scene.tell(replace(UNREACHABLE, attempt=4))
    press(scene, "Paramètres de connexion")
    assert scene.host.asked == [Action.AUTHENTICATE, Open(DialogKind.CONNECTION_SETTINGS)]


@pytest.mark.parametrize("view", [REFUSED, UNKNOWN, UNREACHABLE])
@pytest.mark.parametrize(
    ("label", "ask"),
    [
        ("Écrire à l'assistance", Open(DialogKind.SUPPORT_MAIL)),
        ("Activer le mode assistance", Open(DialogKind.ASSISTANCE)),
    ],
)
def test_after_a_failure_the_ways_on_are_one_click_away(view: AgentView, label: str, ask: Command) -> None:
    scene, _ = reauthenticating()
    scene.tell(replace(view, attempt=4))
    press(scene, label)
    assert scene.host.asked == [Action.AUTHENTICATE, ask]


def test_the_ways_on_are_offered_after_a_failure_only() -> None:
    scene, _ = reauthenticating()
    assert visible_buttons(scene) == ["Fermer"]
    scene.tell(replace(REFUSED, attempt=4))
    assert visible_buttons(scene)[0] == "Écrire à l'assistance"
    scene.tell(replace(CONNECTED, attempt=5))
    assert visible_buttons(scene) == ["Lancer Impact emploi", "Fermer"]
    scene.tell(replace(CONNECTED, attempt=5, software_since=NOW))
    assert visible_buttons(scene) == ["Fermer"]


def test_a_mail_that_was_prepared_is_remembered() -> None:
    scene, window = reauthenticating()
    scene.tell(replace(REFUSED, attempt=4, mails=prepared(Occasion.REFUSED, NOW - 4000)))
    said = window.verdict.words.split("\n")[-1]
    assert said.startswith("L’assistance doit intervenir\u00a0: demande préparée le lundi 23 novembre à ")
    assert "écrivez" not in window.verdict.words
    assert visible_buttons(scene)[0] == "Activer le mode assistance", "what was written need not be written again"


# « État de la connexion ».


def status(view: AgentView = CONNECTED) -> tuple[Scene, StatusDialog]:
    scene = open_window(DialogKind.STATUS, view)
    assert isinstance(scene.window, StatusDialog)
    return scene, scene.window


def test_the_status_follows_the_agent() -> None:
    scene, window = status()
    assert window.headline.text() == labels.CONNECTED
    scene.tell(UNREACHABLE)
    assert window.headline.text() == "Non connecté"
    what, cause, _ = verdicts.explain(DNS)
    assert window.verdict.words.split("\n") == [what.removesuffix("."), cause, verdicts.who_acts(DNS)]
    scene.tell(CONNECTED)
    assert window.verdict.words == ""


def test_the_status_says_since_when_and_what_comes_next() -> None:
    _, window = status()
    assert window.times.text().startswith("Depuis ")
    assert "Prochaine vérification automatique" in window.times.text()
    _, window = status(UNREACHABLE)
    assert "Prochaine tentative automatique" in window.times.text()
    _, window = status(replace(UNREACHABLE, attempting=True))
    assert status_window.NEXT_ATTEMPT_NOW in window.times.text()


@pytest.mark.parametrize(
    ("label", "ask"),
    [
        ("Paramètres de connexion", Open(DialogKind.CONNECTION_SETTINGS)),
        ("Tester l'accès aux serveurs", Open(DialogKind.SERVER_TEST)),
        ("Relancer l'authentification auprès du serveur", Open(DialogKind.REAUTHENTICATE)),
        ("Quitter le programme", Action.QUIT),
    ],
)
def test_the_status_window_leads_everywhere(label: str, ask: Command) -> None:
    scene, _ = status()
    press(scene, "Afficher les détails")
    press(scene, label)
    assert scene.host.asked == [ask]


# The application.


class ScriptedHost(FakeHost):
    """Sends from a thread of its own once the window is there, as the real host does."""

    def __init__(self, kind: DialogKind) -> None:
        super().__init__(kind)
        self.threads: list[threading.Thread] = []

    def say(self, message: FromJob) -> None:
        super().say(message)
        if isinstance(message, JobReady):
            self.threads.append(threading.Thread(target=self._speak))
            self.threads[-1].start()

    def _speak(self) -> None:
        self.tell(ViewChanged(UNREACHABLE))
        self.tell(RaiseWindow())
        self.tell(DialogOrder(DialogKind.STATUS, CONNECTED))
        self.close()


def context_of(host: FakeHost, main_thread: MainThread) -> WindowContext:
    return WindowContext(
        host=host,
        jobs=FakeJobs(),
        settings=FakeSettings(LICENSED),
        mail=FakeMail(),
        reports=FakeReports(),
        help=FakeHelp(),
        software_version=lambda _: "",
        icons=ICONS,
        main_thread=main_thread,
        system=lambda: "Windows-11",
    )


@pytest.mark.parametrize("kind", DialogKind)
def test_a_window_runs_until_the_host_closes(kind: DialogKind) -> None:
    host = ScriptedHost(kind)
    assert run(DialogOrder(kind, CONNECTED), lambda main_thread: context_of(host, main_thread)) == 0
    for thread in host.threads:
        thread.join()
    assert WindowAnswered() in host.said
    said = [message for message in host.said if not isinstance(message, DialogAsked | WindowAnswered)]
    assert said == [JobReady(), JobDone()]


def test_what_is_not_used_of_the_settings_is_said_before_the_advice_on_certificates() -> None:
    window = reauthenticate_without_the_certificate().window
    assert isinstance(window, ReauthenticateDialog)
    words = window.verdict.words
    assert words.index("ne sont pas utilisés") < words.index("autorité")
