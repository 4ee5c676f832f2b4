"""The proxies as the system has them: variables first, else the settings of the desktop, of Windows or of macOS.

Which source wins, and what happens where a script cannot be fetched, is docs/decisions/0012. Only jobs look proxies up.
Every look-up is bounded by ``LOOKUP_S`` seconds; where there is no desktop, only the environment is read.

macOS: ``urllib.request`` reads the network settings with their exclusions. Its scripts (PAC) are not read.
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.request import getproxies, proxy_bypass

from iea_agent.adapters.system.deadline import DeadlineError, within
from iea_agent.core.addresses import is_loopback
from iea_agent.core.printable import printable
from iea_agent.core.report.redaction import HIDDEN
from iea_agent.core.servers.proxies import (
    DIRECT,
    ProxySettings,
    ProxySettingsError,
    Route,
    answered_proxies,
    host_and_port,
    listed_proxies,
    origin_of,
    scheme_of,
    usable_ways,
)
from iea_agent.core.stage_facts import ProxySource

LOOKUP_S: Final = 3.0
"""Timeout for reading the settings of the system, and again for running a script (seconds; a healthy one: 20 ms)."""
MAX_NAME: Final = 100
"""Longest address of a proxy that is shown, in characters."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


def route_to(url: str, environ: Mapping[str, str] = os.environ) -> Route:
    """Return the route that the system wants to a server; may take twice ``LOOKUP_S`` seconds.

    This machine itself is never reached through a proxy: the proxy's loopback is another machine, and a key that the
    caller believes to stay here would cross the network.
    """
    if is_loopback(url):
        return DIRECT
    try:
        settings = _settings(environ)
    except ProxySettingsError as error:
        _log.warning("the proxies of the system: %s", error)
        return Route(trouble=f"{error}")
    if settings is None:
        return DIRECT
    trouble = ""
    if settings.script or settings.detect:
        try:
            answer = _answer(settings, origin_of(url), environ)
        except ProxySettingsError as error:
            trouble = f"the proxy script {without_credentials(settings.script)}: {error}"
            _log.warning("%s", trouble)
        else:
            if answer is not None:
                (first, *spare), skipped = usable_ways(answered_proxies(answer))
                return Route(first, settings.source, by_script=True, spare=tuple(spare), skipped=skipped)
    listed = listed_proxies(settings, url)
    if settings.source is ProxySource.MACOS and proxy_bypass("{}:{}".format(*host_and_port(url))):
        listed = ()
    (first, *spare), skipped = usable_ways(listed)
    setting = settings.settings.get(scheme_of(url)) or settings.settings.get("all") or ""
    return Route(
        first,
        settings.source,
        trouble=trouble,
        spare=tuple(spare),
        skipped=skipped,
        setting="" if first is None else setting,
    )


def proxies_in_use(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings for the diagnostic report, without credentials."""
    try:
        settings = _settings(environ)
    except ProxySettingsError as error:
        return {"proxy settings": f"unreadable: {error}"}
    if settings is None:
        return {}
    found = {
        f"proxy {scheme}": " ".join(map(without_credentials, proxies.split()))
        for scheme, proxies in sorted(settings.proxies.items())
    }
    if settings.script or settings.detect:
        found["proxy script"] = without_credentials(settings.script) or "searched for in the network"
    if settings.excluded:
        word = "proxy only for" if settings.only_excluded else "proxy not for"
        # With spaces, as it was written: a secret that was cut in pieces keeps the shape by which it is known.
        found[word] = printable(" ".join(filter(None, settings.excluded)))
    return {**found, "proxy settings": settings.source.value}


def without_credentials(address: str) -> str:
    """Return the address of a proxy or of a script, without user, password and query.

    A password with an unescaped question mark cannot be distinguished from a query: then the whole place is hidden.
    """
    scheme, slashes, rest = address.partition("://")
    if not slashes:
        scheme, rest = "", address
    before, _, query = rest.partition("?")
    place = HIDDEN if "@" in query else before.rpartition("@")[2]
    return printable(f"{scheme}{slashes}{place}", MAX_NAME)


def _settings(environ: Mapping[str, str]) -> ProxySettings | None:
    """Return the settings in effect, ``None`` where there are none; ProxySettingsError."""
    from iea_agent.core.servers.proxy_variables import proxies_in_variables  # with unicodedata: only where it is asked

    return proxies_in_variables(environ) or _of_the_system(environ)


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
            return None  # no desktop: saves a thread and an import
        from iea_agent.adapters.proxies.linux import desktop_settings

        return _within(LOOKUP_S, lambda: desktop_settings(environ))

    def _answer(settings: ProxySettings, origin: str, environ: Mapping[str, str]) -> Sequence[str] | None:
        from iea_agent.adapters.proxies.linux import ask_script

        return _within(LOOKUP_S, lambda: ask_script(settings, origin, environ))


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
