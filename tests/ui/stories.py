"""The main states of every window, made with fakes: the tests walk through them, and reviewers look at them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.errors import BadSettingsError
from iea_agent.core.messages import (
    AgentView,
    AttemptProgressed,
    DialogKind,
    DialogOrder,
    ServerTested,
    StageReached,
    ViewChanged,
)
from iea_agent.core.ports import JobEnd, JobFault
from iea_agent.core.settings import Settings
from iea_agent.ui.app import application, dispatch, window_of
from iea_agent.ui.courier import Courier
from iea_agent.ui.window import Window, World
from tests.ui.fakes import FakeHost, FakeJobs, FakeSettings

NOW = 1_795_455_000.0
"""23 November 2026, in the afternoon."""
ICONS = Path(__file__).parents[2] / "assets" / "icons"

STAGES = (
    StageReport(Stage.NAME, 14.2, "192.0.2.10"),
    StageReport(Stage.CONNECTION, 21.0, "directe, impact-emploi.urssaf.fr:443"),
    StageReport(Stage.ENCRYPTION, 48.7, "signé par « Certigna Services CA », expire le 14/03/2027"),
    StageReport(Stage.ANSWER, 1204.0, "HTTP 200"),
    StageReport(Stage.IDENTITY, 0.4, "https://impact-emploi.urssaf.fr"),
)

CONNECTED = AgentView(
    picture=Picture.BALL,
    mode=Mode.PRODUCTION,
    connection=Link.CONNECTED,
    since=NOW - 4000,
    next_attempt=NOW + 600,
    attempt=3,
    diagnosis=Diagnosis(Verdict.CONNECTED, Stage.IDENTITY, stages=STAGES),
    updates=ServerReport(Role.UPDATES, "https://impact-emploi.urssaf.fr/updates", Diagnosis(Verdict.ACCESSIBLE)),
    licence_number="75-000042",
)
UNREACHABLE = replace(
    CONNECTED,
    picture=Picture.HEART,
    connection=Link.UNREACHABLE,
    diagnosis=Diagnosis(Verdict.DNS, Stage.NAME, "Name or service not known"),
    updates=ServerReport(Role.UPDATES, "https://impact-emploi.urssaf.fr/updates", Diagnosis(Verdict.DNS)),
)
REFUSED = replace(UNREACHABLE, connection=Link.REFUSED, diagnosis=Diagnosis(Verdict.REFUSED), updates=CONNECTED.updates)
UNKNOWN = replace(REFUSED, connection=Link.LICENCE_UNKNOWN, diagnosis=Diagnosis(Verdict.LICENCE_UNKNOWN))
ASSISTANCE = AgentView(
    picture=Picture.BEETLE,
    mode=Mode.ASSISTANCE,
    connection=Link.DISCONNECTED,
    mode_since=NOW - 90000,
    reason="panne du serveur annoncée par l'assistance",
    licence_number="75-000042",
)
LICENSED = Settings(licence_number="75-000042")
OLD = Settings(
    secure=False,
    authentication_address="http://iea.example-association.fr:8080/connexion",
    update_address="http://iea.example-association.fr:8080/connexion/updates",
    licence_number="75-000042",
)
GOOD = Diagnosis(Verdict.ACCESSIBLE, Stage.IDENTITY, stages=STAGES)
DNS = Diagnosis(Verdict.DNS, Stage.NAME, "Name or service not known")
UNTRUSTED = Diagnosis(Verdict.TLS_UNTRUSTED, Stage.ENCRYPTION, "Zscaler Root CA", STAGES[:2])


@dataclass
class Scene:
    """A window and the fakes around it."""

    app: QApplication
    window: Window
    host: FakeHost
    jobs: FakeJobs
    settings: FakeSettings

    def work(self) -> None:
        """Let Qt do all that is waiting to be done, what that brings about included."""
        for _ in range(5):
            self.app.sendPostedEvents()
            self.app.processEvents()

    def tell(self, view: AgentView) -> None:
        """Let the agent announce a state."""
        dispatch(ViewChanged(view), self.window)
        self.work()

    def answer(self, authentication: Diagnosis, updates: Diagnosis) -> None:
        """Let the running test end with these results."""
        settings = self.settings.saved
        for role, diagnosis in ((Role.AUTHENTICATION, authentication), (Role.UPDATES, updates)):
            self.jobs.last.say(ServerTested(ServerReport(role, settings.address_of(role), diagnosis)))
        self.jobs.last.end(JobEnd())
        self.work()


def open_window(
    kind: DialogKind,
    view: AgentView = CONNECTED,
    settings: Settings = LICENSED,
    *,
    load_error: BadSettingsError | None = None,
    icons: Path = ICONS,
) -> Scene:
    """Open a window among fakes."""
    app = application()
    log: list[str] = []
    host, jobs, store = FakeHost(), FakeJobs(log=log), FakeSettings(settings, load_error, log=log)
    world = World(host=host, jobs=jobs, settings=store, icons=icons, courier=Courier(), now=lambda: NOW)
    scene = Scene(app, window_of(DialogOrder(kind, view), world), host, jobs, store)
    scene.window.show()
    scene.work()
    return scene


def button_named(scene: Scene, name: str) -> QAbstractButton:
    """Return the visible button of a name, its mnemonic left out."""
    return next(
        found
        for found in scene.window.findChildren(QAbstractButton)
        if found.isVisible() and found.text().replace("&", "") == name
    )


def press(scene: Scene, name: str) -> None:
    """Press a button by its name."""
    button_named(scene, name).click()
    scene.work()


def field_named(scene: Scene, name: str) -> QLineEdit:
    """Return the text field of an accessible name."""
    return next(found for found in scene.window.findChildren(QLineEdit) if found.accessibleName() == name)


# The stories; each leaves its window open in one of its main states.


def settings_fresh() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS)


def settings_old_addresses() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, OLD)


def settings_before_and_after() -> Scene:
    scene = settings_old_addresses()
    press(scene, "Rétablir les adresses officielles")
    return scene


def settings_faulty() -> Scene:
    scene = open_window(
        DialogKind.CONNECTION_SETTINGS,
        UNREACHABLE,
        replace(LICENSED, authentication_address="https://impact emploi,fr", update_address=""),
    )
    press(scene, "Enregistrer")
    return scene


def settings_testing() -> Scene:
    scene = settings_fresh()
    press(scene, "Tester l'accès aux serveurs")
    for stage in STAGES[:3]:
        scene.jobs.last.say(StageReached(Role.AUTHENTICATION, stage))
    scene.jobs.last.say(StageReached(Role.UPDATES, STAGES[0]))
    scene.work()
    return scene


def settings_test_passed() -> Scene:
    scene = settings_testing()
    scene.answer(GOOD, GOOD)
    return scene


def settings_test_failed() -> Scene:
    scene = settings_testing()
    scene.answer(DNS, DNS)
    return scene


def settings_test_half_failed() -> Scene:
    scene = settings_testing()
    scene.answer(UNTRUSTED, GOOD)
    press(scene, "Détails")
    return scene


def settings_key_not_stored() -> Scene:
    scene = settings_fresh()
    field_named(scene, "Clé de licence").setText("k7Qm2-X9vTz")
    press(scene, "Enregistrer")
    scene.jobs.last.end(JobEnd(JobFault.FAILED, "key_store", "locked"))
    scene.work()
    return scene


def settings_saved() -> Scene:
    scene = settings_fresh()
    press(scene, "Enregistrer")
    scene.tell(replace(CONNECTED, attempt=4, since=NOW))
    return scene


def settings_saved_and_refused() -> Scene:
    scene = settings_fresh()
    press(scene, "Enregistrer")
    scene.tell(replace(UNKNOWN, attempt=4, since=NOW))
    return scene


def settings_assistance() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, ASSISTANCE)


def settings_unreadable() -> Scene:
    error = BadSettingsError("secure: expected a boolean")
    return open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, load_error=error)


def settings_unsaved() -> Scene:
    scene = settings_fresh()
    field_named(scene, "Numéro de licence").setText("75-000043")
    press(scene, "Quitter")
    return scene


def server_test_running() -> Scene:
    scene = open_window(DialogKind.SERVER_TEST)
    scene.jobs.last.say(StageReached(Role.AUTHENTICATION, STAGES[0]))
    scene.work()
    return scene


def server_test_passed() -> Scene:
    scene = server_test_running()
    scene.answer(GOOD, GOOD)
    return scene


def server_test_failed() -> Scene:
    scene = server_test_running()
    scene.answer(UNTRUSTED, DNS)
    press(scene, "Détails")
    return scene


def reauthenticate_running() -> Scene:
    scene = open_window(DialogKind.REAUTHENTICATE, UNREACHABLE)
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempt=4, attempting=True))
    dispatch(AttemptProgressed(4, STAGES[1]), scene.window)
    scene.work()
    return scene


def reauthenticate_connected() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(CONNECTED, attempt=4))
    return scene


def reauthenticate_unreachable() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(UNREACHABLE, attempt=4))
    return scene


def reauthenticate_refused() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(REFUSED, attempt=4))
    return scene


def reauthenticate_unknown() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(UNKNOWN, attempt=4))
    return scene


def reauthenticate_assistance() -> Scene:
    return open_window(DialogKind.REAUTHENTICATE, ASSISTANCE)


def status_connected() -> Scene:
    return open_window(DialogKind.STATUS)


def status_unreachable() -> Scene:
    return open_window(DialogKind.STATUS, UNREACHABLE)


def status_assistance() -> Scene:
    return open_window(DialogKind.STATUS, ASSISTANCE)


STORIES: tuple[Callable[[], Scene], ...] = (
    settings_fresh,
    settings_old_addresses,
    settings_before_and_after,
    settings_faulty,
    settings_testing,
    settings_test_passed,
    settings_test_failed,
    settings_test_half_failed,
    settings_key_not_stored,
    settings_saved,
    settings_saved_and_refused,
    settings_assistance,
    settings_unreadable,
    settings_unsaved,
    server_test_running,
    server_test_passed,
    server_test_failed,
    reauthenticate_running,
    reauthenticate_connected,
    reauthenticate_unreachable,
    reauthenticate_refused,
    reauthenticate_unknown,
    reauthenticate_assistance,
    status_connected,
    status_unreachable,
    status_assistance,
)
