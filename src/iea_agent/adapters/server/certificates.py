"""Certificates: whose are trusted, which one a server shows, who issued it and until when it is valid.

Trust: ``truststore`` asks the system. On Windows and macOS that is the system's own verification; elsewhere it is
OpenSSL with the system's bundle, which the variables ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` replace.
"""

import base64
import contextlib
import os
import socket
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple
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
from iea_agent.core.servers.answers import Answer, clock_offset_s
from iea_agent.core.servers.proxies import host_and_port
from iea_agent.core.servers.validity import Validity
from iea_agent.core.stage_facts import Certificate
from iea_agent.core.strangers import StrangersText, strangers_text

Gate = Callable[[str], StrangersText]
"""``core/strangers.py`` with the secrets of the exchange."""
_MAX_PROXY_ANSWER: Final = 16 * 1024
_MAX_HEAD: Final = 16 * 1024
_MAX_CHAIN: Final = 10
"""Most certificates of a chain that are looked at."""


def trusted_context(ca_file: str) -> ssl.SSLContext:
    """Return a context with the system's trust plus an optional PEM file; ServerFault (bad_ca_file)."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False  # RFC 9525 §2; on other systems: names_a_host()
    # As curl and Python 3.13: a certificate that is trusted ends the chain, also where it is not a root.
    context.verify_flags |= ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VERIFY_X509_PARTIAL_CHAIN
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


class Shown(NamedTuple):
    """What a server shows to whoever asks: nothing of it is verified."""

    chain: tuple[x509.Certificate, ...] = ()
    """Its own certificate first; empty if there is none to be had."""
    offset_s: float | None = None
    """Its time minus the local time, in seconds; ``None`` if unknown, or not asked for."""

    @property
    def certificate(self) -> x509.Certificate | None:
        """Its own certificate."""
        return self.chain[0] if self.chain else None

    @property
    def validities(self) -> list[Validity]:
        """When the certificates are valid."""
        return [
            Validity(one.not_valid_before_utc.timestamp(), one.not_valid_after_utc.timestamp()) for one in self.chain
        ]


def look_at_server(
    url: str, *, dialer: Dialer, proxy: str | None, timeout_s: float, now: Callable[[], float] | None = None
) -> Shown:
    """Return what a server shows, without verifying it.

    Opens a connection of its own, to tell why a certificate was rejected. Only the handshake is sent, and where the
    server's time is asked for (``now`` is given), one HEAD without any secret.
    """
    host, port = host_and_port(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    found = Shown()
    with contextlib.suppress(OSError, ValueError), connect(host, port, dialer, proxy, timeout_s) as connection:
        connection.settimeout(timeout_s)
        with context.wrap_socket(connection, server_hostname=host) as encrypted:
            found = Shown(_chain_of(encrypted))
            if now is not None:
                found = found._replace(offset_s=_clock_of(encrypted, url, now, time.monotonic() + timeout_s))
    return found


def _chain_of(encrypted: ssl.SSLSocket) -> tuple[x509.Certificate, ...]:
    """Return the certificates that the other side sent; its own alone where Python does not tell the others."""
    own = encrypted.getpeercert(binary_form=True)
    ders: list[bytes] = [] if own is None else [own]
    inner: Any = encrypted if sys.version_info >= (3, 13) else getattr(encrypted, "_sslobj", None)
    if hasattr(inner, "get_unverified_chain"):
        # Before Python 3.13 they are objects; truststore asks in the same way.
        sent = inner.get_unverified_chain() or ()
        ders = [one if isinstance(one, bytes) else ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in sent] or ders
    found = map(certificate_of, ders[:_MAX_CHAIN])
    return tuple(one for one in found if one is not None)


def _clock_of(encrypted: ssl.SSLSocket, url: str, now: Callable[[], float], ends: float) -> float | None:
    """Ask for the server's time; return it minus the local time, in seconds."""
    parts = urlsplit(url)
    lines = [f"HEAD {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close", "", ""]
    encrypted.sendall("\r\n".join(lines).encode("ascii", "replace"))
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _MAX_HEAD and time.monotonic() < ends:
        data = encrypted.recv(4096)
        if not data:
            break
        head += data
    pairs = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return clock_offset_s(Answer(200, headers, b""), now())


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


def names_a_host(der: bytes | None) -> bool:
    """Tell whether a certificate names a host, by DNS or address; a name in its subject does not count (RFC 9525 §2).

    OpenSSL refuses it, and the systems' own verification may not.
    """
    certificate = certificate_of(der)
    if certificate is None:
        return False
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return bool(names.get_values_for_type(x509.DNSName) or names.get_values_for_type(x509.IPAddress))
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        return False


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
