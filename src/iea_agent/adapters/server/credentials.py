"""The token request of OAuth 2.0: how a licence is presented to a token endpoint.

Not here: which method is chosen (``core/servers/oauth.py``) and whether the key may travel at all (``client.py``).
"""

import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote_plus

import msgspec

from iea_agent.core.servers.oauth import ClientAuthentication

ASSERTION_LIFE_S: Final = 60
"""Lifetime of a signed assertion (seconds)."""
_PART: Final = 6
"""Length of a part of a key that is no coincidence, in characters."""


class Licence(msgspec.Struct, frozen=True):
    """A licence number and its key; ``repr`` shows neither."""

    number: str
    key: str

    def __repr__(self) -> str:
        return "Licence(…)"

    def shows_in(self, text: str) -> bool:
        """Tell whether a text contains a part of the key, in any form that is sent, ignoring case and separators."""
        shown = _bare(text)
        quoted = quote_plus(self.key)
        pairs = (f"{self.number}:{self.key}", f"{quote_plus(self.number)}:{quoted}")
        forms = (self.key, quoted, *(b64encode(pair.encode()).decode() for pair in pairs))
        return any(part in shown for form in forms for part in _parts(_bare(form)))


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _parts(form: str) -> Iterable[str]:
    return (form[start : start + _PART] for start in range(max(1, len(form) - _PART + 1)) if form)


def token_request(
    licence: Licence, method: ClientAuthentication, *, scope: str, issuer: str, now: float
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the headers and the form of a client credentials request (RFC 6749 §4.4.2).

    ``now`` is in seconds since 1970 UTC.
    """
    headers: dict[str, str] = {}
    form = {"grant_type": "client_credentials"}
    if scope:
        form["scope"] = scope
    match method:
        case ClientAuthentication.BASIC:
            # Form-encoded first (RFC 6749 §2.3.1): a key with a colon, a percent sign or an accent fails otherwise.
            pair = f"{quote_plus(licence.number)}:{quote_plus(licence.key)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        case ClientAuthentication.POST:
            form |= {"client_id": licence.number, "client_secret": licence.key}
        case ClientAuthentication.JWT:
            form |= {
                "client_id": licence.number,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": _assertion(licence, issuer, now),
            }
    return headers, form


def _assertion(licence: Licence, audience: str, now: float) -> str:
    """Return a JWT signed with the key, which itself is not sent (RFC 7523 §3; RFC 7515 §3.1; RFC 7518 §3.2)."""
    claims = {
        "iss": licence.number,
        "sub": licence.number,
        "aud": audience,
        "jti": secrets.token_urlsafe(16),
        "iat": int(now),
        "exp": int(now) + ASSERTION_LIFE_S,
    }
    signed = b".".join(_base64url(msgspec.json.encode(part)) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    signature = hmac.digest(licence.key.encode(), signed, "sha256")
    return b".".join((signed, _base64url(signature))).decode()


def _base64url(data: bytes) -> bytes:
    """Encode without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(data).rstrip(b"=")
