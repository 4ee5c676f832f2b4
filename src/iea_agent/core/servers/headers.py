"""What the headers of an answer say: the server's clock, how long to wait, the way to https.

An answer comes from a stranger: every function takes any headers and never raises.
"""

from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Final
from urllib.parse import urlsplit

from iea_agent.core.printable import MAX_DETAIL
from iea_agent.core.servers.answers import Answer

MAX_RETRY_AFTER_S: Final = 3600.0
"""Longest wait that a server can impose (seconds)."""
_LEAP_SECOND: Final = 60


def leads_to_https(answer: Answer, url: str) -> bool:
    """Tell whether an answer over http is a redirect to https on the same host (RFC 9110 §15.4)."""
    if not 300 <= answer.status < 400:  # noqa: PLR2004 (RFC 9110 §15.4)
        return False
    try:
        asked, led = urlsplit(url), urlsplit(answer.headers.get("location", ""))
    except ValueError:
        return False
    return (asked.scheme, led.scheme) == ("http", "https") and asked.hostname == led.hostname


def retry_after_s(answer: Answer, now: float) -> float | None:
    """Parse ``Retry-After`` (RFC 9110 §10.2.3): seconds to wait, capped; ``None`` if absent or malformed.

    ``now`` is in seconds since 1970 UTC.
    """
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        # int() refuses numbers of thousands of digits.
        return MAX_RETRY_AFTER_S if len(text) > MAX_DETAIL else min(float(int(text)), MAX_RETRY_AFTER_S)
    moment = _http_date(text)
    return None if moment is None else min(max(moment - now, 0.0), MAX_RETRY_AFTER_S)


def clock_offset_s(answer: Answer, now: float) -> float | None:
    """Return the server's ``Date`` (RFC 9110 §6.6.1) minus ``now``, in seconds; ``None`` if absent or malformed."""
    moment = _http_date(answer.headers.get("date", ""))
    return None if moment is None else moment - now


def _http_date(text: str) -> float | None:
    """Return an HTTP date (RFC 9110 §5.6.7, obsolete forms too) in seconds since 1970 UTC; ``None`` if malformed.

    ``email.utils`` accepts 31 February and 99:99:99; ``datetime`` does not.
    """
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        year, month, day, hour, minute, second = parts[:6]
        leap = second == _LEAP_SECOND
        zone = timezone(timedelta(seconds=parts[9] or 0))  # within a day, or it is none
        moment = datetime(year, month, day, hour, minute, second - leap, tzinfo=zone)
        return moment.timestamp() + leap
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
