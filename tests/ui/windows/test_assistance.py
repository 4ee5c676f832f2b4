"""« Activer le mode assistance », with fakes."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from iea_agent.core.assistance import MAX_REASON
from iea_agent.core.commands import DialogKind
from iea_agent.core.texts.windows import assistance_mode
from iea_agent.core.wire.jobs import AssistanceConfirmed
from iea_agent.ui.windows.assistance import AssistanceDialog
from tests.ui.stories import (
    ASSISTANCE,
    CONNECTED,
    UNREACHABLE,
    Scene,
    assistance_confirmed,
    button_named,
    field_named,
    open_window,
    press,
    visible_buttons,
    visible_words,
)

ENABLE = "Activer le mode assistance"


def window_of(scene: Scene) -> AssistanceDialog:
    assert isinstance(scene.window, AssistanceDialog)
    return scene.window


def test_the_window_says_what_changes_and_how_to_get_back() -> None:
    said = visible_words(open_window(DialogKind.ASSISTANCE))
    for fact in ("déconnecté du serveur de production", "scarabée", "Lancer Impact emploi", "mot de passe du jour"):
        assert fact in said


def test_it_is_enabled_only_once_it_is_confirmed() -> None:
    scene = open_window(DialogKind.ASSISTANCE)
    assert scene.host.said == []
    press(scene, "Annuler")
    assert scene.host.said == []
    assert not scene.window.isVisible()


def test_the_reason_goes_with_it_on_one_line() -> None:
    scene = open_window(DialogKind.ASSISTANCE)
    field_named(scene, "Motif (facultatif)").setText("  panne  \u00a0annon\u200bcée\n")
    press(scene, ENABLE)
    assert scene.host.said == [AssistanceConfirmed("panne annoncée")]
    assert not button_named(scene, ENABLE).isEnabled()
    QTest.keyClick(field_named(scene, "Motif (facultatif)"), Qt.Key.Key_Return)
    assert len(scene.host.said) == 1
    assert scene.window.isVisible()


def test_no_reason_is_needed_and_none_is_too_long() -> None:
    assert assistance_confirmed().host.said == [AssistanceConfirmed("")]
    scene = open_window(DialogKind.ASSISTANCE)
    field_named(scene, "Motif (facultatif)").setText("a" * 500)
    press(scene, ENABLE)
    assert scene.host.said == [AssistanceConfirmed("a" * MAX_REASON)]


def test_it_closes_once_the_mode_is_on_and_not_before() -> None:
    scene = assistance_confirmed()
    scene.tell(UNREACHABLE)
    assert scene.window.isVisible()
    scene.tell(ASSISTANCE)
    assert not scene.window.isVisible()


def test_a_mode_that_is_on_already_is_said_with_its_story() -> None:
    scene = open_window(DialogKind.ASSISTANCE)
    scene.tell(ASSISTANCE)
    said = window_of(scene).already.words
    assert said.startswith(assistance_mode.ASSISTANCE_ALREADY)
    assert "par paulette" in said
    assert ASSISTANCE.reason in said
    assert visible_buttons(scene) == ["Fermer"]
    scene.tell(CONNECTED)
    assert window_of(scene).already.words == ""
    assert visible_buttons(scene) == [ENABLE, "Annuler"]


def test_what_is_not_known_of_its_story_is_not_said() -> None:
    scene = open_window(DialogKind.ASSISTANCE, replace(ASSISTANCE, mode_since=None, who="", reason=""))
    assert window_of(scene).already.words == assistance_mode.ASSISTANCE_ALREADY
