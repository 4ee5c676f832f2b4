"""The proxy variables of the environment, as people write them: with spaces, quotes, a path, a capital scheme.

Sources: curl, "Environment variables" and NO_PROXY; CPython, urllib.request.getproxies_environment.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from iea_agent.core.cleaning import Entry, clean
from iea_agent.core.servers.proxies import ProxySettings, without_port
from iea_agent.core.stage_facts import ProxySource

_SUFFIX: Final = "_proxy"
_SCHEMES: Final = frozenset({"http", "https", "all"})
_IN_CREDENTIALS: Final = "%!$&'()*+,;=-._~"
_PARTS: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?P<credentials>.*)@)?(?P<place>[^@/?#]+)[^@]*"
)


def proxies_in_variables(environ: Mapping[str, str]) -> ProxySettings | None:
    """Return the settings of the environment; ``None`` if no variable names a proxy.

    A name in lower case counts more than one in capitals, also where its value is empty: that switches the proxy off.
    """
    names = {name.lower(): name for name in sorted(environ) if name.lower().endswith(_SUFFIX)}  # capitals come first
    found = {name.removesuffix(_SUFFIX): names[name] for name in names}
    proxies = {scheme: cleaned_proxy(environ[found[scheme]]) for scheme in sorted(_SCHEMES & found.keys())}
    proxies = {scheme: proxy for scheme, proxy in proxies.items() if proxy}
    if not proxies:
        return None
    excluded = hosts_in_list(environ[found["no"]]) if "no" in found else ()
    settings = {scheme: found[scheme] for scheme in proxies}
    return ProxySettings(ProxySource.ENVIRONMENT, proxies, excluded, settings=settings)


def cleaned_proxy(value: str, scheme: str = "http") -> str:
    """Return what a value means as ``scheme://place``; as it is, without what nobody sees, if that is no address.

    ``scheme`` is that of a value without one.
    """
    text = clean(value, Entry.ADDRESS).text
    parts = _PARTS.fullmatch(text)
    if parts is None or re.search(r"\s", text) or ("://" in text and not parts["scheme"]):
        return text
    credentials = f"{quote(parts['credentials'], safe=f'{_IN_CREDENTIALS}:')}@" if parts["credentials"] else ""
    return f"{(parts['scheme'] or scheme).lower()}://{credentials}{parts['place']}"


def typed_place(text: str) -> tuple[str, int]:
    """Return host and port of what a person typed where only a host is wanted; port 0 if it has none."""
    return without_port(cleaned_proxy(text).rpartition("/")[2].rpartition("@")[2])


def hosts_in_list(value: str) -> tuple[str, ...]:
    """Return the entries of ``no_proxy``: between commas, semicolons and any white space, each perhaps quoted."""
    entries = (clean(entry, Entry.ADDRESS).text for entry in re.split(r"[,;\s]+", value))
    return tuple(entry for entry in (entry.strip("\"'") for entry in entries) if entry)
