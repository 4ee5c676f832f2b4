"""The offer to correct addresses that are no longer right, and what became of it, in every window."""

from collections.abc import Mapping
from typing import Final

from iea_agent.core.diagnosis import Diagnosis, Role
from iea_agent.core.repair import RepairReason
from iea_agent.core.texts import verdicts
from iea_agent.core.texts.french import heading, marked
from iea_agent.core.texts.remedies import IF_IT_LASTS_BY_SUPPORT, what_to_do

TITLE: Final = "Vos adresses ne sont plus les bonnes"
AUTHENTICATION_TITLE: Final = "L’adresse du serveur d’authentification n’est plus la bonne"
UPDATES_TITLE: Final = "L’adresse du serveur de mise à jour n’est plus la bonne"
WHY: Final[Mapping[RepairReason, str]] = {
    RepairReason.HTTP: "L’adresse enregistrée n’est pas sécurisée.",
    RepairReason.MISTYPED: "Une adresse enregistrée est mal écrite.",
    RepairReason.SWAPPED: "Les deux adresses enregistrées sont inversées.",
    RepairReason.KNOWN_OLD: "L’adresse enregistrée est une ancienne adresse.",
    RepairReason.MOVED: "Le serveur a changé d’adresse.",
    RepairReason.NEVER_CONNECTED: "Aucune connexion à cette adresse n’est connue de ce programme.",
    RepairReason.SOFTWARE_CHANGED: "Depuis la mise à jour d’Impact emploi, l’adresse ne permet plus de se connecter.",
}
"""Why, one sentence."""
WHY_BOTH: Final[Mapping[RepairReason, str]] = {
    **WHY,
    RepairReason.HTTP: "Au moins une des adresses enregistrées n’est pas sécurisée.",
    RepairReason.KNOWN_OLD: "Au moins une des adresses enregistrées est ancienne.",
    RepairReason.NEVER_CONNECTED: "Aucune connexion à ces adresses n’est connue de ce programme.",
    RepairReason.SOFTWARE_CHANGED: (
        "Les adresses enregistrées ne permettent plus de se connecter depuis la mise à jour d’Impact emploi."
    ),
}
"""Why, where both addresses change."""
NEW_ONES_ANSWER: Final = "Le serveur répond à la nouvelle adresse."
SERVER: Final[Mapping[Role, str]] = {Role.AUTHENTICATION: "Authentification", Role.UPDATES: "Mise à jour"}
NO_ADDRESS: Final = "(vide)"
REPAIR: Final = marked("Corriger et se connecter", "C")
REPAIR_UPDATES: Final = marked("Corriger", "C")
SEE_SETTINGS: Final = marked("Voir les paramètres", "V")
UNDO: Final = marked("Revenir aux adresses précédentes", "x")

SEEKING: Final = "Recherche des bonnes adresses…"
WORKING: Final = "Correction des adresses en cours…"
REPAIRED: Final = "Les adresses ont été corrigées."
RIGHT_SERVER: Final = "Les adresses ont été corrigées : ce serveur est le bon."
TAKEN_BACK: Final = "La correction n’a pas permis de se connecter : les adresses précédentes sont de retour."
TAKEN_BACK_TITLE: Final = "La correction n’a pas permis de se connecter"
TAKEN_BACK_REMEDY: Final = what_to_do(f"réessayez plus tard. {IF_IT_LASTS_BY_SUPPORT}")
NOT_WRITTEN: Final = "Les adresses corrigées n’ont pas pu être enregistrées : rien n’a été modifié."
NOT_PUT_BACK: Final = (
    "Les adresses précédentes n’ont pas pu être enregistrées : les adresses corrigées restent en place."
)
UNDONE: Final = "Les adresses précédentes sont de retour."


def taken_back(found: Diagnosis | None) -> str:
    """Return what the new addresses answered, as far as known, and that those before are in force again."""
    if found is None:
        return UNDONE
    return f"{heading('À la nouvelle adresse', verdicts.short(found))}. {UNDONE}"
