"""The password of the day: RFC 6238 over a secret that RFC 5869 derives from the licence key, and a check digit.

Here are the standards, the tolerance in typing, and which day's password is accepted when; the reasons are in
``docs/decisions/0008-password-of-the-day.md``. Not here: the licence key, the clock, the lockout
(``core/lockout.py``) and what the user reads. Only jobs import this module: the tray process loads no cryptography.
"""

import hmac
import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final, Literal

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.cleaning import Entry, clean

Algorithm = Literal["sha1", "sha256"]
"""The hash of RFC 4226, and the one that is used here (RFC 6238 §1.2 allows both)."""

DAY_S: Final = 86_400
BEGIN_S: Final = -3_600
"""T0 of RFC 6238, in seconds since 1970 UTC: a day begins at 00:00 CET, which is 01:00 in Paris in summer."""
OTP_DIGITS: Final = 8
PASSWORD_DIGITS: Final = OTP_DIGITS + 1
"""With the check digit."""

PREVIOUS_UNTIL_HOUR: Final = 3
"""The previous password is accepted until this hour (Paris time) of the day on which the present one began."""
NEXT_FROM: Final = timedelta(minutes=15)
"""The next password is accepted this long before its day begins."""
NEAR_DAYS: Final = 7
"""Passwords of this many days before and after are recognized, and refused."""

_SALT: Final = b"iea-assist-v1"
_SECRET_OCTETS: Final = 32
_SHA256_OCTETS: Final = 32
_CET: Final = timezone(timedelta(hours=1), "CET")
_SEPARATORS: Final = "\N{MINUS SIGN}.,·"

_WORD: Final = re.compile(r"[^\W\d_]{3}")
"""Three letters in a row: words, not a slip of the hand among digits."""
_RUN: Final = re.compile(r"(?<![\w/])[0-9](?:[ .,·\-\u2010-\u2015\u2212]?[0-9])+(?![\w/])")
"""Digits with at most one separator between two."""
_IN_THREES: Final = re.compile(r"(?<![0-9])[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3}(?![0-9]|[ .-][0-9]{5}(?![0-9]))")
_EIGHT: Final = re.compile(r"(?<![\w/.-])[0-9]{8}(?![\w/-])")

_DAMM: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""A totally anti-symmetric quasigroup of order 10 (H. M. Damm, « Total anti-symmetrische Quasigruppen », 2004)."""


class TypingFault(StrEnum):
    """Why the typed text is no password of any day: it is not compared, and not counted."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    NONE_IN_WORDS = "none_in_words"
    """A text was pasted in which there is no password."""
    SEVERAL_IN_WORDS = "several_in_words"
    """A text was pasted in which there are several."""
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CHECK_DIGIT = "check_digit"
    """One digit is wrong, or two neighbours are swapped."""


# The standards.


