"""The formats of proxy settings on the desktops of Linux: GNOME's gsettings, KDE's kioslaverc.

Sources: gsettings-desktop-schemas, org.gnome.system.proxy; glib-networking, gproxyresolvergnome.c; KIO,
kprotocolmanager.cpp; KConfig, "KDE System Administration: configuration files" (cascade, ``[$i]``, ``[$e]``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from iea_agent.core.servers.proxies import ProxySettings, address_of_proxy
from iea_agent.core.servers.proxy_variables import cleaned_proxy, hosts_in_list, typed_place
from iea_agent.core.stage_facts import ProxySource

GNOME_SCHEMA: Final = "org.gnome.system.proxy"
KDE_FILE: Final = "kioslaverc"
_KDE_GROUP: Final = "Proxy Settings"
_STRING: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_LONGEST_NUMBER: Final = 10
_MANUAL, _SCRIPT, _DETECT, _VARIABLES = "1", "2", "3", "4"
"""Values of KDE's ``ProxyType``; any other means no proxy."""


def gnome_settings(listing: str) -> ProxySettings | None:
    """Parse the output of ``gsettings list-recursively org.gnome.system.proxy``; ``None`` if malformed."""
    values: dict[str, object] = {}
    for line in listing.splitlines():
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        values[f"{schema.removeprefix(GNOME_SCHEMA).removeprefix('.')}.{key}".strip(".")] = _value(value)
    match values.get("mode"):
        case "none":
            return ProxySettings(ProxySource.GNOME)
        case "auto":
            script = _text(values.get("autoconfig-url"))
            return ProxySettings(ProxySource.GNOME, script=script, detect=not script)
        case "manual":
            hosts = values.get("ignore-hosts")
            excluded = tuple(host for host in hosts if isinstance(host, str)) if isinstance(hosts, list) else ()
            return ProxySettings(ProxySource.GNOME, _gnome_proxies(values), excluded)
        case _:
            return None


def _gnome_proxies(values: Mapping[str, object]) -> dict[str, str]:
    user = password = ""
    if values.get("http.use-authentication") is True:
        user, password = (
            _text(values.get("http.authentication-user")),
            _text(values.get("http.authentication-password")),
        )
    http = address_of_proxy(*_place(values, "http"), user=user, password=password)
    found = {
        "http": http,
        "https": address_of_proxy(*_place(values, "https")) or http,
        "all": address_of_proxy(*_place(values, "socks"), scheme="socks"),
    }
    return {scheme: proxy for scheme, proxy in found.items() if proxy}


def _place(values: Mapping[str, object], scheme: str) -> tuple[str, int]:
    host, typed = typed_place(_text(values.get(f"{scheme}.host")))
    port = values.get(f"{scheme}.port")
    return host, port if isinstance(port, int) and port else typed


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _value(text: str) -> object:
    """Parse a value in GVariant's text format, as far as this schema needs it; ``None`` for others."""
    if text in {"true", "false"}:
        return text == "true"
    if text.startswith(("[", "@as [")) and text.endswith("]"):
        return [_unescaped(found[0][1:-1]) for found in _STRING.finditer(text)]
    if _STRING.fullmatch(text):
        return _unescaped(text[1:-1])
    number = text.rpartition(" ")[2]  # without its type
    return int(number) if number.isascii() and number.isdigit() and len(number) < _LONGEST_NUMBER else None


def _unescaped(text: str) -> str:
    """Remove the backslashes of a GVariant string; escapes of control characters cannot occur in a host."""
    return re.sub(r"\\(.)", r"\1", text)


def kde_settings(files: Iterable[str], environ: Mapping[str, str]) -> ProxySettings:
    """Parse the contents of kioslaverc files, given by increasing precedence."""
    values = _merged(files, environ)
    kind = values.get("ProxyType", "")
    if kind == _SCRIPT and values.get("Proxy Config Script"):
        return ProxySettings(ProxySource.KDE, script=values["Proxy Config Script"])
    if kind in {_SCRIPT, _DETECT}:
        return ProxySettings(ProxySource.KDE, detect=True)
    if kind not in {_MANUAL, _VARIABLES}:
        return ProxySettings(ProxySource.KDE)
    keys = {"http": "httpProxy", "https": "httpsProxy", "all": "socksProxy", "no": "NoProxyFor"}
    said = {scheme: values.get(key, "") for scheme, key in keys.items()}
    if kind == _VARIABLES:
        variables = {scheme: _variable(names, environ) for scheme, names in said.items()}
        excluded = hosts_in_list(environ.get(variables.pop("no"), ""))
        kinds = {"http": "http", "https": "http", "all": "socks"}
        proxies = {scheme: cleaned_proxy(environ.get(name, ""), kinds[scheme]) for scheme, name in variables.items()}
        proxies = {scheme: proxy for scheme, proxy in proxies.items() if proxy}
        return ProxySettings(ProxySource.KDE, proxies, excluded, settings={name: variables[name] for name in proxies})
    excluded = hosts_in_list(said.pop("no"))
    proxies = {scheme: address for scheme, text in said.items() if (address := _kde_proxy(text, scheme))}
    reverse = values.get("ReversedException", "").lower() in {"true", "1", "on", "yes"}
    return ProxySettings(ProxySource.KDE, proxies, excluded, only_excluded=reverse)


def _kde_proxy(text: str, scheme: str) -> str:
    """Parse ``http://host port``; older versions wrote a colon instead of the space."""
    place, _, port = text.strip().partition(" ")
    kind, _, host = place.rpartition("://")
    host = cleaned_proxy(host).removeprefix("http://")
    if not host or host == ":":
        return ""
    number = port.strip()
    return f"{kind or ('socks' if scheme == 'all' else 'http')}://{host}" + (
        f":{number}" if number not in {"", "0"} else ""
    )


def _variable(names: str, environ: Mapping[str, str]) -> str:
    """Return the first variable of a list that is set."""
    return next((name for name in re.split(r"[,\s]+", names) if environ.get(name)), "")


def _merged(files: Iterable[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Merge the files; an immutable entry (``[$i]``) is not overridden by the following ones."""
    values: dict[str, str] = {}
    locked: set[str] = set()
    for text in files:
        newly_locked: set[str] = set()
        for key, options, value in _entries(text):
            if "i" in options:
                newly_locked.add(key)
            if key in locked or not key:
                continue
            values[key] = _expanded(value, environ) if "e" in options else value
        locked |= newly_locked
        if "" in locked:  # the whole group
            break
    return values


def _entries(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield key, options and value of each entry of the proxy group; an empty key stands for the whole group."""
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            name, options = _options(line)
            if name:
                group = name
            if "i" in options and group in {"", f"[{_KDE_GROUP}]"}:  # of the group, or of the file
                yield "", options, ""
        elif group == f"[{_KDE_GROUP}]" and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            name, options = _options(key.strip())
            yield name, options, value.strip()


def _options(text: str) -> tuple[str, str]:
    """Split ``name[$ie]`` into the name and the letters of its options."""
    match = re.fullmatch(r"(.*?)\s*\[\$([a-z]+)\]", text)
    return (match[1], match[2]) if match else (text, "")


def _expanded(value: str, environ: Mapping[str, str]) -> str:
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda found: environ.get(found[1] or found[2], ""), value)
