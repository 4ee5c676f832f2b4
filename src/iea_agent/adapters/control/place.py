"""Where the control channel of an agent on Windows is: the pipe that the note of its lock names.

Every user can list the names of all pipes, and create one of any name that is free: the name is random, and of one
start.
"""

import os
import re
from typing import Final, NamedTuple

_PIPES: Final = "\\\\.\\pipe\\"
_RANDOM_BYTES: Final = 16
_PID: Final = re.compile(r"([0-9]{1,10})\r?")
"""Windows writes lines of text with CR LF."""
_PIPE_NAME: Final = re.compile(r"iea-agent-[0-9a-f]{32}")


class Noted(NamedTuple):
    """What a lock file says of the process that holds it."""

    pid: int | None
    pipe: str | None
    """The address of its pipe; ``None`` if it has none."""


def new_pipe() -> str:
    """Return the address of a pipe that nobody can have guessed."""
    return f"{_PIPES}iea-agent-{os.urandom(_RANDOM_BYTES).hex()}"


def noted_in(lock: bytes) -> Noted:
    """Read a lock file; only a pipe of this computer with the name of an agent's counts."""
    pid, _, note = lock.decode("ascii", "replace").partition("\n")
    is_pipe = note.startswith(_PIPES) and _PIPE_NAME.fullmatch(note.removeprefix(_PIPES)) is not None
    found = _PID.fullmatch(pid)
    return Noted(int(found[1]) if found else None, note if is_pipe else None)
