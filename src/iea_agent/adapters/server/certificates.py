"""What surrounds a request: name resolution, a tunnel, the system's trust, and the certificate a server shows.

Which proxy the system wants is ``system_proxies.py``.

Trust: ``truststore`` asks the system. On Windows and macOS that is the system's own check; elsewhere it is OpenSSL
with the system's bundle, where the variables ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` take the bundle's place.
"""

import base64
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import truststore
from cryptography import x509
from cryptography.x509.oid import NameOID

from iea_agent.adapters.proxies.system import is_known_to_be_direct
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.core.diagnosis import Stage, Verdict
from iea_agent.core.printable import printable

MAX_NAME: Final = 100
"""Longest name of a signer that is shown, in characters."""
_MAX_PROXY_ANSWER: Final = 16 * 1024

Trust = ssl.SSLContext
"""Whose certificates are believed."""


def resolve(host: str, port: int, *, note: str = "") -> Sequence[str]:
    """Return the addresses of a host, as the system would try them; ServerFault (dns). Blocks as long as DNS does.

    ``note`` is what went wrong before, and may be why the name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServerFault(Verdict.DNS, f"{host}: {error}" + (f" ({note})" if note else "")) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def port_of(url: str) -> int:
    """Return the port that a URL means."""
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def first_stage(address: str) -> Stage:
    """Return the stage that an exchange with this address begins with: behind a proxy, names are the proxy's."""
    return Stage.NAME if is_known_to_be_direct(address) else Stage.PROXY


def proxy_name(proxy: str) -> str:
    """Return a proxy's host and port without its credentials, however written; empty for an address that is none."""
    _, had_credentials, place = proxy.rpartition("@")
    try:
        return printable(urlsplit(f"//{place}" if had_credentials else proxy).netloc, MAX_NAME)
    except ValueError:
        return ""


def trust(ca_file: str) -> Trust:
    """Return the system's trust plus an optional PEM file; ServerFault (bad_ca_file)."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError; a path with a null byte is a ValueError
            raise ServerFault(Verdict.BAD_CA_FILE, f"{printable(ca_file)}: {error}") from error
    return context


def shown_certificate(host: str, port: int, *, proxy: str | None, timeout_s: float) -> x509.Certificate | None:
    """Return the certificate that a server shows to anyone, ``None`` if it cannot be had.

    A connection of its own for a person's question "signed by whom?": the certificate is not believed, and nothing
    but the handshake is sent.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with contextlib.suppress(OSError, ValueError), _connected(host, port, proxy, timeout_s) as connection:
        connection.settimeout(timeout_s)
        with context.wrap_socket(connection, server_hostname=host) as encrypted:
            return certificate_of(encrypted.getpeercert(binary_form=True))
    return None


def certificate_of(der: bytes | None) -> x509.Certificate | None:
    """Parse a certificate; ``None`` if it is none."""
    try:
        return x509.load_der_x509_certificate(der) if der else None
    except ValueError:
        return None


def signer_of(certificate: x509.Certificate | None) -> str:
    """Return the name of who signed a certificate, printable; empty if unknown."""
    try:
        issuer = certificate.issuer if certificate else x509.Name([])
    except ValueError:
        return ""
    for attribute in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME):
        for found in issuer.get_attributes_for_oid(attribute):
            name = found.value if isinstance(found.value, str) else ""
            if name := printable(name, MAX_NAME):
                return name
    return ""


def is_loopback_address(host: str) -> bool:
    """Tell whether the peer of a connection is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _connected(host: str, port: int, proxy: str | None, timeout_s: float) -> socket.socket:
    """Connect, through an http proxy's tunnel where one is in use; OSError."""
    if proxy is None:
        return socket.create_connection((host, port), timeout_s)
    parts = urlsplit(proxy)
    if parts.scheme != "http":
        raise OSError(f"no tunnel through a proxy of the kind {parts.scheme}")
    connection = socket.create_connection((parts.hostname or "", parts.port or 80), timeout_s)
    try:
        _open_tunnel(connection, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", parts)
    except BaseException:
        connection.close()
        raise
    return connection


def _open_tunnel(connection: socket.socket, target: str, proxy: SplitResult) -> None:
    """Ask a proxy for a tunnel (RFC 9110 §9.3.6); OSError if it opens none."""
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
