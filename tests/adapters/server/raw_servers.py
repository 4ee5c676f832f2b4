"""Small servers on raw sockets: they send exactly the bytes that a test gives them, with or without TLS.

No HTTP library stands behind them, because what they have to say is often not HTTP.
"""

import contextlib
import json
import select
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple, Self
from urllib.parse import parse_qs

from iea_agent.core.settings import Settings

LIMIT_S = 30.0
"""No conversation of a test lasts longer (seconds)."""
DRIP_S = 0.05
"""The pause between two drips (seconds): far shorter than any timeout of a client."""
TLS_HANDSHAKE = b"\x16"
"""What a client that wants to speak TLS begins with (RFC 8446 §5.1)."""


class Request(NamedTuple):
    """A request as it was received."""

    method: str
    target: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of an urlencoded body."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


class Wire:
    """One connection, seen from the server."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def read_request(self) -> Request | None:
        """Read one request; ``None`` at the end of the connection."""
        head = self._read_until(b"\r\n\r\n")
        if not head:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _version = first.split(" ")
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        return Request(method, target, headers, self._read(int(headers.get("content-length", "0"))))

    def read_some(self) -> bytes:
        """Read whatever comes; nothing at the end of the connection."""
        return self._connection.recv(4096)

    def send(self, data: bytes) -> None:
        """Send bytes as they are; the client may be gone."""
        with contextlib.suppress(OSError):
            self._connection.sendall(data)

    def wait_until_closed(self) -> None:
        """Say nothing until the client gives up."""
        with contextlib.suppress(OSError):
            while self._connection.recv(4096):
                pass

    def send_until_closed(self, data: bytes) -> None:
        """Say the same for ever, or until the client gives up."""
        with contextlib.suppress(OSError):
            while True:
                self._connection.sendall(data)

    def drip_until_closed(self, data: bytes) -> None:
        """Say the same for ever, a little at a time, or until the client gives up."""
        self._connection.settimeout(DRIP_S)
        while True:
            try:
                self._connection.sendall(data)
                if not self._connection.recv(4096):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def reset(self) -> None:
        """End the connection with a reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._connection.close()

    def reset_once_asked(self) -> None:
        """Wait for the first bytes, then end with a reset: an earlier one may meet the client at any stage."""
        self.read_some()
        self.reset()

    def join(self, other: socket.socket) -> None:
        """Carry bytes between the client and another connection, both ways, until one ends.

        One thread does both: a TLS connection is not to be read and written at once (openssl-threads(7)). The whole of
        a TLS record is taken by one ``recv``, so nothing waits where ``select`` does not see it.
        """
        beyond = {self._connection: other, other: self._connection}
        with contextlib.suppress(OSError):
            while ready := select.select(beyond, [], [], LIMIT_S)[0]:
                for source in ready:
                    if not (data := source.recv(65536)):
                        return
                    beyond[source].sendall(data)

    def _read_until(self, end: bytes) -> bytes:
        data = b""
        while not data.endswith(end):
            byte = self._connection.recv(1)
            if not byte or data + byte == TLS_HANDSHAKE:  # as every web server, it does not wait for the end of that
                return b""
            data += byte
        return data.removesuffix(end)

    def _read(self, length: int) -> bytes:
        data = b""
        while len(data) < length and (more := self._connection.recv(length - len(data))):
            data += more
        return data


class RawServer:
    """Talks with each client on a thread of its own; ``talk`` gets the wire once TLS, if any, stands."""

    def __init__(
        self, talk: Callable[[Wire], None], *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.connections = 0
        self._talk = talk
        self._tls = tls
        self._listener = socket.create_server((host, 0))
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self.host = host
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The address of this server."""
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(LIMIT_S)
        self._listener.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.settimeout(LIMIT_S)
            self._open.add(connection)
            self._start(lambda taken=connection: self._serve(taken))  # type: ignore[misc]

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if self._tls is None:
                self._talk(Wire(connection))
            else:
                with self._tls.wrap_socket(connection, server_side=True) as encrypted:
                    self._open.add(encrypted)
                    self._talk(Wire(encrypted))


Reply = bytes | Callable[[Wire], None]


class HttpServer(RawServer):
    """Answers each path with fixed bytes, or lets a function talk; anything else is a 404."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        super().__init__(self._answer_all, tls=tls, host=host)
        self.replies: dict[str, Reply] = {}
        self.requests: list[Request] = []

    def _answer_all(self, wire: Wire) -> None:
        while request := wire.read_request():
            self.requests.append(request)
            reply = self.replies.get(request.target, http(404))
            if not isinstance(reply, bytes):
                reply(wire)
                return
            wire.send(reply)

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.target for request in self.requests]


class AuthenticationServer(HttpServer):
    """Publishes the metadata of its own address, and answers ``/token`` as the test says."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", **metadata: object) -> None:
        super().__init__(tls=tls, host=host)
        self.publish(**metadata)
        self.replies["/token"] = http(200, TOKEN)

    def publish(self, **changes: object) -> None:
        """Publish metadata with these changes."""
        document = {"issuer": self.url, "token_endpoint": f"{self.url}/token", **changes}
        self.replies["/.well-known/oauth-authorization-server"] = http(200, document)

    @property
    def token_requests(self) -> list[Request]:
        """The requests to the token endpoint."""
        return [request for request in self.requests if request.method == "POST"]


TOKEN = {"access_token": "t0ken-of-the-test", "token_type": "Bearer", "expires_in": 600}


def http(status: int, body: object = b"", **headers: str) -> bytes:
    """Return an HTTP/1.1 answer; a body that is not bytes is sent as JSON. ``_`` in a name stands for ``-``."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"content_length": str(len(raw)), **headers}
    lines = [f"HTTP/1.1 {status} Said", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + raw


def tunnel_to(server: RawServer, requests: list[Request]) -> Callable[[Wire], None]:
    """Return the talk of a proxy that leads every tunnel to one server, whatever name is asked for."""

    def talk(wire: Wire) -> None:
        request = wire.read_request()
        if request is None:
            return
        requests.append(request)
        with socket.create_connection((server.host, server.port), LIMIT_S) as other:
            wire.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            wire.join(other)

    return talk


def settings_for(server: RawServer, **changes: object) -> Settings:
    """Return settings that name this server for both roles."""
    given: dict[str, object] = {
        "secure": server.url.startswith("https:"),
        "authentication_address": server.url,
        "update_address": server.url,
        "licence_number": "75-000042",
        **changes,
    }
    return Settings(**given)  # type: ignore[arg-type]
