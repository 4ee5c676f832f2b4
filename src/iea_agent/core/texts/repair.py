"""What the command line says of a repair of the addresses."""

from typing import Final

from iea_agent.core.repair import AddressPair
from iea_agent.core.texts.windows.repair_offer import NO_ADDRESS

PROPOSED: Final = "Une correction des adresses est prête. Pour l’appliquer : iea-agent repair --yes"
UNDONE: Final = "Les adresses précédentes sont de nouveau en place."
NOTHING: Final = "Aucune correction des adresses n’est proposée."
NOTHING_TO_UNDO: Final = "Aucune correction récente des adresses ne peut être annulée."
TAKEN_BACK: Final = "Les adresses corrigées n’ont pas permis de se connecter : les adresses précédentes sont de retour."
NOT_WRITTEN: Final = "Les adresses n’ont pas pu être enregistrées : rien n’a été modifié."
IN_ASSISTANCE: Final = "Mode assistance : aucune correction des adresses n’est recherchée."
NOT_FOUND: Final = "Les bonnes adresses ne répondent pas non plus : rien n’a été modifié."


def changes(before: AddressPair, after: AddressPair) -> tuple[str, ...]:
    """Return a line for each address that changes."""
    return tuple(f"{old or NO_ADDRESS} → {new}" for _, old, new in before.changes_to(after))
