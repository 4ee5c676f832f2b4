"""A private D-Bus session bus, and the other side of the tray on it: watcher, host and notification service.

Everything is done by the test's own thread: while it waits for something, it answers what the icon asks. An
icon that waited for an answer in the wrong place would therefore never get one.
"""

import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, prep_socket
from jeepney.wrappers import unwrap_msg

from tests.requirements import require_program

WATCHER = "org.kde.StatusNotifierWatcher"
NOTIFICATIONS = "org.freedesktop.Notifications"
PROPERTIES = "org.freedesktop.DBus.Properties"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PATIENCE_S = 10.0

_CONFIGURATION = """<busconfig>
<type>session</type>
<listen>unix:path={path}</listen>
<auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/>
<allow own="*"/>
</policy>
</busconfig>
"""


class PrivateBus:
    """A dbus-daemon that starts no services and can be stopped and started again at the same address."""

    def __init__(self) -> None:
        require_program("dbus-daemon")
        self._folder = Path(tempfile.mkdtemp(prefix="bus-"))  # a socket's path must stay short
        self.path = str(self._folder / "bus")
        self.address = f"unix:path={self.path}"
        (self._folder / "bus.conf").write_text(_CONFIGURATION.format(path=self.path), encoding="utf-8")
        self.start()

    def start(self) -> None:
        command = ["dbus-daemon", "--nofork", "--print-address", f"--config-file={self._folder / 'bus.conf'}"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline(), "dbus-daemon did not start"

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        Path(self.path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder)


class Emitted(NamedTuple):
    """A signal that the icon sent."""

    member: str
    body: tuple[Any, ...]


def action_invoked(number: int, action: str, only: str | None = None) -> Message:
    """Return the signal that a notification was clicked: a broadcast, or for one client only."""
    address = DBusAddress("/org/freedesktop/Notifications", bus_name=only, interface=NOTIFICATIONS)
    signal = new_signal(address, "ActionInvoked", "us", (number, action))
    if only is not None:
        signal.header.fields[HeaderFields.destination] = only
    return signal


class FakeHost:
    """One connection that can be watcher, host and notification service, and that calls the icon."""

    def __init__(self, bus: PrivateBus) -> None:
        self._connection = DBusConnection(prep_socket(bus.path))
        self.unique_name = self._connection.unique_name
        self.registered: list[str] = []
        self.emitted: list[Emitted] = []
        self.notified: list[tuple[Any, ...]] = []
        self.capabilities = ["body"]
        self.shows_icons = True
        self.hung: set[str] = set()
        """Interfaces that never answer."""
        self.lost = 0
        """How many registrations it has forgotten."""
        self.refused: set[str] = set()
        """Methods that are answered with an error."""
        self.refusals: Counter[str] = Counter()
        for interface in (ITEM, MENU):
            self._ask(message_bus.AddMatch(MatchRule(type="signal", interface=interface)))

    def close(self) -> None:
        self._connection.close()

    # The parts it plays.

    def own(self, name: str) -> None:
        assert self._ask(message_bus.RequestName(name)) == (1,)

    def listed(self) -> list[str]:
        """Return the items in its list."""
        return self.registered[self.lost :]

    def lose_list(self) -> None:
        """Forget the items, as a watcher does that was reloaded."""
        self.lost = len(self.registered)

    def release(self, name: str) -> None:
        self._ask(message_bus.ReleaseName(name))

    def say_host(self, *, registered: bool) -> None:
        self.shows_icons = registered
        member = f"StatusNotifierHost{'Registered' if registered else 'Unregistered'}"
        self._connection.send(new_signal(DBusAddress("/StatusNotifierWatcher", interface=WATCHER), member))

    def click_notification(self, number: int, action: str) -> None:
        """Say that a notification was clicked, as its service does."""
        self._connection.send(action_invoked(number, action))

    def until(self, condition: Callable[[], bool]) -> None:
        """Serve until the condition holds; a failure after ``PATIENCE_S``."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            left = deadline - time.monotonic()
            assert left > 0, f"never came true; registered {self.registered}, emitted {self.emitted}"
            try:
                self._serve(self._connection.receive(timeout=min(left, 0.05)))
            except TimeoutError:
                continue

    def item(self) -> str:
        """Return the bus name of the icon, once it has registered."""
        self.until(lambda: bool(self.registered))
        return self.registered[-1]

    # What it asks of the icon.

    def call(
        self, path: str, interface: str | None, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        """Call a method of the icon and return what it gives; DBusErrorResponse."""
        address = DBusAddress(path, bus_name=self.item(), interface=interface)
        return self._ask(new_method_call(address, member, signature or None, body))

    def item_call(self, member: str, signature: str = "", *body: object) -> tuple[Any, ...]:
        return self.call("/StatusNotifierItem", ITEM, member, signature, body)

    def item_property(self, name: str) -> Any:  # noqa: ANN401 (whatever its type)
        return self.call("/StatusNotifierItem", PROPERTIES, "Get", "ss", (ITEM, name))[0][1]

    def menu_call(self, member: str, signature: str = "", *body: object) -> tuple[Any, ...]:
        return self.call(self.item_property("Menu"), MENU, member, signature, body)

    def click(self, item: int) -> None:
        self.menu_call("Event", "isvu", item, "clicked", ("s", ""), 0)

    def signals_since(self, mark: int) -> list[Emitted]:
        """Return what was emitted since then; a round trip makes sure that nothing is still on its way."""
        self.item_property("Id")
        return self.emitted[mark:]

    def alive(self) -> bool:
        return bool(self.item_property("Id"))

    def has_owner(self, name: str) -> bool:
        return bool(self._ask(message_bus.NameHasOwner(name))[0])

    def _ask(self, call: Message) -> tuple[Any, ...]:
        serial = next(self._connection.outgoing_serial)
        self._connection.send(call, serial=serial)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            message = self._connection.receive(timeout=max(deadline - time.monotonic(), 0))
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                return unwrap_msg(message)
            self._serve(message)

    def _serve(self, message: Message) -> None:
        interface = message.header.fields.get(HeaderFields.interface)
        member = message.header.fields.get(HeaderFields.member, "")
        if message.header.message_type is MessageType.signal and interface in {ITEM, MENU}:
            self.emitted.append(Emitted(member, message.body))
        elif message.header.message_type is MessageType.method_call and interface not in self.hung:
            self._connection.send(self._answer(message, member))

    def _answer(self, call: Message, member: str) -> Message:
        if member in self.refused:
            self.refusals[member] += 1
            return new_error(call, "org.freedesktop.DBus.Error.Failed")
        match member:
            case "RegisterStatusNotifierItem":
                self.registered.append(call.body[0])
                return new_method_return(call)
            case "Get" if call.body[1] == "RegisteredStatusNotifierItems":
                return new_method_return(call, "v", (("as", [f"{name}/StatusNotifierItem" for name in self.listed()]),))
            case "Get":
                return new_method_return(call, "v", (("b", self.shows_icons),))
            case "GetCapabilities":
                return new_method_return(call, "as", (self.capabilities,))
            case "Notify":
                self.notified.append(call.body)
                return new_method_return(call, "u", (40 + len(self.notified),))
            case _:
                return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
