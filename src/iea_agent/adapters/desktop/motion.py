"""Whether the desktop asks programs for no animation. Qt itself knows from 6.12 on (QAccessibilityHints).

GNOME and its relatives say it in the key ``enable-animations`` of their interface's schema, XFCE in XSETTINGS
(``Gtk/EnableAnimations``), GTK in settings.ini (``gtk-enable-animations``), KDE in kdeglobals
(``AnimationDurationFactor``, 0 for none), Windows in SPI_GETCLIENTAREAANIMATION, macOS in « Réduire les animations ».
What cannot be read asks for nothing.

Sources: gsettings-desktop-schemas; GTK, GtkSettings:gtk-enable-animations; KDE, kcm_workspace; Windows SDK,
SystemParametersInfoW.
"""

import configparser
import contextlib
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from iea_agent.adapters.files.reading import open_regular
from iea_agent.adapters.system.desktop_settings import answer_of, config_folders

ANSWER_S: Final = 2.0
"""Timeout of a program that tells a setting (seconds; a healthy one: 20 ms)."""
_MAX_FILE: Final = 64 * 1024
_INTERFACE: Final = {
    "X-CINNAMON": "org.cinnamon.desktop.interface",
    "CINNAMON": "org.cinnamon.desktop.interface",
    "MATE": "org.mate.interface",
    **dict.fromkeys(("GNOME", "UNITY", "PANTHEON", "BUDGIE"), "org.gnome.desktop.interface"),
}
"""The schema of each desktop that keeps its settings in GSettings."""
_OFF: Final = frozenset({"0", "false"})


def asks_for_no_animation(environ: Mapping[str, str], *, system: str = sys.platform) -> bool:
    """Return whether the desktop of this session asks for no animation; it may take ``ANSWER_S`` seconds."""
    if system == "win32":
        return _windows_says_so()
    if system == "darwin":
        return _answer(("defaults", "read", "com.apple.universalaccess", "reduceMotion"), environ) == "1"
    return _linux_says_so(environ)


def _linux_says_so(environ: Mapping[str, str]) -> bool:
    desktops = set(environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"))
    for schema in sorted({_INTERFACE[desktop] for desktop in desktops & _INTERFACE.keys()}):
        if _answer(("gsettings", "get", schema, "enable-animations"), environ) in _OFF:
            return True
    xfce = ("xfconf-query", "-c", "xsettings", "-p", "/Gtk/EnableAnimations")
    if "XFCE" in desktops and _answer(xfce, environ) in _OFF:
        return True
    if "KDE" in desktops and _kde_says_so(environ):
        return True
    gtk = (_value(environ, f"gtk-{version}.0/settings.ini", "Settings", "gtk-enable-animations") for version in (3, 4))
    return any(value.lower() in _OFF for value in gtk)


def _kde_says_so(environ: Mapping[str, str]) -> bool:
    factor = _value(environ, "kdeglobals", "KDE", "AnimationDurationFactor")
    try:
        return float(factor) == 0
    except ValueError:
        return False


def _value(environ: Mapping[str, str], name: str, group: str, key: str) -> str:
    """Return a value of a file in the configuration folders, the user's first; empty if there is none."""
    for folder in config_folders(environ):
        parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
        with contextlib.suppress(OSError, ValueError, configparser.Error), open_regular(folder / name) as file:
            parser.read_string(file.read(_MAX_FILE).decode("utf-8", "replace"))
            if value := parser.get(group, key, fallback=""):
                return value.strip()
    return ""


def _answer(command: tuple[str, ...], environ: Mapping[str, str]) -> str:
    """Return what a program says; empty if there is none, or it fails."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        return (answer_of(command, environ, ANSWER_S) or "").strip()
    return ""


def _windows_says_so() -> bool:
    said = False
    if sys.platform == "win32":
        import ctypes

        get_client_area_animation, animated = 0x1042, ctypes.c_int(1)
        read = ctypes.windll.user32.SystemParametersInfoW(get_client_area_animation, 0, ctypes.byref(animated), 0)
        said = bool(read) and not animated.value
    return said
