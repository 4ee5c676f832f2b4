"""Jobs with real children: whatever a child does, its parent gets one ordinary end."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.adapters.jobs.process import JobProcess
from iea_agent.core.errors import MessageError
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.ports import Job
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import FromJob, JobReady, StageReached, StoreKeyOrder, TestOrder

WAIT_S = 30.0
ORDER = TestOrder(Settings())

SAY = """
import sys, time, os
def say(message):
    sys.stdout.write('{"v":1,"message":' + message + '}\\n'); sys.stdout.flush()
READY = '{"type":"JobReady"}'
DONE = '{"type":"JobDone"}'
STAGE = '{"type":"StageReached","role":"updates","report":{"stage":"name","ms":1.5}}'
sys.stdin.readline()
"""


class Heard(NamedTuple):
    """What the parent heard of one child."""

    messages: list[FromJob]
    end: JobEnd


class Child:
    """Starts a child that runs a few lines of Python, and collects what its parent is told."""

    def __init__(self, folder: Path) -> None:
        self._script = folder / "child.py"
        self.messages: queue.SimpleQueue[FromJob] = queue.SimpleQueue()
        self.ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()

    def start(
        self, body: str, *, deadline_s: float | None = WAIT_S, silence_s: float = WAIT_S, margin_s: float = 0.0
    ) -> Job:
        self._script.write_text(SAY + body, encoding="utf-8")
        command = [sys.executable, str(self._script)]
        self.jobs = ProcessJobs(command, silence_s=silence_s, grace_s=1.0, margin_s=margin_s)
        return self.jobs.start(ORDER, on_message=self.messages.put, on_end=self.ends.put, deadline_s=deadline_s)

    def wait(self) -> Heard:
        end = self.ends.get(timeout=WAIT_S)
        heard = []
        while not self.messages.empty():
            heard.append(self.messages.get())
        return Heard(heard, end)


@pytest.fixture
def child(tmp_path: Path) -> Child:
    return Child(tmp_path)


def test_a_job_that_is_done_ends_well_and_its_messages_arrive_in_order(child: Child) -> None:
    child.start("say(READY); say(STAGE); say(DONE)")
    heard = child.wait()
    assert heard.end == JobEnd()
    assert [type(message) for message in heard.messages] == [JobReady, StageReached]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        pytest.param("say(READY); os.abort()", JobFault.CRASHED, id="crash"),
        pytest.param("say(READY)", JobFault.CRASHED, id="end without a result"),
        pytest.param("raise SystemExit(3)", JobFault.CRASHED, id="error at start"),
        pytest.param("say(READY); print('Traceback: hello')", JobFault.NONSENSE, id="nonsense"),
        pytest.param('say(\'{"type":"Unknown"}\')', JobFault.NONSENSE, id="unknown message"),
        pytest.param('print(\'{"v":2,"message":{"type":"JobDone"}}\')', JobFault.NONSENSE, id="other version"),
        pytest.param("sys.stdout.buffer.write(bytes(range(256)) + b'\\n')", JobFault.NONSENSE, id="bytes"),
        pytest.param("while True: say(READY)", JobFault.FLOODED, id="flood of messages"),
        pytest.param("while True: sys.stdout.write('x' * 4096)", JobFault.FLOODED, id="flood without a line"),
        pytest.param(
            'say(\'{"type":"JobFailed","code":"key_store","detail":"locked"}\')', JobFault.FAILED, id="said so"
        ),
    ],
)
def test_a_bad_end_is_one_ordinary_failure(child: Child, body: str, fault: JobFault) -> None:
    child.start(body)
    assert child.wait().end.fault is fault
    assert child.ends.empty()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is open")
def test_a_child_that_ends_before_it_is_listened_to_leaves_no_pipe_open() -> None:
    open_before = set(Path("/proc/self/fd").iterdir())
    ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    jobs = ProcessJobs(["true"])
    for _ in range(30):
        jobs.start(ORDER, on_message=lambda _message: None, on_end=ends.put, deadline_s=WAIT_S)
        assert ends.get(timeout=WAIT_S).fault is JobFault.CRASHED
    assert _until(lambda: set(Path("/proc/self/fd").iterdir()) <= open_before)


def test_a_child_that_says_nothing_is_silent(child: Child) -> None:
    child.start("time.sleep(600)", deadline_s=None, silence_s=0.3)
    assert child.wait().end.fault is JobFault.SILENT


def test_a_child_that_overruns_its_deadline_is_killed(child: Child) -> None:
    child.start("say(READY); time.sleep(600)", deadline_s=0.5)
    heard = child.wait()
    assert heard.end.fault is JobFault.OVERTIME


def test_a_child_that_overruns_its_deadline_within_the_margin_is_heard(child: Child) -> None:
    child.start("say(READY); time.sleep(0.2); say(DONE)", deadline_s=0.1, margin_s=WAIT_S)
    assert child.wait().end == JobEnd()


def test_a_child_that_ignores_its_cancellation_is_killed(child: Child) -> None:
    job = child.start("say(READY); time.sleep(600)")
    child.messages.get(timeout=WAIT_S)
    job.cancel()
    assert child.wait().end.fault is JobFault.CANCELLED


def test_a_child_that_is_done_and_does_not_end_is_killed(child: Child) -> None:
    child.start("say(READY); say(DONE); time.sleep(600)")
    assert child.wait().end == JobEnd()


def test_a_child_learns_of_its_cancellation_by_the_end_of_its_input(child: Child, tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    job = child.start(f"say(READY); rest = sys.stdin.read(); open({str(noted)!r}, 'w').write('end of input')")
    child.messages.get(timeout=WAIT_S)
    job.cancel()
    assert child.wait().end.fault is JobFault.CANCELLED
    assert noted.read_text(encoding="utf-8") == "end of input"


def test_nothing_is_heard_after_a_cancellation_but_the_end(child: Child) -> None:
    job = child.start("say(READY); sys.stdin.read(); say(STAGE); say(DONE)")
    child.messages.get(timeout=WAIT_S)
    job.cancel()
    assert child.wait().messages == []


def test_what_a_killed_child_started_dies_with_it(child: Child, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("process groups are a POSIX matter; on Windows the grandchild ends with its input")
    pid_file = tmp_path / "pid"
    body = (
        "import subprocess\n"
        f"grandchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pid_file)!r}, 'w').write(str(grandchild.pid))\n"
        "say(READY); time.sleep(600)"
    )
    job = child.start(body)
    child.messages.get(timeout=WAIT_S)
    job.cancel()
    child.wait()
    state = Path(f"/proc/{pid_file.read_text(encoding='utf-8')}/stat")
    assert _until(lambda: not state.exists() or ") Z " in state.read_text(encoding="utf-8"))


def test_a_program_that_is_not_there_cannot_start(tmp_path: Path) -> None:
    ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    jobs = ProcessJobs([str(tmp_path / "missing")])
    job = jobs.start(ORDER, on_message=lambda _message: None, on_end=ends.put, deadline_s=WAIT_S)
    job.send(ORDER)
    job.cancel()
    assert ends.get(timeout=WAIT_S).fault is JobFault.CANNOT_START


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space, and tells what is open")
@pytest.mark.parametrize("room", range(4))
def test_a_child_for_which_the_system_has_too_few_threads_cannot_start_and_nothing_is_left_of_it(room: int) -> None:
    command = [sys.executable, "-m", "tests.adapters.jobs.few_threads", str(room)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"fault": JobFault.CANNOT_START, "again": False, "child": False, "left": []}


def test_a_child_that_never_reads_does_not_block_its_parent(child: Child) -> None:
    job = child.start("say(READY); time.sleep(600)")
    for _ in range(100):
        job.send(TestOrder(Settings(authentication_address="https://" + "x" * 1900)))
    job.cancel()
    assert child.wait().end.fault is JobFault.CANCELLED


def test_closing_leaves_no_child_behind_not_even_one_that_hangs(child: Child) -> None:
    child.start("say(READY); time.sleep(600)")
    assert isinstance(child.messages.get(timeout=WAIT_S), JobReady)
    child.jobs.close()
    assert child.wait().end.fault is JobFault.CANCELLED
    child.jobs.close()


def test_an_order_that_is_too_long_starts_nothing(tmp_path: Path) -> None:
    jobs = ProcessJobs([sys.executable, "-c", f"open({str(tmp_path / 'started')!r}, 'w')"])
    order = TestOrder(Settings(ca_file="x" * 70_000))
    ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    job = jobs.start(order, on_message=lambda _message: None, on_end=ends.put, deadline_s=WAIT_S)
    end = ends.get_nowait()
    assert (end.fault, end.code) == (JobFault.UNSENDABLE, MessageError.code)
    job.send(ORDER)
    job.cancel()
    jobs.close()
    assert ends.empty()
    assert not (tmp_path / "started").exists()


def test_a_child_that_cannot_be_told_something_is_not_left_to_go_on_without_it(child: Child) -> None:
    job = child.start("say(READY); time.sleep(600)")
    child.messages.get(timeout=WAIT_S)
    job.send(TestOrder(Settings(ca_file="x" * 70_000)))
    assert child.wait().end.fault is JobFault.UNSENDABLE


def test_the_real_job_process_refuses_what_is_no_order(tmp_path: Path) -> None:
    heard = _real_job(tmp_path, StoreKeyOrder("", Secret("x" * 5000), in_file=True))
    assert heard.end.fault is JobFault.FAILED
    assert heard.end.code == "key_store"
    assert "xxxx" not in heard.end.detail


def test_the_real_job_process_stores_a_key(tmp_path: Path) -> None:
    heard = _real_job(tmp_path, StoreKeyOrder("75-000042", Secret("a key"), in_file=True))
    assert heard.end == JobEnd()
    assert [type(message) for message in heard.messages] == [JobReady]


def _real_job(home: Path, order: StoreKeyOrder) -> Heard:
    messages: list[FromJob] = []
    ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    jobs = ProcessJobs(environ={**os.environ, "IEA_AGENT_HOME": str(home)})
    jobs.start(order, on_message=messages.append, on_end=ends.put, deadline_s=WAIT_S)
    end = ends.get(timeout=WAIT_S)
    return Heard(messages, end)


def _until(condition: Callable[[], bool]) -> bool:
    ends: queue.SimpleQueue[None] = queue.SimpleQueue()
    for _ in range(200):
        if condition():
            return True
        try:
            ends.get(timeout=0.05)
        except queue.Empty:
            continue
    return False


def test_a_command_that_is_none_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    job = JobProcess("none", lambda _message: None, lambda _end: None, WAIT_S, WAIT_S)
    with pytest.raises(TypeError):
        job.begin([sys.executable, object()], None, b"", None, is_window=False)  # type: ignore[list-item]
    for thread in set(threading.enumerate()) - before:
        thread.join(WAIT_S)
        assert not thread.is_alive()
