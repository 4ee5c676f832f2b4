"""The right-click menu as data, by state; a tray adapter turns it into a real one."""

import msgspec

from iea_agent.core.commands import Command
from iea_agent.core.connection_state import Mode
from iea_agent.core.texts import announcements, labels
from iea_agent.core.view import AgentView

TO_COME = frozenset({Command.OPEN_UPDATES})
"""Entries shown in their place but disabled: this version does not do them yet."""


class MenuEntry(msgspec.Struct, frozen=True):
    """One line of the menu: a command, a submenu, or (neither) words that cannot be clicked."""

    label: str
    command: Command | None = None
    enabled: bool = True
    submenu: tuple["MenuEntry", ...] = ()


SEPARATOR = MenuEntry("")
DEFAULT_COMMAND = Command.LAUNCH
"""What a left click does."""


def menu_of(view: AgentView) -> tuple[MenuEntry, ...]:
    """Build the menu for a state."""
    assistance = view.mode is Mode.ASSISTANCE
    toggle = (
        _entry(labels.MENU_DISABLE_ASSISTANCE, Command.OPEN_DAY_PASSWORD)
        if assistance
        else _entry(labels.MENU_ENABLE_ASSISTANCE, Command.OPEN_ASSISTANCE)
    )
    return (
        MenuEntry(announcements.state_line(view), enabled=False),
        _entry(labels.MENU_STATUS, Command.OPEN_STATUS),
        SEPARATOR,
        _entry(labels.MENU_LAUNCH, Command.LAUNCH),
        SEPARATOR,
        _entry(labels.MENU_SETTINGS, Command.OPEN_SETTINGS),
        _entry(labels.MENU_TEST, Command.OPEN_TEST),
        _entry(labels.MENU_REAUTHENTICATE, Command.OPEN_REAUTHENTICATE, enabled=not assistance),
        SEPARATOR,
        MenuEntry(
            labels.MENU_SUPPORT,
            submenu=(
                toggle,
                _entry(labels.MENU_WRITE_SUPPORT, Command.OPEN_SUPPORT_MAIL),
                _entry(labels.MENU_REPORT, Command.OPEN_REPORT),
            ),
        ),
        MenuEntry(labels.MENU_MAINTENANCE, submenu=(_entry(labels.MENU_UPDATES, Command.OPEN_UPDATES),)),
        SEPARATOR,
        _entry(labels.MENU_QUIT, Command.QUIT),
    )


def _entry(label: str, command: Command, *, enabled: bool = True) -> MenuEntry:
    return MenuEntry(label, command, enabled=enabled and command not in TO_COME)
