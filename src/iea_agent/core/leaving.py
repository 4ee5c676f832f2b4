"""How a window in which something may be unsaved is left: when the user is asked, and what follows.

Shared by all windows that hold such work. What is unsaved, and how it is saved, is each window's own.
"""

from collections.abc import Mapping
from enum import Enum, IntEnum, auto
from typing import Final


class Leaving(IntEnum):
    """What happens once nothing is unsaved; the greater one wins."""

    STAY = 0
    CLOSE = 1
    QUIT = 2
    """Close, then quit the agent."""


class Answer(Enum):
    """The answer to « something is unsaved »."""

    SAVE = auto()
    DISCARD = auto()
    STAY = auto()


class Next(Enum):
    """What the window must do now."""

    NOTHING = auto()
    ASK = auto()
    """Ask the user what to do with what is unsaved; bring the question to the front if it is open."""
    SAVE = auto()
    LEAVE = auto()


_AFTER: Final[Mapping[Answer, Next]] = {
    Answer.SAVE: Next.SAVE,
    Answer.DISCARD: Next.LEAVE,
    Answer.STAY: Next.NOTHING,
}
Step = tuple[Leaving, Next]


def leave(leaving: Leaving, wanted: Leaving, *, unsaved: bool, saving: bool) -> Step:
    """Apply the wish to leave; while something is being saved it is only remembered."""
    leaving = max(leaving, wanted)
    if saving:
        return leaving, Next.NOTHING
    return leaving, Next.ASK if unsaved else Next.LEAVE


def answer(leaving: Leaving, given: Answer) -> Step:
    """Apply the answer to the question; one to a question that was not asked is ignored."""
    if leaving is Leaving.STAY:
        return leaving, Next.NOTHING
    return Leaving.STAY if given is Answer.STAY else leaving, _AFTER[given]


def end_saving(leaving: Leaving, *, saved: bool, unsaved: bool) -> Step:
    """Apply the end of a saving: a failed one keeps the window open, as does what was typed meanwhile until asked."""
    if not saved or leaving is Leaving.STAY:
        return Leaving.STAY, Next.NOTHING
    return leave(leaving, leaving, unsaved=unsaved, saving=False)
