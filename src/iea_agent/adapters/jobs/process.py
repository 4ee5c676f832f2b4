"""One child process that does one job, from the parent's side; the child's is ``adapters/jobs/stdio.py``.

The order goes in on standard input as a JSON line, and more messages may follow. JSON lines come out on standard output
(``output.py``). Closing standard input cancels the job. A child that is silent at the start, writes nonsense, floods,
overruns its deadline or ends without a result is killed with its process group: a :class:`JobEnd` with a fault.
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

from iea_agent.adapters.jobs.output import messages_of
from iea_agent.adapters.system.session import let_come_to_front
from iea_agent.core.errors import MessageError
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.jobs import FromJob, RaiseWindow, ToJob

_log = logging.getLogger(__name__)

STDERR_KEPT = 4096
"""The end of a child's standard error that is logged when it fails, in bytes."""


class JobProcess:
    """One child; a ``ports.Job``. It has a thread each for standard input, output and error, and for its deadline."""

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
        self._refused = True
        self._begun = threading.Event()
        """Set once the child was started, or refused."""
        self._heard = threading.Event()
        """Set by the first message."""
        self._ending = threading.Event()
        """Set once the job is done or cancelled."""
        self._ended = threading.Event()
        self._cancelled = False
        self._fault: JobEnd | None = None
        """The reason for which this side killed the child."""
        self._stderr_tail: deque[bytes] = deque(maxlen=64)

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
            # Threads first: a child for which the system has none left would have to be killed.
            self._stderr_reader = self._thread(self._drain_stderr, "stderr")
            self._thread(self._write, "stdin")
            self._thread(lambda: self._watch(deadline_s), "watch")
            self._thread(self._read, "stdout")
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environ,
                start_new_session=sys.platform != "win32",
                creationflags=flags,
            )
        except (OSError, ValueError, RuntimeError) as error:
            self.refuse(JobEnd(JobFault.CANNOT_START, detail=str(error)))
        else:
            self._refused = False
            _log.debug("job %s started as process %d", self._name, self._process.pid)
            if is_window:
                let_come_to_front(self._process.pid)
            self._outbox.put(line)
        finally:
            self._begun.set()

    def refuse(self, end: JobEnd) -> None:
        """Report the end of a job that never began, on the caller's thread: there may be no other."""
        self._ended.set()
        self._log_end(end)
        self._on_end(end)

    def send(self, message: ToJob) -> None:
        """See ``ports.Job.send``. A message that cannot be sent ends the job: the child's state would be stale."""
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
            self._ending.set()

    def wait(self, timeout_s: float) -> None:
        """Wait until the child is gone."""
        self._ended.wait(max(0.0, timeout_s))

    # The threads.

    def _thread(self, work: Callable[[], None], role: str) -> threading.Thread:
        """Start a thread that waits until the child was started; it does nothing if that failed. RuntimeError."""

        def run() -> None:
            self._begun.wait()
            if not self._refused:
                work()

        thread = threading.Thread(target=run, name=f"job {self._name} {role}", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        """Write the messages of the outbox; ``None`` closes standard input, which cancels the child."""
        with contextlib.suppress(OSError, ValueError), _pipe(self._process.stdin) as stdin:
            while (line := self._outbox.get()) is not None:
                stdin.write(line)  # fails once the child is gone: _read() reports how it ended
                stdin.flush()

    def _drain_stderr(self) -> None:
        with contextlib.suppress(OSError, ValueError), _pipe(self._process.stderr) as stderr:
            while line := stderr.readline(STDERR_KEPT):
                self._stderr_tail.append(line)

    def _watch(self, deadline_s: float | None) -> None:
        """Kill a child that is silent, misses its deadline, or does not end after its cancellation."""
        begun = time.monotonic()
        first = self._silence_s if deadline_s is None else min(self._silence_s, deadline_s)
        self._ending.wait(first)
        if not self._ending.is_set():
            if not self._heard.is_set():
                silent = deadline_s is None or self._silence_s < deadline_s
                self._kill(JobEnd(JobFault.SILENT if silent else JobFault.OVERTIME, detail=f"nothing in {first:g} s"))
                return
            self._ending.wait(None if deadline_s is None else max(0.0, begun + deadline_s - time.monotonic()))
        if not self._ending.is_set():
            self._kill(JobEnd(JobFault.OVERTIME, detail=f"not done in {deadline_s:g} s"))
        elif not self._ended.wait(self._grace_s) and self._cancelled:
            self._kill(JobEnd(JobFault.CANCELLED))

    def _read(self) -> None:
        """Handle messages until the child is done, then report the end exactly once."""
        end = self._handle_messages()
        self._ending.set()
        self._outbox.put(None)
        try:
            code = self._process.wait(self._grace_s)
        except subprocess.TimeoutExpired:
            _log.warning("job %s did not end by itself", self._name)
            self._kill_group()
            code = self._process.wait()
        _pipe(self._process.stdout).close()
        self._stderr_reader.join(self._grace_s)
        self._ended.set()
        if end is None:
            end = self._fault or (JobEnd(JobFault.CANCELLED) if self._cancelled else None)
        if end is None:
            end = JobEnd(JobFault.CRASHED, detail=f"ended with code {code} and no result")
        self._log_end(end)
        self._on_end(end)

    def _handle_messages(self) -> JobEnd | None:
        """Pass messages on; return how the child says that it ended, or what is wrong with its output."""
        for message in messages_of(_pipe(self._process.stdout)):
            if isinstance(message, JobEnd):
                if message.fault in {JobFault.FLOODED, JobFault.NONSENSE}:
                    self._kill(message)
                return message
            self._heard.set()
            if not self._cancelled:
                self._on_message(message)
        return None

    # Ends.

    def _kill(self, end: JobEnd) -> None:
        self._fault = self._fault or end
        self._kill_group()

    def _kill_group(self) -> None:
        """Kill the child and what it started, except what has a session of its own (a job that it started)."""
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _log_end(self, end: JobEnd) -> None:
        if end.fault in {None, JobFault.CANCELLED}:
            _log.debug("job %s ended: %s", self._name, end.fault or "done")
            return
        words = b"".join(self._stderr_tail)[-STDERR_KEPT:].decode("utf-8", "replace").strip()
        _log.warning("job %s ended: %s%s", self._name, end, words and f"\n{words}")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:  # pragma: no cover (Popen was given PIPE three times)
        raise ValueError("no pipe")
    return stream
