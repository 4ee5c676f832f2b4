"""The icon, the settings, the vault, the tests of the servers."""

import json
import shutil

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.connection_state import Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.texts import acts, labels, verdict_words
from iea_agent.core.texts.windows import welcome_window
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.tour.desktop.waiting import wait_until
from tools.windows.clerk import Clerk
from tools.windows.steps import (
    BOTH,
    GREEN,
    LAUNCH,
    LONGEST_KEY,
    REAUTHENTICATE,
    RED,
    ROWS,
    SERVICE,
    SETTINGS,
    TEST,
    step,
)


class Connection(Clerk):
    """From the first icon to the ball."""

    # The icon.

    @step
    def icon(self) -> None:
        """The icon appears in the notification area, as the heart: nothing has been tried."""
        self.leave_settings()
        self.agent = self.machine.start_agent()
        self.machine.wait_for_picture(Picture.HEART)

    @step
    def welcome(self) -> None:
        """Without a licence one window opens by itself, and no notification repeats it; it can wait."""
        self.machine.wait_for_window(welcome_window.TITLE)
        to_do = acts.ACT[Verdict.NOT_CONFIGURED]
        assert not any(to_do in tip.lower() for tip in self.machine.tips())
        self.machine.take("welcome")
        self.machine.press("alt+t")
        self.machine.wait_for_no_window(welcome_window.TITLE)

    @step
    def tool_tip(self) -> None:
        """Its tool tip says the state in French, accents and all."""
        self.machine.wait_for_no_tips()
        self.machine.point(self.machine.icon())
        words_of_heart = f"Non connecté\N{NO-BREAK SPACE}: {verdict_words.WORDS[Verdict.NOT_CONFIGURED].short}"
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
        """When the taskbar restarts with an empty tray, the icon is back."""
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

    @step
    def click_on_a_notification(self) -> None:
        """The message that a notification was clicked, which Wine does not send, is taken as a click on its button."""
        said = self.machine.run([self.machine.python(), "-c", _BALLOON])
        assert said.words == "clicked", said

    # Settings, licence, vault.

    @step
    def settings(self) -> None:
        """« Paramètres de connexion » comes to the front; both servers are tested from it, two green checks."""
        machine = self.machine
        self.choose(SETTINGS)
        machine.wait_for_window(labels.SETTINGS_TITLE)
        self.fill("alt+a", self.server.address)
        self.fill("alt+m", self.server.update_address)
        machine.press("alt+t")
        wait_until(lambda: self.signs(labels.SETTINGS_TITLE, GREEN) >= BOTH, "two green checks")
        machine.take("settings-tested")

    @step
    def connected(self) -> None:
        """Licence and key are saved, the key goes into the vault of Windows, and the ball is blue."""
        machine = self.machine
        self.fill("alt+n", self.server.licence_number)
        self.fill("alt+i", self.server.licence_key)
        machine.press("alt+e")
        machine.wait_for_picture(Picture.BALL)
        saved = SettingsFile(machine.agent_folder / "config.toml", repairs=False).load()
        assert saved.authentication_address == self.server.address, saved
        assert saved.licence_number == self.server.licence_number, saved
        machine.press("alt+q")
        machine.wait_for_no_window(labels.SETTINGS_TITLE)
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
        self.machine.wait_for_window(labels.REFUSED_TITLE)
        assert not self.witness.exists(), "the software was launched"
        self.machine.take("launch-refused")
        self.close(labels.REFUSED_TITLE)

    @step
    def server_test(self) -> None:
        """« Tester l'accès aux serveurs » with the server down: two red barred circles."""
        self.server.behave(Behaviour.DOWN)
        self.choose(TEST)
        self.machine.wait_for_window(labels.MENU_TEST)
        wait_until(lambda: self.signs(labels.MENU_TEST, RED) >= BOTH, "two red barred circles")
        self.machine.take("server-test-failed")
        self.close(labels.MENU_TEST)

    @step
    def reauthentication(self) -> None:
        """« Relancer l'authentification auprès du serveur » brings the ball back."""
        self.server.behave(Behaviour.UP)
        self.choose(REAUTHENTICATE)
        self.machine.wait_for_window(labels.MENU_REAUTHENTICATE)
        self.machine.wait_for_picture(Picture.BALL)
        self.machine.take("reauthenticated")
        self.close(labels.MENU_REAUTHENTICATE)

    @step
    def no_temporary_folder(self) -> None:
        """With the folder of temporary files gone, each change of the state is shown, and a change of the screen."""
        machine = self.machine
        folder = self.path_of(machine.ask("temporary_folder"))
        away = folder.with_name("Temp away")
        folder.rename(away)
        try:
            self.server.behave(Behaviour.REFUSED)
            told = machine.agent("authenticate", "--json")
            assert json.loads(told.words)["verdict"] == "refused", told
            machine.wait_for_picture(Picture.HEART)
            machine.ask("change_screen")
            machine.wait_for_no_tips()
            assert machine.picture() is Picture.HEART
            machine.take("no-temporary-folder")
            self.server.behave(Behaviour.UP)
            assert machine.agent("authenticate").status == 0
            machine.wait_for_picture(Picture.BALL)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            away.rename(folder)

    @step
    def picture_that_cannot_be_made(self) -> None:
        """A picture that Windows has no room for takes the one before away, and is shown once there is room."""
        said = self.machine.run([self.machine.python(), "-c", _NO_ROOM])
        assert said.words == "raised, gone, back, 3 icons", said


