"""Starts the child processes, which do one job each, and leaves none behind."""

import queue
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from iea_agent.adapters.jobs.process import JobProcess
from iea_agent.adapters.system.program import child_command
from iea_agent.core.errors import MessageError
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.ports import Job
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.jobs import DialogOrder, FromJob, Order

SILENCE_S = 30.0
"""Timeout of the first message (seconds): a cold start on a slow disk takes some."""
GRACE_S = 2.0
"""How long a child may take to end once it is cancelled or done (seconds); then it is killed."""
JOB_MARGIN_S = 40.0 if sys.platform == "win32" else 10.0
"""How much a job may overrun its own deadline before it is killed (seconds): it has to start, and to read the key.

On Windows two calls of the key store may take fifteen seconds each (``jobs/licence.py``).
"""
KILL_S = 1.0
"""How long the end of a killed child may take to be noticed (seconds)."""


class ProcessJobs:
    """Starts jobs as child processes; implements ``ports.Jobs``."""

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        silence_s: float = SILENCE_S,
        grace_s: float = GRACE_S,
        margin_s: float = JOB_MARGIN_S,
    ) -> None:
        self._command = list(command or child_command("job"))
        self._environ = None if environ is None else dict(environ)
        self._silence_s = silence_s
        self._grace_s = grace_s
        self._margin_s = margin_s
        self._live: set[JobProcess] = set()

    def start(
        self,
        order: Order,
        *,
        on_message: Callable[[FromJob], None],
        on_end: Callable[[JobEnd], None],
        deadline_s: float | None,
    ) -> Job:
        """Start a job; see ``ports.Jobs.start``."""

        def ended(end: JobEnd) -> None:
            self._live.discard(job)
            on_end(end)

        job = JobProcess(type(order).__name__, on_message, ended, self._silence_s, self._grace_s)
        try:
            line = encode(order)
        except MessageError as error:
            job.refuse(JobEnd(JobFault.UNSENDABLE, error.code, str(error)))
            return job
        self._live.add(job)
        limit_s = None if deadline_s is None else deadline_s + self._margin_s
        job.begin(self._command, self._environ, line, limit_s, is_window=isinstance(order, DialogOrder))
        return job

    def close(self) -> None:
        """Cancel every job and wait until all have ended or were killed; see ``ports.Jobs.close``."""
        live = list(self._live)
        for job in live:
            job.cancel()
        ends = time.monotonic() + self._grace_s + KILL_S
        for job in live:
            job.wait(ends - time.monotonic())


def run_job(order: Order, on_message: Callable[[FromJob], None], deadline_s: float | None) -> JobEnd:
    """Run one job and wait for its end; Ctrl-C cancels it. For processes that have nothing else to do."""
    ended: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    job = ProcessJobs().start(order, on_message=on_message, on_end=ended.put, deadline_s=deadline_s)
    try:
        return ended.get()
    except KeyboardInterrupt:
        job.cancel()
        ended.get()
        raise
