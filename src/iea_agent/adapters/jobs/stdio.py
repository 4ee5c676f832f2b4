"""A job's side of the pipes to its parent process; implements ``ports.Host``.

Standard output is taken over before anything can print: afterwards ``print``, and libraries that write to file
descriptor 1, reach standard error, and only messages are written to the pipe.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Callable

from iea_agent.core.errors import MessageError
from iea_agent.core.wire.codec import MAX_MESSAGE, TO_JOB, decode, encode
from iea_agent.core.wire.jobs import FromJob, Order, ToJob


class StdioHost:
    """The parent process at the other end of standard input and output."""

    def __init__(self, in_fd: int, out_fd: int) -> None:
        self._input = os.fdopen(in_fd, "rb", buffering=MAX_MESSAGE)
        self._out_fd = out_fd
        self._lock = threading.Lock()

    @classmethod
    def take_over(cls) -> "StdioHost":
        """Move descriptors 0 and 1 away for messages; leave an empty input and standard error in their place."""
        in_fd, out_fd = os.dup(0), os.dup(1)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        try:
            os.dup2(2, 1)
        except OSError:  # a windowed program on Windows may have no standard error
            os.dup2(null, 1)
        os.close(null)
        return cls(in_fd, out_fd)

    def read_order(self) -> Order:
        """Read the first line; MessageError if it is not an order."""
        message = self._next()
        if not isinstance(message, Order):
            raise MessageError(f"expected an order, got {type(message).__name__}")
        return message

    def say(self, message: FromJob) -> None:
        """See ``ports.Host.say``."""
        view = memoryview(encode(message))
        with self._lock, contextlib.suppress(OSError):
            while view:
                view = view[os.write(self._out_fd, view) :]

    def listen(self, on_message: Callable[[ToJob], None], on_close: Callable[[], None]) -> None:
        """See ``ports.Host.listen``."""
        threading.Thread(target=self._listen, args=(on_message, on_close), name="host", daemon=True).start()

    def _listen(self, on_message: Callable[[ToJob], None], on_close: Callable[[], None]) -> None:
        try:
            while (message := self._next()) is not None:
                on_message(message)
        except MessageError as error:
            sys.stderr.write(f"host: {error}\n")
        on_close()

    def _next(self) -> ToJob | None:
        try:
            line = self._input.readline(MAX_MESSAGE + 1)
        except OSError:
            return None
        return decode(TO_JOB, line) if line else None
