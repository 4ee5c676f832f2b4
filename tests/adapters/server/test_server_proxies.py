"""Proxies of the system: used, excluded, refusing; the names asked for exist nowhere but behind them."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.exchanges import (
    authenticate,
    authority,
    ca_file,
    look,
    own_address,
    tls,
    without_proxies,
)
from tests.adapters.server.proxied import ADDRESS, Proxied, refusing, server_behind_a_proxy
from tests.adapters.server.raw_servers import (
    AuthenticationServer,
    HttpServer,
    RawServer,
    Request,
    Wire,
    http,
    settings_for,
    tunnel_to,
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


@pytest.fixture
def server() -> Iterator[AuthenticationServer]:
    with server_behind_a_proxy() as running:
        yield running


def test_a_tunnel_leads_to_the_server_and_the_name_is_the_proxys_business(
    server: AuthenticationServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxied(server) as proxy:
        monkeypatch.setenv("https_proxy", f"http://jean:p%40ss@{proxy.host}:{proxy.port}")
        found = authenticate(settings_for(server, authentication_address=ADDRESS, ca_file=ca_file(tmp_path)))
    assert found.verdict is Verdict.CONNECTED
    assert found.stages == [Stage.PROXY, Stage.ENCRYPTION, Stage.ANSWER, Stage.IDENTITY]
    assert found.detail_of(Stage.PROXY) == f"par le proxy {proxy.host}:{proxy.port} (variables d’environnement)"
    (request,) = proxy.requests
    assert (request.method, request.target) == ("CONNECT", "auth.test:443")
    assert request.headers["proxy-authorization"] == f"Basic {base64.b64encode(b'jean:p@ss').decode()}"
    assert "p@ss" not in f"{found}"
    assert "p%40ss" not in f"{found}"


@pytest.mark.parametrize("status", [407, 403, 502, 504])
def test_a_tunnel_refused_is_the_proxys_doing(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing(http(status, proxy_authenticate='Basic realm="x"')) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        found = look(settings_for(proxy, secure=True, authentication_address=ADDRESS))
    assert (found.verdict, found.diagnosis.stage) == (Verdict.PROXY, Stage.PROXY)
    assert str(status) in found.diagnosis.detail


@pytest.mark.parametrize("talk", [Wire.reset_once_asked, lambda _wire: None, Wire.wait_until_closed])
def test_a_tunnel_that_never_stands_is_the_proxys_doing(talk: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(talk)
    with RawServer(talk) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        found = look(settings_for(proxy, secure=True, authentication_address=ADDRESS, test_deadline_s=1.0))
    assert (found.verdict, found.diagnosis.stage) == (Verdict.PROXY, Stage.PROXY)


@pytest.mark.parametrize("password", ["geheim?1", "geheim/1", "geheim#1"])
def test_a_password_that_should_have_been_escaped_is_sent_and_not_shown(
    server: AuthenticationServer, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    requests: list[Request] = []

    def refuse(wire: Wire) -> None:
        if (request := wire.read_request()) is not None:
            requests.append(request)
            wire.send(http(407, password.encode()))

    with RawServer(refuse) as proxy:
        monkeypatch.setenv("https_proxy", f"http://jean:{password}@127.0.0.1:{proxy.port}")
        found = look(settings_for(server, authentication_address=ADDRESS))
    assert found.verdict is Verdict.PROXY
    assert "geheim" not in f"{found.diagnosis}"
    sent = requests[0].headers["proxy-authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == f"jean:{password}"


@pytest.mark.parametrize(
    "proxy", ["http://127.0.0.1:1", "socks5://127.0.0.1:1", "gopher://127.0.0.1:1", "http://a b", "http://[x"]
)
def test_a_proxy_that_cannot_be_used_is_said(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    with HttpServer() as server:
        found = look(settings_for(server, secure=True, authentication_address=ADDRESS))
    assert (found.verdict, found.diagnosis.stage) == (Verdict.PROXY, Stage.PROXY)


def test_no_request_in_clear_goes_to_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "http://auth.test"
    with HttpServer() as proxy:
        document = {"issuer": address, "token_endpoint": f"{address}/token"}
        proxy.replies[f"{address}/.well-known/oauth-authorization-server"] = http(200, document)
        monkeypatch.setenv("http_proxy", f"{proxy.host}:{proxy.port}")
        found = authenticate(settings_for(proxy, authentication_address=address))
    assert (found.verdict, found.stages) == (Verdict.INSECURE, [])
    assert proxy.connections == 0


def test_an_inspecting_proxy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inspector = tls(trustme.CA(organization_name="Inspection du siège").issue_cert("auth.test"))
    with AuthenticationServer(tls=inspector) as server, Proxied(server) as proxy:
        monkeypatch.setenv("https_proxy", f"http://jean:p%40ss@{proxy.host}:{proxy.port}")
        found = authenticate(settings_for(server, authentication_address=ADDRESS, ca_file=ca_file(tmp_path)))
    assert (found.verdict, found.diagnosis.words) == (Verdict.TLS_UNTRUSTED, "Inspection du siège")
    assert [request.target for request in proxy.requests] == ["auth.test:443"] * 2
    assert server.requests == []


def test_an_inspecting_proxy_whose_authority_is_known_is_named_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headquarters = trustme.CA(organization_name="Inspection du siège")
    extra = tmp_path / "siège.pem"
    headquarters.cert_pem.write_to_path(str(extra))
    inspector = tls(headquarters.issue_cert("auth.test"))
    issuer = {"issuer": ADDRESS, "token_endpoint": f"{ADDRESS}/token"}
    with AuthenticationServer(tls=inspector, **issuer) as server, Proxied(server) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        found = authenticate(settings_for(server, authentication_address=ADDRESS, ca_file=str(extra)))
    assert found.verdict is Verdict.CONNECTED
    assert found.detail_of(Stage.ENCRYPTION).endswith("signé par\u00a0: Inspection du siège")


def test_a_signer_behind_a_proxy_that_changes_its_mind_stays_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = tls(trustme.CA().issue_cert("auth.test"))
    with AuthenticationServer(tls=inspector) as server:
        requests: list[Request] = []
        tunnel = tunnel_to(server, requests)

        def once(wire: Wire) -> None:
            if not requests:
                tunnel(wire)
            elif wire.read_request():
                wire.send(http(407))

        with RawServer(once) as proxy:
            monkeypatch.setenv("https_proxy", proxy.url)
            found = look(settings_for(server, authentication_address=ADDRESS, ca_file=ca_file(tmp_path)))
    assert (found.verdict, found.diagnosis.words) == (Verdict.TLS_UNTRUSTED, "")


@pytest.mark.parametrize("excluded", ["auth.test", ".test", "other.example, auth.test:443", "*"])
def test_an_excluded_host_is_reached_directly(excluded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer() as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", excluded)
        found = look(settings_for(proxy, secure=True, authentication_address=ADDRESS))
    assert (found.verdict, found.diagnosis.stage) == (Verdict.DNS, Stage.NAME)
    assert proxy.connections == 0


@pytest.mark.parametrize("excluded", ["{host}", "{host}/24", "10.0.0.0/8,{host}/32", "nonsense,,{host}/31"])
def test_an_excluded_network_is_reached_directly(
    tmp_path: Path, excluded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = own_address()
    with HttpServer() as proxy, AuthenticationServer(host=host, tls=tls(authority().issue_cert(host))) as server:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", excluded.format(host=host))
        assert look(settings_for(server, ca_file=ca_file(tmp_path))).verdict is Verdict.ACCESSIBLE
    assert proxy.connections == 0


def test_this_machine_is_never_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer() as proxy, AuthenticationServer() as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert authenticate(settings_for(server)).verdict is Verdict.CONNECTED
    assert proxy.connections == 0


def test_a_proxy_may_be_reached_over_tls(
    server: AuthenticationServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[Request] = []
    settings = settings_for(server, authentication_address=ADDRESS, ca_file=ca_file(tmp_path))
    context = tls(authority().issue_cert("127.0.0.1"))
    with RawServer(tunnel_to(server, requests), tls=context) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        found = authenticate(settings)
    assert found.verdict is Verdict.CONNECTED
    assert found.stages == [Stage.PROXY, Stage.ENCRYPTION, Stage.ANSWER, Stage.IDENTITY]
    assert found.detail_of(Stage.ENCRYPTION).endswith("signé par\u00a0: Autorité de test")
    assert [request.target for request in requests] == ["auth.test:443"]
