"""The proxies as the system has them: variables first, else the settings of the desktop, of Windows or of macOS.

Which source wins, and what happens where a script cannot be had, is docs/decisions/0012. Only jobs ask, and each
asks once: what was found is kept as long as the process lives. Every look-up is bounded by ``LOOKUP_S`` seconds; where
there is no desktop, nothing is asked but the environment.

macOS: ``urllib.request`` reads the network settings with their exclusions. Its scripts (PAC) are not read.
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.request import getproxies, getproxies_environment, proxy_bypass

from iea_agent.adapters.system.deadline import DeadlineError, within
from iea_agent.core.printable import printable
from iea_agent.core.report.redaction import HIDDEN
from iea_agent.core.servers.proxies import (
    DIRECT,
    ProxySettings,
    ProxySettingsError,
    Route,
    answered_proxies,
    first_usable,
    host_and_port,
    listed_proxy,
)
from iea_agent.core.settings import is_loopback
from iea_agent.core.stage_facts import ProxySource

LOOKUP_S: Final = 3.0
"""How long a system may take to say its settings, and again to run a script (seconds; a healthy one: 20 ms)."""
MAX_NAME: Final = 100
"""Longest name of a proxy that is shown, in characters."""

T = TypeVar("T")
_Key = tuple[frozenset[tuple[str, str]], str, str, int]
_known: dict[_Key, Route | None] = {}
"""What was found in this process; ``None`` while it is being looked for."""
_log = logging.getLogger(__name__)


def route_to(url: str) -> Route:
    """Return the way that the system wants to a server. The first time it may take twice ``LOOKUP_S`` seconds.

    This machine itself is never reached through a proxy, whose loopback is another machine's: that would carry a
    key over the network that the caller believes to stay here.
    """
    key = _key(url)
    if (known := _known.get(key)) is None:
        _known.setdefault(key, None)
        known = _known[key] = DIRECT if is_loopback(url) else _look(url, os.environ)
    return known


def is_known_to_be_direct(url: str) -> bool:
    """Tell whether no proxy was found, or none was looked for yet; never waits."""
    known = _known.get(_key(url), DIRECT)
    return known is not None and known.proxy is None


def proxies_in_use(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what the settings say, for the diagnostic report: no credentials are in it."""
    try:
        settings = _settings(environ)
    except ProxySettingsError as error:
        return {"proxy settings": f"unreadable: {error}"}
    if settings is None:
        return {}
    found = {f"proxy {scheme}": f"{without_credentials(proxy)}" for scheme, proxy in sorted(settings.proxies.items())}
    if settings.script or settings.detect:
        found["proxy script"] = without_credentials(settings.script) or "searched for in the network"
    if settings.excluded:
        word = "proxy only for" if settings.only_excluded else "proxy not for"
        found[word] = printable(", ".join(filter(None, settings.excluded)))
    return {**found, "proxy settings": settings.source.value}


def without_credentials(address: str) -> str:
    """Return the address of a proxy or of a script, without name and password, and without its query.

    Where a password holds a question mark, which should have been escaped, nothing tells it from a query.
    """
    scheme, slashes, rest = address.partition("://")
    if not slashes:
        scheme, rest = "", address
    before, _, query = rest.partition("?")
    place = HIDDEN if "@" in query else before.rpartition("@")[2]
    return printable(f"{scheme}{slashes}{place}", MAX_NAME)


def _scheme_of(url: str) -> str:
    return url.partition(":")[0].lower()


def _key(url: str) -> _Key:
    return frozenset(os.environ.items()), _scheme_of(url), *host_and_port(url)


def _look(url: str, environ: Mapping[str, str]) -> Route:
    trouble = ""
    try:
        settings = _settings(environ)
    except ProxySettingsError as error:
        _log.warning("the proxies of the system: %s", error)
        return Route(trouble=f"{error}")
    if settings is None:
        return DIRECT
    if settings.script or settings.detect:
        try:
            answer = _answer(settings, _origin_of(url), environ)
        except ProxySettingsError as error:
            trouble = f"the proxy script {without_credentials(settings.script)}: {error}"
            _log.warning("%s", trouble)
        else:
            if answer is not None:
                return Route(first_usable(answered_proxies(answer)), settings.source, by_script=True)
    proxy = listed_proxy(settings, url)
    if settings.source is ProxySource.MACOS and proxy_bypass("{}:{}".format(*host_and_port(url))):
        proxy = None
    return Route(proxy, settings.source, trouble=trouble)


def _settings(environ: Mapping[str, str]) -> ProxySettings | None:
    """Return the settings that count, ``None`` where there are none; ProxySettingsError."""
    found = getproxies_environment()
    excluded = tuple(found.pop("no", "").split(","))
    if found.keys() & {"http", "https", "all"}:
        return ProxySettings(ProxySource.ENVIRONMENT, found, excluded)
    return _of_the_system(environ)


if sys.platform == "win32":

    def _of_the_system(_environ: Mapping[str, str]) -> ProxySettings | None:
        from iea_agent.adapters.proxies.windows import user_settings

        return _within(LOOKUP_S, user_settings)

    def _answer(settings: ProxySettings, origin: str, _environ: Mapping[str, str]) -> Sequence[str] | None:
        from iea_agent.adapters.proxies.windows import ask_script

        return _within(LOOKUP_S, lambda: ask_script(settings, origin))

elif sys.platform == "darwin":

    def _of_the_system(_environ: Mapping[str, str]) -> ProxySettings | None:
        found = getproxies()
        return ProxySettings(ProxySource.MACOS, found) if found else None

    def _answer(_settings: ProxySettings, _origin: str, _environ: Mapping[str, str]) -> Sequence[str] | None:
        raise ProxySettingsError("scripts of macOS are not read")

else:

    def _of_the_system(environ: Mapping[str, str]) -> ProxySettings | None:
        if not environ.get("XDG_CURRENT_DESKTOP"):
            return None  # no desktop: neither a thread nor an import is spent on it
        from iea_agent.adapters.proxies.linux import desktop_settings

        return _within(LOOKUP_S, lambda: desktop_settings(environ))

    def _answer(settings: ProxySettings, origin: str, environ: Mapping[str, str]) -> Sequence[str] | None:
        from iea_agent.adapters.proxies.pac_dbus import ask_script

        return _within(LOOKUP_S, lambda: ask_script(settings, origin, environ))


def _origin_of(url: str) -> str:
    """Return what a script is told of a URL: the scheme, the host and the port."""
    host, port = host_and_port(url)
    return f"{_scheme_of(url)}://{f'[{host}]' if ':' in host else host}:{port}/"


def _within(limit_s: float, work: Callable[[], T]) -> T:
    """Ask the system, which may never answer; ProxySettingsError for whatever fails, and after a deadline."""
    try:
        return within(limit_s, work, name="proxies")
    except ProxySettingsError:
        raise
    except DeadlineError:
        raise ProxySettingsError(f"the system does not answer within {limit_s:.0f} s") from None
    except Exception as error:
        _log.exception("the proxies of the system")
        raise ProxySettingsError(f"{type(error).__name__}") from error
