"""Linux: NetworkManager reports the network, systemd-logind reports sleep, both over the D-Bus system bus.

Without that bus, or without these services, nothing is reported: the agent still polls on its own schedule.

Sources: NetworkManager D-Bus API (StateChanged, NMState, NMConnectivityState); org.freedesktop.login1(5)
(PrepareForSleep). Only root may own these names on a system bus.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final

from jeepney import Message

from iea_agent.adapters.dbus.addresses import system_bus_addresses
from iea_agent.adapters.dbus.connection import Bus, NoBusError
from iea_agent.adapters.dbus.objects import ExportedObjects
from iea_agent.core.reconnect import Change

NETWORK_MANAGER: Final = "org.freedesktop.NetworkManager"
LOGIN: Final = "org.freedesktop.login1"
PAUSES_S: Final = (1.0, 10.0, 60.0, 600.0)
"""Back-off before reconnecting to the bus (seconds); the last value repeats."""

_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_NETWORK: Final = f"type='signal',sender='{NETWORK_MANAGER}',path='/org/freedesktop/NetworkManager'"
_SLEEP: Final = f"type='signal',sender='{LOGIN}',path='/org/freedesktop/login1'"
_DISCONNECTED: Final = 20
_CONNECTED_SITE: Final = 60
_FULL: Final = 4
_ROUTES: Final = frozenset({"PrimaryConnection", "ActiveConnections"})
"""Properties that change with a VPN, which leaves the state unchanged."""

_log = logging.getLogger(__name__)


class DBusWatch:
    """Listens to both services, and reconnects to a lost bus."""

    def __init__(self, on_change: Callable[[Change], None], environ: Mapping[str, str]) -> None:
        self._on_change = on_change
        self._environ = environ
        self._pause = threading.Event()

    def start(self) -> None:
        """Start to listen, and return at once."""
        threading.Thread(target=self._listen, name="network", daemon=True).start()

    def _listen(self) -> None:
        pauses = list(PAUSES_S)
        while True:
            try:
                bus = Bus.connect(system_bus_addresses(self._environ))
            except NoBusError as error:
                _log.debug("no system bus: %s", error)
            else:
                pauses = list(PAUSES_S)
                self._serve(bus)
            self._pause.wait(pauses.pop(0) if len(pauses) > 1 else pauses[0])

    def _serve(self, bus: Bus) -> None:
        bus.listen(NETWORK_MANAGER, "StateChanged", f"{_NETWORK},member='StateChanged'", self._on_state)
        rule = f"{_NETWORK},interface='{_PROPERTIES}',member='PropertiesChanged',arg0='{NETWORK_MANAGER}'"
        bus.listen(_PROPERTIES, "PropertiesChanged", rule, self._on_properties)
        rule = f"{_SLEEP},interface='{LOGIN}.Manager',member='PrepareForSleep'"
        bus.listen(f"{LOGIN}.Manager", "PrepareForSleep", rule, self._on_sleep)
        try:
            bus.run(ExportedObjects())
        except OSError as error:
            _log.info("the system bus is lost: %s", error)
        finally:
            bus.close()

    def _on_state(self, signal: Message) -> None:
        (state,) = signal.body
        if state >= _CONNECTED_SITE:
            self._on_change(Change.CAME_BACK)
        elif state <= _DISCONNECTED:
            self._on_change(Change.WENT_AWAY)

    def _on_properties(self, signal: Message) -> None:
        _interface, changed, _invalidated = signal.body
        if _ROUTES & changed.keys() or changed.get("Connectivity") == ("u", _FULL):
            self._on_change(Change.CAME_BACK)

    def _on_sleep(self, signal: Message) -> None:
        (begins,) = signal.body
        if not begins:
            self._on_change(Change.WOKE)
