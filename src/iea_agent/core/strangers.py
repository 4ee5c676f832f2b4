"""The one gate for strangers' words: what a server, a proxy, a certificate or a script of theirs says in words.

What passes it is a :data:`StrangersText`, and nothing else makes one. It is shown on a line of its own in the details,
never inside a sentence of ours: whoever writes it could go on in our name.

Only words pass. An IP address, a port, a status and a date are parsed and written again by us.
"""

from collections.abc import Iterable
from typing import Final, NewType

StrangersText = NewType("StrangersText", str)
"""Words of a stranger that passed the gate; empty when nothing may be shown."""

NO_WORDS: Final = StrangersText("")
MAX_WORDS: Final = 60
"""Longest text of a stranger, in characters; a longer one is cut."""
_MAX_READ: Final = 100 * MAX_WORDS
"""Longest beginning of a text that is read, in characters."""
MAX_DIGITS: Final = 5
"""Digits shown in a text; a telephone number has more."""
MASK: Final = "*"
"""Stands for each further digit."""

_LEAST_MIXED: Final = 8
"""A run without white space of this many letters and digits, of both kinds, may be a key or a token."""
_LATIN: Final = ((0x00C0, 0x024F), (0x1E00, 0x1EFF))
"""The letters with accents that signers' names are written in: Latin-1, Extended-A, Extended-B, Additional."""
_OF_NAMES: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
_QUOTES: Final = frozenset("\"'`<>")
"""Quotation marks of ASCII, and the signs that stand for some, and for markup; RFC 6749 §5.2 excludes the first."""


def strangers_text(text: str, secrets: Iterable[str] = ()) -> StrangersText:
    """Return what of a stranger's text may be shown; never raises.

    Kept are the characters of RFC 6749 §5.2 without quotation marks, and Latin letters. Runs that mix letters and
    digits go, further digits are masked. Nothing is kept where a secret shows in any spelling.
    """
    import unicodedata  # 1 MB: the tray process knows the type, and passes nothing

    text = text[:_MAX_READ]
    if tells(text, secrets):
        return NO_WORDS
    one_form = unicodedata.normalize("NFKC", text)
    visible = "".join(char for char in one_form if char.isspace() or unicodedata.category(char) not in {"Cf", "Cc"})
    words = " ".join(run for run in visible.split() if not _is_mixed(run))
    plain = " ".join("".join(char if _is_plain(char) else " " for char in words).split())
    return StrangersText(_masked(plain)[:MAX_WORDS].rstrip())


def strangers_place(host: str, port: int | None = None, secrets: Iterable[str] = ()) -> StrangersText:
    """Return a host, and its port, that a stranger names: a name of DNS, or an IP address; empty for anything else.

    It holds no white space, and may stand beside words of ours. A label that may be a key is masked.
    """
    from ipaddress import ip_address

    try:
        name = ip_address(host.strip("[]").partition("%")[0]).compressed
    except ValueError:
        if not host or any(char not in _OF_NAMES for char in host) or tells(host, secrets):
            return NO_WORDS
        labels = (MASK if _is_mixed(label) else label for label in host.split("."))
        name = _masked(".".join(labels))[:MAX_WORDS]
    name = f"[{name}]" if ":" in name else name
    return StrangersText(name if port is None else f"{name}:{port}")


def tells(text: str, secrets: Iterable[str]) -> bool:
    """Tell whether one of the secrets shows in a text, in any spelling."""
    known = [secret for secret in secrets if secret.strip()]
    if not known:
        return False
    from iea_agent.core.spellings import shows

    return any(shows(secret, text) for secret in known)


def _is_mixed(run: str) -> bool:
    signs = [char for char in run if char.isalnum()]
    return len(signs) >= _LEAST_MIXED and any(map(str.isalpha, signs)) and not all(map(str.isalpha, signs))


def _is_plain(char: str) -> bool:
    if char in _QUOTES or char == "\\":
        return False
    if " " <= char <= "~":
        return True
    is_letter = char.isupper() or char.islower()
    return is_letter and any(first <= ord(char) <= last for first, last in _LATIN)


def _masked(text: str) -> str:
    left, masked = MAX_DIGITS, ""
    for char in text:
        is_digit = char.isdigit()
        masked += MASK if is_digit and left <= 0 else char
        left -= is_digit
    return masked
