"""A connection to a D-Bus bus (session or system) for a process that must stay small: no asyncio, no GLib.

One thread runs :meth:`Bus.run`: it reads, answers, writes, and carries out what other threads post. It never waits
for a reply and never blocks on a write, so a service, a panel or a bus that hangs delays nothing but itself.
What is exported is described in ``objects.py``.

Sources: D-Bus Specification 0.42, also "Server Addresses" and "Well-known Message Bus Instances"; jeepney
(authentication and marshalling).
"""

import contextlib
import logging
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Self

from jeepney import (
    DBusAddress,
    Header,
    Message,
    MessageFlag,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_signal,
)
from jeepney.bus import get_connectable_addresses
from jeepney.io.blocking import prep_socket

from iea_agent.adapters.dbus.framing import CHUNK, Incoming, receive
from iea_agent.adapters.dbus.greeting import GREETING_S, HELLO, greet
from iea_agent.adapters.dbus.objects import FAILED, INVALID_ARGS, ExportedObjects, Signal
from iea_agent.adapters.dbus.replies import Replies, is_error
from iea_agent.adapters.dbus.signals import (
    OnMessage,
    Signals,
    SignalSource,
    SparseLog,
    change_of_owner,
)

_log = logging.getLogger(__name__)


class NoBusError(ConnectionError):
    """No bus answers."""


