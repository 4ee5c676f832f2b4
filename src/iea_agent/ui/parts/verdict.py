"""The verdict of a window: sign, title, sentences, the one next act, details. There is one in a window.

It owns what belongs to a verdict: the announcement to a screen reader, the default button and the focus. What it says
is made by pure functions (``core/shown``).
"""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from iea_agent.core.shown.verdict import Act, Asked, Change, ShownVerdict, Step
from iea_agent.core.texts.french import aloud
from iea_agent.core.texts.windows import verdict_box
from iea_agent.ui.parts.details_list import DetailsList, Disclosure
from iea_agent.ui.parts.flow import FlowLayout
from iea_agent.ui.parts.motion import BusyBar
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.tinted import Tinted
from iea_agent.ui.parts.widgets import (
    add,
    breakable,
    discard,
    explain,
    fill,
    fill_beside,
    grid_in,
    link_button,
    primary_button,
    text,
)

_MOST_OTHERS: Final = 5
"""The quiet buttons that a verdict has room for."""
_TITLE_SCALE: Final = 1.15


class VerdictBox(Tinted):
    """Shows one verdict at a time; hidden while there is none."""

    unfolded = Signal(QWidget)
    """The details were unfolded; the argument is the part that holds them."""
    renewed = Signal()
    """Another verdict is shown than before: its title is another one."""
    shrunk = Signal()
    """There is less to show than before."""

    def __init__(
        self,
        ask: Callable[[Asked], object],
        steps: Mapping[Step, Callable[[Act], object]] | None = None,
        *,
        leave: QPushButton | None = None,
        takes_focus: bool = True,
    ) -> None:
        """``ask`` asks the agent, ``steps`` what an act does inside the window.

        ``leave`` is the default button of the window while the verdict has no next act. While something runs it is
        none, and Enter does not press it although it has the focus: an early Enter neither cancels nor leaves.
        With ``takes_focus`` the focus goes to the next act whenever that becomes another one.
        """
        super().__init__()
        self._ask = ask
        self._steps = dict(steps or {})
        self._leave = leave
        self._takes_focus = takes_focus
        self.shown: ShownVerdict | None = None
        """What is displayed; ``None``: nothing."""
        self._sign = Sign(size=1.4 * _TITLE_SCALE)
        self._title = text(bold=True, scale=_TITLE_SCALE)
        self._sentences: list[QLabel] = []
        self._said = fill(QVBoxLayout(), spacing=4)
        self._changes = QWidget()
        self._changes_grid: QGridLayout = grid_in(self._changes, across=12, down=4, stretch=2)
        self._changes.hide()
        self._bar = BusyBar(verdict_box.PROGRESS)
        self.primary = primary_button("", lambda: self._do(0))
        self.others = [link_button("", self._doing(place)) for place in range(1, _MOST_OTHERS + 1)]
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons)
        for made in (self.primary, *self.others):
            flow.addWidget(made)
            made.hide()
        self._slots: list[Act | None] = [None] * (1 + _MOST_OTHERS)
        self.details = DetailsList()
        self.disclosure = Disclosure(self.details)
        self.disclosure.button.clicked.connect(self._on_disclosure)
        self.disclosure.button.hide()
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        foot = fill(QHBoxLayout(), self.disclosure.button, None)
        column = fill(QVBoxLayout(), self._title, self._said, self._changes, self._bar, self._buttons, foot, spacing=8)
        add(column, self.details)
        row = fill_beside(QHBoxLayout(self), self._sign, column, spacing=10)
        row.setContentsMargins(14, 10, 14, 10)

    @property
    def words(self) -> str:
        """The displayed text, one sentence per line; empty while hidden."""
        return "" if self.shown is None else self.shown.words

    # What is shown.

    def show_verdict(self, verdict: ShownVerdict | None, *, and_said: str = "") -> None:
        """Show a verdict in place of the one before, and announce it if its words are other ones.

        ``and_said`` is announced with it: what the window says of it elsewhere. A window that moves the focus, or
        disables what has it, does so afterwards.
        """
        if verdict is None:
            self.clear()
            return
        before, self.shown = self.shown, verdict
        self.tint(verdict.sign)
        self._sign.show_kind(verdict.sign)
        self._title.setText(breakable(verdict.title))
        self._show_sentences(verdict)
        self._bar.show_running(verdict.is_busy)
        self.details.show_rows(verdict.details)
        self.show()
        self.updateGeometry()
        self._announce(before, and_said)
        self._show_acts(before)
        self.disclosure.button.setVisible(bool(verdict.details))
        if not verdict.details:
            self.disclosure.set_open(False)
        if before is not None and _size_of(verdict) < _size_of(before):
            self.shrunk.emit()
        if before is None or before.title != verdict.title:
            self.renewed.emit()

    def clear(self) -> None:
        """Show nothing: a new question ends the earlier answer."""
        before, self.shown = self.shown, None
        if before is not None:
            self._show_acts(before)
            self.shrunk.emit()
        self.hide()

    def _show_sentences(self, verdict: ShownVerdict) -> None:
        sentences = [breakable(sentence) for sentence in verdict.sentences if sentence]
        if sentences != [label.text() for label in self._sentences]:
            discard(self._said, self._sentences)
            self._sentences = [text(sentence) for sentence in sentences]
            add(self._said, *self._sentences)
        _clear(self._changes_grid)
        for row, change in enumerate(verdict.changes):
            _show_change(self._changes_grid, 2 * row, change)
        self._changes.setVisible(bool(verdict.changes))

    def _announce(self, before: ShownVerdict | None, and_said: str) -> None:
        shown = self.shown
        if shown is None:
            return
        if shown.is_busy:  # its stages are seen, and too many to be heard
            if before is None or before.title != shown.title:
                announce(self, shown.title)
        elif before is None or before.words != shown.words:
            announce(self, aloud((shown.spoken, and_said)))

    # The acts.

    def _show_acts(self, before: ShownVerdict | None) -> None:
        """Show the buttons; the focus stays on the same act, or goes to the next act when that is another one.

        What is announced was said before: it is heard with the control that gets the focus.
        """
        shown = self.shown
        last = self.window().focusWidget()
        focused = next((act for made, act in zip(self._made(), self._slots, strict=True) if made is last), None)
        primary = None if shown is None else shown.primary
        others = () if shown is None else shown.others
        self._slots = [primary, *others, *[None] * (_MOST_OTHERS - len(others))]
        for made, act in zip(self._made(), self._slots, strict=True):
            if act is not None:
                made.setText(act.label)
                explain(made, act.explained)
                made.show()
        if shown is not None and shown.acts:
            self._buttons.show()
        self.primary.setDefault(primary is not None)
        if self._leave is not None:
            is_busy = shown is not None and shown.is_busy
            self._leave.setAutoDefault(not is_busy)
            self._leave.setDefault(primary is None and not is_busy)
        first = None if before is None or before.primary is None else before.primary.does
        is_other = (None if primary is None else primary.does) != first
        if focused is not None or (self._takes_focus and is_other):
            self._settle_focus(focused, is_other=is_other)
        for made, act in zip(self._made(), self._slots, strict=True):  # last: what is hidden gives the focus away
            if act is None:
                made.hide()
        self._buttons.setVisible(shown is not None and bool(shown.acts))

    def _settle_focus(self, focused: Act | None, *, is_other: bool) -> None:
        kept = next(
            (place for place, act in enumerate(self._slots) if act and focused and act.does == focused.does), -1
        )
        if self._takes_focus and is_other:
            kept = -1
        if kept >= 0:
            self._made()[kept].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._slots[0] is not None:
            self.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._leave is not None:
            self._leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self) -> tuple[QPushButton, ...]:
        return (self.primary, *self.others)

    def _doing(self, place: int) -> Callable[[], None]:
        return lambda: self._do(place)

    def _do(self, place: int) -> None:
        act = self._slots[place]
        if act is None:
            return
        if isinstance(act.does, Step):
            self._steps[act.does](act)
        else:
            self._ask(act.does)

    def _on_disclosure(self) -> None:
        if self.disclosure.is_open:
            self.unfolded.emit(self.details)


def _size_of(verdict: ShownVerdict) -> int:
    """Return about how much room a verdict takes: its lines, and its rows of buttons."""
    return len(verdict.words.split("\n")) + len(verdict.acts)


def _show_change(grid: QGridLayout, row: int, change: Change) -> None:
    """Show what is before above what is after: each address has the whole width."""
    before, arrow, after = text(breakable(change.before)), QLabel("→"), text(breakable(change.after), bold=True)
    font = before.font()
    font.setStrikeOut(True)
    before.setFont(font)
    arrow.setAccessibleName(verdict_box.BECOMES)
    for label, down, column in ((QLabel(change.name), 0, 0), (before, 0, 2), (arrow, 1, 1), (after, 1, 2)):
        grid.addWidget(label, row + down, column, Qt.AlignmentFlag.AlignTop)


def _clear(grid: QGridLayout) -> None:
    labels = [item.widget() for place in range(grid.count()) if (item := grid.itemAt(place)) is not None]
    discard(grid, [label for label in labels if isinstance(label, QLabel)])
