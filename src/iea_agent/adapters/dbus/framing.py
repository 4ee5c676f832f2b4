"""From a stream of bytes to the messages of D-Bus.

Source: D-Bus Specification 0.42, "Message Format" and "Valid messages".
"""

import socket
from collections.abc import Callable, Iterator
from typing import Final

from jeepney.low_level import calc_msg_size

CHUNK: Final = 65536
"""Bytes of one read."""
MAX_KEPT: Final = 1024 * 1024
"""Longest message that is read, in bytes: all that a desktop sends to an icon is shorter."""
_SMALLEST_HEADER: Final = 16
_LONGEST: Final = 128 * 1024 * 1024
"""Longest message in bytes."""


def receive(sock: socket.socket) -> bytes:
    """Read what is there; ConnectionResetError at the end of the stream, another OSError as the socket says."""
    chunk = sock.recv(CHUNK)
    if not chunk:
        raise ConnectionResetError("the bus closed the connection")
    return chunk


class Incoming:
    """The bytes that have come. Any client of a bus may send some: a message of more than ``MAX_KEPT`` is skipped."""

    def __init__(self, received: bytes = b"", on_skipped: Callable[[int], None] = lambda _size: None) -> None:
        self._received = bytearray(received)
        self._on_skipped = on_skipped
        self._to_skip = 0

    def add(self, chunk: bytes) -> None:
        """Take over what was read."""
        skipped = min(self._to_skip, len(chunk))
        self._to_skip -= skipped
        self._received += chunk[skipped:]

    def take(self) -> Iterator[bytes]:
        """Take the complete messages off the front; ConnectionAbortedError if the stream is not D-Bus."""
        received = self._received
        while len(received) >= _SMALLEST_HEADER:
            try:
                size = calc_msg_size(bytes(received[:_SMALLEST_HEADER]))
            except KeyError as error:  # neither byte order: the stream is lost
                raise ConnectionAbortedError("what the bus sends is not D-Bus") from error
            if size > _LONGEST:
                raise ConnectionAbortedError(f"a D-Bus message of {size} bytes")
            if size > MAX_KEPT:
                self._on_skipped(size)
                self._to_skip = max(0, size - len(received))
                del received[:size]
                continue
            if len(received) < size:
                return
            raw = bytes(received[:size])
            del received[:size]
            yield raw

    def rest(self) -> bytes:
        """Return what is left of an incomplete message."""
        return bytes(self._received)
