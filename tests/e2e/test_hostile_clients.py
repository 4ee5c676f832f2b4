"""Hostile clients of every kind at once, against a whole agent: honest ones are answered, its memory does not grow."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tools.soak import figures_of

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.control.server import MAX_CLIENTS
from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import ControlError, ErrorCode
from iea_agent.core.saved_state import SavedState
from iea_agent.core.texts import labels
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.control import ControlRefusal, ControlRequest
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.adapters.control.test_control_transports import STRANGER
from tests.requirements import require_program

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read in /proc"),
]

PROGRAM = [sys.executable, "-P", "-m", "iea_agent"]
MORE_KB = 4096
"""How much more memory the agent may take afterwards: what its threads and its allocator keep."""
WATCHED_S = 3.0
"""How long an agent without descriptors is watched (seconds)."""
MOST_CPU = 0.3
"""The share of a processor that it may take meanwhile; one that spins takes a whole one."""
MOST_LOG = 20_000
"""How much its log may grow meanwhile, in bytes."""
STATUS = encode(ControlRequest(Action.READ_STATE))


class Profile:
    """A running agent in assistance mode, which has nothing else to do."""

    def __init__(self, home: Path) -> None:
        self.folders = Folders.find({"IEA_AGENT_HOME": str(home)})
        self.environ = {**os.environ, "IEA_AGENT_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
        StateFile(self.folders.state_file).save(SavedState(mode=Mode.ASSISTANCE, mode_since=1.0))
        self.begun = time.monotonic()
        self.agent = subprocess.Popen([*PROGRAM, "--no-icon"], env=self.environ)
        wait_until(self.answers, "an answer of the agent")

    def answers(self) -> bool:
        with contextlib.suppress(ControlError):
            return ask(self.folders, Action.READ_STATE) is not None
        return False

    def tells_its_state(self) -> bool:
        """Ask from another process, which has two seconds for it: too few on a busy machine, hence to be retried."""
        command = [*PROGRAM, "status"]
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, encoding="utf-8", check=False)
        return (done.returncode, done.stdout.strip()) == (0, labels.ASSISTANCE)

    def connect(self) -> socket.socket:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(1.0)
        try:
            client.connect(os.fspath(self.folders.socket))
        except BaseException:
            client.close()
            raise
        return client


@pytest.fixture
def profile() -> Iterator[Profile]:
    home = Path(tempfile.mkdtemp(prefix="iea-"))  # there must be room for the path of a socket
    profile = Profile(home)
    yield profile
    profile.agent.terminate()
    assert profile.agent.wait(30) == 0
    shutil.rmtree(home)


def silent(client: socket.socket) -> None:
    """Send nothing until disconnected."""
    client.recv(1)


def slow(client: socket.socket) -> None:
    """Send a request byte by byte."""
    for byte in STATUS[:-1] * 5:
        client.sendall(bytes([byte]))
        time.sleep(0.02)


def flooding(client: socket.socket) -> None:
    """Send without end."""
    while True:
        client.sendall(b"x" * 65536)


def lying(client: socket.socket) -> None:
    """Send what only an agent sends."""
    client.sendall(encode(ControlRefusal(ErrorCode.BUSY)))
    client.recv(65536)


def deaf(client: socket.socket) -> None:
    """Ask, and do not read the answer."""
    client.sendall(STATUS)


def attack(profile: Profile, manner: Callable[[socket.socket], None], until: threading.Event) -> None:
    while not until.wait(0.005):
        with contextlib.suppress(OSError), profile.connect() as client:
            manner(client)


def test_the_agent_answers_amid_a_crowd_and_takes_no_more_memory(profile: Profile) -> None:
    for _ in range(3):
        wait_until(profile.tells_its_state, "an answer before the crowd")
    first = figures_of(profile.agent.pid, profile.begun)
    enough = threading.Event()
    manners = [silent] * 2 * MAX_CLIENTS + [slow, flooding, lying, deaf] * 2
    crowd = [threading.Thread(target=attack, args=(profile, manner, enough)) for manner in manners]
    for client in crowd:
        client.start()
    try:
        for _ in range(5):
            wait_until(profile.tells_its_state, "an answer amid the crowd")
    finally:
        enough.set()
        for client in crowd:
            client.join()

    def is_calm() -> bool:
        last = figures_of(profile.agent.pid, profile.begun)
        return last.threads <= first.threads and last.descriptors <= first.descriptors

    wait_until(is_calm, "all clients to be forgotten")
    assert figures_of(profile.agent.pid, profile.begun).uss_kb < first.uss_kb + MORE_KB


def test_another_user_is_turned_away_by_the_running_agent(profile: Profile) -> None:
    require_program("setpriv", "python3")
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    folders = profile.folders
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin:/bin") or "python3"
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", python, "-I", "-c", STRANGER]
    command += [str(folders.socket), encode(ControlRequest(Action.QUIT)).decode()]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "PermissionError" in said.stderr, "the folder is closed to others"
    for path, mode in ((folders.state, 0o755), (folders.runtime, 0o755), (folders.socket, 0o666)):
        path.chmod(mode)
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.strip() in {"b''", "BrokenPipeError", "ConnectionResetError"}
    folders.runtime.chmod(0o700)
    assert profile.answers()


def test_an_agent_without_descriptors_left_neither_spins_nor_fills_its_log(profile: Profile) -> None:
    import resource

    def cpu_s() -> float:
        fields = Path(f"/proc/{profile.agent.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    log = profile.folders.log / "agent.log"
    wait_until(profile.tells_its_state, "an answer with descriptors")
    before = resource.prlimit(profile.agent.pid, resource.RLIMIT_NOFILE)
    taken = len(list(Path(f"/proc/{profile.agent.pid}/fd").iterdir()))
    resource.prlimit(profile.agent.pid, resource.RLIMIT_NOFILE, (taken, before[1]))
    spent_s, length = cpu_s(), log.stat().st_size
    with contextlib.suppress(OSError), contextlib.ExitStack() as clients:
        for _ in range(3):
            clients.enter_context(profile.connect())
        time.sleep(WATCHED_S)
    assert cpu_s() - spent_s < WATCHED_S * MOST_CPU
    assert log.stat().st_size - length < MOST_LOG
    resource.prlimit(profile.agent.pid, resource.RLIMIT_NOFILE, before)
    wait_until(profile.tells_its_state, "an answer with descriptors again")
