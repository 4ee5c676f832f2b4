"""Write files so that neither a crash nor a power cut leaves one half written; keep aside what was spoiled.

Here are folders and bytes only. What the bytes mean is in ``settings_file.py``, ``state_file.py`` and
``licence_keyring.py``.
"""

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from iea_agent.core.errors import AgentError, StorageError

T = TypeVar("T")

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
MAX_FILE = 1024 * 1024
"""Longest file read, in bytes. Ours are far shorter: a longer one is none of ours."""

NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
"""Opens a pipe that lies where a file should be without waiting for its other end."""
_SUFFIX = ".tmp"
_PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4) if sys.platform == "win32" else ()
"""How long to wait for an antivirus or an indexer to let a file go, in seconds. Only Windows locks what is open."""


class SpoiledError(Exception):
    """The bytes of a file are not what the agent writes there. Raised and caught by whoever reads them."""


class NotAFileError(StorageError):
    """Something else lies where a file should be: a folder, a pipe, a link that leads nowhere."""


def make_folder(folder: Path) -> None:
    """Create a folder, and its missing parents, for the user alone (0700); StorageError."""
    try:
        for each in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            each.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot create the folder {folder}: {error.strerror}") from error


def make_private_folder(folder: Path) -> None:
    """Create a folder that only the user may enter; StorageError if an existing one is not so."""
    make_folder(folder)
    fault = privacy_fault(folder)
    if fault:
        raise StorageError(f"{folder} {fault}")


def privacy_fault(folder: Path) -> str:
    """Tell why others may reach into a folder; empty if they may not, or on Windows, where the profile is private.

    Raises:
        StorageError: the folder cannot be looked at.
    """
    if sys.platform != "win32":
        try:
            found = folder.lstat()
        except OSError as error:
            raise StorageError(f"cannot look at {folder}: {error.strerror}") from error
        if not stat.S_ISDIR(found.st_mode):
            return "is not a folder"
        if found.st_uid != os.geteuid():
            return f"belongs to user {found.st_uid}"
        if stat.S_IMODE(found.st_mode) & 0o077:
            return f"is open to others (mode {stat.S_IMODE(found.st_mode):04o})"
    return ""


def read_bytes(path: Path) -> bytes | None:
    """Return what a file holds, at most one byte more than ``MAX_FILE``; ``None`` if there is no such file.

    Raises:
        NotAFileError: something else lies there.
        StorageError: there is one, and it cannot be read.
    """

    def read() -> bytes:
        # Without waiting: a pipe in the place of a file has no end.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_WAIT)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, "not a file")
            return file.read(MAX_FILE + 1)

    try:
        return patiently(read)
    except (FileNotFoundError, NotADirectoryError) as error:
        if _is_link(path):
            raise NotAFileError(f"{path} is a link that leads nowhere") from error
        return None
    except (OSError, ValueError) as error:
        kind = NotAFileError if _is_something_else(path) else StorageError
        raise kind(f"cannot read {path}: {error}") from error


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except (OSError, ValueError):
        return False


def _is_something_else(path: Path) -> bool:
    """Tell whether what lies there is no file, and never will be one."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError) as error:
        return isinstance(error, OSError) and error.errno == errno.ELOOP


def make_readable(path: Path) -> bool:
    """Give the owner of a file back the right to read it, if that is what is missing; return whether it was (POSIX)."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            found = path.stat()
            mode = stat.S_IMODE(found.st_mode)
            if found.st_uid == os.geteuid() and not mode & stat.S_IRUSR:
                path.chmod(mode | stat.S_IRUSR | stat.S_IWUSR)
                return True
    return False


def read_or_mend(path: Path, *, repairs: bool) -> tuple[bytes | None, bool]:
    """Return what a file of ours holds, as ``read_bytes``, and whether its owner first had to be let in (``repairs``).

    Raises:
        SpoiledError: something else lies there, which ``recover`` moves away.
        StorageError: it cannot be read.
    """
    try:
        return read_bytes(path), False
    except NotAFileError as error:
        raise SpoiledError from error
    except StorageError:
        if not repairs or not make_readable(path):
            raise
        return read_bytes(path), True


def write_durably(path: Path, data: bytes, *, mode: int = PRIVATE_FILE, keep_previous: bool = True) -> None:
    """Replace a file whole; after the return it survives a power cut, and before, the old one does.

    Args:
        path: The file; its folder is created 0700 if it is missing.
        data: Everything the file will hold.
        mode: The permissions of the new file (POSIX).
        keep_previous: Keep what the file held as ``.bak``.

    Raises:
        StorageError: the disk refused; the file is as it was.
    """
    make_folder(path.parent)
    try:
        temporary = _written(path, data, mode)
        try:
            if keep_previous:
                _keep(path, backup_of(path))
            patiently(lambda: temporary.replace(path))
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


