"""« État de la connexion », and the history in it."""

from datetime import date, datetime

from iea_agent.core.texts.french import moment

STATUS_TITLE = "État de la connexion"
NOT_TESTED = "pas encore vérifié"
NOT_TESTED_IN_ASSISTANCE = "pas vérifié en mode assistance"
LICENCE = "Licence d'installation"
NO_LICENCE = "aucune"
NEXT_ATTEMPT_NOW = "Nouvelle tentative en cours…"

# The history.

HISTORY = "Historique"


def since(at: datetime, today: date) -> str:
    """Return since when the state is what it is."""
    return f"Depuis {moment(at, today)}."


def next_attempt(at: datetime, today: date) -> str:
    """Return when the next automatic attempt is planned, while not connected."""
    return f"Prochaine tentative automatique : {moment(at, today)}."


def next_check(at: datetime, today: date) -> str:
    """Return when the connection is checked again, while connected."""
    return f"Prochaine vérification automatique : {moment(at, today)}."
