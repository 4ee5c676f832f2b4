"""The windows of a mail: « Écrire à l'assistance », « Demander le mot de passe du jour », « Préparer un message »."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.texts import verdict_words
from iea_agent.core.texts.french import whole_moment

INTRODUCTION = (
    "Rien n’est envoyé sans vous : votre logiciel de messagerie s’ouvre avec ce message, vous l’envoyez vous-même."
)
UNKNOWN_RECIPIENT = "à compléter dans votre messagerie"
"""In place of a recipient whom the user has to know."""
WANTED_FIELD = "Ce que vous &vouliez faire"
NAME_FIELD = "Votre &nom et téléphone"
IS_CLEAN = "Ce message ne contient ni votre clé de licence ni mot de passe."
RECIPIENT_FIELD = "&Destinataire"
SUBJECT_FIELD = "&Objet"
BODY_FIELD = "&Texte du message, que vous pouvez modifier"
OPEN = "Ouvrir dans ma &messagerie"
COPY = "&Copier le message"
JOIN_REPORT = "Joindre un &rapport de diagnostic…"
JOIN_REPORT_HELP = "Prépare un fichier à joindre vous-même à votre message."
OPENING = "Ouverture de votre logiciel de messagerie…"
OPENED = "Votre logiciel de messagerie est ouvert avec ce message"
OPENED_BODY = "Relisez ce message, puis envoyez-le : rien n’est encore parti."
OPENED_WITHOUT_RECIPIENT = "Ajoutez l’adresse de la personne qui gère vos ordinateurs."
WITHOUT_BODY = "Votre logiciel de messagerie est ouvert, mais sans le texte du message"
NOT_OPENED = "Aucun logiciel de messagerie n’a pu être ouvert sur ce poste"
COPIED = "Le message est copié"
IS_COPIED = "Le message entier est dans le presse-papiers."
WHERE_TO_WRITE = "Ouvrez votre messagerie, par exemple dans votre navigateur, et commencez un nouveau message."
STAY_OPEN = "Laissez cette fenêtre ouverte jusque-là."
UNSENT_TITLE = "Fermer sans envoyer ce message ?"
UNSENT_BODY = "Vous avez modifié ce message, mais il n’a été ni ouvert dans votre messagerie ni copié."
CLOSE_UNSENT = "&Fermer sans envoyer"
_NOT_SENT_YET = "Si ce message n’est pas encore parti, envoyez-le."
_PREPARED: Final[Mapping[Occasion, str]] = {
    Occasion.CONNECTION: f"Demande préparée {{when}}, inutile de renvoyer. {_NOT_SENT_YET}",
    Occasion.REFUSED: f"Demande préparée {{when}}, inutile de renvoyer. {_NOT_SENT_YET}",
    Occasion.LICENCE_UNKNOWN: f"Demande préparée {{when}}, inutile de renvoyer. {_NOT_SENT_YET}",
    Occasion.LAUNCH: f"Demande préparée {{when}}, inutile de renvoyer. {_NOT_SENT_YET}",
    Occasion.QUESTION: f"Une demande a été préparée {{when}}. {_NOT_SENT_YET}",
    Occasion.DAY_PASSWORD: f"Mot de passe demandé {{when}}, inutile de renvoyer. {_NOT_SENT_YET}",
    Occasion.HELPER: f"Message préparé {{when}}, inutile de renvoyer. {_NOT_SENT_YET}",
}
"""That a mail of an occasion was prepared; a question may follow another."""


def prepared(mail: PreparedMail, at: datetime, now: Verdict | None, today: date) -> str:
    """Return that a mail was prepared before, and whether another one makes sense.

    Args:
        mail: what was prepared.
        at: when, in local time.
        now: the present failure; ``None`` when unknown, or none.
        today: the day of the reader.
    """
    when = whole_moment(at, today)
    if mail.occasion is Occasion.DAY_PASSWORD and at.date() != today:
        return f"Mot de passe demandé {when}. Si celui d’aujourd’hui manque, demandez ce mot de passe à nouveau."
    if mail.occasion is not Occasion.DAY_PASSWORD and mail.about is not None and now not in {None, mail.about}:
        return f"Une demande a été préparée {when}, pour une autre panne : {verdict_words.WORDS[mail.about].short}."
    return _PREPARED[mail.occasion].format(when=when)


def asked(at: datetime, today: date) -> str:
    """Return that the support desk has to act, and was asked to."""
    when = whole_moment(at, today)
    return f"L’assistance doit intervenir : demande préparée {when}, inutile de renvoyer. {_NOT_SENT_YET}"


def paste(keys: str) -> str:
    """Return how to paste the body into a mail program that opened without it; ``keys`` is the shortcut."""
    return f"Le texte est copié : collez le texte ({keys}) dans le message, puis envoyez-le."


def paste_all(keys: str, *, with_recipient: bool) -> str:
    """Return how to paste a copied message into a mail program; ``keys`` is the shortcut."""
    if with_recipient:
        return f"Collez le texte ({keys}), puis déplacez les deux premières lignes dans les cases « À » et « Objet »."
    return f"Collez le texte ({keys}), puis déplacez la première ligne dans la case « Objet »."
