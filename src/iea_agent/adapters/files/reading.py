"""Read files without blocking on what is no regular file, within a size limit; know who else may have written them."""

import errno
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from iea_agent.adapters.files.private import PRIVATE_FILE
from iea_agent.adapters.files.retries import is_in_use, retry_while_locked
from iea_agent.adapters.files.trust import distrust_of, has_owners
from iea_agent.core.errors import InUseError, StorageError

MAX_FILE: Final = 1024 * 1024
"""Longest file read, in bytes. The files of the agent are far shorter."""

NO_WAIT: Final[int] = getattr(os, "O_NONBLOCK", 0)
"""Flag of ``os.open``: return at once from a named pipe that has no other end."""

NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)
"""Flag of ``os.open``: fail (ELOOP) where the last part of the path is a symbolic link. Windows has no such flag."""

_NEVER_A_FILE: Final = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
"""What following a link fails with when it leads nowhere, or to itself."""


class NotAFileError(StorageError):
    """A folder, a pipe, a socket or a dangling link lies where a file should be."""


class NotOursError(OSError):
    """A link, a second name of another file, or a file of another user lies where this program writes."""


class Content(NamedTuple):
    """What was read from a file."""

    data: bytes
    """At most ``MAX_FILE`` + 1 bytes."""
    distrust: str
    """Why others may have written it, with path, owner and mode; empty: they may not."""


def open_regular(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a regular file for reading; OSError for anything else, ValueError if the path cannot exist.

    ``follow``: whether the path may be a symbolic link.
    """
    more = NO_WAIT if follow else NO_WAIT | NO_LINK
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | more))  # noqa: SIM115 (the caller closes it)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a file")
    return file


def open_own(path: Path, flags: int) -> int:
    """Open a file that is written in place, the log or the lock, and return its descriptor; created 0600 if missing.

    Raises:
        NotOursError: what is written there would go into another file.
        OSError: it cannot be opened, or is no file.
    """
    try:
        if not NO_LINK and path.is_symlink():  # Windows, where only administrators make links
            raise NotOursError(errno.ELOOP, "a link", str(path))
        descriptor = os.open(path, flags | os.O_CREAT | NO_WAIT | NO_LINK, PRIVATE_FILE)
    except OSError as error:
        if error.errno == errno.ELOOP and not isinstance(error, NotOursError):
            raise NotOursError(errno.ELOOP, "a link", str(path)) from error
        raise
    found = os.fstat(descriptor)
    fault = _ownership_fault(found)
    if not fault and stat.S_ISREG(found.st_mode):
        return descriptor
    os.close(descriptor)
    raise NotOursError(errno.EPERM, fault, str(path)) if fault else OSError(errno.EINVAL, "not a file", str(path))


def _ownership_fault(found: os.stat_result) -> str:
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        return f"a file of {found.st_nlink} names"
    if sys.platform != "win32" and found.st_uid != os.geteuid() and has_owners(found.st_dev):
        return f"belongs to user {found.st_uid}"
    return ""


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file, at most ``MAX_FILE`` + 1 bytes; ``None`` if there is no such file.

    Raises:
        NotAFileError: something else lies there.
        InUseError: another program keeps it from being read for the moment.
        StorageError: it cannot be read.
    """
    found = _read(path, follow=True)
    return None if found is None else found[0]


MAX_TABLE: Final = 32 * 1024 * 1024
"""Longest table read, in bytes: 14,000 licences are 1 MB."""


def read_table(path: Path) -> str:
    """Return the text of a table that a person made: UTF-8, UTF-16, else Windows-1252, as spreadsheets write it.

    Raises:
        FileNotFoundError: there is no such file.
        StorageError: it cannot be read, is no file, or is too long.
        NotTextError: it is no text.
    """
    try:
        with open_regular(path) as file:
            data = file.read(MAX_TABLE + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise StorageError(f"cannot read {path}: {error}") from error
    if len(data) > MAX_TABLE:
        raise StorageError(f"{path} is longer than {MAX_TABLE} bytes")
    from iea_agent.core.cleaning import NotTextError, text_of

    try:
        return text_of(data)
    except NotTextError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            raise NotTextError("not Windows-1252") from None


def read_content(path: Path, *, follow: bool = False, owners: frozenset[int] | None = None) -> Content | None:
    """Return the content of a file of the agent, and who else may have written it; ``None`` if there is no such file.

    ``owners`` are the users, by number, who may own it; ``None``: this user and root.

    Raises:
        NotAFileError: something else lies there; a symbolic link is that, too, unless links are followed.
        StorageError: it cannot be read.
    """
    found = _read(path, follow=follow)
    return None if found is None else Content(found[0], distrust_of(path, found[1], owners=owners))


def _read(path: Path, *, follow: bool) -> tuple[bytes, os.stat_result] | None:
    def read() -> tuple[bytes, os.stat_result]:
        with open_regular(path, follow=follow) as file:
            return file.read(MAX_FILE + 1), os.fstat(file.fileno())

    try:
        return retry_while_locked(read)
    except (OSError, ValueError) as error:
        if is_not_a_file(path, follow=follow):
            raise NotAFileError(f"{path} is not a file") from error
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return None
        if isinstance(error, OSError) and is_in_use(path, error):
            raise InUseError(f"another program uses {path}: {error}") from error
        raise StorageError(f"cannot read {path}: {error}") from error


def is_not_a_file(path: Path, *, follow: bool = True) -> bool:
    """Tell whether a folder, a pipe, a socket or a link that leads nowhere lies at a path; any link unless followed."""
    try:
        return not stat.S_ISREG((path.stat() if follow else path.lstat()).st_mode)
    except OSError as error:
        return error.errno in _NEVER_A_FILE and path.is_symlink()
    except ValueError:
        return False
