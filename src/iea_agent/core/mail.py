"""A mail as a ``mailto:`` link (RFC 6068); ``adapters/desktop/mail_program.py`` opens it."""

from enum import StrEnum
from urllib.parse import quote, urlencode


class MailOutcome(StrEnum):
    """Outcome of opening the mail program."""

    OPENED = "opened"
    OPENED_WITHOUT_BODY = "opened_without_body"
    """The body is too long for a link of this system: the user has to paste it."""
    NO_PROGRAM = "no_program"
    """There is no mail program, or it cannot be opened."""


def mailto(recipient: str, subject: str, body: str) -> str:
    """Return the link that opens a mail; empty parts are left out.

    RFC 6068: a line ends with ``%0D%0A`` (§5), text is UTF-8, percent-encoded, and a space is ``%20`` (§2, §5): most
    mail programs show a ``+`` as it is. A subject is one line: a break in it could begin another header field. The body
    has straight apostrophes: a typographic one takes nine characters, and links of Windows are short.
    """
    body = body.replace("’", "'")
    fields = {"subject": " ".join(subject.split()), "body": "\r\n".join(body.splitlines())}
    given = {name: text for name, text in fields.items() if text}
    query = urlencode(given, safe="", errors="replace", quote_via=quote)  # half a character must not cost the mail
    return f"mailto:{quote(recipient, safe='@', errors='replace')}{query and '?'}{query}"
