"""Whether what is shown after an act was said, and said once: compared by words, as Orca says no punctuation alike."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Expected(NamedTuple):
    """A sentence that is to be heard."""

    sentence: str
    is_once: bool = True
    """Whether a second time is one too many; the name of a window may be that of a button, too."""


def words(said: str) -> list[str]:
    """Return the words of a sentence, in lower case, without signs and places where a line may wrap."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", said).replace("\u200b", "").casefold())


def times_heard(sentence: str, said: Iterable[str]) -> int:
    """Return how often the words of a sentence follow each other in what was said."""
    wanted = words(sentence)
    heard = [word for line in said for word in words(line)]
    found = place = 0
    while wanted and place + len(wanted) <= len(heard):
        if heard[place : place + len(wanted)] == wanted:
            found += 1
            place += len(wanted)
        else:
            place += 1
    return found


def remedies(shown: Iterable[str]) -> list[str]:
    """Return the sentences that say what to do, of all that is shown."""
    return [said for said in shown if words(said)[:2] == ["que", "faire"]]


def is_shown(sentence: str, shown: Iterable[str]) -> bool:
    """Tell whether a sentence stands on the screen by itself."""
    wanted = words(sentence)
    return any(words(said) == wanted for said in shown)


def problems(expected: Sequence[Expected], said: Sequence[str]) -> list[str]:
    """Return what is wrong with what was said, a line each; nothing if it is as it should be."""
    found: list[str] = []
    for each in expected:
        times = times_heard(each.sentence, said)
        if times == 0:
            found.append(f"pas dit : {each.sentence}")
        elif times > 1 and each.is_once:
            found.append(f"dit {times} fois : {each.sentence}")
    return found
