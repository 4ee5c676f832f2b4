"""Texts without secrets: for the log, and for the diagnostic report.

Two things are replaced by « … »: the secrets that are known (``core/report/known_secrets.py``), and what looks like a
secret, whoever it belongs to. Times, versions, addresses and licence numbers stay. Redacting twice changes nothing
more. The time grows linearly with the length of the text: each pattern starts at few places, and ends on its line or
has a limit.
"""

import re
from collections.abc import Sequence
from typing import Final

HIDDEN: Final = "…"

_DASH: Final = "\\-\u2010\u2011\u2012\u2013\u2014\u2212"
_SPACE: Final = " \u00a0\u2009\u202f"

_OPTION: Final = (
    r"(?<![\w-])(?:-p|--?(?:[a-z]{1,20}[-_]){0,3}"
    r"(?:passw(?:or)?d|passphrase|pass|pwd?|mdp|mot-?de-?passe|secret|token|pin|key|cl[ée]))"
    r"(?:\\{0,4}[\"']\s{0,8},?\s{1,8}|\s{1,8})"
)
"""A command-line option whose argument is a secret; many programs call it -p."""

_PATTERNS: Final = (
    # A private key (RFC 7468).
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


def redact(text: str, known: Sequence[str] = ()) -> str:
    """Return a text without the known secrets, and without what looks like a secret."""
    if known:
        from iea_agent.core.report.known_secrets import forms_of

        for form in forms_of(known):
            text = text.replace(form, HIDDEN)
    before = ""
    while text != before:  # a replacement may uncover another match; each round has fewer
        before = text
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\g<keep>{HIDDEN}", text)
    return text
