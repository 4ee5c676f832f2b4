"""The programs that the private desktop is made of, and the Debian packages that bring them."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from iea_agent.demo.tour.desktop.errors import MissingProgramError

SYSTEM_PYTHON: Final = "/usr/bin/python3"
ACCESSIBILITY_BUS: Final = "/usr/libexec/at-spi-bus-launcher"

SCREEN: Final[Mapping[str, str]] = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "scrot": "scrot",
    "setxkbmap": "x11-xkb-utils",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "xsetroot": "x11-xserver-utils",
}
"""Commands of a screen, whatever is on it, each with its package."""

XFCE: Final[Mapping[str, str]] = {"xfce4-panel": "xfce4-panel", "xfwm4": "xfwm4"}
"""Commands of XFCE's panel and window manager, each with its package."""

DESKTOP: Final[Mapping[str, str]] = {**SCREEN, **XFCE}
"""Commands of a screen with a panel, each with its package."""

SCREEN_READER: Final[Mapping[str, str]] = {
    ACCESSIBILITY_BUS: "at-spi2-core",
    SYSTEM_PYTHON: "python3",
    "usr/lib/python3/dist-packages/pyatspi/__init__.py": "python3-pyatspi",
    "usr/lib/*/girepository-1.0/Atspi-2.0.typelib": "gir1.2-atspi-2.0",
}
"""Commands, and patterns of files below /, that reading windows aloud takes, each with its package."""


def require_programs(programs: Mapping[str, str]) -> None:
    """Look for programs by command or by pattern; MissingProgramError with all that are not there."""
    missing = {probe: package for probe, package in programs.items() if not _is_there(probe)}
    if missing:
        raise MissingProgramError(missing)


def _is_there(probe: str) -> bool:
    if probe.startswith("usr/"):
        return next(Path("/").glob(probe), None) is not None
    return shutil.which(probe) is not None
