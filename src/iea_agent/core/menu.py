"""The right-click menu as data, by state; a tray adapter turns it into a real one."""

import msgspec

from iea_agent.core.commands import Action, Command, DialogKind, Open, is_available, toggle_assistance
from iea_agent.core.connection_state import Mode
from iea_agent.core.texts import announcements, labels
from iea_agent.core.view import AgentView


class MenuEntry(msgspec.Struct, frozen=True):
    """One line of the menu: a command, a submenu, or (neither) a line that cannot be clicked."""

    label: str
    command: Command | None = None
    enabled: bool = True
    submenu: tuple["MenuEntry", ...] = ()


SEPARATOR = MenuEntry("")
DEFAULT_COMMAND = Action.LAUNCH
"""What a left click does."""


def menu_of(view: AgentView) -> tuple[MenuEntry, ...]:
    """Build the menu for a state."""
    mode = view.mode
    toggle = labels.MENU_ENABLE_ASSISTANCE if mode is Mode.PRODUCTION else labels.MENU_DISABLE_ASSISTANCE

    def entry(label: str, command: Command) -> MenuEntry:
        return MenuEntry(label, command, enabled=is_available(command, view))

    return (
        entry(announcements.state_line(view), Open(DialogKind.STATUS)),
        entry(labels.MENU_STATUS, Open(DialogKind.STATUS)),
        SEPARATOR,
        entry(labels.MENU_LAUNCH, Action.LAUNCH),
        SEPARATOR,
        entry(labels.MENU_SETTINGS, Open(DialogKind.CONNECTION_SETTINGS)),
        entry(labels.MENU_TEST, Open(DialogKind.SERVER_TEST)),
        entry(labels.MENU_REAUTHENTICATE, Open(DialogKind.REAUTHENTICATE)),
        SEPARATOR,
        MenuEntry(
            labels.MENU_SUPPORT,
            submenu=(
                entry(toggle, toggle_assistance(mode)),
                entry(labels.MENU_WRITE_SUPPORT, Open(DialogKind.SUPPORT_MAIL)),
                entry(labels.MENU_REPORT, Open(DialogKind.REPORT)),
            ),
        ),
        MenuEntry(labels.MENU_MAINTENANCE, submenu=(MenuEntry(labels.MENU_UPDATES, enabled=False),)),  # a later version
        SEPARATOR,
        entry(labels.MENU_HELP, Open(DialogKind.HELP)),
        entry(labels.MENU_ABOUT, Open(DialogKind.ABOUT)),
        SEPARATOR,
        entry(labels.MENU_QUIT, Action.QUIT),
    )
