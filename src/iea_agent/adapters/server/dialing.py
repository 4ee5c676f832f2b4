"""Connects to names: every address of both families, the next one after a moment, the first that connects wins.

That is RFC 8305 ("Happy Eyeballs") over sockets. What was learned is kept for the exchange: a name is resolved once,
and the address that won is tried first the next time, so that dead ones cost their quarter of a second once.
Why no library does it: docs/decisions/0019.
"""

import contextlib
import errno
import os
import queue
import selectors
import socket
import threading
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from iea_agent.adapters.server.faults import verdict_of
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.dialing import interleaved, is_dead_end, is_public

NEXT_ADDRESS_S: Final = 0.25
"""How long an address may take before the next one is tried as well (RFC 8305 §5, seconds)."""
LEAST_S: Final = 0.1
"""The same where a name has many addresses: all of them are tried in the first half of the time (seconds)."""
ONE_FAMILY_S: Final = 1.0
"""How long a look-up may take before each family is looked up by itself (seconds).

Some name servers and firewalls drop every question for IPv6 addresses: the common look-up then waits for its timeout.
"""
MAX_ADDRESSES: Final = 64
"""Most addresses of a name that are used."""
_PLAINEST: Final = (Verdict.REFUSED_CONNECTION, Verdict.TIMEOUT, Verdict.INTERRUPTED)
"""The most telling verdicts first: who refuses was reached, what is lost left this machine; "no route" says least."""


class BlockedNameError(OSError):
    """A public name leads to this machine, or nowhere."""

    def __init__(self, host: str, addresses: Sequence[str]) -> None:
        super().__init__(errno.EADDRNOTAVAIL, f"{host} leads to {', '.join(addresses)}")
        self.host = host


class Target(NamedTuple):
    """One address of a name."""

    family: int
    place: tuple[str | int | bytes, ...]
    """As ``socket.connect`` takes it: address and port, for IPv6 also the scope."""

    @property
    def address(self) -> str:
        """The IP address."""
        return str(self.place[0])


class Dialer:
    """Resolves names and connects to them, for one exchange. For one thread."""

    def __init__(self) -> None:
        self._targets: dict[tuple[str, int], list[Target]] = {}

    def resolve(self, host: str, port: int, timeout_s: float, *, here: bool = False) -> tuple[str, ...]:
        """Return the addresses of a name, in the order in which they are tried; the name is looked up once.

        ``here`` allows a public name to lead to this machine. socket.gaierror, UnicodeError, BlockedNameError.
        """
        if (host, port) not in self._targets:
            found = {target.address: target for target in _look_up(host, port, timeout_s)}
            order = interleaved([*found])
            if not here and is_public(host):
                living = tuple(address for address in order if not is_dead_end(address))
                if not living:
                    raise BlockedNameError(host, order)
                order = living
            self._targets[host, port] = [found[address] for address in order[:MAX_ADDRESSES]]
        return tuple(target.address for target in self._targets[host, port])

    def connect(self, host: str, port: int, timeout_s: float, *, here: bool = False) -> socket.socket:
        """Connect to the first address of a name that accepts, all within ``timeout_s`` seconds.

        If none does, the error is the most telling one, and names them all. OSError, UnicodeError.
        """
        end = time.monotonic() + timeout_s
        self.resolve(host, port, timeout_s, here=here)
        targets = self._targets[host, port]
        with contextlib.closing(_Race(targets)) as race:
            connection, winner = race.run(end)
        targets.remove(winner)
        targets.insert(0, winner)
        return connection


def _look_up(host: str, port: int, timeout_s: float) -> list[Target]:
    """Return the addresses of a name in the order of the system; socket.gaierror, UnicodeError."""
    end = time.monotonic() + timeout_s
    answers: queue.SimpleQueue[tuple[int, list[Target] | Exception]] = queue.SimpleQueue()
    _ask(host, port, socket.AF_UNSPEC, answers)
    wait_s = min(ONE_FAMILY_S, timeout_s)
    while True:
        try:
            family, answer = answers.get(timeout=max(0.0, wait_s))
        except queue.Empty:
            if time.monotonic() >= end:
                raise socket.gaierror(socket.EAI_AGAIN, "the name was not resolved in time") from None
            for family in (socket.AF_INET, socket.AF_INET6):
                _ask(host, port, family, answers)
        else:
            if isinstance(answer, list):
                return answer
            if family == socket.AF_UNSPEC:
                raise answer
        wait_s = end - time.monotonic()


