"""What a clerk who sees nothing does, by keyboard alone: the cases of the help sheet, and every window.

Each story begins on a workstation of its own. A window that the keyboard of XFCE cannot open from the icon is opened by
the command of its entry in the start menu, or from « État de la connexion ».
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Picture
from iea_agent.core.day_password import TypingFault
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.lockout import Lockout, tries_left
from iea_agent.core.repair import RepairOutcome
from iea_agent.core.texts import labels
from iea_agent.core.texts.repair import OUTCOME
from iea_agent.core.texts.verdict_words import WORDS
from iea_agent.core.texts.windows import (
    about,
    access_test,
    assistance_mode,
    buttons,
    help_window,
    mail_window,
    repair_offer,
    report_window,
    settings_window,
    status_window,
    verdict_box,
    welcome_window,
)
from iea_agent.core.typed_addresses import AddressFault
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import NOTHING_LEAVES, DemoServer
from iea_agent.demo.tour.desktop.orca import Orca
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.help_sheet import OLD_AUTHENTICATION, OLD_UPDATES
from iea_agent.demo.tour.play import wrong_password
from iea_agent.demo.tour.workstation import Workstation, install
from tools.voice.hearing import Heard, Hearing

Tell = Callable[[Heard], None]
"""Is told each act."""
PROGRAM: Final = [sys.executable, "-P", "-m", "iea_agent"]
STATUS: Final = status_window.STATUS_TITLE
SETTINGS: Final = labels.SETTINGS_TITLE
TEST: Final = labels.MENU_TEST
AUTHENTICATION: Final = labels.MENU_REAUTHENTICATE
LAUNCH: Final = labels.MENU_LAUNCH
DAY_PASSWORD: Final = labels.MENU_DISABLE_ASSISTANCE
_DOWN: Final = WORDS[Verdict.REFUSED_CONNECTION]
NOT_CONNECTED: Final = f"Non connecté : {_DOWN.short}"
"""The title of a failed authentication while the servers are down."""
WHAT_FAILED: Final = _DOWN.what.removesuffix(".")
"""The title in « État de la connexion » then."""
OLD_ADDRESSES: Final[Mapping[str, Any]] = {
    "secure": False,
    "authentication_address": OLD_AUTHENTICATION,
    "update_address": OLD_UPDATES,
}
"""Settings by name, of before the update that the help sheet is about."""
_OURS: Final = frozenset({STATUS, SETTINGS, LAUNCH, labels.REFUSED_TITLE, DAY_PASSWORD})
"""The windows that stay open behind others."""


class Clerk:
    """Opens and closes windows, and types."""

    def __init__(self, workstation: Workstation, server: DemoServer, orca: Orca, tell: Tell) -> None:
        self.workstation = workstation
        self.server = server
        self.hearing = Hearing(workstation, orca, tell)
        self.act = self.hearing.act

    def run(self, *command: str) -> None:
        """Run a command of the program, as an entry of the start menu does."""
        self.workstation.desktop.start([*PROGRAM, *command])

    def press(self, *keys: str) -> None:
        """Press keys."""
        self.workstation.desktop.press(*keys)

    def type(self, text: str, *keys: str) -> None:
        """Replace what a field holds, then press keys."""
        self.press("ctrl+a")
        self.workstation.desktop.type_text(text)
        if keys:
            self.press(*keys)

    def open(self, window: str, *command: str) -> None:
        """Open a window by a command, and wait until it is in front."""
        self.run(*command)
        wait_until(lambda: self.workstation.desktop.active_window() == window, f"« {window} » in front")

    def leave(self, window: str) -> None:
        """Close a window by Escape."""
        desktop = self.workstation.desktop
        wait_until(lambda: desktop.active_window() == window, f"« {window} » in front")
        self.press("Escape")
        self.workstation.reader.wait_for_no_window(window)
        left = [title for title in self.workstation.reader.windows() if title in _OURS]
        if left:
            wait_until(lambda: desktop.active_window() in left, f"one of {left} in front")


def key(label: str) -> str:
    """Return the keys that press the button, or reach the field, of a label with its mnemonic."""
    return f"alt+{label[label.index('&') + 1].lower()}"


@contextmanager
def clerk_at_work(tell: Tell, *, licence: bool = True, **settings: Any) -> Iterator[Clerk]:  # noqa: ANN401 (see Settings)
    """Prepare a workstation with Orca, and start the agent unless there is no licence.

    ``settings`` by name are to be other than usual.

    Raises:
        MissingProgramError: this machine lacks some of the programs.
    """
    with tempfile.TemporaryDirectory(prefix="iea-voice-") as name:
        folder = Path(name)
        home = folder / "home"
        with DemoServer.start(folder / "server") as server, Workstation(home) as workstation:
            install(home, server, software_command=software.COMMAND, software_version=software.VERSION, **settings)
            if not licence:
                (home / "licence-key.json").unlink()
            desktop = workstation.desktop
            desktop.environ |= NOTHING_LEAVES
            desktop.start_panel()
            orca = Orca(desktop)
            desktop.environ["PATH"] = f"{_without_browser(folder)}:{desktop.environ['PATH']}"
            clerk = Clerk(workstation, server, orca, tell)
            if licence:
                clerk.run()
            yield clerk


def _without_browser(folder: Path) -> Path:
    """Return a folder with an opener of files that opens nothing: no browser covers the windows."""
    refusing = folder / "programs" / "gio"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    refusing.chmod(0o700)
    return refusing.parent


# Case 1 of the help sheet, and the repair.


def repair(tell: Tell) -> None:
    """From old addresses to the ball."""
    with clerk_at_work(tell, **OLD_ADDRESSES) as clerk:
        clerk.workstation.wait_for_picture(Picture.HEART)
        offer_a_repair(clerk)
        clerk.leave(LAUNCH)
        clerk.act(
            "État de la connexion, correction prête",
            lambda: clerk.run("show"),
            window=STATUS,
            shown=repair_offer.TITLE,
        )
        clerk.act(
            "Corriger et se connecter",
            lambda: clerk.press(key(repair_offer.REPAIR)),
            window=STATUS,
            shown=OUTCOME[RepairOutcome.CONNECTED],
        )


def offer_a_repair(clerk: Clerk) -> None:
    """Launch the software with old addresses."""
    clerk.act(
        "Lancement avec d’anciennes adresses : correction proposée",
        lambda: clerk.run("launch"),
        window=LAUNCH,
        shown=repair_offer.TITLE,
        more=[repair_offer.NEW_ONES_ANSWER],
    )


# Every window that needs no failure.


def windows(tell: Tell) -> None:
    """Open what the menu opens, while the connection is good."""
    with clerk_at_work(tell) as clerk:
        clerk.workstation.wait_for_picture(Picture.BALL)
        clerk.act("État de la connexion, connecté", lambda: clerk.run("show"), window=STATUS, shown=labels.CONNECTED)
        clerk.act("Afficher les détails", lambda: clerk.press(key(verdict_box.SHOW_DETAILS)), window=STATUS, focus=True)
        _look_at_the_program(clerk)
        clerk.act(
            "Test d’accès réussi", lambda: clerk.press(key(buttons.OPEN_TEST)), window=TEST, shown=labels.TEST_SUCCEEDED
        )
        clerk.leave(TEST)
        clerk.act(
            "Authentification réussie",
            lambda: clerk.press(key(buttons.OPEN_REAUTHENTICATE)),
            window=AUTHENTICATION,
            shown=labels.CONNECTED,
        )
        clerk.leave(AUTHENTICATION)
        title = buttons.PREPARE_MESSAGE_TITLE
        clerk.act(
            title, lambda: clerk.run("support", "--about", "helper"), window=title, shown=mail_window.INTRODUCTION
        )
        clerk.act(
            "Rapport de diagnostic",
            lambda: clerk.press(key(mail_window.JOIN_REPORT)),
            window=labels.MENU_REPORT,
            shown=report_window.IS_CLEAN,
        )


def _look_at_the_program(clerk: Clerk) -> None:
    window = labels.MENU_ABOUT
    clerk.act("À propos", lambda: clerk.press(key(buttons.OPEN_ABOUT)), window=window, shown=about.WHAT_IT_IS)
    clerk.act("À propos : copier", lambda: clerk.press(key(about.COPY)), window=window, shown=about.COPIED)
    clerk.leave(window)
    clerk.act("Aide, sans navigateur", lambda: clerk.press("F1"), window=labels.MENU_HELP, shown=help_window.TITLE)
    clerk.leave(labels.MENU_HELP)


# The settings.


def settings(tell: Tell) -> None:
    """A typing fault, a test that fails and one that passes, and saving."""
    with clerk_at_work(tell) as clerk:
        clerk.workstation.wait_for_picture(Picture.BALL)
        clerk.act("Paramètres de connexion", lambda: clerk.run("settings"), window=SETTINGS)
        clerk.press(key(settings_window.AUTHENTICATION))
        clerk.act(
            "Adresse mal tapée",
            lambda: clerk.type("https://", key(settings_window.TEST)),
            window=SETTINGS,
            shown=settings_window.TEST_NEEDS_CORRECTION,
            more=[settings_window.ADDRESS_FAULT[AddressFault.MALFORMED]],
        )
        clerk.server.behave(Behaviour.DOWN)
        fail_a_test(clerk, lambda: clerk.type(clerk.server.address, key(settings_window.TEST)))
        clerk.server.behave(Behaviour.UP)
        clerk.act(
            "Test réussi",
            lambda: clerk.press(key(settings_window.TEST)),
            window=SETTINGS,
            shown=labels.TEST_SUCCEEDED,
        )
        clerk.act(
            "Enregistrer", lambda: clerk.press(key(settings_window.SAVE)), window=SETTINGS, shown=labels.CONNECTED
        )
        clerk.leave(SETTINGS)


def fail_a_test(clerk: Clerk, do: Callable[[], object]) -> None:
    """Test servers that are down, in the settings."""
    clerk.act("Échec du test", do, window=SETTINGS, shown=access_test.TEST_FAILED)


# Case 2: nothing helps, so a mail.


def failure(tell: Tell) -> None:
    """From servers that are down to the mail."""
    with clerk_at_work(tell) as clerk:
        clerk.workstation.wait_for_picture(Picture.BALL)
        clerk.server.behave(Behaviour.DOWN)
        clerk.workstation.wait_for_picture(Picture.HEART)
        clerk.act("État de la connexion, en panne", lambda: clerk.run("show"), window=STATUS, shown=WHAT_FAILED)
        clerk.press(key(verdict_box.SHOW_DETAILS))
        clerk.act(
            "Échec de l’authentification",
            lambda: clerk.press(key(buttons.OPEN_REAUTHENTICATE)),
            window=AUTHENTICATION,
            shown=NOT_CONNECTED,
        )
        clerk.leave(AUTHENTICATION)
        clerk.act("Échec du lancement", lambda: clerk.run("launch"), window=LAUNCH, shown=NOT_CONNECTED)
        letter = labels.MENU_WRITE_SUPPORT
        clerk.act(
            letter, lambda: clerk.press(key(buttons.WRITE_SUPPORT)), window=letter, shown=mail_window.INTRODUCTION
        )
        clerk.act(
            "Copier le message", lambda: clerk.press(key(mail_window.COPY)), window=letter, shown=mail_window.COPIED
        )
        clerk.leave(letter)


# Case 3: a refusal, so assistance mode, and the way out of it.


def assistance(tell: Tell) -> None:
    """From a refused launch into assistance mode, and back with the password of the day."""
    with clerk_at_work(tell) as clerk:
        clerk.workstation.wait_for_picture(Picture.BALL)
        clerk.server.behave(Behaviour.REFUSED)
        clerk.workstation.wait_for_picture(Picture.HEART)
        clerk.act("Lancement refusé", lambda: clerk.run("launch"), window=labels.REFUSED_TITLE, shown=labels.REFUSED)
        clerk.act(
            "Activer le mode assistance : la question",
            lambda: clerk.press(key(buttons.ENABLE_ASSISTANCE)),
            window=labels.MENU_ENABLE_ASSISTANCE,
            shown=assistance_mode.ASSISTANCE_MEANS,
        )
        clerk.act(
            "Activer le mode assistance : c’est fait",
            lambda: clerk.press("Return"),
            window=LAUNCH,
            shown=labels.ASSISTANCE,
        )
        clerk.leave(LAUNCH)
        leave_assistance(clerk)


def leave_assistance(clerk: Clerk) -> None:
    """Type a password with a fault, a wrong one, and the right one."""
    clerk.act(
        "Désactiver le mode assistance",
        lambda: clerk.run("assistance"),
        window=DAY_PASSWORD,
        shown=assistance_mode.IN_ASSISTANCE,
    )
    title = buttons.ASK_PASSWORD_TITLE
    clerk.act(title, lambda: clerk.press(key(buttons.ASK_PASSWORD)), window=title, shown=mail_window.INTRODUCTION)
    clerk.leave(title)
    clerk.press(key(assistance_mode.DAY_FIELD))
    clerk.act(
        "Mot de passe mal tapé",
        lambda: clerk.type("123", "Return"),
        window=DAY_PASSWORD,
        shown=assistance_mode.TYPING_FAULT[TypingFault.TOO_SHORT],
    )
    type_a_wrong_password(clerk)
    clerk.server.behave(Behaviour.UP)
    clerk.act(
        "Mot de passe juste",
        lambda: clerk.type(clerk.server.day_password, "Return"),
        window=DAY_PASSWORD,
        shown=labels.CONNECTED,
    )
    clerk.leave(DAY_PASSWORD)


def type_a_wrong_password(clerk: Clerk) -> None:
    """Type a password that is well formed, and wrong."""
    title, sentences = assistance_mode.PASSWORD_FAILED[PasswordOutcome.WRONG]
    clerk.act(
        "Mot de passe faux",
        lambda: clerk.type(wrong_password(clerk.server.day_password), "Return"),
        window=DAY_PASSWORD,
        shown=title,
        more=[*sentences, assistance_mode.tries_left(tries_left(Lockout(failed=1)))],
    )


# The first start.


def first_start(tell: Tell) -> None:
    """From no licence to the ball."""
    with clerk_at_work(tell, licence=False, licence_number="") as clerk:
        window = welcome_window.TITLE
        clerk.act("Bienvenue", clerk.run, window=window, shown=welcome_window.HEADLINE)
        clerk.act(
            "Licence oubliée",
            lambda: clerk.press(key(welcome_window.CONNECT)),
            window=window,
            shown=settings_window.SAVE_NEEDS_CORRECTION,
            more=[settings_window.NUMBER_NEEDED],
            stands=True,
        )
        clerk.type(clerk.server.licence_number, "Tab")
        clerk.act(
            "Licence enregistrée",
            lambda: clerk.type(clerk.server.licence_key, "Return"),
            window=window,
            shown=labels.CONNECTED,
        )
        clerk.leave(window)


STORIES: Final[Mapping[str, Callable[[Tell], None]]] = {
    "repair": repair,
    "windows": windows,
    "settings": settings,
    "failure": failure,
    "assistance": assistance,
    "first-start": first_start,
}
"""By the name that they are asked for."""
