"""Atomic and durable writes: neither a crash nor a power cut leaves a file half written.

A temporary file is written and synced, then renamed over the old one. Here are bytes only; what they mean is in
``settings.py``, ``checksummed.py`` and ``adapters/keys/``.
"""

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path

from iea_agent.adapters.files.private import PRIVATE_FILE, make_folder
from iea_agent.adapters.files.retries import retry_while_locked
from iea_agent.adapters.files.temporary_files import temporary_name
from iea_agent.core.errors import StorageError


def write_durably(path: Path, data: bytes, *, mode: int = PRIVATE_FILE, keep_previous: bool = True) -> None:
    """Replace a file atomically; it survives a power cut once this returns.

    Args:
        path: The file; its folder is created 0700 if it is missing.
        data: The whole content.
        mode: The permissions of the new file (POSIX).
        keep_previous: Keep the old content as ``.bak``.

    Raises:
        StorageError: the disk refused; the file is as it was.
    """
    make_folder(path.parent)
    try:
        temporary = _written(path, data, mode)
        try:
            if keep_previous:
                keep_copy(path, backup_of(path))
            _replace(temporary, path)
        except BaseException:
            _discard(temporary)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


def remove_durably(path: Path) -> None:
    """Remove a file, if it exists, so that a power cut does not bring it back; StorageError."""
    try:
        retry_while_locked(lambda: _unlink(path))
        _sync_folder(path.parent)
    except FileNotFoundError:  # the folder is gone, and the file with it
        return
    except OSError as error:
        raise StorageError(f"cannot remove {path}: {error.strerror}") from error


def backup_of(path: Path) -> Path:
    """Return where the previous version of a file is kept."""
    return path.with_name(f"{path.name}.bak")


def keep_copy(path: Path, kept: Path) -> None:
    """Replace ``kept`` atomically by a hard link to ``path``, or a copy; nothing if ``path`` is missing. OSError."""
    if not path.exists():
        return
    temporary = temporary_name(kept)
    try:
        temporary.hardlink_to(path)
    except OSError:  # FAT and some network folders have no hard links
        temporary = _written(kept, path.read_bytes(), PRIVATE_FILE)
    try:
        _replace(temporary, kept)
    finally:
        # Renaming one name of a file onto another name of the same file does nothing (POSIX rename): both stay.
        _discard(temporary)


def _replace(source: Path, target: Path) -> None:
    """Rename a file over another one. Windows refuses that while the other one is read-only: that is taken off."""

    def rename() -> None:
        try:
            source.replace(target)
        except PermissionError:
            if not _make_writable(target):
                raise
            source.replace(target)

    retry_while_locked(rename)


def _unlink(path: Path) -> None:
    """Remove a file, if it exists, also a read-only one (Windows refuses that)."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        if not _make_writable(path):
            raise
        path.unlink(missing_ok=True)


def _discard(temporary: Path) -> None:
    """Remove a temporary file. Never fails: the next start sweeps."""
    with contextlib.suppress(OSError):
        _unlink(temporary)


def _make_writable(path: Path) -> bool:
    """Take the read-only attribute off a file; return whether it had it."""
    try:
        mode = path.stat().st_mode
        if mode & stat.S_IWUSR or not stat.S_ISREG(mode):
            return False
        path.chmod(stat.S_IMODE(mode) | stat.S_IWUSR)
    except OSError:
        return False
    return True


def _written(path: Path, data: bytes, mode: int) -> Path:
    """Write and sync a temporary file beside ``path``."""
    temporary = temporary_name(path)
    try:
        # O_EXCL: the file is new, whatever else lies there. Library tempfile costs 1 MB of memory with its imports.
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, PRIVATE_FILE)) as file:
            if sys.platform != "win32":
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            _sync(file.fileno())
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # network folders do not support it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # fsync alone leaves the data in the drive's cache
            return
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":  # a folder cannot be opened there; NTFS journals the rename
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _sync(descriptor)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some network folders
                raise
        finally:
            os.close(descriptor)
