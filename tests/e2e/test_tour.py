"""The tour: its pictures are there, and what is in them is what the specification says, read through AT-SPI.

The labels stand here once more, on purpose: a slip in ``core/texts/labels.py`` must not repair the test with it.
"""

import re
import sys
from pathlib import Path

import msgspec
import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from PIL import Image

from iea_agent.demo.tour.album import INDEX, Page
from tests.e2e.conftest import Toured

pytestmark = pytest.mark.e2e

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"

MENU = [
    "État de la connexion",
    "Lancer Impact emploi",
    "Paramètres de connexion",
    "Tester l'accès aux serveurs",
    "Relancer l'authentification auprès du serveur",
    "Demande de support technique",
    "Ouvrir le centre de maintenance",
    "Aide",
    "À propos de Connexion Impact emploi",
    "Quitter",
]
SETTINGS = [
    "Mode de connexion",
    "Sécurisé",
    "Adresse du serveur d'authentification",
    "Adresse du serveur de mise à jour",
    "Tester l'accès aux serveurs",
    "Licence d'installation",
    "Enregistrer",
    "Quitter",
]
WAYS_ON = ["Écrire à l'assistance", "Activer le mode assistance"]
LABELS: dict[str, tuple[str, list[str]]] = {
    "correction-prete": (
        "Lancer Impact emploi",
        ["Vos adresses ne sont plus les bonnes", "Corriger et se connecter", "Voir les paramètres"],
    ),
    "corrige": ("Impact emploi (démonstration)", ["Mode production"]),
    "revenir": ("État de la connexion", ["Revenir aux adresses précédentes", "Connecté au serveur de production"]),
    "anciens-parametres": ("Paramètres de connexion", [*SETTINGS, "Rétablir les adresses officielles"]),
    "nouveaux-parametres": ("Paramètres de connexion", SETTINGS),
    "test-reussi": ("Paramètres de connexion", [*SETTINGS, "Connexion aux serveurs réussie", "Afficher les détails"]),
    "test-manque": ("Paramètres de connexion", [*SETTINGS, "Afficher les détails"]),
    "authentification-manquee": ("Relancer l'authentification auprès du serveur", WAYS_ON),
    "ecrire": ("Écrire à l'assistance", ["impact-emploi-association@urssaf.fr", "Serveur de connexion 3.00.42"]),
    "messagerie": (
        "Nouveau message (démonstration)",
        ["impact-emploi-association@urssaf.fr", "Serveur de connexion 3.00.42"],
    ),
    "demande-preparee": ("Relancer l'authentification auprès du serveur", WAYS_ON),
    "autorisation-refusee": ("Serveur d'authentification", [*WAYS_ON, "Autorisation refusée"]),
    "licence-non-reconnue": ("Serveur d'authentification", [*WAYS_ON, "Licence d'installation non reconnue"]),
    "activer": ("Activer le mode assistance", ["Activer le mode assistance"]),
    "logiciel-production": ("Impact emploi (démonstration)", ["Mode production"]),
    "logiciel-assistance": ("Impact emploi (démonstration)", ["Mode assistance"]),
    "mot-de-passe-faux": ("Désactiver le mode assistance", ["Désactiver le mode assistance"]),
    "mot-de-passe-juste": ("Désactiver le mode assistance", ["Connecté au serveur de production"]),
    "etat": (
        "État de la connexion",
        [*(entry for entry in MENU[1:5]), "Demande de support technique", "Connecté au serveur de production"],
    ),
    "rapport": ("Rapport de diagnostic", ["Écrire à l'assistance"]),
}
"""What the specification calls the things in each picture: the title of the window, and labels in it."""
WITHOUT_WINDOW = {"menu", "boule-bleue", "coeur-rouge", "reconnecte", "scarabee"}


@pytest.fixture(scope="module")
def album(toured: Toured) -> Path:
    return toured.album


@pytest.fixture(scope="module")
def pages(album: Path) -> dict[str, Page]:
    return {page.name: page for page in msgspec.json.decode((album / INDEX).read_bytes(), type=list[Page])}


def test_each_step_leaves_a_numbered_picture(album: Path, pages: dict[str, Page]) -> None:
    names = sorted(path.name for path in album.glob("*.png"))
    assert names == [page.picture for page in pages.values()]
    assert names == [f"{number:02}-{name}.png" for number, name in enumerate(pages, 1)]
    for name in names:
        with Image.open(album / name) as picture:
            assert len(set(picture.convert("RGB").resize((64, 64)).tobytes())) > 10, f"{name} is empty"


def test_every_window_has_the_labels_of_the_specification(pages: dict[str, Page]) -> None:
    assert set(pages) == set(LABELS) | WITHOUT_WINDOW
    for name, (title, labels) in LABELS.items():
        assert title in pages[name].windows, name
        words = "\n".join(pages[name].windows[title]).split("\n")
        assert not [label for label in labels if label not in words], name


def test_the_menu_has_the_labels_of_the_specification(pages: dict[str, Page]) -> None:
    shown = pages["menu"].menu
    assert [label for label in shown if label in MENU] == MENU
    assert shown[0].startswith("Non connecté")


def test_the_mail_is_remembered(pages: dict[str, Page]) -> None:
    (shown,) = pages["demande-preparee"].windows.values()
    assert re.search(r"[Dd]emande préparée le .*, inutile de renvoyer", " ".join(shown).replace("\xa0", " "))


def test_the_guide_shows_pictures_of_the_tour(pages: dict[str, Page]) -> None:
    shown = re.findall(r"images/guide/([^)]+)\)", GUIDE.read_text(encoding="utf-8"))
    assert set(shown) <= {page.picture for page in pages.values()}
    assert all((GUIDE.parent / "images" / "guide" / name).is_file() for name in shown)
