"""Shows windows one after the other, to be read by a screen reader: every story, or the bad samples of the rules.

A JSON line on standard output tells what is shown and seen; a byte on standard input goes on. Run by
``test_accessibility_tree.py`` on a private desktop: ``python -m tests.e2e.tree_script stories | samples``.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEventLoop, QSocketNotifier
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from iea_agent.core.texts.windows import verdict_box
from iea_agent.ui.app import application
from iea_agent.ui.parts.details_list import DetailsList
from iea_agent.ui.parts.expandable import make_expandable, set_expanded
from tests.ui.stories import STORIES, Scene, press

STDIN = 0
SHOW = verdict_box.SHOW_DETAILS.replace("&", "")


def main() -> None:
    app = application()
    for name in {"stories": stories, "samples": samples}[sys.argv[1]]():
        sys.stdout.write(json.dumps({"name": name, "seen": seen(app), "buttons": buttons(app)}) + "\n")
        sys.stdout.flush()
        wait()


def wait() -> None:
    """Let Qt work until a byte is read."""
    loop = QEventLoop()
    notifier = QSocketNotifier(STDIN, QSocketNotifier.Type.Read)
    notifier.activated.connect(loop.quit)
    loop.exec()
    notifier.setEnabled(False)
    os.read(STDIN, 1)


def seen(app: QApplication) -> str:
    """Return every text and tool tip on the screen, one a line."""
    found: list[str] = []
    for part in app.allWidgets():
        if part.isVisible():
            found.append(part.toolTip())
            if isinstance(part, QLabel | QAbstractButton):
                found.append(part.text())
            elif isinstance(part, DetailsList):
                found += part.lines
            elif isinstance(part, QLineEdit) and not part.text():
                found.append(part.placeholderText())
    return "\n".join(filter(None, found))


def buttons(app: QApplication) -> list[str]:
    """Return the labels of the push buttons on the screen."""
    return [part.text() for part in app.allWidgets() if isinstance(part, QPushButton) and part.isVisible()]


# The stories.


def stories() -> Iterator[str]:
    """Show every story, and once for each kind of window what its details unfold."""
    unfolded = set()
    for story in STORIES:
        scene = story()
        yield story.__name__
        if scene.kind not in unfolded and can_unfold(scene):
            unfolded.add(scene.kind)
            press(scene, SHOW)
            yield f"{story.__name__}, unfolded"
        scene.window.close_unasked()
        scene.window.deleteLater()
        scene.work()


def can_unfold(scene: Scene) -> bool:
    found = scene.window.findChildren(QAbstractButton)
    return any(part.isVisible() and part.text().replace("&", "") == SHOW for part in found)


# The bad samples, each called like the rule that finds it.


def samples() -> Iterator[str]:
    """Show a good window, then what each rule is to find."""
    for make in SAMPLES:
        window = QDialog()
        window.setWindowTitle("Essai")
        column = QVBoxLayout(window)
        for part in make():
            column.addWidget(part)
        window.show()
        yield make.__name__
        window.hide()
        window.deleteLater()


def good() -> list[QWidget]:
    box, field, label, rows = QWidget(), QLineEdit(), QLabel("&Numéro"), QListWidget()
    box.setAccessibleName("Boîte")
    QVBoxLayout(box).addWidget(QLabel("Non connecté"))
    label.setBuddy(field)
    field.setAccessibleName("Numéro")
    rows.setAccessibleName(verdict_box.DETAILS)
    rows.addItem("chiffrement : échec, Name or service not known")
    said = described("Réessayer", "Non connecté. Maintenant.")
    said.setToolTip("Maintenant")
    fold = QPushButton(verdict_box.HIDE_DETAILS)
    make_expandable(fold)
    set_expanded(fold, is_expanded=True)
    return [box, label, field, said, fold, rows]


def described(label: str, description: str) -> QPushButton:
    made = QPushButton(label)
    made.setAccessibleDescription(description)
    return made


def every_control_has_a_name() -> list[QWidget]:
    return [QPushButton()]


def every_field_has_a_label() -> list[QWidget]:
    field = QLineEdit()
    field.setAccessibleName("Numéro")
    return [QLabel("Numéro"), field]


def no_button_can_be_checked() -> list[QWidget]:
    made = QPushButton("Détails techniques")
    made.setCheckable(True)
    return [made]


def a_disclosure_says_whether_it_is_open() -> list[QWidget]:
    return [QPushButton(verdict_box.HIDE_DETAILS), QLabel("nom du serveur : échec")]


def details_are_lists_with_named_rows() -> list[QWidget]:
    rows = QListWidget()
    rows.setAccessibleName(verdict_box.DETAILS)
    rows.addItem("")
    return [QPushButton(verdict_box.HIDE_DETAILS), rows]


def every_name_is_one_line() -> list[QWidget]:
    return [QLabel("Non connecté\nVérifiez l’adresse."), QLabel("https://\u200bserveur.\u200bfr")]


def no_box_is_named_like_what_it_holds() -> list[QWidget]:
    box = QWidget()
    box.setAccessibleName("Non connecté")
    QVBoxLayout(box).addWidget(QLabel("Non connecté"))
    return [box]


def every_description_is_on_the_screen() -> list[QWidget]:
    return [described("Sécurisé", "Adresses https seulement."), QLabel("Mode non sécurisé.")]


def no_description_repeats_the_name() -> list[QWidget]:
    return [described("Fermer", "Fermer")]


def words_of_systems_are_in_the_details_only() -> list[QWidget]:
    return [QLabel("Serveur : Name or service not known")]


SAMPLES: tuple[Callable[[], list[QWidget]], ...] = (
    good,
    every_control_has_a_name,
    every_field_has_a_label,
    no_button_can_be_checked,
    a_disclosure_says_whether_it_is_open,
    details_are_lists_with_named_rows,
    every_name_is_one_line,
    no_box_is_named_like_what_it_holds,
    every_description_is_on_the_screen,
    no_description_repeats_the_name,
    words_of_systems_are_in_the_details_only,
)

if __name__ == "__main__":
    main()
