"""NetworkManager and logind on a private system bus: their signals reach the agent, and no others do."""

import queue
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from jeepney import DBusAddress, message_bus, new_method_call, new_signal
from jeepney.io.blocking import DBusConnection, prep_socket
from jeepney.wrappers import unwrap_msg

from iea_agent.adapters.network import linux as network_linux
from iea_agent.adapters.network.linux import LOGIN, NETWORK_MANAGER
from iea_agent.adapters.network.watch import watch_network
from iea_agent.core.reconnect import Change
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.adapters.tray.fake_watcher import PrivateBus

PATIENCE_S = 20.0
PROPERTIES = "org.freedesktop.DBus.Properties"
DBUS = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus")
MANAGER = "/org/freedesktop/NetworkManager"


class System:
    """The services of the system on one connection, and the changes that the watch reports."""

    def __init__(self, bus: PrivateBus) -> None:
        self.heard: queue.SimpleQueue[Change] = queue.SimpleQueue()
        self._bus = bus
        self.connect()

    def connect(self) -> None:
        self._connection = DBusConnection(prep_socket(self._bus.path))
        for name in (NETWORK_MANAGER, LOGIN):
            assert self._ask(message_bus.RequestName(name)) == (1,)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, call: Any) -> tuple[Any, ...]:  # noqa: ANN401 (jeepney's own)
        return unwrap_msg(self._connection.send_and_get_reply(call, timeout=PATIENCE_S))

    def emit(self, path: str, interface: str, member: str, signature: str, *body: object) -> None:
        address = DBusAddress(path, interface=interface)
        self._connection.send(new_signal(address, member, signature, body))

    def say_state(self, state: int) -> None:
        self.emit(MANAGER, NETWORK_MANAGER, "StateChanged", "u", state)

    def say_state_to(self, name: str, state: int) -> None:
        address = DBusAddress(MANAGER, bus_name=name, interface=NETWORK_MANAGER)
        self._connection.send(new_signal(address, "StateChanged", "u", (state,)))
        self._ask(message_bus.NameHasOwner(LOGIN))  # it has been delivered

    def give_back(self, name: str) -> None:
        self._ask(message_bus.ReleaseName(name))

    def say_sleep(self, *, begins: bool) -> None:
        self.emit("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", "b", begins)

    def next(self) -> Change:
        return self.heard.get(timeout=PATIENCE_S)

    def wait_for_watch(self) -> None:
        """Send signals until the watch listens; then forget what it reported."""
        wait_until(self._is_heard, "the watch to listen")
        self.say_sleep(begins=False)  # the last word: everything before it has arrived
        while self.next() is not Change.WOKE:
            pass

    def _is_heard(self) -> bool:
        self.say_state(70)
        return not self.heard.empty()


def start_to_listen(heard: queue.SimpleQueue[Change], bus: PrivateBus) -> None:
    environ = {"DBUS_SYSTEM_BUS_ADDRESS": bus.address}
    threading.Thread(target=network_linux.listen, args=(heard.put, environ), daemon=True).start()


@pytest.fixture
def bus() -> Iterator[PrivateBus]:
    with PrivateBus() as bus:
        yield bus


@pytest.fixture
def system(bus: PrivateBus) -> Iterator[System]:
    with closing(System(bus)) as system:
        start_to_listen(system.heard, bus)
        system.wait_for_watch()
        yield system


def test_a_network_that_comes_and_goes_is_heard(system: System) -> None:
    for state in (20, 40, 50, 60, 70, 10):
        system.say_state(state)
    assert [system.next() for _ in range(4)] == [
        Change.WENT_AWAY,
        Change.CAME_BACK,
        Change.CAME_BACK,
        Change.WENT_AWAY,
    ]


def test_a_tunnel_that_comes_is_heard_and_other_properties_are_not(system: System) -> None:
    several: tuple[dict[str, tuple[str, object]], ...] = (
        {"WirelessEnabled": ("b", True)},
        {"Connectivity": ("u", 1)},
        {"ActiveConnections": ("ao", [])},
    )
    for changed in several:
        system.emit(MANAGER, PROPERTIES, "PropertiesChanged", "sa{sv}as", NETWORK_MANAGER, changed, [])
    system.say_sleep(begins=True)
    system.say_sleep(begins=False)
    assert [system.next(), system.next()] == [Change.CAME_BACK, Change.WOKE]


def test_wrong_types_cost_one_line_and_no_traceback(system: System, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        system.emit(MANAGER, NETWORK_MANAGER, "StateChanged", "s", "connected")
        system.emit(MANAGER, NETWORK_MANAGER, "StateChanged", "uu", 20, 20)
        system.emit(MANAGER, PROPERTIES, "PropertiesChanged", "s", NETWORK_MANAGER)
    system.say_state(20)
    assert system.next() is Change.WENT_AWAY
    (record,) = [record for record in caplog.records if "ignored" in record.message]
    assert record.exc_info is None


@pytest.fixture
def stranger(bus: PrivateBus) -> Iterator[DBusConnection]:
    with closing(DBusConnection(prep_socket(bus.path))) as stranger:
        yield stranger


def forge(stranger: DBusConnection, destination: str | None) -> None:
    """Send a signal of NetworkManager as another user; return once it has been delivered."""
    address = DBusAddress(MANAGER, bus_name=destination, interface=NETWORK_MANAGER)
    stranger.send(new_signal(address, "StateChanged", "u", (20,)))
    unwrap_msg(stranger.send_and_get_reply(message_bus.NameHasOwner(LOGIN), timeout=PATIENCE_S))


def watch_of(stranger: DBusConnection) -> list[str]:
    """Return the unique names on the bus: the watch has one of them."""
    (names,) = unwrap_msg(stranger.send_and_get_reply(new_method_call(DBUS, "ListNames"), timeout=PATIENCE_S))
    return [name for name in names if name.startswith(":")]


def test_strangers_are_not_believed(system: System, stranger: DBusConnection) -> None:
    forge(stranger, None)
    for name in watch_of(stranger):  # straight to it, past the match rules
        forge(stranger, name)
    system.say_sleep(begins=False)
    assert system.next() is Change.WOKE


def test_another_owner_of_a_name_is_believed_and_the_former_one_is_not(bus: PrivateBus, system: System) -> None:
    system.give_back(NETWORK_MANAGER)
    with closing(DBusConnection(prep_socket(bus.path))) as successor:
        assert unwrap_msg(
            successor.send_and_get_reply(message_bus.RequestName(NETWORK_MANAGER), timeout=PATIENCE_S)
        ) == (1,)
        for name in watch_of(successor):
            system.say_state_to(name, 70)
        successor.send(new_signal(DBusAddress(MANAGER, interface=NETWORK_MANAGER), "StateChanged", "u", (20,)))
        assert system.next() is Change.WENT_AWAY
    assert system.heard.empty()


def test_a_bus_that_comes_late_or_again_is_found(bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_linux, "PAUSES_S", (0.01,))
    bus.stop()
    heard: queue.SimpleQueue[Change] = queue.SimpleQueue()
    start_to_listen(heard, bus)
    for _ in range(2):
        bus.start()
        with closing(System(bus)) as system:
            system.heard = heard
            system.wait_for_watch()
        bus.stop()
    bus.start()


def test_a_system_without_a_bus_is_no_fault() -> None:
    watch_network(lambda _change: None)
