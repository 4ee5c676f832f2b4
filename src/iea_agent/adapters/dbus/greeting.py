"""The first words on a connection: Hello, and the unique name that the bus gives."""

import socket
import time
from typing import Final

from jeepney import HeaderFields, Message, message_bus

from iea_agent.adapters.dbus.framing import Incoming, receive
from iea_agent.adapters.dbus.replies import is_error

GREETING_S: Final = 2.0
"""Timeout for the authentication, and again for the reply to Hello (seconds; a healthy bus: 1 ms)."""
HELLO: Final = 1
"""Serial of the first message."""


def greet(sock: socket.socket) -> tuple[socket.socket, str, bytes]:
    """Say Hello; return the socket, our unique name and what followed the reply. OSError."""
    deadline = time.monotonic() + GREETING_S
    incoming = Incoming()
    try:
        sock.settimeout(GREETING_S)
        sock.sendall(message_bus.Hello().serialise(serial=HELLO))
        while True:
            for raw in incoming.take():
                reply = Message.from_buffer(raw)
                if reply.header.fields.get(HeaderFields.reply_serial) == HELLO:
                    return sock, _unique_name(reply), incoming.rest()
            sock.settimeout(max(deadline - time.monotonic(), 0.001))
            incoming.add(receive(sock))
    except BaseException:
        sock.close()
        raise


def _unique_name(reply: Message) -> str:
    if is_error(reply):
        raise ConnectionRefusedError(f"the bus answered Hello with {reply.body}")
    return str(reply.body[0])
