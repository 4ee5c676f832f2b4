"""Runs a server that other people wrote, as a process of its own."""

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

END_S = 20.0


@contextlib.contextmanager
def running(*command: str | Path, given: dict[str, Any], log: Path) -> Iterator[str]:
    """Run a server; its address is the first line it says."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [*map(str, command), json.dumps(given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        try:
            first = process.stdout.readline()
            assert first, f"the server did not start: {log.read_text()}"
            yield str(json.loads(first)["url"])
        finally:
            process.stdin.close()  # it ends, and ends what it has started
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
