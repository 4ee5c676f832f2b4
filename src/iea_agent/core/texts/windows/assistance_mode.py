"""« Activer le mode assistance » and « Désactiver le mode assistance » (the password of the day)."""

from collections.abc import Mapping
from datetime import date, datetime

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.day_password import TypingFault
from iea_agent.core.texts import labels
from iea_agent.core.texts.french import heading, marked, moment, waiting, whole_date, whole_moment
from iea_agent.core.texts.remedies import IF_IT_LASTS_BY_SUPPORT, by_person, what_to_do

# « Activer le mode assistance ».

ASSISTANCE_MEANS = "Ce poste sera volontairement déconnecté du serveur de production."
ASSISTANCE_MEANS_ALSO = (
    "« Lancer Impact emploi » fonctionnera sans le serveur.",
    "L’icône sera un scarabée rouge, même après un redémarrage.",
    "Pour en sortir, il faudra le mot de passe du jour, que l’assistance vous envoie par courriel.",
)
REASON = "&Motif (facultatif)"
REASON_PLACEHOLDER = "par exemple : panne annoncée par l’assistance"
ASSISTANCE_RECORDED = (
    "Date, nom d’utilisateur et motif sont notés sur ce poste, et repris dans vos messages à l’assistance."
)
CANCEL_ASSISTANCE = marked(labels.CANCEL, "n")
ASSISTANCE_STARTING = "Activation en cours…"
ASSISTANCE_ALREADY = "Le mode assistance est déjà actif"

# « Désactiver le mode assistance ».

DAY_FIELD = "&Mot de passe du jour"
DAY_FIELD_HELP = "9 chiffres, par exemple 123 456 789. Vous pouvez aussi coller ici tout le courriel reçu."
DISABLE_ASSISTANCE = marked(labels.MENU_DISABLE_ASSISTANCE, "D")
IN_ASSISTANCE = "Ce poste est en mode assistance."
COMPARING = "Vérification du mot de passe…"
ASSISTANCE_LEFT = "Mode assistance désactivé."
ASSISTANCE_LEFT_CONNECTING = "Mode assistance désactivé. Connexion au serveur de production en cours…"
TYPING_FAULT: Mapping[TypingFault, str] = {
    TypingFault.EMPTY: "Saisissez le mot de passe reçu par courriel.",
    TypingFault.NOT_DIGITS: "Le mot de passe du jour ne contient que des chiffres. Aucun essai n’est compté.",
    TypingFault.NONE_IN_WORDS: (
        "Ce texte ne contient pas de mot de passe du jour, qui a 9 chiffres. Aucun essai n’est compté."
    ),
    TypingFault.SEVERAL_IN_WORDS: (
        "Ce texte contient plusieurs mots de passe possibles : saisissez celui d’aujourd’hui. Aucun essai n’est compté."
    ),
    TypingFault.TOO_SHORT: "Il manque des chiffres : le mot de passe du jour en a 9. Aucun essai n’est compté.",
    TypingFault.TOO_LONG: "Il y a trop de chiffres : le mot de passe du jour en a 9. Aucun essai n’est compté.",
    TypingFault.CHECK_DIGIT: "Faute de frappe : un chiffre est faux, ou deux sont inversés. Aucun essai n’est compté.",
}
NOT_COUNTED = "Le mot de passe n’a pas été vérifié ; aucun essai n’est compté."
PASSWORD_FAILED: Mapping[PasswordOutcome, tuple[str, tuple[str, ...]]] = {
    PasswordOutcome.YESTERDAY: (
        "C’est le mot de passe d’hier",
        (what_to_do("cherchez dans vos courriels le mot de passe d’aujourd’hui, ou demandez-le à l’assistance."),),
    ),
    PasswordOutcome.OTHER_DAY: (
        "C’est le mot de passe d’un autre jour",
        (
            what_to_do("si cette date est juste, demandez à l’assistance le mot de passe d’aujourd’hui."),
            f"Si cette date est fausse, {by_person('régler la date et l’heure.')}",
        ),
    ),
    PasswordOutcome.WRONG: (
        "Mot de passe incorrect",
        (what_to_do("relisez le courriel du jour. Le mot de passe d’une autre licence ne convient pas."),),
    ),
    PasswordOutcome.LOCKED: (
        "Trop d’essais : ce mot de passe n’a pas été vérifié",
        (what_to_do("patientez avant d’essayer à nouveau."),),
    ),
    PasswordOutcome.CLOCK: (
        "L’horloge de ce poste a été reculée",
        (
            NOT_COUNTED,
            what_to_do(by_person("régler la date et l’heure de ce poste.")),
            "Quand la date et l’heure sont justes, choisissez « Tester l'accès aux serveurs », puis réessayez.",
        ),
    ),
    PasswordOutcome.KEY_UNREADABLE: (
        "La clé de licence n’a pas pu être lue",
        (
            NOT_COUNTED,
            what_to_do("déverrouillez votre session, puis réessayez."),
            "Si cela dure, saisissez à nouveau la clé dans « Paramètres de connexion ».",
        ),
    ),
    PasswordOutcome.NO_KEY: (
        "La clé de licence n’est pas enregistrée sur ce poste",
        (
            NOT_COUNTED,
            what_to_do("enregistrez la clé dans « Paramètres de connexion », puis réessayez."),
        ),
    ),
    PasswordOutcome.NOT_WRITTEN: (
        "Le disque a refusé l’écriture",
        (
            "Le disque est plein ou protégé : l’essai n’a pas pu être noté.",
            "Le mot de passe n’a pas été vérifié.",
            what_to_do(f"libérez de la place, ou {by_person('rendre l’écriture possible sur le disque.')}"),
        ),
    ),
    PasswordOutcome.AGENT_FAULT: (
        "La vérification n’a pas abouti",
        (
            "Une partie du programme s’est arrêtée ou n’a pas répondu ; l’essai est compté.",
            what_to_do(f"réessayez. {IF_IT_LASTS_BY_SUPPORT}"),
        ),
    ),
}
"""A password that changed nothing: a title, and what to do."""
EIGHT_DIGITS = "Vous avez saisi 8 chiffres ; il en manque peut-être un : le mot de passe du jour en a 9."
"""The desk may give the password without its check digit: eight digits are compared."""
KEY_MAY_BE_WRONG = (
    "Le serveur ne reconnaissait pas cette licence : avec une clé fausse, aucun mot de passe ne convient.",
    what_to_do("saisissez à nouveau la clé dans « Paramètres de connexion », puis ce mot de passe."),
)
"""The password is derived from the key: with a wrong key no password is right."""
LOCK_OVER = "Vous pouvez essayer à nouveau."