def _ask(host: str, port: int, family: int, answers: "queue.SimpleQueue[tuple[int, list[Target] | Exception]]") -> None:
    """Look a name up on a thread of its own: nothing can interrupt the system's resolver."""

    def look() -> None:
        try:
            found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        except Exception as error:  # noqa: BLE001 (raised where it is waited for)
            answers.put((family, error))
        else:
            answers.put((family, [Target(of, place) for of, *_, place in found]))

    threading.Thread(target=look, name="name", daemon=True).start()


class _Race:
    """Connects to several addresses at once; close it, and the losers are closed."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._waiting = list(targets)
        self._selector = selectors.DefaultSelector()
        self._failures: list[tuple[Target, OSError]] = []
        self._next_at = 0.0

    def run(self, end: float) -> tuple[socket.socket, Target]:
        """Return the first connection, and its target; OSError. ``end`` is a monotonic time."""
        now = time.monotonic()
        pace_s = min(NEXT_ADDRESS_S, max(LEAST_S, (end - now) / 2 / len(self._waiting)))
        while self._waiting or self._running:
            now = time.monotonic()
            if now >= end:
                late = [target for _, target in self._running] + self._waiting
                self._failures += [(target, TimeoutError(errno.ETIMEDOUT, "no answer in time")) for target in late]
                break
            if self._waiting and (now >= self._next_at or not self._running):
                self._next_at = now + pace_s
                self._start(self._waiting.pop(0))
            elif won := self._wait(min(end, self._next_at) if self._waiting else end):
                return won
        raise _most_telling(self._failures)

    def close(self) -> None:
        """Close every connection that has not won."""
        for connection, _ in self._running:
            connection.close()
        self._selector.close()

    @property
    def _running(self) -> list[tuple[socket.socket, Target]]:
        return [key.data for key in self._selector.get_map().values()]

    def _start(self, target: Target) -> None:
        try:
            connection = socket.socket(target.family, socket.SOCK_STREAM)
        except OSError as error:  # this system has no such family, or no descriptor left
            self._fail(target, error)
            return
        try:
            connection.setblocking(False)  # noqa: FBT003 (positional only)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.connect(target.place)
        except BlockingIOError:
            pass
        except OSError as error:
            connection.close()
            self._fail(target, error)
            return
        self._selector.register(connection, selectors.EVENT_WRITE, (connection, target))

    def _wait(self, until: float) -> tuple[socket.socket, Target] | None:
        for key, _ in self._selector.select(max(0.0, until - time.monotonic())):
            connection, target = key.data
            self._selector.unregister(connection)
            if not (code := connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
                return connection, target
            connection.close()
            self._fail(target, OSError(code, _words_of(code)))
        return None

    def _fail(self, target: Target, error: OSError) -> None:
        self._failures.append((target, error))
        self._next_at = 0.0  # a failure is an answer: the next address need not wait


def _words_of(code: int) -> str:
    """Return the system's words for an error of a socket; its name where the system has none (Windows)."""
    words = os.strerror(code)
    return errno.errorcode.get(code, words) if words.startswith("Unknown") else words


def _most_telling(failures: Sequence[tuple[Target, OSError]]) -> OSError:
    """Return one error for all addresses: of the plainest kind, naming each with its own words."""
    by_verdict = {verdict_of(error): error for _, error in reversed(failures)}
    plainest = next((by_verdict[verdict] for verdict in _PLAINEST if verdict in by_verdict), failures[0][1])
    said: dict[str, list[str]] = {}
    for target, error in failures:
        said.setdefault(error.strerror or f"{error}", []).append(target.address)
    words = "; ".join(f"{', '.join(addresses)}: {reason}" for reason, addresses in said.items())
    return OSError(plainest.errno, words)
