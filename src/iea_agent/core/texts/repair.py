"""What became of a repair of the addresses, for windows and notifications; and what the command line says of one."""

from collections.abc import Mapping
from typing import Final

from iea_agent.core.repair import AddressPair, RepairOutcome

UNDONE: Final = "Les adresses précédentes sont de retour."
OUTCOME: Final[Mapping[RepairOutcome, str]] = {
    RepairOutcome.TRYING: "Les adresses ont été corrigées.",
    RepairOutcome.CONNECTED: "Les adresses ont été corrigées.",
    RepairOutcome.RIGHT_SERVER: "Les adresses ont été corrigées : ce serveur est le bon.",
    RepairOutcome.TAKEN_BACK: (
        "La correction n’a pas permis de se connecter : les adresses précédentes sont de retour."
    ),
    RepairOutcome.NOT_WRITTEN: (
        "Les adresses corrigées n’ont pas pu être enregistrées : les adresses précédentes restent en place."
    ),
    RepairOutcome.NOT_PUT_BACK: (
        "Les adresses précédentes n’ont pas pu être enregistrées : les adresses corrigées restent en place."
    ),
    RepairOutcome.UNDONE: UNDONE,
}
"""One sentence each."""
NO_ADDRESS: Final = "(vide)"

# The command line.

PROPOSED: Final = "Une correction des adresses est prête. Pour l’appliquer : iea-agent repair --yes"
NOTHING: Final = "Aucune correction des adresses n’est proposée."
NOTHING_TO_UNDO: Final = "Aucune correction récente des adresses ne peut être annulée."
CHANGED: Final = "Entre-temps, cette correction n’est plus proposée : rien n’a été modifié."
IN_ASSISTANCE: Final = "Mode assistance : aucune correction des adresses n’est recherchée."
NOT_FOUND: Final = "Les bonnes adresses ne répondent pas non plus : rien n’a été modifié."


def changes(before: AddressPair, after: AddressPair) -> tuple[str, ...]:
    """Return a line for each address that changes."""
    return tuple(f"{old or NO_ADDRESS} → {new}" for _, old, new in before.changes_to(after))
