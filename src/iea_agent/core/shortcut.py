"""The shortcut that launches the payroll software: whether it is there. ``adapters/desktop`` makes it."""

from enum import StrEnum


class ShortcutStatus(StrEnum):
    """Whether the shortcut is there."""

    ON = "on"
    """In the menu and on the desktop."""
    MENU = "menu"
    """In the menu only."""
    DESKTOP = "desktop"
    """On the desktop only."""
    OFF = "off"
    OTHER = "other"
    """Something of the same name is, and it is not ours."""
