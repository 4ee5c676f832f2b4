"""A transport of httpx that bounds the time of the whole exchange and the bytes of each answer.

httpx has a timeout for each operation but none for the whole, and reads as much as a server sends: headers sent one
byte at a time, endless 1xx answers and a body of empty chunks never time out (docs/decisions/0004). Here every read is
bounded by the remaining time of the exchange and by ``MAX_ANSWER``. No timeout reaches a TLS handshake sent one byte at
a time: for that the process is killed.
"""

import re
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from httpcore._backends.sync import SyncStream

from iea_agent.adapters.server.dialing import Dialer
from iea_agent.core.servers.answers import MAX_ANSWER
from iea_agent.core.servers.proxies import USABLE

_STATUS_LINE = 13
"""Length of the start of an answer that tells HTTP/1 from anything else, in bytes."""


class OutOfTimeError(Exception):
    """The exchange has used up its time; raised and caught within the exchange."""


class TooLongError(Exception):
    """An answer is longer than ``MAX_ANSWER``; raised and caught within the exchange."""


class Bounds:
    """The budget of an exchange: time for the whole, bytes for each answer."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._held: float | None = None
        self.begin_answer()

    def hold(self, share: float) -> None:
        """Have the next operations end within a share of the time that is left, until it is released."""
        now = time.monotonic()
        self._held = now + (self._end - now) * share

    def release(self) -> None:
        """Let operations have all the time again."""
        self._held = None

    def begin_answer(self) -> None:
        """Begin counting the bytes of another answer."""
        self.left = MAX_ANSWER
        """The bytes that the current answer may still have."""
        self._start = b""

    def count(self, data: bytes) -> None:
        """Count bytes of the current answer."""
        self.left -= len(data)
        self._start += data[: _STATUS_LINE - len(self._start)]

    def forget_start(self) -> None:
        """Forget what a proxy said: the answer of the server begins."""
        self._start = b""

    @property
    def speaks_http(self) -> bool:
        """Whether the current answer begins like one of HTTP/1 (RFC 9112 §4) that does not change the protocol."""
        return re.match(rb"HTTP/1\.\d (?!101)\d{3}[ \r\n]", self._start) is not None

    def remaining_s(self, wanted_s: float | None = None) -> float:
        """Return the time for one operation, at most ``wanted_s`` seconds; OutOfTimeError."""
        end = self._end if self._held is None else min(self._end, self._held)
        remaining = end - time.monotonic()
        if remaining <= 0:
            raise OutOfTimeError("the whole exchange took too long")
        return remaining if wanted_s is None else min(wanted_s, remaining)


class BoundedTransport(httpx.HTTPTransport):
    """A transport over bounded connections, direct or through one proxy."""

    def __init__(self, bounds: Bounds, dialer: Dialer, trust: ssl.SSLContext, proxy: str | None) -> None:
        super().__init__(verify=trust, trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust,
            proxy=_proxy(proxy, trust) if proxy else None,
            network_backend=_Backend(bounds, dialer, here=proxy is not None),
        )


def _proxy(address: str, trust: ssl.SSLContext) -> httpcore.Proxy:
    """Return a proxy, with the credentials of its address; httpx.InvalidURL, ValueError."""
    url = httpx.URL(address)
    if url.scheme not in USABLE:
        raise ValueError(f"unusable scheme of a proxy: {url.scheme!r}")
    given = httpx.Proxy(url)
    return httpcore.Proxy(str(given.url), auth=given.raw_auth, ssl_context=trust if url.scheme == "https" else None)


class _Backend(httpcore.NetworkBackend):
    """Opens bounded connections; never sleeps, since the pool does not retry."""

    def __init__(self, bounds: Bounds, dialer: Dialer, *, here: bool) -> None:
        self._bounds = bounds
        self._dialer = dialer
        self._here = here  # a proxy may run on this machine, under any name

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 (httpcore's own)
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        connection = self._dialer.connect(host, port, self._bounds.remaining_s(timeout), here=self._here)
        return _Stream(SyncStream(connection), self._bounds)


class _Stream(httpcore.NetworkStream):
    """A bounded connection, with or without TLS; decrypted bytes are counted."""

    def __init__(self, stream: httpcore.NetworkStream, bounds: Bounds) -> None:
        self._stream = stream
        self._bounds = bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._bounds.left <= 0:
            raise TooLongError("more data than expected")
        data = self._stream.read(min(max_bytes, self._bounds.left), self._bounds.remaining_s(timeout))
        self._bounds.count(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._bounds.remaining_s(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._bounds.remaining_s(timeout)
        self._bounds.forget_start()
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._bounds)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 (httpcore's own)
        return self._stream.get_extra_info(info)
