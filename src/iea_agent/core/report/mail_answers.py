"""What the user answers in the window of a mail, and how it gets into a text that the user may have changed."""

import msgspec

from iea_agent.core.cleaning import Entry, clean
from iea_agent.core.report.redaction import redact
from iea_agent.core.report.wrapping import wrapped
from iea_agent.core.texts import support_mail


class Answers(msgspec.Struct, frozen=True):
    """The answers as typed, one line each; an empty one leaves nothing in the mail."""

    wanted: str = ""
    """« Ce que vous vouliez faire »."""
    name: str = ""
    """« Votre nom et téléphone »."""


def wanted_in(answers: Answers) -> str:
    """Return the paragraph about what the user wanted to do; empty if it is not known. It holds no secret."""
    said = redact(clean(answers.wanted, Entry.LINE).text)
    return _plain(wrapped(support_mail.wanted(said))) if said else ""


def farewell_of(answers: Answers) -> str:
    """Return the last paragraph, signed if the name is known."""
    name = clean(answers.name, Entry.LINE).text
    return "\n".join((support_mail.FAREWELL, *([wrapped(name)] if name else ())))


def refilled(body: str, before: Answers, after: Answers) -> str:
    """Return a body with other answers: where the former ones stand as they were put there, they are replaced.

    Nothing else of the body changes. An answer whose former paragraph the user has changed gets one of its own.
    """
    body = _replaced(body, wanted_in(before), wanted_in(after), at_end=False)
    return _replaced(body, farewell_of(before), farewell_of(after), at_end=True)


def _replaced(body: str, old: str, new: str, *, at_end: bool) -> str:
    """Replace the paragraph ``old`` by ``new``; one that is not there is added after the greeting, or at the end."""
    if old == new:
        return body
    lines, block = body.split("\n"), old.split("\n") if old else []
    if block and (place := _place(lines, block)) is not None:
        rest = lines[place + len(block) :]
        if not new:  # and the empty line below it
            rest = rest[1:] if rest[:1] == [""] else rest
            return "\n".join((*lines[:place], *rest))
        return "\n".join((*lines[:place], *new.split("\n"), *rest))
    if not new:
        return body
    if at_end:
        return "\n".join((*lines, "", new))
    place = _after_first_sentence(lines)
    return "\n".join((*lines[:place], new, "", *lines[place:])) if place else "\n".join((*lines, "", new))


def _place(lines: list[str], block: list[str]) -> int | None:
    """Return where a block of lines stands, the last place if there are several."""
    places = range(len(lines) - len(block), -1, -1)
    return next((place for place in places if lines[place : place + len(block)] == block), None)


def _after_first_sentence(lines: list[str]) -> int:
    """Return where the third paragraph begins, below the greeting and what is asked for; 0 if there is none."""
    ends = [place for place, line in enumerate(lines) if not line]
    return ends[1] + 1 if len(ends) > 1 else 0


def _plain(text: str) -> str:
    """Return a text with plain spaces, as a text field returns it."""
    return text.replace("\u00a0", " ")
