"""Which desktop environment the user has, and whether it shows the icon; how to get one differs by desktop.

Source of the names in ``XDG_CURRENT_DESKTOP``: Desktop Entry Specification, ``OnlyShowIn``; Desktop Menu Specification,
"Registered OnlyShowIn Environments".
"""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Final


class Tray(Enum):
    """Whether the desktop shows the icon."""

    ABSENT = "nothing shows icons"
    PRESENT = "the icon is shown"


class Desktop(StrEnum):
    """The desktop environments, as far as the way to get the icon differs."""

    BUDGIE = "budgie"
    CINNAMON = "cinnamon"
    GNOME = "gnome"
    KDE = "kde"
    LXDE = "lxde"
    LXQT = "lxqt"
    MATE = "mate"
    WLROOTS = "wlroots"
    """sway and its kin, whose bar is a program of its own."""
    XFCE = "xfce"
    OTHER = "other"


_NAMES: Final[Mapping[str, Desktop]] = {
    "budgie": Desktop.BUDGIE,
    "cinnamon": Desktop.CINNAMON,
    "gnome": Desktop.GNOME,
    "gnome-classic": Desktop.GNOME,
    "gnome-flashback": Desktop.GNOME,
    "hyprland": Desktop.WLROOTS,
    "kde": Desktop.KDE,
    "lxde": Desktop.LXDE,
    "lxqt": Desktop.LXQT,
    "mate": Desktop.MATE,
    "river": Desktop.WLROOTS,
    "sway": Desktop.WLROOTS,
    "unity": Desktop.GNOME,
    "wayfire": Desktop.WLROOTS,
    "x-cinnamon": Desktop.CINNAMON,
    "xfce": Desktop.XFCE,
}


def desktop_named(names: str) -> Desktop:
    """Return the desktop of ``XDG_CURRENT_DESKTOP``: names separated by colons, the most special one first."""
    known = (_NAMES.get(name.strip().lower()) for name in names.split(":"))
    return next((desktop for desktop in known if desktop is not None), Desktop.OTHER)
