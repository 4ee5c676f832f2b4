"""Starts a job where the system has too few threads for it, and prints how it ended.

    python -m tests.adapters.jobs.few_threads ROOM

It is a process of its own, so that only its own memory and files count.
"""

import contextlib
import json
import os
import queue
import resource
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import TestOrder

if TYPE_CHECKING:
    from iea_agent.core.job_end import JobEnd

STACK, OTHER = 4 << 30, 2 << 30


def main(room: int) -> dict[str, object]:
    """Return how the job ended, whether that was said twice, whether a child is left, and which files are open."""
    before = _open_files()
    ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    order, command = TestOrder(Settings()), [sys.executable, "-c", "import time; time.sleep(600)"]
    jobs = ProcessJobs(command, silence_s=30.0, grace_s=1.0)
    with _room_for_threads(room):
        job = jobs.start(order, on_message=lambda _message: None, on_end=ends.put, deadline_s=30.0)
        fault = None if ends.empty() else ends.get().fault
    job.send(order)
    job.cancel()
    jobs.close()
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        child = False
    else:
        child = True
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()
    return {"fault": fault, "again": not ends.empty(), "child": child, "left": sorted(_open_files() - before)}


@contextlib.contextmanager
def _room_for_threads(number: int) -> Iterator[None]:
    """Leave the address space that so many threads more need, by giving each a stack of 4 GiB."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    size = threading.stack_size(STACK)
    resource.setrlimit(resource.RLIMIT_AS, (used + number * STACK + OTHER, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
        threading.stack_size(size)


def _open_files() -> set[str]:
    return {path.name for path in Path("/proc/self/fd").iterdir()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))))
