"""French sentences that only the windows say; labels and verdicts are in ``core/texts/general.py``.

Every label that can be reached with Alt stands here a second time with its mnemonic, so that two that clash in
one window show in one place.
"""

from collections.abc import Mapping
from datetime import date, datetime

from iea_agent.core.diagnosis import Stage, Verdict
from iea_agent.core.licence_key import MAX_KEY, KeyFault
from iea_agent.core.texts import verdicts
from iea_agent.core.texts.french_dates import moment, whole_moment


def marked(label: str, letter: str) -> str:
    """Return a label with ``&`` before the first ``letter``, which Alt then reaches; ValueError if it has none."""
    place = label.index(letter)
    return f"{label[:place]}&{label[place:]}"


# Labels with their mnemonics. « Paramètres de connexion » and the access test, which it holds:

SECURE = marked(verdicts.SETTINGS_SECURE, "S")
AUTHENTICATION = marked(verdicts.SETTINGS_AUTHENTICATION, "a")
UPDATES = marked(verdicts.SETTINGS_UPDATES, "m")
RESTORE = marked(verdicts.SETTINGS_RESTORE, "R")
RESTORE_CONFIRM = "&Rétablir"
RESTORE_KEEP = "&Garder ces adresses"
LICENCE_NUMBER = marked(verdicts.SETTINGS_LICENCE_NUMBER, "N")
LICENCE_KEY = marked(verdicts.SETTINGS_LICENCE_KEY, "C")
KEEP_KEY_IN_FILE = "Conserver la clé dans un &fichier protégé de ce poste"
TEST = marked(verdicts.SETTINGS_TEST, "T")
CANCEL_TEST = marked(verdicts.CANCEL, "l")
DETAILS = marked(verdicts.DETAILS, "D")
SAVE = marked(verdicts.SETTINGS_SAVE, "E")
QUIT_SETTINGS = marked(verdicts.SETTINGS_QUIT, "Q")

# The other windows:

OPEN_SETTINGS = marked(verdicts.MENU_SETTINGS, "P")
OPEN_TEST = marked(verdicts.MENU_TEST, "T")
OPEN_REAUTHENTICATE = marked(verdicts.MENU_REAUTHENTICATE, "R")
TEST_AGAIN = "&Tester à nouveau"
REAUTHENTICATE_AGAIN = "&Relancer"
QUIT_AGENT = "Quitter l'a&gent"
"""Not Alt+Q, which closes the window of the settings in front of it."""
CLOSE = "&Fermer"
DO_NOT_SAVE = "&Ne pas enregistrer"
CANCEL_QUIT = marked(verdicts.CANCEL, "A")

# Signs, for those who do not see them.

SIGN_GOOD = "réussi"
SIGN_BAD = "échec"
SIGN_WARNING = "attention"
SIGN_WAITING = "en attente"
SIGN_UNKNOWN = "pas vérifié"

# Addresses.

SECURE_HELP = "Adresses https seulement, certificats des serveurs vérifiés. Recommandé."
UNTESTED = "pas encore testée"
STARTING = "test en cours…"
UNFINISHED = "test annulé"
SWAPPED = "Les deux adresses semblent inversées."
ONE_IS_HTTP = "Au moins une adresse commence par http:// : elle est ancienne ou incomplète."
NOT_OFFICIAL = "Ces adresses ne sont pas les adresses officielles. Elles sont peut-être anciennes ou mal recopiées."
RESTORE_TITLE = "Rétablir les adresses officielles ?"
BEFORE = "Avant"
AFTER = "Après"
YES = "oui"
NO = "non"
EMPTY = "(vide)"
READ_ONLY_TITLE = "Mode assistance : les adresses ne peuvent pas être modifiées."
READ_ONLY_BODY = "Pour modifier les adresses, désactivez d'abord le mode assistance."
READ_ONLY_LICENCE = "La licence d'installation peut toujours être corrigée."

# The access test.

