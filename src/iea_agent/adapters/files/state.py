"""``state.json``: the mode and what goes with it (``core/saved_state.py``), which survive restarts and power cuts.

::

    {"schema": 1, "crc32": "…", "state": {"mode": "assistance", "mode_since": 1760000000.0, "reason": "…"}}

The checksum is over the state in canonical JSON; it is against accidents, and CRC-32 needs no cryptography in the
tray process. Names that this version does not know are kept.
"""

import zlib
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

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
from iea_agent.core.saved_state import SavedState

SCHEMA = 1


class _File(msgspec.Struct, frozen=True):
    schema: int
    state: dict[str, Any]
    crc32: str = ""


class StateFile:
    """What is kept, in a file; a ``StateStore``.

    ``notice`` tells, after ``load()``, what the user has to know, or is ``None``. Who only looks gives
    ``repairs=False``: a spoiled file then stays where it is.
    """

    def __init__(self, path: Path, *, repairs: bool = True) -> None:
        self._path = path
        self._repairs = repairs
        self.notice: FileFinding | None = None

    def load(self) -> SavedState:
        """Return what was last saved; the default if there is nothing. Never fails.

        A spoiled file is kept as ``.corrupt`` and replaced by its ``.bak`` or, failing that, by nothing; a file that is
        gone is replaced by its ``.bak`` too.
        """
        self.notice = None
        try:
            data, mended = read_or_mend(self._path, repairs=self._repairs)
            if mended:
                self.notice = FileFinding.MADE_READABLE
            if data is None:
                return self._left_behind()
            file = _file_in(data)
            if file.schema > SCHEMA:
                self.notice = FileFinding.NEWER
                return _as_far_as_understood(file.state)
            return _state_in(file)
        except SpoiledError:
            state = self._backup(repairs=self._repairs)
            self.notice = FileFinding.RESET if state is None else FileFinding.RECOVERED
        except StorageError:
            state = self._backup(repairs=False)
            self.notice = FileFinding.UNREADABLE
        return state or SavedState()

    def _left_behind(self) -> SavedState:
        """Return what the backup says where the file itself is gone: no write of ours leaves one without the other."""
        state = self._backup(repairs=self._repairs)
        if state is None:
            return SavedState()
        self.notice = FileFinding.RECOVERED
        return state

    def _backup(self, *, repairs: bool) -> SavedState | None:
        return recover(self._path, lambda backup: _state_in(_file_in(backup)), repairs=repairs)

    def save(self, kept: SavedState) -> None:
        """Write durably before returning; what the file held is kept as ``.bak``.

        Raises:
            NewerFileError: a newer version of the agent wrote the file; it is left alone.
            StorageError: the disk refused; the file is as it was.
        """
        there: dict[str, Any] = {}
        spoiled = False
        try:
            data, _ = read_or_mend(self._path, repairs=self._repairs)
            if data is not None:
                there = self._content_of(data)
        except SpoiledError:
            keep_spoiled(self._path)
            spoiled = True
        reason = kept.reason.encode("utf-8", "replace").decode()  # half a character must not prevent the beetle
        saved = msgspec.to_builtins(replace(kept, reason=reason))
        write_durably(self._path, _encoded(there | saved), keep_previous=not spoiled)

    def _content_of(self, data: bytes) -> dict[str, Any]:
        """Return what stands in the file now, with the names that this version does not know."""
        file = _file_in(data)
        if file.schema > SCHEMA:
            raise NewerFileError(f"{self._path} has schema {file.schema}, this version knows {SCHEMA}")
        _state_in(file)
        return file.state


def _checksum(state: dict[str, Any]) -> str:
    return f"{zlib.crc32(msgspec.json.encode(state, order='deterministic')):08x}"


def _encoded(state: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"schema": SCHEMA, "crc32": _checksum(state), "state": state}) + b"\n"


def _file_in(data: bytes) -> _File:
    if len(data) > MAX_FILE:
        raise SpoiledError
    try:
        return msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SpoiledError from error


def _state_in(file: _File) -> SavedState:
    try:
        if file.schema < SCHEMA or file.crc32 != _checksum(file.state):
            raise SpoiledError
        return msgspec.convert(file.state, SavedState)
    except (msgspec.ValidationError, OverflowError) as error:  # JSON has longer integers than can be written
        raise SpoiledError from error


def _as_far_as_understood(state: dict[str, Any]) -> SavedState:
    """Read what a newer version wrote; the mode matters most, so each field stands for itself."""
    known = {}
    for name in SavedState.__struct_fields__:
        try:
            msgspec.convert({name: state[name]}, SavedState)
            known[name] = state[name]
        except (KeyError, msgspec.ValidationError):
            continue
    return msgspec.convert(known, SavedState)
