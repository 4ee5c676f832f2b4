"""« État de la connexion » says how it is and offers all that the menu offers; see also test_other_windows.py."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton

from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.desktops import Desktop
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.menu import MenuEntry, menu_of
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import desktops, file_notices, labels, periods
from iea_agent.core.texts.windows import buttons, status_window
from iea_agent.core.view import AgentView
from iea_agent.ui.windows.status import StatusDialog
from tests.ui.stories import (
    ASSISTANCE,
    CONNECTED,
    HISTORY,
    NOW,
    REFUSED,
    UNKNOWN,
    UNREACHABLE,
    Scene,
    button_named,
    open_window,
    prepared,
    press,
)

VIEWS = (
    CONNECTED,
    UNREACHABLE,
    REFUSED,
    UNKNOWN,
    ASSISTANCE,
    replace(UNREACHABLE, connection=Link.CONNECTING, diagnosis=None),
    replace(CONNECTED, software_since=NOW - 60, mails=prepared(Occasion.QUESTION, NOW - 60)),
)
NAMES = {labels.MENU_QUIT: buttons.QUIT_AGENT.replace("&", "")}
"""Where the window has another name than the menu: « Quitter » could be taken for closing the window."""


def status(view: AgentView = CONNECTED) -> tuple[Scene, StatusDialog]:
    scene = open_window(DialogKind.STATUS, view)
    assert isinstance(scene.window, StatusDialog)
    return scene, scene.window


def leaves(entries: tuple[MenuEntry, ...]) -> list[MenuEntry]:
    """Return the entries of a menu that can be chosen; a submenu with one entry counts as that entry."""
    found: list[MenuEntry] = []
    for entry in entries:
        if entry.command is not None or entry.label == labels.MENU_UPDATES:
            found.append(entry)
        found += leaves(entry.submenu)
    return found


def choose(window: StatusDialog, label: str) -> None:
    """Press a button, or choose an entry of the support menu."""
    found = [made for made in window.findChildren(QAbstractButton) if made.isVisible()]
    found = [made for made in found if made.text().replace("&", "") == label]
    if found:
        found[0].click()
        return
    next(action for action in window.findChildren(QAction) if action.text() == label).trigger()


def history_in(window: StatusDialog) -> list[str]:
    """Return the rows of the history."""
    return window.details.lines[window.details.lines.index(status_window.HISTORY) + 1 :]


def test_the_way_to_an_icon_is_said_where_there_is_none() -> None:
    scene, window = status(replace(CONNECTED, icon_advice=Desktop.GNOME))
    assert window.icon_notice.words.splitlines()[0] == desktops.NO_ICON_TITLE
    assert desktops.WAY_TO_ICON[Desktop.GNOME] in window.icon_notice.words
    scene.tell(CONNECTED)
    assert window.icon_notice.words == ""


@pytest.mark.parametrize("view", VIEWS)
def test_all_that_the_menu_offers_is_offered_here_and_nothing_else(view: AgentView) -> None:
    scene, window = status(view)
    press(scene, "Afficher les détails")
    shown = {
        made.text().replace("&", ""): made.isEnabled()
        for made in scene.window.findChildren(QAbstractButton)
        if made.isVisible()
    }
    shown |= {name: enabled for name, enabled in window.offered.support_actions.items() if name not in shown}
    for entry in leaves(menu_of(view)):
        if entry.command == Open(DialogKind.STATUS):
            continue
        name = labels.MENU_MAINTENANCE if entry.label == labels.MENU_UPDATES else entry.label
        assert shown.pop(NAMES.get(name, name)) is entry.enabled, name
    assert shown == {"Fermer": True, labels.MENU_SUPPORT: True, "Masquer les détails": True}


@pytest.mark.parametrize(
    ("view", "label", "ask"),
    [
        (CONNECTED, "Lancer Impact emploi", Action.LAUNCH),
        (CONNECTED, "Activer le mode assistance", Open(DialogKind.ASSISTANCE)),
        (ASSISTANCE, "Désactiver le mode assistance", Open(DialogKind.DAY_PASSWORD)),
        (ASSISTANCE, "Écrire à l'assistance", Open(DialogKind.SUPPORT_MAIL)),
        (UNREACHABLE, "Rapport de diagnostic", Open(DialogKind.REPORT)),
        (UNREACHABLE, "Lancer Impact emploi", Action.LAUNCH),
        (ASSISTANCE, "Tester l'accès aux serveurs", Open(DialogKind.SERVER_TEST)),
    ],
)
def test_a_button_asks_for_what_it_says(view: AgentView, label: str, ask: Command) -> None:
    scene, window = status(view)
    press(scene, "Afficher les détails")
    choose(window, label)
    assert scene.host.asked == [ask]


def test_enter_launches_the_software() -> None:
    scene, _ = status()
    launch = button_named(scene, "Lancer Impact emploi")
    assert isinstance(launch, QPushButton)
    assert launch.isDefault()
    assert launch.hasFocus()


def test_what_can_be_done_follows_the_mode() -> None:
    scene, window = status()
    scene.tell(ASSISTANCE)
    press(scene, "Afficher les détails")
    assert not button_named(scene, "Relancer l'authentification auprès du serveur").isEnabled()
    choose(window, "Désactiver le mode assistance")
    scene.tell(CONNECTED)
    assert button_named(scene, "Relancer l'authentification auprès du serveur").isEnabled()
    choose(window, "Activer le mode assistance")
    assert scene.host.asked == [Open(DialogKind.DAY_PASSWORD), Open(DialogKind.ASSISTANCE)]


def test_assistance_mode_is_said_with_its_date_its_author_and_its_reason() -> None:
    _, window = status(ASSISTANCE)
    assert window.headline.text() == labels.ASSISTANCE
    said = window.times.text().replace("\u00a0", " ")
    assert "le dimanche 22 novembre" in said
    assert "par paulette" in said
    assert f"Motif : {ASSISTANCE.reason}" in said
    assert window.verdict.words == ""


def test_software_that_runs_is_said_and_what_ended_is_not() -> None:
    scene, window = status(replace(CONNECTED, software_since=NOW - 60))
    assert window.software.text().startswith("Impact emploi ouvert depuis ")
    scene.tell(CONNECTED)
    assert not window.software.isVisible()


def test_a_mail_that_was_prepared_is_said() -> None:
    scene, window = status(replace(REFUSED, mails=prepared(Occasion.REFUSED, NOW)))
    said = window.verdict.words.split("\n")[-1]
    assert said.startswith("L’assistance doit intervenir\u00a0: demande préparée le lundi 23 novembre")
    assert "écrivez" not in window.verdict.words
    assert not window.mail.isVisible()
    scene.tell(replace(ASSISTANCE, mails=prepared(Occasion.QUESTION, NOW)))
    assert window.mail.text().startswith("Une demande a été préparée le lundi 23 novembre")
    scene.tell(CONNECTED)
    assert not window.mail.isVisible()


def test_what_is_wrong_with_the_files_is_said_as_long_as_it_is() -> None:
    notices = (
        FileNotice(OwnFile.SETTINGS, FileFinding.RECOVERED),
        FileNotice(OwnFile.HISTORY, FileFinding.NOT_WRITTEN),
    )
    scene, window = status(replace(CONNECTED, file_notices=notices))
    said = window.files.words.split("\n")
    assert said == [file_notices.TITLE, file_notices.sentence(notices[1])], "what needs no act is in the details"
    assert [file_notices.sentence(notice) for notice in notices] == [
        line for line in window.details.lines if line.startswith(tuple(file_notices.FILE.values()))
    ]
    scene.tell(CONNECTED)
    assert window.files.words == ""
    assert file_notices.TITLE not in window.details.lines


# The details.


def test_the_history_says_the_latest_first() -> None:
    _, window = status(replace(CONNECTED, history=HISTORY[-2:]))
    first, second = history_in(window)
    assert "introuvable" in first
    assert second.startswith("Hier")


def test_an_empty_history_says_so() -> None:
    _, window = status()
    assert history_in(window) == [periods.NOTHING]


def test_the_history_grows_while_the_window_is_open() -> None:
    scene, window = status(replace(CONNECTED, history=HISTORY[-1:]))
    scene.tell(replace(CONNECTED, history=HISTORY[-2:]))
    assert len(history_in(window)) == 2


def test_the_details_are_a_list_that_is_walked_and_copied_by_keyboard() -> None:
    scene, window = status(replace(CONNECTED, history=HISTORY))
    press(scene, "Afficher les détails")
    assert window.details.hasFocus()
    QTest.keyClick(window.details, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window.details, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert scene.app.clipboard().text().split("\n") == window.details.lines
    QTest.keyClick(window.details, Qt.Key.Key_Home)
    QTest.keyClick(window.details, Qt.Key.Key_Down)
    QTest.keyClick(window.details, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert scene.app.clipboard().text() == window.details.lines[1]


def test_a_server_that_answers_is_a_line_and_one_that_does_not_a_checklist() -> None:
    scene, window = status()
    assert window.details.lines[:2] == [
        "Serveur d'authentification\u00a0: connecté",
        "Serveur de mise à jour\u00a0: accessible",
    ]
    scene.tell(UNREACHABLE)
    assert window.details.lines[0] == "Serveur d'authentification"
    assert "nom (DNS)\u00a0: nom du serveur introuvable" in window.details.lines


def test_a_connected_window_shows_nothing_red_and_no_box() -> None:
    _, window = status()
    assert (window.verdict.isVisible(), window.files.isVisible()) == (False, False)


def test_an_update_server_that_fails_is_said_on_a_ball_too() -> None:
    _, window = status(replace(CONNECTED, updates=UNREACHABLE.updates))
    assert window.verdict.kind is SignKind.WARNING
    assert window.verdict.words.startswith("Serveur de mise à jour\u00a0: ")
    assert window.headline.text() == labels.CONNECTED
