"""« Paramètres de connexion »: addresses, licence, loading and saving."""

from collections.abc import Mapping

from iea_agent.core.errors import ErrorCode
from iea_agent.core.licence_key import MAX_KEY, MAX_NUMBER, KeyFault
from iea_agent.core.settings_form.state import KeyMissing
from iea_agent.core.texts import characters, labels
from iea_agent.core.texts.french import marked
from iea_agent.core.texts.remedies import IF_IT_LASTS_BY_SUPPORT, TELL_PERSON, by_person, what_to_do
from iea_agent.core.typed_addresses import AddressFault, stray_character

# Labels with their mnemonics.

SECURE = marked(labels.SETTINGS_SECURE, "S")
AUTHENTICATION = marked(labels.SETTINGS_AUTHENTICATION, "a")
UPDATES = marked(labels.SETTINGS_UPDATES, "m")
RESTORE = marked(labels.SETTINGS_RESTORE, "R")
RESTORE_CONFIRM = "&Rétablir"
RESTORE_KEEP = "&Garder ces adresses"
LICENCE_NUMBER = marked(labels.SETTINGS_LICENCE_NUMBER, "N")
LICENCE_KEY = marked(labels.SETTINGS_LICENCE_KEY, "i")
TICK_SECURE = "Coc&hez « Sécurisé »"
RESTORE_HERE = marked(labels.SETTINGS_RESTORE, "b")
CORRECT_LICENCE = "Corriger &la licence"
TRY_AGAIN = "Réessa&yer"
CHANGE_LICENCE = "Mod&ifier"
KEEP_KEY_IN_FILE = "Conserver la clé dans un &fichier protégé de ce poste"
TEST = marked(labels.SETTINGS_TEST, "T")
SAVE = marked(labels.SETTINGS_SAVE, "E")
QUIT_SETTINGS = marked(labels.SETTINGS_QUIT, "Q")

# Addresses.

INSECURE_WARNING = (
    "Mode non sécurisé : rien n’est envoyé à une adresse en http://, car rien ne prouve qui répond. "
    "Cochez « Sécurisé »."
)
ADDRESS_FAULT: Mapping[AddressFault, str] = {
    AddressFault.EMPTY: "Saisissez une adresse.",
    AddressFault.TOO_LONG: "Cette adresse est trop longue.",
    AddressFault.HAS_SPACE: "L’adresse ne doit contenir aucun espace.",
    AddressFault.STRAY_CHARACTER: "Cette adresse contient un caractère qu’une adresse n’a pas.",
    AddressFault.MALFORMED: "Cette adresse est incomplète ou mal recopiée.",
    AddressFault.NOT_HTTP: "L’adresse doit commencer par https://.",
    AddressFault.NOT_SECURE: "En mode sécurisé, l’adresse doit commencer par https://.",
    AddressFault.HAS_CREDENTIALS: "L’adresse ne doit contenir ni identifiant ni mot de passe.",
    AddressFault.HAS_QUERY: "L’adresse ne doit contenir ni « ? » ni « # ».",
}


def address_fault_words(fault: AddressFault, address: str) -> str:
    """Return what is wrong with an address; a stray character is named."""
    if fault is AddressFault.STRAY_CHARACTER and (stray := stray_character(address)):
        name = characters.name_of(stray)
        return f"Cette adresse contient le caractère « {name} », qu’une adresse n’a pas."
    return ADDRESS_FAULT[fault]


SECURE_HELP = "Les échanges avec les serveurs sont chiffrés et vérifiés. Recommandé."
SWAPPED = "Les deux adresses semblent inversées."
ONE_IS_HTTP = "Au moins une adresse commence par http:// : elle est ancienne ou incomplète."
NOT_OFFICIAL = "Ces adresses ne sont pas les adresses officielles : elles sont peut-être anciennes ou mal recopiées."
RESTORE_TITLE = "Rétablir les adresses officielles ?"
BEFORE = "Avant"
AFTER = "Après"
YES = "oui"
NO = "non"
EMPTY = "(vide)"
READ_ONLY_TITLE = "Mode assistance : les adresses ne peuvent pas être modifiées."
READ_ONLY_BODY = "Pour modifier les adresses, désactivez d’abord le mode assistance."
READ_ONLY_LICENCE = "La licence d’installation peut toujours être corrigée."

# The licence.


def licence_kept(number: str) -> str:
    """Return the number of a licence whose key is kept."""
    return f"{number}, clé enregistrée"


