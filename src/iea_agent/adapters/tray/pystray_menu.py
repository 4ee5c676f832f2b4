"""The menu of ``core/menu.py`` as a pystray menu, which reads its entries each time it is shown."""

from collections.abc import Callable, Iterator

from pystray import Menu, MenuItem

from iea_agent.core.commands import Command
from iea_agent.core.menu import DEFAULT_COMMAND, SEPARATOR, MenuEntry

Entries = tuple[MenuEntry, ...]
Choose = Callable[[Command], None]


def menu_from(entries: Callable[[], Entries], choose: Choose) -> Menu:
    """Return a menu of the current entries; ``choose`` must return at once.

    A left click (default action) is ``DEFAULT_COMMAND``.
    """

    def items() -> Iterator[MenuItem]:
        yield MenuItem("", lambda: choose(DEFAULT_COMMAND), default=True, visible=False)
        yield from _items(entries(), choose)

    return Menu(lambda: tuple(items()))


def menu_of_click(clicked: Callable[[], None]) -> Menu:
    """Return a menu without entries that takes a left click."""
    return Menu(MenuItem("", clicked, default=True, visible=False))


def _items(entries: Entries, choose: Choose) -> Iterator[MenuItem]:
    for entry in entries:
        if entry == SEPARATOR:
            yield Menu.SEPARATOR
        elif entry.submenu:
            yield MenuItem(entry.label, Menu(*_items(entry.submenu, choose)))
        elif entry.command is None:
            yield MenuItem(entry.label, None, enabled=False)
        else:
            yield MenuItem(entry.label, _chooser(choose, entry.command), enabled=entry.enabled)


def _chooser(choose: Choose, command: Command) -> Callable[[], None]:
    return lambda: choose(command)
