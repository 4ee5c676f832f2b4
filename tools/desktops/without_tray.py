"""Desktops that show no icon: the status window serves, and says once how to get one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from iea_agent.core.connection_state import Picture
from iea_agent.core.desktops import Desktop
from iea_agent.core.texts import desktops, labels
from iea_agent.core.texts.windows import buttons, status_window
from iea_agent.demo.tour.desktop.errors import NeverCameError
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.workstation import Workstation
from tools.desktops.hosts import Xfce
from tools.desktops.report import Report

STATUS = status_window.STATUS_TITLE


class Bare(Xfce):
    """A desktop that says it is GNOME, and has no tray until one is added."""

    def write_settings(self, config: Path) -> None:
        """Leave the settings of the panel that will come."""
        super().write_settings(config)
        self.environ["XDG_CURRENT_DESKTOP"] = "GNOME"


class WithoutTray:
    """What a clerk sees on such a desktop; ``old_tray``: something that is a tray for other icons is there."""

    def __init__(self, workstation: Workstation, desktop: Desktop, *, gets_a_tray: bool) -> None:
        self._workstation = workstation
        self._way = desktops.WAY_TO_ICON[desktop]
        self._gets_a_tray = gets_a_tray
        self._agent: subprocess.Popen[bytes] | None = None

    def steps(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Return the names of the steps, and what they do."""
        late = (("icône dès qu'un panneau vient", self.see_a_late_icon),) if self._gets_a_tray else ()
        return (
            ("fenêtre d'état, avec le conseil", self.see_the_advice),
            ("conseil donné une seule fois", self.see_no_advice_again),
            ("second lancement : la fenêtre", self.start_twice),
            *late,
        )

    def see_the_advice(self) -> None:
        """The status window opens by itself, and says how to get the icon here."""
        self._agent = self._workstation.start_agent()
        self._workstation.reader.wait_for_window(STATUS)
        self._workstation.reader.wait_for_words(STATUS, labels.CONNECTED)
        self._workstation.reader.wait_for_words(STATUS, self._way)

    def see_no_advice_again(self) -> None:
        """After a restart the window opens without it."""
        self._command("quit")
        if self._agent is not None:
            self._agent.wait(30)
        self._workstation.reader.wait_for_no_window(STATUS)
        self._agent = self._workstation.start_agent()
        self._workstation.reader.wait_for_window(STATUS)
        self._workstation.reader.wait_for_words(STATUS, labels.CONNECTED)
        if desktops.NO_ICON_TITLE in self._workstation.reader.words(STATUS):
            raise NeverCameError("a window without the advice")

    def start_twice(self) -> None:
        """The window can be closed, and comes back when the agent is started once more."""
        self._workstation.click_control(STATUS, buttons.CLOSE.replace("&", ""))
        self._workstation.reader.wait_for_no_window(STATUS)
        self._workstation.start_agent()
        self._workstation.reader.wait_for_window(STATUS)
        wait_until(lambda: self._workstation.desktop.active_window() == STATUS, "the window with the keyboard")

    def see_a_late_icon(self) -> None:
        """A panel with a tray is added: the icon is there."""
        self._workstation.desktop.start_panel()
        self._workstation.wait_for_picture(Picture.BALL)

    def _command(self, word: str) -> None:
        command = [sys.executable, "-P", "-m", "iea_agent", word]
        subprocess.run(command, env=self._workstation.desktop.environ, check=False, capture_output=True)


def play(report: Report, host: str, workstation: Workstation, desktop: Desktop, *, gets_a_tray: bool) -> None:
    """Play it on one desktop."""
    for name, act in WithoutTray(workstation, desktop, gets_a_tray=gets_a_tray).steps():
        report.step(host, name, act, picture=workstation.save_picture)
