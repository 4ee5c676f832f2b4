"""Answers of the command line, and what it says of an error; its help is in ``core/texts/command_line_help.py``."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from iea_agent.core.commands import DialogKind
from iea_agent.core.errors import ErrorCode
from iea_agent.core.texts.french import whole_date

ALREADY_RUNNING = "Le programme de connexion est déjà lancé : sa fenêtre d’état s’ouvre."
ALREADY_RUNNING_WITHOUT_SCREEN = (
    "Le programme de connexion est déjà lancé, sans écran : ses fenêtres ne peuvent pas s’ouvrir."
)
NOT_RUNNING = "Le programme de connexion n’est pas lancé."
ASKED_TO_QUIT = "Le programme de connexion s’arrête."
OPENED: Mapping[DialogKind, str] = {
    DialogKind.STATUS: "La fenêtre « État de la connexion » s’ouvre.",
    DialogKind.CONNECTION_SETTINGS: "La fenêtre « Paramètres de connexion » s’ouvre.",
    DialogKind.SUPPORT_MAIL: "La fenêtre « Écrire à l'assistance » s’ouvre.",
    DialogKind.PASSWORD_MAIL: "La fenêtre « Demander le mot de passe du jour » s’ouvre.",
    DialogKind.HELPER_MAIL: "La fenêtre « Préparer un message » s’ouvre.",
    DialogKind.REPORT: "La fenêtre « Rapport de diagnostic » s’ouvre.",
    DialogKind.ASSISTANCE: "La fenêtre « Activer le mode assistance » s’ouvre.",
    DialogKind.DAY_PASSWORD: "La fenêtre « Désactiver le mode assistance » s’ouvre.",
    DialogKind.WELCOME: "La fenêtre « Bienvenue » s’ouvre : la clé de licence n’est pas encore enregistrée.",
}
"""For the dialogs that a command opens."""
CLICK_FAILED: Mapping[str, str] = {
    "launch": "Impact emploi n’a pas pu être lancé",
    "show": "L’état de la connexion n’a pas pu être affiché",
}
"""The title of the box of a command that was clicked, by its name: those that shortcuts start."""
AGENT_NOT_STARTED = "Le programme de connexion n’a pas pu être lancé."
AGENT_SILENT = "Le programme de connexion est lancé mais ne répond pas."
AGENT_STARTED = (
    "Le programme de connexion est maintenant lancé et reste près de l’horloge. Pour l’arrêter : iea-agent quit"
)
AGENT_STARTED_WITHOUT_SCREEN = (
    "Le programme de connexion est maintenant lancé et continue, sans icône. Pour l’arrêter : iea-agent quit"
)
NO_SCREEN = "Aucun écran : les fenêtres ne peuvent pas s’ouvrir ici."
NO_AUTHENTICATION_IN_ASSISTANCE = (
    "Mode assistance : aucune connexion au serveur de production n’est faite. Désactivez d’abord le mode assistance."
)
NOT_IN_ASSISTANCE = "Le mode assistance n’est pas actif : il n’y a pas de mot de passe du jour à demander."
KEY_NOT_GIVEN = "Aucune clé de licence n’a été donnée sur l’entrée standard."
NO_DAY = "Ce n’est pas une date de la forme 2026-11-28 ou 28/11/2026."
NUMBER_NOT_GIVEN = "Aucun numéro de licence n’a été donné."
KEY_NOT_TEXT = "La clé de licence donnée sur l’entrée standard n’est pas du texte en UTF-8 ni en UTF-16."
KEY_TOO_LONG = "Ce qui a été donné sur l’entrée standard est trop long pour une clé de licence."
KEY_NOT_CHECKED = (
    "La clé de licence n’a pas pu être lue, et donc pas cherchée dans le rapport. "
    "Relisez le rapport avant de l’envoyer."
)
PASSWORD_NOT_MADE = "Le mot de passe du jour n’a pas pu être calculé."  # noqa: S105 (words)
NO_COMPLETION = (
    "Ce qui complète les commandes n’a pas été trouvé : le programme a été installé sans ces fichiers. "
    "Que faire : réinstallez le programme."
)
REPORT_NOT_MADE = "Le rapport de diagnostic n’a pas pu être écrit."
UNEXPECTED: Final = "Une erreur inattendue s’est produite ; si elle se répète, écrivez à l’assistance."
ERROR: Final[Mapping[ErrorCode, str]] = {
    ErrorCode.AGENT: UNEXPECTED,
    ErrorCode.BAD_SETTINGS: UNEXPECTED,
    ErrorCode.INVALID_FILE: UNEXPECTED,
    ErrorCode.KEY_STORE: (
        "La clé de licence n’a pas pu être lue. Le coffre de mots de passe de ce poste est verrouillé, arrêté ou "
        "absent."
    ),
    ErrorCode.KEY_STORE_LOCKED: (
        "La clé de licence n’a pas pu être lue. Le coffre de mots de passe de ce poste est verrouillé."
    ),
    ErrorCode.MISSING_KEY: (
        "Aucune clé n’est enregistrée sur ce poste pour cette licence. Donnez la clé sur l’entrée standard."
    ),
    ErrorCode.ANOTHER_AGENT: UNEXPECTED,
    ErrorCode.OTHER_SESSION: UNEXPECTED,
    ErrorCode.NO_SCREEN: UNEXPECTED,
    ErrorCode.CONTROL: "Le programme de connexion est lancé mais n’a pas répondu comme prévu.",
    ErrorCode.BUSY: "Le programme de connexion répond déjà à trop d’autres programmes : réessayez dans un instant.",
    ErrorCode.NEWER_FILE: "Un fichier vient d’une version plus récente du programme : ce fichier n’est pas modifié.",
    ErrorCode.STORAGE: (
        "Le disque a refusé la lecture ou l’écriture. Le disque est plein ou protégé, ou vous n’en avez pas le droit."
    ),
    ErrorCode.IN_USE: (
        "Un fichier est utilisé par un autre programme (sauvegarde, antivirus, synchronisation) : "
        "réessayez dans un instant."
    ),
    ErrorCode.OPEN_TO_OTHERS: (
        "D’autres utilisateurs de cet ordinateur peuvent modifier un fichier du programme : rien n’y est "
        "enregistré. Que faire : prévenez la personne qui gère vos ordinateurs."
    ),
    ErrorCode.STALE: "Les adresses viennent d’être changées par ailleurs : rien n’a été modifié.",
    ErrorCode.START: UNEXPECTED,
    ErrorCode.TRAY_UNAVAILABLE: UNEXPECTED,
    ErrorCode.MESSAGE: UNEXPECTED,
}
"""An error that has a verdict, a window or a sentence of its own elsewhere is unexpected here."""


def password_is_for(number: str, day: date) -> str:
    """Return what is said beside a password: for which licence and day it is."""
    return f"Mot de passe du jour de la licence {number}, pour le {whole_date(day)} (heure de Paris)."


def report_written(path: str) -> str:
    """Return the words that say where the diagnostic report is."""
    return f"Rapport de diagnostic : {path}"


def is_a_folder(path: str) -> str:
    """Return that a folder was named where a file is to be written."""
    return f"{path} est un dossier. Que faire : ajoutez le nom du fichier à écrire."


def no_such_folder(path: str) -> str:
    """Return that the folder of a file to be written is not there."""
    return f"Le dossier {path} n’existe pas."


def details(error: str) -> str:
    """Return the line for whoever looks further; ``error`` is in the words of the system, or of this program's log."""
    return f"Détails : {error}"


def failure(code: ErrorCode, error: str) -> str:
    """Return what an error means, and below it the words of the system or of the log, where there are any."""
    return f"{ERROR[code]}\n{details(error)}" if error else ERROR[code]


def answer_not_written(error: str) -> str:
    """Return why there is no answer on standard output; ``error`` is the system's message."""
    return f"La réponse n’a pas pu être écrite.\n{details(error)}"
