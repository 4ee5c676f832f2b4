"""The help sheet by keyboard alone: nothing is clicked, nothing is pressed for the user; the rest is read.

What was reached is judged by what ``iea-agent status --json`` says, by the windows that are there, and by their words.
"""

import json
import subprocess
from collections.abc import Callable
from typing import Any

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.texts import labels, launches
from iea_agent.core.texts.windows import (
    access_test,
    assistance_mode,
    buttons,
    mail_window,
    repair_offer,
    settings_window,
    status_window,
    verdict_box,
)
from iea_agent.demo.sandbox import mail, software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.errors import NotThereError
from iea_agent.demo.tour.desktop.waiting import PATIENCE_S, comes, wait_until
from iea_agent.demo.tour.help_sheet import NAME, REASON, WANTED
from iea_agent.demo.tour.mail_handler import install_mail_program
from iea_agent.demo.tour.play import wrong_password
from iea_agent.demo.tour.workstation import Workstation
from tools.desktops.keyboards import PROGRAM, SHOW_KEY, Keyed
from tools.desktops.report import Report

SUFFIX = "(clavier)"
"""Ends the name of a desktop in the table."""
STATUS = status_window.STATUS_TITLE
SETTINGS = labels.SETTINGS_TITLE
SEARCHED = "état"
"""What the guide says to type into the menu of applications."""
_MOST_STOPS = 40
"""How often Tab is pressed before a control counts as out of reach."""

_TRIES = 3
_SOON_S = 10.0
"""How long the key may take to bring the window (seconds)."""


def key_of(label: str) -> str:
    """Return the keys of a label with its mnemonic, as xdotool writes them; NotThereError without one."""
    _, marked, after = label.partition("&")
    if not marked:
        raise NotThereError(f"{label!r} has no mnemonic")
    return f"alt+{after[0].lower()}"


