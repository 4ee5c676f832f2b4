"""Errors that no server on this machine can provoke: other systems' codes, packet filters, odd certificates."""

import errno
import socket
import ssl
from email.utils import formatdate

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from iea_agent.adapters.proxies.system import route_to
from iea_agent.adapters.server.certificates import (
    Shown,
    certificate_fact,
    certificate_of,
    issuer_name,
    look_at_server,
    names_a_host,
)
from iea_agent.adapters.server.credentials import Licence
from iea_agent.adapters.server.dialing import Dialer
from iea_agent.adapters.server.faults import verdict_of
from iea_agent.adapters.server.ways import Ways
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.proxies import DIRECT
from tests.adapters.server.exchanges import authority, tls, without_proxies
from tests.adapters.server.raw_servers import RawServer, Request, Wire, http

NOW = 1_800_000_000.0


def bad_certificate(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("said by the system")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (bad_certificate(0x800B0101), Verdict.TLS_EXPIRED),
        (bad_certificate(-67818), Verdict.TLS_EXPIRED),
        (bad_certificate(0x800B010F), Verdict.TLS_WRONG_HOST),
        (bad_certificate(-67602), Verdict.TLS_WRONG_HOST),
        (bad_certificate(64), Verdict.TLS_WRONG_HOST),
        (bad_certificate(0x800B0109), Verdict.TLS_UNTRUSTED),
        (ssl.SSLCertVerificationError("Peer sent no certificates to verify"), Verdict.TLS_UNTRUSTED),
        (ssl.SSLEOFError(), Verdict.INTERRUPTED),
        (ssl.SSLError("WRONG_VERSION_NUMBER"), Verdict.TLS_PROTOCOL),
        (socket.gaierror(socket.EAI_AGAIN, "later"), Verdict.DNS),
        (UnicodeError("label too long"), Verdict.DNS),
        (OSError(errno.ETIMEDOUT, ""), Verdict.TIMEOUT),
        (OSError(errno.EHOSTUNREACH, ""), Verdict.NO_ROUTE),
        (OSError(errno.EAFNOSUPPORT, ""), Verdict.NO_ROUTE),
        (OSError(errno.EMFILE, ""), Verdict.AGENT_FAULT),
        (OSError(errno.EPERM, ""), Verdict.REFUSED_CONNECTION),
        (OSError(10013, ""), Verdict.REFUSED_CONNECTION),
        (OSError(errno.EPIPE, ""), Verdict.INTERRUPTED),
        (ValueError("no socket error"), None),
    ],
    ids=repr,
)
def test_an_error_of_the_system_has_its_verdict(error: Exception, verdict: Verdict | None) -> None:
    assert verdict_of(error) is verdict


def test_the_cause_below_decides() -> None:
    outer = RuntimeError("a library's own")
    outer.__cause__ = ConnectionRefusedError(errno.ECONNREFUSED, "refused")
    assert verdict_of(outer) is Verdict.REFUSED_CONNECTION


