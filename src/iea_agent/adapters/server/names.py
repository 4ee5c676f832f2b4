"""Names: resolve that of a server, show that of a proxy without its credentials."""

import socket
from typing import Final
from urllib.parse import urlsplit

from iea_agent.adapters.server.faults import ServerFault
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.printable import printable

MAX_ADDRESSES: Final = 64
"""Most addresses of a name that are returned: messages are bounded, and a person reads the first few."""
MAX_NAME: Final = 100
"""Longest name of a proxy or of a certificate's issuer that is shown, in characters."""


def resolve(host: str, port: int, *, note: str = "") -> tuple[str, ...]:
    """Return the addresses of a host in the order of the system; ServerFault (dns). Blocks as long as DNS does.

    ``note`` goes into the fault: what failed before may be why the name is unknown here.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServerFault(Verdict.DNS, f"{host}: {error}" + (f" ({note})" if note else "")) from error
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))[:MAX_ADDRESSES]


def proxy_name(proxy: str) -> str:
    """Return a proxy's host and port without its credentials; empty for a malformed address."""
    _, had_credentials, place = proxy.rpartition("@")
    try:
        return printable(urlsplit(f"//{place}" if had_credentials else proxy).netloc, MAX_NAME)
    except ValueError:
        return ""
