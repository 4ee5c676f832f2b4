"""From the facts of an HTTP answer to a verdict: tokens, server metadata, plain files.

Here are only rules; fetching is ``adapters/server/exchange.py``, and what the verdicts mean to a person is
``core/texts/verdicts.py``. An answer comes from a stranger: every function here takes any status, headers and bytes and
returns, it never raises.

The order of the rules is the point of this module. First what an intermediary says for itself (redirects, 407,
511), then what a server in trouble says (429, 5xx), then the OAuth 2.0 words (RFC 6749 §5), then the bare status.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.printable import MAX_DETAIL, printable
from iea_agent.core.settings import AddressFault, address_fault

MAX_ANSWER: Final = 64 * 1024
"""Longest answer that is read, its headers included, in bytes; a longer one is cut."""
MAX_RETRY_AFTER_S: Final = 3600.0
"""No server makes the agent wait longer, in seconds."""

_OAUTH_METADATA: Final = "/.well-known/oauth-authorization-server"
_OPENID_METADATA: Final = "/.well-known/openid-configuration"
_LEAP_SECOND: Final = 60
_BUSY_STATUS: Final = frozenset({429, 503})
_BUSY_ERRORS: Final = frozenset({"temporarily_unavailable", "slow_down"})


class Answer(msgspec.Struct, frozen=True):
    """The facts of one answer. Its body may hold a token: ``repr`` does not show it."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """As sent, not decompressed; at most ``MAX_ANSWER`` bytes."""
    cut: bool = False
    """Whether the body was longer."""

    def __repr__(self) -> str:
        return f"Answer(status={self.status}, {len(self.body)} bytes, cut={self.cut})"


class Judgement(msgspec.Struct, frozen=True):
    """What an answer comes to."""

    verdict: Verdict
    detail: str = ""
    """English, or the server's own words made printable."""
    expires_in_s: float | None = None
    """How long the token lasts (RFC 6749 §5.1), in seconds; ``None`` when the server does not say."""


class ClientAuthentication(StrEnum):
    """How the licence is presented; the values are IANA's names (RFC 7591 §2)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    JWT = "client_secret_jwt"


class Metadata(msgspec.Struct, frozen=True):
    """What is needed of an authorization server's metadata (RFC 8414 §2)."""

    issuer: str
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str] | None = None
    token_endpoint_auth_signing_alg_values_supported: list[str] | None = None


def metadata_addresses(issuer: str) -> tuple[str, ...]:
    """Return where the metadata of an issuer may be, in the order to try.

    RFC 8414 §3.1 inserts the well-known part between host and path; servers that append it instead are common,
    and OpenID Connect Discovery 1.0 §4 appends by rule.
    """
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    paths = (f"{_OAUTH_METADATA}{path}", f"{path}{_OAUTH_METADATA}", f"{path}{_OPENID_METADATA}")
    return tuple(dict.fromkeys(urlunsplit((parts.scheme, parts.netloc, found, "", "")) for found in paths))


def judge_metadata(answer: Answer, issuer: str) -> Metadata | Judgement:
    """Read metadata and check that it is this issuer's own (RFC 8414 §3.3).

    A terminal slash is not held against the server: the settings form takes it off the address.
    """
    if failed := judge_file(answer):
        return failed
    try:
        found = msgspec.convert(_json_object(answer), Metadata)
    except msgspec.ValidationError as error:
        return Judgement(Verdict.NOT_OUR_SERVER, f"not server metadata: {printable(str(error))}")
    if found.issuer.rstrip("/") != issuer.rstrip("/"):
        return Judgement(Verdict.NOT_OUR_SERVER, f"the issuer is {printable(found.issuer)}")
    # A token endpoint may have a query (RFC 6749 §3.2); credentials and nonsense are refused like in the settings.
    fault = address_fault(found.token_endpoint, secure=False)
    if fault not in {None, AddressFault.HAS_QUERY} or "#" in found.token_endpoint:
        return Judgement(Verdict.NOT_OUR_SERVER, f"unusable token endpoint {printable(found.token_endpoint)}")
    if urlsplit(found.token_endpoint).scheme != urlsplit(issuer).scheme:
        return Judgement(Verdict.NOT_OUR_SERVER, f"other scheme: token endpoint {printable(found.token_endpoint)}")
    return found


def choose_authentication(metadata: Metadata, *, key_may_travel: bool) -> ClientAuthentication | None:
    """Choose how to present the licence; ``None`` if the server offers no way that the agent may use.

    ``key_may_travel`` is true over https and to this very machine; without it, only a signature made with the key
    (RFC 7523 §2.2) may be sent. A server that lists nothing takes ``client_secret_basic`` (RFC 8414 §2).
    """
    offered = metadata.token_endpoint_auth_methods_supported or [ClientAuthentication.BASIC]
    algorithms = metadata.token_endpoint_auth_signing_alg_values_supported
    for method in ClientAuthentication:
        signs = method is ClientAuthentication.JWT
        if signs and algorithms is not None and "HS256" not in algorithms:
            continue
        if method in offered and (key_may_travel or signs):
            return method
    return None


def judge_file(answer: Answer) -> Judgement | None:
    """Judge an answer to a plain GET; ``None`` if its body is worth reading."""
    if trouble := _trouble(answer.status):
        return Judgement(trouble, _status_line(answer))
    if answer.status != 200:  # noqa: PLR2004 (RFC 9110 §15.3.1)
        return Judgement(Verdict.NOT_OUR_SERVER, _status_line(answer))
    if _json_object(answer) is not None:  # some servers call JSON text/html
        return None
    if _is_html(answer):
        return Judgement(Verdict.PORTAL, "a web page in place of data")
    return Judgement(Verdict.NOT_OUR_SERVER, "more data than expected" if answer.cut else "not a JSON object")


