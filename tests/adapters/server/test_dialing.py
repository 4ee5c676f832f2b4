"""Connecting to names with several addresses: on loopback, and in a network of its own."""

import errno
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iea_agent.adapters.server import dialing
from iea_agent.adapters.server.dialing import BlockedNameError, Dialer
from iea_agent.adapters.server.faults import verdict_of
from iea_agent.core.diagnosis import Verdict
from tests.adapters.server.behind_dead_addresses import NAME
from tests.adapters.server.crowded import crowded
from tests.isolated import Network, command_in
from tests.requirements import require_own_network

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the whole of 127.0.0.0/8 is wanted")

PATIENCE_S = 20.0
SHORT_S = 0.3
DEAD = ("127.7.0.1", "127.7.0.2", "127.7.0.3")
LIVING = "127.7.0.9"
REFUSING = "127.7.0.8"
NOWHERE = "224.0.0.1"
"""No connection leads to a group: the system says at once that there is no route."""

Names = Callable[..., None]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Let the system's resolver know one more name, with addresses in an order."""
    real = socket.getaddrinfo

    def know(name: str, *addresses: str) -> None:
        def answer(host: str, port: int, family: int = 0, kind: int = 0) -> list[object]:
            given = addresses if host == name else (host,)
            return [found for address in given for found in real(address, port, family, kind)]

        monkeypatch.setattr(socket, "getaddrinfo", answer)

    return know


@pytest.fixture
def living() -> Iterator[int]:
    """A server; its port."""
    with socket.create_server((LIVING, 0)) as server:
        yield server.getsockname()[1]


def test_dead_addresses_are_passed_over_and_cost_nothing_again(names: Names, living: int) -> None:
    names(NAME, *DEAD, LIVING)
    dialer = Dialer()
    with crowded(*DEAD, port=living):
        assert dialer.resolve(NAME, living, PATIENCE_S)[-1] == LIVING
        with dialer.connect(NAME, living, PATIENCE_S) as connection:
            assert connection.getpeername() == (LIVING, living)
        assert dialer.resolve(NAME, living, PATIENCE_S) == (LIVING, *DEAD)
        with dialer.connect(NAME, living, dialing.NEXT_ADDRESS_S) as connection:
            assert connection.getpeername() == (LIVING, living)


def test_many_dead_addresses_leave_time_for_the_living_one(names: Names, living: int) -> None:
    dead = [f"127.7.1.{number}" for number in range(1, 17)]
    names(NAME, *dead, LIVING)
    with crowded(*dead, port=living):
        Dialer().connect(NAME, living, 16 * dialing.NEXT_ADDRESS_S).close()


def test_an_address_that_refuses_costs_no_wait(names: Names, living: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialing, "NEXT_ADDRESS_S", PATIENCE_S)
    names(NAME, REFUSING, LIVING)
    with Dialer().connect(NAME, living, PATIENCE_S) as connection:
        assert connection.getpeername() == (LIVING, living)


def test_the_losers_are_closed(names: Names, living: int) -> None:
    names(NAME, *DEAD, LIVING)
    with crowded(*DEAD, port=living):
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 (numbers are counted)
        Dialer().connect(NAME, living, PATIENCE_S).close()
        with pytest.raises(TimeoutError):
            Dialer().connect(DEAD[0], living, SHORT_S)
        assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


@pytest.mark.parametrize(
    ("addresses", "verdict"),
    [
        (DEAD, Verdict.TIMEOUT),
        ((REFUSING,), Verdict.REFUSED_CONNECTION),
        ((*DEAD, REFUSING), Verdict.REFUSED_CONNECTION),
        ((REFUSING, *DEAD), Verdict.REFUSED_CONNECTION),
        ((NOWHERE,), Verdict.NO_ROUTE),
        ((NOWHERE, DEAD[0]), Verdict.TIMEOUT),
        ((NOWHERE, REFUSING), Verdict.REFUSED_CONNECTION),
    ],
)
def test_where_every_address_fails_the_plainest_failure_is_told_with_all_addresses(
    names: Names, addresses: tuple[str, ...], verdict: Verdict
) -> None:
    names(NAME, *addresses)
    with crowded(*DEAD) as port, pytest.raises(OSError, match=addresses[0]) as raised:
        Dialer().connect(NAME, port, SHORT_S + 2 * dialing.NEXT_ADDRESS_S)
    assert verdict_of(raised.value) is verdict
    assert all(address in f"{raised.value}" for address in addresses)


