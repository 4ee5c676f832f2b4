"""French sentences of the mail to the support desk and of the windows around it and the diagnostic report.

Every label that can be reached with Alt stands here with its mnemonic, as in ``core/texts/windows.py``.
"""

from collections.abc import Mapping
from datetime import datetime

from iea_agent.core.diagnosis import Diagnosis
from iea_agent.core.texts import verdicts
from iea_agent.core.texts.french_dates import whole_date
from iea_agent.core.texts.windows.settings_window import heading

# The mail itself.

SUBJECT = "Serveur de connexion"
"""The specification's; the version of the payroll software follows."""
VERSION_UNKNOWN = "(version inconnue)"
GREETING = "Bonjour,"
TO_FILL_IN = "[Écrivez ici ce que vous vouliez faire et ce qui s'est passé.]"
FAREWELL = "Cordialement,"
TO_SIGN = "[Votre nom]"
MODE = "Mode"
MODE_ASSISTANCE = "assistance"
MODE_SECURE = "production, sécurisé"
MODE_INSECURE = "production, non sécurisé"
SOFTWARE = "Version d'Impact emploi"
SOFTWARE_UNKNOWN = "inconnue"
AGENT = "Version de l'agent"
SYSTEM = "Système"
SOFTWARE_RUNS = "Impact emploi est ouvert en ce moment."
FAILED = "ÉCHEC"

# « Écrire à l'assistance ».

MAIL_INTRODUCTION = (
    "Rien n'est envoyé sans vous : votre logiciel de messagerie s'ouvre avec ce message, vous l'envoyez vous-même."
)
MAIL_IS_CLEAN = "Ce message ne contient ni votre clé de licence ni mot de passe."
RECIPIENT_FIELD = "&Destinataire"
SUBJECT_FIELD = "&Objet"
BODY_FIELD = "&Texte du message, que vous pouvez modifier"
OPEN_MAIL = "Ouvrir dans ma &messagerie"
COPY_MAIL = "&Copier le message"
JOIN_REPORT = "Joindre un &rapport de diagnostic…"
JOIN_REPORT_HELP = "Prépare un fichier à joindre vous-même à votre message."
MAIL_OPENING = "Ouverture de votre logiciel de messagerie…"
MAIL_OPENED = "Votre logiciel de messagerie est ouvert avec ce message"
MAIL_OPENED_BODY = "Relisez-le puis envoyez-le : tant qu'il n'est pas envoyé, l'assistance ne le reçoit pas."
MAIL_WITHOUT_BODY = "Votre logiciel de messagerie est ouvert, mais sans le texte du message"
MAIL_NOT_OPENED = "Aucun logiciel de messagerie n'a pu être ouvert sur ce poste"
MAIL_COPIED = "Le message est copié"
IS_COPIED = "Le message entier est dans le presse-papiers."
WHERE_TO_WRITE = "Ouvrez votre messagerie, par exemple dans votre navigateur, et commencez un nouveau message."
STAY_OPEN = "Laissez cette fenêtre ouverte jusque-là."
UNSENT_TITLE = "Fermer sans envoyer ce message ?"
UNSENT_BODY = "Vous avez modifié ce message, mais il n'a été ni ouvert dans votre messagerie ni copié."
CLOSE_UNSENT = "&Fermer sans envoyer"

# « Rapport de diagnostic ».

REPORT_INTRODUCTION = (
    "Ce rapport aide l'assistance à comprendre une panne. Rien n'est envoyé sans vous : enregistrez-le, puis "
    "joignez-le à votre message."
)
REPORT_IS_CLEAN = (
    "Ce rapport ne contient ni votre clé de licence ni mot de passe. Relisez-le avant de "
    "l'envoyer ; le fichier journal.log est en anglais, pour les techniciens."
)
REPORT_UNCHECKED = "La clé de licence n'a pas pu être lue"
REPORT_UNCHECKED_BODY = (
    "Elle n'a donc été cherchée dans le rapport que d'après sa forme. Relisez-le avant de l'envoyer : si vous y voyez "
    "votre clé, ne l'envoyez pas."
)
REPORT_MAKING = "Préparation du rapport…"
REPORT_FILES = "Fichiers du ra&pport"
REPORT_TEXT = "Con&tenu du fichier"
SAVE_REPORT = "&Enregistrer sous…"
SAVE_REPORT_TITLE = "Enregistrer le rapport de diagnostic"
REPORT_FOLDER = "Dossier :"
REPORT_TYPE = "Type de fichier :"
REPORT_FILTER = "Archive ZIP (*.zip)"
REPORT_SAVING = "Enregistrement du rapport…"
REPORT_SAVED = "Le rapport est enregistré"
REPORT_SAVED_BODY = "Joignez ce fichier à votre message pour l'assistance."
REPORT_NOT_SAVED = "Le rapport n'a pas été enregistré"
REPORT_NOT_SAVED_BODY = (
    "Le disque a refusé l'écriture : il est plein, protégé, ou vous n'en avez pas le droit. "
    "Choisissez un autre dossier."
)
REPORT_FAILED = "Le rapport n'a pas pu être préparé"
REPORT_FAULT: Mapping[str, str] = {
    "storage": "Le disque de ce poste a refusé l'écriture ou la lecture : il est plein ou protégé.",
}
"""By ``AgentError.code``."""
REPORT_FAULT_OTHER = "Une partie du programme s'est arrêtée ou n'a pas répondu."
REPORT_REMEDY = "Réessayez ; si cela se répète, écrivez à l'assistance sans joindre de rapport."


def subject(version: str) -> str:
    """Return the subject of the mail; an empty version is an unknown one."""
    return f"{SUBJECT} {version or VERSION_UNKNOWN}"


def instant(at: datetime) -> str:
    """Return an instant for somebody who reads it on another day: « lundi 23 novembre 2026 à 9 h 12 »."""
    return f"{whole_date(at)} à {at.hour} h {at.minute:02}"


def state_on(at: datetime) -> str:
    """Return what introduces the state at an instant."""
    return f"État relevé le {instant(at)} :"


def since(at: datetime) -> str:
    """Return since when the state is what it is."""
    return f"Depuis le {instant(at)}."


def assistance_since(at: datetime | None, who: str) -> str:
    """Return the mode of assistance: since when, and who enabled it, as far as that is known."""
    begun = f" depuis le {instant(at)}" if at is not None else ""
    return f"{MODE_ASSISTANCE}{begun}{f', activé par {who}' if who else ''}"


def verdict(diagnosis: Diagnosis) -> str:
    """Return a verdict in words, with its code."""
    return f"{verdicts.SHORT[diagnosis.verdict]} (code {diagnosis.verdict})"


def stage(name: str, fact: str) -> str:
    """Return one line of the checklist."""
    return f"- {heading(name, fact)}"


def paste(keys: str) -> str:
    """Return how the body gets into the mail program that opened without it; ``keys`` as people read them."""
    return f"Le texte est copié : collez le texte ({keys}) dans le message, puis envoyez-le."


def paste_all(keys: str) -> str:
    """Return how a copied message gets into a mail program; ``keys`` as people read them."""
    return f"Collez le texte ({keys}), puis déplacez les deux premières lignes dans les cases « À » et « Objet »."


def whole_message(recipient: str, of: str, body: str) -> str:
    """Return a mail as one text that can be pasted anywhere."""
    return f"{heading('À', recipient)}\n{heading('Objet', of)}\n\n{body}"
