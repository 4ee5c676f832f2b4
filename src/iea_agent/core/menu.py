"""The right-click menu as data, by state; a tray adapter turns it into a real one."""

import msgspec

from iea_agent.core.commands import Command
from iea_agent.core.connection_state import Mode
from iea_agent.core.texts import general as texts
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
        _entry(texts.MENU_DISABLE_ASSISTANCE, Command.OPEN_DAY_PASSWORD)
        if assistance
        else _entry(texts.MENU_ENABLE_ASSISTANCE, Command.OPEN_ASSISTANCE)
    )
    return (
        MenuEntry(texts.state_line(view), enabled=False),
        _entry(texts.MENU_STATUS, Command.OPEN_STATUS),
        SEPARATOR,
        _entry(texts.MENU_LAUNCH, Command.LAUNCH),
        SEPARATOR,
        _entry(texts.MENU_SETTINGS, Command.OPEN_SETTINGS),
        _entry(texts.MENU_TEST, Command.OPEN_TEST),
        _entry(texts.MENU_REAUTHENTICATE, Command.OPEN_REAUTHENTICATE, enabled=not assistance),
        SEPARATOR,
        MenuEntry(
            texts.MENU_SUPPORT,
            submenu=(
                toggle,
                _entry(texts.MENU_WRITE_SUPPORT, Command.OPEN_SUPPORT_MAIL),
                _entry(texts.MENU_REPORT, Command.OPEN_REPORT),
            ),
        ),
        MenuEntry(texts.MENU_MAINTENANCE, submenu=(_entry(texts.MENU_UPDATES, Command.OPEN_UPDATES),)),
        SEPARATOR,
        _entry(texts.MENU_QUIT, Command.QUIT),
    )


def _entry(label: str, command: Command, *, enabled: bool = True) -> MenuEntry:
    return MenuEntry(label, command, enabled=enabled and command not in TO_COME)
