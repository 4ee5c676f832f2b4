"""The payroll software as a real process: its environment, its life beyond the agent, and its end, reported once."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iea_agent.adapters.software.process import SoftwareProcess
from iea_agent.adapters.software.process_table import identity_of, left_by, wait_for_end
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import StartError
from iea_agent.core.launch import SoftwareEnd, StartFault
from tests.adapters.software.payroll import Ends, Payroll, software_in, unmeasured

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the software of these tests talks through named pipes")

AGENT = """
import sys
from pathlib import Path
from iea_agent.adapters.software.process import SoftwareProcess
from iea_agent.core.connection_state import Mode
software = SoftwareProcess(Path(sys.argv[1]))
software.start(sys.argv[2:], mode=Mode.ASSISTANCE, on_end=lambda end: None)
print(software.running_since(), flush=True)
sys.stdin.read()
"""
"""An agent that starts the software and then hangs about until it is killed."""


@pytest.fixture
def payroll(tmp_path: Path) -> Iterator[Payroll]:
    payroll = Payroll(tmp_path)
    yield payroll
    payroll.close()


@pytest.fixture
def ends() -> Ends:
    return Ends()


def start(software: SoftwareProcess, payroll: Payroll, ends: Ends, *words: str) -> dict[str, Any]:
    software.start([*payroll.command, *words], mode=Mode.PRODUCTION, on_end=ends)
    return payroll.hear()


@pytest.mark.skipif(sys.platform != "linux", reason="only here does a stack that is too large leave no thread")
def test_software_starts_also_where_the_system_has_no_thread_left(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    software = software_in(tmp_path)
    size = threading.stack_size(1 << 60)
    try:
        start(software, payroll, ends)
        assert software.running_since() is not None
        software.adopt(ends)
        with pytest.raises(StartError):
            software.start(payroll.command, mode=Mode.PRODUCTION, on_end=ends)
    finally:
        threading.stack_size(size)
    software.adopt(ends)
    payroll.tell("0")
    ends.wait()
    assert software.running_since() is None


def start_by_an_agent_that_is_killed(payroll: Payroll, folder: Path) -> float:
    """Start the software, kill -9 the agent that did; return since when the software runs."""
    command = [sys.executable, "-c", AGENT, str(folder / "software.json"), *payroll.command]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=unmeasured(os.environ)) as agent:
        assert agent.stdout
        since = float(agent.stdout.readline())
        agent.kill()
    return since


def fault_of(command: list[str], software: SoftwareProcess, ends: Ends) -> tuple[StartFault, str]:
    with pytest.raises(StartError) as caught:
        software.start(command, mode=Mode.PRODUCTION, on_end=ends)
    assert software.running_since() is None
    return caught.value.fault, str(caught.value)


def script(path: Path, text: str, mode: int = 0o755) -> str:
    path.write_text(text)
    path.chmod(mode)
    return str(path)


# What it gets.


@pytest.mark.parametrize("mode", Mode)
def test_the_software_knows_the_mode_and_its_arguments(
    mode: Mode, payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    software_in(tmp_path).start([*payroll.command, "--paie", "été 2026"], mode=mode, on_end=ends)
    seen = payroll.hear()
    assert seen["environ"]["IEA_MODE"] == mode.value
    assert seen["words"] == ["--paie", "été 2026"]
    payroll.tell("0")
    ends.wait()


def test_the_software_has_the_users_environment_and_nothing_of_the_agents(
    payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    environ = {**os.environ, "IEA_AGENT_HOME": "/profile", "DESKTOP_STARTUP_ID": "used", "IEA_MODE": "x", "MINE": "1"}
    seen = start(software_in(tmp_path, environ), payroll, ends)["environ"]
    assert seen["MINE"] == "1"
    assert seen["IEA_MODE"] == "production"
    assert not seen.keys() & {"IEA_AGENT_HOME", "DESKTOP_STARTUP_ID"}
    assert seen.keys() <= unmeasured(environ).keys() | {"LC_CTYPE"}
    payroll.tell("0")
    ends.wait()


def test_the_software_starts_in_the_home_with_no_file_and_no_session_of_the_agent(
    payroll: Payroll, ends: Ends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)  # noqa: FBT003 (the library's own order)
        seen = start(software_in(tmp_path), payroll, ends)
    assert seen["folder"] == str(home)
    assert seen["files"] == ["/dev/null"] * 3
    assert seen["others"] == []
    assert seen["session"] == seen["pid"]
    payroll.tell("0")
    ends.wait()


def test_without_a_home_the_software_starts_all_the_same(
    payroll: Payroll, ends: Ends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    start(software_in(tmp_path), payroll, ends)
    payroll.tell("0")
    assert ends.wait().code == 0


def test_a_program_is_found_in_the_path_and_below_the_home(
    payroll: Payroll, ends: Ends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"'{word}'" for word in payroll.command)
    script(tmp_path / "iea", f"#!/bin/sh\nexec {words}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for word in ("iea", "~/iea", "./iea"):
        heard = Ends()
        software = software_in(tmp_path, {**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin"})
        software.start([word], mode=Mode.PRODUCTION, on_end=heard)
        payroll.hear()
        payroll.tell("0")
        heard.wait()
    assert ends.heard == []


# How it ends.


@pytest.mark.parametrize(("word", "code"), [("0", 0), ("3", 3), ("signal", -9)])
def test_the_end_is_noticed_once_with_its_status_on_another_thread(
    word: str, code: int, payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    software = software_in(tmp_path)
    before = time.time()
    pid = start(software, payroll, ends)["pid"]
    since = software.running_since()
    assert since is not None
    assert before <= since <= time.time()
    payroll.tell(word)
    end = ends.wait()
    assert end.code == code
    assert end.after_s >= 0
    assert ends.heard[0][1] != threading.get_ident()
    assert software.running_since() is None
    assert not (tmp_path / "software.json").exists()
    assert not Path(f"/proc/{pid}").exists(), "a zombie is left"


def test_the_software_is_known_to_have_ended_when_that_is_said(payroll: Payroll, tmp_path: Path) -> None:
    software = software_in(tmp_path)
    ended, seen = threading.Event(), []

    def on_end(_end: SoftwareEnd) -> None:
        seen.append(software.running_since())
        ended.set()

    software.start(payroll.command, mode=Mode.PRODUCTION, on_end=on_end)
    payroll.hear()
    payroll.tell("0")
    assert ended.wait(60)
    assert seen == [None]


def test_a_second_start_is_refused_and_the_first_is_not_lost(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    software = software_in(tmp_path)
    start(software, payroll, ends)
    since = software.running_since()
    second = Ends()
    with pytest.raises(StartError):
        software.start(payroll.command, mode=Mode.PRODUCTION, on_end=second)
    assert software.running_since() == since
    payroll.tell("0")
    ends.wait()
    assert second.heard == []


def test_after_its_end_it_can_be_started_again(payroll: Payroll, tmp_path: Path) -> None:
    software = software_in(tmp_path)
    for code in (1, 2):
        ends = Ends()
        start(software, payroll, ends)
        payroll.tell(str(code))
        assert ends.wait().code == code


# Launchers.


def test_what_a_launcher_leaves_behind_is_the_software(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    software = software_in(tmp_path)
    software.start(payroll.launcher, mode=Mode.PRODUCTION, on_end=ends)
    payroll.hear()
    assert software.running_since() is not None
    assert ends.heard == []
    payroll.tell("7")
    assert ends.wait().code is None
    assert software.running_since() is None


def test_what_a_launcher_left_behind_is_found_again(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    first = software_in(tmp_path)
    first_ends = Ends()
    first.start(payroll.launcher, mode=Mode.PRODUCTION, on_end=first_ends)
    seen = payroll.hear()
    wait_for_record(tmp_path, seen["pid"])
    second = software_in(tmp_path)
    second.adopt(ends)
    assert second.running_since() == first.running_since()
    payroll.tell("0")
    ends.wait()
    first_ends.wait()


def wait_for_record(folder: Path, pid: int) -> None:
    """Wait until the record names a process."""
    gone = threading.Event()
    ends = time.monotonic() + 60
    while str(pid) not in json.loads((folder / "software.json").read_text())["live"]:
        assert time.monotonic() < ends
        gone.wait(0.02)


def test_a_launcher_that_fails_has_failed_whatever_it_leaves(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    words = " ".join(f"'{word}'" for word in payroll.command)
    software_in(tmp_path).start(["/bin/sh", "-c", f"{words} & exit 4"], mode=Mode.PRODUCTION, on_end=ends)
    payroll.hear()
    assert ends.wait().code == 4
    payroll.tell("0")


def test_a_browser_that_the_software_leaves_open_does_not_pass_for_it(
    payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    software = SoftwareProcess(tmp_path / "software.json", environ=unmeasured(os.environ), launcher_s=0)
    software.start(payroll.launcher, mode=Mode.PRODUCTION, on_end=ends)
    payroll.hear()
    assert ends.wait().code == 0
    assert software.running_since() is None
    payroll.tell("0")


def test_what_opens_a_session_of_its_own_is_lost_sight_of(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    software_in(tmp_path).start(payroll.runaway, mode=Mode.PRODUCTION, on_end=ends)
    payroll.hear()
    assert ends.wait().code == 0
    payroll.tell("0")


# The next agent.


def test_the_software_outlives_a_killed_agent_and_the_next_one_notices_its_end(
    payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    since = start_by_an_agent_that_is_killed(payroll, tmp_path)
    assert payroll.hear()["environ"]["IEA_MODE"] == "assistance"
    software = software_in(tmp_path)
    assert software.running_since() == since
    software.adopt(ends)
    assert software.running_since() == since
    payroll.tell("5")
    end = ends.wait()
    assert end.code is None, "only its parent could know"
    assert end.after_s >= 0
    assert software.running_since() is None
    assert not (tmp_path / "software.json").exists()


def test_the_next_agent_does_not_start_it_twice_even_unasked_to_adopt(
    payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    since = start_by_an_agent_that_is_killed(payroll, tmp_path)
    payroll.hear()
    software = software_in(tmp_path)
    with pytest.raises(StartError):
        software.start(payroll.command, mode=Mode.PRODUCTION, on_end=ends)
    assert software.running_since() == since
    payroll.tell("0")


def test_an_end_while_no_agent_runs_is_no_news(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    start_by_an_agent_that_is_killed(payroll, tmp_path)
    pid = payroll.hear()["pid"]
    identity = identity_of(pid)
    assert identity is not None
    payroll.tell("0")
    wait_for_end(pid, identity)
    software = software_in(tmp_path)
    software.adopt(ends)
    assert software.running_since() is None
    assert ends.heard == []
    start(software, payroll, ends)
    payroll.tell("0")
    ends.wait()


@pytest.mark.parametrize("change", ["identity", "boot"])
def test_another_process_of_the_same_number_is_not_the_software(
    change: str, payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    software = software_in(tmp_path)
    start(software, payroll, ends)
    path = tmp_path / "software.json"
    record = json.loads(path.read_text())
    ((pid, identity),) = record["live"].items()
    boot, ticks = identity.split("/")
    record["live"][pid] = f"{boot}/{int(ticks) + 1}" if change == "identity" else f"{boot[::-1]}/{ticks}"
    path.write_text(json.dumps(record))
    later = software_in(tmp_path)
    adopted = Ends()
    later.adopt(adopted)
    assert later.running_since() is None
    payroll.tell("0")
    ends.wait()
    assert adopted.heard == []


NONSENSE = {
    "empty": b"",
    "no JSON": b"\x00\xff",
    "something else": b'{"pid": 1}',
    "an impossible number": b'{"root": 1, "live": {"-1": "x"}, "since": 1.0}',
    "a huge number": b'{"root": 1, "live": {"4294967296000": "x"}, "since": 1.0}',
    "nobody": b'{"root": 1, "live": {}, "since": 1.0}',
    "deep": b"[" * 100_000,
    "long": b" " * 2_000_000,
}


@pytest.mark.parametrize("data", NONSENSE.values(), ids=NONSENSE)
def test_a_record_that_says_nothing_is_none_and_the_next_start_replaces_it(
    data: bytes, payroll: Payroll, ends: Ends, tmp_path: Path
) -> None:
    (tmp_path / "software.json").write_bytes(data)
    software = software_in(tmp_path)
    software.adopt(ends)
    assert software.running_since() is None
    start(software, payroll, ends)
    assert software_in(tmp_path).running_since() == software.running_since()
    payroll.tell("0")
    ends.wait()


def test_a_disk_that_refuses_does_not_prevent_the_launch(payroll: Payroll, ends: Ends, tmp_path: Path) -> None:
    (tmp_path / "software.json").mkdir()  # neither to be read, nor to be replaced, nor to be removed
    software = software_in(tmp_path)
    assert software.running_since() is None
    start(software, payroll, ends)
    assert software.running_since() is not None
    payroll.tell("0")
    assert ends.wait().code == 0
    assert software.running_since() is None


# What cannot be started.


def test_a_program_that_is_nowhere_is_not_found(ends: Ends, tmp_path: Path) -> None:
    software = software_in(tmp_path)
    for command in ("/no/such/program", "no-such-program", "~/no-such-program", "zero\0byte", "/zero\0byte"):
        fault, said = fault_of([command], software, ends)
        assert fault is StartFault.NOT_FOUND
        assert command in said
    assert not (tmp_path / "software.json").exists()
    assert ends.heard == []


def test_what_is_there_and_no_program_is_not_executable(ends: Ends, tmp_path: Path) -> None:
    software = software_in(tmp_path)
    commands = [
        str(tmp_path),
        script(tmp_path / "document.txt", "Bonjour", mode=0o644),
        script(tmp_path / "no-interpreter", "#!/no/such/interpreter\n"),
        script(tmp_path / "garbage", "\x01\x02\x03"),
    ]
    assert [fault_of([command], software, ends)[0] for command in commands] == [StartFault.NOT_EXECUTABLE] * 4


def test_another_refusal_of_the_system_is_classified_and_said(ends: Ends, tmp_path: Path) -> None:
    fault, said = fault_of([sys.executable, "x" * 4_000_000], software_in(tmp_path), ends)
    assert fault is StartFault.TOO_LONG
    assert "too long" in said


# Processes of others.


def test_a_process_that_is_gone_has_no_identity_and_is_not_waited_for() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    assert identity_of(child.pid) is None
    wait_for_end(child.pid, "any")
    assert left_by(child.pid) == {}


def test_a_process_that_only_waits_to_be_noticed_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        identity = identity_of(child.pid)
        assert identity is not None
        assert child.stdin
        child.stdin.close()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert identity_of(child.pid) is None
        wait_for_end(child.pid, identity)


def test_a_process_of_another_identity_is_not_waited_for() -> None:
    wait_for_end(os.getpid(), "another")


@pytest.mark.skipif(sys.platform != "linux", reason="the way of Linux")
def test_a_kernel_without_descriptors_of_processes_waits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "pidfd_open", refuse)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        identity = identity_of(child.pid)
        assert identity is not None
        wait_for_end(child.pid, "another")
        waiting = threading.Thread(target=wait_for_end, args=(child.pid, identity))
        waiting.start()
        assert child.stdin
        child.stdin.close()
        waiting.join(60)
        assert not waiting.is_alive()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere psutil is needed")
def test_the_tray_process_follows_the_software_without_psutil(tmp_path: Path) -> None:
    code = (
        "import sys, threading; from pathlib import Path; from iea_agent.core.connection_state import Mode\n"
        "from iea_agent.adapters.software.process import SoftwareProcess\n"
        "ended = threading.Event(); software = SoftwareProcess(Path(sys.argv[1]))\n"
        "software.adopt(lambda end: None); software.running_since()\n"
        "software.start(['/bin/true'], mode=Mode.PRODUCTION, on_end=lambda end: ended.set()); ended.wait()\n"
        "print('psutil' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "software.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=unmeasured(os.environ))
    assert done.stdout.strip() == "False"
