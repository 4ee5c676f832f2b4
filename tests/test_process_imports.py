"""What each process really loads while it works, down to the last library behind a library.

The contracts of import-linter read the sources; this reads what Python itself reports of a running process with
``-X importtime``. An import that failed is reported too, so a library counts as loaded when it was only tried.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from iea_agent.core.commands import DialogKind
from iea_agent.core.connection_state import AgentState, picture_of
from iea_agent.core.secret import Secret as LicenceKey
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.jobs import AuthenticateOrder, DialogOrder, Order, StoreKeyOrder, TestOrder
from tests.adapters.tray.fake_watcher import WATCHER, FakeHost, PrivateBus

WINDOWS = {"PySide6", "shiboken6"}
TRAY = {"pystray", "PIL", "Xlib"}
HTTP = {"httpx", "httpcore", "h11", "anyio", "truststore"}
HEAVY = {
    "asyncio": "44 ms and 10 MB",
    "cryptography": "reads certificates; only jobs see any",
    "email": "1 MB; reads the dates of servers, which only jobs ask",
    "http": "a second HTTP library",
    "keyring": "blocks for ever when the key store is locked",
    "multiprocessing": "its pickles are no protocol; only the named pipe of Windows needs it",
    "psutil": "follows the software where the system has nothing better; not before there is any",
    "securesystemslib": "signatures of TUF; only jobs see any",
    "ssl": "certificates are read where requests are made: in jobs",
    "tomlkit": "writes settings; reading them takes tomllib",
    "tuf": "only jobs look at the update server",
    "unicodedata": "1 MB; reads what people type and strangers say, which jobs and windows do",
}
"""What the process that is always on must not load, each with its reason."""

CLOSED = "http://127.0.0.1:9"
"""A closed port of this machine (discard, RFC 863)."""
UNREACHABLE = Settings(
    secure=False,
    authentication_address=CLOSED,
    update_address=CLOSED,
    licence_number="75-000042",
    key_in_file=True,
    test_deadline_s=5,
    authenticate_deadline_s=5,
)

LINE = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+(\S+)$", re.MULTILINE)


def environ_for(home: Path) -> dict[str, str]:
    """Return an environment in which everything of the agent lies below ``home``, and nothing is shown or measured.

    A measurement of coverage would import its own libraries into the processes that are looked at.
    """
    shared = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"}
    kept = {name: value for name, value in os.environ.items() if name not in shared and "COVERAGE" not in name}
    return {**kept, "IEA_AGENT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}


def modules_in(report: str) -> frozenset[str]:
    """Return the modules that a report of ``-X importtime`` names."""
    return frozenset(LINE.findall(report))


def modules_of(
    arguments: Sequence[str], *, environ: Mapping[str, str], said: bytes = b"", exit_status: int | None = 0
) -> frozenset[str]:
    """Run Python to its end with some arguments and some standard input; return the modules it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        input=said,
        capture_output=True,
        check=False,
        env=environ,
        timeout=60,
    )
    report = done.stderr.decode("utf-8", "replace")
    assert exit_status in {None, done.returncode}, LINE.sub("", report)
    return modules_in(report)


def modules_of_job(order: Order, *, environ: Mapping[str, str]) -> frozenset[str]:
    """Run one job until it has said its last word; return the modules it imported."""
    command = [sys.executable, "-X", "importtime", "-m", "iea_agent", "job"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ
    ) as job:
        assert job.stdin
        assert job.stdout
        assert job.stderr
        job.stdin.write(encode(order))
        job.stdin.flush()
        if isinstance(order, DialogOrder):
            job.stdout.readline()  # the window is there
            job.stdin.close()
        job.stdout.read()
        return modules_in(job.stderr.read().decode("utf-8", "replace"))


def libraries(modules: Iterable[str]) -> set[str]:
    """Return the top-level packages of some modules."""
    return {module.partition(".")[0] for module in modules}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return environ_for(tmp_path)


# Importing alone.


