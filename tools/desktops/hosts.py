"""The desktops: one small class for each, with its packages, its private settings and how its panel is started."""

import contextlib
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from jeepney import DBusAddress, new_method_call

from iea_agent.adapters.dbus.objects import PROPERTIES
from iea_agent.demo.tour.desktop.geometry import Geometry
from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.waiting import PATIENCE_S, comes, wait_until
from iea_agent.demo.tour.desktop.xfce import XfceDesktop


class Xfce(XfceDesktop):
    """xfce4-panel, whose status tray is watcher and host."""

    NAME = "xfce4-panel"
    PACKAGE = "xfce4-panel"

    def write_settings(self, config: Path) -> None:
        """Leave the settings, and say which desktop this is."""
        self.environ["XDG_CURRENT_DESKTOP"] = "XFCE"
        super().write_settings(config)


class Lxqt(PrivateDesktop):
    """lxqt-panel with its status notifier, windows by openbox."""

    NAME = "lxqt-panel"
    PACKAGE = "lxqt-panel"
    PROGRAMS: ClassVar[Mapping[str, str]] = {"lxqt-panel": "lxqt-panel", "openbox": "openbox"}

    def write_settings(self, config: Path) -> None:
        """Leave one panel at the bottom, with nothing but the tray at its right end."""
        self.environ |= {"XDG_CURRENT_DESKTOP": "LXQt", "QT_QPA_PLATFORMTHEME": "lxqt"}
        folder = config / "lxqt"
        folder.mkdir(parents=True)
        (folder / "panel.conf").write_text(
            f"""panels=panel1

[panel1]
alignment=-1
desktop=0
iconSize={self.geometry.panel_height - 8}
lineCount=1
panelSize={self.geometry.panel_height}
plugins=spacer, statusnotifier
position=Bottom
width=100
width-percent=true

[spacer]
alignment=Left
expandable=true
type=spacer

[statusnotifier]
alignment=Right
type=statusnotifier
""",
            encoding="utf-8",
        )

    def panel_command(self) -> Sequence[str]:
        """Return what starts the panel."""
        return ["lxqt-panel"]

    def window_manager_command(self) -> Sequence[str]:
        """Return what starts the window manager."""
        return ["openbox"]


class Plasma(PrivateDesktop):
    """plasmashell, with kded5 as the watcher, windows by KWin."""

    NAME = "KDE Plasma"
    PACKAGE = "plasma-workspace"
    PROGRAMS: ClassVar[Mapping[str, str]] = {
        "plasmashell": "plasma-workspace",
        "kded5": "kded5",
        "kwin_x11": "kwin-x11",
        "usr/lib/*/libexec/kactivitymanagerd": "kactivitymanagerd",
        "usr/share/plasma/plasmoids/org.kde.plasma.systemtray/metadata.json": "plasma-workspace",
        "usr/share/plasma/shells/org.kde.plasma.desktop/metadata.json": "plasma-desktop-data",
    }

    def write_settings(self, config: Path) -> None:
        """Leave one panel at the bottom, with nothing but the tray at its right end."""
        self.environ |= {
            "XDG_CURRENT_DESKTOP": "KDE",
            "KDE_FULL_SESSION": "true",
            "KDE_SESSION_VERSION": "5",
            "QT_QUICK_BACKEND": "software",
            "KWIN_COMPOSE": "N",
        }
        config.mkdir(parents=True, exist_ok=True)
        (config / "plasma-org.kde.plasma.desktop-appletsrc").write_text(_PLASMA_LAYOUT, encoding="utf-8")
        (config / "plasmashellrc").write_text(
            f"[PlasmaViews][Panel 2][Defaults]\nthickness={self.geometry.panel_height}\n", encoding="utf-8"
        )
        (config / "kwalletrc").write_text("[Wallet]\nEnabled=false\n", encoding="utf-8")

    def start_panel(self) -> None:
        """Start the panel and wait until its tray takes icons; the watcher is there once and for all."""
        if not self.has_owner("org.kde.kded5"):
            self.start(["kded5"])
        super().start_panel()

    def wait_for_no_tray(self) -> None:
        """The watcher lives on without the panel."""

    def panel_command(self) -> Sequence[str]:
        """Return what starts the panel."""
        return ["plasmashell", "--no-respawn"]

    def window_manager_command(self) -> Sequence[str]:
        """Return what starts the window manager."""
        return ["kwin_x11"]


_PLASMA_LAYOUT = """[Containments][1]
activityId=
formfactor=0
immutability=1
lastScreen=0
location=0
plugin=org.kde.plasma.folder
wallpaperplugin=org.kde.color

[Containments][1][Wallpaper][org.kde.color][General]
Color=74,111,156

[Containments][2]
activityId=
formfactor=2
immutability=1
lastScreen=0
location=4
plugin=org.kde.panel
wallpaperplugin=org.kde.image

[Containments][2][Applets][3]
immutability=1
plugin=org.kde.plasma.panelspacer

[Containments][2][Applets][4]
immutability=1
plugin=org.kde.plasma.systemtray

[Containments][2][Applets][4][Configuration]
SystrayContainmentId=5

[Containments][2][General]
AppletOrder=3;4

[Containments][5]
activityId=
formfactor=2
immutability=1
lastScreen=0
location=4
plugin=org.kde.plasma.private.systemtray
wallpaperplugin=org.kde.image

[Containments][5][General]
extraItems=
"""


