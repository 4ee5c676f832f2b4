"""Every sentence is there, is whole, and has the typography that French wants."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

import pytest

from iea_agent.core import texts
from iea_agent.core.connection_state import AgentState, Link, Mode, Picture, picture_of
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, Verdict, Who
from iea_agent.core.settings import AddressFault
from iea_agent.core.texts import announcements, checklist, labels, verdicts
from iea_agent.core.texts.windows import access_test, settings_window
from iea_agent.core.view import AgentView

BAD = [verdict for verdict in Verdict if not verdict.facts.is_good]
GOOD = sorted(set(Verdict) - set(BAD))
NO_BREAK = "\u00a0\u202f"
SLIPS = (
    r"\s\s|^\s|\s$",  # white space too many
    r"\s[,.)]",
    r"\.\.\.|\"",  # typewriter's signs for « … » and for guillemets
    rf"(?<![{NO_BREAK}])[;?!»]",
    rf"(?<![{NO_BREAK}]):(?!//)",
    rf"«(?![{NO_BREAK}])",
)
SLIP = re.compile("|".join(SLIPS))
LABELS = {
    "MENU_LAUNCH": "Lancer Impact emploi",
    "MENU_SETTINGS": "Paramètres de connexion",
    "MENU_TEST": "Tester l'accès aux serveurs",
    "MENU_REAUTHENTICATE": "Relancer l'authentification auprès du serveur",
    "MENU_SUPPORT": "Demande de support technique",
    "MENU_ENABLE_ASSISTANCE": "Activer le mode assistance",
    "MENU_DISABLE_ASSISTANCE": "Désactiver le mode assistance",
    "MENU_WRITE_SUPPORT": "Écrire à l'assistance",
    "MENU_REPORT": "Rapport de diagnostic",
    "MENU_MAINTENANCE": "Ouvrir le centre de maintenance",
    "MENU_UPDATES": "Gérer les mises à jour",
    "MENU_QUIT": "Quitter",
    "CONNECTED": "Connecté au serveur de production",
    "ASSISTANCE": "Mode assistance : déconnecté du serveur de production",
    "SETTINGS_TITLE": "Paramètres de connexion",
    "SETTINGS_MODE": "Mode de connexion",
    "SETTINGS_SECURE": "Sécurisé",
    "SETTINGS_AUTHENTICATION": "Adresse du serveur d'authentification",
    "SETTINGS_UPDATES": "Adresse du serveur de mise à jour",
    "SETTINGS_RESTORE": "Rétablir les adresses officielles",
    "SETTINGS_LICENCE": "Licence d'installation",
    "SETTINGS_TEST": "Tester l'accès aux serveurs",
    "SETTINGS_SAVE": "Enregistrer",
    "SETTINGS_QUIT": "Quitter",
    "CANCEL": "Annuler",
    "DETAILS": "Détails",
    "TEST_SUCCEEDED": "Connexion aux serveurs réussie",
    "REFUSED_TITLE": "Serveur d'authentification",
    "REFUSED": "Autorisation refusée",
    "LICENCE_UNKNOWN": "Licence d'installation non reconnue",
}
"""The labels of the specification, to the letter: plain spaces, straight apostrophes."""


def view_of(
    link: Link = Link.CONNECTED,
    *,
    mode: Mode = Mode.PRODUCTION,
    diagnosis: Diagnosis | None = None,
    updates: ServerReport | None = None,
    secure: bool = True,
) -> AgentView:
    return AgentView(
        picture=picture_of(AgentState(mode=mode, link=link)),
        mode=mode,
        connection=link,
        diagnosis=diagnosis,
        updates=updates,
        secure=secure,
    )


def updates_of(verdict: Verdict) -> ServerReport:
    return ServerReport(Role.UPDATES, "https://updates.example", Diagnosis(verdict))


MODULES = tuple(
    importlib.import_module(found.name) for found in pkgutil.walk_packages(texts.__path__, f"{texts.__name__}.")
)


def sentences() -> Iterator[tuple[str, str]]:
    """Walk every text of the modules of words but the labels, with the name it stands under."""

    def inside(name: str, value: object) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, tuple):
            for part in value:
                yield from inside(name, part)
        elif isinstance(value, Mapping):
            for key, part in value.items():
                yield from inside(f"{name}-{key}", part)

    for module in MODULES:
        for name, value in vars(module).items():
            if value not in LABELS.values() and not name.startswith("__"):
                yield from inside(f"{module.__name__.removeprefix(texts.__name__)}.{name}", value)


@pytest.mark.parametrize(("name", "label"), LABELS.items(), ids=LABELS)
def test_a_label_is_that_of_the_specification(name: str, label: str) -> None:
    assert getattr(labels, name) == label


@pytest.mark.parametrize(("name", "text"), list(sentences()), ids=[name for name, _ in sentences()])
def test_a_text_has_the_typography_of_french(name: str, text: str) -> None:
    assert text, name
    assert not SLIP.search(text), f"{name}: {text!a}"


def test_everything_that_can_be_said_has_its_words() -> None:
    assert set(verdicts.WHO) == set(Who)
    assert set(checklist.STAGE) == set(Stage)
    assert set(access_test.SERVER) == set(Role)
    assert set(verdicts.SHORT) == set(Verdict)
    assert set(settings_window.ADDRESS_FAULT) == set(AddressFault)


def test_who_acts_is_named_as_in_the_specification() -> None:
    assert set(verdicts.WHO.values()) == {"vous", "votre informaticien", "l'assistance"}


def test_different_verdicts_have_different_words() -> None:
    assert len(set(verdicts.SHORT.values())) == len(Verdict)
    assert len({verdicts.explain(Diagnosis(verdict)) for verdict in BAD}) == len(BAD)


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("detail", ["", "Antivirus Exemple"])
def test_an_explanation_is_three_sentences(verdict: Verdict, detail: str) -> None:
    diagnosis = Diagnosis(verdict, detail=detail)
    parts = verdicts.explain(diagnosis)
    for part in parts:
        assert re.fullmatch(r"[A-ZÀÉÊ].*[^.]\.", part)
        assert ". " not in part
        assert not SLIP.search(part), ascii(part)
    what, cause, remedy = parts
    who = "" if diagnosis.who is None else f"Qui agit\u00a0: {verdicts.WHO[diagnosis.who]}. "
    assert verdicts.message_of(diagnosis) == f"{what} {cause} {who}{remedy}"


@pytest.mark.parametrize("verdict", GOOD)
def test_there_is_nothing_to_explain_about_a_good_verdict(verdict: Verdict) -> None:
    assert verdicts.message_of(Diagnosis(verdict)).endswith(".")
    with pytest.raises(KeyError):
        verdicts.explain(Diagnosis(verdict))


def test_the_signer_of_an_unknown_certificate_is_named() -> None:
    what, _, _ = verdicts.explain(Diagnosis(Verdict.TLS_UNTRUSTED, detail="Antivirus Exemple"))
    assert "signé par «\u00a0Antivirus Exemple\u00a0»" in what


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.LICENCE_UNKNOWN, Verdict.BUSY])
def test_a_wrong_clock_is_a_remark_that_hides_no_remedy(verdict: Verdict) -> None:
    what, cause, remedy = verdicts.explain(Diagnosis(verdict))
    assert verdicts.explain(Diagnosis(verdict, clock_offset_s=3600)) == (
        what,
        cause,
        f"{remedy} {verdicts.CLOCK_REMARK}",
    )


def test_at_a_portal_nobody_is_told_to_set_the_clock() -> None:
    assert verdicts.explain(Diagnosis(Verdict.PORTAL, clock_offset_s=-1.7e9)) == verdicts.explain(
        Diagnosis(Verdict.PORTAL)
    )


def test_a_wrong_clock_is_the_likely_cause() -> None:
    _, cause, _ = verdicts.explain(Diagnosis(Verdict.TLS_EXPIRED, clock_offset_s=-90_000))
    assert "horloge" in cause


@pytest.mark.parametrize("fault", AddressFault)
def test_what_is_wrong_with_an_address_is_one_sentence(fault: AddressFault) -> None:
    assert settings_window.ADDRESS_FAULT[fault].endswith(".")


# The state in words.


@pytest.mark.parametrize(
    ("link", "line"),
    [
        (Link.CONNECTED, "Connecté au serveur de production"),
        (Link.VERIFYING, "Connecté au serveur de production"),
        (Link.CONNECTING, "Non connecté\u00a0: connexion en cours…"),
        (Link.DISCONNECTED, "Non connecté\u00a0: aucune tentative n'a encore été faite"),
        (Link.NOT_CONFIGURED, "Non connecté"),
        (Link.UNREACHABLE, "Non connecté"),
        (Link.REFUSED, "Non connecté"),
        (Link.LICENCE_UNKNOWN, "Non connecté"),
    ],
)
def test_every_link_has_its_state_line(link: Link, line: str) -> None:
    assert announcements.state_line(view_of(link)) == line


@pytest.mark.parametrize("verdict", BAD)
def test_the_cause_is_said_in_the_state_line(verdict: Verdict) -> None:
    line = announcements.state_line(view_of(Link.UNREACHABLE, diagnosis=Diagnosis(verdict)))
    assert line == f"Non connecté\u00a0: {verdicts.SHORT[verdict]}"


def test_a_locked_key_store_is_said_and_what_opens_it() -> None:
    locked = Diagnosis(Verdict.KEY_STORE, locked=True)
    view = AgentView(picture=Picture.HEART, mode=Mode.PRODUCTION, connection=Link.UNREACHABLE, diagnosis=locked)
    assert announcements.state_line(view) == "Non connecté\u00a0: coffre de mots de passe verrouillé"
    assert "Le coffre de mots de passe de ce poste est verrouillé." in verdicts.message_of(locked)
    assert verdicts.message_of(locked) != verdicts.message_of(Diagnosis(Verdict.KEY_STORE))


def test_only_a_proven_connection_is_called_connected() -> None:
    lines = {link: announcements.state_line(view_of(link)) for link in Link}
    connected = {link for link, line in lines.items() if line.startswith("Connecté")}
    assert connected == {Link.CONNECTED, Link.VERIFYING}


def test_the_update_server_is_said_only_when_something_is_wrong() -> None:
    assert announcements.state_line(view_of(updates=updates_of(Verdict.ACCESSIBLE))) == labels.CONNECTED
    line = announcements.state_line(view_of(updates=updates_of(Verdict.DNS)))
    assert line == f"{labels.CONNECTED} — Serveur de mise à jour : nom du serveur introuvable"


def test_the_state_line_warns_of_the_non_secure_mode_permanently() -> None:
    for link in Link:
        assert announcements.state_line(view_of(link, secure=False)).endswith("Mode non sécurisé")


def test_assistance_mode_says_nothing_else() -> None:
    view = view_of(Link.DISCONNECTED, mode=Mode.ASSISTANCE, updates=updates_of(Verdict.DNS), secure=False)
    assert announcements.state_line(view) == labels.ASSISTANCE


@pytest.mark.parametrize("role", Role)
def test_one_server_is_said_on_one_line(role: Role) -> None:
    report = ServerReport(role, "https://host.example", Diagnosis(Verdict.BUSY))
    assert access_test.server_line(report) == f"{access_test.SERVER[role]}\u00a0: serveur occupé"


# Notifications.


def test_a_notification_says_the_state_the_cause_and_what_to_do() -> None:
    diagnosis = Diagnosis(Verdict.REFUSED)
    words = announcements.announcement(view_of(Link.REFUSED, diagnosis=diagnosis))
    _, cause, _ = verdicts.explain(diagnosis)
    assert words == f"Non connecté\u00a0: autorisation refusée. {cause} {verdicts.who_acts(diagnosis)}"


@pytest.mark.parametrize(
    "view",
    [
        view_of(),
        view_of(diagnosis=Diagnosis(Verdict.CONNECTED)),
        view_of(Link.DISCONNECTED, mode=Mode.ASSISTANCE, diagnosis=Diagnosis(Verdict.DNS)),
    ],
)
def test_a_notification_of_a_good_state_is_its_line(view: AgentView) -> None:
    assert announcements.announcement(view) == announcements.state_line(view)
