"""A plain connection to a server, without httpx: to look at its certificate."""

import base64
import socket
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

_MAX_PROXY_ANSWER: Final = 16 * 1024


def connect(host: str, port: int, proxy: str | None, timeout_s: float) -> socket.socket:
    """Connect, directly or through a tunnel of an http proxy; OSError."""
    if proxy is None:
        return socket.create_connection((host, port), timeout_s)
    parts = urlsplit(proxy)
    if parts.scheme != "http":
        raise OSError(f"no tunnel through a proxy of the scheme {parts.scheme}")
    connection = socket.create_connection((parts.hostname or "", parts.port or 80), timeout_s)
    try:
        _open_tunnel(connection, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", parts)
    except BaseException:
        connection.close()
        raise
    return connection


def _open_tunnel(connection: socket.socket, target: str, proxy: SplitResult) -> None:
    """Have a proxy open a tunnel (RFC 9110 §9.3.6); OSError."""
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.username is not None:
        pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}")
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    # One byte at a time: what follows the answer belongs to the handshake.
    while not answer.endswith(b"\r\n\r\n") and len(answer) < _MAX_PROXY_ANSWER:
        byte = connection.recv(1)
        if not byte:
            break
        answer += byte
    if answer.split(b" ", 2)[1:2] != [b"200"]:
        raise OSError("the proxy opened no tunnel")