class Gnome(PrivateDesktop):
    """GNOME Shell on X11 with the AppIndicator extension: panel and window manager are one process."""

    NAME = "GNOME Shell"
    PACKAGE = "gnome-shell"
    EXTENSION = "ubuntu-appindicators@ubuntu.com"
    PROGRAMS: ClassVar[Mapping[str, str]] = {
        "gnome-shell": "gnome-shell",
        "usr/share/gnome-shell/extensions/ubuntu-appindicators@ubuntu.com/metadata.json": (
            "gnome-shell-extension-appindicator"
        ),
    }

    def __init__(self, geometry: Geometry | None = None) -> None:
        super().__init__(geometry or Geometry(panel_is_above=True))

    def write_settings(self, config: Path) -> None:
        """Enable the extension."""
        self.environ |= {
            "XDG_CURRENT_DESKTOP": "GNOME",
            "XDG_SESSION_TYPE": "x11",
            "GSETTINGS_BACKEND": "keyfile",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "NO_AT_BRIDGE": "0",
        }
        folder = config / "glib-2.0" / "settings"
        folder.mkdir(parents=True)
        (folder / "keyfile").write_text(
            f"[org/gnome/shell]\nenabled-extensions=['{self.EXTENSION}']\nwelcome-dialog-last-shown-version='99'\n"
            "[org/gnome/desktop/interface]\nenable-animations=false\ntoolkit-accessibility=true\n"
            "[org/gnome/desktop/screensaver]\nlock-enabled=false\nidle-activation-enabled=false\n"
            "[org/gnome/desktop/session]\nidle-delay=uint32 0\n",
            encoding="utf-8",
        )

    def start_window_manager(self) -> None:
        """Do nothing: the panel manages the windows."""

    def start_panel(self) -> None:
        """Start the shell, and leave its overview of windows."""
        if "DBUS_SYSTEM_BUS_ADDRESS" not in self.environ:
            self.start_system_bus()
        super().start_panel()
        wait_until(lambda: bool(self._ask("xdotool", "get_num_desktops").strip()), "the window manager")
        self._leave_overview()

    def _leave_overview(self) -> None:
        """Show the desktop and its windows: the shell begins with an overview of them."""
        shell = DBusAddress("/org/gnome/Shell", bus_name="org.gnome.Shell", interface=PROPERTIES)
        name = ("org.gnome.Shell", "OverviewActive")
        with contextlib.closing(self.connect()) as bus:

            def is_active() -> bool:
                reply = bus.send_and_get_reply(new_method_call(shell, "Get", "ss", name), timeout=PATIENCE_S)
                return bool(reply.body[0][1])

            comes(is_active, patience_s=20)
            leave = new_method_call(shell, "Set", "ssv", (*name, ("b", False)))
            bus.send_and_get_reply(leave, timeout=PATIENCE_S)
            wait_until(lambda: not is_active(), "the end of the overview")

    def start_system_bus(self) -> None:
        """Start a bus that stands in for the system's, which the shell does not start without."""
        address = f"--address=unix:path={self.folder / 'run' / 'system-bus'}"
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", address, "--print-address"]
        self.environ["DBUS_SYSTEM_BUS_ADDRESS"] = self._start_saying(command)

    def panel_command(self) -> Sequence[str]:
        """Return what starts the shell."""
        return ["gnome-shell", "--x11"]

    def window_manager_command(self) -> Sequence[str]:
        """Return nothing."""
        return []


class Tint2(PrivateDesktop):
    """A bar whose tray takes only icons of the old kind (XEmbed)."""

    NAME = "tint2"
    PACKAGE = "tint2"
    PROGRAMS: ClassVar[Mapping[str, str]] = {"tint2": "tint2", "openbox": "openbox"}

    def write_settings(self, config: Path) -> None:
        """Leave a bar with a tray."""
        folder = config / "tint2"
        folder.mkdir(parents=True)
        (folder / "tint2rc").write_text(
            f"panel_items = S\npanel_size = 100% {self.geometry.panel_height}\npanel_position = bottom center\n",
            encoding="utf-8",
        )

    def start_panel(self) -> None:
        """Start the bar and wait until it is a tray."""
        self._panel = self.start(self.panel_command())
        wait_until(lambda: bool(self._ask("xdotool", "search", "--class", "tint2").strip()), "the bar")

    def wait_for_no_tray(self) -> None:
        """There was none."""

    def panel_command(self) -> Sequence[str]:
        """Return what starts the bar."""
        return ["tint2"]

    def window_manager_command(self) -> Sequence[str]:
        """Return what starts the window manager."""
        return ["openbox"]


HOSTS = (Xfce, Lxqt, Plasma, Gnome)
"""The desktops that show the icon."""


def version_of(package: str) -> str:
    """Return the upstream version of an installed Debian package, short; empty if it is unknown."""
    done = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Version}", package],
        check=False,
        capture_output=True,
        text=True,
    )
    upstream = done.stdout.partition(":")[2] or done.stdout
    return ".".join(upstream.partition("-")[0].split(".")[:2])
