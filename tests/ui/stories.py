"""The main states of every window, made with fakes: walked by the tests, rendered for reviewers."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
)

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.commands import DialogKind
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.desktops import Desktop
from iea_agent.core.diagnosis import Diagnosis, KeyOrigins, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.errors import AgentError, ErrorCode, InUseError, InvalidFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.mail import MailOutcome
from iea_agent.core.ports import SettingsStore
from iea_agent.core.prepared_mails import Occasion, PreparedMail, PreparedMails
from iea_agent.core.repair import (
    AddressPair,
    RepairOffer,
    RepairOutcome,
    RepairReason,
    RepairReport,
    RepairUndo,
)
from iea_agent.core.report.compose import Material, compose
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses, Certificate, DirectPeer, HttpStatus, Issuer
from iea_agent.core.strangers import strangers_text
from iea_agent.core.texts import desktops, labels
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import (
    AttemptProgressed,
    DialogOrder,
    PasswordAnswered,
    ReportMade,
    ServerTested,
    StageReached,
    ViewChanged,
)
from iea_agent.ui.app import application, dispatch, window_of
from iea_agent.ui.context import WindowContext, local_time
from iea_agent.ui.main_thread import ASIDE, MainThread
from iea_agent.ui.window import Window
from tests.ui.fakes import FakeAutostart, FakeClock, FakeHelp, FakeHost, FakeJobs, FakeMail, FakeReports, FakeSettings

NOW = 1_795_455_000.0
"""23 November 2026, in the afternoon."""
ICONS = Path(__file__).parents[2] / "assets" / "icons"

STAGES = (
    StageReport(Stage.NAME, 14.2, Addresses(("192.0.2.10",))),
    StageReport(Stage.CONNECTION, 21.0, DirectPeer("impact-emploi.urssaf.fr:443")),
    StageReport(Stage.ENCRYPTION, 48.7, Certificate(strangers_text("Certigna Services CA"), date(2027, 3, 14))),
    StageReport(Stage.ANSWER, 1204.0, HttpStatus(200)),
    StageReport(Stage.IDENTITY, 0.4, Issuer("https://impact-emploi.urssaf.fr")),
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
OTHER_ORIGIN = replace(
    REFUSED,
    connection=Link.UNREACHABLE,
    diagnosis=Diagnosis(
        Verdict.KEY_ORIGIN, key_origins=KeyOrigins("https://impact-emploi.urssaf.fr", "https://autre.example:8443")
    ),
)
UNKNOWN = replace(REFUSED, connection=Link.LICENCE_UNKNOWN, diagnosis=Diagnosis(Verdict.LICENCE_UNKNOWN))
ASSISTANCE = AgentView(
    picture=Picture.BEETLE,
    mode=Mode.ASSISTANCE,
    connection=Link.DISCONNECTED,
    mode_since=NOW - 90000,
    reason="panne du serveur annoncée par l'assistance",
    who="paulette",
    licence_number="75-000042",
)
NOT_LAUNCHED = replace(UNREACHABLE, launch=LaunchReport(1, LaunchOutcome.NOT_CONNECTED))
VIEWS = {
    DialogKind.LAUNCH: NOT_LAUNCHED,
    DialogKind.DAY_PASSWORD: ASSISTANCE,
    DialogKind.PASSWORD_MAIL: ASSISTANCE,
}
"""The state of windows that the agent does not open while connected."""


def prepared(occasion: Occasion, at: float, about: Verdict | None = None) -> PreparedMails:
    """Return one mail that was prepared before."""
    return (PreparedMail(occasion, at, about),)


LICENSED = Settings(licence_number="75-000042")
OLD = Settings(
    secure=False,
    authentication_address="http://iea.example-association.fr:8080/connexion",
    update_address="http://iea.example-association.fr:8080/connexion/updates",
    licence_number="75-000042",
)
GOOD = Diagnosis(Verdict.ACCESSIBLE, Stage.IDENTITY, stages=STAGES)
DNS = Diagnosis(Verdict.DNS, Stage.NAME, "Name or service not known")
UNTRUSTED = Diagnosis(
    Verdict.TLS_UNTRUSTED,
    Stage.ENCRYPTION,
    "certificate verify failed: unable to get local issuer certificate",
    STAGES[:2],
    words=strangers_text("Zscaler Root CA"),
)


@dataclass
class Scene:
    """A window and the fakes around it."""

    app: QApplication
    kind: DialogKind
    window: Window
    host: FakeHost
    jobs: FakeJobs
    settings: FakeSettings
    mail: FakeMail
    reports: FakeReports
    clock: FakeClock
    autostart: FakeAutostart
    help: FakeHelp

    def work(self) -> None:
        """Process all pending events, and the events that they cause."""
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


def open_window(  # noqa: PLR0913 (what a story may want to be otherwise)
    kind: DialogKind,
    view: AgentView | None = None,
    settings: Settings = LICENSED,
    *,
    load_error: AgentError | None = None,
    known: Settings | None = None,
    icons: Path = ICONS,
    autostart: AutostartStatus | None = AutostartStatus.ON,
    software_version: Callable[[Settings], str] = lambda saved: saved.software_version,
    real_settings: SettingsStore | None = None,
) -> Scene:
    """Open a window among fakes, or with real settings; ``autostart`` is ``None`` for a profile of its own."""
    app = application()
    log: list[str] = []
    host, jobs, store = FakeHost(kind), FakeJobs(log=log), FakeSettings(settings, load_error, log=log, known=known)
    mail, reports, clock, pages = FakeMail(), FakeReports(), FakeClock(NOW), FakeHelp()
    login = FakeAutostart(autostart or AutostartStatus.OFF)
    context = WindowContext(
        host=host,
        jobs=jobs,
        settings=real_settings or store,
        mail=mail,
        reports=reports,
        help=pages,
        software_version=software_version,
        icons=icons,
        main_thread=MainThread(),
        autostart=None if autostart is None else login,
        now=clock,
        system=lambda: "Windows-11-10.0.22631-SP0",
    )
    order = DialogOrder(kind, VIEWS.get(kind, CONNECTED) if view is None else view)
    scene = Scene(app, kind, window_of(order, context), host, jobs, store, mail, reports, clock, login, pages)
    scene.window.show()
    scene.work()
    return scene


def button_named(scene: Scene, name: str) -> QAbstractButton:
    """Return the visible button with this label, mnemonic removed."""
    return next(
        found
        for found in scene.window.findChildren(QAbstractButton)
        if found.isVisible() and found.text().replace("&", "") == name
    )


def press(scene: Scene, name: str) -> None:
    """Press a button by its label."""
    button_named(scene, name).click()
    scene.work()


def field_named(scene: Scene, name: str) -> QLineEdit:
    """Return the text field of an accessible name."""
    return next(found for found in scene.window.findChildren(QLineEdit) if found.accessibleName() == name)


def visible_buttons(scene: Scene) -> list[str]:
    """Return the labels of the buttons, from top left to bottom right."""
    shown = [found for found in scene.window.findChildren(QAbstractButton) if found.isVisible()]
    place = {found: found.mapTo(scene.window, found.rect().topLeft()) for found in shown}
    return [
        found.text().replace("&", "") for found in sorted(shown, key=lambda part: (place[part].y(), place[part].x()))
    ]


def visible_words(scene: Scene) -> str:
    """Return all texts outside of fields and buttons, one label per line."""
    return "\n".join(label.text() for label in scene.window.findChildren(QLabel) if label.isVisible())


def type_digits(scene: Scene, typed: str) -> None:
    """Type into the field of the password of the day, key by key."""
    QTest.keyClicks(field_named(scene, "Mot de passe du jour"), typed)
    scene.work()


# The stories; each leaves its window open in one of its main states.

STORIES: list[Callable[[], Scene]] = []
Story = TypeVar("Story", bound=Callable[[], Scene])


def story(make: Story) -> Story:
    """Make a function a story, which the tests of every window walk."""
    STORIES.append(make)
    return make


@story
def settings_fresh() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS)


@story
def settings_old_addresses() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, OLD)


@story
def settings_before_and_after() -> Scene:
    scene = settings_old_addresses()
    press(scene, "Rétablir les adresses officielles")
    return scene


@story
def settings_faulty() -> Scene:
    scene = open_window(
        DialogKind.CONNECTION_SETTINGS,
        UNREACHABLE,
        replace(LICENSED, authentication_address="https://impact emploi,fr", update_address=""),
    )
    press(scene, "Enregistrer")
    return scene


@story
def settings_testing() -> Scene:
    scene = settings_fresh()
    press(scene, "Tester l'accès aux serveurs")
    for stage in STAGES[:3]:
        scene.jobs.last.say(StageReached(Role.AUTHENTICATION, stage))
    scene.jobs.last.say(StageReached(Role.UPDATES, STAGES[0]))
    scene.work()
    return scene


@story
def settings_test_passed() -> Scene:
    scene = settings_testing()
    scene.answer(GOOD, GOOD)
    return scene


@story
def settings_test_failed() -> Scene:
    scene = settings_testing()
    scene.answer(DNS, DNS)
    return scene


@story
def settings_test_half_failed() -> Scene:
    scene = settings_testing()
    scene.answer(UNTRUSTED, GOOD)
    press(scene, "Afficher les détails")
    return scene


@story
def settings_key_not_stored() -> Scene:
    scene = settings_fresh()
    field_named(scene, "Clé de licence").setText("k7Qm2-X9vTz")
    press(scene, "Enregistrer")
    scene.jobs.last.end(JobEnd(JobFault.FAILED, ErrorCode.KEY_STORE, "locked"))
    scene.work()
    return scene


@story
def settings_saved() -> Scene:
    scene = settings_fresh()
    press(scene, "Enregistrer")
    scene.tell(replace(CONNECTED, attempt=4, since=NOW))
    return scene


@story
def settings_saved_and_refused() -> Scene:
    scene = settings_fresh()
    press(scene, "Enregistrer")
    scene.tell(replace(UNKNOWN, attempt=4, since=NOW))
    return scene


@story
def settings_saved_for_another_server() -> Scene:
    scene = settings_fresh()
    press(scene, "Enregistrer")
    scene.tell(replace(OTHER_ORIGIN, attempt=4, since=NOW))
    return scene


@story
def settings_assistance() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, ASSISTANCE)


@story
def settings_unreadable() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, load_error=StorageError("no permission"))


@story
def settings_login_by_administrator() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, autostart=AutostartStatus.SYSTEM)


@story
def settings_login_refused() -> Scene:
    scene = open_window(DialogKind.CONNECTION_SETTINGS, autostart=AutostartStatus.OFF)
    scene.autostart.change_error = StorageError("read only")
    press(scene, desktops.AT_LOGIN)
    press(scene, labels.SETTINGS_SAVE)
    return scene


@story
def settings_of_a_profile() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, autostart=None)


@story
def settings_unsaved() -> Scene:
    scene = settings_fresh()
    field_named(scene, "Numéro de licence").setText("75-000043")
    press(scene, "Quitter")
    return scene


@story
def server_test_running() -> Scene:
    scene = open_window(DialogKind.SERVER_TEST)
    scene.jobs.last.say(StageReached(Role.AUTHENTICATION, STAGES[0]))
    scene.work()
    return scene


@story
def server_test_passed() -> Scene:
    scene = server_test_running()
    scene.answer(GOOD, GOOD)
    return scene


@story
def server_test_failed() -> Scene:
    scene = server_test_running()
    scene.answer(UNTRUSTED, DNS)
    press(scene, "Afficher les détails")
    return scene


@story
def reauthenticate_running() -> Scene:
    scene = open_window(DialogKind.REAUTHENTICATE, UNREACHABLE)
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempt=4, attempting=True))
    dispatch(AttemptProgressed(4, STAGES[1]), scene.window)
    scene.work()
    return scene


@story
def reauthenticate_connected() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(CONNECTED, attempt=4))
    return scene


@story
def reauthenticate_unreachable() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(UNREACHABLE, attempt=4))
    return scene


@story
def reauthenticate_refused() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(REFUSED, attempt=4))
    return scene


@story
def reauthenticate_without_the_certificate() -> Scene:
    scene = reauthenticate_running()
    notice = FileNotice(OwnFile.SETTINGS, FileFinding.OPEN_TO_OTHERS)
    scene.tell(replace(UNREACHABLE, diagnosis=UNTRUSTED, file_notices=(notice,), attempt=4))
    return scene


@story
def reauthenticate_unknown() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(UNKNOWN, attempt=4))
    return scene


@story
def reauthenticate_another_server() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(OTHER_ORIGIN, attempt=4))
    return scene


@story
def reauthenticate_assistance() -> Scene:
    return open_window(DialogKind.REAUTHENTICATE, ASSISTANCE)


@story
def reauthenticate_mail_prepared() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(REFUSED, attempt=4, mails=prepared(Occasion.REFUSED, NOW - 23000)))
    return scene


def launching(outcome: LaunchOutcome, view: AgentView = CONNECTED, detail: str = "", place: str = "") -> Scene:
    """Open the window of a launch with this outcome."""
    settings = replace(LICENSED, software_command=("/opt/impact-emploi/bin/impact-emploi", "--mode=paie"))
    told = replace(view, launch=LaunchReport(1, outcome, detail, place))
    return open_window(DialogKind.LAUNCH, told, settings)


@story
def launch_another_server() -> Scene:
    return launching(LaunchOutcome.NOT_CONNECTED, OTHER_ORIGIN)


@story
def launch_checking() -> Scene:
    checking = replace(UNREACHABLE, connection=Link.CONNECTING, attempt=4, attempting=True)
    scene = launching(LaunchOutcome.CHECKING, checking)
    dispatch(AttemptProgressed(4, STAGES[1]), scene.window)
    scene.work()
    return scene


@story
def launch_refused() -> Scene:
    return launching(LaunchOutcome.NOT_CONNECTED, REFUSED)


@story
def launch_unknown() -> Scene:
    return launching(LaunchOutcome.NOT_CONNECTED, UNKNOWN)


@story
def launch_unreachable() -> Scene:
    return launching(LaunchOutcome.NOT_CONNECTED, UNREACHABLE)


@story
def launch_mail_prepared() -> Scene:
    return launching(LaunchOutcome.NOT_CONNECTED, replace(REFUSED, mails=prepared(Occasion.REFUSED, NOW - 90000)))


@story
def launch_not_configured() -> Scene:
    view = replace(UNREACHABLE, connection=Link.NOT_CONFIGURED, diagnosis=Diagnosis(Verdict.NOT_CONFIGURED))
    return launching(LaunchOutcome.NOT_CONNECTED, replace(view, licence_number="", updates=None))


NO_KEY = replace(
    UNREACHABLE,
    connection=Link.NOT_CONFIGURED,
    diagnosis=Diagnosis(Verdict.NOT_CONFIGURED),
    updates=None,
    next_attempt=None,
    licence_number="",
)
"""The state of a first start."""


@story
def welcome_fresh() -> Scene:
    return open_window(DialogKind.WELCOME, NO_KEY, Settings())


@story
def welcome_faulty() -> Scene:
    scene = welcome_fresh()
    press(scene, "Se connecter")
    return scene


@story
def welcome_elsewhere() -> Scene:
    settings = Settings(authentication_address="https://impact.tiers-de-confiance.example:8443/agent")
    return open_window(DialogKind.WELCOME, NO_KEY, settings)


@story
def welcome_connecting() -> Scene:
    scene = welcome_fresh()
    field_named(scene, "Numéro de licence").setText("75-000042")
    field_named(scene, "Clé de licence").setText("k7Qm2-X9vTz")
    press(scene, "Se connecter")
    scene.jobs.last.end(JobEnd())
    scene.work()
    return scene


@story
def welcome_connected() -> Scene:
    scene = welcome_connecting()
    scene.tell(replace(CONNECTED, attempt=4))
    return scene


@story
def welcome_unknown() -> Scene:
    scene = welcome_connecting()
    scene.tell(replace(UNKNOWN, attempt=4))
    return scene


@story
def welcome_unreachable() -> Scene:
    scene = welcome_connecting()
    scene.tell(replace(UNREACHABLE, attempt=4))
    return scene


@story
def launch_connected_meanwhile() -> Scene:
    scene = launch_refused()
    scene.tell(replace(CONNECTED, launch=scene.window.view.launch))
    return scene


@story
def launch_assistance_meanwhile() -> Scene:
    scene = launch_refused()
    scene.tell(replace(ASSISTANCE, launch=scene.window.view.launch))
    return scene


INVALID_FILE = InvalidFileError("config.toml", FileFlaw(FlawKind.BACKSLASH, 12, 26))


@story
def settings_invalid_file() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, CONNECTED, load_error=INVALID_FILE, known=LICENSED)


@story
def settings_invalid_file_question() -> Scene:
    scene = settings_invalid_file()
    press(scene, labels.SETTINGS_SAVE)
    return scene


@story
def settings_in_use() -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, CONNECTED, load_error=InUseError("held by a backup"))


@story
def launch_already_running() -> Scene:
    return launching(LaunchOutcome.ALREADY_RUNNING, replace(CONNECTED, software_since=NOW - 12345))


@story
def launch_no_command() -> Scene:
    return launching(LaunchOutcome.NO_COMMAND)


@story
def launch_command_ignored() -> Scene:
    return launching(LaunchOutcome.COMMAND_IGNORED)


@story
def launch_away() -> Scene:
    scene = launching(LaunchOutcome.AWAY, detail="H:\\impact\\impact.exe: H: is not connected", place="H:")
    press(scene, "Afficher les détails")
    return scene


@story
def launch_elevation() -> Scene:
    return launching(LaunchOutcome.ELEVATION)


@story
def launch_not_found() -> Scene:
    detail = "[Errno 2] No such file or directory: '/opt/impact-emploi/bin/impact-emploi'"
    scene = launching(LaunchOutcome.NOT_FOUND, detail=detail)
    press(scene, "Afficher les détails")
    return scene


@story
def launch_crashed() -> Scene:
    scene = launching(LaunchOutcome.CRASHED, detail="3")
    press(scene, "Afficher les détails")
    return scene


@story
def assistance_question() -> Scene:
    return open_window(DialogKind.ASSISTANCE)


@story
def assistance_confirmed() -> Scene:
    scene = assistance_question()
    press(scene, "Activer le mode assistance")
    return scene


@story
def assistance_already() -> Scene:
    return open_window(DialogKind.ASSISTANCE, ASSISTANCE)


@story
def password_fresh() -> Scene:
    return open_window(DialogKind.DAY_PASSWORD, ASSISTANCE)


@story
def password_asked() -> Scene:
    return open_window(DialogKind.DAY_PASSWORD, replace(ASSISTANCE, mails=prepared(Occasion.DAY_PASSWORD, NOW - 900)))


@story
def password_asked_yesterday() -> Scene:
    return open_window(DialogKind.DAY_PASSWORD, replace(ASSISTANCE, mails=prepared(Occasion.DAY_PASSWORD, NOW - 86400)))


@story
def password_pasted_several() -> Scene:
    scene = password_fresh()
    scene.app.clipboard().setText("Lundi : 500 694 231.\nMardi : 341 471 202.")
    field_named(scene, "Mot de passe du jour").paste()
    scene.work()
    return scene


@story
def password_slip() -> Scene:
    scene = password_fresh()
    type_digits(scene, "341 471 220")
    press(scene, "Désactiver le mode assistance")
    return scene


@story
def password_comparing() -> Scene:
    scene = password_fresh()
    type_digits(scene, "341471202")
    press(scene, "Désactiver le mode assistance")
    return scene


def password_answered(outcome: PasswordOutcome, left: int = 3, locked_until: float | None = None) -> Scene:
    """Let the agent answer the typed password with this outcome."""
    scene = password_comparing()
    dispatch(PasswordAnswered(outcome, left, locked_until), scene.window)
    scene.work()
    return scene


@story
def password_yesterday() -> Scene:
    return password_answered(PasswordOutcome.YESTERDAY)


@story
def password_other_day() -> Scene:
    return password_answered(PasswordOutcome.OTHER_DAY, 2)


@story
def password_wrong() -> Scene:
    return password_answered(PasswordOutcome.WRONG, 1)


def password_wrong_after(verdict: Verdict, then: Verdict | None = None) -> Scene:
    """Let the password be wrong after an outage with these causes."""
    scene = password_comparing()
    outage = Period(PeriodKind.OUTAGE, NOW - 120, NOW - 60, verdict=verdict, then=then)
    scene.tell(replace(scene.window.view, history=(outage, Period(PeriodKind.ASSISTANCE, NOW - 60))))
    dispatch(PasswordAnswered(PasswordOutcome.WRONG, left=3), scene.window)
    scene.work()
    return scene


@story
def password_wrong_by_key() -> Scene:
    return password_wrong_after(Verdict.LICENCE_UNKNOWN)


@story
def password_wrong_and_locked() -> Scene:
    return password_answered(PasswordOutcome.WRONG, 0, NOW + 30)


@story
def password_locked() -> Scene:
    return password_answered(PasswordOutcome.LOCKED, 0, NOW + 7260)


@story
def password_clock() -> Scene:
    return password_answered(PasswordOutcome.CLOCK)


@story
def password_no_key() -> Scene:
    return password_answered(PasswordOutcome.NO_KEY)


@story
def password_key_unreadable() -> Scene:
    return password_answered(PasswordOutcome.KEY_UNREADABLE)


@story
def password_not_written() -> Scene:
    return password_answered(PasswordOutcome.NOT_WRITTEN)


@story
def password_agent_fault() -> Scene:
    return password_answered(PasswordOutcome.AGENT_FAULT, 2)


@story
def password_right() -> Scene:
    scene = password_comparing()
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempt=1, attempting=True))
    dispatch(PasswordAnswered(PasswordOutcome.RIGHT, 4), scene.window)
    dispatch(AttemptProgressed(1, STAGES[2]), scene.window)
    scene.work()
    return scene


@story
def password_right_and_connected() -> Scene:
    scene = password_right()
    scene.tell(CONNECTED)
    return scene


@story
def password_right_and_unreachable() -> Scene:
    scene = password_right()
    scene.tell(UNREACHABLE)
    return scene


@story
def status_connected() -> Scene:
    return open_window(DialogKind.STATUS)


@story
def status_without_icon() -> Scene:
    return open_window(DialogKind.STATUS, replace(CONNECTED, icon_advice=Desktop.GNOME))


@story
def status_name_not_found() -> Scene:
    """The name of the official server is not found: the network is at fault, and no address."""
    diagnosis = Diagnosis(Verdict.DNS, Stage.NAME, "Name or service not known", is_official=True)
    return open_window(DialogKind.STATUS, replace(UNREACHABLE, diagnosis=diagnosis))


@story
def status_unreachable() -> Scene:
    outage = Period(PeriodKind.OUTAGE, NOW - 4000, verdict=Verdict.DNS)
    return open_window(DialogKind.STATUS, replace(UNREACHABLE, history=(*HISTORY[-2:], outage)))


BEFORE_UPDATE = AddressPair("http://impact-emploi.example/connexion", "http://impact-emploi.example/maj", secure=False)
OFFICIAL = AddressPair("https://impact-emploi.urssaf.fr", "https://impact-emploi.urssaf.fr/updates")
OFFER = RepairOffer(BEFORE_UPDATE, OFFICIAL, RepairReason.HTTP)
REPAIRABLE = replace(
    UNREACHABLE,
    diagnosis=Diagnosis(Verdict.INSECURE),
    updates=None,
    repair=OFFER,
    secure=False,
)
REPAIRED = replace(
    CONNECTED,
    attempt=4,
    repaired=RepairReport(RepairOutcome.CONNECTED, BEFORE_UPDATE, OFFICIAL, attempt=4),
    undo=RepairUndo(OFFICIAL, BEFORE_UPDATE, NOW + 80_000),
)


@story
def status_repair() -> Scene:
    return open_window(DialogKind.STATUS, REPAIRABLE)


@story
def status_repaired() -> Scene:
    scene = status_repair()
    press(scene, "Corriger et se connecter")
    scene.tell(REPAIRED)
    return scene


@story
def status_repair_of_the_update_server() -> Scene:
    before = AddressPair(OFFICIAL.authentication, "https://impact-emploi.urssaf.fr/ancien")
    offer = RepairOffer(before, OFFICIAL, RepairReason.KNOWN_OLD)
    return open_window(DialogKind.STATUS, replace(CONNECTED, updates=UNREACHABLE.updates, repair=offer))


@story
def reauthenticate_repair() -> Scene:
    scene = reauthenticate_running()
    scene.tell(replace(REPAIRABLE, attempt=4))
    return scene


@story
def reauthenticate_taken_back() -> Scene:
    scene = reauthenticate_repair()
    press(scene, "Corriger et se connecter")
    report = RepairReport(RepairOutcome.TAKEN_BACK, BEFORE_UPDATE, OFFICIAL, attempt=5, verdict=Verdict.TIMEOUT)
    scene.tell(replace(REPAIRABLE, attempt=5, repair=None, repaired=report))
    return scene


@story
def server_test_repair() -> Scene:
    scene = server_test_failed()
    scene.tell(REPAIRABLE)
    scene.work()
    return scene


@story
def settings_repair() -> Scene:
    """The addresses of before the update were tested, and the agent has found the right ones."""
    settings = replace(OLD, authentication_address=BEFORE_UPDATE.authentication, update_address=BEFORE_UPDATE.updates)
    scene = open_window(DialogKind.CONNECTION_SETTINGS, REPAIRABLE, settings)
    press(scene, "Tester l'accès aux serveurs")
    insecure = Diagnosis(Verdict.INSECURE)
    scene.answer(insecure, insecure)
    return scene


@story
def settings_repaired() -> Scene:
    scene = settings_repair()
    press(scene, "Corriger et se connecter")
    scene.settings.saved = LICENSED
    scene.tell(REPAIRED)
    return scene


@story
def launch_repair() -> Scene:
    return launching(LaunchOutcome.NOT_CONNECTED, REPAIRABLE)


@story
def other_session() -> Scene:
    return open_window(DialogKind.OTHER_SESSION)


@story
def other_session_unsaved() -> Scene:
    return open_window(DialogKind.OTHER_SESSION, replace(CONNECTED, unsaved=True))


@story
def status_assistance() -> Scene:
    assistance = Period(PeriodKind.ASSISTANCE, NOW - 90000, reason=ASSISTANCE.reason, who=ASSISTANCE.who)
    return open_window(DialogKind.STATUS, replace(ASSISTANCE, history=(*HISTORY[:2], assistance)))


# The support windows and the whole status window.

HISTORY = (
    Period(PeriodKind.OUTAGE, NOW - 40 * 86400, NOW - 40 * 86400 + 900, Verdict.TLS_EXPIRED),
    Period(PeriodKind.OUTAGE, NOW - 12 * 86400, NOW - 12 * 86400 + 5400, Verdict.NO_ROUTE, lost_sight=True),
    Period(
        PeriodKind.ASSISTANCE, NOW - 8 * 86400, NOW - 6 * 86400, reason="panne annoncée par courriel", who="paulette"
    ),
    Period(PeriodKind.OUTAGE, NOW - 2 * 86400, NOW - 2 * 86400 + 1200, Verdict.SERVER_FAULT),
    Period(PeriodKind.OUTAGE, NOW - 86400, NOW - 86400 + 1680, Verdict.TIMEOUT),
    Period(PeriodKind.OUTAGE, NOW - 9000, NOW - 7300, Verdict.DNS),
)
LOG = "\n".join(f"2026-11-23 16:{minute:02}:00 INFO iea_agent.agent.agent: authentication: dns" for minute in range(60))


def report_texts(*, key_was_known: bool) -> dict[str, str]:
    versions = {"iea-agent": "0.1.0", "system": "Windows-11-10.0.22631"}
    material = Material(UNREACHABLE, LICENSED, HISTORY, {"journal.log": LOG}, versions)
    known = ("k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf",) if key_was_known else ()
    return dict(compose(material, at=NOW, local=local_time, known=known))


REPORT_TEXTS = report_texts(key_was_known=True)
REPORT_PATH = "/home/paulette/.local/state/iea-agent/rapport.zip"


def settle(scene: Scene) -> None:
    """Wait for the background threads of the window, then process their results."""
    for thread in threading.enumerate():
        if thread.name == ASIDE:
            thread.join()
    scene.work()


@story
def mail_ready() -> Scene:
    return open_window(DialogKind.SUPPORT_MAIL, UNREACHABLE, replace(LICENSED, software_version="3.00.12"))


@story
def mail_prepared_before() -> Scene:
    return open_window(DialogKind.SUPPORT_MAIL, replace(REFUSED, mails=prepared(Occasion.REFUSED, NOW - 30000)))


@story
def mail_assistance() -> Scene:
    return open_window(DialogKind.SUPPORT_MAIL, ASSISTANCE, replace(LICENSED, software_version="3.00.12"))


@story
def mail_answered() -> Scene:
    scene = mail_ready()
    QTest.keyClicks(field_named(scene, "Ce que vous vouliez faire"), "Établir les bulletins de paie de novembre.")
    QTest.keyClicks(field_named(scene, "Votre nom et téléphone"), "Paulette Martin, 04 67 00 00 00")
    return scene


@story
def mail_launch() -> Scene:
    launch = LaunchReport(3, LaunchOutcome.NOT_FOUND, "C:/IEA/iea.exe")
    return open_window(DialogKind.SUPPORT_MAIL, replace(CONNECTED, launch=launch))


@story
def mail_question() -> Scene:
    return open_window(DialogKind.SUPPORT_MAIL)


@story
def password_mail() -> Scene:
    return open_window(DialogKind.PASSWORD_MAIL, ASSISTANCE, replace(LICENSED, software_version="3.00.12"))


@story
def helper_mail() -> Scene:
    return open_window(DialogKind.HELPER_MAIL, UNREACHABLE, replace(LICENSED, software_version="3.00.12"))


@story
def helper_mail_opened_without_program() -> Scene:
    scene = helper_mail()
    scene.mail.outcome = MailOutcome.NO_PROGRAM
    press(scene, "Ouvrir dans ma messagerie")
    settle(scene)
    return scene


def hand_over(outcome: MailOutcome) -> Scene:
    """Open the mail program."""
    scene = mail_ready()
    scene.mail.outcome = outcome
    press(scene, "Ouvrir dans ma messagerie")
    settle(scene)
    return scene


@story
def mail_opened() -> Scene:
    return hand_over(MailOutcome.OPENED)


@story
def mail_without_body() -> Scene:
    return hand_over(MailOutcome.OPENED_WITHOUT_BODY)


@story
def mail_no_program() -> Scene:
    return hand_over(MailOutcome.NO_PROGRAM)


@story
def mail_copied() -> Scene:
    scene = mail_ready()
    press(scene, "Copier le message")
    return scene


@story
def mail_unsent() -> Scene:
    scene = mail_ready()
    scene.window.findChildren(QPlainTextEdit)[0].insertPlainText("Je n'arrive pas à ouvrir la paie de novembre.")
    press(scene, "Annuler")
    return scene


@story
def report_making() -> Scene:
    return open_window(DialogKind.REPORT, UNREACHABLE)


@story
def report_ready(*, key_was_known: bool = True) -> Scene:
    scene = report_making()
    scene.reports.texts = report_texts(key_was_known=key_was_known)
    scene.jobs.last.say(ReportMade(os.fsencode(REPORT_PATH), key_was_known))
    scene.jobs.last.end(JobEnd())
    scene.work()
    return scene


@story
def report_log() -> Scene:
    scene = report_ready()
    scene.window.findChildren(QListWidget)[0].setCurrentRow(list(REPORT_TEXTS).index("journal.log"))
    scene.work()
    return scene


@story
def report_unchecked() -> Scene:
    return report_ready(key_was_known=False)


@story
def report_failed() -> Scene:
    scene = report_making()
    scene.jobs.last.end(JobEnd(JobFault.OVERTIME))
    scene.work()
    return scene


def save_report(scene: Scene, target: str) -> None:
    """Choose where to save the report."""
    press(scene, "Enregistrer sous…")
    chooser = scene.window.findChildren(QFileDialog)[0]
    chooser.fileSelected.emit(target)
    chooser.done(1)
    settle(scene)


@story
def report_saved() -> Scene:
    scene = report_ready()
    save_report(scene, "/home/paulette/Documents/rapport-impact-emploi-2026-11-23.zip")
    return scene


@story
def report_not_saved() -> Scene:
    scene = report_ready()
    scene.reports.save_error = StorageError("no space left on device")
    save_report(scene, "/media/paulette/cle-usb/rapport-impact-emploi-2026-11-23.zip")
    return scene


@story
def status_software_open() -> Scene:
    return open_window(DialogKind.STATUS, replace(CONNECTED, software_since=NOW - 20000, history=HISTORY[-2:]))


@story
def status_refused_and_mail_prepared() -> Scene:
    outage = Period(PeriodKind.OUTAGE, NOW - 4000, verdict=Verdict.REFUSED)
    view = replace(REFUSED, mails=prepared(Occasion.REFUSED, NOW - 1800), history=(*HISTORY[-2:], outage))
    return open_window(DialogKind.STATUS, view)


@story
def status_long_history() -> Scene:
    scene = open_window(DialogKind.STATUS, replace(CONNECTED, history=HISTORY))
    press(scene, "Afficher les détails")
    return scene


@story
def status_assistance_and_all() -> Scene:
    assistance = Period(PeriodKind.ASSISTANCE, NOW - 90000, reason=ASSISTANCE.reason, who=ASSISTANCE.who)
    return open_window(
        DialogKind.STATUS,
        replace(
            ASSISTANCE,
            software_since=NOW - 600,
            mails=prepared(Occasion.QUESTION, NOW - 80000),
            history=(*HISTORY[:3], assistance),
        ),
    )


@story
def status_connecting() -> Scene:
    return open_window(
        DialogKind.STATUS,
        replace(UNREACHABLE, connection=Link.CONNECTING, attempting=True, diagnosis=None, updates=None),
    )


@story
def status_not_configured() -> Scene:
    view = replace(
        UNREACHABLE,
        connection=Link.NOT_CONFIGURED,
        diagnosis=Diagnosis(Verdict.NOT_CONFIGURED),
        updates=None,
        next_attempt=None,
        licence_number="",
    )
    return open_window(DialogKind.STATUS, view)


@story
def help_without_a_browser() -> Scene:
    return open_window(DialogKind.HELP, UNREACHABLE)


@story
def about_the_program() -> Scene:
    scene = open_window(DialogKind.ABOUT, settings=replace(LICENSED, software_version="3.00.42"))
    settle(scene)
    return scene


@story
def about_the_program_in_detail() -> Scene:
    scene = about_the_program()
    press(scene, "Afficher les détails")
    press(scene, "Copier")
    return scene
