"""OAuth 2.0: find the metadata of an authorization server, choose a client authentication, judge a token answer.

An answer comes from a stranger: every function takes any answer and never raises. The words of OAuth 2.0 (RFC 6749 §5)
count before the bare status, but after what an intermediary or a server in trouble says (``answers.py``).
"""

import json
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from iea_agent.core.addresses import in_ascii, parse
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.answers import (
    Answer,
    Judgement,
    is_html,
    json_object,
    judge_file,
    judged_by_status,
    trouble_of,
)

_OAUTH_METADATA: Final = "/.well-known/oauth-authorization-server"
_OPENID_METADATA: Final = "/.well-known/openid-configuration"
_BUSY_ERRORS: Final = frozenset({"temporarily_unavailable", "slow_down"})
_BY_ERROR: Final = {"server_error": Verdict.SERVER_FAULT, "invalid_client": Verdict.LICENCE_UNKNOWN}
"""The verdicts of error codes (RFC 6749 §5.2); any other refuses."""
_BY_STATUS: Final = {401: Verdict.LICENCE_UNKNOWN, 400: Verdict.REFUSED, 403: Verdict.REFUSED}
"""The verdicts of answers without an error code, by status."""
_ENDLESS: Final = float("inf")
_MOST_DIGITS: Final = 20
"""Longest number in quotes that is read, in digits."""


class ClientAuthentication(StrEnum):
    """Client authentication methods; the values are IANA's names (RFC 7591 §2)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"


class Metadata(msgspec.Struct, frozen=True):
    """The needed part of an authorization server's metadata (RFC 8414 §2)."""

    issuer: str
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str] | None = None


def metadata_addresses(issuer: str) -> tuple[str, ...]:
    """Return the URLs of an issuer's metadata, in the order to try.

    RFC 8414 §3.1 inserts the well-known part between host and path; many servers append it instead, as OpenID Connect
    Discovery 1.0 §4 requires.
    """
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    paths = (f"{_OAUTH_METADATA}{path}", f"{path}{_OAUTH_METADATA}", f"{path}{_OPENID_METADATA}")
    return tuple(dict.fromkeys(urlunsplit((parts.scheme, parts.netloc, found, "", "")) for found in paths))


def judge_metadata(answer: Answer, issuer: str, other_hosts: Collection[str] = ()) -> Metadata | Judgement:
    """Parse metadata and check that its issuer is this one (RFC 8414 §3.3), however it is written.

    The token endpoint must have the issuer's scheme, and its host or one of the normalised ``other_hosts``.
    """
    if failed := judge_file(answer):
        return failed
    try:
        found = msgspec.convert(json_object(answer), Metadata)
    except msgspec.ValidationError as error:
        return Judgement(Verdict.NOT_OUR_SERVER, f"not server metadata: {error}")
    asked, endpoint = parse(issuer), parse(found.token_endpoint)  # an endpoint may have a query (RFC 6749 §3.2)
    if asked is None or parse(found.issuer) != asked:
        return Judgement(Verdict.NOT_OUR_SERVER, "the metadata names another issuer", words=found.issuer)
    if endpoint is None:
        return Judgement(Verdict.NOT_OUR_SERVER, "unusable token endpoint", words=found.token_endpoint)
    if endpoint.scheme != asked.scheme:
        return Judgement(Verdict.NOT_OUR_SERVER, "a token endpoint of another scheme", words=found.token_endpoint)
    if endpoint.host not in {asked.host, *other_hosts}:
        return Judgement(Verdict.NOT_OUR_SERVER, "a token endpoint on another host", words=found.token_endpoint)
    return msgspec.structs.replace(found, token_endpoint=in_ascii(found.token_endpoint))


def most_telling(failures: Iterable[Judgement]) -> Judgement:
    """Choose among failed requests for metadata: the server's own word that it has moved says most.

    Then a wrong document, a web page, a status.
    """

    def weight(failure: Judgement) -> int:
        if failure.verdict is Verdict.MOVED:
            return 3
        if failure.verdict is Verdict.PORTAL:
            return 1
        return 0 if failure.by_status else 2

    return max(failures, key=weight)


