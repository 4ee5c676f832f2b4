"""The stages of an exchange in time; what a job says of an exchange that overran its deadline."""

import time

import pytest

from iea_agent.adapters.server import client
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.core.diagnosis import Role, Stage, StageReport
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses, DirectPeer
from tests.adapters.server.exchanges import without_proxies


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def test_a_stage_is_reported_once() -> None:
    heard: list[StageReport] = []
    timeline = Timeline(heard.append)
    timeline.done(Stage.CONNECTION, DirectPeer("192.0.2.1:443"), then=Stage.ANSWER)
    timeline.done(Stage.CONNECTION, DirectPeer("192.0.2.2:443"), then=Stage.ANSWER)
    assert [report.fact for report in heard] == [DirectPeer("192.0.2.1:443")]
    assert timeline.reports == tuple(heard)
    assert timeline.stage is Stage.ANSWER


def test_the_stage_done_last_is_where_an_exchange_stands() -> None:
    timeline = Timeline(lambda _report: None)
    timeline.done(Stage.NAME, Addresses(("192.0.2.1",)))
    assert timeline.stage is Stage.NAME


@pytest.mark.parametrize(
    ("proxy", "first"), [("", Stage.NAME), ("http://127.0.0.1:9", Stage.PROXY), ("socks5://127.0.0.1:9", Stage.PROXY)]
)
def test_behind_a_proxy_an_exchange_begins_with_the_proxy(
    proxy: str, first: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    timeline = Timeline(lambda _report: None)
    settings = Settings(authentication_address="https://auth.invalid")
    client.test_access(settings, Role.AUTHENTICATION, timeline, now=time.time)
    assert timeline.first is first
