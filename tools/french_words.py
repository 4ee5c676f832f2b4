"""The words of what is displayed: sentences of a length, forbidden words, names of settings, pronouns."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.french_sources import HOLE

LONGEST: Final = 20
"""Most words in a sentence of a window."""
LONGEST_IN_DETAILS: Final = 25
DETAILS: Final = frozenset({"report_files", "checklist", "support_mail", "command_line_help", "manual", "characters"})
"""Modules whose texts stand below details, in the report, or in the help of the command line."""
DETAILS_IN: Final = frozenset(
    {
        ("file_notices", "FLAW"),
        ("desktops", "WAY_TO_ICON"),
        ("desktops", "NOT_FOR_A_PROFILE"),
        ("launches", "LAUNCH_COMMAND"),
        ("launches", "_FURTHER"),
    },
)
"""Further texts of the kind: module and name."""
FORBIDDEN: Final = (
    (r"(?<![\w-])[Aa]gents?\b(?!-|\.log)", "« agent » is a civil servant: « le programme de connexion »"),
    (r"\bréglages?\b", "« paramètres », never « réglages »"),
    (r"\binformaticiens?\b", "« la personne qui gère vos ordinateurs »"),
    (r"\bQui agit\b", "« Que faire »"),
    (r"\b[Rr]ecommencez\b|\bà nouveau essayer\b", "« réessayez »"),
    (r"\btraces?\b", "« historique », or « journal » in details"),
)
_NAMES: Final = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b[A-Z]+(?:_[A-Z]+)+\b|\b[\w-]+\.(?:toml|json|log|txt)\b|\bPEM\b")
_WORD: Final = re.compile(rf"[\w{HOLE}][\w{HOLE}./:@+…-]*")
_ENDS: Final = re.compile(r"(?<=[.!?…])(?:\s+|$)|\n+")
_IMPERSONAL: Final = r"faut|faudra|manque|reste|restent|suffit|s’agit|y|n’y|ne reste|ne manque|est (?:trop tard|\d)"
_PRONOUN: Final = re.compile(
    r"^(?:Que faire\W+)?(?:(?:[Ss]i|[Qq]uand|[Ll]orsque) )?"
    rf"(?:[Ii]l (?!{_IMPERSONAL})|[Ee]lle |[Ii]ls |[Ee]lles |[Ss]’ils? |[Cc]elui-ci|[Cc]elle-ci)"
    r"|^(?:Que faire\W+)?\w+ez-(?:la|les|lui|leur|le)\b"
    r"|\b(?:avec|auprès de|à) (?:lui|elle|eux)\b(?!-même)"
)


def is_detail(path: Path, name: str) -> bool:
    """Tell whether a text stands where longer sentences and technical names are allowed."""
    return path.stem in DETAILS or (path.stem, name) in DETAILS_IN


def forbidden_in(text: str) -> Iterator[str]:
    """Yield the forbidden words of a text."""
    for pattern, instead in FORBIDDEN:
        if found := re.search(pattern, text):
            yield f"« {found.group()} » is forbidden: {instead}"


def faults_of(text: str, *, is_detail: bool) -> Iterator[str]:
    """Yield what is wrong with the words of a text."""
    yield from forbidden_in(text)
    if not is_detail and (found := _NAMES.search(text)):
        yield f"« {found.group()} » belongs into the details"
    longest = LONGEST_IN_DETAILS if is_detail else LONGEST
    for sentence in _ENDS.split(text):
        count = len(_WORD.findall(sentence.replace("’", " ")))
        if count > longest:
            yield f"{count} words in a sentence, {longest} are allowed"
        if found := _PRONOUN.search(sentence):
            yield f"« {found.group().strip()} » has its noun in another sentence"
