"""Temporary files beside the files they will replace: their names, and sweeping what a killed process left.

A name is ``.NAME.PID-RANDOM.tmp``: it tells which process writes it, and cannot be guessed. NAME is that of a file of
the agent (``OWN_NAMES``), with an ending such as ``.bak``: the folder may hold temporary files of other programs.
"""

import contextlib
import os
import re
import stat
import sys
import time
from pathlib import Path
from typing import Final

OWN_NAMES: Final = (
    "config.toml",
    "state.json",
    "software.json",
    "history.json",
    "licence-key.json",
    "control.key",
    "rapport-de-diagnostic.zip",
)
"""The files that are written through a temporary one, in the folders that are swept."""

_SUFFIX: Final = ".tmp"
_RANDOM_BYTES: Final = 8
_OWN: Final = re.compile(
    rf"\.(?:{'|'.join(map(re.escape, OWN_NAMES))})(?:\.[^/]+)?"
    rf"\.(?P<pid>\d+)-[0-9a-f]{{{2 * _RANDOM_BYTES}}}{re.escape(_SUFFIX)}",
    re.ASCII,
)


def temporary_name(path: Path) -> Path:
    """Return a new name beside ``path``."""
    return path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(_RANDOM_BYTES).hex()}{_SUFFIX}")


def sweep(folder: Path, *, older_than_s: float = 60.0) -> None:
    """Remove the temporary files of dead processes of the agent. Never fails: the next start sweeps again.

    A file is kept while its process lives and it is younger than ``older_than_s`` (seconds). Call it before this
    process writes anything.
    """
    with contextlib.suppress(OSError):
        for left in folder.glob(f".*{_SUFFIX}"):
            own = _OWN.fullmatch(left.name)
            with contextlib.suppress(OSError):
                if own is not None and _is_left(left.lstat(), own["pid"], older_than_s):
                    left.unlink()


def _is_left(found: os.stat_result, pid: str, older_than_s: float) -> bool:
    """Tell whether a temporary file is a file of this user that no process writes any more."""
    if not stat.S_ISREG(found.st_mode) or (sys.platform != "win32" and found.st_uid != os.geteuid()):
        return False
    return abs(time.time() - found.st_mtime) >= older_than_s or not _may_live(pid)


def _may_live(pid: str) -> bool:
    """Tell whether the process that is named in a temporary file may still write it."""
    if sys.platform != "win32":  # on Windows os.kill() would end the process
        if int(pid) == os.getpid():
            return False  # this process has written nothing yet: the number was reused
        try:
            os.kill(int(pid), 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:  # it belongs to another user
            return True
    return True
