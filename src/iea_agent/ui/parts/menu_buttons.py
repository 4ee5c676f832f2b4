"""The commands of the right-click menu in the status window, which replaces it where no tray exists.

Which commands are offered, and when, is decided in ``core/menu.py``: this shows the same, in three ranks.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.menu import MenuEntry, menu_of
from iea_agent.core.shown.repairing import UNDO
from iea_agent.core.shown.verdict import Act
from iea_agent.core.texts import labels, launches
from iea_agent.core.texts.windows import buttons
from iea_agent.core.view import AgentView
from iea_agent.ui.parts.flow import FlowLayout
from iea_agent.ui.parts.widgets import large_button, link_button

_LINKS: Final[Mapping[Command | None, str]] = {
    Open(DialogKind.CONNECTION_SETTINGS): buttons.OPEN_SETTINGS,
    None: buttons.OPEN_SUPPORT_MENU,
    Open(DialogKind.HELP): buttons.OPEN_HELP,
}
"""The quiet links; ``None`` is that of the support menu."""
_REST: Final[Mapping[Command | None, str]] = {
    Open(DialogKind.SERVER_TEST): buttons.OPEN_TEST,
    Open(DialogKind.REAUTHENTICATE): buttons.OPEN_REAUTHENTICATE,
    Action.UNDO_REPAIR: UNDO.label,
    None: buttons.OPEN_MAINTENANCE,
    Open(DialogKind.ABOUT): buttons.OPEN_ABOUT,
    Action.QUIT: buttons.QUIT_AGENT,
}
"""What stands below the details; ``None`` is what a later version brings."""


class MenuButtons:
    """The buttons; the window arranges them."""

    def __init__(self, ask: Callable[[Command], None]) -> None:
        self._ask = ask
        self._buttons: dict[Command, QPushButton] = {}
        self.launch = large_button(launches.LAUNCH, lambda: ask(Action.LAUNCH), default=True)
        self._buttons[Action.LAUNCH] = self.launch
        self.support = link_button(buttons.OPEN_SUPPORT_MENU)
        self._support_menu = QMenu(self.support)
        self.support.setMenu(self._support_menu)
        self.links = self._row(_LINKS, self.support)
        maintenance = link_button(buttons.OPEN_MAINTENANCE, explained=buttons.TO_COME_HELP)
        maintenance.setEnabled(False)
        self.rest = self._row(_REST, maintenance)

    def show_view(self, view: AgentView, elsewhere: Collection[Act] = ()) -> None:
        """Show and enable exactly what the menu offers, but not what another part offers in the same words."""
        menu = menu_of(view)
        offered: dict[Command | None, bool] = {entry.command: entry.enabled for entry in _leaves(menu)}
        if view.undo is not None:
            offered[Action.UNDO_REPAIR] = True
        labels_elsewhere = {act.label for act in elsewhere}
        for command, made in self._buttons.items():
            made.setVisible(command in offered and made.text() not in labels_elsewhere)
            made.setEnabled(offered.get(command, False))
        self._support_menu.clear()
        for entry in next(entry.submenu for entry in menu if entry.label == labels.MENU_SUPPORT):
            action = self._support_menu.addAction(entry.label)
            action.setEnabled(entry.enabled)
            if entry.command is not None:
                action.triggered.connect(self._asking(entry.command))

    @property
    def support_actions(self) -> dict[str, bool]:
        """The entries of the support menu, and whether each can be chosen."""
        return {action.text(): action.isEnabled() for action in self._support_menu.actions()}

    def _asking(self, command: Command) -> Callable[[], None]:
        return lambda: self._ask(command)

    def _row(self, commands: Mapping[Command | None, str], made_without: QPushButton) -> QWidget:
        """Return a row of links; ``made_without`` is the one that has no command."""
        row = QWidget()
        flow = FlowLayout(row)
        for command, label in commands.items():
            if command is None:
                flow.addWidget(made_without)
                continue
            explained = buttons.QUIT_AGENT_HELP if command is Action.QUIT else ""
            made = link_button(label, self._asking(command), explained=explained)
            self._buttons[command] = made
            flow.addWidget(made)
        return row


def _leaves(entries: Sequence[MenuEntry]) -> Iterator[MenuEntry]:
    """Yield the entries of a menu and its submenus that do something."""
    for entry in entries:
        if entry.command is not None:
            yield entry
        yield from _leaves(entry.submenu)
