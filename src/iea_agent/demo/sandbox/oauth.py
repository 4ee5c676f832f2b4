"""A token endpoint for client credentials (RFC 6749 §4.4) and its metadata (RFC 8414)."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from iea_agent.demo.sandbox.behaviour import Behaviour

TOKEN_PATH = "/token"  # noqa: S105 (an address, no secret)
TOKEN_LIFE_S = 3600
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def metadata(issuer: str) -> dict[str, object]:
    """Return the authorization server metadata of RFC 8414 §2."""
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}{TOKEN_PATH}",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": ["impact-emploi"],
    }


async def answer_token_request(request: Request, licences: Mapping[str, str], behaviour: Behaviour) -> Response:
    """Answer as RFC 6749 §5 says: a token, or an error with its code."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    uses_basic = "authorization" in request.headers
    credentials = _basic(request.headers["authorization"]) if uses_basic else _posted(form)
    if behaviour is Behaviour.LICENCE_UNKNOWN or credentials is None or not _is_right(licences, *credentials):
        challenge = {"WWW-Authenticate": 'Basic realm="iea"'} if uses_basic else {}
        return _error(401, "invalid_client", challenge)
    if behaviour is Behaviour.REFUSED:
        return _error(400, "unauthorized_client")
    if "grant_type" not in form:
        return _error(400, "invalid_request")
    if form["grant_type"] != "client_credentials":
        return _error(400, "unsupported_grant_type")
    token = {"access_token": secrets.token_urlsafe(32), "token_type": "Bearer", "expires_in": TOKEN_LIFE_S}
    return JSONResponse(token, headers=NO_STORE)


def _basic(header: str) -> tuple[str, str] | None:
    """Read HTTP Basic credentials whose parts are form-urlencoded (RFC 6749 §2.3.1)."""
    scheme, _, encoded = header.partition(" ")
    try:
        number, colon, key = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if scheme.lower() != "basic" or not colon:
        return None
    return unquote_plus(number), unquote_plus(key)


def _posted(form: Mapping[str, str]) -> tuple[str, str] | None:
    if "client_id" not in form or "client_secret" not in form:
        return None
    return form["client_id"], form["client_secret"]


def _is_right(licences: Mapping[str, str], number: str, key: str) -> bool:
    return hmac.compare_digest(licences.get(number, "").encode(), key.encode()) and number in licences


def _error(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": code}, status, headers={**NO_STORE, **(headers or {})})
