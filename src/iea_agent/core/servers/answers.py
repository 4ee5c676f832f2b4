"""From an HTTP answer to a verdict: the facts of an answer, what its headers say, and the rules for every server.

Here are only rules; fetching is ``adapters/server/exchange.py``, and what the verdicts mean to a person is
``core/texts/verdicts.py``. An answer comes from a stranger: every function takes any status, headers and bytes, and
never raises.

The order of the rules matters. First what an intermediary says (redirects, 407, 511), then what a server in trouble
says (429, 5xx), then the protocol (``oauth.py``), then the bare status.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec

from iea_agent.core.addresses import host_of
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.printable import MAX_DETAIL
from iea_agent.core.strangers import strangers_place

MAX_ANSWER: Final = 64 * 1024
"""Longest answer that is read, its headers included, in bytes; a longer one is cut."""
MAX_RETRY_AFTER_S: Final = 3600.0
"""Longest wait that a server can impose (seconds)."""
_LEAP_SECOND: Final = 60
_BUSY_STATUS: Final = frozenset({429, 503})
_MOVED_STATUS: Final = frozenset({301, 308})
"""Moved Permanently, Permanent Redirect (RFC 9110 §15.4.2, §15.4.9)."""


class Answer(msgspec.Struct, frozen=True):
    """The facts of one answer. The body may hold a token: ``repr`` does not show it."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """As sent, not decompressed; at most ``MAX_ANSWER`` bytes."""
    cut: bool = False
    """Whether the body was longer."""
    url: str = ""
    """What was asked for."""

    @property
    def is_verified(self) -> bool:
        """Whether a certificate proved who answers: over https it is always verified."""
        return self.url[:6].lower() == "https:"

    def __repr__(self) -> str:
        return f"Answer(status={self.status}, {len(self.body)} bytes, cut={self.cut})"


class Judgement(msgspec.Struct, frozen=True):
    """The verdict on an answer."""

    verdict: Verdict
    detail: str = ""
    """English words of ours."""
    expires_in_s: float | None = None
    """Lifetime of the token (RFC 6749 §5.1), in seconds; ``None`` when the server does not say."""
    by_status: bool = False
    """Whether the verdict rests on the status alone."""
    words: str = ""
    """What the other side said, as it said it: it passes the gate with the diagnosis (``core/strangers.py``)."""
    moved_to: str = ""
    """For ``moved``: where to, through the gate for the names of places."""


def judge_file(answer: Answer) -> Judgement | None:
    """Judge an answer to a plain GET; ``None`` if its body is a JSON object."""
    if trouble := trouble_of(answer):
        return judged_by_status(trouble, answer)
    if answer.status != 200:  # noqa: PLR2004 (RFC 9110 §15.3.1)
        return judged_by_status(Verdict.NOT_OUR_SERVER, answer)
    if json_object(answer) is not None:  # some servers call JSON text/html
        return None
    if is_html(answer):
        return Judgement(Verdict.PORTAL, "a web page in place of data")
    return Judgement(Verdict.NOT_OUR_SERVER, "more data than expected" if answer.cut else "not a JSON object")


def trouble_of(answer: Answer) -> Verdict | None:
    """Return what an intermediary or a server in trouble says by its status, whatever the body; else ``None``.

    A permanent redirect of a server that has proved its name is its own word; any other may be a portal's.
    """
    status = answer.status
    if status in _MOVED_STATUS and answer.is_verified:
        return Verdict.MOVED
    if 300 <= status < 400 or status == 511:  # noqa: PLR2004 (RFC 9110 §15.4; RFC 6585 §6)
        return Verdict.PORTAL
    if status == 407:  # noqa: PLR2004 (RFC 9110 §15.5.8)
        return Verdict.PROXY
    if status in _BUSY_STATUS:
        return Verdict.BUSY
    return Verdict.SERVER_FAULT if status >= 500 else None  # noqa: PLR2004 (RFC 9110 §15.6)


def json_object(answer: Answer) -> dict[str, object] | None:
    """Decode the body; ``None`` unless it is a complete JSON object."""
    if answer.cut:
        return None
    try:
        # RFC 8259 §8.1 lets a reader ignore a byte order mark.
        found = msgspec.json.decode(answer.body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def is_html(answer: Answer) -> bool:
    """Recognise a web page by its media type or its first characters: portals often omit the type."""
    label = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = answer.body[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return label in {"text/html", "application/xhtml+xml"} or start.startswith((b"<!doctype html", b"<html"))


def judged_by_status(verdict: Verdict, answer: Answer) -> Judgement:
    """Return a judgement that rests on the status alone; a redirect is never followed, but said."""
    target = redirect_target(answer)
    detail = f"HTTP {answer.status}" + (f", to {target}" if target else "")
    return Judgement(verdict, detail, by_status=True, moved_to=target if verdict is Verdict.MOVED else "")


def redirect_target(answer: Answer) -> str:
    """Return scheme, host and port that a redirect leads to (RFC 9110 §10.2.2); empty if nothing can be shown."""
    location = answer.headers.get("location", "")
    if not 300 <= answer.status < 400 or not location:  # noqa: PLR2004 (RFC 9110 §15.4)
        return ""
    try:
        parts = urlsplit(urljoin(answer.url, location))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    place = strangers_place(host, port)
    return f"{parts.scheme}://{place}" if place and parts.scheme in {"http", "https"} else ""


def leads_to_https(answer: Answer, url: str) -> bool:
    """Tell whether an answer over http is a redirect to https on the same host (RFC 9110 §15.4)."""
    if not 300 <= answer.status < 400:  # noqa: PLR2004 (RFC 9110 §15.4)
        return False
    try:
        asked, led = urlsplit(url), urlsplit(answer.headers.get("location", ""))
    except ValueError:
        return False
    hosts = host_of(asked.hostname or ""), host_of(led.hostname or "")
    return (asked.scheme, led.scheme) == ("http", "https") and None not in hosts and hosts[0] == hosts[1]


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
    """Return the server's ``Date`` (RFC 9110 §6.6.1) minus ``now``, in seconds; ``None`` if absent or malformed.

    An answer with an ``Age`` comes from a cache, and its ``Date`` from the past (RFC 9111 §5.1).
    """
    if "age" in answer.headers:
        return None
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
