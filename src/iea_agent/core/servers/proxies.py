"""The rules on proxies: which proxy a URL uses, which hosts are excluded, how to read a script's answer.

Not here: how settings are read (``adapters/proxies/system.py``), and how the desktops of Linux write them
(``proxies_desktop.py``). Automatic configuration scripts (PAC) are run by the system, never here.

Sources: the de-facto description of PAC (Netscape, 1996); GLib, GSimpleProxyResolver:ignore-hosts; KIO, kioslaverc;
Microsoft, WINHTTP_PROXY_INFO and "Proxy bypass list"; curl, NO_PROXY.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from iea_agent.core.addresses import host_of
from iea_agent.core.stage_facts import ProxySource

USABLE: Final = frozenset({"http", "https"})
"""The schemes of proxies that an exchange can use."""
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_KINDS: Final = {
    "proxy": "http",
    "http": "http",
    "https": "https",
    "socks": "socks",
    "socks4": "socks",
    "socks5": "socks5",
}
"""The keywords of a script's answer, and the scheme of the proxy that each names."""


class ProxySettingsError(Exception):
    """The settings cannot be read, or their script cannot be run; raised and caught among the adapters."""


class ProxySettings(NamedTuple):
    """The proxy settings of one source."""

    source: ProxySource
    proxies: Mapping[str, str] = {}
    """The proxy for each scheme of a URL; ``all`` for every other one. Several, in order, have spaces between them."""
    excluded: tuple[str, ...] = ()
    """The hosts that are reached directly."""
    subdomains: bool = True
    """Whether an excluded name also excludes its subdomains."""
    only_excluded: bool = False
    """Whether the list is inverted: the proxies are for those hosts only (KDE)."""
    script: str = ""
    """The address of an automatic configuration script."""
    detect: bool = False
    """Whether the script is to be searched for in the network (WPAD)."""
    settings: Mapping[str, str] = {}
    """The name of the variable for each scheme, where variables name the proxies."""


class Route(NamedTuple):
    """How a server is reached: directly or through a proxy, and how else where that fails."""

    proxy: str | None = None
    """The address of a proxy, perhaps with credentials; ``None`` for a direct connection."""
    source: ProxySource | None = None
    """The source of the settings; ``None`` without settings."""
    by_script: bool = False
    """Whether an automatic configuration script chose it."""
    trouble: str = ""
    """Why the settings could not be followed, for the log; the route is then the one without them."""
    spare: tuple[str | None, ...] = ()
    """The ways that are tried next, in order, where the first leads nowhere."""
    skipped: tuple[str, ...] = ()
    """Proxies that were named among others, and are of a kind that an exchange cannot use."""
    setting: str = ""
    """The name of the variable that names the proxy; empty for other settings."""

    @property
    def ways(self) -> tuple[str | None, ...]:
        """All ways, in order."""
        return self.proxy, *self.spare


DIRECT: Final = Route()


def host_and_port(url: str) -> tuple[str, int]:
    """Return the host and the port of a URL; an empty host and port 0 if it is malformed."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0


def origin_of(url: str) -> str:
    """Return ``scheme://host:port/`` of a URL: all that a script is told of it."""
    host, port = host_and_port(url)
    return f"{url.partition(':')[0].lower()}://{f'[{host}]' if ':' in host else host}:{port}/"


def listed_proxies(settings: ProxySettings, url: str) -> tuple[str, ...]:
    """Return the proxies of the settings for a URL, regardless of any script; empty for a direct connection."""
    listed = (settings.proxies.get(scheme_of(url)) or settings.proxies.get("all") or "").split()
    excluded = is_excluded(url, settings.excluded, subdomains=settings.subdomains)
    if excluded is not settings.only_excluded:
        return ()
    return tuple(proxy if "://" in proxy else f"http://{proxy}" for proxy in listed)


def scheme_of(url: str) -> str:
    """Return the scheme of a URL, in lower case."""
    return url.partition(":")[0].lower()


