"""Lists of proxies: each is tried in order, a direct connection included, and what happened is said."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iea_agent.adapters.server import exchange
from iea_agent.core.diagnosis import Stage, Verdict
from iea_agent.core.servers.proxies import Route
from iea_agent.core.settings import Settings
from tests.adapters.server.crowded import crowded
from tests.adapters.server.exchanges import authenticate, ca_file, look, without_proxies
from tests.adapters.server.proxied import ADDRESS, Proxied, refusing, server_behind_a_proxy
from tests.adapters.server.raw_servers import AuthenticationServer, RawServer, Wire, http, settings_for

UNKNOWN = "http://proxy.siege.invalid:3128"
CLOSED = "http://127.0.0.1:1"
SOCKS = "socks5://127.0.0.1:9"
DEADLINE_S = 6.0

Lead = Callable[..., None]


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> Lead:
    """Have the system list these ways to every server."""
    without_proxies(monkeypatch)

    def set_route(first: str | None, *spare: str | None, skipped: tuple[str, ...] = ()) -> None:
        monkeypatch.setattr(exchange, "route_to", lambda _url: Route(first, spare=spare, skipped=skipped))

    return set_route


@pytest.fixture
def server() -> Iterator[AuthenticationServer]:
    with server_behind_a_proxy() as running:
        yield running


@pytest.fixture
def proxy(server: AuthenticationServer) -> Iterator[RawServer]:
    with Proxied(server) as running:
        yield running


@pytest.fixture
def settings(server: AuthenticationServer, tmp_path: Path) -> Settings:
    address = {"authentication_address": ADDRESS, "ca_file": ca_file(tmp_path)}
    return settings_for(server, test_deadline_s=DEADLINE_S, authenticate_deadline_s=DEADLINE_S, **address)


@pytest.mark.parametrize(
    ("dead", "said"),
    [
        ((CLOSED,), "127.0.0.1:1"),
        ((UNKNOWN,), "proxy.siege.invalid:3128"),
        ((CLOSED, UNKNOWN), "127.0.0.1:1, proxy.siege.invalid:3128"),
        ((None,), "connexion directe"),
        ((CLOSED, "http://[x"), "127.0.0.1:1"),
    ],
)
def test_a_dead_way_is_passed_over_and_said(
    lead: Lead, settings: Settings, proxy: RawServer, dead: tuple[str | None, ...], said: str
) -> None:
    lead(*dead, proxy.url)
    found = authenticate(settings)
    assert found.verdict is Verdict.CONNECTED
    assert found.stages == [Stage.PROXY, Stage.ENCRYPTION, Stage.ANSWER, Stage.IDENTITY]
    assert found.detail_of(Stage.PROXY) == f"par le proxy 127.0.0.1:{proxy.port}, après un échec par {said}"


@pytest.mark.parametrize("talk", [Wire.wait_until_closed, Wire.reset_once_asked, lambda _wire: None])
def test_a_proxy_that_accepts_and_says_nothing_is_passed_over_once(
    lead: Lead, settings: Settings, proxy: RawServer, talk: Callable[[Wire], None]
) -> None:
    with RawServer(talk) as silent:
        lead(silent.url, proxy.url)
        assert authenticate(settings).verdict is Verdict.CONNECTED
        assert silent.connections == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the whole of 127.0.0.0/8 is wanted")
def test_proxies_that_swallow_connections_leave_time_for_the_living_one(
    lead: Lead, settings: Settings, proxy: RawServer
) -> None:
    dead = ("127.7.0.1", "127.7.0.2", "127.7.0.3")
    with crowded(*dead) as port:
        lead(*(f"http://{address}:{port}" for address in dead), proxy.url)
        assert look(settings).verdict is Verdict.ACCESSIBLE


def test_a_direct_connection_is_one_of_the_ways(lead: Lead, server: AuthenticationServer, tmp_path: Path) -> None:
    server.publish(issuer=server.url, token_endpoint=f"{server.url}/token")
    lead(CLOSED, None, skipped=(SOCKS,))
    found = authenticate(settings_for(server, ca_file=ca_file(tmp_path)))
    assert found.verdict is Verdict.CONNECTED
    assert found.stages == [Stage.NAME, Stage.CONNECTION, Stage.ENCRYPTION, Stage.ANSWER, Stage.IDENTITY]
    said = "après un échec par 127.0.0.1:1, proxy inutilisable ignoré (127.0.0.1:9)"
    assert found.detail_of(Stage.CONNECTION) == f"directe, 127.0.0.1:{server.port}, {said}"


def test_a_proxy_that_answers_is_not_gone_around(lead: Lead, settings: Settings, proxy: RawServer) -> None:
    with refusing(http(403)) as strict:
        lead(strict.url, proxy.url, None)
        found = look(settings)
        assert (found.verdict, found.diagnosis.stage) == (Verdict.PROXY, Stage.PROXY)
        assert found.diagnosis.detail == f"127.0.0.1:{strict.port}: HTTP 403"
    assert proxy.connections == 0


def test_where_every_way_fails_all_are_named(lead: Lead, settings: Settings) -> None:
    lead(CLOSED, UNKNOWN, None, skipped=(SOCKS,))
    found = look(settings)
    assert (found.verdict, found.diagnosis.stage) == (Verdict.PROXY, Stage.PROXY)
    assert found.diagnosis.detail.startswith("127.0.0.1:1: ")
    assert "proxy.siege.invalid:3128: " in found.diagnosis.detail
    assert "direct: " in found.diagnosis.detail


@pytest.mark.parametrize("ways", [(UNKNOWN, None), (None, UNKNOWN)])
def test_what_fails_alike_with_and_without_a_proxy_is_not_the_proxys_fault(
    lead: Lead, settings: Settings, ways: tuple[str | None, ...]
) -> None:
    lead(*ways)
    found = look(settings)
    assert (found.verdict, found.diagnosis.stage) == (Verdict.DNS, Stage.NAME)


def test_a_variable_that_names_a_dead_proxy_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)
    monkeypatch.setenv("HTTPS_PROXY", CLOSED)
    assert look(settings).diagnosis.detail.startswith("HTTPS_PROXY, 127.0.0.1:1: ")
    monkeypatch.setenv("https_proxy", "http://[x")
    assert look(settings).diagnosis.detail.startswith("https_proxy, an unreadable address: ")
