"""What to do, in sentences that several rooms share: first what the reader can do, then who else has to act."""

WHAT_TO_DO = "Que faire :"
PERSON = "la personne qui gère vos ordinateurs"
"""Who looks after the computers: many associations have no IT department."""
BY_PERSON = f"À faire par {PERSON} :"
IF_IT_LASTS_BY_PERSON = f"Si cela dure, à faire par {PERSON} :"
FORWARD = "transmettez ce message."
"""What the reader can do where the person who looks after the computers has to act."""
TELL_PERSON = f"prévenez {PERSON}."
ASK_SUPPORT = "écrivez à l’assistance, qui doit intervenir."
"""Where nothing helps before."""
IF_IT_LASTS_BY_SUPPORT = "Si cela dure, l’assistance doit intervenir : écrivez-lui."


def what_to_do(remedy: str) -> str:
    """Return a remedy, which begins in lower case, behind « Que faire »."""
    return f"{WHAT_TO_DO} {remedy}"


def by_person(act: str) -> str:
    """Return what the person who looks after the computers has to do: an infinitive and its final stop."""
    return f"{FORWARD} {BY_PERSON} {act}"


def if_it_lasts_by_person(first: str, act: str) -> str:
    """Return what to try first, and what that person has to do if it did not help."""
    return f"{first} {IF_IT_LASTS_BY_PERSON} {act}"
