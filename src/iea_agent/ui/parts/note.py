"""A note: what is so as long as the window is open, as sentences beside a sign; not an answer to a question."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iea_agent.core.shown.verdict import SignKind
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.widgets import discard, fill, fill_beside, text


class Note(QWidget):
    """A title and sentences, one label each; hidden while empty."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign(size=1.2)
        self._sign.show_kind(SignKind.WARNING)
        self._labels: list[QLabel] = []
        self._column = fill(QVBoxLayout(), spacing=2)
        fill_beside(QHBoxLayout(self), self._sign, self._column, spacing=10)
        self.hide()

    @property
    def words(self) -> str:
        """The displayed sentences, one per line; empty while hidden."""
        return "" if self.isHidden() else "\n".join(label.text() for label in self._labels)

    def say(self, title: str, sentences: Sequence[str] = ()) -> None:
        """Show the title and the sentences; announce them if they changed."""
        if self.words == "\n".join((title, *sentences)):
            return
        discard(self._column, self._labels)
        self._labels = [text(title, bold=True), *map(text, sentences)]
        for label in self._labels:
            self._column.addWidget(label)
        self.show()
        self.updateGeometry()
        announce(self, self.words.replace("\n", " "))

    def clear(self) -> None:
        """Hide it."""
        self.hide()
