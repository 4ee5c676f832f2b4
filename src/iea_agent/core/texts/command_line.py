"""Answers of the command line; errors are in ``core/texts/errors.py``."""

from collections.abc import Mapping

from iea_agent.core.connection_state import Mode

ALREADY_RUNNING = "L'agent est déjà lancé : sa fenêtre d'état s'ouvre."
ALREADY_RUNNING_WITHOUT_SCREEN = "L'agent est déjà lancé, sans écran : ses fenêtres ne peuvent pas s'ouvrir."
NOT_RUNNING = "L'agent n'est pas lancé."
ASKED_TO_QUIT = "L'agent s'arrête."
SETTINGS_OPENED = "La fenêtre « Paramètres de connexion » s'ouvre."
SUPPORT_OPENED = "La fenêtre « Écrire à l'assistance » s'ouvre."
REPORT_OPENED = "La fenêtre « Rapport de diagnostic » s'ouvre."
ASSISTANCE_OPENED: Mapping[Mode, str] = {
    Mode.PRODUCTION: "La fenêtre « Activer le mode assistance » s'ouvre.",
    Mode.ASSISTANCE: "La fenêtre « Désactiver le mode assistance » s'ouvre.",
}
AGENT_NOT_STARTED = "L'agent n'a pas pu être lancé."
AGENT_SILENT = "L'agent est lancé mais ne répond pas."
NO_SCREEN = "Aucun écran : les fenêtres ne peuvent pas s'ouvrir ici."
NO_AUTHENTICATION_IN_ASSISTANCE = (
    "Mode assistance : aucune connexion au serveur de production n'est faite. Désactivez d'abord le mode assistance."
)
KEY_NOT_GIVEN = "Aucune clé de licence n'a été donnée sur l'entrée standard."
KEY_NOT_CHECKED = (
    "La clé de licence n'a pas pu être lue, et donc pas cherchée dans le rapport : relisez-le avant de l'envoyer."
)
PASSWORD_NOT_MADE = "Le mot de passe du jour n'a pas pu être calculé."  # noqa: S105 (words)
REPORT_NOT_MADE = "Le rapport de diagnostic n'a pas pu être écrit."


def report_written(path: str) -> str:
    """Return the words that say where the diagnostic report is."""
    return f"Rapport de diagnostic : {path}"


def answer_not_written(error: str) -> str:
    """Return why there is no answer on standard output; ``error`` is the system's message."""
    return f"La réponse n'a pas pu être écrite : {error}"
