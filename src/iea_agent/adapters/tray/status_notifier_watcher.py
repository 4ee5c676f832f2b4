"""The StatusNotifierWatcher: items register with it, and it says whether a host shows them.

The item registers under the *unique* bus name: the well-known ``org.kde.StatusNotifierItem-PID-N`` of the specification
loses a race on GNOME Shell at about one start in four. It registers again whenever the watcher returns.

Source: StatusNotifierItem specification, "StatusNotifierWatcher".
"""

import logging
from collections.abc import Callable

from jeepney import DBusAddress, HeaderFields, MatchRule, Message

from iea_agent.adapters.dbus.connection import Bus
from iea_agent.adapters.dbus.framing import is_error
from iea_agent.adapters.dbus.objects import PROPERTIES

_log = logging.getLogger(__name__)

WATCHER = "org.kde.StatusNotifierWatcher"
_PATH = "/StatusNotifierWatcher"
_BUS = "org.freedesktop.DBus"


class Watcher:
    """Follows the watcher on one connection. For the thread that runs the bus.

    ``on_host`` is called with whether icons are shown, whenever that may have changed.
    """

    def __init__(self, bus: Bus, on_host: Callable[[bool], None]) -> None:
        self._bus = bus
        self._on_host = on_host
        self._owner = ""
        self._wanted = False

    def follow(self) -> None:
        """Find the owner of the watcher's name, now and after each change."""
        changes = MatchRule(type="signal", sender=_BUS, interface=_BUS, member="NameOwnerChanged")
        changes.add_arg_condition(0, WATCHER)
        self._bus.listen(_BUS, "NameOwnerChanged", changes.serialise(), self._owner_changed)
        for member in ("StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"):
            rule = MatchRule(type="signal", sender=WATCHER, interface=WATCHER, member=member)
            self._bus.listen(WATCHER, member, rule.serialise(), self._hosts_changed)
        address = DBusAddress("/org/freedesktop/DBus", bus_name=_BUS, interface=_BUS)
        self._bus.call(address, "GetNameOwner", "s", (WATCHER,), self._owner_told)

    def register(self) -> None:
        """Register the item, now or as soon as there is a watcher."""
        if not self._wanted:
            self._wanted = True
            self._register()

    def _owner_told(self, reply: Message) -> None:
        if is_error(reply):  # the name has no owner yet
            self._on_host(False)  # noqa: FBT003 (a callback's one value)
        elif not self._owner:
            self._found(reply.body[0])

    def _owner_changed(self, signal: Message) -> None:
        if signal.header.fields.get(HeaderFields.sender) != _BUS:
            return
        name, _, owner = signal.body
        if name != WATCHER:
            return
        self._owner = ""
        if owner:
            self._found(owner)
        else:
            self._on_host(False)  # noqa: FBT003 (a callback's one value)

    def _found(self, owner: str) -> None:
        _log.info("the watcher of the tray is %s", owner)
        self._owner = owner
        self._register()
        self._ask_for_hosts()

    def _register(self) -> None:
        if self._wanted and self._owner:
            address = DBusAddress(_PATH, bus_name=self._owner, interface=WATCHER)
            self._bus.call(address, "RegisterStatusNotifierItem", "s", (self._bus.unique_name,), _log_refusal)

    def _hosts_changed(self, signal: Message) -> None:
        if signal.header.fields.get(HeaderFields.sender) == self._owner:
            self._ask_for_hosts()

    def _ask_for_hosts(self) -> None:
        owner = self._owner
        address = DBusAddress(_PATH, bus_name=owner, interface=PROPERTIES)

        def told(reply: Message) -> None:
            if owner == self._owner:
                # A watcher without this property is assumed to show icons: a window instead would disturb.
                self._on_host(is_error(reply) or bool(reply.body[0][1]))

        self._bus.call(address, "Get", "ss", (WATCHER, "IsStatusNotifierHostRegistered"), told)


def _log_refusal(reply: Message) -> None:
    if is_error(reply):
        _log.warning("the tray refused the icon: %s", reply.body)
