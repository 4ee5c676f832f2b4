"""A web server on a thread, whose port stays the same while it stops and starts again."""

import asyncio
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

START_S = 10.0
STOP_S = 10.0
LOOPBACK = "127.0.0.1"
_TURNS = 3
"""So many turns of the loop does a transport take to close, with TLS around it."""


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as uvicorn does, then close what a client keeps open after an answer was given up."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()
        for _ in range(_TURNS):
            await asyncio.sleep(0)


class Listener:
    """Serves an application on one loopback port; a ``certificate`` (PEM with key and chain) makes it https."""

    def __init__(self, application: ASGIApp, port: int, certificate: str | None = None) -> None:
        self._socket = socket.create_server((LOOPBACK, port), backlog=64)
        config = uvicorn.Config(
            application,
            ssl_certfile=certificate,
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            headers=[("Connection", "close")],  # a change of behaviour finds no connection open
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"listener {port}", daemon=True)

    def start(self) -> None:
        """Serve; returns when requests are answered. OSError if that does not come about."""
        self._thread.start()
        pause = threading.Event()
        for _ in range(int(START_S / 0.01)):
            if self._server.started:
                return
            if self._ended.is_set():
                break
            pause.wait(0.01)
        raise OSError("the demonstration server did not start")

    def stop(self) -> None:
        """Stop; returns when connections are refused. Answers under way are given up."""
        self._server.should_exit = True
        self._thread.join(STOP_S)
        self._socket.close()

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._ended.set()
