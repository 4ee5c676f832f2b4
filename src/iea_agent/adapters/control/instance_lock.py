"""One agent per profile: a file lock, which the operating system releases when the process dies."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from iea_agent.adapters.files.private import make_folder
from iea_agent.adapters.files.reading import open_own
from iea_agent.core.errors import AnotherAgentError, StorageError

_TRIES = 5


@contextlib.contextmanager
def instance_lock(path: Path, note: str = "") -> Iterator[None]:
    """Hold the lock, without waiting for it; ``note`` goes on the second line of the file, for other processes.

    The file stays; ``place.py`` reads it. While the lock is held its first line is the process id, for people. A link
    is not followed.

    Raises:
        AnotherAgentError: another process holds it.
        StorageError: the file cannot be opened, or its file system has no locks.
    """
    descriptor = _acquired(path)
    try:
        with contextlib.suppress(OSError):  # a full disk: the lock is held
            _write(descriptor, note)
        yield
    finally:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
        os.close(descriptor)


def change_note(path: Path, note: str) -> None:
    """Replace the note of the lock, which this process holds; StorageError."""
    try:
        descriptor = open_own(path, os.O_RDWR)
        try:
            _write(descriptor, note)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


def _write(descriptor: int, note: str) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, os.fsencode(f"{os.getpid()}\n{note}"))


def is_held(path: Path) -> bool:
    """Tell whether an agent holds the lock, also one that does not listen yet."""
    try:
        with contextlib.suppress(StorageError):
            if path.exists():
                with instance_lock(path):
                    pass
    except AnotherAgentError:
        return True
    return False


def _acquired(path: Path) -> int:
    make_folder(path.parent)
    for _ in range(_TRIES):
        descriptor = _locked(path)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)  # the file was removed in between: this lock excludes no other process
    raise StorageError(f"{path} is removed again and again")


def _locked(path: Path) -> int:
    try:
        descriptor = open_own(path, os.O_RDWR)
    except OSError as error:
        raise StorageError(f"cannot open {path}: {error.strerror}") from error
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise AnotherAgentError(f"another process holds {path}") from error
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
