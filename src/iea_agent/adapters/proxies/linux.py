"""Linux: the proxy settings of GNOME and its relatives, and of KDE, with their automatic configuration scripts (PAC).

GNOME's settings come from ``gsettings``, which reads them without a bus; KDE's from the kioslaverc files.
XDG_CURRENT_DESKTOP names the desktop; on others, and without one, nothing is read.

Scripts are run by services of the desktops over D-Bus: KDE's ProxyScout (a module of kded, loaded on demand), which
takes the script from KDE's settings, and org.gtk.GLib.PACRunner, which GNOME's programs use (Debian:
glib-networking-services). Both fetch the script, or search for it (WPAD). PACRunner answers "direct" for a script that
it cannot fetch or run, which cannot be distinguished from a script's own answer.

Sources: KIO, proxyscout.h; glib-networking, glibpacrunner.c.
"""

import contextlib
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from jeepney import DBusAddress, Message

from iea_agent.adapters.dbus.connection import Bus, NoBusError, session_bus_addresses
from iea_agent.adapters.dbus.objects import ExportedObjects
from iea_agent.adapters.dbus.replies import is_error
from iea_agent.adapters.files.reading import open_regular
from iea_agent.adapters.system.desktop_settings import answer_of, config_folders
from iea_agent.core.servers.proxies import ProxySettings, ProxySettingsError
from iea_agent.core.servers.proxies_desktop import GNOME_SCHEMA, KDE_FILE, gnome_settings, kde_settings
from iea_agent.core.stage_facts import ProxySource
from iea_agent.core.strangers import strangers_text

SETTINGS_S: Final = 2.0
"""Timeout of ``gsettings`` (seconds; a healthy one: 20 ms)."""
LIKE_GNOME: Final = frozenset(
    {"GNOME", "UNITY", "X-CINNAMON", "CINNAMON", "PANTHEON", "BUDGIE", "MATE", "DEEPIN", "UKUI"}
)
"""Desktops that use GNOME's proxy settings."""
_MAX_FILE: Final = 64 * 1024
ANSWER_S: Final = 2.5
"""Timeout of a service, including the fetch of the script (seconds; a healthy one: 50 ms with a cached script)."""
MAX_PROXIES: Final = 32
"""Most proxies of an answer that are read."""


def desktop_settings(environ: Mapping[str, str]) -> ProxySettings | None:
    """Return the settings of the desktop, ``None`` on desktops without settings; ProxySettingsError."""
    desktops = set(environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"))
    if "KDE" in desktops:
        return kde_settings(_kde_files(environ), environ)
    if desktops & LIKE_GNOME:
        return _gnome_settings(environ)
    return None


def _gnome_settings(environ: Mapping[str, str]) -> ProxySettings:
    try:
        said = answer_of(("gsettings", "list-recursively", GNOME_SCHEMA), environ, SETTINGS_S)
    except (OSError, subprocess.SubprocessError) as error:
        raise ProxySettingsError(f"GNOME's settings cannot be read: {error}") from error
    if said is None:
        raise ProxySettingsError("GNOME's settings cannot be read: there is no gsettings")
    if (settings := gnome_settings(said)) is None:
        raise ProxySettingsError("GNOME's settings cannot be parsed")
    return settings


def _kde_files(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the contents of the kioslaverc files, by increasing precedence (XDG Base Directory)."""
    for folder in reversed(config_folders(environ)):
        with contextlib.suppress(OSError, ValueError), open_regular(folder / KDE_FILE) as file:
            yield file.read(_MAX_FILE).decode("utf-8", "replace")


class _Call(NamedTuple):
    """A call of a method whose arguments are strings."""

    address: DBusAddress
    member: str
    body: tuple[str, ...]


def ask_script(settings: ProxySettings, origin: str, environ: Mapping[str, str]) -> Sequence[str]:
    """Run the script for one origin; ProxySettingsError if no service does."""
    name = "org.gtk.GLib.PACRunner"
    address = DBusAddress("/org/gtk/GLib/PACRunner", bus_name=name, interface=name)
    calls = [_Call(address, "Lookup", (settings.script, origin))]
    if settings.source is ProxySource.KDE:
        name = f"org.kde.kded{environ.get('KDE_SESSION_VERSION') or '5'}"
        address = DBusAddress("/modules/proxyscout", bus_name=name, interface="org.kde.KPAC.ProxyScout")
        calls.insert(0, _Call(address, "proxiesForUrl", (origin,)))
        kded = DBusAddress("/kded", bus_name=name, interface=name)
        with contextlib.suppress(ProxySettingsError):  # it may be loaded already, or on demand
            _reply(_Call(kded, "loadModule", ("proxyscout",)), environ)
    faults: list[str] = []
    for call in calls:
        try:
            return _answer(call, environ)
        except ProxySettingsError as error:
            faults.append(f"{call.address.bus_name}: {error}")
    raise ProxySettingsError("; ".join(faults))


def _answer(call: _Call, environ: Mapping[str, str]) -> Sequence[str]:
    """Call a method that returns a list of proxies; ProxySettingsError."""
    reply = _reply(call, environ)
    body = reply.body
    if is_error(reply) or not body or not isinstance(body[0], list):
        raise ProxySettingsError(f"refused: {strangers_text(f'{body}')}")
    return [each for each in body[0][:MAX_PROXIES] if isinstance(each, str)]


def _reply(call: _Call, environ: Mapping[str, str]) -> Message:
    """Call a method and return its reply, which may be an error; ProxySettingsError without a reply."""
    replies: list[Message] = []
    try:
        bus = Bus.connect(session_bus_addresses(environ))
    except NoBusError as error:
        raise ProxySettingsError(f"no session bus: {error}") from error

    def on_reply(reply: Message) -> None:
        replies.append(reply)
        bus.stop()

    end = threading.Timer(ANSWER_S, bus.stop)
    end.start()
    try:
        bus.call(call.address, call.member, "s" * len(call.body), call.body, on_reply)
        bus.run(ExportedObjects())
    except OSError as error:
        raise ProxySettingsError(f"the session bus is lost: {error}") from error
    finally:
        end.cancel()
        end.join()  # it must not wake a closed connection
        bus.close()
    if not replies:
        raise ProxySettingsError(f"no answer within {ANSWER_S} s")
    return replies[0]
