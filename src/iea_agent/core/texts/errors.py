"""What the command line says of an error, by its code."""

from collections.abc import Mapping
from typing import Final

from iea_agent.core.errors import ErrorCode

_UNEXPECTED: Final = "Une erreur inattendue s'est produite ; si elle se répète, écrivez à l'assistance."
SENTENCE: Final[Mapping[ErrorCode, str]] = {
    ErrorCode.AGENT: _UNEXPECTED,
    ErrorCode.BAD_SETTINGS: _UNEXPECTED,
    ErrorCode.KEY_STORE: (
        "La clé de licence n'a pas pu être lue : le coffre de mots de passe de ce poste est verrouillé, arrêté ou "
        "absent."
    ),
    ErrorCode.KEY_STORE_LOCKED: (
        "La clé de licence n'a pas pu être lue : le coffre de mots de passe de ce poste est verrouillé."
    ),
    ErrorCode.MISSING_KEY: (
        "Aucune clé n'est enregistrée sur ce poste pour cette licence. Donnez-la sur l'entrée standard."
    ),
    ErrorCode.ANOTHER_AGENT: _UNEXPECTED,
    ErrorCode.OTHER_SESSION: _UNEXPECTED,
    ErrorCode.NO_SCREEN: _UNEXPECTED,
    ErrorCode.CONTROL: "L'agent est lancé mais n'a pas répondu comme prévu.",
    ErrorCode.BUSY: "L'agent répond déjà à trop de programmes à la fois : réessayez dans un instant.",
    ErrorCode.NEWER_FILE: "Un fichier vient d'une version plus récente de l'agent : il n'est pas modifié.",
    ErrorCode.STORAGE: (
        "Le disque a refusé la lecture ou l'écriture : il est plein, protégé, ou vous n'en avez pas le droit."
    ),
    ErrorCode.START: _UNEXPECTED,
    ErrorCode.TRAY_UNAVAILABLE: _UNEXPECTED,
    ErrorCode.MESSAGE: _UNEXPECTED,
}
"""An error that has a verdict, a window or a sentence of its own elsewhere is unexpected here."""
