"""Read files without blocking on what is no regular file, and within a size limit."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from iea_agent.adapters.files.retries import is_in_use, retry_while_locked
from iea_agent.core.errors import InUseError, StorageError

MAX_FILE: Final = 1024 * 1024
"""Longest file read, in bytes. The files of the agent are far shorter."""

NO_WAIT: Final[int] = getattr(os, "O_NONBLOCK", 0)
"""Flag of ``os.open``: return at once from a named pipe that has no other end."""

_NEVER_A_FILE: Final = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
"""What following a link fails with when it leads nowhere, or to itself."""


class NotAFileError(StorageError):
    """A folder, a pipe, a socket or a dangling link lies where a file should be."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; OSError for anything else, ValueError if the path cannot exist."""
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_WAIT))  # noqa: SIM115 (the caller closes it)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a file")
    return file


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file, at most ``MAX_FILE`` + 1 bytes; ``None`` if there is no such file.

    Raises:
        NotAFileError: something else lies there.
        InUseError: another program keeps it from being read for the moment.
        StorageError: it cannot be read.
    """

    def read() -> bytes:
        with open_regular(path) as file:
            return file.read(MAX_FILE + 1)

    try:
        return retry_while_locked(read)
    except (OSError, ValueError) as error:
        if is_not_a_file(path):
            raise NotAFileError(f"{path} is not a file") from error
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return None
        if isinstance(error, OSError) and is_in_use(path, error):
            raise InUseError(f"another program uses {path}: {error}") from error
        raise StorageError(f"cannot read {path}: {error}") from error


def is_not_a_file(path: Path) -> bool:
    """Tell whether a folder, a pipe, a socket or a link that leads nowhere lies at a path."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return error.errno in _NEVER_A_FILE and path.is_symlink()
    except ValueError:
        return False
