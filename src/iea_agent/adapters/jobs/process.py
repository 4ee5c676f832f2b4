"""One child process that does one job: bound, told, heard, cancelled, and every bad end turned into one failure.

The parent's side; the child's is ``adapters/jobs/stdio.py``. One JSON line goes in on standard input (the order; more
may follow), JSON lines come out on standard output. Closing standard input cancels. A child that is silent at the
start, talks nonsense, floods, overruns its deadline or ends without a result is killed with its whole process group
and reported as a :class:`JobEnd` with a fault.
"""

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import IO

from iea_agent.adapters.system.foreground import let_come_to_front
from iea_agent.core.errors import MessageError
from iea_agent.core.ports import JobEnd, JobFault
from iea_agent.core.wire.codec import MAX_MESSAGE, decode_from_job, encode
from iea_agent.core.wire.jobs import FromJob, JobDone, JobFailed, RaiseWindow, ToJob

_log = logging.getLogger(__name__)

MAX_PER_SECOND = 200
"""More messages than this within a second are a flood."""
STDERR_KEPT = 4096
"""What is kept of a child's last words for the log, in bytes."""


class JobProcess:
    """One child (a ``ports.Job``), with a thread each for its words, its orders, its last words and its deadline."""

    def __init__(
        self,
        name: str,
        on_message: Callable[[FromJob], None],
        on_end: Callable[[JobEnd], None],
        silence_s: float,
        grace_s: float,
    ) -> None:
        self._name = name
        self._on_message = on_message
        self._on_end = on_end
        self._silence_s = silence_s
        self._grace_s = grace_s
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._spoke = threading.Event()
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._cancelled = False
        self._fault: JobEnd | None = None
        self._last_words: deque[bytes] = deque(maxlen=64)

    # The parent's calls.

    def begin(
        self,
        command: list[str],
        environ: Mapping[str, str] | None,
        line: bytes,
        deadline_s: float | None,
        *,
        is_window: bool,
    ) -> None:
        """Start the child and send it its order, ``line``; ``on_end`` is called, here, if it cannot be started."""
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env=environ,
                start_new_session=sys.platform != "win32",
                creationflags=flags,
            )
        except (OSError, ValueError) as error:
            self.refuse(JobEnd(JobFault.CANNOT_START, detail=str(error)))
            return
        _log.debug("job %s started as process %d", self._name, self._process.pid)
        if is_window:
            let_come_to_front(self._process.pid)
        self._outbox.put(line)
        unread = [self._process.stdout, self._process.stdin, self._process.stderr]
        try:
            self._stderr_reader = self._thread(self._hear_last_words, "stderr")
            unread.pop()
            self._thread(self._write, "stdin")
            unread.pop()
            self._thread(lambda: self._watch(deadline_s), "watch")
            self._thread(self._read, "stdout")
        except RuntimeError as error:  # the system has no thread left
            self._give_up(unread)
            self.refuse(JobEnd(JobFault.CANNOT_START, detail=str(error)))

    def refuse(self, end: JobEnd) -> None:
        """Report the end of a job that was never at work: at once and on this thread, there may be no other."""
        self._ended.set()
        self._log_end(end)
        self._on_end(end)

    def send(self, message: ToJob) -> None:
        """See ``ports.Job.send``. A child that cannot be told something would go on with what is not true."""
        if self._ended.is_set() or self._cancelled:
            return
        if isinstance(message, RaiseWindow):
            let_come_to_front(self._process.pid)
        try:
            self._outbox.put(encode(message))
        except MessageError as error:
            self._kill(JobEnd(JobFault.UNSENDABLE, error.code, str(error)))

    def cancel(self) -> None:
        """See ``ports.Job.cancel``."""
        if not self._ended.is_set():
            self._cancelled = True
            self._outbox.put(None)
            self._wake.set()

    def wait(self, timeout_s: float) -> None:
        """Wait until the child is gone."""
        self._ended.wait(max(0.0, timeout_s))

    # The threads.

    def _thread(self, target: Callable[[], None], role: str) -> threading.Thread:
        thread = threading.Thread(target=target, name=f"job {self._name} {role}", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        """Pass on messages; ``None`` closes standard input, which tells the child to end."""
        stdin = _pipe(self._process.stdin)
        with contextlib.suppress(OSError, ValueError):  # the child is gone: the reader says how
            while (line := self._outbox.get()) is not None:
                view = memoryview(line)
                while view:
                    view = view[stdin.write(view) or 0 :]
        with contextlib.suppress(OSError):
            stdin.close()

    def _hear_last_words(self) -> None:
        stderr = _pipe(self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            while chunk := stderr.read(STDERR_KEPT):
                self._last_words.append(chunk)
        stderr.close()

    def _watch(self, deadline_s: float | None) -> None:
        """Wait for the deadline, the first word or a cancellation, whatever comes first; then kill if need be."""
        begun = time.monotonic()
        first = self._silence_s if deadline_s is None else min(self._silence_s, deadline_s)
        self._wake.wait(first)
        if not self._wake.is_set():
            if not self._spoke.is_set():
                silent = deadline_s is None or self._silence_s < deadline_s
                self._kill(JobEnd(JobFault.SILENT if silent else JobFault.OVERTIME, detail=f"nothing in {first:g} s"))
                return
            self._wake.wait(None if deadline_s is None else max(0.0, begun + deadline_s - time.monotonic()))
        if not self._wake.is_set():
            self._kill(JobEnd(JobFault.OVERTIME, detail=f"not done in {deadline_s:g} s"))
        elif not self._ended.wait(self._grace_s) and self._cancelled:
            self._kill(JobEnd(JobFault.CANCELLED))

    def _read(self) -> None:
        """Read what the child says until it is done, then report the end exactly once."""
        end = self._listen()
        self._wake.set()
        self._outbox.put(None)
        stdout = _pipe(self._process.stdout)
        try:
            code = self._process.wait(self._grace_s)
        except subprocess.TimeoutExpired:
            _log.warning("job %s did not end by itself", self._name)
            self._kill_group()
            code = self._process.wait()
        stdout.close()
        self._stderr_reader.join(self._grace_s)
        self._ended.set()
        if end is None:
            end = self._fault or (JobEnd(JobFault.CANCELLED) if self._cancelled else None)
        if end is None:
            end = JobEnd(JobFault.CRASHED, detail=f"ended with code {code} and no result")
        self._log_end(end)
        self._on_end(end)

    def _listen(self) -> JobEnd | None:
        """Return how the child says it ended, or what is wrong with what it says; ``None`` if it says nothing."""
        stdout = _pipe(self._process.stdout)
        arrivals: deque[float] = deque(maxlen=MAX_PER_SECOND)
        buffer = b""
        while chunk := _read_some(stdout):
            *lines, buffer = (buffer + chunk).split(b"\n")
            if len(buffer) > MAX_MESSAGE:
                return self._kill(JobEnd(JobFault.FLOODED, detail=f"a line of more than {MAX_MESSAGE} bytes"))
            for line in lines:
                now = time.monotonic()
                if len(arrivals) == MAX_PER_SECOND and now - arrivals[0] < 1.0:
                    return self._kill(JobEnd(JobFault.FLOODED, detail=f"more than {MAX_PER_SECOND} messages in 1 s"))
                arrivals.append(now)
                try:
                    message = decode_from_job(line)
                except MessageError as error:
                    return self._kill(JobEnd(JobFault.NONSENSE, detail=str(error)))
                self._spoke.set()
                match message:
                    case JobDone():
                        return JobEnd()
                    case JobFailed(code=code, detail=detail):
                        return JobEnd(JobFault.FAILED, code, detail)
                    case _:
                        if not self._cancelled:
                            self._on_message(message)
        return None

    # Ends.

    def _give_up(self, unread: list[IO[bytes] | None]) -> None:
        """Leave nothing of a child that cannot be heard; the pipes that have a thread are closed by it."""
        self._kill_group()
        self._wake.set()
        self._outbox.put(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(self._grace_s)
        for pipe in unread:
            _pipe(pipe).close()

    def _kill(self, end: JobEnd) -> JobEnd:
        self._fault = self._fault or end
        self._kill_group()
        return end

    def _kill_group(self) -> None:
        """Kill the child and what it started; what runs in its own session ends when its own input closes."""
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _log_end(self, end: JobEnd) -> None:
        if end.fault in {None, JobFault.CANCELLED}:
            _log.debug("job %s ended: %s", self._name, end.fault or "done")
            return
        words = b"".join(self._last_words)[-STDERR_KEPT:].decode("utf-8", "replace").strip()
        _log.warning("job %s ended: %s %s %s%s", self._name, end.fault, end.code, end.detail, words and f"\n{words}")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:  # pragma: no cover (Popen was given PIPE three times)
        raise ValueError("no pipe")
    return stream


def _read_some(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(MAX_MESSAGE)
    except (OSError, ValueError):
        return b""
