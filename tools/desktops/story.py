"""The mouse story: what a clerk does with the icon, and what happens to the desktop meanwhile."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

from iea_agent.core.connection_state import Picture
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.private_desktop import NOTIFICATIONS
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.help_sheet import HelpSheet
from iea_agent.demo.tour.play import wrong_password
from iea_agent.demo.tour.workstation import Workstation
from tools.desktops.report import Report

SETTINGS = labels.SETTINGS_TITLE
LABELS = (
    labels.CONNECTED,
    labels.MENU_STATUS,
    labels.MENU_LAUNCH,
    labels.MENU_SETTINGS,
    labels.MENU_TEST,
    labels.MENU_REAUTHENTICATE,
    labels.MENU_SUPPORT,
    labels.MENU_ENABLE_ASSISTANCE,
    labels.MENU_WRITE_SUPPORT,
    labels.MENU_REPORT,
    labels.MENU_MAINTENANCE,
    labels.MENU_UPDATES,
    labels.MENU_HELP,
    labels.MENU_ABOUT,
    labels.MENU_QUIT,
)
"""The menu while connected."""


class Story:
    """The story on one desktop; its steps in order, each with its name."""

    def __init__(self, workstation: Workstation, server: DemoServer) -> None:
        self._workstation = workstation
        self._desktop = workstation.desktop
        self._server = server
        self._sheet = HelpSheet(workstation, server, lambda _name, _caption, _window: None)
        self._agent: subprocess.Popen[bytes] | None = None

    def steps(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Return the names of the steps, and what they do."""
        return (
            ("icône : la boule", self.see_the_icon),
            ("menu : clic droit", self.read_the_menu),
            ("menu : une entrée ouvre sa fenêtre", self.open_a_window),
            ("fenêtre devant un autre logiciel", self.come_to_the_front),
            ("fenêtre ramenée devant", self.come_to_the_front_again),
            ("serveur arrêté : le cœur", self.see_the_heart),
            ("mode assistance : le scarabée", self.see_the_beetle),
            ("mot de passe du jour : la boule", self.leave_assistance),
            ("panneau tué puis relancé", self.kill_the_panel),
            ("agent lancé avant le panneau", self.start_before_the_panel),
            ("notifications bloquées", self.hang_the_notifications),
            ("bus perdu puis revenu", self.lose_the_bus),
        )

    # The icon and its menu.

    def see_the_icon(self) -> None:
        """The panel shows the ball."""
        self._desktop.start_panel()
        self._agent = self._workstation.start_agent()
        self._workstation.wait_for_picture(Picture.BALL)

    def read_the_menu(self) -> None:
        """The menu has all its entries."""
        found: list[str] = []

        def look() -> bool:
            found[:] = self._workstation.menu_labels()
            return tuple(found) == LABELS

        wait_until(look, f"the menu, not {found}")

    def open_a_window(self) -> None:
        """An entry opens its window, which gets the keyboard."""
        self._workstation.choose(labels.MENU_SETTINGS)
        self._wait_for_front(SETTINGS)
        self._workstation.click_control(SETTINGS, labels.SETTINGS_QUIT)
        self._workstation.reader.wait_for_no_window(SETTINGS)

    # Windows that are never lost behind others.

    def come_to_the_front(self) -> None:
        """While the user types in another program, a window opens in front of it."""
        self._desktop.start([*software.COMMAND])
        self._workstation.reader.wait_for_window(software.TITLE)
        self._use_the_software()
        self._workstation.choose(labels.MENU_SETTINGS)
        self._wait_for_front(SETTINGS)

    def come_to_the_front_again(self) -> None:
        """A window that was left behind another program comes back when it is asked for again."""
        self._use_the_software()
        wait_until(lambda: self._desktop.is_above(software.TITLE, SETTINGS), "the window behind the other program")
        self._workstation.choose(labels.MENU_SETTINGS)
        self._wait_for_front(SETTINGS)
        self._workstation.click_control(SETTINGS, labels.SETTINGS_QUIT)
        self._workstation.reader.wait_for_no_window(SETTINGS)

    def _use_the_software(self) -> None:
        self._desktop.activate_window(software.TITLE)
        self._desktop.press("Tab", "Tab")

    def _wait_for_front(self, title: str) -> None:
        desktop = self._desktop
        self._workstation.reader.wait_for_window(title)
        wait_until(lambda: desktop.active_window() == title, f"{title!r} with the keyboard", patience_s=15)
        if software.TITLE in self._workstation.reader.windows():
            wait_until(lambda: desktop.is_above(title, software.TITLE), f"{title!r} in front", patience_s=15)

    # The three pictures.

    def see_the_heart(self) -> None:
        """The server goes away."""
        self._server.behave(Behaviour.DOWN)
        self._workstation.wait_for_picture(Picture.HEART)

    def see_the_beetle(self) -> None:
        """Assistance mode, by the menu in the menu."""
        self._sheet.enable_assistance()

    def leave_assistance(self) -> None:
        """The password of the day."""
        self._sheet.disable_assistance(self._server.day_password, wrong_password(self._server.day_password))

    # What happens to the desktop.

    def kill_the_panel(self) -> None:
        """The panel crashes and comes back; so does the icon, with its menu."""
        self._desktop.kill_panel()
        self._desktop.start_panel()
        self._workstation.wait_for_picture(Picture.BALL)
        self.read_the_menu()
        self._workstation.close_menu()

    def start_before_the_panel(self) -> None:
        """The agent runs before there is a panel, as at login."""
        self.quit()
        self._desktop.kill_panel()
        self._agent = self._workstation.start_agent()
        wait_until(lambda: self._command("status").returncode == 0, "the agent")
        self._desktop.start_panel()
        self._workstation.wait_for_picture(Picture.BALL)
        self.read_the_menu()
        self._workstation.close_menu()

    def hang_the_notifications(self) -> None:
        """The notification service hangs while there is much to notify; icon and menu work."""
        self._desktop.kill_panel()
        with self._hung_notifications():
            self._desktop.start_panel()
            self._server.behave(Behaviour.DOWN)
            self._workstation.wait_for_picture(Picture.HEART)
            self._server.behave(Behaviour.UP)
            self._workstation.choose(labels.MENU_REAUTHENTICATE)
            self._workstation.reader.wait_for_words(labels.MENU_REAUTHENTICATE, labels.CONNECTED)
            self._workstation.wait_for_picture(Picture.BALL)
            self._workstation.choose(labels.MENU_STATUS)
            self._workstation.reader.wait_for_window(status_window.STATUS_TITLE)

    def lose_the_bus(self) -> None:
        """The session bus crashes, and comes back at the same address with a new panel: so does the icon.

        The screen reader is gone with the bus, so the menu is seen by its pixels only.
        """
        self._desktop.kill_bus()
        self._desktop.start_bus()
        self._desktop.start_panel()
        self._workstation.wait_for_picture(Picture.BALL)
        before = self._desktop.wait_for_rest(self._desktop.geometry.beside_panel)
        self._workstation.right_click()
        self._desktop.wait_for_change(before)
        if self._agent is None or self._agent.poll() is not None:
            raise AssertionError("the agent ended")

    def quit(self) -> None:
        """End the agent."""
        self._command("quit")
        if self._agent is not None:
            self._agent.wait(30)

    @contextlib.contextmanager
    def _hung_notifications(self) -> Iterator[None]:
        service = self._desktop.start(["dunst"])
        wait_until(lambda: self._desktop.has_owner(NOTIFICATIONS), "the notification service")
        service.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            service.kill()
            service.wait()

    def _command(self, word: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-P", "-m", "iea_agent", word]
        return subprocess.run(command, env=self._desktop.environ, check=False, capture_output=True)


def play(report: Report, host: str, workstation: Workstation, server: DemoServer) -> None:
    """Play the story on one desktop; without the icon the rest makes no sense."""
    story = Story(workstation, server)
    steps = story.steps()
    for number, (name, act) in enumerate(steps):
        if not report.step(host, name, act, picture=workstation.save_picture) and number == 0:
            report.skip(host, [later for later, _ in steps[1:]], "pas d'icône")
            return
