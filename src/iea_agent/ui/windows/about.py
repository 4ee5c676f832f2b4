"""« À propos de Connexion Impact emploi »: versions and licence number, to read out or to copy; licences."""

import platform
from functools import partial

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent import __version__
from iea_agent.core.help import HelpPage
from iea_agent.core.shown.verdict import Detail, ShownVerdict, SignKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import about, buttons
from iea_agent.core.view import AgentView
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.details_list import DetailsList, Disclosure
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button, fill, fill_beside, grid_in, link_button, text
from iea_agent.ui.window import PICTURE_SIDE, Window


class AboutDialog(Window):
    """The facts, and the pages behind them."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_ABOUT, width=76)
        self._settings, _ = self.saved_settings()
        self._software = about.LOOKING
        self._system = ""
        self._picture = QLabel()
        self._picture.setFixedSize(PICTURE_SIDE, PICTURE_SIDE)
        self.values: dict[str, QLabel] = {}
        self.outcome = VerdictBox(self.ask, takes_focus=False)
        self.outcome.renewed.connect(lambda: self.reveal(self.outcome))
        self.details = DetailsList()
        self.details.setAccessibleName(about.DETAILS)
        self.disclosure = Disclosure(self.details)
        self.disclosure.button.clicked.connect(lambda: self.reveal(self.details))
        self._lay_out()
        copy = button(about.COPY, self._copy, default=True, explained=about.COPY_HELP)
        accessibility = link_button(
            about.ACCESSIBILITY, partial(self.open_page, HelpPage.ACCESSIBILITY), explained=about.ACCESSIBILITY_HELP
        )
        licences = link_button(
            about.LICENCES, partial(self.open_page, HelpPage.LICENCES), explained=about.LICENCES_HELP
        )
        self.add_buttons((accessibility, licences), (copy, button(buttons.CLOSE, self.reject)))
        self._show()
        copy.setFocus()
        context.main_thread.fetch(self._look, self._on_seen)

    def on_view(self, view: AgentView) -> None:
        """Show the licence number of the new state."""
        super().on_view(view)
        self._show()

    def facts(self) -> tuple[about.Fact, ...]:
        """Return what the support desk asks for."""
        return (
            about.Fact(about.PROGRAM, __version__),
            about.Fact(about.SOFTWARE, self._software),
            about.Fact(about.LICENCE, self.view.licence_number or about.NO_LICENCE),
        )

    def technical_facts(self) -> tuple[about.Fact, ...]:
        """Return what only a technician asks for."""
        return (
            about.Fact(about.SYSTEM, self._system or about.LOOKING),
            about.Fact(about.PYTHON, platform.python_version()),
            about.Fact(about.QT, qVersion() or about.UNKNOWN_VERSION),
            about.Fact(about.GUIDE, self.context.help.where(HelpPage.START)),
        )

    def _lay_out(self) -> None:
        said = fill(QVBoxLayout(), text(about.NAME, bold=True, scale=1.3), text(about.WHAT_IT_IS), None, spacing=6)
        rows = QWidget()
        grid = grid_in(rows, across=16, down=6)
        for row, fact in enumerate(self.facts()):
            self.values[fact.name] = value = text()
            name = text(fact.name, bold=True)
            name.setWordWrap(False)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
        head = fill_beside(QHBoxLayout(), self._picture, said, spacing=16)
        shown = fill(QHBoxLayout(), self.disclosure.button, None)
        add(self.body, head, rows, shown, self.details, self.outcome, None)

    def _show(self) -> None:
        self.show_picture(self._picture, self.view.picture)
        for fact in self.facts():
            self.values[fact.name].setText(fact.value)
        self.details.show_rows([Detail(fact.name, fact.value) for fact in self.technical_facts()])

    def _look(self) -> tuple[str, str]:
        """Return the version of the payroll software, which may be in a file on a slow share, and the system."""
        return self.context.software_version(self._settings), self.context.system()

    def _on_seen(self, found: tuple[str, str]) -> None:
        software, self._system = found
        self._software = software or about.UNKNOWN_VERSION
        self._show()

    def _copy(self) -> None:
        facts = (about.Fact(about.NAME, __version__), *self.facts()[1:], *self.technical_facts())
        QApplication.clipboard().setText(about.lines(facts))
        self.outcome.show_verdict(ShownVerdict(sign=SignKind.GOOD, title=about.COPIED))
