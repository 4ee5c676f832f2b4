"""Addresses of this machine that take no connection: who connects gets no answer at all."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


@contextmanager
def crowded(*addresses: str, port: int = 0) -> Iterator[int]:
    """Listen at every address, at one port, with a full queue: the system drops who comes next. Gives the port."""
    with ExitStack() as held:
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            server = held.enter_context(socket.socket(family))
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, port))
            server.listen(0)
            port = server.getsockname()[1]
            for _ in range(4):
                waiting = held.enter_context(socket.socket(family))
                waiting.setblocking(False)  # noqa: FBT003 (positional only)
                waiting.connect_ex((address, port))
        yield port