class TestCertificates:
    def test_that_are_none_have_no_issuer(self) -> None:
        assert certificate_of(None) is None
        assert certificate_of(b"hello") is None
        assert issuer_name(None) == ""
        assert certificate_fact(None) is None

    def test_are_named_after_who_signed_them(self) -> None:
        ca = trustme.CA(organization_name="Siège", organization_unit_name="Réseau")
        leaf = ca.issue_cert("a.example").cert_chain_pems[0].bytes()
        assert issuer_name(x509.load_pem_x509_certificate(leaf)) == "Siège"
        names = x509.load_pem_x509_certificate(leaf).issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert names == []

    @pytest.mark.parametrize("talk", [lambda _wire: None, lambda wire: wire.send(http(407)), Wire.reset])
    @pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
    def test_behind_a_proxy_that_fails_stay_unknown(self, talk: object, scheme: str) -> None:
        assert callable(talk)
        with RawServer(talk) as proxy:
            address = f"{scheme}://{proxy.host}:{proxy.port}"
            for url in ("https://auth.test", "https://[::1]"):
                assert look_at_server(url, dialer=Dialer(), proxy=address, timeout_s=5.0) == Shown()

    def test_of_this_machine_can_be_looked_at(self) -> None:
        with RawServer(Wire.wait_until_closed, tls=tls(authority().issue_cert("other.example"))) as server:
            shown = look_at_server(server.url, dialer=Dialer(), proxy=None, timeout_s=5.0)
        assert issuer_name(shown.certificate) == "Autorité de test"
        assert shown.offset_s is None

    def test_without_alternative_names_name_no_host(self) -> None:
        leaf = x509.load_pem_x509_certificate(authority().issue_cert("other.example").cert_chain_pems[0].bytes())
        root = x509.load_pem_x509_certificate(authority().cert_pem.bytes())
        der = serialization.Encoding.DER
        mail = trustme.CA().issue_cert("jean@example.org").cert_chain_pems[0].bytes()
        assert names_a_host(leaf.public_bytes(der))
        assert not names_a_host(x509.load_pem_x509_certificate(mail).public_bytes(der))
        assert not names_a_host(root.public_bytes(der))
        assert not names_a_host(b"hello")
        assert not names_a_host(None)


class TestUnverifiedClocks:
    @pytest.mark.parametrize(
        ("reply", "offset_s"),
        [
            (http(404, date=formatdate(NOW + 90_000, usegmt=True)), 90_000.0),
            (http(200, date=formatdate(NOW, usegmt=True)), 0.0),
            (http(200, date=formatdate(NOW - 3600, usegmt=True), age="3600"), None),
            (http(200), None),
            (http(200, date="hier"), None),
            (b"220 mail.example ESMTP\r\n\r\n", None),
            (b"", None),
            (b"\r\n\r\n", None),
            (b"x" * 20_000, None),
        ],
    )
    def test_are_asked_for_without_any_secret(self, reply: bytes, offset_s: float | None) -> None:
        requests: list[Request | None] = []

        def talk(wire: Wire) -> None:
            requests.append(wire.read_request())
            wire.send(reply)

        with RawServer(talk, tls=tls(authority().issue_cert("other.example"))) as server:
            url = f"{server.url}/a?b=c"
            shown = look_at_server(url, dialer=Dialer(), proxy=None, timeout_s=5.0, now=lambda: NOW)
        assert shown.offset_s == offset_s
        (request,) = requests
        assert request is not None
        assert (request.method, request.target, request.body) == ("HEAD", "/a", b"")
        assert request.headers == {"host": f"127.0.0.1:{server.port}", "connection": "close"}

    def test_that_drip_are_given_up(self) -> None:
        with RawServer(
            lambda wire: wire.drip_until_closed(b"x"), tls=tls(authority().issue_cert("other.example"))
        ) as server:
            shown = look_at_server(server.url, dialer=Dialer(), proxy=None, timeout_s=0.5, now=lambda: NOW)
        assert shown.chain
        assert shown.offset_s is None


def test_a_proxy_without_exclusions_is_used_for_names_and_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", "nonsense, 10.0.0.0/8")
    for url in ("https://auth.test", "https://192.0.2.1", "https://[2001:db8::1]:8443"):
        assert route_to(url).proxy == "http://proxy.example:3128"
    assert route_to("https://10.1.2.3").proxy is None
    assert route_to("http://auth.test").proxy is None
    for url in ("https://127.0.0.1", "https://localhost:8443", "https://[::1]"):
        assert route_to(url).proxy is None


def test_no_representation_shows_a_licence() -> None:
    assert repr(Licence("75-000042", "k7Qm2")) == "Licence(…)"


def test_an_address_with_colons_is_bracketed() -> None:
    assert Ways(DIRECT).direct_fact("::1", 443).peer == "[::1]:443"
    assert Ways(DIRECT).direct_fact("127.0.0.1", 443).peer == "127.0.0.1:443"
