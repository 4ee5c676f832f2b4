"""Invalid certificates that trustme cannot make: made with cryptography itself."""

import ssl
import tempfile
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.adapters.server.exchanges import authority

HOST = "127.0.0.1"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Wanted(NamedTuple):
    """What a certificate is to say."""

    name: str
    signs: bool = False
    has_alternative_name: bool = False
    days: int = 30
    """When it expires, from now."""


SERVER = Wanted(HOST, has_alternative_name=True)
MIDDLE = Wanted("Intermédiaire", signs=True)


class Issued(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key


def self_signed() -> ssl.SSLContext:
    """A certificate that signed itself."""
    return _serving(_issue(SERVER, _key()))


def without_alternative_names() -> ssl.SSLContext:
    """The name is in the subject only, as before RFC 2818."""
    return _serving(_issue(Wanted(HOST), _key(), _authority()))


def weak_key() -> ssl.SSLContext:
    """RSA with 1024 bits, which everyone refuses since 2013."""
    key = rsa.generate_private_key(65537, 1024)
    return _serving(_issue(SERVER, key, _authority()), weak=True)


def incomplete_chain() -> ssl.SSLContext:
    """The certificate between the authority and the server is not sent."""
    middle = _issue(MIDDLE, _key(), _authority())
    return _serving(_issue(SERVER, _key(), middle))


def signed_by_a_leaf() -> ssl.SSLContext:
    """The certificate in between may not sign others (RFC 5280 §4.2.1.9)."""
    middle = _issue(Wanted("feuille"), _key(), _authority())
    return _serving(_issue(SERVER, _key(), middle), [middle])


def expired_chain() -> ssl.SSLContext:
    """The certificate in between has expired; that of the server has not."""
    middle = _issue(MIDDLE._replace(days=-1), _key(), _authority())
    return _serving(_issue(SERVER, _key(), middle), [middle])


def name_of_dns_in_the_subject_only() -> ssl.SSLContext:
    """The same for a name: OpenSSL still accepts it unless it is told not to."""
    return _serving(_issue(Wanted("localhost"), _key(), _authority()))


class Replaced(NamedTuple):
    """A root that has expired, its successor, and a server whose chain leads to both."""

    context: ssl.SSLContext
    old: bytes
    """PEM of the root that has expired."""
    new: bytes
    middle: bytes
    """PEM of the authority below the root."""


def replaced_root() -> Replaced:
    """As on 30 September 2021: the certificates that the server shows are all valid, and the old root is not."""
    old = _issue(Wanted("Ancienne racine", signs=True, days=-1), _key())
    new = _issue(Wanted("Nouvelle racine", signs=True), _key())
    cross = _issue(Wanted("Nouvelle racine", signs=True), new.key, old)
    middle = _issue(MIDDLE, _key(), new)
    context = _serving(_issue(SERVER, _key(), middle), [middle, cross])
    pem = serialization.Encoding.PEM
    return Replaced(context, *(one.certificate.public_bytes(pem) for one in (old, new, middle)))


def _authority() -> Issued:
    """Return the authority of the tests, which the client trusts."""
    ca = authority()
    key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    return Issued(x509.load_pem_x509_certificate(ca.cert_pem.bytes()), key)


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _issue(wanted: Wanted, key: Key, issuer: Issued | None = None) -> Issued:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted.name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=wanted.days))
        .add_extension(x509.BasicConstraints(ca=wanted.signs, path_length=None), critical=True)
    )
    if wanted.has_alternative_name:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
    return Issued(builder.sign((issuer.key if issuer else key), hashes.SHA256()), key)


def _serving(leaf: Issued, chain: Sequence[Issued] = (), *, weak: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if weak:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.set_ciphers("ALL:@SECLEVEL=0")
    private = leaf.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = b"".join(one.certificate.public_bytes(serialization.Encoding.PEM) for one in (leaf, *chain))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "server.pem")
        path.write_bytes(private + public)
        context.load_cert_chain(path)
    return context