def choose_authentication(metadata: Metadata) -> ClientAuthentication | None:
    """Choose the client authentication; ``None`` if the server offers none that the agent knows.

    The default of a server that lists none is ``client_secret_basic`` (RFC 8414 §2).
    """
    offered = metadata.token_endpoint_auth_methods_supported or [ClientAuthentication.BASIC]
    return next((method for method in ClientAuthentication if method in offered), None)


def judge_token(answer: Answer, scope: str = "") -> Judgement:
    """Judge the answer of a token endpoint (RFC 6749 §5.1, §5.2); ``scope`` is what was asked for."""
    found = json_object(answer) or {}
    error = found.get("error")
    if isinstance(error, str) and error:
        detail = f"HTTP {answer.status}, an error of OAuth 2.0"
        return Judgement(_oauth_verdict(error, answer), detail, words=_error_text(error, found))
    if trouble := trouble_of(answer):
        return judged_by_status(trouble, answer)
    if answer.status == 200:  # noqa: PLR2004 (RFC 9110 §15.3.1)
        return _judge_issued(answer, found, scope)
    return judged_by_status(_BY_STATUS.get(answer.status, Verdict.NOT_OUR_SERVER), answer)


def _oauth_verdict(error: str, answer: Answer) -> Verdict:
    trouble = trouble_of(answer)
    if error in _BUSY_ERRORS and trouble in {None, Verdict.SERVER_FAULT}:
        return Verdict.BUSY
    return trouble or _BY_ERROR.get(error, Verdict.REFUSED)


def _judge_issued(answer: Answer, found: Mapping[str, object], scope: str) -> Judgement:
    found = found or _object_with_nan(answer)
    token, kind = found.get("access_token"), found.get("token_type")
    if not _is_token(token) or not isinstance(kind, str) or kind.lower() != "bearer":
        if not found and is_html(answer):
            return Judgement(Verdict.PORTAL, "a web page in place of a token")
        return Judgement(Verdict.NOT_OUR_SERVER, "the answer holds no bearer token")
    granted, expires_in = found.get("scope"), found.get("expires_in")
    if granted is not None and not set(scope.split()) <= _granted(granted):
        return Judgement(Verdict.REFUSED, "the token is not for the scope that was asked for")
    if expires_in is None:
        return Judgement(Verdict.CONNECTED)
    lifetime_s = _lifetime(expires_in)
    if lifetime_s is None:
        return Judgement(Verdict.SERVER_FAULT, "the token has no usable lifetime (expires_in)")
    return Judgement(Verdict.CONNECTED, expires_in_s=lifetime_s)


def _object_with_nan(answer: Answer) -> dict[str, object]:
    """Decode an object whose numbers may be NaN or Infinity, which some writers of JSON write; empty for others."""
    try:
        found = {} if answer.cut else json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _granted(scope: object) -> set[str]:
    """Return the parts of a granted scope (RFC 6749 §3.3); some servers send a list of them."""
    parts = scope.split() if isinstance(scope, str) else scope
    return {part for part in parts if isinstance(part, str)} if isinstance(parts, list) else set()


def _is_token(value: object) -> bool:
    """Tell whether this is a token: 1*VSCHAR (RFC 6749 §A.12), and not only spaces."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and bool(value.strip())


def _lifetime(value: object) -> float | None:
    """Return the lifetime of a token in seconds; ``None`` unless it is a positive number, which may be in quotes."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _ENDLESS:
        return None
    day = 86_400  # a longer lifetime changes nothing: the connection is checked more often
    return float(min(value, day))


def _error_text(error: str, found: Mapping[str, object]) -> str:
    description = found.get("error_description")
    return f"{error}: {description}" if isinstance(description, str) and description else error