PASSED: Mapping[Stage, str] = {
    Stage.NAME: "nom trouvé…",
    Stage.CONNECTION: "connexion établie…",
    Stage.PROXY: "proxy traversé…",
    Stage.ENCRYPTION: "chiffrement vérifié…",
    Stage.ANSWER: "réponse reçue…",
    Stage.IDENTITY: "identité vérifiée…",
}
"""The stage that the running test of an address has behind it."""

WORKSTATION = "poste"
WORKSTATION_READY = "prêt"
TECHNICAL = "message technique"
"""What introduces the words of the system or of a server, often English."""
NOT_REACHED = "non atteint"
NO_PROXY = "connexion directe"
BY_PROXY = "par le proxy"
NOT_ENCRYPTED = "aucun (http)"
NOT_NEEDED: Mapping[Stage, str] = {
    Stage.CONNECTION: BY_PROXY,
    Stage.PROXY: NO_PROXY,
    Stage.ENCRYPTION: NOT_ENCRYPTED,
}
"""What it means that a stage was passed over."""
BOTH_SERVERS = "Les deux serveurs"
CANCELLED_BODY = "Rien n'a été enregistré ni modifié."
TEST_SUCCEEDED_BODY = "Les deux serveurs répondent et ce sont les bons."
TEST_SUCCEEDED_SAVE = "Choisissez « Enregistrer » pour garder ces réglages."
TEST_OF_SAVED = "Test des réglages enregistrés sur ce poste."

# The licence.

KEY_PLACEHOLDER = "Laisser vide pour garder la clé enregistrée"
KEY_HELP = "La clé est rangée dans le coffre de mots de passe de ce poste ; elle n'est plus jamais affichée."
KEY_HELP_IN_FILE = "La clé est rangée dans un fichier protégé de ce poste ; elle n'est plus jamais affichée."
KEY_NEEDS_NUMBER = "Saisissez aussi le numéro de licence."
KEY_NEEDED_FOR_NUMBER = "Saisissez la clé qui va avec ce numéro."
KEY_NEEDED_TO_MOVE = "Saisissez à nouveau la clé pour changer l'endroit où elle est conservée."
KEY_FAULT: Mapping[KeyFault, str] = {
    KeyFault.TOO_LONG: f"Cette clé est trop longue : une clé a moins de {MAX_KEY} caractères.",
}
KEY_FAULT_OTHER = "Cette clé contient un caractère qui ne peut pas se saisir : recopiez-la."
KEY_NOT_STORED = "La clé n'a pas été enregistrée"
KEY_NOT_STORED_CAUSE = "Le coffre de mots de passe de ce poste est verrouillé, absent ou ne répond pas."
KEY_NOT_STORED_REMEDY = (
    "Déverrouillez-le puis enregistrez à nouveau, ou cochez « Conserver la clé dans un fichier protégé de ce poste »."
)
KEY_FILE_NOT_WRITTEN = "Le fichier protégé n'a pas pu être écrit sur ce poste."
NOTHING_LOST = "Ce que vous avez saisi est resté dans la fenêtre."

# Saving.

