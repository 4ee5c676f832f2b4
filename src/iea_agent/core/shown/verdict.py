"""What a window says of how something went: sign, words, the one next act, details; drawn by ``ui/parts/verdict.py``.

Pure functions make it: of the agent's state (``connection.py``), of an access test (``access_test.py``), of a launch
(``launching.py``). So what it never may say is tested without a window.
"""

from enum import Enum, auto

import msgspec

from iea_agent.core.commands import Command
from iea_agent.core.texts import checklist
from iea_agent.core.texts.french import aloud, heading
from iea_agent.core.texts.windows import verdict_box
from iea_agent.core.wire.jobs import RepairAgreed

Asked = Command | RepairAgreed
"""What a window asks the agent for."""


class SignKind(Enum):
    """The signs; the value is the accessible name."""

    GOOD = checklist.SIGN_GOOD
    BAD = checklist.SIGN_BAD
    WARNING = checklist.SIGN_WARNING
    WAITING = checklist.SIGN_WAITING
    UNKNOWN = checklist.SIGN_UNKNOWN


class Step(Enum):
    """What an act does inside its own window; a window has a handler for each one that it shows."""

    AGAIN = auto()
    """Try once more."""
    CANCEL = auto()
    """Stop what runs."""
    SEND_KEY = auto()
    """Send the licence key to the server that the question names."""
    TEST = auto()
    """Test the servers once more."""
    SAVE = auto()
    """Save once more."""
    TICK_SECURE = auto()
    """Tick « Sécurisé »."""
    RESTORE = auto()
    """Offer the official addresses, before and after."""
    CORRECT_LICENCE = auto()
    """Go to the number and the key."""


class Act(msgspec.Struct, frozen=True):
    """One button: its label with the mnemonic, and what it does."""

    label: str
    does: Asked | Step
    explained: str = ""
    """The tool tip, and the description for a screen reader."""
    argument: str = ""
    """What a step needs to know: the server that the label names."""


class Detail(msgspec.Struct, frozen=True):
    """One row of the details."""

    name: str
    words: str = ""
    sign: SignKind | None = None
    time: str = ""
    is_heading: bool = False

    @property
    def line(self) -> str:
        """The row as it is shown and copied."""
        said = heading(self.name, self.words) if self.name and self.words else self.name or self.words
        return f"{said} ({self.time})" if self.time else said

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it: the sign in words, too, and that a heading is one."""
        if self.is_heading:
            return heading(verdict_box.HEADING, self.line)
        if self.sign is None:
            return self.line
        said = ", ".join(filter(None, (self.sign.value, self.words, self.time)))
        return heading(self.name, said) if self.name else said


class Change(msgspec.Struct, frozen=True):
    """What a correction replaces: the name of a thing, before and after."""

    name: str
    before: str
    after: str

    @property
    def line(self) -> str:
        """The change as it is shown."""
        return heading(self.name, f"{self.before} → {self.after}")

    @property
    def spoken(self) -> str:
        """The change as a screen reader says it."""
        return heading(self.name, f"{self.before} {verdict_box.BECOMES} {self.after}")


class ShownVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """How something went, or that it is under way."""

    sign: SignKind
    title: str
    sentences: tuple[str, ...] = ()
    """What and why, then what to do; empty ones are left out."""
    changes: tuple[Change, ...] = ()
    primary: Act | None = None
    """The one next act, which Enter does."""
    others: tuple[Act, ...] = ()
    """What can be done instead, as quiet buttons."""
    details: tuple[Detail, ...] = ()
    is_busy: bool = False
    """Whether something runs, whose end nobody knows."""

    @property
    def acts(self) -> tuple[Act, ...]:
        """All acts, the next one first."""
        return (*(() if self.primary is None else (self.primary,)), *self.others)

    @property
    def words(self) -> str:
        """Title, sentences and changes, each on a line."""
        return "\n".join((self.title, *filter(None, self.sentences), *(change.line for change in self.changes)))

    @property
    def spoken(self) -> str:
        """The words as a screen reader says them."""
        return aloud((self.title, *self.sentences, *(change.spoken for change in self.changes)))
