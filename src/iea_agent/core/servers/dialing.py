"""The rules for connecting to a name: the order of its addresses, and which of them are a dead end.

Not here: how connections are raced (``adapters/server/dialing.py``).

Sources: RFC 8305 §4 (order); RFC 6761, RFC 2606, RFC 6762 appendix G, RFC 8375 (names that are not public).
"""

import ipaddress
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

NOT_PUBLIC: Final = frozenset(
    {
        *("test", "localhost", "invalid", "example", "local", "internal", "home.arpa"),
        *("intranet", "private", "corp", "home", "lan"),
    }
)
"""The endings of names that no public name server knows."""


def interleaved(addresses: Sequence[str]) -> tuple[str, ...]:
    """Return addresses, given in the order of the system, with both families taking turns (RFC 8305 §4)."""
    six = [address for address in addresses if ":" in address]
    four = [address for address in addresses if ":" not in address]
    first, second = (six, four) if addresses and ":" in addresses[0] else (four, six)
    return tuple(address for pair in zip_longest(first, second) for address in pair if address is not None)


def is_public(host: str) -> bool:
    """Tell whether a host is a name of the public Internet: no address, no single label, no special-use name."""
    name = host.rstrip(".").lower()
    if "." not in name or ":" in name or name.rpartition(".")[2].isdigit():
        return False
    return not any(name == ending or name.endswith(f".{ending}") for ending in NOT_PUBLIC)


def is_dead_end(address: str) -> bool:
    """Tell whether an address leads to this machine or nowhere: loopback, or the unspecified address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_loopback or found.is_unspecified
