"""A Wayland session without a screen: sway, with waybar as its bar; windows by Qt's own Wayland platform."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from iea_agent.core.connection_state import Picture
from iea_agent.core.desktops import Desktop
from iea_agent.core.texts import desktops, labels
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.errors import NeverCameError
from iea_agent.demo.tour.desktop.geometry import Box
from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.workstation import Workstation
from tools.desktops.report import Report

STATUS, SETTINGS = status_window.STATUS_TITLE, labels.SETTINGS_TITLE


class Sway(PrivateDesktop):
    """The eyes of a Wayland session, which has no X server, and here no mouse either."""

    PROGRAMS: ClassVar[Mapping[str, str]] = {"sway": "sway", "swaymsg": "sway", "grim": "grim", "waybar": "waybar"}

    def write_settings(self, config: Path) -> None:
        """Leave one output, and a bar with nothing but the tray."""
        _, _, width, height = self.geometry.whole
        self.environ |= {
            "XDG_CURRENT_DESKTOP": "sway",
            "XDG_SESSION_TYPE": "wayland",
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
        }
        (config / "sway").mkdir(parents=True)
        (config / "sway" / "config").write_text(
            f"xwayland disable\noutput HEADLESS-1 mode {width}x{height} bg #404040 solid_color\n"
            "for_window [app_id=.*] floating enable\n",
            encoding="utf-8",
        )
        (config / "waybar").mkdir()
        bar = {"position": "bottom", "height": self.geometry.panel_height, "modules-right": ["tray"]}
        (config / "waybar" / "config").write_text(json.dumps(bar | {"tray": {"icon-size": 22}}), encoding="utf-8")
        (config / "waybar" / "style.css").write_text("window { background: #202020; }\n", encoding="utf-8")

    def start_screen(self) -> None:
        """Start sway."""
        folder = self.folder / "run"
        as_user = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
        self.start([*as_user, "sway"])  # it does not start as root
        wait_until(lambda: bool(list(folder.glob("sway-ipc.*")) and list(folder.glob("wayland-?"))), "sway")
        self.environ["SWAYSOCK"] = str(next(folder.glob("sway-ipc.*")))
        self.environ["WAYLAND_DISPLAY"] = next(folder.glob("wayland-?")).name

    def start_window_manager(self) -> None:
        """Do nothing: sway manages the windows."""

    def window_manager_command(self) -> Sequence[str]:
        """Return nothing."""
        return []

    def panel_command(self) -> Sequence[str]:
        """Return what starts the bar."""
        return ["waybar"]

    def screenshot(self, box: Box | None = None) -> Image.Image:
        """Return the screen, or a part of it."""
        self._do("grim", str(self._picture))
        return self._read_picture().crop(box or self.geometry.whole)

    def active_window(self) -> str:
        """Return the title of the window that has the keyboard."""
        tree = json.loads(self._ask("swaymsg", "-r", "-t", "get_tree"))
        return next((node["name"] for node in _nodes(tree) if node["focused"] and node["pid"]), "")

    def platform_of(self, title: str) -> str:
        """Return how a window speaks with sway: ``xdg_shell`` is Wayland's own."""
        tree = json.loads(self._ask("swaymsg", "-r", "-t", "get_tree"))
        return next((str(node.get("shell")) for node in _nodes(tree) if node["name"] == title), "")


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node | {"pid": node.get("pid")}
    for below in (*node["nodes"], *node["floating_nodes"]):
        yield from _nodes(below)


class OnWayland:
    """What a clerk sees in a Wayland session, first without a bar, then with one."""

    def __init__(self, workstation: Workstation, desktop: Sway, server: DemoServer) -> None:
        self._workstation = workstation
        self._desktop = desktop
        self._server = server

    def steps(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Return the names of the steps, and what they do."""
        return (
            ("fenêtre d'état, avec le conseil", self.see_the_status),
            ("fenêtre ouverte, devant", self.open_the_settings),
            ("icône dès qu'une barre vient", self.see_the_icon),
            ("cœur dès que le serveur s'arrête", self.see_the_heart),
        )

    def see_the_status(self) -> None:
        """The status window, by Qt's Wayland platform."""
        self._workstation.start_agent()
        self._workstation.reader.wait_for_window(STATUS)
        self._workstation.reader.wait_for_words(STATUS, labels.CONNECTED)
        self._workstation.reader.wait_for_words(STATUS, desktops.WAY_TO_ICON[Desktop.WLROOTS])
        if self._desktop.platform_of(STATUS) != "xdg_shell":
            raise NeverCameError("a window by Wayland's own protocol")

    def open_the_settings(self) -> None:
        """A window opened by a button of another comes to the front."""
        self._workstation.reader.press(STATUS, labels.MENU_SETTINGS)
        self._workstation.reader.wait_for_window(SETTINGS)
        wait_until(lambda: self._desktop.active_window() == SETTINGS, "the window with the keyboard", patience_s=15)

    def see_the_icon(self) -> None:
        """A bar with a tray is started."""
        self._desktop.start_panel()
        self._workstation.wait_for_picture(Picture.BALL)

    def see_the_heart(self) -> None:
        """The server goes away."""
        self._server.behave(Behaviour.DOWN)
        self._workstation.wait_for_picture(Picture.HEART)


def play(report: Report, host: str, workstation: Workstation, server: DemoServer) -> None:
    """Play it."""
    assert isinstance(workstation.desktop, Sway)
    for name, act in OnWayland(workstation, workstation.desktop, server).steps():
        report.step(host, name, act, picture=workstation.save_picture)