_LONG_TEXTS = """
import sys
from PIL import Image
from iea_agent.adapters.tray.display import tray_icon_class
icon = tray_icon_class()('essai', Image.new('RGB', (16, 16)), 'é' * 126 + '\U0001f41e' + 'x' * 100)
def show(icon):
    icon.visible = True
    icon.notify('é' * 400, 'É' * 100)
    icon.title = 'x' * 500
    icon.stop()
icon.run(show)
sys.stdout.write('cut')
"""
_BALLOON = """
import sys
from PIL import Image
from iea_agent.adapters.tray.display import tray_icon_class
from iea_agent.core.notification import Notification
icon = tray_icon_class()('essai', Image.new('RGB', (16, 16)), 'essai')
from pystray._util import win32
def clicked():
    sys.stdout.write('clicked')
    icon.stop()
icon.on_notification_click = clicked
def show(icon):
    icon.visible = True
    icon.show_notification(Notification('Titre', 'Message.', 'Voir'))
    win32.PostMessage(icon._hwnd, win32.WM_NOTIFY, 0, win32.WM_USER + 5)
icon.run(show)
"""
_NO_ROOM = """
import sys, time
from pathlib import Path
from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.tray.display import pictures_of, tray_icon_class
icon = tray_icon_class()('essai')
pictures = [pictures_of(icons_folder(), name) for name in ('ball', 'heart', 'beetle')]
from iea_agent.adapters.tray import windows_icons
said = []
make = windows_icons._icon_from
def no_room(picture):
    raise OSError('no room')
def show(icon):
    try:
        icon.visible = True
        windows_icons._icon_from = no_room
        try:
            icon.pictures = pictures[1]
        except OSError:
            said.append('raised')
        said.append('still there' if icon.host_present() else 'gone')
        windows_icons._icon_from = make
        until = time.monotonic() + 30
        while not icon.host_present() and time.monotonic() < until:
            time.sleep(0.1)
        said.append('back' if icon.host_present() else 'lost')
        for turn in range(100):
            icon.pictures = pictures[turn % 3]
        said.append(f'{len(icon._handles)} icons')
    finally:
        icon.stop()
icon.pictures = pictures[0]
icon.run(show)
sys.stdout.write(', '.join(said))
"""
_VAULT_LIMITS = """
import sys
from iea_agent.adapters.keys.keyring_keys import KeyringKeys
from iea_agent.core.errors import KeyStoreError
from iea_agent.core.secret import Secret
keys = KeyringKeys('iea-agent-essai')
keys.put('é', Secret('é' * {longest}))
kept = keys.get('é').value == 'é' * {longest}
try:
    keys.put('é', Secret('é' * ({longest} + 1)))
except KeyStoreError:
    sys.stdout.write('kept, refused' if kept else 'lost')
"""
