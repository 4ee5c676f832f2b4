"""The log file: rotated, private, and redacted (``core/report/redaction.py``).

It rotates itself: ``logging.handlers`` loads ``pickle`` into the process that is always on (0.5 MB), and formats each
record twice.
"""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from iea_agent.adapters.files.private import make_folder
from iea_agent.adapters.files.reading import NotOursError, open_own
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.printable import printable, printable_lines
from iea_agent.core.report.redaction import redact

MAX_LOG = 1_000_000
"""Longest log file, in bytes; three are kept."""
_KEPT = 2


def log_file_handler(
    folder: Path, on_change: Callable[[FileNotice | None], None] = lambda _refusal: None, *, rotates: bool = True
) -> logging.Handler:
    """Return a handler that writes ``agent.log``: UTF-8, 1 MB × 3, redacted, created with the first record.

    A write error is reported once on stderr, and nothing stops. ``on_change`` is called on the thread that logs, with
    why the log can no longer be written, and with ``None`` when it can again. A link is not followed. Only the agent
    ``rotates``: another process that appends must not move the file from under it.
    """
    handler = _LogFile(folder / "agent.log", encoding="utf-8", delay=True)
    handler.longest = MAX_LOG if rotates else None
    handler.on_change = on_change
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


class _Formatter(logging.Formatter):
    """Dates records in local time with its offset from UTC (ISO 8601): an hour that clocks repeat is not ambiguous."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 (logging's own name)
        return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")


class _LogFile(logging.FileHandler):
    longest: int | None
    """In bytes; ``None``: it is not rotated."""
    on_change: Callable[[FileNotice | None], None]
    _complained = False
    _refusal: FileNotice | None = None

    def emit(self, record: logging.LogRecord) -> None:
        before, self._refusal = self._refusal, None
        try:
            self._write(self.format(record) + self.terminator)
        except RecursionError:  # as logging itself does
            raise
        except Exception:  # noqa: BLE001 (a record that cannot be written stops nothing)
            self.handleError(record)
        if self._refusal != before:
            self.on_change(self._refusal)

    def format(self, record: logging.LogRecord) -> str:
        # Here and not in a filter: the traceback is part of the text.
        text = redact(super().format(record))
        return printable_lines(text.encode("utf-8", "backslashreplace").decode())

    def _open(self) -> io.TextIOWrapper:
        make_folder(Path(self.baseFilename).parent)
        descriptor = open_own(Path(self.baseFilename), os.O_WRONLY | os.O_APPEND)
        return io.TextIOWrapper(open(descriptor, "ab"), encoding="utf-8", errors="backslashreplace")  # noqa: PTH123

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 (logging's own name)
        error = sys.exception()
        is_ours = not isinstance(error, NotOursError)
        finding = FileFinding.NOT_WRITTEN if is_ours else FileFinding.NOT_OURS
        self._refusal = FileNotice(OwnFile.LOG, finding, detail="" if is_ours else printable(str(error)))
        if self.stream is not None:  # its buffer must not be written later, in the middle of another record
            stream, self.stream = self.stream, None
            with contextlib.suppress(OSError):
                stream.close()
        # Once, and without the arguments that logging itself would print, unredacted.
        if not self._complained and sys.stderr is not None:
            self._complained = True
            with contextlib.suppress(OSError):
                sys.stderr.write(f"iea-agent: the log cannot be written: {error}\n")

    def _write(self, text: str) -> None:
        """Write a record, in a new file if this one would become too long."""
        stream = self.stream or self._open()
        self.stream = stream
        if self.longest is not None and stream.seek(0, os.SEEK_END) + len(text) >= self.longest:
            stream.close()
            self.stream = None
            self._rotate()
            stream = self.stream = self._open()
        stream.write(text)
        stream.flush()

    def _rotate(self) -> None:
        """Rename the files, the oldest first; the one beyond ``_KEPT`` is replaced."""
        files = [self.baseFilename, *(f"{self.baseFilename}.{number}" for number in range(1, _KEPT + 1))]
        # Windows renames no file that another process has open: retried at the next record.
        with contextlib.suppress(OSError):
            for older, newer in zip(reversed(files[1:]), reversed(files[:-1]), strict=True):
                with contextlib.suppress(FileNotFoundError):
                    os.replace(newer, older)  # noqa: PTH105 (names, as logging keeps them)
