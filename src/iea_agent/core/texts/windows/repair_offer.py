"""The offer to correct addresses that are no longer right, and what became of it, in every window."""

from collections.abc import Mapping
from typing import Final

from iea_agent.core.diagnosis import Diagnosis, Role
from iea_agent.core.repair import RepairOffer, RepairReason
from iea_agent.core.texts import verdicts
from iea_agent.core.texts.french import heading, marked
from iea_agent.core.texts.remedies import IF_IT_LASTS_BY_SUPPORT, if_it_lasts_by_person, what_to_do
from iea_agent.core.texts.repair import UNDONE

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
REPAIR: Final = marked("Corriger et se connecter", "C")
REPAIR_UPDATES: Final = marked("Corriger", "C")
SEE_SETTINGS: Final = marked("Voir les paramètres", "V")
UNDO: Final = marked("Revenir aux adresses précédentes", "x")

SEEKING: Final = "Recherche des bonnes adresses…"
WORKING: Final = "Correction des adresses en cours…"
TAKEN_BACK_TITLE: Final = "La correction n’a pas permis de se connecter"
TAKEN_BACK_REMEDY: Final = what_to_do(f"réessayez plus tard. {IF_IT_LASTS_BY_SUPPORT}")
NOT_SAVED_REMEDY: Final = what_to_do(
    if_it_lasts_by_person("réessayez.", "vérifier que le fichier des paramètres peut être écrit.")
)


def title(offer: RepairOffer) -> str:
    """Return which addresses are no longer right."""
    if offer.keeps_authentication:
        return UPDATES_TITLE
    return TITLE if _changes_both(offer) else AUTHENTICATION_TITLE


def why(offer: RepairOffer) -> str:
    """Return why they are no longer right, one sentence."""
    return (WHY_BOTH if _changes_both(offer) else WHY)[offer.reason]


def _changes_both(offer: RepairOffer) -> bool:
    return len(offer.before.changes_to(offer.after)) == len(Role)


def taken_back(found: Diagnosis | None) -> str:
    """Return what the new addresses answered, as far as known, and that those before are in force again."""
    if found is None:
        return UNDONE
    return f"{heading('À la nouvelle adresse', verdicts.short(found))}. {UNDONE}"