KEY_PLACEHOLDER = "Laisser vide pour garder la clé enregistrée"
KEY_HELP = "La clé sera rangée dans le coffre de mots de passe de ce poste ; elle ne sera plus jamais affichée."
KEY_HELP_IN_FILE = "La clé sera rangée dans un fichier protégé de ce poste ; elle ne sera plus jamais affichée."
NUMBER_NEEDED = "Saisissez le numéro de licence."
"""Where the key is missing, too."""
KEY_NEEDS_NUMBER = "Saisissez aussi le numéro de licence."
KEY_NEEDED_FOR_NUMBER = "Saisissez la clé qui va avec ce numéro."
KEY_NEEDED_TO_MOVE = "Saisissez à nouveau la clé pour changer l’endroit où elle est enregistrée."
TYPE_IT_AGAIN = "Tapez ce caractère au clavier."
KEY_FAULT_OTHER = "Cette clé contient un caractère qui ne peut pas se saisir : recopiez-la."
KEY_FAULT: Mapping[KeyFault | KeyMissing, str] = {
    KeyFault.NO_NUMBER: KEY_NEEDS_NUMBER,
    KeyFault.NUMBER_TOO_LONG: f"Ce numéro est trop long : un numéro de licence a {MAX_NUMBER} caractères au plus.",
    KeyFault.EMPTY: KEY_NEEDED_FOR_NUMBER,
    KeyFault.NOT_TYPABLE: KEY_FAULT_OTHER,
    KeyFault.TOO_LONG: f"Cette clé est trop longue : une clé a moins de {MAX_KEY} caractères.",
    KeyMissing.FOR_NUMBER: KEY_NEEDED_FOR_NUMBER,
    KeyMissing.TO_MOVE: KEY_NEEDED_TO_MOVE,
}
KEY_NOT_STORED = "La clé n’a pas été enregistrée"
KEY_NOT_STORED_CAUSE = "Le coffre de mots de passe de ce poste est verrouillé, absent ou ne répond pas."
KEY_NOT_STORED_REMEDY = (
    "Que faire : déverrouillez le coffre, puis enregistrez à nouveau. "
    "Ou cochez « Conserver la clé dans un fichier protégé de ce poste »."
)
KEY_FILE_NOT_WRITTEN = "Le fichier protégé n’a pas pu être écrit sur ce poste."
KEY_FILE_REMEDY = what_to_do(f"libérez de la place sur le disque, puis réessayez. Si cela dure, {TELL_PERSON}")
NOTHING_LOST = "Ce que vous avez saisi est resté dans la fenêtre."

# Loading and saving.

TEST_NEEDS_CORRECTION = "Le test n’est pas lancé : corrigez d’abord ce qui est signalé."
SAVE_NEEDS_CORRECTION = "Rien n’est enregistré : corrigez d’abord ce qui est signalé."
SAVING = "Enregistrement en cours…"
SAVED = "Enregistré."
SAVED_CONNECTING = "Enregistré. Connexion en cours…"
SAVED_IN_ASSISTANCE = "Enregistré"
SAVED_IN_ASSISTANCE_BODY = "Ces paramètres serviront à la fin du mode assistance."
NOT_SAVED = "Les paramètres n’ont pas été enregistrés"
_OR_TELL = f"Si cela dure, {TELL_PERSON}"
SAVE_FAULT: Mapping[ErrorCode, tuple[str, str]] = {
    ErrorCode.BAD_SETTINGS: (
        "Un des paramètres a une valeur impossible.",
        what_to_do("vérifiez ce que vous avez saisi."),
    ),
    ErrorCode.INVALID_FILE: (
        "Le fichier des paramètres contient une erreur : ce fichier est resté intact.",
        what_to_do(TELL_PERSON),
    ),
    ErrorCode.IN_USE: (
        "Le fichier des paramètres est utilisé par un autre programme.",
        what_to_do(f"réessayez dans un instant. {_OR_TELL}"),
    ),
    ErrorCode.NEWER_FILE: (
        "Le fichier des paramètres vient d’une version plus récente du programme.",
        what_to_do(by_person("mettre ce programme à jour.")),
    ),
    ErrorCode.STORAGE: (
        "Le disque a refusé l’écriture : il est plein, protégé, ou vous n’en avez pas le droit.",
        what_to_do(f"libérez de la place sur le disque, puis réessayez. {_OR_TELL}"),
    ),
    ErrorCode.OPEN_TO_OTHERS: (
        "D’autres utilisateurs de cet ordinateur peuvent modifier le fichier des paramètres.",
        what_to_do(TELL_PERSON),
    ),
}
"""Why nothing was saved, and what to do."""
SAVE_FAULT_OTHER = (
    "Une erreur inattendue s’est produite.",
    what_to_do(f"réessayez. {IF_IT_LASTS_BY_SUPPORT}"),
)
LOAD_FAULT_TITLE = "Les paramètres enregistrés ne peuvent pas être utilisés"
LOAD_FAULT_DEFAULTS = "Les valeurs affichées sont les valeurs d’origine."
LOAD_WAITING_TITLE = "Les paramètres enregistrés ne peuvent pas encore être lus"
LOAD_WAITING_BODY = "Les paramètres s’afficheront ici dès que ce sera possible. Rien ne peut être enregistré d’ici là."
LOAD_NEWER_TITLE = "Les paramètres enregistrés viennent d’une version plus récente"
LOAD_NEWER_BODY = "Rien ne peut être enregistré d’ici là."
"""Waiting is no use: this version will never read them."""
KEEP_BESIDE_TITLE = "Remplacer le fichier des paramètres ?"
KEEP_BESIDE_BODY = (
    "Le fichier des paramètres contient une erreur. Enregistrer remplace ce fichier. "
    "Une copie de ce fichier est conservée à côté, pour la personne qui gère vos ordinateurs."
)
KEEP_BESIDE = "&Remplacer et conserver une copie"
UNSAVED_TITLE = "Enregistrer les modifications ?"
UNSAVED_BODY = "Vous avez modifié les paramètres de connexion sans les enregistrer."
