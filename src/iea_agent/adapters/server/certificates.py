"""Certificates: whose are trusted, which one a server shows, who issued it and until when it is valid.

Trust: ``truststore`` asks the system. On Windows and macOS that is the system's own verification; elsewhere it is
OpenSSL with the system's bundle, which the variables ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` replace.
"""

import base64
import contextlib
import os
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import truststore
from cryptography import x509
from cryptography.x509.oid import NameOID

from iea_agent.adapters.files.reading import MAX_FILE, open_regular
from iea_agent.adapters.files.trust import distrust_of
from iea_agent.adapters.server.dialing import Dialer
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import StorageError
from iea_agent.core.printable import printable
from iea_agent.core.stage_facts import Certificate
from iea_agent.core.strangers import StrangersText, strangers_text

Gate = Callable[[str], StrangersText]
"""``core/strangers.py`` with the secrets of the exchange."""
_MAX_PROXY_ANSWER: Final = 16 * 1024


def trusted_context(ca_file: str) -> ssl.SSLContext:
    """Return a context with the system's trust plus an optional PEM file; ServerFault (bad_ca_file)."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(cadata=_pem_of(Path(ca_file)))
        except (
            OSError,
            ValueError,
            StorageError,
        ) as error:  # a null byte in the path is a ValueError
            raise ServerFault(Verdict.BAD_CA_FILE, f"{printable(ca_file)}: {error}") from error
    return context


def _pem_of(path: Path) -> str:
    """Read a file of certificates that only the user and root may write; OSError, ValueError.

    Never blocks on a pipe, and reads no device without end.
    """
    with open_regular(path) as file:
        content = file.read(MAX_FILE + 1)
        distrust = distrust_of(path, os.fstat(file.fileno()))
    if distrust:
        raise ValueError(f"others may have written {distrust}")
    if len(content) > MAX_FILE:
        raise ValueError(f"longer than {MAX_FILE} bytes")
    if not content.strip():
        raise ValueError("the file is empty")
    return content.decode("ascii", "replace").replace("\ufffd", "?")  # comments between certificates may be anything


def shown_certificate(
    host: str, port: int, *, dialer: Dialer, proxy: str | None, timeout_s: float
) -> x509.Certificate | None:
    """Return the certificate that a server shows, without verifying it; ``None`` if there is none to be had.

    Opens a connection of its own, to name the issuer of a rejected certificate. Only the handshake is sent.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with contextlib.suppress(OSError, ValueError), connect(host, port, dialer, proxy, timeout_s) as connection:
        connection.settimeout(timeout_s)
        with context.wrap_socket(connection, server_hostname=host) as encrypted:
            return certificate_of(encrypted.getpeercert(binary_form=True))
    return None


def certificate_of(der: bytes | None) -> x509.Certificate | None:
    """Parse a certificate; ``None`` for anything else."""
    try:
        return x509.load_der_x509_certificate(der) if der else None
    except ValueError:
        return None


def issuer_name(certificate: x509.Certificate | None) -> str:
    """Return the name of a certificate's issuer, as it stands there; empty if unknown."""
    try:
        issuer = certificate.issuer if certificate else x509.Name([])
    except ValueError:
        return ""
    for attribute in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME):
        for found in issuer.get_attributes_for_oid(attribute):
            name = found.value if isinstance(found.value, str) else ""
            if printable(name):
                return name
    return ""


def certificate_fact(der: bytes | None, gate: Gate = strangers_text) -> Certificate | None:
    """Return the fact of an encrypted connection; ``None`` if the certificate cannot be parsed."""
    certificate = certificate_of(der)
    if certificate is None:
        return None
    return Certificate(gate(issuer_name(certificate)), certificate.not_valid_after_utc.date())


def connect(host: str, port: int, dialer: Dialer, proxy: str | None, timeout_s: float) -> socket.socket:
    """Connect, directly or through a tunnel of an http proxy; OSError."""
    if proxy is None:
        return dialer.connect(host, port, timeout_s)
    parts = urlsplit(proxy)
    if parts.scheme != "http":
        raise OSError(f"no tunnel through a proxy of the scheme {parts.scheme}")
    connection = dialer.connect(parts.hostname or "", parts.port or 80, timeout_s, here=True)
    connection.settimeout(timeout_s)
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