def session_bus_addresses(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses to try for the session bus; the default is that of systemd and dbus-user-session.

    The default is tried only if the environment names no bus: a named bus that is gone means that this login session
    has ended, and the bus of another one must not be entered.
    """
    named = environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if named:
        yield from get_connectable_addresses(named)
    elif environ.get("XDG_RUNTIME_DIR"):
        yield f"{environ['XDG_RUNTIME_DIR']}/bus"


def system_bus_addresses(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses to try for the system bus."""
    yield from get_connectable_addresses(
        environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/run/dbus/system_bus_socket"
    )


class Bus:
    """A connection that has said Hello. Any thread may call ``post`` and ``stop``; the rest is for one thread."""

    def __init__(self, sock: socket.socket, unique_name: str, received: bytes) -> None:
        self.unique_name = unique_name
        self._socket = sock
        self._to_send = bytearray()
        self._serial = HELLO
        self._ignored = SparseLog()
        self._incoming = Incoming(received, lambda size: self._ignored.note(f"ignored a message of {size} bytes"))
        self._signals = Signals(self._ignored)
        self._replies = Replies(self._ignored)
        self._posted: deque[Callable[[], None]] = deque()
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._stopped = False
        self._woken, self._waker = socket.socketpair()
        for each in (sock, self._woken, self._waker):
            each.settimeout(0)
        self._selector = selectors.DefaultSelector()
        self._selector.register(sock, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)

    @classmethod
    def connect(cls, addresses: Iterable[str]) -> Self:
        """Connect, authenticate and wait for the reply to Hello; NoBusError if there is no such bus."""
        faults: list[str] = []
        try:
            for address in addresses:
                try:
                    return cls(*greet(prep_socket(address, timeout=GREETING_S)))
                except Exception as error:  # noqa: BLE001 (jeepney raises any exception of its parser)
                    faults.append(f"{address!r}: {error}")
        except (RuntimeError, ValueError) as error:  # jeepney: unsupported transports, not an address at all
            faults.append(str(error))
        raise NoBusError("; ".join(faults) or "the environment names none")

    # For any thread.

    def post(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the thread that runs the connection, after what is queued to be sent; never blocks."""
        self._posted.append(work)
        self._wake()

    def stop(self) -> None:
        """Make ``run`` return."""
        self._stopped = True
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # full: it wakes anyway; closed: nothing is left to wake
            self._waker.send(b"\0")

    # For the thread that runs it.

    def call(  # noqa: PLR0913 (a method call)
        self,
        address: DBusAddress,
        member: str,
        signature: str,
        body: tuple[Any, ...],
        on_reply: OnMessage,
        *,
        gives: str | None = None,
    ) -> None:
        """Call a method without waiting; ``on_reply`` gets the reply or the error, if one arrives.

        ``gives`` are the types of the reply: one with others is taken as an error; ``None``: they are not looked at.
        """
        self._call(new_method_call(address, member, signature or None, body), on_reply, gives)

    def later(self, delay_s: float, work: Callable[[], None]) -> None:
        """Run ``work`` after a delay (seconds); never, if the bus is gone by then."""
        self._later.append((time.monotonic() + delay_s, work))

    def emit(self, path: str, signal: Signal) -> None:
        """Broadcast a signal."""
        address = DBusAddress(path, interface=signal.interface)
        self._send(new_signal(address, signal.member, signal.signature or None, signal.body))

    def listen(self, source: SignalSource, on_signal: OnMessage) -> None:
        """Subscribe to a signal of the owner of a name, whoever that is; others are not believed."""
        if not self._signals.follows(source.sender):
            self.follow(source.sender, lambda _owner: None)
        self._signals.want(source, on_signal)
        self._call(message_bus.AddMatch(source.rule), _log_error)

    def follow(self, name: str, on_owner: Callable[[str], None]) -> None:
        """Call ``on_owner`` with the unique name of the owner of a name, empty for none, once and after each change."""

        def changed(signal: Message) -> None:
            note(signal.body[2])

        def told(reply: Message) -> None:  # what a signal has said meanwhile is no news
            note("" if is_error(reply) else reply.body[0])

        def note(owner: str) -> None:
            if self._signals.note_owner(name, owner):
                on_owner(owner)

        self._signals.follow(name)
        self.listen(change_of_owner(name), changed)
        self._call(message_bus.GetNameOwner(name), told, gives="s")

    def run(self, objects: ExportedObjects) -> None:
        """Serve until ``stop``; ConnectionError or another OSError when the bus is gone."""
        while not self._stopped:
            self._flush()
            self._do_posted()
            self._do_due()
            self._flush()
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._to_send else 0)
            self._selector.modify(self._socket, wanted)
            for key, events in self._selector.select(self._due_in_s()):
                if key.fileobj is self._woken:
                    with contextlib.suppress(BlockingIOError):
                        self._woken.recv(CHUNK)
                elif events & selectors.EVENT_READ:
                    self._read(objects)

    def close(self) -> None:
        """Send what is left if that does not block, then close the connection."""
        with contextlib.suppress(OSError):
            self._flush()
        self._selector.close()
        for each in (self._socket, self._woken, self._waker):
            each.close()

    def _call(self, message: Message, on_reply: OnMessage, gives: str | None = None) -> None:
        self._replies.expect(self._send(message), message, on_reply, gives)

    def _send(self, message: Message) -> int:
        self._serial = self._serial % 0xFFFFFFFF + 1  # 0 is no serial
        self._to_send += message.serialise(serial=self._serial)
        return self._serial

    def _flush(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._to_send:
                del self._to_send[: self._socket.send(self._to_send)]

    def _do_posted(self) -> None:
        for _ in range(len(self._posted)):  # what this work posts itself waits for the next writes
            _shielded(self._posted.popleft())
        if self._posted:
            self._wake()

    def _due_in_s(self) -> float | None:
        return max(0.0, min(at for at, _ in self._later) - time.monotonic()) if self._later else None

    def _do_due(self) -> None:
        now = time.monotonic()
        due = [each for each in self._later if each[0] <= now]
        for each in due:
            self._later.remove(each)
            _shielded(each[1])

    def _read(self, objects: ExportedObjects) -> None:
        with contextlib.suppress(BlockingIOError):
            self._incoming.add(receive(self._socket))
        for raw in self._incoming.take():
            try:
                message = Message.from_buffer(raw)
            except Exception:  # noqa: BLE001 (jeepney raises any exception of its parser)
                self._ignored.note("ignored a message that cannot be parsed")
                self._refuse(raw)
            else:
                self._dispatch(message, objects)

    def _refuse(self, raw: bytes) -> None:
        """Answer a call whose body cannot be parsed, if at least its header can."""
        with contextlib.suppress(Exception):
            header, _ = Header.from_buffer(raw)
            if header.message_type is MessageType.method_call:
                self._send(new_error(Message(header, ()), INVALID_ARGS, "s", ("the message cannot be read",)))

    def _dispatch(self, message: Message, objects: ExportedObjects) -> None:
        if message.header.message_type is MessageType.method_call:
            reply = objects.answer(message)
            if not message.header.flags & MessageFlag.no_reply_expected:
                self._reply(message, reply)
        elif message.header.message_type is MessageType.signal:
            for on_signal in self._signals.believers(message):
                _shielded(partial(on_signal, message))
        elif taken := self._replies.take(message):
            on_reply, reply = taken
            _shielded(partial(on_reply, reply))

    def _reply(self, call: Message, reply: Message) -> None:
        try:
            self._send(reply)
        except Exception as error:  # noqa: BLE001 (logged; jeepney raises any exception of struct)
            _log.exception("a reply that cannot be marshalled")
            self._send(new_error(call, FAILED, "s", (type(error).__name__,)))


def _log_error(reply: Message) -> None:
    if is_error(reply):
        _log.warning("the bus refused: %s", reply.body)


def _shielded(work: Callable[[], None]) -> None:
    """Run ``work``; an exception is logged and affects nothing else."""
    try:
        work()
    except Exception:  # noqa: BLE001 (logged)
        _log.exception("work on the D-Bus thread failed")
