"""A private desktop with a licensed agent on it, and whoever sits in front."""

import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageChops

from iea_agent.adapters.files import SettingsFile
from iea_agent.adapters.licence_keyring import KeyFile
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.menu import menu_of
from iea_agent.core.messages import AgentView, Secret
from iea_agent.core.settings import Settings
from iea_agent.sandbox.server import DemoServer
from tests.e2e.screen_reader import ScreenReader
from tests.e2e.waiting import wait_until
from tests.e2e.xfce import ABOVE_PANEL, PANEL, XfceDesktop
from tests.requirements import require_program

ANY = AgentView(picture=Picture.HEART, mode=Mode.PRODUCTION, connection=Link.UNREACHABLE)
LABELS = [entry.label for entry in menu_of(ANY) if entry.label and entry.enabled]
"""The entries that the arrow keys stop at, in production."""


class Workstation:
    """A desktop with the agent on it, and whoever sits in front."""

    def __init__(self, desktop: XfceDesktop, home: Path) -> None:
        require_program("/usr/libexec/at-spi-bus-launcher", "/usr/bin/python3")
        self.desktop = desktop
        desktop.environ["IEA_AGENT_HOME"] = str(home)
        desktop.environ["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        desktop.start(["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"])
        wait_until(lambda: desktop.has_owner("org.a11y.Bus"), "the accessibility bus")
        self.reader = ScreenReader(desktop.environ)
        self.place = (0, 0)
        """Where the icon is, in pixels of the screen."""

    def start_agent(self) -> subprocess.Popen[bytes]:
        return self.desktop.start([sys.executable, "-P", "-m", "iea_agent"])

    def wait_for_picture(self, picture: Picture) -> None:
        wait_until(lambda: self._picture() is picture, f"the {picture} in the panel")

    def choose(self, label: str) -> None:
        """Right click on the icon, left click on an entry of its menu.

        The panel's menu is silent to a screen reader: the arrow keys light the entry up, and what changed on the
        screen is where to click. When the state changed meanwhile, its words in the first line did too: once more.
        """
        for _ in range(5):
            empty = self.desktop.screenshot(ABOVE_PANEL)
            menu = self.open_menu(empty)
            self.desktop.press(*["Down"] * (1 + LABELS.index(label)))
            lit = self.desktop.wait_for_change(menu)
            left, upper, right, lower = ImageChops.difference(menu, lit).getbbox() or (0, 0, 0, 0)
            if lower - upper < 40:
                self.desktop.click(((left + right) // 2, (upper + lower) // 2))
                return
            self.desktop.press("Escape")
            self.desktop.wait_for_same(empty)
        raise AssertionError(f"the menu does not come to rest for {label!r}")

    def open_menu(self, empty: Image.Image) -> Image.Image:
        """Right click on the icon; return what the screen above the panel, until then ``empty``, came to."""
        self.desktop.click(self.place, button=3)
        return self.desktop.wait_for_change(empty)

    def _picture(self) -> Picture | None:
        """Tell by the pixels of the panel which picture is shown."""
        panel = self.desktop.screenshot(PANEL)
        blue, red = [], []
        for index, (r, g, b) in enumerate(zip(*[iter(panel.tobytes())] * 3, strict=True)):
            if b > 150 and r < 110 and g < 170:
                blue.append(index)
            elif r > 180 and g < 90 and b < 90:
                red.append(index)
        if len(blue) + len(red) < 80:
            return None
        middle = (blue + red)[len(blue + red) // 2]
        self.place = (PANEL[0] + middle % panel.width, (PANEL[1] + PANEL[3]) // 2)
        if len(blue) < 20:
            return Picture.BEETLE
        return Picture.HEART if len(red) > 20 else Picture.BALL


def install(home: Path, server: DemoServer) -> None:
    """Leave settings and a licence that the server knows, as an administrator would."""
    SettingsFile(home / "config.toml").save(
        Settings(
            authentication_address=server.address,
            update_address=server.update_address,
            licence_number=server.licence_number,
            key_in_file=True,
            ca_file=str(server.ca_file),
            check_every_s=10,
        )
    )
    KeyFile(home).put(server.licence_number, Secret(server.licence_key))
