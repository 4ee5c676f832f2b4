"""Where the control channel of an agent is: the pipe (Windows) or the run-time folder that the note of its lock names.

Every user of Windows can list the names of all pipes, and create one of any name that is free: the name is random, and
of one start.
"""

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

from iea_agent.adapters.files.reading import NotAFileError, read_content

_PIPES: Final = "\\\\.\\pipe\\"
_RANDOM_BYTES: Final = 16
_PID: Final = re.compile(r"([0-9]{1,10})\r?")
"""Windows writes lines of text with CR LF."""
_PIPE_NAME: Final = re.compile(r"iea-agent-[0-9a-f]{32}")


class Noted(NamedTuple):
    """What a lock file says of the process that holds it."""

    pid: int | None = None
    pipe: str | None = None
    """The address of its pipe; ``None`` if it has none."""
    runtime: Path | None = None
    """Its run-time folder, where its socket is; ``None`` if it names none."""


def new_pipe() -> str:
    """Return the address of a pipe that nobody can have guessed."""
    return f"{_PIPES}iea-agent-{os.urandom(_RANDOM_BYTES).hex()}"


def noted(lock_file: Path) -> Noted:
    """Read a lock file; empty where there is none. StorageError."""
    content = None
    with contextlib.suppress(NotAFileError):
        content = read_content(lock_file)
    return noted_in(b"" if content is None else content.data)


def noted_in(lock: bytes) -> Noted:
    """Parse a lock file; only a pipe of this computer with the name of an agent's counts, and an absolute folder."""
    pid, _, note = lock.decode(sys.getfilesystemencoding(), "surrogateescape").partition("\n")
    is_pipe = note.startswith(_PIPES) and _PIPE_NAME.fullmatch(note.removeprefix(_PIPES)) is not None
    is_folder = note.startswith("/") and "\0" not in note
    found = _PID.fullmatch(pid)
    return Noted(int(found[1]) if found else None, note if is_pipe else None, Path(note) if is_folder else None)
