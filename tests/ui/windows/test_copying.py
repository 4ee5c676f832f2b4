"""What a window says can be copied without a mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from iea_agent.core.texts import labels
from tests.ui.stories import (
    Scene,
    field_named,
    launch_not_found,
    press,
    server_test_failed,
    settings_test_failed,
    status_unreachable,
)


def copied(scene: Scene) -> list[str]:
    """Press Ctrl+C where the focus is, and return the lines of the clipboard."""
    scene.app.clipboard().clear()
    focus = scene.window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return scene.app.clipboard().text().replace("\u00a0", " ").split("\n")


def test_ctrl_c_copies_what_the_window_says() -> None:
    scene = status_unreachable()
    lines = copied(scene)
    assert lines[:2] == ["État de la connexion", "Non connecté"]
    assert "Le nom du serveur est introuvable" in lines
    assert any(line.startswith("Que faire : ") for line in lines)
    assert not any("\u200b" in line for line in lines)


def test_details_that_are_shown_are_copied_in_their_place() -> None:
    scene = launch_not_found()
    press(scene, "Masquer les détails")
    folded = copied(scene)
    press(scene, "Afficher les détails")
    scene.window.setFocus()
    unfolded = copied(scene)
    assert not any("Errno" in line for line in folded)
    assert any("Errno" in line for line in unfolded)


def test_the_list_of_details_copies_its_rows() -> None:
    scene = server_test_failed()
    lines = copied(scene)
    assert lines[0].startswith("Serveur d'authentification")


def test_a_field_copies_its_own_selection_and_nothing_of_it_is_copied_otherwise() -> None:
    scene = settings_test_failed()
    field = field_named(scene, labels.SETTINGS_AUTHENTICATION)
    field.setFocus()
    field.selectAll()
    assert copied(scene) == [field.text()]
    scene.window.setFocus()
    assert field.text() not in copied(scene)
