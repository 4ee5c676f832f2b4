"""The state for Nagios and Prometheus: right status, right format, nothing about a person."""

import re

import pytest

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.monitoring import NagiosStatus, nagios_line, nagios_status_of, prometheus_text
from iea_agent.core.view import AgentView

NOW = 1_000_000.0
BALL = AgentView(
    picture=Picture.BALL,
    mode=Mode.PRODUCTION,
    connection=Link.CONNECTED,
    since=NOW - 90,
    next_attempt=NOW + 600.5,
    licence_number="75-000042",
    diagnosis=Diagnosis(Verdict.CONNECTED, clock_offset_s=-2.0),
    updates=ServerReport(Role.UPDATES, "https://a.example/updates", Diagnosis(Verdict.ACCESSIBLE)),
)
HEART = AgentView(
    picture=Picture.HEART,
    mode=Mode.PRODUCTION,
    connection=Link.UNREACHABLE,
    since=NOW - 5,
    diagnosis=Diagnosis(Verdict.DNS, detail="host.example"),
)
BEETLE = AgentView(
    picture=Picture.BEETLE, mode=Mode.ASSISTANCE, connection=Link.DISCONNECTED, mode_since=NOW - 60, who="mdupont"
)
METRIC = re.compile(r'iea_agent_[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?[0-9.]+')


@pytest.mark.parametrize(
    ("view", "status"),
    [(BALL, NagiosStatus.OK), (HEART, NagiosStatus.CRITICAL), (BEETLE, NagiosStatus.WARNING)],
)
def test_the_picture_is_the_status_of_the_plugin(view: AgentView, status: NagiosStatus) -> None:
    assert nagios_status_of(view, is_running=True) is status
    assert nagios_line(view, NOW, is_running=True).startswith(f"IEA {status.name} - ")


@pytest.mark.parametrize("view", [BALL, HEART, BEETLE])
def test_a_workstation_that_is_not_watched_is_unknown(view: AgentView) -> None:
    assert nagios_status_of(view, is_running=False) is NagiosStatus.UNKNOWN
    said = nagios_line(view, NOW, is_running=False)
    assert said.startswith("IEA UNKNOWN - Le programme de connexion n’est pas lancé.")
    assert "running=0 connected=0" in said


def test_the_line_of_the_plugin_ends_with_performance_data() -> None:
    words, _, data = nagios_line(BALL, NOW, is_running=True).partition(" | ")
    assert "|" not in words
    assert data == "running=1 connected=1 assistance=0 state_age=90s update_server=1 clock_offset=-2s"


def test_every_metric_is_explained_and_has_a_value() -> None:
    lines = prometheus_text(BALL, version='1.0"\\', is_running=True).splitlines()
    assert len(lines) % 3 == 0
    for help_, kind, metric in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        name = metric.replace("{", " ").split()[0]
        assert help_.startswith(f"# HELP {name} ")
        assert kind == f"# TYPE {name} gauge"
    assert 'iea_agent_info{version="1.0\\"\\\\"} 1' in lines
    assert {"iea_agent_connected 1", "iea_agent_update_server_ok 1", "iea_agent_clock_offset_seconds -2"} <= set(lines)
    assert {"iea_agent_state_since_seconds 999910", "iea_agent_next_attempt_seconds 1000600.5"} <= set(lines)


@pytest.mark.parametrize("view", [HEART, BEETLE])
@pytest.mark.parametrize("is_running", [True, False])
def test_every_metric_has_the_form_of_the_text_format(view: AgentView, *, is_running: bool) -> None:
    lines = prometheus_text(view, version="1.0", is_running=is_running).splitlines()
    assert all(METRIC.fullmatch(line) for line in lines if not line.startswith("#"))
    assert f"iea_agent_running {int(is_running)}" in lines
    assert any(line.startswith("iea_agent_connected") for line in lines) is is_running


def test_a_verdict_is_a_label() -> None:
    assert f'verdict="{Verdict.DNS}"' in prometheus_text(HEART, version="1", is_running=True)
    assert 'who="nobody"' in prometheus_text(BALL, version="1", is_running=True)


@pytest.mark.parametrize("view", [BALL, HEART, BEETLE])
def test_nothing_tells_who_a_person_or_an_association_is(view: AgentView) -> None:
    said = prometheus_text(view, version="1", is_running=True) + nagios_line(view, NOW, is_running=True)
    assert not re.search(r"75-000042|mdupont|example", said)