def hkdf_sha256(key: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive ``length`` octets from a key (RFC 5869, with SHA-256); ValueError if they are more than 255 blocks."""
    blocks = -(-length // _SHA256_OCTETS)
    pseudorandom = hmac.digest(salt, key, "sha256")
    derived = block = b""
    for number in range(1, blocks + 1):
        block = hmac.digest(pseudorandom, block + info + bytes([number]), "sha256")
        derived += block
    return derived[:length]


def hotp(secret: bytes, counter: int, *, digits: int, algorithm: Algorithm) -> str:
    """Return the one-time password of a counter (RFC 4226 §5.3).

    The counter is taken modulo 2⁶⁴: a workstation that believes it is 1970 has a yesterday too.
    """
    mac = hmac.digest(secret, (counter % 2**64).to_bytes(8, "big"), algorithm)
    offset = mac[-1] & 0x0F
    truncated = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{truncated % 10**digits:0{digits}}"


def totp(  # noqa: PLR0913 (the parameters of the RFC)
    secret: bytes, at: float, *, step_s: int, begin_s: int, digits: int, algorithm: Algorithm
) -> str:
    """Return the one-time password at an instant (RFC 6238 §4.2).

    Args:
        secret: shared with the support desk.
        at: seconds since 1970 UTC.
        step_s: X, the length of a step in seconds.
        begin_s: T0, when the first step begins, in seconds since 1970 UTC.
        digits: how long the password is.
        algorithm: the hash.
    """
    return hotp(secret, int((at - begin_s) // step_s), digits=digits, algorithm=algorithm)


def check_digit(digits: str) -> str:
    """Return the Damm check digit: it detects every single wrong digit and every swap of two neighbours."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


# The password.


def secret_of(number: str, key: str) -> bytes:
    """Derive the secret of a licence from its number and key: 32 octets that do not reveal the key."""
    return hkdf_sha256(key.encode(), salt=_SALT, info=f"licence={number}".encode(), length=_SECRET_OCTETS)


def password_of(secret: bytes, at: float) -> str:
    """Return the password at an instant (seconds since 1970 UTC): 9 digits, the last is the check digit."""
    password = totp(secret, at, step_s=DAY_S, begin_s=BEGIN_S, digits=OTP_DIGITS, algorithm="sha256")
    return password + check_digit(password)


def day_of(at: float) -> date:
    """Return the day whose password counts at an instant (seconds since 1970 UTC)."""
    return datetime.fromtimestamp(at, _CET).date()


def passwords_near(secret: bytes, at: float) -> tuple[str, ...]:
    """Return the passwords that are recognized at an instant: of the day, and of the days near by."""
    return tuple(password_of(secret, at + away * DAY_S) for away in range(-NEAR_DAYS, NEAR_DAYS + 1))


def written(password: str) -> str:
    """Return a password as people write it: ``123 456 789``."""
    return " ".join(password[start : start + 3] for start in range(0, len(password), 3))


# What was typed.


def parse(typed: str) -> str | TypingFault:
    """Return the 8 or 9 digits that were typed, or what is wrong with them.

    Ignored are spaces, dashes, dots, commas and invisible characters anywhere, and quotes and brackets around.
    Digits of other scripts are accepted. Other signs are a fault: where digits need the shift key (AZERTY), each of
    them stands for a digit. For the same reason a quote at one end only is a fault. In words, a mail that was pasted
    whole, the one password among them is found.
    """
    if _WORD.search(typed):
        found = passwords_in(typed)
        if len(found) > 1:
            return TypingFault.SEVERAL_IN_WORDS
        return found.pop() if found else TypingFault.NONE_IN_WORDS
    signs = [char for char in typed if not char.isspace() and unicodedata.category(char) != "Cf"]
    if not signs:
        return TypingFault.EMPTY
    bare = _unquoted("".join(char for char in signs if unicodedata.category(char) != "Pd" and char not in _SEPARATORS))
    if not bare.isdecimal():
        return TypingFault.NOT_DIGITS
    digits = "".join(str(int(char)) for char in bare)
    if len(digits) < OTP_DIGITS:
        return TypingFault.TOO_SHORT
    if len(digits) > PASSWORD_DIGITS:
        return TypingFault.TOO_LONG
    return digits if _with_check_digit(digits[:OTP_DIGITS]).startswith(digits) else TypingFault.CHECK_DIGIT


def passwords_in(words: str) -> set[str]:
    """Return what may be the password among words: in an answering mail that was pasted whole, one.

    It has nine digits with a right check digit, in groups of three or as any run of digits; a telephone number or a
    licence number has others. Only where there is none, eight digits together count.
    """
    lines = (clean(line, Entry.LINE).text for line in words.splitlines())
    text = unicodedata.normalize("NFKC", "\n".join(lines))
    runs = {_digits_of(run) for run in (*_RUN.findall(text), *_IN_THREES.findall(text))}
    nine = {run for run in runs if len(run) == PASSWORD_DIGITS and check_digit(run) == "0"}
    return nine or set(_EIGHT.findall(text))


def _digits_of(run: str) -> str:
    return "".join(char for char in run if char in "0123456789")


def _unquoted(text: str) -> str:
    while len(text) > 1 and _is_quote(text[0]) and _is_quote(text[-1]):
        text = text[1:-1]
    return text


def _is_quote(char: str) -> bool:
    return unicodedata.category(char).startswith("P") or char in "<>`"


def _with_check_digit(digits: str) -> str:
    return digits + check_digit(digits) if len(digits) == OTP_DIGITS else digits


# The comparison.


def judge(secret: bytes, digits: str, at: datetime) -> PasswordOutcome:
    """Compare a typed password with those of the days near by.

    Each is computed and compared in constant time, whatever the result of the others: the duration reveals nothing.

    Args:
        secret: of the licence, from ``secret_of()``.
        digits: from ``parse()``.
        at: now, aware, in civil time of Paris.

    Raises:
        ValueError: ``at`` is naive.
    """
    if at.utcoffset() is None:
        raise ValueError("a time without its zone")
    typed, now, accepted = _with_check_digit(digits).encode(), at.timestamp(), _accepted(at)
    is_right = is_previous = is_near = False
    for away in range(-NEAR_DAYS, NEAR_DAYS + 1):
        is_same = hmac.compare_digest(password_of(secret, now + away * DAY_S).encode(), typed)
        is_right |= is_same & (away in accepted)
        is_previous |= is_same & (away == -1)
        is_near |= is_same
    if is_right:
        return PasswordOutcome.RIGHT
    if is_previous:
        return PasswordOutcome.YESTERDAY
    return PasswordOutcome.OTHER_DAY if is_near else PasswordOutcome.WRONG


def _accepted(at: datetime) -> frozenset[int]:
    """Return the accepted days, relative to the present day of the password.

    A day is a date in CET. In summer it lasts an hour past midnight in Paris, and that hour is its end, not the
    beginning of the next: hence the comparison of the dates.
    """
    day = at.astimezone(_CET)
    early = at.date() == day.date() and at.hour < PREVIOUS_UNTIL_HOUR
    late = (day + NEXT_FROM).date() != day.date()
    return frozenset({0} | ({-1} if early else set()) | ({1} if late else set()))
