"""The token request of OAuth 2.0: how a licence is presented to a token endpoint.

Not here: which method is chosen (``core/servers/oauth.py``) and whether anything may be sent at all (``exchange.py``).
"""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote_plus

import msgspec

from iea_agent.core.servers.oauth import ClientAuthentication


class Licence(msgspec.Struct, frozen=True):
    """A licence number and its key; ``repr`` shows neither."""

    number: str
    key: str

    def __repr__(self) -> str:
        return "Licence(…)"


def token_request(
    licence: Licence, method: ClientAuthentication, *, scope: str
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the headers and the form of a client credentials request (RFC 6749 §4.4.2)."""
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
    return headers, form
