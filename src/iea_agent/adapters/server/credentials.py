"""The token request of OAuth 2.0: how a licence is presented to a token endpoint.

Not here: which method is chosen (``core/servers/oauth.py``) and whether anything may be sent at all (``exchange.py``).
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote_plus

import msgspec

from iea_agent.core.servers.oauth import ClientAuthentication

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
