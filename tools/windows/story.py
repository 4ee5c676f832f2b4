"""What is tried on the private Windows, step by step; each builds on those before it.

A step is a method of :class:`Story`, in the order of this file; it fails with an exception.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from iea_agent.adapters.files import SettingsFile, StateFile
from iea_agent.core import texts
from iea_agent.core import window_texts as words
from iea_agent.core.connection_state import Picture
from iea_agent.core.day_password import OTP_DIGITS, check_digit, written
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.kept import Kept
from iea_agent.core.settings import Settings
from iea_agent.sandbox import software
from iea_agent.sandbox.behaviour import Behaviour
from iea_agent.sandbox.server import DemoServer
from iea_agent.tour.errors import NeverCameError, NotThereError, TourError
from iea_agent.tour.waiting import comes, wait_until
from tools.windows.machine import ASIDE, CONSOLE_CLASS, WindowsMachine
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
LONGEST_KEY: Final = 999
REASON: Final = "panne annoncée par l'assistance"
SERVICE: Final = "iea-agent"
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


class Story:
    """A machine, a server on the other side of it, and what a clerk does."""

    def __init__(self, machine: WindowsMachine, server: DemoServer) -> None:
        self.machine = machine
        self.server = server
        self.witness = machine.home / "témoin.json"
        self.witness.unlink(missing_ok=True)

    def play(self, step: Step) -> None:
        """Do a step, and take its picture, also if it fails."""
        try:
            step.do(self)
        finally:
            with contextlib.suppress(*FAULTS):
                self.machine.take(step.name.replace(" ", "-"))

    # The icon.

    @step
    def icon(self) -> None:
        """The icon appears in the notification area, as the heart: nothing has been tried."""
        self._leave_settings()
        self.agent = self.machine.start_agent()
        self.machine.wait_for_picture(Picture.HEART)

    @step
    def notification(self) -> None:
        """It says once, in a notification, what to do."""
        wait_until(lambda: any(texts.SETTINGS_TITLE in tip for tip in self._tips()), "the notification")
        self.machine.take("notification")

    @step
    def tool_tip(self) -> None:
        """Its tool tip says the state in French, accents and all."""
        self._forget_notifications()
        self.machine.point(self.machine.icon())
        words_of_heart = f"Non connecté\N{NO-BREAK SPACE}: {texts.SHORT[Verdict.NOT_CONFIGURED]}"
        wait_until(lambda: words_of_heart in self._tips(), words_of_heart)
        self.machine.take("tool-tip")

    @step
    def menu(self) -> None:
        """A right click opens the menu, which has all its rows and the menu in it."""
        box = self.machine.open_menu()
        rows = self.machine.rows_of(box)
        assert len(rows) == ROWS, rows
        self.machine.take("menu-open")
        self.machine.close_menu()

    # Settings, licence, vault.

    @step
    def settings(self) -> None:
        """« Paramètres de connexion » comes to the front; both servers are tested from it, two green checks."""
        machine = self.machine
        self._choose(SETTINGS)
        window = machine.wait_for_window(texts.SETTINGS_TITLE)
        self._fill("alt+a", self.server.address)
        self._fill("alt+m", self.server.update_address)
        machine.press("alt+t")
        wait_until(lambda: self._signs(window, GREEN) >= BOTH, "two green checks")
        machine.take("settings-tested")

    @step
    def connected(self) -> None:
        """Licence and key are saved, the key goes into the vault of Windows, and the ball is blue."""
        machine = self.machine
        self._fill("alt+n", self.server.licence_number)
        self._fill("alt+c", self.server.licence_key)
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
        self._forget_notifications()

    @step
    def launch_refused(self) -> None:
        """« Lancer Impact emploi » while refused: « Serveur d'authentification », and nothing is launched."""
        self._choose(LAUNCH)
        self.machine.wait_for_window(texts.REFUSED_TITLE)
        assert not self.witness.exists(), "the software was launched"
        self.machine.take("launch-refused")
        self._close(texts.REFUSED_TITLE)

    @step
    def server_test(self) -> None:
        """« Tester l'accès aux serveurs » with the server down: two red barred circles."""
        self.server.behave(Behaviour.DOWN)
        self._choose(TEST)
        window = self.machine.wait_for_window(texts.MENU_TEST)
        wait_until(lambda: self._signs(window, RED) >= BOTH, "two red barred circles")
        self.machine.take("server-test-failed")
        self._close(texts.MENU_TEST)

    @step
    def reauthentication(self) -> None:
        """« Relancer l'authentification auprès du serveur » brings the ball back."""
        self.server.behave(Behaviour.UP)
        self._choose(REAUTHENTICATE)
        self.machine.wait_for_window(texts.MENU_REAUTHENTICATE)
        self.machine.wait_for_picture(Picture.BALL)
        self.machine.take("reauthenticated")
        self._close(texts.MENU_REAUTHENTICATE)

    # The launch gate.

    @step
    def launch(self) -> None:
        """A left click launches a real program with IEA_MODE=production; a second launch says that it runs."""
        machine = self.machine
        machine.click(machine.icon())
        window = machine.wait_for_window(software.TITLE)
        assert self._mode_of_software() == "production"
        machine.take("launched")
        told = machine.agent("launch", "--json")
        assert json.loads(told.words)["outcome"] == "already_running", told
        self._close_if_open(texts.MENU_LAUNCH)
        machine.ask("close_window", handle=window["handle"])
        machine.wait_for_no_window(software.TITLE)

    @step
    def no_console(self) -> None:
        """No child of the agent has a console."""
        machine = self.machine
        self._choose(STATUS)
        machine.wait_for_window(words.STATUS_TITLE)
        ours = self._family_of(self._agent_pid())
        assert len(ours) > 1, ours
        assert all(name == "pythonw.exe" for name in ours.values()), ours
        consoles = [each for each in machine.windows() if each["class"] == CONSOLE_CLASS and each["visible"]]
        assert not consoles, consoles
        self._close(words.STATUS_TITLE)

    # Assistance mode.

    @step
    def assistance_on(self) -> None:
        """« Activer le mode assistance », in the menu in the menu: the beetle, at once."""
        machine = self.machine
        self._choose(SUPPORT, ASSISTANCE)
        machine.wait_for_window(texts.MENU_ENABLE_ASSISTANCE)
        machine.type_text(REASON)
        machine.take("assistance-question")
        machine.press("alt+a")
        machine.wait_for_picture(Picture.BEETLE)
        machine.wait_for_no_window(texts.MENU_ENABLE_ASSISTANCE)
        kept = self._kept()
        assert (kept.reason, kept.who) == (REASON, USER), kept

    @step
    def launch_in_assistance(self) -> None:
        """The software is launched with IEA_MODE=assistance, without the server."""
        machine = self.machine
        self.server.behave(Behaviour.DOWN)
        told = machine.agent("launch", "--json")
        assert json.loads(told.words)["outcome"] == "started", told
        window = machine.wait_for_window(software.TITLE)
        assert self._mode_of_software() == "assistance"
        machine.take("launched-in-assistance")
        machine.ask("close_window", handle=window["handle"])
        machine.wait_for_no_window(software.TITLE)
        self.server.behave(Behaviour.UP)

    @step
    def kill_and_restart(self) -> None:
        """Killed and started again, the agent still shows the beetle, once."""
        machine = self.machine
        machine.ask("kill", pid=self._agent_pid())
        self.agent.wait(30)
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        self.agent = machine.start_agent()
        machine.wait_for_picture(Picture.BEETLE)

    @step
    def assistance_off(self) -> None:
        """A wrong password of the day is refused, the right one ends assistance mode: heart, then the ball."""
        machine = self.machine
        self._choose(SUPPORT, ASSISTANCE)
        machine.wait_for_window(texts.MENU_DISABLE_ASSISTANCE)
        right = self.server.day_password
        machine.type_text(_other_than(right))
        machine.press("Return")
        wait_until(lambda: self._kept().tries.failed > 0, "the count of the wrong password")
        machine.take("password-wrong")
        assert machine.picture() is Picture.BEETLE
        machine.press("ctrl+a")
        machine.type_text(right)
        machine.press("Return")
        machine.wait_for_picture(Picture.BALL)
        machine.take("assistance-over")
        self._close(texts.MENU_DISABLE_ASSISTANCE)

    # The processes.

    @step
    def single_instance(self) -> None:
        """A second start shows the status window of the first, and ends."""
        machine, first = self.machine, self._agent_pid()
        second = machine.start_agent()
        assert second.wait(60) == 0
        window = machine.wait_for_window(words.STATUS_TITLE)
        assert self._family_of(first).get(window["pid"]), "the window is of another agent"
        self._close(words.STATUS_TITLE)

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
        """The shortcut, in a menu whose path has accents, launches the software."""
        machine = self.machine
        self.witness.unlink(missing_ok=True)
        assert machine.agent("shortcut", "on").status == 0
        found = list(machine.home.rglob(f"{texts.SHORTCUT_NAME}.lnk"))
        assert found, "no shortcut"
        machine.start(["start", "/wait", machine.path_inside(found[0])])
        window = machine.wait_for_window(software.TITLE)
        machine.ask("close_window", handle=window["handle"])
        machine.wait_for_no_window(software.TITLE)
        assert machine.agent("shortcut", "off").status == 0

    @step
    def log_off(self) -> None:
        """Logging off is not vetoed, not even by a window that holds changes; the agent ends well."""
        machine = self.machine
        self._choose(SETTINGS)
        machine.wait_for_window(texts.SETTINGS_TITLE)
        self._fill("alt+n", "changed and not saved")
        pid = self._agent_pid()
        answers = [
            answer for each in self._family_of(pid) for answer in machine.ask("end_session", pid=each, ends=False)
        ]
        assert answers, "nobody was asked"
        assert all(each["answer"] for each in answers), answers
        assert machine.picture() is Picture.BALL, "nobody logged off after all, and the agent is gone"
        machine.ask("end_session", pid=pid, ends=True)
        assert self.agent.wait(30) == 0
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        machine.wait_for_no_window(texts.SETTINGS_TITLE)
        assert machine.status()["mode"] == "production"
        machine.agent("status")

    @step
    def leave(self) -> None:
        """« Quitter » ends it, and its icon is gone."""
        machine = self.machine
        self.agent = machine.start_agent()
        machine.wait_for_picture(Picture.BALL)
        self._choose(QUIT)
        assert self.agent.wait(60) == 0
        wait_until(lambda: machine.picture() is None, "the end of the icon")

    # What the steps have in common.

    def _leave_settings(self) -> None:
        """Leave settings as an administrator would: the certificate authority, and what launches the software."""
        machine = self.machine
        witness = "C:\\" + str(self.witness.relative_to(machine.home.parents[1])).replace("/", "\\")
        command = (machine.python(console=False), "-P", "-m", "iea_agent.sandbox.software", "--witness", witness)
        settings = Settings(
            ca_file=machine.path_inside(self.server.ca_file),
            software_command=command,
            software_version=software.VERSION,
            test_deadline_s=60,
            authenticate_deadline_s=60,
        )
        SettingsFile(machine.agent_folder / "config.toml").save(settings)

    def _choose(self, *rows: int) -> None:
        self._forget_notifications()
        self.machine.open_menu()
        self.machine.choose(*rows)

    def _fill(self, key: str, text: str) -> None:
        self.machine.press(key, "ctrl+a")
        self.machine.type_text(text)

    def _close(self, title: str) -> None:
        self.machine.ask("close_window", handle=self.machine.window(title)["handle"])
        self.machine.wait_for_no_window(title)

    def _close_if_open(self, title: str) -> None:
        if comes(lambda: any(each["title"] == title for each in self.machine.windows()), patience_s=3):
            self._close(title)

    def _tips(self) -> list[str]:
        found = self.machine.ask("tips")
        return [str(each) for each in found]

    def _forget_notifications(self) -> None:
        """Take the mouse off the icon, and wait until no notification is shown."""
        self.machine.point(ASIDE)
        wait_until(lambda: not self._tips(), "the end of the notifications")

    def _signs(self, window: dict[str, Any], colour: tuple[int, int, int]) -> int:
        """Return how many signs of a colour stand in a window, one below the other."""
        left, upper, right, lower = self.machine.window(window["title"])["box"]
        shot = self.machine.screenshot((left, upper, right, lower))
        rows = [y for y in range(shot.height) if _has(shot.crop((0, y, shot.width, y + 1)).tobytes(), colour)]
        return sum(1 for before, after in zip([-9, *rows], rows, strict=False) if after - before > 6)  # noqa: PLR2004

    def _mode_of_software(self) -> str:
        wait_until(self.witness.exists, "the software's witness")
        told = json.loads(self.witness.read_text("utf-8"))
        self.witness.unlink()
        assert not [key for key in told["environ_keys"] if key.startswith("IEA_AGENT")], told
        return str(told["mode"])

    def _agent_pid(self) -> int:
        lock = (self.machine.agent_folder / "agent.lock").read_text("ascii", "replace").split()
        return int(lock[0])

    def _family_of(self, pid: int) -> dict[int, str]:
        """Return a process and all below it, by number and name."""
        everybody = {each["pid"]: each for each in self.machine.ask("processes")}
        found: dict[int, str] = {}
        fresh = [pid]
        while fresh:
            parent = fresh.pop()
            if parent in everybody and parent not in found:
                found[parent] = str(everybody[parent]["name"])
                fresh += [each["pid"] for each in everybody.values() if each["parent"] == parent]
        return found

    def _kept(self) -> Kept:
        return StateFile(self.machine.agent_folder / "state.json", repairs=False).load()


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


def _has(row: bytes, colour: tuple[int, int, int]) -> bool:
    return any(max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 8 for pixel in _pixels(row))  # noqa: PLR2004


def _pixels(row: bytes) -> Iterator[tuple[int, ...]]:
    return zip(*[iter(row)] * 3, strict=True)


def _other_than(password: str) -> str:
    """Return a password that is well formed, and not this one."""
    digits = password.replace(" ", "")[:OTP_DIGITS]
    other = f"{(int(digits) + 1) % 10**OTP_DIGITS:0{OTP_DIGITS}}"
    return written(other + check_digit(other))
