"""The menu of ``core/menu.py`` as a pystray menu, which reads its entries each time it is shown."""

from collections.abc import Callable, Iterator
from typing import Protocol

from pystray import Menu, MenuItem

from iea_agent.core.commands import Command
from iea_agent.core.menu import DEFAULT_COMMAND, SEPARATOR, MenuEntry


class MenuSource(Protocol):
    """Where the entries come from, and where a choice goes."""

    @property
    def entries(self) -> tuple[MenuEntry, ...]:
        """The menu to show."""

    def choose(self, command: Command) -> None:
        """Post what the user chose; returns at once."""


def menu_from(source: MenuSource) -> Menu:
    """Return a menu that follows its source. A left click (default action) is ``DEFAULT_COMMAND``."""

    def items() -> Iterator[MenuItem]:
        yield MenuItem("", _chooser(source, DEFAULT_COMMAND), default=True, visible=False)
        yield from _items(source, source.entries)

    return Menu(lambda: tuple(items()))


def _items(source: MenuSource, entries: tuple[MenuEntry, ...]) -> Iterator[MenuItem]:
    for entry in entries:
        if entry == SEPARATOR:
            yield Menu.SEPARATOR
        elif entry.submenu:
            yield MenuItem(entry.label, Menu(*_items(source, entry.submenu)))
        elif entry.command is None:
            yield MenuItem(entry.label, None, enabled=False)
        else:
            yield MenuItem(entry.label, _chooser(source, entry.command), enabled=entry.enabled)


def _chooser(source: MenuSource, command: Command) -> Callable[[], None]:
    return lambda: source.choose(command)
