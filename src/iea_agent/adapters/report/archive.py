"""Diagnostic reports on the disk: gathers the log files; writes, reads and copies the archive.

The content is made, and redacted, by ``core/report/compose.py``; :func:`gather_logs` returns the log as it is.
"""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from iea_agent.adapters.files.atomic_write import write_durably
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.reading import open_regular
from iea_agent.adapters.files.retries import retry_while_locked
from iea_agent.core.errors import StorageError
from iea_agent.core.texts import report_files

MAX_LOG: Final = 1_200_000
"""How much is read of one log file, from its end, in bytes; ``adapters/files/log.py`` writes less."""
MAX_REPORT: Final = 16 * 1024 * 1024
"""Longest archive, and longest content of one, in bytes; ours are far shorter."""
MAX_TEXTS: Final = 100
_LOGS: Final = {"agent.log": report_files.LOG, "agent.log.1": "journal.1.log", "agent.log.2": "journal.2.log"}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date of a ZIP archive: the same texts make the same archive."""


class ZipReports:
    """Diagnostic reports as archives; ``Reports``."""

    def read(self, path: str) -> Mapping[str, str]:
        """Return the texts of a report by name; StorageError."""
        return read_report(Path(path))

    def save_as(self, path: str, target: str) -> None:
        """Copy a report to where the user wants it; StorageError."""
        save_as(Path(path), Path(target))


def gather_logs(folders: Folders) -> Mapping[str, str]:
    """Return the log files, newest first, by their names in the report.

    Never fails: an unreadable file is replaced by a sentence, and bytes that are not UTF-8 are escaped.
    """
    found = {name: _log_in(folders.log / file) for file, name in _LOGS.items()}
    return {name: text for name, text in found.items() if text is not None}


def _log_in(path: Path) -> str | None:
    try:
        data, cut = retry_while_locked(partial(_end_of, path, MAX_LOG))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        return report_files.unreadable(path.name, str(error)) + "\n"
    text = data.decode("utf-8", "backslashreplace")
    if not cut:
        return text
    whole_lines = text[text.find("\n") + 1 :]  # a cut line may begin with part of a secret
    return f"{report_files.cut_file(cut)}\n{whole_lines}"


def _end_of(path: Path, length: int) -> tuple[bytes, int]:
    """Return the end of a file, and how many bytes precede it; OSError, ValueError."""
    with open_regular(path, follow=False) as file:  # the end of another file is nobody's report
        cut = max(0, os.fstat(file.fileno()).st_size - length)
        file.seek(cut)
        return file.read(length), cut


def write_report(path: Path, texts: Mapping[str, str]) -> None:
    """Write a report atomically, for the user alone (0600); StorageError."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in texts.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, on every system
            member.external_attr = (stat.S_IFREG | 0o600) << 16
            file.writestr(member, text.encode("utf-8", "backslashreplace"))
    write_durably(path, archive.getvalue(), keep_previous=False)


def read_report(path: Path) -> Mapping[str, str]:
    """Return the texts of a report by name, in order; StorageError if it is not a report, or cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(_read(path))) as file:
            members = file.infolist()
            if len(members) > MAX_TEXTS or sum(member.file_size for member in members) > MAX_REPORT:
                raise StorageError(f"{path} is too long to be a report")
            return {member.filename: file.read(member).decode("utf-8", "backslashreplace") for member in members}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise StorageError(f"{path} is not a report: {error}") from error


def save_as(path: Path, target: Path) -> None:
    """Copy a report to where the user wants it, replacing what is there; StorageError, also for a missing folder."""
    if not target.absolute().parent.is_dir():  # the user mistyped it: do not create it
        raise StorageError(f"{target.parent} is no folder")
    write_durably(target, _read(path), keep_previous=False)


def _read(path: Path) -> bytes:
    try:
        data, cut = retry_while_locked(partial(_end_of, path, MAX_REPORT))
    except (OSError, ValueError) as error:
        raise StorageError(f"cannot read {path}: {error}") from error
    if cut:
        raise StorageError(f"{path} is too long to be a report")
    return data