class KeyboardStory:
    """The story on one desktop whose agent starts with the addresses of before the update."""

    def __init__(self, workstation: Workstation, server: DemoServer) -> None:
        self._workstation = workstation
        self._desktop = workstation.desktop
        self._reader = workstation.reader
        self._server = server
        self._keyed = workstation.desktop if isinstance(workstation.desktop, Keyed) else None
        """``None``: the status window is opened by the command that a key would start."""

    def steps(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return the names of the steps, and what they do."""
        icon = (("menu de l'icône", self.use_the_icon),) if self._keyed is not None and self._keyed.ICON_KEYS else ()
        return (
            ("touche choisie : la fenêtre d'état", self.open_by_key),
            ("menu des applications : la fenêtre d'état", self.open_by_search),
            ("correction : la boule, le logiciel", self.repair),
            ("adresses précédentes : le cœur", self.go_back),
            ("cas 1 : corriger, tester, enregistrer", self.correct_by_the_sheet),
            ("cas 2 : le test échoue, « Quitter »", self.see_the_test_fail),
            ("cas 2 : le message à l'assistance", self.write_to_support),
            ("cas 3 : refus, mode assistance, logiciel", self.work_in_assistance),
            ("mot de passe du jour : la boule", self.leave_assistance),
            *icon,
        )

    # The ways to the status window.

    def start(self) -> None:
        """Start the panel and the agent, which shows the heart."""
        install_mail_program(self._desktop.environ)
        self._desktop.start_panel()
        self._workstation.start_agent()
        self._wait_for(connection=Link.UNREACHABLE)

    def open_by_key(self) -> None:
        """The key that the user has chosen."""
        self.start()
        self._open_state()
        self._press_in(STATUS, "Escape")
        self._reader.wait_for_no_window(STATUS)

    def open_by_search(self) -> None:
        """The menu of applications, as the guide says."""
        if self._keyed is not None:
            self._keyed.search(SEARCHED)
        self._wait_for_front(STATUS)
        self._press_in(STATUS, "Escape")
        self._reader.wait_for_no_window(STATUS)

    # Case 1.

    def repair(self) -> None:
        """« Lancer Impact emploi », « Corriger et se connecter »: the ball, and the software that waited."""
        self._open_state()
        self._press_in(STATUS, key_of(launches.LAUNCH))
        self._wait_for_front(labels.MENU_LAUNCH)
        self._reader.wait_for_words(labels.MENU_LAUNCH, repair_offer.TITLE)
        self._press_in(labels.MENU_LAUNCH, key_of(repair_offer.REPAIR))
        self._wait_for(connection=Link.CONNECTED)
        self._close_software(Mode.PRODUCTION)

    def go_back(self) -> None:
        """« Revenir aux adresses précédentes »: the heart."""
        self._open_state()
        self._unfold_for(repair_offer.UNDO)
        self._press_in(STATUS, key_of(repair_offer.UNDO))
        self._wait_for(picture=Picture.HEART)
        self._wait_for(connection=Link.UNREACHABLE)

    def correct_by_the_sheet(self) -> None:
        """« Sécurisé », both addresses, the test, « Enregistrer », « Quitter »: the ball."""
        self._open_state()
        self._open_settings()
        self._tab_to(SETTINGS, labels.SETTINGS_SECURE)
        self._press_in(SETTINGS, "space")
        addresses = (self._server.address, self._server.update_address)
        for field, address in zip((labels.SETTINGS_AUTHENTICATION, labels.SETTINGS_UPDATES), addresses, strict=True):
            self._tab_to(SETTINGS, field)
            self._press_in(SETTINGS, "ctrl+a")
            self._desktop.type_text(address)
        self._press_in(SETTINGS, key_of(settings_window.TEST))
        self._reader.wait_for_words(SETTINGS, labels.TEST_SUCCEEDED)
        self._press_in(SETTINGS, key_of(settings_window.SAVE))
        self._wait_for(connection=Link.CONNECTED)
        self._quit_settings()

    # Case 2.

    def see_the_test_fail(self) -> None:
        """The servers are down: red barred circles, « Quitter », the heart."""
        self._server.behave(Behaviour.DOWN)
        self._open_state()
        self._open_settings()
        self._press_in(SETTINGS, key_of(settings_window.TEST))
        self._reader.wait_for_words(SETTINGS, access_test.TEST_FAILED)
        self._quit_settings()
        self._wait_for(picture=Picture.HEART)

    def write_to_support(self) -> None:
        """Authenticate again; it still fails: « Écrire à l'assistance » opens the mail program with all answers."""
        attempt, letter = labels.MENU_REAUTHENTICATE, labels.MENU_WRITE_SUPPORT
        self._open_state()
        self._unfold_for(buttons.OPEN_REAUTHENTICATE)
        self._press_in(STATUS, key_of(buttons.OPEN_REAUTHENTICATE))
        self._wait_for_front(attempt)
        self._reader.wait_for_words(attempt, letter)
        self._press_in(attempt, key_of(buttons.WRITE_SUPPORT))
        self._wait_for_front(letter)
        self._tab_to(letter, _plain(mail_window.WANTED_FIELD))
        self._desktop.type_text(WANTED)
        self._tab_to(letter, _plain(mail_window.NAME_FIELD))
        self._desktop.type_text(NAME)
        self._press_in(letter, key_of(mail_window.OPEN))
        self._wait_for_front(mail.TITLE)
        written = "\n".join(control.text or control.name for control in self._reader.read(mail.TITLE))
        if WANTED not in written or NAME not in written:
            raise NotThereError(f"the answers are not in the mail: {written!r}")
        for window, key in ((mail.TITLE, "alt+F4"), (letter, "Escape"), (attempt, "Escape")):
            self._press_in(window, key)
            self._reader.wait_for_no_window(window)

    # Case 3, and assistance mode.

    def work_in_assistance(self) -> None:
        """« Autorisation refusée », « Activer le mode assistance », launch: the beetle, and the software."""
        self._server.behave(Behaviour.REFUSED)
        self._open_state()
        refusal, question = labels.REFUSED_TITLE, labels.MENU_ENABLE_ASSISTANCE
        self._press_in(STATUS, key_of(launches.LAUNCH))
        self._wait_for_front(refusal)
        self._reader.wait_for_words(refusal, labels.REFUSED)
        self._wait_for(connection=Link.REFUSED)
        self._press_in(refusal, key_of(buttons.ENABLE_ASSISTANCE))
        self._wait_for_front(question)
        self._tab_to(question, _plain(assistance_mode.REASON))
        self._desktop.type_text(REASON)
        self._press_in(question, "Return")
        self._wait_for(mode=Mode.ASSISTANCE, picture=Picture.BEETLE)
        self._reader.wait_for_no_window(question)
        self._wait_for_front(labels.MENU_LAUNCH)
        self._press_in(labels.MENU_LAUNCH, key_of(launches.LAUNCH))
        self._close_software(Mode.ASSISTANCE)

    def leave_assistance(self) -> None:
        """« Désactiver le mode assistance »: a wrong password of the day, then the right one; the ball by itself."""
        self._server.behave(Behaviour.UP)
        window = labels.MENU_DISABLE_ASSISTANCE
        self._open_state()
        self._press_in(STATUS, key_of(buttons.OPEN_SUPPORT_MENU))
        self._choose_in_menu(window)
        self._wait_for_front(window)
        self._tab_to(window, _plain(assistance_mode.DAY_FIELD))
        self._desktop.type_text(f"{wrong_password(self._server.day_password)}\n")
        self._reader.wait_for_words(window, assistance_mode.PASSWORD_FAILED[PasswordOutcome.WRONG][0])
        self._tab_to(window, _plain(assistance_mode.DAY_FIELD))
        self._press_in(window, "ctrl+a")
        self._desktop.type_text(f"{self._server.day_password}\n")
        self._wait_for(mode=Mode.PRODUCTION, connection=Link.CONNECTED, picture=Picture.BALL)
        self._press_in(window, "Escape")
        self._reader.wait_for_no_window(window)

    # The icon.

    def use_the_icon(self) -> None:
        """The menu of the icon, where keys lead to it: « Paramètres de connexion »."""
        self._desktop.press(*(self._keyed.ICON_KEYS if self._keyed is not None else ()))
        wait_until(lambda: bool(self._reader.menu()), "the menu of the icon", patience_s=15)
        self._choose_in_menu(labels.MENU_SETTINGS)
        self._wait_for_front(SETTINGS)
        self._quit_settings()

    # Fingers.

    def _press_in(self, window: str, key: str) -> None:
        """Press keys in the window that has the keyboard, which must be this one."""
        self._wait_for_front(window)
        self._desktop.press(key)

    def _tab_to(self, window: str, name: str) -> None:
        """Press Tab until a control has the focus; NotThereError if it never has."""
        self._wait_for_front(window)
        passed: list[str] = []
        for _ in range(_MOST_STOPS):
            focused = [control for control in self._reader.read(window) if control.focused]
            if any(control.name == name for control in focused):
                return
            passed += [control.name for control in focused]
            self._desktop.press("Tab")
        raise NotThereError(f"Tab does not lead to {name!r}, only to {list(dict.fromkeys(passed))}")

    def _choose_in_menu(self, label: str) -> None:
        """Go down in the open menu to an entry, and choose it; NotThereError if it is not reached."""
        wait_until(lambda: bool(self._reader.menu()), "a menu", patience_s=15)
        for _ in range(_MOST_STOPS):
            if any(entry.name == label and entry.selected for entry in self._reader.menu()):
                self._desktop.press("Return")
                return
            self._desktop.press("Down")
        raise NotThereError(f"the arrow does not lead to {label!r}")

    def _unfold_for(self, label: str) -> None:
        """Unfold the details of the status window, if they hide a button."""
        shown = [control.name for control in self._reader.read(STATUS) if control.showing]
        if _plain(label) not in shown:
            self._press_in(STATUS, key_of(verdict_box.SHOW_DETAILS))
        self._reader.wait_for_words(STATUS, _plain(label))

    def _open_state(self) -> None:
        if self._keyed is None:
            self._desktop.start([*PROGRAM, "show"])
        else:
            self._press_show_key()
        self._wait_for_front(STATUS)

    def _press_show_key(self) -> None:
        """Press the key again if nothing comes: a desktop that has just begun may not know it yet."""
        for _ in range(_TRIES):
            self._desktop.press(SHOW_KEY)
            if comes(lambda: self._desktop.active_window() == STATUS, patience_s=_SOON_S):
                return

    def _open_settings(self) -> None:
        self._press_in(STATUS, key_of(buttons.OPEN_SETTINGS))
        self._wait_for_front(SETTINGS)

    def _quit_settings(self) -> None:
        self._press_in(SETTINGS, key_of(settings_window.QUIT_SETTINGS))
        self._reader.wait_for_no_window(SETTINGS)

    def _close_software(self, mode: Mode) -> None:
        """See the software in its mode, and close it: its only button has the focus."""
        self._wait_for_front(software.TITLE)
        self._reader.wait_for_words(software.TITLE, software.words_of(mode)[0])
        self._press_in(software.TITLE, "Return")
        self._reader.wait_for_no_window(software.TITLE)

    def _wait_for_front(self, title: str) -> None:
        self._reader.wait_for_window(title)
        if not comes(lambda: self._desktop.active_window() == title, patience_s=15):
            raise NotThereError(f"{self._desktop.active_window()!r} has the keyboard, not {title!r}")

    def _wait_for(self, **state: str) -> None:
        """Wait until ``iea-agent status --json`` says this."""
        known: list[dict[str, Any]] = []

        def look() -> bool:
            known.append(self._status())
            return state.items() <= known[-1].items()

        if not comes(look, patience_s=PATIENCE_S):
            raise NotThereError(f"{state} never came, last {known[-1]}")

    def _status(self) -> dict[str, Any]:
        command = [*PROGRAM, "status", "--json"]
        done = subprocess.run(command, env=self._desktop.environ, check=False, capture_output=True)
        told: dict[str, Any] = json.loads(done.stdout or b"{}")
        return told


def _plain(label: str) -> str:
    """Return a label without the mark of its mnemonic."""
    return label.replace("&", "")


def play(report: Report, host: str, workstation: Workstation, server: DemoServer) -> None:
    """Play the story on one desktop; without the status window the rest makes no sense."""
    steps = KeyboardStory(workstation, server).steps()
    for number, (name, act) in enumerate(steps):
        if not report.step(host, name, act, picture=workstation.save_picture) and number == 0:
            report.skip(host, [later for later, _ in steps[1:]], "pas de fenêtre d'état")
            return
