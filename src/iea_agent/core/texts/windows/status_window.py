"""« État de la connexion », and the history in it."""

from datetime import date, datetime

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.texts import verdicts
from iea_agent.core.texts.french import moment, whole_moment

STATUS_TITLE = "État de la connexion"
STATUS_CONNECTION = "Connexion"
NOT_TESTED = "pas encore vérifié"
NOT_TESTED_IN_ASSISTANCE = "pas vérifié en mode assistance"
LICENCE = "Licence d'installation"
NO_LICENCE = "aucune"
NEXT_ATTEMPT_NOW = "Nouvelle tentative en cours…"
MAIL_NOT_SENT_YET = "Si elle n'est pas encore partie, envoyez-la."

# The history.

HISTORY = "Historique"
SHOW_ALL = "To&ut afficher"
SHOW_LESS = "Réd&uire"


def since(at: datetime, today: date) -> str:
    """Return since when the state is what it is."""
    return f"Depuis {moment(at, today)}."


def next_attempt(at: datetime, today: date) -> str:
    """Return when the next automatic attempt is planned, while not connected."""
    return f"Prochaine tentative automatique : {moment(at, today)}."


def next_check(at: datetime, today: date) -> str:
    """Return when the connection is checked again, while connected."""
    return f"Prochaine vérification automatique : {moment(at, today)}."


def mail_prepared(at: datetime, about: Verdict | None, now: Verdict | None, today: date) -> str:
    """Return that a mail to the support desk was prepared, and whether about the present verdict or another one.

    ``about`` and ``now`` are ``None`` when unknown.
    """
    when = whole_moment(at, today)
    if about is None or now is None or about is now:
        return f"Demande préparée {when}, inutile de renvoyer. {MAIL_NOT_SENT_YET}"
    return f"Une demande a été préparée {when}, pour une autre panne : {verdicts.WORDS[about].short}."
