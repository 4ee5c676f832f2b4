"""The mail to the support desk says what the desk needs, and nothing secret."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict, Who
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.mail import mailto
from iea_agent.core.occasions import WORKSTATION_FAULTS, occasion_of
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.report.support_mail import Facts, SupportMail, Versions, prepare
from iea_agent.core.report.wrapping import MAX_LINE
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses, Certificate, DirectPeer, HttpStatus, Issuer
from iea_agent.core.strangers import strangers_text
from iea_agent.core.texts import launches, support_mail, verdicts
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
    licence_number="75-000042",
)


UNREACHABLE = replace(
    REFUSED, connection=Link.UNREACHABLE, diagnosis=Diagnosis(Verdict.DNS, Stage.NAME, "Name or service not known")
)
UNKNOWN = replace(REFUSED, connection=Link.LICENCE_UNKNOWN, diagnosis=Diagnosis(Verdict.LICENCE_UNKNOWN))
CONNECTED = replace(
    REFUSED, picture=Picture.BALL, connection=Link.CONNECTED, diagnosis=Diagnosis(Verdict.CONNECTED, stages=STAGES)
)
NOT_FOUND = replace(CONNECTED, launch=LaunchReport(3, LaunchOutcome.NOT_FOUND, "C:/IEA/iea.exe"))


def mail(
    view: AgentView = REFUSED,
    settings: Settings = SETTINGS,
    version: str = "3.00.12",
    *,
    occasion: Occasion | None = None,
) -> SupportMail:
    facts = Facts(
        view=view,
        settings=settings,
        versions=Versions(software=version, agent="0.1.0", system="Windows 11"),
        now=NOW,
        local=lambda at: datetime.fromtimestamp(at, UTC),
    )
    return prepare(facts, occasion or occasion_of(view))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def lines(view: AgentView = REFUSED, settings: Settings = SETTINGS, *, occasion: Occasion | None = None) -> list[str]:
    return plain(mail(view, settings, occasion=occasion).body).split("\n")


SAID = {
    Occasion.CONNECTION: (
        UNREACHABLE,
        "Serveur de connexion 3.00.12",
        "Merci de m’aider à reconnecter ce poste au serveur de production : nom du serveur introuvable.",
    ),
    Occasion.REFUSED: (
        REFUSED,
        "Autorisation refusée – licence 75-000042 – Serveur de connexion 3.00.12",
        "Merci d’autoriser la licence 75-000042 : le serveur d’authentification refuse cette installation.",
    ),
    Occasion.LICENCE_UNKNOWN: (
        UNKNOWN,
        "Licence d'installation non reconnue – licence 75-000042 – Serveur de connexion 3.00.12",
        "Merci de vérifier la licence 75-000042 : le serveur d’authentification ne reconnaît pas cette licence.",
    ),
    Occasion.LAUNCH: (
        NOT_FOUND,
        "Impact emploi ne démarre pas – licence 75-000042 – Serveur de connexion 3.00.12",
        "Merci de m’aider à démarrer Impact emploi : le programme est introuvable.",
    ),
    Occasion.QUESTION: (
        CONNECTED,
        "Demande d’aide – licence 75-000042 – Serveur de connexion 3.00.12",
        "Merci de m’aider sur ce poste.",
    ),
    Occasion.DAY_PASSWORD: (
        ASSISTANCE,
        "Mot de passe du jour – licence 75-000042 – Serveur de connexion 3.00.12",
        "Merci de m’envoyer le mot de passe du jour de la licence 75-000042, pour désactiver le mode assistance.",
    ),
    Occasion.HELPER: (
        UNREACHABLE,
        "Impact emploi : nom du serveur introuvable",
        "Merci de m’aider sur ce poste : nom du serveur introuvable.",
    ),
}
"""For each occasion a state, the subject, and the first sentence."""
UNASKED = {Occasion.DAY_PASSWORD, Occasion.HELPER}
"""The occasions that a window of their own is for, whatever the state."""


@pytest.mark.parametrize("occasion", Occasion)
def test_subject_and_first_sentence_say_what_is_wanted(occasion: Occasion) -> None:
    view, subject, first = SAID[occasion]
    prepared = mail(view, occasion=occasion)
    assert plain(prepared.subject) == subject
    greeting, said, *_ = plain(prepared.body).split("\n\n")
    assert (greeting, " ".join(said.split())) == ("Bonjour,", first)
    assert len(first.split()) <= 20
    assert prepared.body.endswith("\n\nCordialement,")
    assert "[" not in prepared.body


@pytest.mark.parametrize("occasion", [occasion for occasion in Occasion if occasion not in UNASKED])
def test_the_occasion_is_that_of_the_state(occasion: Occasion) -> None:
    view, subject, _ = SAID[occasion]
    assert plain(mail(view).subject) == subject


@pytest.mark.parametrize("occasion", Occasion)
def test_only_the_support_desk_has_an_address(occasion: Occasion) -> None:
    known = "" if occasion is Occasion.HELPER else "impact-emploi-association@urssaf.fr"
    assert mail(occasion=occasion).recipient == known


@pytest.mark.parametrize("occasion", Occasion)
def test_what_is_not_known_leaves_a_whole_sentence(occasion: Occasion) -> None:
    view = replace(REFUSED, licence_number="", diagnosis=None, updates=None, launch=None)
    prepared = mail(view, Settings(), occasion=occasion)
    said = " ".join(plain(prepared.body).split("\n\n")[1].split())
    assert said.endswith(".")
    assert "{" not in said
    assert "  " not in said
    assert "None" not in prepared.body
    assert not plain(prepared.subject).startswith(" ")


# For each occasion, what the reader needs.


def test_the_mail_about_the_password_says_only_who_is_in_assistance_mode_since_when_and_why() -> None:
    assert lines(ASSISTANCE, occasion=Occasion.DAY_PASSWORD)[-6:] == [
        "Licence d'installation : 75-000042",
        "Mode : assistance depuis le dimanche 22 novembre 2026 à 14 h 30, activé",
        "par paulette",
        "Motif : panne annoncée",
        "",
        "Cordialement,",
    ]


def test_a_password_that_is_not_needed_any_more_names_no_mode() -> None:
    assert not any(line.startswith("Mode") for line in lines(CONNECTED, occasion=Occasion.DAY_PASSWORD))


def test_what_is_technical_comes_first_for_whoever_looks_after_the_computers() -> None:
    said = lines(UNREACHABLE, occasion=Occasion.HELPER)
    cause = said.index("Le nom du serveur est introuvable.")
    server = said.index("Serveur d'authentification : nom du serveur introuvable (code dns)")
    licence = said.index("Licence d'installation : 75-000042")
    assert 2 < cause < server < licence


def paragraphs(view: AgentView) -> list[str]:
    """Return the paragraphs of the mail to whoever looks after the computers, each on one line."""
    return [" ".join(part.split()) for part in plain(mail(view, occasion=Occasion.HELPER).body).split("\n\n")]


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict.facts.who is Who.IT])
def test_whoever_looks_after_the_computers_reads_what_failed_why_and_what_to_do(verdict: Verdict) -> None:
    found = Diagnosis(verdict, clock_offset_s=-86_400.0)
    what, cause, _ = verdicts.explain(found)
    said = paragraphs(replace(UNREACHABLE, diagnosis=found))[2]
    assert said.startswith(plain(f"{what} {cause} À faire : "))
    assert "Que faire" not in said
    assert "la personne qui gère" not in said
    assert "orloge" not in said


@pytest.mark.parametrize("outcome", launches.LAUNCH_FAULT)
def test_after_a_launch_the_same_reader_has_what_failed_why_and_what_to_do(outcome: LaunchOutcome) -> None:
    title, cause, _ = launches.LAUNCH_FAULT[outcome]
    said = paragraphs(replace(CONNECTED, launch=LaunchReport(3, outcome)))
    assert said[2].startswith(plain(f"{title}. {cause} À faire : "))
    assert said[3].startswith("Lancement d’Impact emploi : ")


PASSWORD_SAID = {
    PasswordOutcome.CLOCK: (
        "horloge reculée",
        (
            "L’horloge de ce poste a été reculée. Le mot de passe n’a pas été vérifié ; aucun essai n’est compté. "
            "À faire : régler la date et l’heure de ce poste. "
            "Quand la date et l’heure sont justes, choisissez « Tester l'accès aux serveurs », puis réessayez."
        ),
    ),
    PasswordOutcome.NOT_WRITTEN: (
        "disque plein ou protégé",
        (
            "Le disque a refusé l’écriture. Le disque est plein ou protégé : l’essai n’a pas pu être noté. "
            "Le mot de passe n’a pas été vérifié. À faire : rendre l’écriture possible sur le disque."
        ),
    ),
}
"""For each outcome of a password that whoever looks after the computers mends: the subject, and what is said."""


@pytest.mark.parametrize("outcome", sorted(WORKSTATION_FAULTS))
def test_a_password_that_could_not_be_checked_is_what_the_mail_is_about(outcome: PasswordOutcome) -> None:
    view = replace(ASSISTANCE, password=outcome, launch=NOT_FOUND.launch)
    short, whole = PASSWORD_SAID[outcome]
    assert plain(mail(view, occasion=Occasion.HELPER).subject) == f"Impact emploi : {short}"
    assert paragraphs(view)[1:3] == [f"Merci de m’aider sur ce poste : {short}.", whole]


@pytest.mark.parametrize("outcome", sorted({*PasswordOutcome} - WORKSTATION_FAULTS))
def test_any_other_password_typed_in_vain_is_no_cause(outcome: PasswordOutcome) -> None:
    view = replace(ASSISTANCE, password=outcome)
    assert plain(mail(view, occasion=Occasion.HELPER).subject) == "Impact emploi : mode assistance actif"


def test_whoever_looks_after_the_computers_gets_the_command_that_failed() -> None:
    settings = replace(SETTINGS, software_command=("C:/IEA/iea.exe", "--password", "s3cr3t-word"))
    said = lines(NOT_FOUND, settings, occasion=Occasion.HELPER)
    assert "Lancement d’Impact emploi : le programme est introuvable (code" in said
    assert "- réponse du système : C:/IEA/iea.exe" in said
    assert "- commande : C:/IEA/iea.exe --password …" in said
    assert not any("commande" in line for line in lines(NOT_FOUND, settings)), "the support desk has no use for it"


def test_a_launch_that_failed_without_a_word_of_the_system_is_said_all_the_same() -> None:
    said = lines(replace(NOT_FOUND, launch=LaunchReport(3, LaunchOutcome.NO_COMMAND)), occasion=Occasion.HELPER)
    assert any(line.startswith("Lancement d’Impact emploi : aucune commande") for line in said)
    assert not any(line.startswith(("- réponse du système", "- commande")) for line in said)


def test_a_launch_that_is_not_the_occasion_is_not_in_the_mail() -> None:
    view = replace(UNREACHABLE, launch=NOT_FOUND.launch)
    assert not any(line.startswith("Lancement") for line in lines(view, occasion=Occasion.HELPER))


@pytest.mark.parametrize("view", [CONNECTED, ASSISTANCE], ids=["ball", "beetle"])
def test_what_a_person_has_just_tested_is_what_the_mail_is_about(view: AgentView) -> None:
    report = ServerReport(
        Role.AUTHENTICATION,
        "https://marie:s3cr3t-word@neuf.example",
        Diagnosis(Verdict.PROXY, Stage.PROXY, "HTTP 407", STAGES[:1]),
    )
    tested = replace(view, tested=(report,))
    assert mail(tested).subject == "Serveur de connexion 3.00.12"
    said = lines(tested)
    place = said.index("Serveur d'authentification, test demandé : le proxy ne laisse pas passer")
    assert said[place + 1 : place + 5] == [
        "(code proxy)",
        "https://…@neuf.example",
        "- nom (DNS) : 14 ms, 192.0.2.10",
        "- proxy : ÉCHEC, HTTP 407",
    ]
    assert plain(mail(tested, occasion=Occasion.HELPER).subject) == "Impact emploi : le proxy ne laisse pas passer"


def test_in_assistance_mode_a_former_failure_is_no_cause() -> None:
    view = replace(ASSISTANCE, diagnosis=UNREACHABLE.diagnosis)
    prepared = mail(view, occasion=Occasion.HELPER)
    assert plain(prepared.subject) == "Impact emploi : mode assistance actif"
    assert "introuvable" not in prepared.body


def test_a_helper_of_a_connected_workstation_is_asked_for_help() -> None:
    assert plain(mail(CONNECTED, occasion=Occasion.HELPER).subject) == "Impact emploi : demande d’aide"


def test_an_unknown_version_is_said_to_be_unknown_in_the_body_alone() -> None:
    prepared = mail(UNREACHABLE, version="")
    assert prepared.subject == "Serveur de connexion"
    assert "Version d’Impact emploi : inconnue" in plain(prepared.body)


def test_a_version_of_several_lines_makes_no_header_of_its_own() -> None:
    assert "\n" not in mail(version="3.00.12\nBcc: somebody@example.fr").subject


def test_the_body_says_which_installation_how_it_is_and_since_when() -> None:
    said = lines()
    place = said.index("Licence d'installation : 75-000042")
    assert said[place : place + 7] == [
        "Licence d'installation : 75-000042",
        "État relevé le lundi 23 novembre 2026 à 14 h 30 :",
        "Non connecté : autorisation refusée",
        "Depuis le lundi 23 novembre 2026 à 13 h 30.",
        "Mode : production, sécurisé",
        "Version d’Impact emploi : 3.00.12",
        "Version du programme de connexion : 0.1.0",
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
    said = "L’horloge de ce poste indique le 28/11/2028 à 10 h 12, celle du serveur le 27/11/2028 à 10 h 12."
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
    assert "Licence d'installation : aucune" in lines(replace(ASSISTANCE, licence_number=""))


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
    assert len(prepared.body) < 1600
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
    assert plain(support_mail.whole_message("", "Impact emploi", "Bonjour,")) == "Objet : Impact emploi\n\nBonjour,"
