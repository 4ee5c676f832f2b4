"""``history.json``: the diary (``core/history.py``), which survives restarts and power cuts.

::

    {"schema": 1, "crc32": "…", "periods": [{"kind": "outage", "begin": 1760000000.0, "end": null, …}]}

Written as ``state.json`` is (``state_file.py``): the checksum is over the periods in canonical JSON, what the file held
is kept as ``.bak``, a spoiled file as ``.corrupt``, and a file of a newer version is read and never written.
"""

import contextlib
import zlib
from pathlib import Path
from typing import Any

import msgspec

from iea_agent.adapters.files.atomic_write import (
    MAX_FILE,
    SpoiledError,
    keep_spoiled,
    read_or_mend,
    recover,
    write_durably,
)
from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.history import History, Period

SCHEMA = 1


class _File(msgspec.Struct, frozen=True):
    schema: int
    periods: list[Any]
    crc32: str = ""


class HistoryFile:
    """The diary in a file; a ``HistoryStore``.

    ``notice`` tells, after ``load()``, what the user has to know, or is ``None``. Who only looks gives
    ``repairs=False``: a spoiled file then stays where it is.
    """

    def __init__(self, path: Path, *, repairs: bool = True) -> None:
        self._path = path
        self._repairs = repairs
        self.notice: FileFinding | None = None

    def load(self) -> History:
        """Return what was last saved, nothing if that cannot be read. Never fails.

        A spoiled file is kept as ``.corrupt`` and replaced by its ``.bak`` or, failing that, by nothing.
        """
        self.notice = None
        try:
            data, mended = read_or_mend(self._path, repairs=self._repairs)
            if mended:
                self.notice = FileFinding.MADE_READABLE
            if data is None:
                return ()
            file = _file_in(data)
            if file.schema > SCHEMA:
                self.notice = FileFinding.NEWER
                return _as_far_as_understood(file.periods)
            return _history_in(file)
        except SpoiledError:
            history = self._backup(repairs=self._repairs)
            self.notice = FileFinding.RESET if history is None else FileFinding.RECOVERED
        except StorageError:
            history = self._backup(repairs=False)
            self.notice = FileFinding.UNREADABLE
        return history or ()

    def _backup(self, *, repairs: bool) -> History | None:
        return recover(self._path, lambda backup: _history_in(_file_in(backup)), repairs=repairs)

    def save(self, history: History) -> None:
        """Write durably before returning; what the file held is kept as ``.bak``.

        Raises:
            NewerFileError: a newer version of the agent wrote the file; it is left alone.
            StorageError: the disk refused; the file is as it was.
        """
        spoiled = False
        try:
            data, _ = read_or_mend(self._path, repairs=self._repairs)
            if data is not None:
                self._refuse_newer(data)
        except SpoiledError:
            keep_spoiled(self._path)
            spoiled = True
        write_durably(self._path, _encoded(history), keep_previous=not spoiled)

    def _refuse_newer(self, data: bytes) -> None:
        file = _file_in(data)
        if file.schema > SCHEMA:
            raise NewerFileError(f"{self._path} has schema {file.schema}, this version knows {SCHEMA}")
        _history_in(file)


def _encoded(history: History) -> bytes:
    periods = [_text(each) for each in msgspec.to_builtins(history)]
    return msgspec.json.encode({"schema": SCHEMA, "crc32": _checksum(periods), "periods": periods}) + b"\n"


def _text(period: dict[str, Any]) -> dict[str, Any]:
    """Return a period without half characters, which no file can hold."""
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in period.items()
    }


def _checksum(periods: list[Any]) -> str:
    return f"{zlib.crc32(msgspec.json.encode(periods, order='deterministic')):08x}"


def _file_in(data: bytes) -> _File:
    if len(data) > MAX_FILE:
        raise SpoiledError
    try:
        return msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SpoiledError from error


def _history_in(file: _File) -> History:
    try:
        if file.schema < SCHEMA or file.crc32 != _checksum(file.periods):
            raise SpoiledError
        return msgspec.convert(file.periods, History)
    except (msgspec.ValidationError, OverflowError) as error:  # JSON has longer integers than can be written
        raise SpoiledError from error


def _as_far_as_understood(periods: list[Any]) -> History:
    """Read what a newer version wrote; each period stands for itself."""
    understood = []
    for period in periods:
        with contextlib.suppress(msgspec.ValidationError):
            understood.append(msgspec.convert(period, Period))
    return tuple(understood)
