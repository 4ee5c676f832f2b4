"""A private desktop with a licensed agent on it, and its user."""

import contextlib
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from msgspec.structs import replace
from PIL import Image

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.connection_state import Picture
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.demo.sandbox.server import NOTHING_LEAVES
from iea_agent.demo.tour.desktop.geometry import Geometry, Place
from iea_agent.demo.tour.desktop.panel_menu import PanelMenu
from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.programs import DESKTOP, SCREEN_READER, require_programs
from iea_agent.demo.tour.desktop.screen_reader import Control, ScreenReader
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.desktop.x_screen import LEFT, RIGHT
from iea_agent.demo.tour.desktop.xfce import XfceDesktop
from iea_agent.demo.tour.servers import Servers

_LEAST_PIXELS = 40
"""What has fewer pixels of the pictures' colours is none of them (at scale 1)."""
_SOME_PIXELS = 20


class Workstation:
    """A desktop with the agent on it, and its user. Use it as a context manager.

    The window manager and the accessibility bus run from the start; the panel and the agent do not: see
    :meth:`PrivateDesktop.start_panel` and :meth:`start_agent`.

    Raises:
        MissingProgramError: this machine lacks some of its programs.
    """

    def __init__(self, home: Path, geometry: Geometry | None = None, desktop: PrivateDesktop | None = None) -> None:
        require_programs({**({} if desktop else DESKTOP), **SCREEN_READER})
        self._held = contextlib.ExitStack()
        self._home = home
        self.desktop = desktop or XfceDesktop(geometry)

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as held:
            desktop = held.enter_context(self.desktop)
            desktop.environ |= {**NOTHING_LEAVES, "IEA_AGENT_HOME": str(self._home)}
            desktop.start_accessibility()
            desktop.start_window_manager()
            self.reader = held.enter_context(ScreenReader(desktop.environ, scale=desktop.geometry.scale))
            self.menu = PanelMenu(desktop, self.reader, self._place)
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._held.close()

    def start_agent(self) -> subprocess.Popen[bytes]:
        """Start the agent; it is killed with the desktop."""
        return self.desktop.start([sys.executable, "-P", "-m", "iea_agent"])

    # The icon.

    def wait_for_picture(self, picture: Picture) -> None:
        """Wait until the panel shows a picture."""
        wait_until(lambda: self.picture() is picture, f"the {picture} in the panel")

    def picture(self) -> Picture | None:
        """Tell by the pixels of the panel which picture is shown."""
        found = self._look_at_panel()
        return found[0] if found else None

    def left_click(self) -> None:
        """Click on the icon with the left button."""
        self.desktop.click(self._place(), LEFT)

    def right_click(self) -> None:
        """Click on the icon with the right button."""
        self.desktop.click(self._place(), RIGHT)

    def open_menu(self) -> None:
        """Right click on the icon, and wait until its menu is open."""
        self.menu.open()

    def close_menu(self) -> None:
        """Close the menu without choosing anything."""
        self.menu.close()

    def menu_labels(self) -> list[str]:
        """Open the menu and return all its labels, those of the menus in it after their own."""
        return self.menu.labels()

    def point_at(self, label: str) -> None:
        """Open the menu and move the mouse onto an entry, as for a picture; errors as with ``PanelMenu.point_at``."""
        self.menu.point_at(label)

    def choose(self, label: str) -> None:
        """Click on an entry of the menu, wherever it is; errors as with ``PanelMenu.point_at``."""
        self.menu.choose(label)

    # Windows.

    def read_window(self, title: str) -> list[Control]:
        """Return everything in a window as a screen reader knows it; nothing if there is no such window."""
        return self.reader.read(title)

    def click_control(self, title: str, name: str, role: str | None = None) -> None:
        """Click in the middle of a control with the mouse; NotThereError if it is not there or not in sight."""
        self.desktop.click(self.reader.control(title, name, role).place)

    def close_window(self, title: str) -> None:
        """Close a window by its frame, and wait until it is gone; NotThereError."""
        self.desktop.close_window(title)
        self.reader.wait_for_no_window(title)

    def save_picture(self, path: Path, window: str | None = None) -> None:
        """Write a picture of the screen at rest, or of one window with its frame, as PNG."""
        picture = self.desktop.wait_for_rest() if window is None else self.desktop.picture_of_window(window)
        picture.save(path)

    # Inside.

    def _place(self) -> Place:
        """Return where the icon is."""
        found: list[Place] = []

        def look() -> bool:
            seen = self._look_at_panel()
            found.extend([seen[1]] if seen else [])
            return seen is not None

        wait_until(look, "the icon in the panel")
        return found[-1]

    def _look_at_panel(self) -> tuple[Picture, Place] | None:
        """Return the picture that the panel shows, and where; ``None`` if it shows none."""
        geometry = self.desktop.geometry
        panel = self.desktop.screenshot(geometry.panel)
        blue, red = _coloured(panel)
        if len(blue) + len(red) < _LEAST_PIXELS * geometry.scale**2:
            return None
        middle = (blue + red)[len(blue + red) // 2]
        _, upper, _, lower = geometry.panel
        place = middle % panel.width, (upper + lower) // 2
        some = _SOME_PIXELS * geometry.scale**2
        if len(blue) < some:
            return Picture.BEETLE, place
        return (Picture.HEART if len(red) > some else Picture.BALL), place


def _coloured(image: Image.Image) -> tuple[list[int], list[int]]:
    """Return the indices of the pixels that are as blue as the ball, and as red as the heart and the beetle."""
    blue, red = [], []
    for index, (r, g, b) in enumerate(zip(*[iter(image.tobytes())] * 3, strict=True)):
        if b > 160 and r < 110 and g < 170:  # noqa: PLR2004 (shades, out of 255)
            blue.append(index)
        elif r > 180 and g < 90 and b < 90:  # noqa: PLR2004
            red.append(index)
    return blue, red


def install(home: Path, servers: Servers, **changes: Any) -> None:  # noqa: ANN401 (see Settings)
    """Leave settings and a licence that the server knows, as an administrator would.

    ``changes`` are settings by name that are to be other than usual.
    """
    settings = Settings(
        authentication_address=servers.address,
        update_address=servers.update_address,
        official_authentication_address=servers.address,
        official_update_address=servers.update_address,
        licence_number=servers.licence_number,
        key_in_file=True,
        ca_file=str(servers.ca_file),
        check_every_s=10,
    )
    SettingsFile(home / "config.toml").save(replace(settings, **changes))
    KeyFile(home).put(servers.licence_number, Secret(servers.licence_key))
