"""One agent per profile: a file lock, which the operating system releases when the process dies."""

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from iea_agent.adapters.files.private import PRIVATE_FILE, make_folder
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.core.errors import AnotherAgentError, StorageError

_TRIES = 5


class InstanceLock:
    """A held lock; made by ``acquire()``. The file stays, and holds the process id for people."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, path: Path, note: str = "") -> Self:
        """Take the lock and return at once; ``note`` goes on the second line of the file, for other processes.

        Raises:
            AnotherAgentError: another process holds it.
            StorageError: the file cannot be opened, or its file system has no locks.
        """
        make_folder(path.parent)
        for _ in range(_TRIES):
            descriptor = _locked(path)
            if _is_still_there(descriptor, path):
                with contextlib.suppress(OSError):  # a full disk: the lock is held
                    os.ftruncate(descriptor, 0)
                    os.write(descriptor, os.fsencode(f"{os.getpid()}\n{note}"))
                return cls(descriptor)
            os.close(descriptor)  # the file was removed in between: this lock excludes no other process
        raise StorageError(f"{path} is removed again and again")

    def release(self) -> None:
        """Release the lock; nothing if it was released before."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, 0)
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Tell whether an agent holds the lock, also one that does not listen yet."""
    if not path.exists():
        return False
    try:
        InstanceLock.acquire(path).release()
    except AnotherAgentError:
        return True
    except StorageError:
        return False
    return False


def _locked(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), PRIVATE_FILE)
    except OSError as error:
        raise StorageError(f"cannot open {path}: {error.strerror}") from error
    try:
        _lock(descriptor)
    except BlockingIOError as error:
        os.close(descriptor)
        raise AnotherAgentError(f"process {_holder_of(path)} holds {path}") from error
    except OSError as error:
        os.close(descriptor)
        raise StorageError(f"cannot lock {path}: {error.strerror}") from error
    return descriptor


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """The locked byte: beyond the text, because a locked byte cannot be read on Windows."""

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:  # the only cause with a valid descriptor; Wine has another errno
            raise BlockingIOError("held") from error
        os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _holder_of(path: Path) -> str:
    """Return the id of the process that holds the lock, for the log."""
    with contextlib.suppress(StorageError):
        text = (read_bytes(path) or b"").partition(b"\n")[0].decode("ascii", "replace")
        if text.isdecimal():
            return text
    return "(unknown)"
