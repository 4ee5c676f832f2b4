"""« État de la connexion » says how it is and offers all that the menu offers; see also test_other_windows.py."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QAbstractButton, QPushButton

from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.desktops import Desktop
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.menu import MenuEntry, menu_of
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.texts import desktops, file_notices, labels, periods
from iea_agent.core.texts.windows import buttons
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


def test_the_way_to_an_icon_is_said_where_there_is_none() -> None:
    scene, window = status(replace(CONNECTED, icon_advice=Desktop.GNOME))
    assert window.icon_notice.words.splitlines()[0] == desktops.NO_ICON_TITLE
    assert desktops.WAY_TO_ICON[Desktop.GNOME] in window.icon_notice.words
    scene.tell(CONNECTED)
    assert window.icon_notice.words == ""


@pytest.mark.parametrize("view", VIEWS)
def test_all_that_the_menu_offers_is_offered_here_and_nothing_else(view: AgentView) -> None:
    scene, _ = status(view)
    shown = {
        made.text().replace("&", ""): made.isEnabled()
        for made in scene.window.findChildren(QAbstractButton)
        if made.isVisible()
    }
    for entry in leaves(menu_of(view)):
        if entry.command == Open(DialogKind.STATUS):
            continue
        name = labels.MENU_MAINTENANCE if entry.label == labels.MENU_UPDATES else entry.label
        assert shown.pop(NAMES.get(name, name)) is entry.enabled, name
    assert shown == {"Fermer": True}


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
    scene, _ = status(view)
    press(scene, label)
    assert scene.host.asked == [ask]


def test_enter_launches_the_software() -> None:
    scene, _ = status()
    launch = button_named(scene, "Lancer Impact emploi")
    assert isinstance(launch, QPushButton)
    assert launch.isDefault()
    assert launch.hasFocus()


def test_what_can_be_done_follows_the_mode() -> None:
    scene, _ = status()
    scene.tell(ASSISTANCE)
    assert not button_named(scene, "Relancer l'authentification auprès du serveur").isEnabled()
    press(scene, "Désactiver le mode assistance")
    scene.tell(CONNECTED)
    assert button_named(scene, "Relancer l'authentification auprès du serveur").isEnabled()
    press(scene, "Activer le mode assistance")
    assert scene.host.asked == [Open(DialogKind.DAY_PASSWORD), Open(DialogKind.ASSISTANCE)]


def test_assistance_mode_is_said_with_its_date_its_author_and_its_reason() -> None:
    _, window = status(ASSISTANCE)
    assert window.headline.text() == labels.ASSISTANCE
    said = window.times.text().replace("\u00a0", " ")
    assert "le dimanche 22 novembre" in said
    assert "par paulette" in said
    assert f"Motif : {ASSISTANCE.reason}" in said
    assert window.notice.words == ""


def test_software_that_runs_is_said_and_what_ended_is_not() -> None:
    scene, window = status(replace(CONNECTED, software_since=NOW - 60))
    assert window.software.text().startswith("Impact emploi ouvert depuis ")
    scene.tell(CONNECTED)
    assert not window.software.isVisible()


def test_a_mail_that_was_prepared_is_said() -> None:
    scene, window = status(replace(REFUSED, mails=prepared(Occasion.REFUSED, NOW)))
    assert window.mail.text().startswith("Demande préparée le lundi 23 novembre")
    assert "inutile de renvoyer" in window.mail.text()
    scene.tell(CONNECTED)
    assert not window.mail.isVisible()


def test_what_is_wrong_with_the_files_is_said_as_long_as_it_is() -> None:
    notices = (
        FileNotice(OwnFile.SETTINGS, FileFinding.RECOVERED),
        FileNotice(OwnFile.HISTORY, FileFinding.NOT_WRITTEN),
    )
    scene, window = status(replace(CONNECTED, file_notices=notices))
    said = window.files.words.split("\n")
    assert said == [file_notices.TITLE, *map(file_notices.sentence, notices)]
    scene.tell(CONNECTED)
    assert window.files.words == ""


# The history.


def test_the_history_says_the_latest_first() -> None:
    _, window = status(replace(CONNECTED, history=HISTORY[-2:]))
    first, second = (line.text() for line in window.history.lines)
    assert "introuvable" in first
    assert second.startswith("Hier")


def test_an_empty_history_says_so() -> None:
    _, window = status()
    assert [line.text() for line in window.history.lines] == [periods.NOTHING]
    assert not window.history.all_button.isVisible()


def test_a_long_history_shows_the_latest_until_all_is_asked_for() -> None:
    scene, window = status(replace(CONNECTED, history=HISTORY))
    assert len(window.history.lines) == 5
    press(scene, "Tout afficher")
    assert len(window.history.lines) == len(HISTORY)
    assert "certificat" in window.history.lines[-1].text()
    press(scene, "Réduire")
    assert len(window.history.lines) == 5


def test_the_history_grows_while_the_window_is_open() -> None:
    scene, window = status(replace(CONNECTED, history=HISTORY[-1:]))
    scene.tell(replace(CONNECTED, history=HISTORY[-2:]))
    assert len(window.history.lines) == 2
