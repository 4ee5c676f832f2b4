"""Every text has the typography of French; the labels are those of the specification."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

import pytest

from iea_agent.core import texts
from iea_agent.core.texts import labels
from tests.core.texts.typography import SLIP

LABELS = {
    "MENU_LAUNCH": "Lancer Impact emploi",
    "MENU_SETTINGS": "Paramètres de connexion",
    "MENU_TEST": "Tester l'accès aux serveurs",
    "MENU_REAUTHENTICATE": "Relancer l'authentification auprès du serveur",
    "MENU_SUPPORT": "Demande de support technique",
    "MENU_ENABLE_ASSISTANCE": "Activer le mode assistance",
    "MENU_DISABLE_ASSISTANCE": "Désactiver le mode assistance",
    "MENU_WRITE_SUPPORT": "Écrire à l'assistance",
    "MENU_REPORT": "Rapport de diagnostic",
    "MENU_MAINTENANCE": "Ouvrir le centre de maintenance",
    "MENU_UPDATES": "Gérer les mises à jour",
    "MENU_QUIT": "Quitter",
    "CONNECTED": "Connecté au serveur de production",
    "ASSISTANCE": "Mode assistance : déconnecté du serveur de production",
    "SETTINGS_TITLE": "Paramètres de connexion",
    "SETTINGS_MODE": "Mode de connexion",
    "SETTINGS_SECURE": "Sécurisé",
    "SETTINGS_AUTHENTICATION": "Adresse du serveur d'authentification",
    "SETTINGS_UPDATES": "Adresse du serveur de mise à jour",
    "SETTINGS_RESTORE": "Rétablir les adresses officielles",
    "SETTINGS_LICENCE": "Licence d'installation",
    "SETTINGS_TEST": "Tester l'accès aux serveurs",
    "SETTINGS_SAVE": "Enregistrer",
    "SETTINGS_QUIT": "Quitter",
    "CANCEL": "Annuler",
    "TEST_SUCCEEDED": "Connexion aux serveurs réussie",
    "REFUSED_TITLE": "Serveur d'authentification",
    "REFUSED": "Autorisation refusée",
    "LICENCE_UNKNOWN": "Licence d'installation non reconnue",
}
"""The labels of the specification, to the letter: plain spaces, straight apostrophes."""
MODULES = tuple(
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(texts.__path__, f"{texts.__name__}.")
    if found.name != "iea_agent.core.texts.command_line_help"  # with plain spaces: argparse breaks its lines there
)


def sentences() -> Iterator[tuple[str, str]]:
    """Walk every text of the modules of words but the labels, with the name it stands under."""

    def inside(name: str, value: object) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, tuple):
            for part in filter(None, value):
                yield from inside(name, part)
        elif isinstance(value, Mapping):
            for key, part in value.items():
                yield from inside(f"{name}-{key}", part)

    for module in MODULES:
        for name, value in vars(module).items():
            if value not in LABELS.values() and not name.startswith("__"):
                yield from inside(f"{module.__name__.removeprefix(texts.__name__)}.{name}", value)


@pytest.mark.parametrize(("name", "label"), LABELS.items(), ids=LABELS)
def test_a_label_is_that_of_the_specification(name: str, label: str) -> None:
    assert getattr(labels, name) == label


@pytest.mark.parametrize(("name", "text"), list(sentences()), ids=[name for name, _ in sentences()])
def test_a_text_has_the_typography_of_french(name: str, text: str) -> None:
    assert text, name
    assert not SLIP.search(text), f"{name}: {text!a}"
