"""The diagnostic report as the support desk reads it."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, Link, Mode, picture_of
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import History, Period, PeriodKind
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.report.compose import MAX_LOG, Material, compose
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses
from iea_agent.core.strangers import strangers_text
from iea_agent.core.texts import file_notices, report_files
from iea_agent.core.view import AgentView

KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
AT = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=1))).timestamp()
TIMEOUT = Diagnosis(
    Verdict.TIMEOUT,
    Stage.ENCRYPTION,
    "the deadline passed",
    (StageReport(Stage.NAME, 12.0, Addresses(("192.0.2.7",))), StageReport(Stage.CONNECTION, 1300.0)),
    retry_after_s=60.0,
    clock_offset_s=-300.0,
)
SETTINGS = Settings(licence_number="75-000042", ca_file="/etc/ssl/réseau.pem", software_command=("iea", '-p "x"'))
LOGS = {"journal.log": "ligne 1\nligne 2\n", "journal.1.log": "avant\n"}


EXPLAINED = (
    "Le serveur n’a pas répondu à temps. Le réseau est trop lent, ou un pare-feu bloque l’accès. "
    "Que faire : réessayez. Si cela dure, prévenez la personne qui gère vos ordinateurs. À faire : vérifier le "
    "réseau et le pare-feu. "
    "L’horloge de ce poste n’est pas à l’heure : réglez la date et l’heure."
)


def local(at: float) -> datetime:
    return datetime.fromtimestamp(at, timezone(timedelta(hours=1)))


def view_of(**facts: object) -> AgentView:
    state = AgentState(link=Link.UNREACHABLE)
    view = AgentView(
        picture=picture_of(state), mode=state.mode, connection=state.connection, licence_number="75-000042"
    )
    return replace(view, **facts)


def report_of(
    view: AgentView | None = None,
    settings: Settings | None = SETTINGS,
    *,
    history: History = (),
    logs: Mapping[str, str] = LOGS,
) -> dict[str, str]:
    """Return a report with plain spaces, which are easier to read here."""
    material = Material(view or view_of(), settings, history, logs, {"python": "3.11.2"})
    report = compose(material, at=AT, local=local, known=[KEY])
    return {name: text.replace("\u00a0", " ") for name, text in report.items()}


def test_the_word_after_an_option_that_takes_a_secret_is_hidden_and_the_settings_can_be_read() -> None:
    settings = replace(SETTINGS, software_command=("iea", "--password", "hunter6", "-p", "a b", "--mode", "paie"))
    written = tomllib.loads(report_of(settings=settings)["parametres.toml"])
    assert written["software_command"] == ["iea", "--password", "…", "-p", "…", "--mode", "paie"]


def test_a_known_key_is_in_no_file_of_the_report_even_where_no_pattern_finds_it() -> None:
    key = "soleil levant"  # what no pattern takes for a secret
    settings = replace(SETTINGS, ca_file=f"/etc/{key}.pem", software_command=("iea", f"dossier {key}"))
    material = Material(view_of(), settings, (), {"journal.log": f"on a lu {key} ici\n"}, {"python": key})
    report = compose(material, at=AT, local=local, known=[key])
    assert not [name for name, text in report.items() if key in text]
    without = compose(material, at=AT, local=local, known=None)
    assert {"parametres.toml", "versions.txt", "journal.log"} == {name for name, text in without.items() if key in text}
    assert tomllib.loads(report["parametres.toml"])["licence_number"] == "75-000042"


@pytest.mark.parametrize("seconds", [1e10, -1e10, 1e30, float("inf"), float("nan")])
def test_an_absurd_clock_is_called_so(seconds: float) -> None:
    assert report_files.clock_offset(seconds) == "à plus de cent ans de celle de ce poste"


def test_what_the_server_said_has_a_line_of_its_own() -> None:
    found = Diagnosis(Verdict.REFUSED, Stage.IDENTITY, words=strangers_text("no such client"))
    assert "- texte reçu : no such client" in report_of(view_of(diagnosis=found))["etat.txt"].splitlines()


def test_the_report_says_what_it_is_and_what_is_in_it() -> None:
    report = report_of()
    assert list(report) == [
        "lisez-moi.txt",
        "etat.txt",
        "parametres.toml",
        "historique.txt",
        "versions.txt",
        "journal.log",
        "journal.1.log",
    ]
    read_me = report["lisez-moi.txt"]
    assert "Établi le : 24/11/2026 10:00:00 (UTC+0100)" in read_me
    assert "75-000042" in read_me
    assert all(name in read_me for name in list(report)[1:6])
    assert report["versions.txt"] == "python : 3.11.2\n"
    assert report["journal.log"] == LOGS["journal.log"]


def test_the_report_says_whether_the_key_was_looked_for() -> None:
    material = Material(view_of(), SETTINGS, (), {}, {})
    assert report_files.KEY_WAS_KNOWN in compose(material, at=AT, local=local, known=[KEY])["lisez-moi.txt"]
    assert report_files.KEY_WAS_KNOWN in compose(material, at=AT, local=local, known=())["lisez-moi.txt"], (
        "there is none"
    )
    assert report_files.KEY_WAS_UNKNOWN in compose(material, at=AT, local=local, known=None)["lisez-moi.txt"]


def test_the_state_has_the_checklist_of_both_servers() -> None:
    updates = ServerReport(Role.UPDATES, "https://updates.example", Diagnosis(Verdict.ACCESSIBLE, Stage.IDENTITY))
    state = report_of(view_of(since=AT - 60, diagnosis=TIMEOUT, updates=updates, next_attempt=AT + 5))["etat.txt"]
    assert state.splitlines() == [
        "Non connecté : pas de réponse",
        "",
        "Depuis : 24/11/2026 09:59:00 (UTC+0100)",
        "Mode : production",
        "Mode sécurisé : oui",
        "Licence d'installation : 75-000042",
        "Prochaine vérification automatique : 24/11/2026 10:00:05 (UTC+0100)",
        "",
        "Serveur d'authentification : https://impact-emploi.urssaf.fr",
        "Résultat : pas de réponse (timeout)",
        f"Explication : {EXPLAINED}",
        "Détail : the deadline passed",
        "- nom (DNS) : 192.0.2.7 (12 ms)",
        "- connexion : connexion (1,3 s)",
        "- proxy : connexion directe",
        "- chiffrement (TLS) : échec",
        "- réponse : non atteint",
        "- identité du serveur : non atteint",
        "Horloge du serveur : -300 s par rapport à ce poste",
        "Délai demandé par le serveur : 60 s",
        "",
        "Serveur de mise à jour : https://updates.example",
        "Résultat : accessible (accessible)",
        "Explication : Le serveur répond et c’est le bon.",
        *(f"- {stage} : non atteint" for stage in ("nom (DNS)", "connexion", "proxy", "chiffrement (TLS)", "réponse")),
        "- identité du serveur : non atteint",
    ]


def test_the_state_says_assistance_mode_the_software_and_the_mail() -> None:
    view = view_of(
        mode=Mode.ASSISTANCE,
        mode_since=AT - 3600,
        reason="serveur en panne",
        who="claire",
        secure=False,
        licence_number="",
        software_since=AT - 60,
        launch=LaunchReport(2, LaunchOutcome.CRASHED, "3"),
        mails=(PreparedMail(Occasion.CONNECTION, AT - 120),),
        file_notices=(FileNotice(OwnFile.STATE, FileFinding.NOT_WRITTEN),),
    )
    state = report_of(view)["etat.txt"]
    for line in (
        "Mode assistance : déconnecté du serveur de production",
        "Mode : assistance",
        "Mode en vigueur depuis : 24/11/2026 09:00:00 (UTC+0100)",
        "Motif : serveur en panne",
        "Activé par : claire",
        "Mode sécurisé : non",
        "Licence d'installation : aucune",
        "Impact emploi en marche depuis : 24/11/2026 09:59:00 (UTC+0100)",
        "Dernier lancement demandé : arrêté aussitôt, avec une erreur (crashed) 3",
        "Message préparé (connexion) : 24/11/2026 09:58:00 (UTC+0100)",
        "Résultat : aucune vérification n’a été faite",
        file_notices.sentence(view.file_notices[0]).replace("\u00a0", " "),
    ):
        assert line in state.splitlines()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(
    st.builds(
        Settings,
        secure=st.booleans(),
        licence_number=TEXTS,
        ca_file=TEXTS,
        software_command=st.lists(TEXTS, max_size=3).map(tuple),
        test_deadline_s=st.floats(1, 120),
    )
)
def test_the_settings_can_be_read_back(settings: Settings) -> None:
    report = compose(Material(view_of(), settings, (), {}, {}), at=AT, local=local, known=())
    read = msgspec.convert(tomllib.loads(report["parametres.toml"]), Settings)
    if "…" not in report["parametres.toml"]:
        assert read == settings


def test_settings_that_cannot_be_read_are_said() -> None:
    report = report_of(settings=None)
    assert tomllib.loads(report["parametres.toml"]) == {}
    assert "ne peuvent pas être lus" in report["parametres.toml"]
    assert "Serveur d'authentification :\n" in report["etat.txt"]


def test_a_setting_with_half_a_character_can_be_written() -> None:
    settings = report_of(settings=Settings(ca_file="/a\ud800"))["parametres.toml"]
    assert tomllib.loads(settings)["ca_file"] == "/a?"


def test_the_history_bears_dates_because_the_desk_reads_it_another_day() -> None:
    history = (Period(PeriodKind.OUTAGE, AT - 3600, AT - 1800, Verdict.DNS),)
    assert report_of(history=history)["historique.txt"] == (
        "Mardi 24 novembre 2026, connexion coupée de 9 h à 9 h 30 : le nom du serveur était introuvable.\n"
    )
    assert "Aucune coupure" in report_of()["historique.txt"]


def test_without_a_log_the_report_says_so() -> None:
    assert report_of(logs={})["journal.log"] == "Il n’y a pas de journal.\n"


def test_a_log_of_another_encoding_is_redacted_too() -> None:
    log = "\0".join("password=hunter2 and more")
    assert report_of(logs={"journal.log": log})["journal.log"] == "password=… and more"


def test_a_long_log_is_cut_at_its_beginning_after_it_was_redacted() -> None:
    lines = f"licence key {KEY} {'x' * 50}\n" * 10_000
    log = report_of(logs={"journal.log": lines})["journal.log"]
    first, *rest = log.splitlines()
    assert re.fullmatch(r"\[… début coupé : \d+ caractères …\]", first)
    assert set(rest) == {f"licence key … {'x' * 50}"}
    assert MAX_LOG - 100 < len(log) < MAX_LOG + 100


def test_a_long_line_is_cut_too() -> None:
    assert len(report_of(logs={"journal.log": "x" * (2 * MAX_LOG)})["journal.log"]) < MAX_LOG + 100


def test_every_outcome_of_a_launch_has_words() -> None:
    assert set(report_files.LAUNCHES) == set(LaunchOutcome)
    assert set(report_files.MODES) == set(Mode)


def test_a_log_of_just_the_limit_is_whole() -> None:
    log = "ligne\n" * (MAX_LOG // 6) + "x" * (MAX_LOG % 6)
    assert len(log) == MAX_LOG
    assert report_of(logs={"journal.log": log})["journal.log"] == log
