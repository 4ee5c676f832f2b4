"""The mail to the support desk says what the desk needs, and nothing secret."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.mail import mailto
from iea_agent.core.report.support_mail import MAX_LINE, SupportMail, Versions, prepare
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses, Certificate, DirectPeer, HttpStatus, Issuer
from iea_agent.core.strangers import strangers_text
from iea_agent.core.texts import support_mail, verdicts
from iea_agent.core.view import AgentView

WINDOWS_LINK = 2000
"""Longest link that Windows opens a mail program by, as ``adapters/desktop/mail_program.py`` has it."""
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC).timestamp()
SETTINGS = Settings(licence_number="75-000042")
STAGES = (
    StageReport(Stage.NAME, 14.2, Addresses(("192.0.2.10",))),
    StageReport(Stage.CONNECTION, 21.0, DirectPeer("impact-emploi.urssaf.fr:443")),
    StageReport(Stage.ENCRYPTION, 48.7, Certificate(strangers_text("Certigna Services CA"), date(2027, 3, 14))),
    StageReport(Stage.ANSWER, 1204.0, HttpStatus(200)),
    StageReport(Stage.IDENTITY, 0.4, Issuer("https://impact-emploi.urssaf.fr")),
)
REFUSED = AgentView(
    picture=Picture.HEART,
    mode=Mode.PRODUCTION,
    connection=Link.REFUSED,
    since=NOW - 3600,
    diagnosis=Diagnosis(Verdict.REFUSED, Stage.IDENTITY, "unauthorized_client", STAGES),
    updates=ServerReport(
        Role.UPDATES, "https://impact-emploi.urssaf.fr/updates", Diagnosis(Verdict.ACCESSIBLE, stages=STAGES)
    ),
    licence_number="75-000042",
)
ASSISTANCE = AgentView(
    picture=Picture.BEETLE,
    mode=Mode.ASSISTANCE,
    connection=Link.DISCONNECTED,
    mode_since=NOW - 86400,
    reason="panne annoncée",
    who="paulette",
)


def mail(view: AgentView = REFUSED, settings: Settings = SETTINGS, version: str = "3.00.12") -> SupportMail:
    return prepare(
        view,
        settings,
        Versions(software=version, agent="0.1.0", system="Windows 11"),
        now=NOW,
        local=lambda at: datetime.fromtimestamp(at, UTC),
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def lines(view: AgentView = REFUSED, settings: Settings = SETTINGS) -> list[str]:
    return plain(mail(view, settings).body).split("\n")


def test_recipient_and_subject_are_those_of_the_specification() -> None:
    prepared = mail()
    assert prepared.recipient == "impact-emploi-association@urssaf.fr"
    assert prepared.subject == "Serveur de connexion 3.00.12"


def test_an_unknown_version_is_said_to_be_unknown() -> None:
    prepared = mail(version="")
    assert prepared.subject == "Serveur de connexion (version inconnue)"
    assert "Version d'Impact emploi : inconnue" in plain(prepared.body)


def test_a_version_of_several_lines_makes_no_header_of_its_own() -> None:
    assert "\n" not in mail(version="3.00.12\nBcc: somebody@example.fr").subject


def test_the_mail_begins_with_what_the_user_fills_in() -> None:
    assert lines()[:3] == ["Bonjour,", "", support_mail.TO_FILL_IN]


def test_the_body_says_which_installation_how_it_is_and_since_when() -> None:
    assert lines()[4:11] == [
        "Licence d'installation : 75-000042",
        "État relevé le lundi 23 novembre 2026 à 14 h 30 :",
        "Non connecté : autorisation refusée",
        "Depuis le lundi 23 novembre 2026 à 13 h 30.",
        "Mode : production, sécurisé",
        "Version d'Impact emploi : 3.00.12",
        "Version de l'agent : 0.1.0",
    ]
    assert "Système : Windows 11" in lines()


def test_both_servers_are_said_stage_by_stage_with_their_codes() -> None:
    said = lines()
    place = said.index("Serveur d'authentification : autorisation refusée (code refused)")
    assert said[place + 1 : place + 7] == [
        "https://impact-emploi.urssaf.fr",
        "- nom (DNS) : 14 ms, 192.0.2.10",
        "- connexion : 21 ms, directe, impact-emploi.urssaf.fr:443",
        "- chiffrement (TLS) : 49 ms, expire le 14/03/2027",
        "- réponse : 1,2 s, HTTP 200",
        "- identité du serveur : ÉCHEC, unauthorized_client",
    ]
    place = said.index("Serveur de mise à jour : accessible (code accessible)")
    assert said[place + 1] == "https://impact-emploi.urssaf.fr/updates"
    assert said[place + 2 : place + 7] == [
        "- nom (DNS) : 14 ms",
        "- connexion : 21 ms",
        "- chiffrement (TLS) : 49 ms",
        "- réponse : 1,2 s",
        "- identité du serveur : 0 ms",
    ]


@pytest.mark.parametrize("verdict", [Verdict.NOT_CONFIGURED, Verdict.KEY_STORE, Verdict.AGENT_FAULT])
def test_a_fault_of_this_workstation_accuses_no_stage(verdict: Verdict) -> None:
    said = lines(replace(REFUSED, diagnosis=Diagnosis(verdict, detail="locked")))
    assert "- poste : ÉCHEC, locked" in said
    assert not any(line.startswith("- nom (DNS) : ÉCHEC") for line in said)


def test_a_stage_that_failed_without_a_word_is_said_to_have_failed() -> None:
    assert "- nom (DNS) : ÉCHEC" in lines(replace(REFUSED, diagnosis=Diagnosis(Verdict.DNS)))


def test_a_wrong_clock_is_said() -> None:
    view = replace(REFUSED, diagnosis=Diagnosis(Verdict.REFUSED, clock_offset_s=-5000.0))
    assert verdicts.CLOCK_REMARK.replace("\u00a0", " ")[:40] in plain(mail(view).body)


def test_what_the_server_said_has_a_line_of_its_own() -> None:
    found = Diagnosis(Verdict.REFUSED, Stage.IDENTITY, words=strangers_text("no such client"))
    assert "- texte reçu : no such client" in lines(replace(REFUSED, diagnosis=found))


def test_both_times_are_said_where_they_are_known() -> None:
    here = datetime(2028, 11, 28, 10, 12, tzinfo=timezone(timedelta(hours=1)))
    found = Diagnosis(Verdict.REFUSED, clock_offset_s=-86_400.0, clock_read=here)
    said = "L'horloge de ce poste indique le 28/11/2028 à 10 h 12, celle du serveur le 27/11/2028 à 10 h 12."
    assert said in " ".join(plain(mail(replace(REFUSED, diagnosis=found)).body).split())


def test_what_was_not_looked_at_is_said_so() -> None:
    said = lines(replace(REFUSED, connection=Link.DISCONNECTED, since=None, diagnosis=None, updates=None))
    assert "Serveur d'authentification : pas encore vérifié" in said
    assert "Serveur de mise à jour : pas encore vérifié" in said
    assert not any(line.startswith("Depuis") for line in said)


def test_the_non_secure_mode_is_said() -> None:
    assert "Mode : production, non sécurisé" in lines(replace(REFUSED, secure=False))


def test_assistance_mode_is_said_with_its_date_its_author_and_its_reason() -> None:
    said = " ".join(lines(ASSISTANCE))
    assert "Mode : assistance depuis le dimanche 22 novembre 2026 à 14 h 30, activé par paulette" in said
    assert "Motif : panne annoncée" in said
    assert "Serveur d'authentification : pas vérifié en mode assistance" in said
    assert "Licence d'installation : aucune" in said


def test_what_is_not_known_of_assistance_mode_is_left_out() -> None:
    said = lines(replace(ASSISTANCE, mode_since=None, reason="", who=""))
    assert "Mode : assistance" in said
    assert not any(line.startswith("Motif") for line in said)


def test_software_that_runs_is_said() -> None:
    assert support_mail.SOFTWARE_RUNS in lines(replace(REFUSED, software_since=NOW - 60))
    assert support_mail.SOFTWARE_RUNS not in lines()


def test_nothing_secret_in_an_address_gets_into_the_mail() -> None:
    settings = replace(SETTINGS, authentication_address="https://marie:s3cr3t-word@impact-emploi.urssaf.fr")
    view = replace(
        REFUSED, diagnosis=Diagnosis(Verdict.PROXY, Stage.PROXY, "http://marie:s3cr3t-word@proxy.example:3128")
    )
    body = mail(view, settings).body
    assert "s3cr3t-word" not in body
    assert "impact-emploi.urssaf.fr" in body


def test_no_line_is_too_long_and_no_address_is_broken() -> None:
    address = f"https://impact-emploi.example/{'chemin-' * 20}"
    said = lines(settings=replace(SETTINGS, authentication_address=address))
    assert address in said
    assert all(len(line) <= MAX_LINE for line in said if line != address)


def test_an_item_that_is_too_long_for_a_line_is_indented_to_its_end() -> None:
    said = lines(replace(REFUSED, diagnosis=Diagnosis(Verdict.REFUSED, Stage.IDENTITY, "refused again " * 20, STAGES)))
    place = next(place for place, line in enumerate(said) if line.startswith("- identité du serveur"))
    assert said[place + 1].startswith("  again") or said[place + 1].startswith("  refused")


def test_the_longest_usual_mail_leaves_room_for_some_sentences_in_a_link_of_windows() -> None:
    prepared = mail()
    assert len(prepared.body) < 1500
    link = mailto(prepared.recipient, prepared.subject, plain(prepared.body))
    assert len(link) < WINDOWS_LINK - 300


def test_a_server_that_talks_much_does_not_make_the_mail_long() -> None:
    chatty = tuple(replace(stage, fact=Issuer("mot " * 75)) for stage in STAGES)
    view = replace(
        REFUSED,
        diagnosis=Diagnosis(Verdict.REFUSED, Stage.IDENTITY, "mot " * 75, chatty),
        updates=ServerReport(Role.UPDATES, "https://x.example", Diagnosis(Verdict.ACCESSIBLE, stages=chatty)),
    )
    assert len(mail(view).body) < 2000


def test_a_whole_message_begins_with_where_it_goes_and_what_it_is_about() -> None:
    whole = plain(support_mail.whole_message("a@example.fr", "Serveur de connexion 3.00.12", "Bonjour,"))
    assert whole == "À : a@example.fr\nObjet : Serveur de connexion 3.00.12\n\nBonjour,"
