"""Windows: the proxy settings of the user, with their exclusions; scripts are run by WinHTTP.

Sources: Microsoft, WinHttpGetIEProxyConfigForCurrentUser, WinHttpGetProxyForUrl (winhttp.h).
"""

import ctypes
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import wintypes
from typing import Any, Final

from iea_agent.core.servers.proxies import ProxySettings, ProxySettingsError, proxies_in_list
from iea_agent.core.stage_facts import ProxySource

assert sys.platform == "win32", "for Windows only"  # noqa: S101 (tells the type checker)

STEP_MS: Final = 2000
"""Timeout of each step of fetching a script (milliseconds)."""
_ACCESS_WITHOUT_PROXY: Final = 1
_NAMED_PROXY: Final = 3
_AUTO_DETECT: Final = 1
_CONFIG_URL: Final = 2
_DHCP_AND_DNS: Final = 3
_NOTHING_DETECTED: Final = 12180  # ERROR_WINHTTP_AUTODETECTION_FAILED


class _UserConfig(ctypes.Structure):
    """WINHTTP_CURRENT_USER_IE_PROXY_CONFIG."""

    _fields_ = (
        ("auto_detect", wintypes.BOOL),
        ("script", ctypes.c_void_p),
        ("proxy", ctypes.c_void_p),
        ("bypass", ctypes.c_void_p),
    )


class _AutoProxyOptions(ctypes.Structure):
    """WINHTTP_AUTOPROXY_OPTIONS."""

    _fields_ = (
        ("flags", wintypes.DWORD),
        ("detect_flags", wintypes.DWORD),
        ("script", wintypes.LPCWSTR),
        ("reserved", ctypes.c_void_p),
        ("reserved_number", wintypes.DWORD),
        ("auto_logon", wintypes.BOOL),
    )


class _ProxyInfo(ctypes.Structure):
    """WINHTTP_PROXY_INFO."""

    _fields_ = (("access", wintypes.DWORD), ("proxy", ctypes.c_void_p), ("bypass", ctypes.c_void_p))


def user_settings() -> ProxySettings | None:
    """Return the settings of the user, ``None`` where there are none; ProxySettingsError."""
    config = _UserConfig()
    ask = _winhttp().WinHttpGetIEProxyConfigForCurrentUser
    ask.argtypes, ask.restype = (ctypes.POINTER(_UserConfig),), wintypes.BOOL
    if not ask(ctypes.byref(config)):
        if ctypes.get_last_error() == 2:  # noqa: PLR2004 (ERROR_FILE_NOT_FOUND: there are none)
            return None
        raise ProxySettingsError(f"the proxies of Windows cannot be read: error {ctypes.get_last_error()}")
    script, proxy, bypass = _taken(config.script), _taken(config.proxy), _taken(config.bypass)
    return ProxySettings(
        ProxySource.WINDOWS,
        proxies_in_list(proxy),
        tuple(bypass.replace(";", " ").split()),
        subdomains=False,
        script=script,
        detect=bool(config.auto_detect),
    )


def ask_script(settings: ProxySettings, origin: str) -> Sequence[str] | None:
    """Run the script for one origin; ``None`` if the network has none; ProxySettingsError if it cannot be run.

    Windows searches the network for a script by default, and most networks have none.
    """
    library = _winhttp()
    with _session(library) as session:
        # One after the other, as Windows does: not every version accepts both in one call (Wine 8: error 87).
        if settings.detect:
            found = _asked(library, session, origin, _AutoProxyOptions(_AUTO_DETECT, _DHCP_AND_DNS, auto_logon=True))
            if found is not None or not settings.script:
                return found
        return _asked(library, session, origin, _AutoProxyOptions(_CONFIG_URL, 0, settings.script, auto_logon=True))


def _asked(library: Any, session: int, origin: str, options: _AutoProxyOptions) -> Sequence[str] | None:  # noqa: ANN401
    """Ask for the proxies of one origin; ``None`` if the search found no script."""
    info = _ProxyInfo()
    ask = library.WinHttpGetProxyForUrl
    ask.argtypes = (
        ctypes.c_void_p,
        wintypes.LPCWSTR,
        ctypes.POINTER(_AutoProxyOptions),
        ctypes.POINTER(_ProxyInfo),
    )
    ask.restype = wintypes.BOOL
    if not ask(session, origin, ctypes.byref(options), ctypes.byref(info)):
        error = ctypes.get_last_error()
        if error == _NOTHING_DETECTED:
            return None
        raise ProxySettingsError(f"WinHTTP error {error}")
    proxy, _bypass = _taken(info.proxy), _taken(info.bypass)
    return proxy.replace(" ", ";").split(";") if info.access == _NAMED_PROXY else ["DIRECT"]


@contextmanager
def _session(library: Any) -> Iterator[int]:  # noqa: ANN401 (a library of functions)
    """Open a session of WinHTTP that uses no proxy itself; ProxySettingsError."""
    library.WinHttpOpen.argtypes = (
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.LPCWSTR,
        wintypes.LPCWSTR,
        wintypes.DWORD,
    )
    library.WinHttpOpen.restype = ctypes.c_void_p
    library.WinHttpSetTimeouts.argtypes = (ctypes.c_void_p, *(ctypes.c_int,) * 4)
    library.WinHttpCloseHandle.argtypes = (ctypes.c_void_p,)
    session = library.WinHttpOpen("iea-agent", _ACCESS_WITHOUT_PROXY, None, None, 0)
    if not session:
        raise ProxySettingsError(f"WinHTTP error {ctypes.get_last_error()}")
    try:
        library.WinHttpSetTimeouts(session, STEP_MS, STEP_MS, STEP_MS, STEP_MS)
        yield session
    finally:
        library.WinHttpCloseHandle(session)


def _winhttp() -> Any:  # noqa: ANN401 (a library of functions)
    try:
        return ctypes.WinDLL("winhttp", use_last_error=True)
    except OSError as error:
        raise ProxySettingsError(f"there is no WinHTTP: {error}") from error


def _taken(address: int | None) -> str:
    """Read and free a string that WinHTTP allocated; empty for NULL."""
    if not address:
        return ""
    free = ctypes.WinDLL("kernel32").GlobalFree
    free.argtypes, free.restype = (ctypes.c_void_p,), ctypes.c_void_p
    try:
        return ctypes.wstring_at(address)
    finally:
        free(address)