def test_a_machine_without_descriptors_left_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(*_given: object) -> object:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(socket, "socket", no_more)
    with pytest.raises(OSError, match="Too many") as raised:
        Dialer().connect("192.0.2.1", 9, PATIENCE_S)
    assert verdict_of(raised.value) is Verdict.AGENT_FAULT


class TestNames:
    def test_that_only_answer_for_one_family_are_looked_up_by_family(
        self, living: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real, given_up = socket.getaddrinfo, threading.Event()

        def answer(_host: str, port: int, family: int, kind: int) -> object:
            if family != socket.AF_INET:
                given_up.wait(PATIENCE_S)
                raise socket.gaierror(socket.EAI_AGAIN, "later")
            return real(LIVING, port, family, kind)

        monkeypatch.setattr(dialing, "ONE_FAMILY_S", 0.0)
        monkeypatch.setattr(socket, "getaddrinfo", answer)
        Dialer().connect(NAME, living, PATIENCE_S).close()
        given_up.set()

    def test_without_an_answer_are_given_up_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given_up = threading.Event()

        def wait(*_given: object) -> list[object]:
            given_up.wait(PATIENCE_S)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", wait)
        with pytest.raises(socket.gaierror, match="in time"):
            Dialer().resolve(NAME, 443, SHORT_S)
        given_up.set()

    def test_that_are_none_are_not_looked_up(self) -> None:
        with pytest.raises(UnicodeError):
            Dialer().resolve("a" * 64, 443, PATIENCE_S)

    @pytest.mark.parametrize("addresses", [("127.0.0.1",), ("0.0.0.0", "::"), ("::1",)])
    def test_of_the_internet_that_lead_to_this_machine_are_blocked(
        self, names: Names, addresses: tuple[str, ...]
    ) -> None:
        names("auth.urssaf.fr", *addresses)
        with pytest.raises(BlockedNameError, match=f"auth.urssaf.fr leads to {addresses[0]}"):
            Dialer().resolve("auth.urssaf.fr", 443, PATIENCE_S)
        names("auth.test", *addresses)
        assert Dialer().resolve("auth.test", 443, PATIENCE_S) == addresses

    def test_of_a_proxy_may_lead_to_this_machine(self, names: Names, living: int) -> None:
        names("proxy.urssaf.fr", LIVING)
        Dialer().connect("proxy.urssaf.fr", living, PATIENCE_S, here=True).close()

    def test_that_lead_here_and_elsewhere_lead_elsewhere(self, names: Names) -> None:
        names("auth.urssaf.fr", "127.0.0.1", "192.0.2.7")
        assert Dialer().resolve("auth.urssaf.fr", 443, PATIENCE_S) == ("192.0.2.7",)


@pytest.mark.parametrize("dead", [1, 3, 9])
def test_a_server_behind_dead_addresses_of_ipv6_is_reached(tmp_path: Path, dead: int) -> None:
    require_own_network()
    gone = [f"2001:db8:1::{number}" for number in range(1, dead + 1)]
    network = Network(
        routes=(*(f"-6 addr add {address}/128 dev lo nodad" for address in gone), "addr add 192.0.2.10/32 dev lo"),
        hosts=tuple(f"{address} {NAME}" for address in (*gone, "192.0.2.10")),
    )
    command = [sys.executable, "-m", "tests.adapters.server.behind_dead_addresses", str(tmp_path), "192.0.2.10", *gone]
    done = subprocess.run(command_in(network, command), capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    assert found["verdict"] == Verdict.ACCESSIBLE
    assert found["stages"]["name"][0].startswith("2001:db8:1::1, 192.0.2.10")
    said, took_ms = found["stages"]["connection"]
    assert said.startswith("directe, 192.0.2.10:")
    assert took_ms < 3 * 1000 * dialing.NEXT_ADDRESS_S
