"""Addresses of servers, and when two are the same.

Texts are never compared: :func:`parse` normalises an address (RFC 3986 §6.2.2 and §6.2.3, A-labels of RFC 5890 §2.3.2.1
for the host), and :class:`Address` is what is compared. How a pasted address is repaired is in ``typed_addresses.py``.
Names are converted as IDNA 2003 does (RFC 3490).
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlsplit

import msgspec

from iea_agent.core.settings import MAX_ADDRESS

PORTS: Final = {"http": 80, "https": 443}
"""The usual port of each scheme that an address may have."""
_MAX_HOST: Final = 253


class Address(msgspec.Struct, frozen=True):
    """A normalised address in http or https: equal ones lead to the same place."""

    scheme: str
    host: str
    """Lower case, A-labels, without the final dot; an IPv6 address without its brackets."""
    port: int
    path: str
    """Without a final slash; the root is empty."""
    query: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host, and the port unless it is the usual one (RFC 6454 §6.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def is_loopback(self) -> bool:
        """Whether it names this very machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"{self.origin}{self.path}{'?' if self.query else ''}{self.query}"


# Comparing.


def parse(text: str) -> Address | None:
    """Normalise an address; ``None`` if it is none, or has a fragment or credentials. Slips are not repaired here."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host, path = host_of(parts.hostname or ""), normal_path(parts.path)
    is_plain = len(text) <= MAX_ADDRESS and text.isprintable() and " " not in text
    if not is_plain or parts.scheme not in PORTS or host is None or path is None or port == 0:
        return None
    if "@" in parts.netloc or parts.fragment or "\\" in text or ("[" in parts.netloc) is not (":" in host):
        return None
    path = quote(path, safe=_PATH_CHARACTERS).rstrip("/")
    query = quote(parts.query, safe=_QUERY_CHARACTERS)
    found = Address(parts.scheme, host, port or PORTS[parts.scheme], path, query)
    return found if len(f"{found}") <= MAX_ADDRESS else None


def same_address(one: str, other: str) -> bool:
    """Tell whether two addresses lead to the same place; texts that are no addresses, whether they are the same."""
    first = parse(one)
    return one == other if first is None else first == parse(other)


def in_ascii(url: str) -> str:
    """Write the URL of a request in ASCII, its path not normalised; unchanged if it is malformed."""
    found = parse(url)
    if found is None:
        return url
    path = quote(urlsplit(url).path, safe=_PATH_CHARACTERS)
    return f"{found.origin}{path}{'?' if found.query else ''}{found.query}"


def is_loopback(address: str) -> bool:
    """Tell whether an address names this very machine."""
    found = parse(address)
    return found is not None and found.is_loopback


def host_of(name: str) -> str | None:
    """Normalise the host of an address, or a host by itself: A-labels in lower case; ``None`` if it is none."""
    name = name.removesuffix(".")
    if ":" in name:
        return _ip_address(name)
    host = name.lower() if name.isascii() else _a_labels(name.lower())
    labels = host.split(".")
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):  # every library reads it as an IPv4 address, in its own way
        return _ip_address(host)
    is_host = len(host) <= _MAX_HOST and all(re.fullmatch(_LABEL, label) and _is_decodable(label) for label in labels)
    return host if is_host and not re.fullmatch(_SCHEME_FOR_HOST, host) else None


def _a_labels(name: str) -> str:
    """Convert a name to A-labels (RFC 3490); empty if a letter has none. Python's codec loads tables of 1 MB."""
    if stray_in_host(name) is not None:
        return ""
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:  # a label is empty or too long, or IDNA forbids a letter
        return ""


def _is_decodable(label: str) -> bool:
    """Tell whether a label is no A-label, or stands for letters (RFC 5891 §4.2.1)."""
    if not label.startswith("xn--"):
        return True
    try:
        letters = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    return not letters.isascii() and all(_is_in_hosts(char) for char in letters)


def _is_in_hosts(char: str) -> bool:
    if char.isalpha() or char in "0123456789-._":
        return True
    import unicodedata  # 1 MB, and only for names that are not ASCII: the process that is always on does without

    return unicodedata.category(char)[0] == "M"


def hosts_of(names: Iterable[str]) -> frozenset[str]:
    """Normalise hosts that a setting names, perhaps as addresses; what is no host is left out."""
    found = (parse(name if "://" in name else f"https://{name}") for name in names)
    return frozenset(address.host for address in found if address is not None)


def _ip_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SCHEME_FOR_HOST: Final = re.compile(r"h{1,2}t{1,3}p{0,3}s{0,2}|t{2,3}p{1,3}s{0,2}")
"""A host that can only be a scheme with a slip in it: « https », « htpps », « ttps »."""
_NOT_AS_IDNA_2003: Final = frozenset("ßς")
"""IDNA 2003 makes other letters of them, IDNA 2008 does not: two names."""


def stray_in_host(name: str) -> str | None:
    """Return the first character that no host has: no letter, or a letter of another alphabet among Latin ones."""
    for char in name:
        if not _is_in_hosts(char) or char in _NOT_AS_IDNA_2003:
            return char
    import unicodedata

    for label in name.split("."):
        letters = [char for char in label if char.isalpha()]
        foreign = [char for char in letters if not unicodedata.name(char, "").startswith("LATIN")]
        if foreign and len(foreign) < len(letters):
            return foreign[0]
    return None


# The path.

_UNRESERVED: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PATH_CHARACTERS: Final = _UNRESERVED + "!$&'()*+,;=:@/%"
_QUERY_CHARACTERS: Final = _PATH_CHARACTERS + "?[]"


def normal_path(path: str) -> str | None:
    """Normalise a path, but leave what is not ASCII: RFC 3986 §6.2.2.1 to §6.2.2.3; ``None`` if it is no path."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", path) or any(char.isascii() and char not in _PATH_CHARACTERS for char in path):
        return None
    return _without_dots(re.sub(r"%[0-9A-Fa-f]{2}", _triplet, _composed(path)))


def _composed(path: str) -> str:
    if path.isascii():
        return path
    import unicodedata

    return unicodedata.normalize("NFC", path)


def _triplet(found: re.Match[str]) -> str:
    char = chr(int(found[0][1:], 16))
    return char if char in _UNRESERVED else found[0].upper()


def _without_dots(path: str) -> str:
    """Remove dot segments (RFC 3986 §5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        if segment not in {".", ".."}:
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)
