"""« Rapport de diagnostic »; the report itself has ``core/texts/report_files.py``."""

from collections.abc import Mapping

from iea_agent.core.errors import ErrorCode
from iea_agent.core.texts.remedies import what_to_do

INTRODUCTION = (
    "Ce rapport aide l’assistance à comprendre une panne. Rien n’est envoyé sans vous : enregistrez-le, puis "
    "joignez-le à votre message."
)
IS_CLEAN = (
    "Ce rapport ne contient ni votre clé de licence ni mot de passe. Relisez ce rapport avant de l’envoyer. "
    "Le journal technique est en anglais, pour les techniciens."
)
UNCHECKED = "La clé de licence n’a pas pu être lue"
UNCHECKED_BODY = (
    "La clé n’a donc été cherchée dans le rapport que d’après sa forme. "
    "Que faire : relisez le rapport avant de l’envoyer. Si vous y voyez votre clé, n’envoyez rien."
)
MAKING = "Préparation du rapport…"
FILES = "Fichiers du ra&pport"
TEXT = "Con&tenu du fichier"
SAVE = "&Enregistrer sous…"
SAVE_TITLE = "Enregistrer le rapport de diagnostic"
FOLDER = "Dossier :"
TYPE = "Type de fichier :"
FILTER = "Archive ZIP (*.zip)"
SAVING = "Enregistrement du rapport…"
SAVED = "Le rapport est enregistré"
SAVED_BODY = "Joignez ce fichier à votre message pour l’assistance."
NOT_SAVED = "Le rapport n’a pas été enregistré"
NOT_SAVED_BODY = (
    "Le disque a refusé l’écriture : il est plein, protégé, ou vous n’en avez pas le droit. "
    "Que faire : choisissez un autre dossier."
)
FAILED = "Le rapport n’a pas pu être préparé"
FAULT: Mapping[ErrorCode, str] = {
    ErrorCode.STORAGE: "Le disque de ce poste a refusé l’écriture ou la lecture : il est plein ou protégé.",
}
FAULT_OTHER = "Une partie du programme s’est arrêtée ou n’a pas répondu."
REMEDY = what_to_do("réessayez. Si cela dure, écrivez à l’assistance sans joindre de rapport.")
