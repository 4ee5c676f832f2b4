"""A mail as a ``mailto:`` link (RFC 6068), which every desktop opens the mail program by. Not opening it."""

from enum import StrEnum
from urllib.parse import quote

import msgspec


class MailOutcome(StrEnum):
    """Outcome of opening the mail program."""

    OPENED = "opened"
    OPENED_WITHOUT_BODY = "opened_without_body"
    """The body is too long for a link of this system: the user has to paste it."""
    NO_PROGRAM = "no_program"
    """There is no mail program, or it cannot be opened."""


class MailLink(msgspec.Struct, frozen=True):
    """A link that opens the mail program."""

    uri: str
    has_body: bool = True
    """Whether the body is in it."""


def mailto(recipient: str, subject: str, body: str) -> str:
    """Return the link that opens a mail; empty parts are left out.

    RFC 6068: a line ends with ``%0D%0A`` (§5), text is UTF-8, percent-encoded, and a space is ``%20`` (§2, §5): most
    mail programs show a ``+`` as it is. A subject is one line: a break in it could begin another header field.
    """
    fields = {"subject": " ".join(subject.split()), "body": "\r\n".join(body.splitlines())}
    query = "&".join(f"{name}={_encoded(text)}" for name, text in fields.items() if text)
    return f"mailto:{_encoded(recipient, safe='@')}{query and '?'}{query}"


def mail_link(recipient: str, subject: str, body: str, *, max_length: int) -> MailLink:
    """Return the link that opens a mail, without the body where it would be longer than ``max_length`` characters.

    The recipient and the subject are never left out: the caller gives short ones.
    """
    whole = mailto(recipient, subject, body)
    if len(whole) <= max_length:
        return MailLink(whole)
    return MailLink(mailto(recipient, subject, ""), has_body=False)


def _encoded(text: str, *, safe: str = "") -> str:
    return quote(text, safe=safe, errors="replace")  # half a character must not cost the mail
