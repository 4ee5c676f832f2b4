"""« À propos de Connexion Impact emploi »: the names of the versions, and the lines that are copied."""

from collections.abc import Iterable
from typing import NamedTuple

from iea_agent.core.texts import labels
from iea_agent.core.texts.french import heading

NAME = "Connexion Impact emploi"
WHAT_IT_IS = "Surveille la connexion d’Impact emploi et lance le logiciel."
PROGRAM = "Version du programme"
SOFTWARE = "Version d’Impact emploi"
UNKNOWN_VERSION = "inconnue"
LOOKING = "recherche en cours…"
LICENCE = labels.SETTINGS_LICENCE
NO_LICENCE = "aucune"
PYTHON = "Python"
QT = "Qt"
SYSTEM = "Système"
GUIDE = "Aide"
DETAILS = "Détails techniques"
COPY = "&Copier"
COPY_HELP = "Copie les versions et le numéro de licence, pour les coller dans un message."
COPIED = "Les versions et le numéro de licence sont copiés."
ACCESSIBILITY = "&Accessibilité"
ACCESSIBILITY_HELP = "Ouvre la déclaration d’accessibilité dans votre navigateur."
LICENCES = "&Licences des logiciels"
LICENCES_HELP = "Ouvre dans votre navigateur la liste des logiciels utilisés et de leurs licences."


class Fact(NamedTuple):
    """One line: what, and its value."""

    name: str
    value: str


def lines(facts: Iterable[Fact]) -> str:
    """Return facts one a line, as they are copied."""
    return "\n".join(heading(fact.name, fact.value) for fact in facts)