def remove_durably(path: Path) -> None:
    """Remove a file, if it is there, so that it does not come back after a power cut; StorageError."""
    try:
        patiently(lambda: path.unlink(missing_ok=True))
        _sync_folder(path.parent)
    except FileNotFoundError:  # the folder is gone, and the file with it
        return
    except OSError as error:
        raise StorageError(f"cannot remove {path}: {error.strerror}") from error


def backup_of(path: Path) -> Path:
    """Return where the previous version of a file is kept."""
    return path.with_name(f"{path.name}.bak")


def keep_spoiled(path: Path) -> None:
    """Keep a copy of a spoiled file as ``.corrupt``, so that a person can look at it; StorageError.

    What is no file cannot be copied: it is moved there, beside what is there already.
    """
    try:
        if _is_something_else(path) or (_is_link(path) and not path.exists()):
            path.rename(_free_name(path))
        else:
            _keep(path, _kept_as(path))
    except OSError as error:
        raise StorageError(f"cannot keep {path}: {error.strerror}") from error


def _kept_as(path: Path) -> Path:
    return path.with_name(f"{path.name}.corrupt")


def _free_name(path: Path) -> Path:
    """Return a name for what is kept, that nothing has yet."""
    kept, number = _kept_as(path), 1
    while kept.exists() or kept.is_symlink():
        number += 1
        kept = path.with_name(f"{path.name}.corrupt-{number}")
    return kept


def recover(path: Path, parse: Callable[[bytes], T], *, repairs: bool = True) -> T | None:
    """Put the previous version of a spoiled file back, and return what it means; ``None`` if that one is no better.

    The spoiled file is kept as ``.corrupt``, and is gone in either case. Never fails: on a read-only disk
    everything stays as it is, and the next start tries again.

    Args:
        path: The spoiled file.
        parse: Tells what bytes mean; SpoiledError or AgentError if they are of no use.
        repairs: Whether the files may be changed; otherwise everything stays as it is.
    """
    good, meaning = None, None
    with contextlib.suppress(SpoiledError, AgentError):
        good = read_bytes(backup_of(path))
        meaning = None if good is None else parse(good)
    if not repairs:
        return meaning
    with contextlib.suppress(AgentError):
        keep_spoiled(path)
        if good is None or meaning is None:
            remove_durably(path)
        else:
            write_durably(path, good, keep_previous=False)
    return meaning


def sweep(folder: Path, *, older_than_s: float = 60.0) -> None:
    """Remove temporary files that a killed process left; never fails: the next start sweeps again.

    Spared is the file that another process of ours is writing just now: it lives, and the file is younger than
    ``older_than_s`` (seconds). Called before this process itself writes anything.
    """
    with contextlib.suppress(OSError):
        for left in folder.glob(f".*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                if abs(time.time() - left.stat().st_mtime) >= older_than_s or not _may_be_written(left):
                    left.unlink()


def _may_be_written(temporary: Path) -> bool:
    """Tell whether the process that began a temporary file may still be at it; its number is in the name."""
    number = temporary.name.removesuffix(_SUFFIX).rpartition(".")[2].partition("-")[0]
    if sys.platform != "win32" and number.isdecimal():  # on Windows os.kill() would end it
        if int(number) == os.getpid():
            return False  # the number of a process that is gone has come round again
        try:
            os.kill(int(number), 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:  # it is somebody else's
            return True
    return True


def _written(path: Path, data: bytes, mode: int) -> Path:
    """Write and sync a temporary file beside ``path``."""
    temporary = _unique(path)
    try:
        # The file must be new, whatever else lies there (O_EXCL). Library tempfile takes 1 MB with what it imports.
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, PRIVATE_FILE)) as file:
            if sys.platform != "win32":
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            _sync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _unique(path: Path) -> Path:
    """Return the name of a temporary file beside ``path``; nobody guesses it, and ``sweep`` knows it."""
    return path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(8).hex()}{_SUFFIX}")


def _keep(path: Path, kept: Path) -> None:
    """Make ``kept`` the same as ``path``, in one step; nothing if there is no ``path``."""
    if not path.exists():
        return
    temporary = _unique(kept)
    try:
        temporary.hardlink_to(path)
    except OSError:  # FAT and some network folders have no hard links
        temporary = _written(kept, path.read_bytes(), PRIVATE_FILE)
    try:
        patiently(lambda: temporary.replace(kept))
    finally:
        # Renaming one name of a file onto another name of the same file does nothing (POSIX rename): both stay.
        temporary.unlink(missing_ok=True)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # network folders do not know it
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


def patiently(
    action: Callable[[], T],
    pauses_s: Iterable[float] = _PAUSES_S,
    pause: Callable[[float], None] = time.sleep,
) -> T:
    """Do something that another program's hold on a file may forbid for a moment."""
    for seconds in pauses_s:
        try:
            return action()
        except PermissionError:
            pause(seconds)
    return action()
