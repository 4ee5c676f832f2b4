"""What is tried on the private Windows, step by step; each builds on those before it.

A step is a method of :class:`Story`, in the order of this file; it fails with an exception.
"""

import contextlib
import json
from collections.abc import Callable
from typing import Final, NamedTuple

from iea_agent.adapters.files import SettingsFile
from iea_agent.core import texts
from iea_agent.core import window_texts as words
from iea_agent.core.connection_state import Picture
from iea_agent.core.day_password import OTP_DIGITS, check_digit, written
from iea_agent.core.diagnosis import Verdict
from iea_agent.sandbox import software
from iea_agent.sandbox.behaviour import Behaviour
from iea_agent.tour.errors import NeverCameError, NotThereError, TourError
from iea_agent.tour.waiting import wait_until
from tools.windows.clerk import Clerk
from tools.windows.machine import coloured
from tools.windows.prepare import USER

STATUS, LAUNCH, SETTINGS, TEST, REAUTHENTICATE, SUPPORT, QUIT = 1, 2, 3, 4, 5, 6, 8
"""Rows of the menu, from its top; the state is row 0, « Ouvrir le centre de maintenance » row 7."""
ROWS: Final = 9
BOTH: Final = 2
"""Servers."""
ASSISTANCE: Final = 0
"""The row of « Activer » or « Désactiver le mode assistance » in the menu in it."""
GREEN, RED = (0x1A, 0x7F, 0x37), (0xC6, 0x22, 0x22)
"""Colours of the green check and of the red barred circle on a light background (``ui/signs.py``)."""
DESKTOP_ICON: Final = (92, 60)
"""How much of the desktop its first icon takes (pixels)."""
SOME_PIXELS: Final = 100
LONGEST_KEY: Final = 999
REASON: Final = "panne annoncée par l'assistance"
SERVICE: Final = "iea-agent"
CONSOLE_CLASS: Final = "ConsoleWindowClass"
FAULTS: Final = (AssertionError, NeverCameError, NotThereError, TourError)
PROFILE: Final = r"C:\users\Public\Profil d'été n° 2"


class Step(NamedTuple):
    """Something that must work on Windows."""

    name: str
    claim: str
    do: "Callable[[Story], None]"


STEPS: list[Step] = []
Method = Callable[["Story"], None]


def step(method: Method) -> Method:
    """Make a method a step; its docstring says what it shows."""
    claim = (method.__doc__ or "").strip().rstrip(".")
    STEPS.append(Step(method.__name__.replace("_", " "), claim, method))
    return method


