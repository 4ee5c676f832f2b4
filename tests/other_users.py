"""Other users of the computer: what only root can play. Other users skip it; a CI machine runs the tests as root."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OTHER = 65534
"""``nobody``: a user that owns nothing."""


def require_root() -> None:
    """Skip the test for other users than root, on Windows too; on a CI machine that is a failure."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return
    reason = "only root can play two users"
    if sys.platform != "win32" and os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def as_other_user(script: str, *arguments: str | Path) -> None:
    """Run a script of sh as another user, with ``$1``, ``$2``, …; CalledProcessError if it fails."""
    command = ["/bin/sh", "-euc", script, "sh", *map(str, arguments)]
    subprocess.run(command, user=OTHER, group=OTHER, extra_groups=[], cwd="/", check=True, timeout=30)


@contextmanager
def shared_place() -> Iterator[Path]:
    """A folder that every user may enter and write, as /tmp: sticky."""
    with tempfile.TemporaryDirectory(prefix="iea-test-") as name:
        place = Path(name)
        place.chmod(0o1777)
        yield place
