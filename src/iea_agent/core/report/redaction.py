"""Texts without secrets: for the log, and for the diagnostic report.

Two things are taken out and leave « … »: every form of the secrets that are known
(``core/report/known_secrets.py``), and what looks like a secret whoever it belongs to. Times, versions, addresses and
licence numbers stay. A text that was redacted stays as it is when it is redacted again; the time grows with the length
of the text only.

Each pattern starts at few places and ends on its line, or has a limit: that is what keeps it fast.
"""

import re
from collections.abc import Iterable
from typing import Final

from iea_agent.core.report import known_secrets

HIDDEN: Final = "…"

_DASH: Final = "\\-\u2010\u2011\u2012\u2013\u2014\u2212"
_SPACE: Final = " \u00a0\u2009\u202f"

_OPTION: Final = (
    r"(?<![\w-])(?:-p|--?(?:[a-z]{1,20}[-_]){0,3}"
    r"(?:passw(?:or)?d|passphrase|pass|pwd?|mdp|mot-?de-?passe|secret|token|pin|key|cl[ée]))"
    r"(?:\\{0,4}[\"']\s{0,8},?\s{1,8}|\s{1,8})"
)
"""An option of a command whose argument is a secret; -p is one to many programs."""

_PATTERNS: Final = (
    # The private half of a certificate (RFC 7468).
    re.compile(r"(?P<keep>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[^-]+"),
    # Headers that are nothing but credentials: Authorization, Proxy-Authorization (RFC 9110 §11), Cookie (RFC 6265).
    re.compile(r"(?i)(?P<keep>\b(?:authorization|cookie)\\{0,4}[\"']?\s{0,8}(?:[=:]|%3[ad])\s{0,8}).+"),
    # A scheme of RFC 9110 §11 and its credentials.
    re.compile(r"(?i)(?P<keep>\b(?:bearer|basic|digest|negotiate|ntlm)(?:\s{1,8}|%20|\+))[\w.~+/=%-]{6,}"),
    # A licence key, five groups of five: with dashes, also escaped for an address.
    re.compile(rf"(?i)(?P<keep>(?<![0-9a-z]))[0-9a-z]{{5}}(?:(?:[{_DASH}]|%2d)[0-9a-z]{{5}}){{4}}(?![0-9a-z])"),
    # The same with spaces; five French words of five letters are no key.
    re.compile(
        rf"(?i)(?P<keep>(?<![0-9a-z]))(?=[a-z{_SPACE}]{{0,28}}[0-9])"
        rf"[0-9a-z]{{5}}(?:[{_SPACE}][0-9a-z]{{5}}){{4}}(?![0-9a-z])"
    ),
    # A password of the day, three groups of three; neither part of a longer number nor of an address.
    re.compile(
        rf"(?P<keep>(?<![\d.,])(?<!\d[{_SPACE}{_DASH}]))"
        rf"\d{{3}}(?P<gap>[{_SPACE}{_DASH}])\d{{3}}(?P=gap)\d{{3}}(?!\d|[.,{_SPACE}{_DASH}]\d)"
    ),
    # name=value, "name": "value", name='value', \"name\": \"value\": forms, JSON, TOML, repr, JSON in JSON.
    re.compile(
        r"""(?ix)
        (?P<keep>
            (?: secret | passw(?:or)?d | passphrase | (?<![a-z])(?:pass|pwd|mdp) | mot\sde\spasse(?:\sdu\sjour)?
              | (?<!/)token | assertion | code_verifier | licen[cs]e[_-]?key | cl[ée]\sde\slicence | api[_-]?key
              | session_?id )
            \\{0,4}["']?\s{0,8} (?:[=:]|%3[ad]) \s{0,8}
        )
        (?: (?: \\+["'][^"'\n]*["']? | b?"(?:[^"\\\n]|\\.)*"? | b?'(?:[^'\\\n]|\\.)*'? ) [^\s&;,)}\]"']*
          | [^\s&;,)}\]"']+ )
        """
    ),
    # --password value, and "--password", "value" as a list of arguments has it: the quotes stay, and the list a list.
    re.compile(rf"(?i)(?P<keep>{_OPTION}\")(?:[^\"\\\n]|\\.)+"),
    re.compile(rf"(?i)(?P<keep>{_OPTION}')(?:[^'\\\n]|\\.)+"),
    re.compile(rf"(?i)(?P<keep>{_OPTION}\\+[\"'])[^\"'\\\n]+"),
    re.compile(rf"(?i)(?P<keep>{_OPTION})[^\s\"',;\\\]]+"),
    # user:password@host (RFC 3986 §3.2.1); a password that was not escaped may hold a slash, a port is none.
    re.compile(r"(?P<keep>://)[^\s/?#\"'<>:@]{1,64}:(?!\d{1,5}/)[^\s\"'<>]{1,256}(?=@)"),
    re.compile(r"(?P<keep>://)[^\s/?#\"'<>]{1,256}(?=@)"),
    re.compile(r"(?i)(?P<keep>(?<![\w/:@%.+-])(?!mailto:))[\w.%+-]{1,64}:[^\s/@\"'<>]{1,128}(?=@[\w\[])"),
    # JSON Web Token, RFC 7519.
    re.compile(r"(?P<keep>(?<![\w-]))eyJ[\w-]{4,}\.[\w.-]+"),
    # 32 bytes in hexadecimal: what the password of the day is derived from.
    re.compile(r"(?i)(?P<keep>(?<![0-9a-z]))[0-9a-f]{64}(?![0-9a-z])"),
)


def redact(text: str, known: Iterable[str] = ()) -> str:
    """Return a text without the known secrets in any form, and without what looks like a secret."""
    text = _without_known(text, known)
    before = ""
    while text != before:  # what was taken out may uncover something, and each time there is less
        before = text
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\g<keep>{HIDDEN}", text)
    return text


def _without_known(text: str, known: Iterable[str]) -> str:
    data = text.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    last = 0
    for start, end in known_secrets.merged(known_secrets.find(data, known)):
        first, after = _whole_characters(data, start, end)
        pieces += (data[last:first], HIDDEN.encode())
        last = after
    return b"".join((*pieces, data[last:])).decode("utf-8", "surrogatepass")


def _whole_characters(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Widen a span so that no character of UTF-8 is cut."""

    def continues(place: int) -> bool:
        return place < len(data) and data[place] & 0xC0 == 0x80  # noqa: PLR2004 (RFC 3629 §3)

    while continues(start):
        start -= 1
    while continues(end):
        end += 1
    return start, end
