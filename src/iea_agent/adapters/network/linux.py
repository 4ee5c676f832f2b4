"""Linux: NetworkManager reports the network, systemd-logind reports sleep, both over the D-Bus system bus.

Without that bus, or without these services, nothing is reported: the agent still polls on its own schedule.

Sources: NetworkManager D-Bus API (StateChanged, NMState, NMConnectivityState); org.freedesktop.login1(5)
(PrepareForSleep). Only root may own these names on a system bus; whoever else sends such a signal is not believed.
"""

import logging
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NoReturn

from jeepney import Message

from iea_agent.adapters.dbus.connection import Bus, NoBusError, system_bus_addresses
from iea_agent.adapters.dbus.objects import PROPERTIES, ExportedObjects
from iea_agent.adapters.dbus.signals import SignalSource
from iea_agent.core.reconnect import Change

NETWORK_MANAGER: Final = "org.freedesktop.NetworkManager"
LOGIN: Final = "org.freedesktop.login1"
PAUSES_S: Final = (1.0, 10.0, 60.0, 600.0)
"""Back-off before reconnecting to the bus (seconds); the last value repeats."""

_STATE: Final = SignalSource(NETWORK_MANAGER, NETWORK_MANAGER, "StateChanged", "u", "/org/freedesktop/NetworkManager")
_PROPERTIES: Final = SignalSource(
    NETWORK_MANAGER, PROPERTIES, "PropertiesChanged", "sa{sv}as", "/org/freedesktop/NetworkManager", NETWORK_MANAGER
)
_SLEEP: Final = SignalSource(LOGIN, f"{LOGIN}.Manager", "PrepareForSleep", "b", "/org/freedesktop/login1")
_DISCONNECTED: Final = 20
_CONNECTED_SITE: Final = 60
_FULL: Final = 4
_ROUTES: Final = frozenset({"PrimaryConnection", "ActiveConnections"})
"""Properties that change with a VPN, which leaves the state unchanged."""

_log = logging.getLogger(__name__)


def listen(on_change: Callable[[Change], None], environ: Mapping[str, str] = os.environ) -> NoReturn:
    """Report what both services say, and reconnect to a lost bus."""
    pauses = iter(PAUSES_S)
    while True:
        try:
            bus = Bus.connect(system_bus_addresses(environ))
        except NoBusError as error:
            _log.debug("no system bus: %s", error)
        else:
            pauses = iter(PAUSES_S)
            _serve(bus, on_change)
        time.sleep(next(pauses, PAUSES_S[-1]))


def _serve(bus: Bus, on_change: Callable[[Change], None]) -> None:
    """Report until the bus is lost."""
    bus.listen(_STATE, partial(_on_state, on_change))
    bus.listen(_PROPERTIES, partial(_on_properties, on_change))
    bus.listen(_SLEEP, partial(_on_sleep, on_change))
    try:
        bus.run(ExportedObjects())
    except OSError as error:
        _log.info("the system bus is lost: %s", error)
    finally:
        bus.close()


def _on_state(on_change: Callable[[Change], None], signal: Message) -> None:
    (state,) = signal.body
    if state >= _CONNECTED_SITE:
        on_change(Change.CAME_BACK)
    elif state <= _DISCONNECTED:
        on_change(Change.WENT_AWAY)


def _on_properties(on_change: Callable[[Change], None], signal: Message) -> None:
    _interface, changed, _invalidated = signal.body
    if _ROUTES & changed.keys() or changed.get("Connectivity") == ("u", _FULL):
        on_change(Change.CAME_BACK)


def _on_sleep(on_change: Callable[[Change], None], signal: Message) -> None:
    (begins,) = signal.body
    if not begins:
        on_change(Change.WOKE)
