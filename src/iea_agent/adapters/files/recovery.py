"""Files of the agent that recover: a corrupt one is quarantined as ``.corrupt`` and replaced by its ``.bak``."""

import contextlib
import os
import stat
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Generic, TypeVar

from iea_agent.adapters.files.atomic_write import backup_of, keep_copy, remove_durably, write_durably
from iea_agent.adapters.files.reading import MAX_FILE, Content, NotAFileError, is_not_a_file, read_content
from iea_agent.core.errors import AgentError, StorageError
from iea_agent.core.file_notices import FileFinding, FileFlaw, FlawKind

T = TypeVar("T")


class CorruptError(Exception):
    """The content of a file is not what the agent writes there. Never leaves the stores."""

    def __init__(self, message: str = "", flaw: FileFlaw | None = None) -> None:
        super().__init__(message)
        self.flaw = flaw or FileFlaw(FlawKind.SYNTAX)


class RecoverableFile(ABC, Generic[T]):
    """A file and its backup.

    ``finding`` is what the last ``load()`` found wrong, or ``None``; ``detail`` is who else may have written the file.
    With ``repairs=False``, for readers beside a running agent, loading changes nothing on the disk.
    """

    follows_link = False
    """Whether the file may be a symbolic link."""

    def __init__(self, path: Path, *, repairs: bool = True) -> None:
        self._path = path
        self._repairs = repairs
        self.finding: FileFinding | None = None
        self.detail = ""

    @abstractmethod
    def _parse(self, data: bytes) -> T:
        """Return what the content means; CorruptError, or AgentError if it is of no use as a backup."""

    def _read(self, *, repairs: bool) -> Content | None:
        """Return the content, ``None`` if there is no file; one that its owner may not read is made readable.

        Raises:
            CorruptError: it is too long, or no file.
            StorageError: it cannot be read.
        """
        try:
            return self._content_of(self._path)
        except StorageError:
            if not (repairs and _make_readable(self._path)):
                raise
        self.finding = FileFinding.MADE_READABLE
        return self._content_of(self._path)

    def _content_of(self, path: Path) -> Content | None:
        try:
            content = read_content(path, follow=self.follows_link)
        except NotAFileError as error:
            kind = FlawKind.NOT_A_FILE if path.exists() else FlawKind.LINK
            raise CorruptError(str(error), FileFlaw(kind)) from error
        if content is not None and len(content.data) > MAX_FILE:
            raise CorruptError("too long", FileFlaw(FlawKind.TOO_LONG))
        return content

    def _recovered(self, default: T) -> T:
        """Return what the backup of a corrupt file says, else the default; ``finding`` tells which."""
        value = self._backup(repairs=self._repairs)
        self.finding = FileFinding.RESET if value is None else FileFinding.RECOVERED
        return default if value is None else value

    def _backup(self, *, repairs: bool) -> T | None:
        """Return what the backup says, ``None`` if it is missing or corrupt too.

        With ``repairs`` the file is quarantined and replaced by its backup. Never fails: on a disk that refuses,
        everything stays as it is and the next load tries again. A backup that others may have written stays where it
        is: written again, it would look like ours.
        """
        content, value = None, None
        with contextlib.suppress(CorruptError, AgentError):
            content = self._content_of(backup_of(self._path))
            value = None if content is None else self._parse(content.data)
        if content is not None and value is not None:
            self.detail = content.distrust
        if repairs:
            with contextlib.suppress(AgentError):
                self._quarantine()
                if content is None or value is None or content.distrust:
                    remove_durably(self._path)
                else:
                    write_durably(self._path, content.data, keep_previous=False)
        return value

    def _quarantine(self) -> None:
        """Keep a copy of the file as ``.corrupt``; what is no regular file is moved to a new name. StorageError."""
        corrupt = self._path.with_name(f"{self._path.name}.corrupt")
        try:
            if is_not_a_file(self._path, follow=self.follows_link):
                self._path.rename(free_name(corrupt))
            else:
                keep_copy(self._path, corrupt)
        except OSError as error:
            raise StorageError(f"cannot quarantine {self._path}: {error.strerror}") from error


def _make_readable(path: Path) -> bool:
    """Give the owner the right to read a file, if only that is missing; return whether it was (POSIX)."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            found = path.stat()
            mode = stat.S_IMODE(found.st_mode)
            if found.st_uid == os.geteuid() and not mode & stat.S_IRUSR:
                path.chmod(mode | stat.S_IRUSR | stat.S_IWUSR)
                return True
    return False


def free_name(path: Path) -> Path:
    """Return ``path``, or the first of ``path-2``, ``path-3``, … that nothing has yet."""
    free, number = path, 1
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