class Story(Clerk):
    """The steps."""

    def play(self, step: Step) -> None:
        """Do a step; take a picture of its end, unless it took its own, or if it fails."""
        before = self.machine.taken
        try:
            step.do(self)
        except FAULTS:
            before = self.machine.taken
            raise
        finally:
            if self.machine.taken == before:
                with contextlib.suppress(*FAULTS):
                    self.machine.take(step.name.replace(" ", "-"))

    # The icon.

    @step
    def icon(self) -> None:
        """The icon appears in the notification area, as the heart: nothing has been tried."""
        self.leave_settings()
        self.agent = self.machine.start_agent()
        self.machine.wait_for_picture(Picture.HEART)

    @step
    def notification(self) -> None:
        """It says once, in a notification, what to do."""
        wait_until(lambda: any(texts.SETTINGS_TITLE in tip for tip in self.machine.tips()), "the notification")
        self.machine.take("notification")

    @step
    def tool_tip(self) -> None:
        """Its tool tip says the state in French, accents and all."""
        self.machine.wait_for_no_tips()
        self.machine.point(self.machine.icon())
        words_of_heart = f"Non connecté\N{NO-BREAK SPACE}: {texts.SHORT[Verdict.NOT_CONFIGURED]}"
        wait_until(lambda: words_of_heart in self.machine.tips(), words_of_heart)
        self.machine.take("tool-tip")

    @step
    def menu(self) -> None:
        """A right click opens the menu, which has all its rows and the menu in it."""
        box = self.machine.open_menu()
        rows = self.machine.rows_of(box)
        assert len(rows) == ROWS, rows
        self.machine.take("menu-open")
        self.machine.close_menu()

    @step
    def real_pixels(self) -> None:
        """It draws for the density of the monitor: Windows scales neither its icon nor its menu."""
        assert self.machine.ask("sees_real_pixels", pid=self.machine.agent_pid())

    @step
    def taskbar_again(self) -> None:
        """When the taskbar starts anew, having forgotten everything, the icon is back."""
        machine = self.machine
        assert machine.ask("lose_icon", pid=machine.agent_pid())
        wait_until(lambda: machine.picture() is None, "a taskbar without the icon")
        machine.ask("announce_taskbar")
        machine.wait_for_picture(Picture.HEART)

    @step
    def long_texts(self) -> None:
        """Words longer than Windows takes are cut, never in the middle of a character."""
        said = self.machine.run([self.machine.python(), "-c", _LONG_TEXTS])
        assert said.words == "cut", said

    # Settings, licence, vault.

    @step
    def settings(self) -> None:
        """« Paramètres de connexion » comes to the front; both servers are tested from it, two green checks."""
        machine = self.machine
        self.choose(SETTINGS)
        machine.wait_for_window(texts.SETTINGS_TITLE)
        self.fill("alt+a", self.server.address)
        self.fill("alt+m", self.server.update_address)
        machine.press("alt+t")
        wait_until(lambda: self.signs(texts.SETTINGS_TITLE, GREEN) >= BOTH, "two green checks")
        machine.take("settings-tested")

    @step
    def connected(self) -> None:
        """Licence and key are saved, the key goes into the vault of Windows, and the ball is blue."""
        machine = self.machine
        self.fill("alt+n", self.server.licence_number)
        self.fill("alt+c", self.server.licence_key)
        machine.press("alt+e")
        machine.wait_for_picture(Picture.BALL)
        saved = SettingsFile(machine.agent_folder / "config.toml", repairs=False).load()
        assert saved.authentication_address == self.server.address, saved
        assert saved.licence_number == self.server.licence_number, saved
        machine.press("alt+q")
        machine.wait_for_no_window(texts.SETTINGS_TITLE)
        assert machine.status()["connection"] == "connected"

    @step
    def vault(self) -> None:
        """The vault holds the key under its own name, the longest too; a longer one is refused; no file holds it."""
        machine, server = self.machine, self.server
        kept = machine.ask("credential", target=f"{SERVICE}:{server.licence_number}")
        assert kept is not None, "nothing in the vault"
        assert kept["secret"] == server.licence_key, kept["user"]
        assert kept["user"] == server.licence_number, kept["user"]
        said = machine.run([machine.python(), "-c", _VAULT_LIMITS.format(longest=LONGEST_KEY)])
        assert said.words == "kept, refused", said
        for file in machine.agent_folder.rglob("*"):
            assert not file.is_file() or server.licence_key.encode() not in file.read_bytes(), file
        machine.ask("forget", target="iea-agent-essai:é")

    # The menu and the tests.

    @step
    def menu_survives(self) -> None:
        """A menu that is open survives a change of the state, and shows the new one when next opened."""
        machine = self.machine
        box = machine.open_menu()
        before = machine.screenshot(box)
        self.server.behave(Behaviour.REFUSED)
        told = machine.agent("authenticate", "--json")
        assert json.loads(told.words)["verdict"] == "refused", told
        machine.wait_for_picture(Picture.HEART)
        assert machine.menu_is_open, "the menu is gone"
        machine.take("menu-survives")
        machine.close_menu()
        box = machine.open_menu()
        assert machine.screenshot(box).tobytes() != before.tobytes(), "the menu is still the old one"
        machine.close_menu()
        self.machine.wait_for_no_tips()

    @step
    def launch_refused(self) -> None:
        """« Lancer Impact emploi » while refused: « Serveur d'authentification », and nothing is launched."""
        self.choose(LAUNCH)
        self.machine.wait_for_window(texts.REFUSED_TITLE)
        assert not self.witness.exists(), "the software was launched"
        self.machine.take("launch-refused")
        self.close(texts.REFUSED_TITLE)

    @step
    def server_test(self) -> None:
        """« Tester l'accès aux serveurs » with the server down: two red barred circles."""
        self.server.behave(Behaviour.DOWN)
        self.choose(TEST)
        self.machine.wait_for_window(texts.MENU_TEST)
        wait_until(lambda: self.signs(texts.MENU_TEST, RED) >= BOTH, "two red barred circles")
        self.machine.take("server-test-failed")
        self.close(texts.MENU_TEST)

    @step
    def reauthentication(self) -> None:
        """« Relancer l'authentification auprès du serveur » brings the ball back."""
        self.server.behave(Behaviour.UP)
        self.choose(REAUTHENTICATE)
        self.machine.wait_for_window(texts.MENU_REAUTHENTICATE)
        self.machine.wait_for_picture(Picture.BALL)
        self.machine.take("reauthenticated")
        self.close(texts.MENU_REAUTHENTICATE)

    # The launch gate.

    @step
    def launch(self) -> None:
        """A left click launches a real program with IEA_MODE=production; a second launch says that it runs."""
        machine = self.machine
        machine.click(machine.icon())
        window = machine.wait_for_window(software.TITLE)
        assert self.mode_of_software() == "production"
        machine.take("launched")
        told = machine.agent("launch", "--json")
        assert json.loads(told.words)["outcome"] == "already_running", told
        self.close_if_open(texts.MENU_LAUNCH)
        machine.ask("close_window", handle=window["handle"])
        machine.wait_for_no_window(software.TITLE)

    @step
    def no_console(self) -> None:
        """No child of the agent has a console."""
        machine = self.machine
        self.choose(STATUS)
        machine.wait_for_window(words.STATUS_TITLE)
        ours = self.family_of(self.machine.agent_pid())
        assert len(ours) > 1, ours
        assert all(name == "pythonw.exe" for name in ours.values()), ours
        consoles = [each for each in machine.windows() if each["class"] == CONSOLE_CLASS and each["visible"]]
        assert not consoles, consoles
        self.close(words.STATUS_TITLE)

    # Assistance mode.

    @step
    def assistance_on(self) -> None:
        """« Activer le mode assistance », in the menu in the menu: the beetle, at once."""
        machine = self.machine
        self.choose(SUPPORT, ASSISTANCE)
        machine.wait_for_window(texts.MENU_ENABLE_ASSISTANCE)
        self.fill("alt+m", REASON)
        machine.take("assistance-question")
        machine.press("alt+a")
        machine.wait_for_picture(Picture.BEETLE)
        machine.wait_for_no_window(texts.MENU_ENABLE_ASSISTANCE)
        kept = self.kept()
        assert (kept.reason, kept.who) == (REASON, USER), kept

    @step
    def launch_in_assistance(self) -> None:
        """The software is launched with IEA_MODE=assistance, without the server."""
        machine = self.machine
        self.server.behave(Behaviour.DOWN)
        told = machine.agent("launch", "--json")
        assert json.loads(told.words)["outcome"] == "started", told
        window = machine.wait_for_window(software.TITLE)
        assert self.mode_of_software() == "assistance"
        machine.take("launched-in-assistance")
        machine.ask("close_window", handle=window["handle"])
        machine.wait_for_no_window(software.TITLE)
        self.server.behave(Behaviour.UP)

    @step
    def kill_and_restart(self) -> None:
        """Killed and started again, the agent still shows the beetle, once."""
        machine = self.machine
        machine.ask("kill", pid=self.machine.agent_pid())
        self.agent.wait(30)
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        self.agent = machine.start_agent()
        machine.wait_for_picture(Picture.BEETLE)

    @step
    def assistance_off(self) -> None:
        """A wrong password of the day is refused, the right one ends assistance mode: heart, then the ball."""
        machine = self.machine
        self.choose(SUPPORT, ASSISTANCE)
        machine.wait_for_window(texts.MENU_DISABLE_ASSISTANCE)
        right = self.server.day_password
        machine.type_text(_other_than(right))
        machine.press("Return")
        wait_until(lambda: self.signs(texts.MENU_DISABLE_ASSISTANCE, RED) > 0, "that the password is wrong")
        assert self.kept().tries.failed == 1
        machine.take("password-wrong")
        assert machine.picture() is Picture.BEETLE
        machine.press("ctrl+a")
        machine.type_text(right)
        machine.press("Return")
        machine.wait_for_picture(Picture.BALL)
        machine.take("assistance-over")
        self.close(texts.MENU_DISABLE_ASSISTANCE)

    # The processes.

    @step
    def single_instance(self) -> None:
        """A second start shows the status window of the first, and ends."""
        machine, first = self.machine, self.machine.agent_pid()
        second = machine.start_agent()
        assert second.wait(60) == 0
        window = machine.wait_for_window(words.STATUS_TITLE)
        assert self.family_of(first).get(window["pid"]), "the window is of another agent"
        self.close(words.STATUS_TITLE)

    @step
    def other_profile(self) -> None:
        """Another profile, with spaces and accents in its path, is another agent with a pipe of its own."""
        machine = self.machine
        other = machine.start_agent("--no-icon", IEA_AGENT_HOME=PROFILE)
        wait_until(lambda: machine.status(IEA_AGENT_HOME=PROFILE)["running"] is True, "the other agent")
        assert machine.status(IEA_AGENT_HOME=PROFILE)["connection"] == "not_configured"
        assert machine.status()["connection"] == "connected"
        assert machine.agent("quit", IEA_AGENT_HOME=PROFILE).status == 0
        assert other.wait(60) == 0

    @step
    def shortcut(self) -> None:
        """`iea-agent shortcut on` puts the ball on the desktop: a double click on it launches the software."""
        machine = self.machine
        self.witness.unlink(missing_ok=True)
        assert machine.agent("shortcut", "on").status == 0
        corner = (0, 0, *DESKTOP_ICON)
        wait_until(lambda: len(coloured(machine.screenshot(corner))[0]) > SOME_PIXELS, "the ball on the desktop")
        machine.double_click((DESKTOP_ICON[0] // 2, DESKTOP_ICON[1] // 3))
        window = machine.wait_for_window(software.TITLE)
        machine.take("launched-by-shortcut")
        machine.ask("close_window", handle=window["handle"])
        machine.wait_for_no_window(software.TITLE)
        assert machine.agent("shortcut", "off").status == 0

    @step
    def log_off(self) -> None:
        """Logging off is not vetoed, not even by a window that holds changes; the agent ends well."""
        machine = self.machine
        self.choose(SETTINGS)
        machine.wait_for_window(texts.SETTINGS_TITLE)
        self.fill("alt+n", "changed and not saved")
        pid = self.machine.agent_pid()
        answers = [
            answer for each in self.family_of(pid) for answer in machine.ask("end_session", pid=each, ends=False)
        ]
        assert answers, "nobody was asked"
        assert all(each["answer"] for each in answers), answers
        assert machine.status()["running"] is True, "nobody logged off after all, and the agent is gone"
        machine.ask("end_session", pid=pid, ends=True)
        assert self.agent.wait(30) == 0
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        machine.wait_for_no_window(texts.SETTINGS_TITLE)
        assert "the session of the user ends" in machine.last_words()
        assert machine.status()["running"] is False

    @step
    def login(self) -> None:
        """Entered in the Run key by `iea-agent autostart on`, the agent is started when the user logs in."""
        machine = self.machine
        assert machine.agent("autostart", "on").status == 0
        entered = machine.ask("run_entry", name="iea-agent")
        assert entered is not None, "nothing in the Run key"
        assert entered.endswith("--at-login"), entered
        login = machine.start(["wineboot"])
        machine.wait_for_picture(Picture.BALL)
        assert login.wait(60) == 0
        assert machine.agent("autostart", "off").status == 0
        assert machine.ask("run_entry", name="iea-agent") is None

    @step
    def leave(self) -> None:
        """« Quitter » ends it, and its icon is gone."""
        machine = self.machine
        machine.wait_for_picture(Picture.BALL)
        pid = machine.agent_pid()
        self.choose(QUIT)
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        wait_until(lambda: pid not in self.family_of(pid), "the end of the agent")


_LONG_TEXTS = """
import sys
from PIL import Image
from iea_agent.adapters.tray_pystray import tray_icon_class
icon = tray_icon_class()('essai', Image.new('RGB', (16, 16)), 'é' * 126 + '\U0001f41e' + 'x' * 100)
def show(icon):
    icon.visible = True
    icon.notify('é' * 400, 'É' * 100)
    icon.title = 'x' * 500
    icon.stop()
icon.run(show)
sys.stdout.write('cut')
"""
_VAULT_LIMITS = """
import sys
from iea_agent.adapters.licence_keyring import KeyringKeys
from iea_agent.core.errors import KeyStoreError
from iea_agent.core.messages import Secret
keys = KeyringKeys('iea-agent-essai')
keys.put('é', Secret('é' * {longest}))
kept = keys.get('é').value == 'é' * {longest}
try:
    keys.put('é', Secret('é' * ({longest} + 1)))
except KeyStoreError:
    sys.stdout.write('kept, refused' if kept else 'lost')
"""


def _other_than(password: str) -> str:
    """Return a password that is well formed, and not this one."""
    digits = password.replace(" ", "")[:OTP_DIGITS]
    other = f"{(int(digits) + 1) % 10**OTP_DIGITS:0{OTP_DIGITS}}"
    return written(other + check_digit(other))
