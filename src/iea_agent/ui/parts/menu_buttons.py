"""The commands of the right-click menu as buttons, for the status window, which replaces it where no tray exists.

Which commands are offered, and when, is decided in ``core/menu.py``.
"""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton, QWidget

from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.menu import MenuEntry, menu_of
from iea_agent.core.texts import labels, launches
from iea_agent.core.texts.windows import assistance_mode, buttons, status_window
from iea_agent.core.view import AgentView
from iea_agent.ui.parts.widgets import button, grid_in, text

_GROUPS = (status_window.STATUS_CONNECTION, labels.MENU_SUPPORT)
_ROWS = (
    (
        ((buttons.OPEN_SETTINGS, Open(DialogKind.CONNECTION_SETTINGS)),),
        (
            (buttons.ENABLE_ASSISTANCE, Open(DialogKind.ASSISTANCE)),
            (assistance_mode.DISABLE_ASSISTANCE, Open(DialogKind.DAY_PASSWORD)),
        ),
    ),
    (
        ((buttons.OPEN_TEST, Open(DialogKind.SERVER_TEST)),),
        ((buttons.WRITE_SUPPORT, Open(DialogKind.SUPPORT_MAIL)),),
    ),
    (
        ((buttons.OPEN_REAUTHENTICATE, Open(DialogKind.REAUTHENTICATE)),),
        ((buttons.OPEN_REPORT, Open(DialogKind.REPORT)),),
    ),
    (
        ((buttons.OPEN_HELP, Open(DialogKind.HELP)),),
        ((buttons.OPEN_ABOUT, Open(DialogKind.ABOUT)),),
    ),
)
"""One column per group; buttons that share a cell are never offered together."""


class MenuButtons:
    """The buttons; the window arranges them."""

    def __init__(self, ask: Callable[[Command], None]) -> None:
        self._ask = ask
        self._buttons: dict[Command, QPushButton] = {}
        self.launch = self._button(launches.LAUNCH, Action.LAUNCH, default=True)
        self.leave = self._button(buttons.QUIT_AGENT, Action.QUIT, explained=buttons.QUIT_AGENT_HELP)
        self.columns = self._columns()
        self.maintenance = button(buttons.OPEN_MAINTENANCE, explained=buttons.TO_COME_HELP)
        self.maintenance.setEnabled(False)
        _make_prominent(self.launch)

    def show_view(self, view: AgentView) -> None:
        """Show and enable exactly what the menu offers in this state."""
        offered = dict(_commands(menu_of(view)))
        for command, made in self._buttons.items():
            made.setVisible(command in offered)
            made.setEnabled(offered.get(command, False))

    def _button(self, label: str, command: Command, *, default: bool = False, explained: str = "") -> QPushButton:
        made = button(label, lambda: self._ask(command), default=default, explained=explained)
        self._buttons[command] = made
        return made

    def _columns(self) -> QWidget:
        columns = QWidget()
        grid = grid_in(columns, across=24, down=6)
        for column, name in enumerate(_GROUPS):
            grid.setColumnStretch(column, 1)
            grid.addWidget(text(name, bold=True), 0, column)
        for row, places in enumerate(_ROWS, start=1):
            for column, choices in enumerate(places):
                for label, command in choices:
                    grid.addWidget(self._button(label, command), row, column)
        return columns


def _commands(entries: Sequence[MenuEntry]) -> Iterator[tuple[Command, bool]]:
    """Yield the commands of a menu and its submenus, and whether each is enabled."""
    for entry in entries:
        if entry.command is not None:
            yield entry.command, entry.enabled
        yield from _commands(entry.submenu)


def _make_prominent(made: QPushButton) -> None:
    font = QFont(made.font())
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.15)
    made.setFont(font)
    made.setMinimumHeight(round(made.sizeHint().height() * 1.35))
