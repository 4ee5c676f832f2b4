"""Count what each task of the help sheet takes, by mouse in a real panel; the table stands in ``docs/guide.md``.

A click on an entry of the icon's menu counts two: one opens the menu. A window counts when the clerk has to look at it;
the payroll software and the mail program are not ours, and count nothing.

    python -m tools.clicks             plays the tasks (a few minutes) and writes the table
    python -m tools.clicks --check     plays them, and writes nothing; 1 when the table says something else
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import mail_window, repair_offer, settings_window, status_window
from iea_agent.demo.sandbox import mail, software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.private_desktop import NOTIFICATIONS
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.help_sheet import OLD_AUTHENTICATION, OLD_UPDATES, HelpSheet
from iea_agent.demo.tour.mail_handler import install_mail_program
from iea_agent.demo.tour.workstation import Workstation, install

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "guide.md"
BEGIN: Final = "<!-- clicks: begin (tools/clicks.py) -->"
END: Final = "<!-- clicks: end -->"
HEAD: Final = ("| Pour | Clics | Touches | Fenêtres |", "| --- | --- | --- | --- |")
WANTED: Final = "faire la paie"
NAME: Final = "Paulette Martin"
NOWHERE: Final = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1,localhost"}
"""Nothing leaves this machine: the addresses that are built in fail at once."""
_FRAME: Final = (0xAA, 0xAA, 0xAA)
"""The colour of the frame that dunst draws around a notification."""


class Count(NamedTuple):
    """What a task took."""

    clicks: int = 0
    keys: int = 0
    windows: int = 0


class Clerk:
    """Does what a clerk does with mouse and keyboard, and counts it."""

    def __init__(self, workstation: Workstation, server: DemoServer) -> None:
        self.workstation = workstation
        self.server = server
        self._clicks = self._keys = 0
        self._windows: list[str] = []

    @property
    def count(self) -> Count:
        """What was done so far."""
        return Count(self._clicks, self._keys, len(self._windows))

    def click_icon(self) -> None:
        """Click on the icon."""
        self._clicks += 1
        self.workstation.left_click()

    def click_notification(self) -> None:
        """Click on the notification that is shown, with the button to which dunst gives its action."""
        self._clicks += 1
        desktop = self.workstation.desktop
        desktop.click(desktop.wait_for_colour(_FRAME, desktop.geometry.beside_panel), button=2)

    def choose(self, label: str) -> None:
        """Click on the icon with the right button, then on an entry of its menu."""
        self._clicks += 2
        self.workstation.choose(label)

    def click(self, window: str, label: str, role: str | None = "push button") -> None:
        """Click on a control of a window."""
        self._clicks += 1
        self.workstation.click_control(window, plain(label), role)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._keys += len(text)
        self.workstation.desktop.type_text(text)

    def press(self, key: str) -> None:
        """Press a key."""
        self._keys += 1
        self.workstation.desktop.press(key)

    def see(self, window: str, *words: str) -> None:
        """Wait for a window of this program, and for what it says."""
        if window not in self._windows:
            self._windows.append(window)
        self.see_foreign(window)
        for each in words:
            self.workstation.reader.wait_for_words(window, each)

    def see_foreign(self, window: str) -> None:
        """Wait for a window of another program."""
        self.workstation.reader.wait_for_window(window)


class Task(NamedTuple):
    """One task of the help sheet."""

    words: str
    """What it is for, as the guide says it."""
    most: Count
    """More is too much."""
    prepare: Callable[[Clerk], None]
    """Leads to where it begins; nothing of that is counted."""
    play: Callable[[Clerk], None]
    settings: Mapping[str, Any] = {}
    """Settings by name that are to be other than usual."""
    notifies: bool = False
    """Whether a notification service runs."""


def plain(label: str) -> str:
    """Return a label without the mark of its mnemonic."""
    return label.replace("&", "")


# Case 1: from the heart to the ball.

OLD: Final = {"secure": False, "authentication_address": OLD_AUTHENTICATION, "update_address": OLD_UPDATES}


def _wait_for_heart(clerk: Clerk) -> None:
    clerk.workstation.wait_for_picture(Picture.HEART)


def _start_notifications(workstation: Workstation) -> None:
    desktop = workstation.desktop
    desktop.start(["dunst"])
    wait_until(lambda: desktop.has_owner(NOTIFICATIONS), "the notification service")


def _correct_in_a_launch(clerk: Clerk) -> None:
    clerk.click_icon()
    clerk.see(labels.MENU_LAUNCH, repair_offer.TITLE)
    clerk.click(labels.MENU_LAUNCH, repair_offer.REPAIR)
    clerk.workstation.wait_for_picture(Picture.BALL)
    clerk.see_foreign(software.TITLE)
    clerk.workstation.reader.wait_for_words(software.TITLE, software.words_of(Mode.PRODUCTION)[0])


def _correct_from_a_notification(clerk: Clerk) -> None:
    clerk.click_notification()
    clerk.see(status_window.STATUS_TITLE, repair_offer.TITLE)
    clerk.click(status_window.STATUS_TITLE, repair_offer.REPAIR)
    clerk.workstation.wait_for_picture(Picture.BALL)


def _repair_by_the_sheet(clerk: Clerk) -> None:
    window = labels.SETTINGS_TITLE
    clerk.choose(labels.MENU_SETTINGS)
    clerk.see(window, labels.SETTINGS_RESTORE)
    clerk.click(window, labels.SETTINGS_RESTORE)
    clerk.see(window, settings_window.RESTORE_TITLE)
    clerk.click(window, settings_window.RESTORE_CONFIRM)
    clerk.click(window, labels.SETTINGS_TEST)
    clerk.see(window, labels.TEST_SUCCEEDED)
    clerk.click(window, labels.SETTINGS_SAVE)
    clerk.workstation.wait_for_picture(Picture.BALL)
    clerk.click(window, labels.SETTINGS_QUIT)
    clerk.workstation.reader.wait_for_no_window(window)


# Case 2: from a failed launch to the mail.


def _stop_the_server(clerk: Clerk) -> None:
    clerk.workstation.wait_for_picture(Picture.BALL)
    clerk.server.behave(Behaviour.DOWN)
    clerk.workstation.wait_for_picture(Picture.HEART)


def _write_to_support(clerk: Clerk) -> None:
    letter = labels.MENU_WRITE_SUPPORT
    clerk.click_icon()
    clerk.see(labels.MENU_LAUNCH, letter)
    clerk.click(labels.MENU_LAUNCH, letter)
    clerk.see(letter)
    clerk.type(WANTED)
    clerk.press("Tab")
    clerk.type(NAME)
    clerk.click(letter, mail_window.OPEN)
    clerk.see_foreign(mail.TITLE)
    read = "\n".join(control.text or control.name for control in clerk.workstation.read_window(mail.TITLE))
    assert WANTED in read, read
    assert NAME in read, read


# Case 3: from a refused launch to the work.


def _let_the_server_refuse(clerk: Clerk) -> None:
    clerk.workstation.wait_for_picture(Picture.BALL)
    clerk.server.behave(Behaviour.REFUSED)
    clerk.workstation.wait_for_picture(Picture.HEART)


def _work_in_assistance_mode(clerk: Clerk) -> None:
    refusal, question = labels.REFUSED_TITLE, labels.MENU_ENABLE_ASSISTANCE
    clerk.click_icon()
    clerk.see(refusal, labels.REFUSED, question)
    clerk.click(refusal, question)
    clerk.see(question)
    clerk.click(question, question)
    clerk.workstation.wait_for_picture(Picture.BEETLE)
    clerk.click_icon()
    clerk.see_foreign(software.TITLE)
    clerk.workstation.reader.wait_for_words(software.TITLE, software.words_of(Mode.ASSISTANCE)[0])


# Assistance mode.


def _wait_for_ball(clerk: Clerk) -> None:
    clerk.workstation.wait_for_picture(Picture.BALL)


def _enable_assistance(clerk: Clerk) -> None:
    window = labels.MENU_ENABLE_ASSISTANCE
    clerk.choose(window)
    clerk.see(window)
    clerk.click(window, window)
    clerk.workstation.wait_for_picture(Picture.BEETLE)


def _be_in_assistance_mode(clerk: Clerk) -> None:
    _wait_for_ball(clerk)
    HelpSheet(clerk.workstation, clerk.server, lambda _name, _caption, _window: None).enable_assistance()


def _disable_assistance(clerk: Clerk) -> None:
    window = labels.MENU_DISABLE_ASSISTANCE
    clerk.choose(window)
    clerk.see(window)
    clerk.type("".join(filter(str.isdigit, clerk.server.day_password)))
    clerk.press("Return")
    clerk.workstation.wait_for_picture(Picture.BALL)


_DIGITS: Final = 9
TASKS: Final[Mapping[str, Task]] = {
    "launch": Task(
        "Cas 1 : d’un clic sur le cœur à Impact emploi lancé",
        Count(2, 0, 1),
        _wait_for_heart,
        _correct_in_a_launch,
        OLD,
    ),
    "notification": Task(
        "Cas 1 : de la notification à la boule",
        Count(2, 0, 1),
        _wait_for_heart,
        _correct_from_a_notification,
        OLD,
        notifies=True,
    ),
    "settings": Task(
        "Cas 1, par « Paramètres de connexion » : du cœur à la boule",
        Count(7, 0, 1),
        _wait_for_heart,
        _repair_by_the_sheet,
        OLD,
    ),
    "mail": Task(
        "Cas 2 : d’un lancement qui échoue au message à l’assistance",
        Count(4, len(WANTED) + 1 + len(NAME), 2),
        _stop_the_server,
        _write_to_support,
    ),
    "refused": Task(
        "Cas 3 : d’un lancement refusé au travail en mode assistance",
        Count(4, 0, 2),
        _let_the_server_refuse,
        _work_in_assistance_mode,
    ),
    "assistance-on": Task(
        "Activer le mode assistance, par le menu", Count(3, 0, 1), _wait_for_ball, _enable_assistance
    ),
    "assistance-off": Task(
        "Désactiver le mode assistance, avec le mot de passe du jour",
        Count(2, _DIGITS + 1, 1),
        _be_in_assistance_mode,
        _disable_assistance,
    ),
}
"""By a name; each begins on a workstation of its own."""


def play(task: Task, folder: Path) -> Count:
    """Play a task on a private desktop, and return what it took.

    Raises:
        TourError: a program is missing, or something did not come.
    """
    home = folder / "home"
    with DemoServer.start(folder / "server") as server, Workstation(home) as workstation:
        install_mail_program(workstation.desktop.environ)
        install(
            home, server, software_command=software.COMMAND, software_version=software.VERSION, **dict(task.settings)
        )
        workstation.desktop.environ |= NOWHERE
        workstation.desktop.start_panel()
        if task.notifies:
            _start_notifications(workstation)
        workstation.start_agent()
        task.prepare(Clerk(workstation, server))
        clerk = Clerk(workstation, server)
        task.play(clerk)
        return clerk.count


def row(task: Task, count: Count) -> str:
    """Return the row of a task."""
    return f"| {task.words} | {count.clicks} | {count.keys} | {count.windows} |"


def with_table(document: str, counts: Mapping[str, Count]) -> str:
    """Return the document with the table between its markers; ValueError if it has none."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END} in the document")
    table = "\n".join((*HEAD, *(row(TASKS[name], count) for name, count in counts.items())))
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def main(arguments: Sequence[str], document: Path = DOCUMENT) -> int:
    """Play the tasks; write or check the table; return the exit status."""
    parser = argparse.ArgumentParser(description="Count the clicks of each task of the help sheet.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when the table says something else")
    check: bool = parser.parse_args(arguments).check
    counts: dict[str, Count] = {}
    for name, task in TASKS.items():
        with tempfile.TemporaryDirectory(prefix="iea-agent-clicks-") as folder:
            counts[name] = play(task, Path(folder))
        print(row(task, counts[name]), flush=True)
    old = document.read_text(encoding="utf-8")
    new = with_table(old, counts)
    if check or new == old:
        return int(new != old)
    document.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
