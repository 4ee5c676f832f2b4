"""The desktops used by keyboard alone: a key for the status window, a menu to search, the icon where keys reach it.

Each is a desktop of ``hosts.py`` with the settings that a user would choose: the product's own entries in the menu of
applications, and a key for ``iea-agent show`` (docs/guide.md, « Au clavier »).
"""

import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final, Protocol, runtime_checkable

from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.waiting import wait_until
from tools.desktops.hosts import Gnome, Plasma, Xfce

PROGRAM: Final = (sys.executable, "-P", "-m", "iea_agent")
SHOW_KEY: Final = "ctrl+alt+i"
"""The key that the user has chosen for the status window, as xdotool writes it."""
_NAME: Final = "Impact emploi – État de la connexion"
_ENTRY: Final = "iea-agent-show.desktop"
_MEDIA_KEYS: Final = "/usr/libexec/gsd-media-keys"


@runtime_checkable
class Keyed(Protocol):
    """What a keyboard can do on a desktop besides what it does in windows."""

    ICON_KEYS: ClassVar[tuple[str, ...]]
    """What leads to the menu of the icon, as xdotool writes it; empty where no keys do."""

    def search(self, words: str) -> None:
        """Open the menu of applications, type words, and start what it finds first."""


def _show_command() -> str:
    return shlex.join([*PROGRAM, "show"])


def _install_entries(desktop: PrivateDesktop) -> None:
    """Put the product's entries into the menu of applications, with its own command."""
    environ = desktop.environ | {"IEA_AGENT_HOME": str(desktop.folder / "entries")}
    subprocess.run([*PROGRAM, "shortcut", "on"], env=environ, check=True, capture_output=True)


def _type_and_start(desktop: PrivateDesktop, words: str) -> None:
    """Type into the search field that has just been opened; start what was found."""
    before = desktop.wait_for_rest()
    desktop.type_text(words)
    desktop.wait_for_change(before, desktop.geometry.whole)
    desktop.press("Return")


class XfceByKeys(Xfce):
    """XFCE with what handles its keys (xfsettingsd) and the program that finds applications."""

    PROGRAMS: ClassVar[Mapping[str, str]] = {
        **Xfce.PROGRAMS,
        "xfsettingsd": "xfce4-settings",
        "xfce4-appfinder": "xfce4-appfinder",
    }
    ICON_KEYS: ClassVar[tuple[str, ...]] = ()

    def write_settings(self, config: Path) -> None:
        """Choose the keys; Alt+F3 is XFCE's own."""
        super().write_settings(config)
        commands = {"&lt;Primary&gt;&lt;Alt&gt;i": _show_command(), "&lt;Alt&gt;F3": "xfce4-appfinder"}
        chosen = "".join(
            f'      <property name="{key}" type="string" value="{command}"/>\n' for key, command in commands.items()
        )
        (next(config.rglob("xfwm4.xml")).parent / "xfce4-keyboard-shortcuts.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n<channel name="xfce4-keyboard-shortcuts" version="1.0">\n'
            '  <property name="commands" type="empty">\n    <property name="custom" type="empty">\n'
            f'{chosen}      <property name="override" type="bool" value="true"/>\n'
            "    </property>\n  </property>\n</channel>\n",
            encoding="utf-8",
        )
        _install_entries(self)

    def start_window_manager(self) -> None:
        """Start what handles the keys, too."""
        super().start_window_manager()
        self.start(["xfsettingsd", "--no-daemon", "--disable-wm-check"])
        wait_until(lambda: self.has_owner("org.xfce.SettingsDaemon"), "what handles the keys")

    def search(self, words: str) -> None:
        """Use the application finder."""
        before = self.wait_for_rest()
        self.press("alt+F3")
        self.wait_for_change(before, self.geometry.whole)
        _type_and_start(self, words)


class PlasmaByKeys(Plasma):
    """Plasma with KRunner, which finds applications."""

    PROGRAMS: ClassVar[Mapping[str, str]] = {
        **Plasma.PROGRAMS,
        "krunner": "plasma-workspace",
        "kglobalaccel5": "libkf5globalaccel-bin",
    }
    ICON_KEYS: ClassVar[tuple[str, ...]] = ("super+alt+p", "Tab", "Menu")
    """Into the panel, to the icon, its menu."""

    def write_settings(self, config: Path) -> None:
        """Choose the key; Alt+Space and Meta+Alt+P are Plasma's own."""
        super().write_settings(config)
        (config / "kglobalshortcutsrc").write_text(
            f"[{_ENTRY}]\n_k_friendly_name={_NAME}\n_launch=Ctrl+Alt+I,none,{_NAME}\n", encoding="utf-8"
        )
        _install_entries(self)

    def start_window_manager(self) -> None:
        """Start it once the bus knows the environment of the session: the bus starts what the keys start."""
        self._do("dbus-update-activation-environment", "--all")
        super().start_window_manager()

    def search(self, words: str) -> None:
        """Use KRunner."""
        before = self.wait_for_rest()
        self.press("alt+space")
        self.wait_for_change(before, self.geometry.whole)
        _type_and_start(self, words)


class GnomeByKeys(Gnome):
    """GNOME with what handles its own keys (gsd-media-keys)."""

    PROGRAMS: ClassVar[Mapping[str, str]] = {**Gnome.PROGRAMS, _MEDIA_KEYS: "gnome-settings-daemon"}
    ICON_KEYS: ClassVar[tuple[str, ...]] = ("ctrl+alt+Tab", "shift+Tab", "shift+Tab", "space")
    """Into the top bar, from its first part back to the last but one, the icon; its menu."""

    def write_settings(self, config: Path) -> None:
        """Choose the key, and a French keyboard: the shell sets it, and that of the language behind it."""
        super().write_settings(config)
        self.environ["LANGUAGE"] = "fr_FR"
        keys = "org/gnome/settings-daemon/plugins/media-keys"
        chosen = f"{keys}/custom-keybindings/state"
        with (config / "glib-2.0" / "settings" / "keyfile").open("a", encoding="utf-8") as file:
            file.write(
                "[org/gnome/desktop/input-sources]\nsources=[('xkb', 'fr+oss')]\n"
                f"[{keys}]\ncustom-keybindings=['/{chosen}/']\n"
                f"[{chosen}]\nname='{_NAME}'\ncommand='{_show_command()}'\nbinding='<Primary><Alt>i'\n"
            )
        _install_entries(self)

    def start_panel(self) -> None:
        """Start what handles the keys, too."""
        super().start_panel()
        self.start([_MEDIA_KEYS])
        wait_until(lambda: self.has_owner("org.gnome.SettingsDaemon.MediaKeys"), "what handles the keys")

    def search(self, words: str) -> None:
        """Use the overview of activities."""
        before = self.wait_for_rest()
        self.press("super")
        self.wait_for_change(before, self.geometry.whole)
        _type_and_start(self, words)


KEYED: Final = (XfceByKeys, PlasmaByKeys, GnomeByKeys)
"""The desktops that are used by keyboard alone."""
