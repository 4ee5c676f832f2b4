"""The files of the diagnostic report in words; its window has ``core/texts/windows/report_window.py``."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Diagnosis, Role, Stage
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements, checklist, file_notices, verdicts
from iea_agent.core.texts.french import duration
from iea_agent.core.texts.windows.access_test import SERVER
from iea_agent.core.view import AgentView

READ_ME: Final = "lisez-moi.txt"
STATE: Final = "etat.txt"
SETTINGS: Final = "parametres.toml"
HISTORY: Final = "historique.txt"
VERSIONS: Final = "versions.txt"
LOG: Final = "journal.log"
"""The older ones are « journal.1.log » and so on."""
_CENTURY_S: Final = 100 * 365.25 * 86_400
_ABOUT: Final[Mapping[str, str]] = {
    STATE: "l’état de la connexion et la dernière vérification, étape par étape",
    SETTINGS: "les paramètres de ce poste, sans la clé de licence",
    HISTORY: "les coupures et les périodes en mode assistance",
    VERSIONS: "les versions du programme, du système et des bibliothèques",
    LOG: "le journal technique ; les plus anciens portent un numéro",
}
"""What is in each file."""
_INTRODUCTION: Final = (
    "Ce dossier aide l’assistance à comprendre pourquoi ce poste se connecte ou ne se connecte pas. Ce dossier n’est "
    "envoyé nulle part de lui-même : c’est à vous de le joindre à un message."
)
_WITHOUT_SECRETS: Final = (
    "Aucun secret ne s’y trouve : la clé de licence, les mots de passe et les jetons sont remplacés par « … »."
)
KEY_WAS_KNOWN: Final = (
    "La clé de licence de ce poste a été recherchée dans tous les textes, telle quelle et sous les formes dans "
    "lesquelles elle est envoyée."
)
KEY_WAS_UNKNOWN: Final = (
    "La clé de licence de ce poste n’a pas pu être lue : elle n’a été recherchée que d’après sa forme. Relisez les "
    "textes avant de les envoyer."
)
MODES: Final[Mapping[Mode, str]] = {Mode.PRODUCTION: "production", Mode.ASSISTANCE: "assistance"}
LAUNCHES: Final[Mapping[LaunchOutcome, str]] = {
    LaunchOutcome.CHECKING: "la connexion est en cours de vérification",
    LaunchOutcome.STARTED: "démarré",
    LaunchOutcome.ALREADY_RUNNING: "déjà en marche",
    LaunchOutcome.NOT_CONNECTED: "refusé, ce poste n’est pas connecté",
    LaunchOutcome.CANCELLED: "annulé par l’utilisateur",
    LaunchOutcome.NO_COMMAND: "aucune commande n’est enregistrée",
    LaunchOutcome.COMMAND_IGNORED: "la commande est ignorée, d’autres utilisateurs peuvent la changer",
    LaunchOutcome.NOT_FOUND: "le programme est introuvable",
    LaunchOutcome.NOT_EXECUTABLE: "le fichier n’est pas un programme",
    LaunchOutcome.AWAY: "son lecteur ou son partage n’est pas connecté",
    LaunchOutcome.ELEVATION: "Windows demande les droits d’administrateur",
    LaunchOutcome.WRONG_MACHINE: "le programme est fait pour un autre type de poste",
    LaunchOutcome.INCOMPLETE: "un composant manque au programme",
    LaunchOutcome.NO_FOLDER: "son dossier de travail n’est pas accessible",
    LaunchOutcome.TOO_LONG: "son chemin est trop long",
    LaunchOutcome.BLOCKED: "une protection du poste l’interdit",
    LaunchOutcome.FAILED: "le système a refusé de le démarrer",
    LaunchOutcome.CRASHED: "arrêté aussitôt, avec une erreur",
}
MAILS: Final[Mapping[Occasion, str]] = {
    Occasion.CONNECTION: "connexion",
    Occasion.REFUSED: "autorisation refusée",
    Occasion.LICENCE_UNKNOWN: "licence non reconnue",
    Occasion.LAUNCH: "lancement d’Impact emploi",
    Occasion.QUESTION: "question",
    Occasion.DAY_PASSWORD: "mot de passe du jour",
    Occasion.HELPER: "pour la personne qui gère les ordinateurs",
}
SETTINGS_UNREADABLE: Final = "# Les paramètres de ce poste ne peuvent pas être lus : le journal dit pourquoi."
NO_LOG: Final = "Il n’y a pas de journal."


def read_me(view: AgentView, at: datetime, *, key_was_known: bool) -> tuple[str, ...]:
    """Return the lines of « lisez-moi.txt »."""
    return (
        "Rapport de diagnostic d’Impact emploi association",
        "",
        line("Établi le", _instant(at)),
        line("Licence d'installation", view.licence_number or "aucune"),
        announcements.state_line(view),
        "",
        _INTRODUCTION,
        "",
        _WITHOUT_SECRETS,
        KEY_WAS_KNOWN if key_was_known else KEY_WAS_UNKNOWN,
        "",
        "Contenu :",
        *(line(f"- {name}", what) for name, what in _ABOUT.items()),
    )


def state(view: AgentView, settings: Settings | None, local: Callable[[float], datetime]) -> Iterator[str]:
    """Yield the lines of « etat.txt »; ``local`` gives the local time at an instant (seconds since 1970 UTC)."""
    addresses = settings or Settings(authentication_address="", update_address="")
    yield from (announcements.state_line(view), "", *_facts(view, local), "")
    yield from _last_check(Role.AUTHENTICATION, addresses.authentication_address, view.diagnosis)
    yield ""
    if view.updates is None:
        yield from _last_check(Role.UPDATES, addresses.update_address, None)
    else:
        yield from _last_check(Role.UPDATES, view.updates.url, view.updates.diagnosis)


def _facts(view: AgentView, local: Callable[[float], datetime]) -> Iterator[str]:
    def moment(at: float | None) -> str:
        return "" if at is None else _instant(local(at))

    launch = view.launch
    said = {
        "Depuis": moment(view.since),
        "Mode": MODES[view.mode],
        "Mode en vigueur depuis": moment(view.mode_since),
        "Motif": view.reason,
        "Activé par": view.who,
        "Mode sécurisé": "oui" if view.secure else "non",
        "Licence d'installation": view.licence_number or "aucune",
        "Prochaine vérification automatique": moment(view.next_attempt),
        "Impact emploi en marche depuis": moment(view.software_since),
        "Dernier lancement demandé": launch
        and f"{LAUNCHES[launch.outcome]} ({launch.outcome}) {launch.detail}".rstrip(),
    }
    yield from (line(name, value) for name, value in said.items() if value)
    yield from (line(f"Message préparé ({MAILS[mail.occasion]})", moment(mail.at)) for mail in view.mails)
    yield from map(file_notices.whole, view.file_notices)


def _last_check(role: Role, address: str, diagnosis: Diagnosis | None) -> Iterator[str]:
    """Yield the result of the last check of a server, stage by stage."""
    yield line(SERVER[role], address)
    if diagnosis is None:
        yield line("Résultat", "aucune vérification n’a été faite")
        return
    offset_s, retry_after_s = diagnosis.clock_offset_s, diagnosis.retry_after_s
    said = {
        "Résultat": f"{verdicts.short(diagnosis)} ({diagnosis.verdict})",
        "Explication": verdicts.message_of(diagnosis),
        "Détail": diagnosis.detail,
        **{f"- {checklist.STAGE[stage]}": _stage(stage, diagnosis) for stage in Stage},
        "Horloge du serveur": "" if offset_s is None else clock_offset(offset_s),
        "Délai demandé par le serveur": "" if retry_after_s is None else f"{retry_after_s:.0f} s",
    }
    yield from (line(name, value) for name, value in said.items() if value)
    for report in diagnosis.stages:
        yield from (f"- {checklist.STAGE[report.stage]}, {words}" for words in checklist.lines_of(report)[1:])
    if words := checklist.words_of(diagnosis):
        yield f"- {words}"


def _stage(stage: Stage, diagnosis: Diagnosis) -> str:
    """Return the result of a stage, or why it has no result: it failed, was not needed, or not reached."""
    reached = {report.stage: report for report in diagnosis.stages}
    failed = stage is diagnosis.stage and not diagnosis.ok
    if report := reached.get(stage):
        fact = f"{checklist.detail(report) or checklist.STAGE[stage]} ({duration(report.ms)})"
        return f"échec {fact}" if failed else fact
    if failed:
        return "échec"
    replaced_by = {Stage.CONNECTION: Stage.PROXY, Stage.PROXY: Stage.CONNECTION, Stage.ENCRYPTION: Stage.ANSWER}
    return checklist.NOT_NEEDED[stage] if replaced_by.get(stage) in reached else checklist.NOT_REACHED


def line(name: str, value: str) -> str:
    """Return « name : value »."""
    return f"{name} : {value}" if value else f"{name} :"


def _instant(at: datetime) -> str:
    """Return a moment that is unambiguous in another time zone: « 24/11/2026 09:12:30 (UTC+0100) »."""
    return f"{at:%d/%m/%Y %H:%M:%S} (UTC{at:%z})"


def clock_offset(seconds: float) -> str:
    """Return how far a server's clock is from the one of this workstation."""
    if not abs(seconds) < _CENTURY_S:
        return "à plus de cent ans de celle de ce poste"
    return f"{seconds:+.0f} s par rapport à ce poste"


def cut(characters: int) -> str:
    """Return the line that replaces a beginning that was cut."""
    return f"[… début coupé : {characters} caractères …]"


def cut_file(count: int) -> str:
    """Return the line that replaces the beginning of a file (bytes) that was not read."""
    return f"[… début non lu : {count} octets …]"


def unreadable(file: str, why: str) -> str:
    """Return the text of a file that cannot be read."""
    return f"Le fichier {file} ne peut pas être lu : {why}"
