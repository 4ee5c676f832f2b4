"""Errors that no server on this machine can provoke: other systems' codes, packet filters, odd certificates."""

import errno
import socket
import ssl

import pytest
import trustme
from cryptography import x509
from cryptography.x509.oid import NameOID

from iea_agent.adapters.proxies.system import route_to
from iea_agent.adapters.server.certificates import certificate_fact, certificate_of, issuer_name, shown_certificate
from iea_agent.adapters.server.credentials import Licence
from iea_agent.adapters.server.dialing import Dialer
from iea_agent.adapters.server.faults import verdict_of
from iea_agent.adapters.server.ways import Ways
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.proxies import DIRECT
from tests.adapters.server.exchanges import authority, tls, without_proxies
from tests.adapters.server.raw_servers import RawServer, Wire, http


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
            for host in ("auth.test", "::1"):
                assert shown_certificate(host, 443, dialer=Dialer(), proxy=address, timeout_s=5.0) is None

    def test_of_this_machine_can_be_looked_at(self) -> None:
        with RawServer(Wire.wait_until_closed, tls=tls(authority().issue_cert("other.example"))) as server:
            shown = shown_certificate(server.host, server.port, dialer=Dialer(), proxy=None, timeout_s=5.0)
        assert issuer_name(shown) == "Autorité de test"


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
