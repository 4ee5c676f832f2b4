"""Commands whose standard streams are not what a terminal gives: closed, full, without accents, or taken by Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.texts import command_line
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.adapters.server.raw_servers import RawServer, Wire

if sys.platform == "win32":
    pytest.skip("descriptors are closed and filled in the POSIX way", allow_module_level=True)

pytestmark = pytest.mark.e2e

COMMAND = (sys.executable, "-P", "-m", "iea_agent")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "IEA_AGENT_HOME": str(tmp_path / "home")}


def closing(*numbers: int) -> Callable[[], None]:
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


@pytest.mark.parametrize("numbers", [(0,), (1,), (2,), (0, 1), (0, 1, 2)])
@pytest.mark.parametrize("arguments", [("status",), ("status", "--json"), ("quit",)])
def test_a_closed_stream_is_no_trouble(
    numbers: tuple[int, ...], arguments: tuple[str, ...], environ: dict[str, str]
) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], env=environ, capture_output=True, preexec_fn=closing(*numbers), check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_asks_servers_works_with_every_stream_closed(environ: dict[str, str], tmp_path: Path) -> None:
    """The sockets of the command must not become its standard streams."""
    with RawServer(lambda _wire: None) as server:
        save(tmp_path / "home", server)
        code = subprocess.run([*COMMAND, "test"], env=environ, preexec_fn=closing(0, 1, 2), check=False).returncode
        assert code == 1
        assert server.connections


def test_a_reader_that_leaves_ends_the_command_without_a_word(environ: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "status"], env=environ, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_disk_is_said(environ: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "status"], env=environ, stdout=full, stderr=subprocess.PIPE, check=False)
        silent = subprocess.run([*COMMAND, "status"], env=environ, stdout=full, stderr=full, check=False)
    assert done.returncode == silent.returncode == 1
    assert done.stderr.decode().startswith("La réponse n’a pas pu être écrite")
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_accents_gets_words_all_the_same(environ: dict[str, str]) -> None:
    poor = {**environ, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    done = subprocess.run([*COMMAND, "status"], env=poor, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"Non connect" in done.stdout
    answer = subprocess.run([*COMMAND, "status", "--json"], env=poor, capture_output=True, check=False).stdout
    assert json.loads(answer)["message"].startswith("Non connecté")


@pytest.fixture
def silent_server() -> Iterator[RawServer]:
    with RawServer(Wire.wait_until_closed) as server:
        yield server


@pytest.fixture
def terminal_signals() -> Iterator[None]:
    """Let children take Ctrl-C as in a terminal: the background jobs of a shell, and their children, ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("terminal_signals")
@pytest.mark.parametrize("command", ["test", "authenticate"])
def test_ctrl_c_ends_a_command_and_its_job_without_a_traceback(
    command: str, silent_server: RawServer, environ: dict[str, str], tmp_path: Path
) -> None:
    save(tmp_path / "home", silent_server)
    process = subprocess.Popen([*COMMAND, command], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: silent_server.connections > 0, "a request")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130


@pytest.mark.parametrize("command", ["launch", "repair"])
def test_whoever_types_a_command_learns_that_it_leaves_a_program_behind(command: str, environ: dict[str, str]) -> None:
    import pty

    without_screen = {name: value for name, value in environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    ours, its = pty.openpty()
    try:
        subprocess.run([*COMMAND, command], env=without_screen, stdout=subprocess.PIPE, stderr=its, check=False)
        said = os.read(ours, 10_000).decode()
        again = subprocess.run([*COMMAND, command], env=without_screen, capture_output=True, check=False)
    finally:
        subprocess.run([*COMMAND, "quit"], env=without_screen, stdout=subprocess.DEVNULL, check=True)
        os.close(ours)
        os.close(its)
    assert command_line.AGENT_STARTED_WITHOUT_SCREEN in said
    assert command_line.AGENT_STARTED_WITHOUT_SCREEN not in again.stderr.decode()


def save(home: Path, server: RawServer) -> None:
    SettingsFile(home / "config.toml").save(
        Settings(
            secure=False,
            authentication_address=server.url,
            update_address=server.url,
            licence_number="75-000042",
            key_in_file=True,
        )
    )
    KeyFile(home).put("75-000042", Secret("k7Qm2-X9vTz"))
