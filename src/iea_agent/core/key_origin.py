"""Where a licence key may be sent: to the origin that it was given for, and to the official one.

https in place of http is no other place. An origin is scheme, host and port of an address, as ``Address.origin`` writes
it. It is kept beside the key; a key without one was stored by an older version, and gets that of the first address that
answers ``connected``.
"""

from msgspec.structs import replace

from iea_agent.core.addresses import PORTS, parse
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION


def key_origin_of(address: str) -> str:
    """Return the origin of an address; empty if it is none."""
    found = parse(address)
    return found.origin if found else ""


def is_official(origin: str) -> bool:
    """Tell whether an origin is that of the official server, whatever the settings call official."""
    return key_origin_of(origin) == key_origin_of(OFFICIAL_AUTHENTICATION)


def may_be_sent(kept: str, address: str) -> bool:
    """Tell whether a key that is kept for an origin may be sent to an address without asking a person.

    ``kept`` is empty for a key that an older version stored. The addresses that the settings call official do not
    count: whoever changes an address there can change them, too.
    """
    asked = key_origin_of(address)
    known = {key_origin_of(kept), key_origin_of(OFFICIAL_AUTHENTICATION)}
    return bool(asked) and (not kept or asked in known or is_secured(kept, address))


def is_secured(kept: str, address: str) -> bool:
    """Tell whether an address leads over https where an origin leads over http: the same host, both usual ports.

    A certificate then proves what http took on trust. The other way round, the key is not sent.
    """
    given, asked = parse(kept), parse(address)
    if given is None or asked is None or (given.scheme, given.port) != ("http", PORTS["http"]):
        return False
    return replace(given, scheme="https", port=PORTS["https"]).origin == asked.origin