@pytest.mark.parametrize("module", ["iea_agent.agent.loop", "iea_agent.cli.dispatch", "iea_agent.tray_start"])
def test_the_tray_side_is_light_to_import(module: str, environ: dict[str, str]) -> None:
    found = libraries(modules_of(["-c", f"import {module}"], environ=environ))
    assert not found & {*WINDOWS, *HTTP, *HEAVY}


def test_the_core_is_light_to_import(environ: dict[str, str]) -> None:
    code = (
        "import iea_agent.core.commands, iea_agent.core.connection_state, iea_agent.core.menu,"
        "iea_agent.core.ports, iea_agent.core.reconnect, iea_agent.core.settings, iea_agent.core.texts.verdicts,"
        "iea_agent.core.wire.codec"
    )
    found = libraries(modules_of(["-c", code], environ=environ))
    assert not found & {*WINDOWS, *TRAY, *HTTP, *HEAVY, "logging", "socket", "subprocess"}


# Real processes.


def test_a_command_that_only_asks_loads_no_library_but_its_own(environ: dict[str, str]) -> None:
    modules = modules_of(["-m", "iea_agent", "status", "--json"], environ=environ)
    assert "iea_agent.cli.dispatch" in modules
    assert not libraries(modules) & {*WINDOWS, *TRAY, *HTTP, *HEAVY}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the tray of Linux")
def test_the_process_that_is_always_on_loads_nothing_heavy(environ: dict[str, str], tmp_path: Path) -> None:
    agent = [sys.executable, "-X", "importtime", "-m", "iea_agent"]
    with PrivateBus() as bus, closing(FakeHost(bus)) as host, (tmp_path / "report").open("w+b") as report:
        host.own(WATCHER)
        environ["DBUS_SESSION_BUS_ADDRESS"] = bus.address
        with subprocess.Popen(agent, stdin=subprocess.DEVNULL, stderr=report, env=environ) as process:
            host.until(lambda: bool(host.registered) or process.poll() is not None)
            subprocess.run([sys.executable, "-m", "iea_agent", "quit"], check=False, capture_output=True, env=environ)
            status = process.wait(timeout=60)
        report.seek(0)
        words = report.read().decode("utf-8", "replace")
    assert status == 0, LINE.sub("", words)
    found = libraries(modules_in(words))
    assert {"pystray", "PIL", "jeepney"} <= found
    assert not found & {
        *WINDOWS,
        *HTTP,
        *HEAVY,
        "Xlib",
        "argparse",
        "dataclasses",
        "gi",
        "html",
        "inspect",
        "pickle",
        "shutil",
        "tempfile",
    }


@pytest.mark.parametrize("kind", [TestOrder, AuthenticateOrder])
def test_a_job_that_asks_servers_loads_no_window_and_no_icon(
    kind: type[TestOrder | AuthenticateOrder], environ: dict[str, str]
) -> None:
    found = libraries(modules_of_job(kind(UNREACHABLE), environ=environ))
    assert "httpx" in found or kind is AuthenticateOrder
    assert not found & {*WINDOWS, *TRAY}


def test_a_job_that_keeps_a_key_loads_nothing_else(environ: dict[str, str]) -> None:
    order = StoreKeyOrder("75-000042", LicenceKey("key"), in_file=True)
    found = libraries(modules_of_job(order, environ=environ))
    assert not found & {*WINDOWS, *TRAY, *HTTP, "tuf"}


def test_a_window_loads_no_icon_no_http_and_no_key_store(environ: dict[str, str]) -> None:
    state = AgentState()
    view = AgentView(picture=picture_of(state), mode=state.mode, connection=state.connection)
    found = libraries(modules_of_job(DialogOrder(DialogKind.STATUS, view), environ=environ))
    assert "PySide6" in found
    assert not found & {*TRAY, *HTTP, "asyncio", "cryptography", "keyring", "tuf"}


def test_what_is_reported_is_read() -> None:
    assert modules_in("import time: self [us] | cumulative | imported package\n") == frozenset()
    assert modules_in("import time:   12 |    34 |   a.b\nother\nimport time: 1 | 2 | c\n") == {"a.b", "c"}
    assert libraries({"a.b", "a.c", "d"}) == {"a", "d"}
