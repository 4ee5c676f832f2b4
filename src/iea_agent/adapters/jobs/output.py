"""What a child says on standard output: JSON lines, whose length and rate are limited."""

import time
from collections import deque
from collections.abc import Iterator
from typing import IO, Final

from iea_agent.core.errors import MessageError
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.wire.codec import FROM_JOB, MAX_MESSAGE, decode
from iea_agent.core.wire.jobs import FromJob, JobDone, JobFailed

MAX_PER_SECOND: Final = 200
"""More messages than this within a second are a flood."""


def messages_of(stdout: IO[bytes]) -> Iterator[FromJob | JobEnd]:
    """Yield messages, and last a ``JobEnd``: as the child says, or because it floods or says what is no message.

    There is no ``JobEnd`` if the pipe closes before.
    """
    arrivals: deque[float] = deque(maxlen=MAX_PER_SECOND)
    while (line := _next_line(stdout)).endswith(b"\n"):
        now = time.monotonic()
        if len(arrivals) == MAX_PER_SECOND and now - arrivals[0] < 1.0:
            yield JobEnd(JobFault.FLOODED, detail=f"more than {MAX_PER_SECOND} messages in 1 s")
            return
        arrivals.append(now)
        yield _meaning_of(line)
    if len(line) > MAX_MESSAGE:
        yield JobEnd(JobFault.FLOODED, detail=f"a line of more than {MAX_MESSAGE} bytes")


def _next_line(stdout: IO[bytes]) -> bytes:
    """Return the next line; without its end if it is too long, or cut short by the end of the pipe."""
    try:
        return stdout.readline(MAX_MESSAGE + 1)
    except (OSError, ValueError):
        return b""


def _meaning_of(line: bytes) -> FromJob | JobEnd:
    try:
        message = decode(FROM_JOB, line)
    except MessageError as error:
        return JobEnd(JobFault.NONSENSE, detail=str(error))
    match message:
        case JobDone():
            return JobEnd()
        case JobFailed(code=code, detail=detail):
            return JobEnd(JobFault.FAILED, code, detail)
        case _:
            return message
