"""Temporary files beside the files they will replace: their names, and sweeping what a killed process left.

A name is ``.NAME.PID-RANDOM.tmp``: it tells which process writes it, and cannot be guessed.
"""

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Final

_SUFFIX: Final = ".tmp"


def temporary_name(path: Path) -> Path:
    """Return a new name beside ``path``."""
    return path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(8).hex()}{_SUFFIX}")


def sweep(folder: Path, *, older_than_s: float = 60.0) -> None:
    """Remove the temporary files of dead processes. Never fails: the next start sweeps again.

    A file is kept while its process lives and it is younger than ``older_than_s`` (seconds). Call it before this
    process writes anything.
    """
    with contextlib.suppress(OSError):
        for left in folder.glob(f".*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                if abs(time.time() - left.stat().st_mtime) >= older_than_s or not _may_be_written(left):
                    left.unlink()


def _may_be_written(temporary: Path) -> bool:
    """Tell whether the process that is named in a temporary file may still write it."""
    number = temporary.name.removesuffix(_SUFFIX).rpartition(".")[2].partition("-")[0]
    if sys.platform != "win32" and number.isdecimal():  # on Windows os.kill() would end the process
        if int(number) == os.getpid():
            return False  # this process has written nothing yet: the number was reused
        try:
            os.kill(int(number), 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:  # it belongs to another user
            return True
    return True