def is_excluded(url: str, excluded: Iterable[str], *, subdomains: bool) -> bool:
    """Tell whether a list excludes the host of a URL.

    An entry is a name (with ``subdomains``, also for its subdomains), a name that begins with a dot (subdomains), a
    pattern with ``*``, an address, a network (``10.0.0.0/8``), each with an optional scheme, port and final dot, or
    ``<local>``: every name without a dot.
    """
    host, port = host_and_port(url)
    host = host_of(host) or host.rstrip(".")
    entries = (entry.strip().lower() for entry in excluded)
    return any(_excludes(entry, host, port, subdomains=subdomains) for entry in entries if entry)


def _excludes(entry: str, host: str, port: int, *, subdomains: bool) -> bool:
    if entry == "<local>":
        return "." not in host and ":" not in host
    if (inside := _in_network(host, entry)) is not None:
        return inside
    entry = entry.rpartition("://")[2]
    if (inside := _in_network(host, entry)) is not None:
        return inside
    name, wanted = without_port(entry.partition("/")[0])
    name = name.rstrip(".")
    if wanted not in {0, port}:
        return False
    if (inside := _in_network(host, name)) is not None:
        return inside
    name = host_of(name) or name
    if name.startswith("*.") and subdomains:
        name = name[1:]
    if "*" in name:
        return fnmatchcase(host, name.replace("[", "[[]").replace("?", "[?]"))
    if name.startswith(".") or subdomains:
        name = name.lstrip(".")
        return bool(name) and f".{host}".endswith(f".{name}")
    return host == name


def without_port(entry: str) -> tuple[str, int]:
    """Return an entry without its port, and the port or 0."""
    name, colon, port = entry.rpartition(":")
    if colon and port.isascii() and port.isdigit() and len(port) < 6 and (":" not in name or name.endswith("]")):  # noqa: PLR2004
        return name.strip("[]"), int(port)
    return entry.strip("[]"), 0


def _in_network(host: str, entry: str) -> bool | None:
    """Tell whether a host is an address of a network; ``None`` if the entry is none. Names are not resolved."""
    try:
        network = ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None
    try:
        return ipaddress.ip_address(host) in network
    except ValueError:
        return False


def answered_proxies(answer: Iterable[str]) -> list[str | None]:
    """Return the proxies that a script's answer lists, in its order; ``None`` stands for a direct connection.

    Entries have the form of PAC (``PROXY a:1; SOCKS b:2; DIRECT``), of a URL (``http://a:1``, ``direct://``) or of
    ``a:1``; others are ignored.
    """
    found: list[str | None] = []
    for entry in (entry.strip() for entries in answer for entry in entries.split(";")):
        kind, _, address = (word.strip() for word in entry.replace("\t", " ").partition(" "))
        if kind.lower() in {"direct", "direct://"}:
            found.append(None)
        elif address and kind.lower() in _KINDS:
            found.append(f"{_KINDS[kind.lower()]}://{address}")
        elif kind and not address:
            found.append(kind if "://" in kind else f"http://{kind}")
    return found


def usable_ways(proxies: Iterable[str | None]) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
    """Return the ways that can be used, and the proxies that cannot; an empty list is a direct connection.

    Without a usable one the first stays: the connection must then fail and not silently be direct.
    """
    listed = tuple(dict.fromkeys(proxies)) or (None,)
    usable = tuple(proxy for proxy in listed if proxy is None or scheme_of(proxy) in USABLE)
    skipped = tuple(proxy for proxy in listed if proxy is not None and proxy not in usable)
    return (usable, skipped) if usable else (listed[:1], skipped[1:])


def proxies_in_list(text: str) -> dict[str, str]:
    """Parse a list of Windows: ``a:1`` for all, or ``http=a:1;https=b:2;socks=c:3``; several of each are in order."""
    found: dict[str, str] = {}
    for entry in text.replace(";", " ").split():
        scheme, equals, address = entry.partition("=")
        if not equals:
            scheme, address = "all", entry
        if scheme.lower() == "socks":  # for every scheme without a proxy of its own
            scheme, address = "all", address if "://" in address else f"socks://{address}"
        found[scheme.lower()] = f"{found.get(scheme.lower(), '')} {address}".strip()
    return found


def address_of_proxy(host: str, port: int, scheme: str = "http", user: str = "", password: str = "") -> str:
    """Build the URL of a proxy; empty for no host, without a port for 0."""
    host = host.strip()
    if not host:
        return ""
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    credentials = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return f"{scheme}://{credentials}{host}" + (f":{port}" if port else "")
