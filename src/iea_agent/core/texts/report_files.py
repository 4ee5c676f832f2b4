"""The files of the diagnostic report; its window has ``core/texts/windows/report_window.py``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from iea_agent.core.connection_state import Mode
from iea_agent.core.launch import LaunchOutcome

TITLE: Final = "Rapport de diagnostic d'Impact emploi association"

READ_ME: Final = "lisez-moi.txt"
STATE: Final = "etat.txt"
SETTINGS: Final = "reglages.toml"
HISTORY: Final = "historique.txt"
VERSIONS: Final = "versions.txt"
LOG: Final = "journal.log"
"""The older ones are « journal.1.log » and so on."""

_CENTURY_S: Final = 100 * 365.25 * 86_400

ABOUT: Final[Mapping[str, str]] = {
    STATE: "l'état de la connexion et la dernière vérification, étape par étape",
    SETTINGS: "les réglages de ce poste, sans la clé de licence",
    HISTORY: "les coupures et les périodes en mode assistance",
    VERSIONS: "les versions de l'agent, du système et des bibliothèques",
    LOG: "le journal de l'agent ; les plus anciens portent un numéro",
}
"""What is in each file."""

INTRODUCTION: Final = (
    "Ce dossier aide l'assistance à comprendre pourquoi ce poste se connecte ou ne se connecte pas. Il n'est envoyé "
    "nulle part de lui-même : c'est à vous de le joindre à un message."
)
WITHOUT_SECRETS: Final = (
    "Aucun secret ne s'y trouve : la clé de licence, les mots de passe et les jetons sont remplacés par « … »."
)
KEY_WAS_KNOWN: Final = (
    "La clé de licence de ce poste a été recherchée dans tous les textes, telle quelle et sous les formes dans "
    "lesquelles elle est envoyée."
)
KEY_WAS_UNKNOWN: Final = (
    "La clé de licence de ce poste n'a pas pu être lue : elle n'a été recherchée que d'après sa forme. Relisez les "
    "textes avant de les envoyer."
)
CONTENT: Final = "Contenu :"

MADE: Final = "Établi le"
SINCE: Final = "Depuis"
MODE: Final = "Mode"
MODES: Final[Mapping[Mode, str]] = {Mode.PRODUCTION: "production", Mode.ASSISTANCE: "assistance"}
MODE_SINCE: Final = "Mode en vigueur depuis"
REASON: Final = "Motif"
WHO: Final = "Activé par"
LICENCE: Final = "Licence d'installation"
NO_LICENCE: Final = "aucune"
SECURE: Final = "Mode sécurisé"
YES: Final = "oui"
NO: Final = "non"
NEXT_ATTEMPT: Final = "Prochaine vérification automatique"
SOFTWARE: Final = "Impact emploi en marche depuis"
LAUNCH: Final = "Dernier lancement demandé"
LAUNCHES: Final[Mapping[LaunchOutcome, str]] = {
    LaunchOutcome.CHECKING: "la connexion est en cours de vérification",
    LaunchOutcome.STARTED: "démarré",
    LaunchOutcome.ALREADY_RUNNING: "déjà en marche",
    LaunchOutcome.NOT_CONNECTED: "refusé, ce poste n'est pas connecté",
    LaunchOutcome.CANCELLED: "annulé par l'utilisateur",
    LaunchOutcome.NO_COMMAND: "aucune commande n'est réglée",
    LaunchOutcome.NOT_FOUND: "le programme est introuvable",
    LaunchOutcome.NOT_EXECUTABLE: "le fichier n'est pas un programme",
    LaunchOutcome.FAILED: "le système a refusé de le démarrer",
    LaunchOutcome.CRASHED: "il s'est arrêté aussitôt, avec une erreur",
}
MAIL_PREPARED: Final = "Demande à l'assistance préparée le"

RESULT: Final = "Résultat"
EXPLANATION: Final = "Explication"
DETAIL: Final = "Détail"
CLOCK: Final = "Horloge du serveur"
RETRY_AFTER: Final = "Délai demandé par le serveur"
FAILED_HERE: Final = "échec"
NOT_REACHED: Final = "non atteint"
NEVER_CHECKED: Final = "aucune vérification n'a été faite"

SETTINGS_UNREADABLE: Final = "# Les réglages de ce poste ne peuvent pas être lus : le journal dit pourquoi."
NO_LOG: Final = "Il n'y a pas de journal."


def line(name: str, value: str) -> str:
    """Return « name : value »."""
    return f"{name} : {value}" if value else f"{name} :"


def about(name: str, what: str) -> str:
    """Return a line of the table of contents."""
    return f"- {name} : {what}"


def instant(at: datetime) -> str:
    """Return a moment that is unambiguous in another time zone: « 24/11/2026 09:12:30 (UTC+0100) »."""
    return f"{at:%d/%m/%Y %H:%M:%S} (UTC{at:%z})"


def with_code(words: str, code: str) -> str:
    """Return words with their code."""
    return f"{words} ({code})"


def clock_offset(seconds: float) -> str:
    """Return how far a server's clock is from the one of this workstation."""
    if not abs(seconds) < _CENTURY_S:
        return "à plus de cent ans de celle de ce poste"
    return f"{seconds:+.0f} s par rapport à ce poste"


def seconds(value: float) -> str:
    """Return a duration in seconds."""
    return f"{value:.0f} s"


def cut(characters: int) -> str:
    """Return the line that replaces a beginning that was cut."""
    return f"[… début coupé : {characters} caractères …]"


def cut_file(count: int) -> str:
    """Return the line that replaces the beginning of a file (bytes) that was not read."""
    return f"[… début non lu : {count} octets …]"


def unreadable(file: str, why: str) -> str:
    """Return the text of a file that cannot be read."""
    return f"Le fichier {file} ne peut pas être lu : {why}"