# Both.

ASSISTANCE_REASON = "Motif"


def assistance_story(at: datetime | None, who: str, reason: str, today: date) -> tuple[str, ...]:
    """Return since when assistance mode is on, by whom and why, as far as that is known."""
    begun = [*([whole_moment(at, today)] if at is not None else []), *([f"par {who}"] if who else [])]
    story = [f"Mode assistance activé {' '.join(begun)}."] if begun else []
    return (*story, *([heading(ASSISTANCE_REASON, reason)] if reason else []))


def password_source(today: date, licence: str) -> str:
    """Return where the password of the day comes from, and for which day and licence it is."""
    only = f", et pour la licence {licence}" if licence else ""
    valid = f"Ce mot de passe ne vaut que pour aujourd’hui, {whole_date(today)}{only}."
    return f"L’assistance vous envoie le mot de passe du jour par courriel. {valid}"


def believed_date(now: datetime) -> str:
    """Return the date and time of this workstation."""
    return f"D’après ce poste, nous sommes le {whole_date(now)} et il est {now.hour} h {now.minute:02}."


def tries_left(left: int) -> str:
    """Return how many tries are left before the lockout."""
    if left == 0:
        return "Il ne reste plus d’essai pour le moment."
    return f"Il reste {left} essai{'s' if left > 1 else ''} avant un temps d’attente."


def locked_until(at: datetime, wait_s: float, today: date) -> str:
    """Return when the lockout ends, and in how many seconds (``wait_s``)."""
    again = moment(at, today)
    return f"Prochain essai possible {again if again.startswith('le') else f'à {again}'}, dans {waiting(wait_s)}."