TEST_NEEDS_MENDING = "Le test n'est pas lancé : corrigez d'abord ce qui est signalé."
MENDING_NEEDED = "Rien n'est enregistré : corrigez d'abord ce qui est signalé."
SAVING = "Enregistrement en cours…"
SAVED = "Enregistré."
SAVED_CONNECTING = "Enregistré. Connexion en cours…"
SAVED_IN_ASSISTANCE = "Enregistré"
SAVED_IN_ASSISTANCE_BODY = "Ces réglages serviront à la fin du mode assistance."
NOT_SAVED = "Les réglages n'ont pas été enregistrés"
SAVE_FAULT: Mapping[str, str] = {
    "bad_settings": "Un des réglages a une valeur impossible : vérifiez ce que vous avez saisi.",
    "newer_file": "Le fichier des réglages vient d'une version plus récente du programme : mettez ce programme à jour.",
    "storage": "Le disque a refusé l'écriture : il est plein, protégé, ou vous n'en avez pas le droit.",
}
"""By ``AgentError.code``."""
SAVE_FAULT_OTHER = "Une erreur inattendue s'est produite ; si elle se répète, écrivez à l'assistance."
LOAD_FAULT_TITLE = "Les réglages enregistrés n'ont pas pu être lus"
LOAD_FAULT: Mapping[str, str] = {
    "bad_settings": "Le fichier des réglages a été modifié à la main ou abîmé.",
    "newer_file": "Le fichier des réglages vient d'une version plus récente du programme.",
    "storage": "Le disque a refusé la lecture.",
}
"""By ``AgentError.code``."""
LOAD_FAULT_BODY = "Les valeurs d'origine sont affichées ; le fichier reste intact tant que vous n'enregistrez pas."
UNSAVED_TITLE = "Enregistrer les modifications ?"
UNSAVED_BODY = "Vous avez modifié les paramètres de connexion sans les enregistrer."

# « Relancer l'authentification auprès du serveur ».

AUTHENTICATING = "Authentification en cours…"
AUTHENTICATION_SOON = "Une nouvelle tentative commence dans quelques secondes…"
AUTHENTICATED_BODY = "Ce poste est authentifié ; Impact emploi peut être lancé."
NOT_IN_ASSISTANCE = "Aucune connexion n'est faite tant que le mode assistance est actif."

# What can be done after a failed attempt, in every window that shows one.

CANCEL = marked(verdicts.CANCEL, "A")
WRITE_SUPPORT = marked(verdicts.MENU_WRITE_SUPPORT, "c")
WRITE_SUPPORT_HELP = "Prépare un courriel avec l'état de ce poste ; vous le relisez avant de l'envoyer."
ENABLE_ASSISTANCE = marked(verdicts.MENU_ENABLE_ASSISTANCE, "A")
ENABLE_ASSISTANCE_HELP = "Impact emploi pourra être lancé sans le serveur de production."

MAIL_NOT_SENT_YET = "Si elle n'est pas encore partie, envoyez-la."

# The status window.

AGENT_IS_ELSEWHERE = "L'agent est lancé dans une autre session de votre compte ; ici, cette fenêtre remplace son icône."
STATUS_TITLE = "État de la connexion"
NOT_LOOKED_AT = "pas encore vérifié"
LICENCE = "Licence d'installation"
NO_LICENCE = "aucune"
NEXT_ATTEMPT_NOW = "Nouvelle tentative en cours…"
QUIT_AGENT_HELP = "L'icône disparaît et la connexion n'est plus surveillée."

# All that the status window offers, and its history.

OPEN_REPORT = marked(verdicts.MENU_REPORT, "o")
OPEN_MAINTENANCE = marked(verdicts.MENU_MAINTENANCE, "m")
TO_COME_HELP = "Pas encore disponible dans cette version."
STATUS_CONNECTION = "Connexion"
NOT_LOOKED_AT_IN_ASSISTANCE = "pas vérifié en mode assistance"
HISTORY = "Historique"
SHOW_ALL = "To&ut afficher"
SHOW_LESS = "Réd&uire"


def heading(name: str, value: str) -> str:
    """Return « name : value »."""
    return f"{name} : {value}"


def signed_by(signer: str) -> str:
    """Return who signed a certificate."""
    return f"signé par « {signer} »"


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
    """Return the words of a mail to the support desk that was prepared: about the present trouble, or another one.

    One about the present trouble need not be sent a second time. ``about`` and ``now`` are ``None`` when unknown.
    """
    when = whole_moment(at, today)
    if about is None or now is None or about is now:
        return f"Demande préparée {when}, inutile de renvoyer. {MAIL_NOT_SENT_YET}"
    return f"Une demande a été préparée {when}, pour une autre panne : {verdicts.SHORT[about]}."