def judge_token(answer: Answer) -> Judgement:
    """Judge the answer of a token endpoint (RFC 6749 §5.1, §5.2)."""
    found = _json_object(answer) or {}
    error = found.get("error")
    if isinstance(error, str) and error:
        return Judgement(_oauth_verdict(error, answer.status), _words(error, found))
    if trouble := _trouble(answer.status):
        return Judgement(trouble, _status_line(answer))
    match answer.status:
        case 401:
            return Judgement(Verdict.LICENCE_UNKNOWN, _status_line(answer))
        case 400 | 403:
            return Judgement(Verdict.REFUSED, _status_line(answer))
        case 200:
            return _judge_issued(answer, found)
        case _:
            return Judgement(Verdict.NOT_OUR_SERVER, _status_line(answer))


def leads_to_https(answer: Answer, url: str) -> bool:
    """Tell whether a server that was asked over http only says: the same over https, please (RFC 9110 §15.4)."""
    if not 300 <= answer.status < 400:  # noqa: PLR2004 (RFC 9110 §15.4)
        return False
    try:
        asked, led = urlsplit(url), urlsplit(answer.headers.get("location", ""))
    except ValueError:
        return False
    return (asked.scheme, led.scheme) == ("http", "https") and asked.hostname == led.hostname


def retry_after_s(answer: Answer, now: float) -> float | None:
    """Read ``Retry-After`` (RFC 9110 §10.2.3): seconds to wait, capped; ``None`` if absent or unreadable.

    ``now`` is in seconds since 1970 UTC.
    """
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        # A number with thousands of digits is a long wait too, and int() would refuse it.
        return MAX_RETRY_AFTER_S if len(text) > MAX_DETAIL else min(float(int(text)), MAX_RETRY_AFTER_S)
    moment = _http_date(text)
    return None if moment is None else min(max(moment - now, 0.0), MAX_RETRY_AFTER_S)


def clock_offset_s(answer: Answer, now: float) -> float | None:
    """Return the server's ``Date`` (RFC 9110 §6.6.1) minus ``now``, in seconds; ``None`` if absent or unreadable."""
    moment = _http_date(answer.headers.get("date", ""))
    return None if moment is None else moment - now


def most_telling(failures: Iterable[Judgement]) -> Judgement:
    """Choose among failed tries for metadata: a wrong document says more than a web page, that more than nothing."""

    def weight(failure: Judgement) -> int:
        if failure.verdict is Verdict.PORTAL:
            return 1
        return 0 if failure.detail.startswith("HTTP ") else 2

    return max(failures, key=weight)


def _trouble(status: int) -> Verdict | None:
    """Return what a status says by itself, whatever the body says."""
    if 300 <= status < 400 or status == 511:  # noqa: PLR2004 (RFC 9110 §15.4; RFC 6585 §6)
        return Verdict.PORTAL
    if status == 407:  # noqa: PLR2004 (RFC 9110 §15.5.8)
        return Verdict.PROXY
    if status in _BUSY_STATUS:
        return Verdict.BUSY
    return Verdict.SERVER_FAULT if status >= 500 else None  # noqa: PLR2004 (RFC 9110 §15.6)


def _oauth_verdict(error: str, status: int) -> Verdict:
    trouble = _trouble(status)
    if error in _BUSY_ERRORS and trouble in {None, Verdict.SERVER_FAULT}:
        return Verdict.BUSY
    if trouble:
        return trouble
    if error == "server_error":
        return Verdict.SERVER_FAULT
    return Verdict.LICENCE_UNKNOWN if error == "invalid_client" else Verdict.REFUSED


def _judge_issued(answer: Answer, found: Mapping[str, object]) -> Judgement:
    token, kind = found.get("access_token"), found.get("token_type")
    if _is_token(token) and isinstance(kind, str) and kind.lower() == "bearer":
        return Judgement(Verdict.CONNECTED, expires_in_s=_lifetime(found.get("expires_in")))
    if not found and _is_html(answer):
        return Judgement(Verdict.PORTAL, "a web page in place of a token")
    return Judgement(Verdict.NOT_OUR_SERVER, "the answer holds no bearer token")


def _is_token(value: object) -> bool:
    """Tell whether this is a token: 1*VSCHAR (RFC 6749 §A.12), and more than spaces, which would be lost on the way."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and bool(value.strip())


def _lifetime(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    day = 86_400  # a longer life changes nothing: the connection is checked more often than that
    return float(min(value, day)) if value > 0 else None


def _json_object(answer: Answer) -> dict[str, object] | None:
    if answer.cut:
        return None
    try:
        # RFC 8259 §8.1 lets a reader ignore a byte order mark.
        found = msgspec.json.decode(answer.body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_html(answer: Answer) -> bool:
    """Tell a web page by its label or its first characters: portals often leave the label out."""
    label = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = answer.body[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return label in {"text/html", "application/xhtml+xml"} or start.startswith((b"<!doctype html", b"<html"))


def _http_date(text: str) -> float | None:
    """Return an HTTP date (RFC 9110 §5.6.7, obsolete forms too) in seconds since 1970 UTC; ``None`` for garbage.

    ``email.utils`` takes 31 February and 99:99:99 for dates; the calendar does not.
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


def _status_line(answer: Answer) -> str:
    return f"HTTP {answer.status}"


def _words(error: str, found: Mapping[str, object]) -> str:
    description = found.get("error_description")
    return printable(f"{error}: {description}" if isinstance(description, str) and description else error)
