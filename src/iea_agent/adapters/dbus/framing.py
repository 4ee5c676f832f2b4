"""From a stream of bytes to the messages of D-Bus.

Source: D-Bus Specification 0.42, "Message Format" and "Valid messages".
"""

import socket
from collections.abc import Iterator
from typing import Final

from jeepney.low_level import calc_msg_size

CHUNK: Final = 65536
"""Bytes of one read."""
_SMALLEST_HEADER: Final = 16
_LONGEST: Final = 128 * 1024 * 1024
"""Longest message in bytes."""


def receive(sock: socket.socket) -> bytes:
    """Read what is there; ConnectionResetError at the end of the stream, another OSError as the socket says."""
    chunk = sock.recv(CHUNK)
    if not chunk:
        raise ConnectionResetError("the bus closed the connection")
    return chunk


def take_messages(received: bytearray) -> Iterator[bytes]:
    """Take the complete messages off the front of a buffer; ConnectionAbortedError if the stream is not D-Bus."""
    while len(received) >= _SMALLEST_HEADER:
        try:
            size = calc_msg_size(bytes(received[:_SMALLEST_HEADER]))
        except KeyError as error:  # neither byte order: the stream is lost
            raise ConnectionAbortedError("what the bus sends is not D-Bus") from error
        if size > _LONGEST:
            raise ConnectionAbortedError(f"a D-Bus message of {size} bytes")
        if len(received) < size:
            return
        raw = bytes(received[:size])
        del received[:size]
        yield raw
