"""What to do, in sentences that several rooms share: first what the reader can do, then who else has to act."""

from collections.abc import Iterable, Iterator

WHAT_TO_DO = "Que faire :"
PERSON = "la personne qui gère vos ordinateurs"
"""Who looks after the computers: many associations have no IT department."""
TO_DO = "À faire :"
"""What stands before the act of that person."""
TELL_PERSON = f"prévenez {PERSON}."
ASK_SUPPORT = "écrivez à l’assistance, qui doit intervenir."
"""Where nothing helps before."""
IF_IT_LASTS_BY_SUPPORT = "Si cela dure, l’assistance doit intervenir : écrivez-lui."


def what_to_do(remedy: str) -> str:
    """Return a remedy, which begins in lower case, behind « Que faire »."""
    return f"{WHAT_TO_DO} {remedy}"


def by_person(act: str) -> str:
    """Return what the person who looks after the computers has to do: an infinitive and its final stop."""
    return f"{TELL_PERSON} {TO_DO} {act}"


def if_it_lasts_by_person(first: str, act: str) -> str:
    """Return what to try first, and what that person has to do if it did not help."""
    return f"{first} Si cela dure, {by_person(act)}"


def for_that_person(sentences: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a verdict as the person who looks after the computers needs them: of a remedy that act."""
    for sentence in sentences:
        _, mark, act = sentence.partition(TO_DO)
        if mark:
            yield f"{mark}{act}"
        elif not sentence.startswith(WHAT_TO_DO):
            yield sentence
