"""The password of the day: RFC 6238 over a secret that RFC 5869 derives from the licence key, and a check digit.

Here are the standards it is made of, what is forgiven in typing, and which day's password counts when; why so is in
``docs/decisions/0008-password-of-the-day.md``. Not here: the licence key, the clock, the counting of tries
(``core/lockout.py``) and what the user reads. Only jobs import this module: the process that is always on loads no
cryptography.
"""

import hmac
import unicodedata
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Final, Literal

Algorithm = Literal["sha1", "sha256"]
"""The hash of RFC 4226, and the one that is used here (RFC 6238 §1.2 allows both)."""

DAY_S: Final = 86_400
BEGIN_S: Final = -3_600
"""T0 of RFC 6238, in seconds since 1970 UTC: a day begins at 00:00 CET, which is 01:00 in Paris in summer."""
OTP_DIGITS: Final = 8
PASSWORD_DIGITS: Final = OTP_DIGITS + 1
"""With the check digit."""

PREVIOUS_UNTIL_HOUR: Final = 3
"""Until when the previous password is good, in civil time of Paris, on the day on which the present one began."""
NEXT_FROM: Final = timedelta(minutes=15)
"""How long before its day the next password is good."""
NEAR_DAYS: Final = 7
"""How far away, in days either way, a password is still known for what it is."""

_SALT: Final = b"iea-assist-v1"
_SECRET_OCTETS: Final = 32
_SHA256_OCTETS: Final = 32
_CET: Final = timezone(timedelta(hours=1), "CET")
_MINUS: Final = "\N{MINUS SIGN}"

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
    """Why what was typed can be no password of any day; nothing has to be compared, so it costs no try."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CHECK_DIGIT = "check_digit"
    """A digit is wrong, or two neighbours changed places."""


class Judgement(StrEnum):
    """What a comparison came to."""

    RIGHT = "right"
    YESTERDAY = "yesterday"
    """The previous password, too late."""
    OTHER_DAY = "other_day"
    """The password of a day near by: the date of this workstation is wrong, or the mail is old."""
    WRONG = "wrong"


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
    """Return the check digit of Damm: it betrays every single wrong digit and every swap of two neighbours."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


# The password.


def secret_of(number: str, key: str) -> bytes:
    """Derive the secret of a licence from its number and key: 32 octets, which do not give the key away."""
    return hkdf_sha256(key.encode(), salt=_SALT, info=f"licence={number}".encode(), length=_SECRET_OCTETS)


def password_of(secret: bytes, at: float) -> str:
    """Return the password at an instant (seconds since 1970 UTC): 9 digits, the last one for checking."""
    password = totp(secret, at, step_s=DAY_S, begin_s=BEGIN_S, digits=OTP_DIGITS, algorithm="sha256")
    return password + check_digit(password)


def passwords_near(secret: bytes, at: float) -> tuple[str, ...]:
    """Return every password that means something at an instant: of the day, and of the days near by."""
    return tuple(password_of(secret, at + away * DAY_S) for away in range(-NEAR_DAYS, NEAR_DAYS + 1))


def written(password: str) -> str:
    """Return a password as people write it: ``123 456 789``."""
    return " ".join(password[start : start + 3] for start in range(0, len(password), 3))


# What was typed.


def parse(typed: str) -> str | TypingFault:
    """Return the 8 or 9 digits that were meant, or what is wrong with them.

    Forgiven are spaces, dashes, dots and commas wherever they are, invisible characters, quotes and brackets around,
    and the digits of other scripts. Other signs are not passed over: where digits need the shift key (AZERTY), each
    of them is a digit that was meant. For the same reason a quote at one end only is a fault.
    """
    signs = "".join(char for char in typed if not _is_blank(char))
    if not signs:
        return TypingFault.EMPTY
    kept = _unquoted("".join(char for char in signs if not _is_separator(char)))
    if not kept.isdecimal():
        return TypingFault.NOT_DIGITS
    digits = "".join(str(int(char)) for char in kept)
    if len(digits) < OTP_DIGITS:
        return TypingFault.TOO_SHORT
    if len(digits) > PASSWORD_DIGITS:
        return TypingFault.TOO_LONG
    return digits if _with_check_digit(digits[:OTP_DIGITS]).startswith(digits) else TypingFault.CHECK_DIGIT


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"


def _is_separator(char: str) -> bool:
    return unicodedata.category(char) == "Pd" or char in f"{_MINUS}.,·"


def _unquoted(text: str) -> str:
    while len(text) > 1 and _is_quote(text[0]) and _is_quote(text[-1]):
        text = text[1:-1]
    return text


def _is_quote(char: str) -> bool:
    return unicodedata.category(char).startswith("P") or char in "<>`"


def _with_check_digit(digits: str) -> str:
    return digits + check_digit(digits) if len(digits) == OTP_DIGITS else digits


# The comparison.


def judge(secret: bytes, digits: str, at: datetime) -> Judgement:
    """Tell what a password is that was typed.

    Every day near by is computed and compared, each in constant time, whatever the others came to: how long it takes
    says nothing.

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
        return Judgement.RIGHT
    if is_previous:
        return Judgement.YESTERDAY
    return Judgement.OTHER_DAY if is_near else Judgement.WRONG


def _accepted(at: datetime) -> frozenset[int]:
    """Return which days are good, as days away from the present one of the password.

    That day's date is the one in CET. In summer it goes on for an hour after midnight in Paris, and that hour is its
    end, not a beginning: hence the comparison of the dates.
    """
    day = at.astimezone(_CET)
    early = at.date() == day.date() and at.hour < PREVIOUS_UNTIL_HOUR
    late = (day + NEXT_FROM).date() != day.date()
    return frozenset({0} | ({-1} if early else set()) | ({1} if late else set()))
