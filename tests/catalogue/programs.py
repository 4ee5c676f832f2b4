"""Third-party servers, started for a case."""

import socket
import time
from subprocess import Popen


def free_port() -> int:
    """Return a port that is free on this machine just now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_until_it_listens(port: int, process: Popen[bytes], patience_s: float = 60.0) -> None:
    """Wait until a server takes connections; AssertionError if it ends instead."""
    ends = time.monotonic() + patience_s
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
            assert time.monotonic() < ends, f"{process.args!r} does not listen"
            time.sleep(0.02)
        else:
            return
