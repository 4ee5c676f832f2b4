"""F1 in every window, « Aide » where no browser opens it, and « À propos »."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from iea_agent import __version__
from iea_agent.core.commands import DialogKind, Open
from iea_agent.core.help import HELP_PAGES, HelpPage
from iea_agent.core.texts.windows import about, help_window
from iea_agent.ui.windows.about import AboutDialog
from iea_agent.ui.windows.help import HelpDialog
from iea_agent.ui.windows.other_session import OtherSessionDialog
from tests.ui.stories import (
    CONNECTED,
    UNREACHABLE,
    Scene,
    about_the_program,
    open_window,
    press,
    settle,
    visible_words,
)

LISTENING = sorted(set(DialogKind) - {DialogKind.HELP, DialogKind.OTHER_SESSION})


def press_f1(scene: Scene) -> None:
    QTest.keyClick(scene.window, Qt.Key.Key_F1)
    settle(scene)


@pytest.mark.parametrize("kind", DialogKind)
def test_f1_opens_the_guide_at_the_page_about_the_window(kind: DialogKind) -> None:
    scene = open_window(kind)
    settle(scene)
    press_f1(scene)
    assert scene.help.opened == [HELP_PAGES[kind]]
    assert Open(DialogKind.HELP) not in scene.host.asked


def test_f1_works_from_within_a_field() -> None:
    scene = open_window(DialogKind.CONNECTION_SETTINGS)
    QTest.keyClick(scene.window.findChildren(QLineEdit)[0], Qt.Key.Key_F1)
    settle(scene)
    assert scene.help.opened == [HelpPage.SETTINGS]


@pytest.mark.parametrize("kind", LISTENING)
def test_where_no_browser_opens_it_the_agent_says_where_it_is(kind: DialogKind) -> None:
    scene = open_window(kind)
    settle(scene)
    scene.help.has_browser = False
    press_f1(scene)
    assert scene.host.asked[-1:] == [Open(DialogKind.HELP)]


def test_a_second_press_while_the_browser_starts_opens_nothing_twice() -> None:
    scene = open_window(DialogKind.STATUS)
    scene.window.open_help()
    scene.window.open_help()
    settle(scene)
    assert scene.help.opened == [HelpPage.STATUS]
    scene.window.open_help()
    settle(scene)
    assert len(scene.help.opened) == 2


def test_a_window_that_no_agent_hears_says_it_by_itself() -> None:
    scene = open_window(DialogKind.OTHER_SESSION)
    assert isinstance(scene.window, OtherSessionDialog)
    scene.help.has_browser = False
    press_f1(scene)
    assert scene.host.asked == []
    said = scene.window.unsaved.words.replace("\u200b", "")
    assert said.startswith(help_window.TITLE)
    assert said.endswith("icone.html")


# « Aide ».


def help_scene() -> tuple[Scene, HelpDialog]:
    scene = open_window(DialogKind.HELP)
    assert isinstance(scene.window, HelpDialog)
    return scene, scene.window


def test_where_the_guide_is_can_be_read_and_copied() -> None:
    scene, window = help_scene()
    assert window.outcome.words.splitlines()[0] == help_window.TITLE
    assert help_window.WHAT_TO_DO in window.outcome.words
    assert window.address.text().endswith("/help/index.html")
    press(scene, "Copier l’adresse")
    assert QApplication.clipboard().text() == window.address.text()
    assert window.outcome.words == help_window.COPIED


def test_another_try_that_succeeds_closes_the_window() -> None:
    scene, window = help_scene()
    press(scene, "Réessayer")
    settle(scene)
    assert scene.help.opened == [HelpPage.START]
    assert not window.isVisible()


def test_another_try_that_fails_says_so_again() -> None:
    scene, window = help_scene()
    scene.help.has_browser = False
    press(scene, "Réessayer")
    settle(scene)
    assert window.isVisible()
    assert window.outcome.words.splitlines()[0] == help_window.TITLE
    assert scene.host.asked == []


# « À propos ».


def test_the_versions_and_the_licence_can_be_read_out() -> None:
    scene = about_the_program()
    words = visible_words(scene)
    assert __version__ in words
    assert "3.00.42" in words
    assert "75-000042" in words
    assert not any(name in words for name in (about.PYTHON, about.QT))


def test_what_is_not_known_is_said() -> None:
    scene = open_window(DialogKind.ABOUT, replace(UNREACHABLE, licence_number=""))
    settle(scene)
    words = visible_words(scene)
    assert about.UNKNOWN_VERSION in words
    assert about.NO_LICENCE in words


def test_all_of_it_is_copied_the_technical_part_too() -> None:
    scene = about_the_program()
    press(scene, "Copier")
    copied = QApplication.clipboard().text().splitlines()
    assert copied[0].endswith(__version__)
    assert any("3.00.42" in line for line in copied)
    assert any("Windows-11" in line for line in copied)
    assert any(line.startswith("Python") for line in copied)


def test_the_details_are_read_by_keyboard() -> None:
    scene = about_the_program()
    assert isinstance(scene.window, AboutDialog)
    press(scene, "Afficher les détails")
    assert scene.window.details.hasFocus()
    assert any(line.startswith(about.QT) for line in scene.window.details.lines)
    press(scene, "Masquer les détails")
    assert scene.window.details.isHidden()


@pytest.mark.parametrize(
    ("label", "page"),
    [("Accessibilité", HelpPage.ACCESSIBILITY), ("Licences des logiciels", HelpPage.LICENCES)],
)
def test_the_pages_behind_it_are_opened(label: str, page: HelpPage) -> None:
    scene = about_the_program()
    press(scene, label)
    settle(scene)
    assert scene.help.opened == [page]


def test_a_new_licence_number_is_shown() -> None:
    scene = about_the_program()
    scene.tell(replace(CONNECTED, licence_number="33-000001"))
    assert "33-000001" in visible_words(scene)
