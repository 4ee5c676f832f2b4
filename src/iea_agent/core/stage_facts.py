"""What a finished stage of an exchange found out, as data; the French is in ``core/texts/checklist.py``.

What a stranger says in words is a ``StrangersText``: it passed the gate of ``core/strangers.py``. All other texts are
written by us. ``tests/core/test_strangers.py`` walks the fields.
"""

from datetime import date
from enum import StrEnum

import msgspec

from iea_agent.core.strangers import StrangersText


class ProxySource(StrEnum):
    """Where the settings of a proxy come from."""

    ENVIRONMENT = "environment"
    GNOME = "gnome"
    KDE = "kde"
    WINDOWS = "windows"
    MACOS = "macos"


class Addresses(msgspec.Struct, frozen=True, tag=True):
    """The IP addresses that a name resolves to."""

    addresses: tuple[str, ...]


class DirectPeer(msgspec.Struct, frozen=True, tag=True):
    """The other end of a direct connection."""

    peer: str
    """``address:port``, an IPv6 address in brackets."""
    proxy_unusable: bool = False
    """Whether proxy settings exist that could not be followed."""
    failed: tuple[StrangersText, ...] = ()
    """The proxies that were tried before, and led nowhere."""
    skipped: tuple[StrangersText, ...] = ()
    """Proxies of a kind that cannot be used."""


class ProxyPeer(msgspec.Struct, frozen=True, tag=True):
    """The proxy that a connection goes through."""

    proxy: StrangersText
    """``host:port``, without credentials: a script may have named it."""
    source: ProxySource | None = None
    by_script: bool = False
    """Whether an automatic configuration script (PAC) chose it."""
    failed: tuple[StrangersText, ...] = ()
    """The ways that were tried before, and led nowhere; an empty name is a direct connection."""
    skipped: tuple[StrangersText, ...] = ()
    """Proxies of a kind that cannot be used."""


class Certificate(msgspec.Struct, frozen=True, tag=True):
    """The server's certificate, verified."""

    issuer: StrangersText
    expires: date
    """The last day of its validity (UTC)."""


class HttpStatus(msgspec.Struct, frozen=True, tag=True):
    """The status of the answer."""

    status: int


class Issuer(msgspec.Struct, frozen=True, tag=True):
    """The issuer that an authorization server's metadata names (RFC 8414 §2): it is the address of the settings."""

    issuer: str
    """As the settings write it."""


class TimestampMetadata(msgspec.Struct, frozen=True, tag=True):
    """The timestamp metadata of an update repository (TUF 1.0 §4.6)."""

    version: StrangersText
    """Decimal digits: a stranger's number may exceed 64 bits."""
    verified: bool = False
    """Whether a key of a trusted root signed it."""


StageFact = Addresses | DirectPeer | ProxyPeer | Certificate | HttpStatus | Issuer | TimestampMetadata
