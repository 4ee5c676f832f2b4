"""French typography: apostrophes and no-break spaces; the labels of the help sheet are left alone."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from iea_agent.core.texts import labels

NBSP: Final = "\u00a0"
EXEMPT: Final = tuple(
    sorted((text for name, text in vars(labels).items() if name.isupper()), key=len, reverse=True),
)
"""The labels of the help sheet and of the specification, letter by letter: the one list of exemptions."""
_LEFT_ALONE: Final = re.compile("|".join(re.escape(text) for text in EXEMPT if re.search(r"'| [:;!?»]|« ", text)))
_ELISIONS: Final = "[cdjlmnstCDJLMNST]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uoiqu|[Aa]ujourd|[Qq]uelqu|[Pp]resqu"
_RULES: Final[tuple[tuple[str, re.Pattern[str], str], ...]] = (
    ("straight apostrophe", re.compile(rf"(?<![^\W\d_])({_ELISIONS})'(?=[^\W\d_]|[«{{\d\"])"), r"\1’"),
    ("plain space", re.compile(r"[ \u202f](?=[:;!?](?:\s|\u00a0|$|[)»\"\\]|\\n))"), NBSP),
    ("plain space", re.compile(r"[ \u202f](?=»)"), NBSP),
    ("plain space", re.compile(r"(?<=«)[ \u202f]"), NBSP),
    ("missing no-break space", re.compile(r"(?<=«)(?=\w)"), NBSP),
    ("missing no-break space", re.compile(r"(?<=\w)(?=»)"), NBSP),
)
"""Name, what is wrong, and what replaces it."""


def faults_of(text: str) -> Iterator[str]:
    """Yield the names of the rules that a text breaks."""
    for name, wrong, _ in _RULES:
        if any(wrong.search(part) for part in _LEFT_ALONE.split(text)):
            yield name


def corrected(text: str) -> str:
    """Return a text with typographic apostrophes and no-break spaces."""
    return _outside(_LEFT_ALONE, text, _corrected)


def _corrected(text: str) -> str:
    for _, wrong, right in _RULES:
        text = wrong.sub(right, text)
    return text


def _outside(left_alone: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    """Return a text that is changed between the matches of a pattern."""
    changed, end = [], 0
    for match in left_alone.finditer(text):
        changed += [change(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*changed, change(text[end:])])
