"""JSON files with a schema version and a checksum: ``state.json`` and ``history.json``.

::

    {"schema": 1, "crc32": "83b5d941", "state": {"mode": "assistance", …}}

The checksum is CRC-32 over the content in canonical JSON (sorted names, no spaces, UTF-8). It detects accidents only,
and needs no cryptography in the tray process.
"""

import contextlib
import zlib
from abc import abstractmethod
from typing import Any, TypeVar

import msgspec

from iea_agent.adapters.files.atomic_write import write_durably
from iea_agent.adapters.files.recovery import CorruptError, RecoverableFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import InUseError, NewerFileError, StorageError
from iea_agent.core.file_notices import CANNOT_BE_READ, FileFinding
from iea_agent.core.history import History, Period
from iea_agent.core.saved_state import SavedState, without_mode, without_repair

T = TypeVar("T")


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the file. A subclass gives ``content`` its type and its name."""

    schema: int
    crc32: str = ""
    content: Any


class ChecksummedFile(RecoverableFile[T]):
    """One value in a file. A subclass says of which type, and how a newer version's content is read."""

    schema = 1
    """The format that this version writes: older ones are corrupt, newer ones are read and never written."""
    envelope: type[Envelope]
    value: Any
    """The type of the value (``msgspec.convert``)."""
    default: T
    """The value of a file that is missing, or lost."""
    restores_missing = False
    """Whether a missing file is restored from its backup."""

    @abstractmethod
    def _understood(self, content: Any) -> T:  # noqa: ANN401 (JSON)
        """Return what can be understood of the content that a newer version wrote."""

    def load(self) -> T:
        """Return what was last saved, the default if there is nothing. Never fails.

        A corrupt file is quarantined as ``.corrupt`` and replaced by its ``.bak`` or, failing that, by nothing. Of one
        that others may have written, only what is not trusted is taken.
        """
        self.finding, self.detail = None, ""
        value = self._loaded()
        if self.detail and (left := self._without_trust(value)) != value:
            if self.finding not in CANNOT_BE_READ:
                self.finding = FileFinding.OPEN_TO_OTHERS
            return left
        self.detail = ""
        return value

    def _without_trust(self, value: T) -> T:
        """Return what is used of a value that others may have written."""
        return value

    def _loaded(self) -> T:
        try:
            content = self._read(repairs=self._repairs)
            if content is not None:
                self.detail = content.distrust
                file = self._envelope_in(content.data)
                if file.schema <= self.schema:
                    return self._checked(file)
                self.finding = FileFinding.NEWER
                return self._understood(file.content)
            value = self._backup(repairs=self._repairs) if self.restores_missing else None
            self.finding = None if value is None else FileFinding.RECOVERED
        except CorruptError:
            return self._recovered(self.default)
        except StorageError as error:
            value = self._backup(repairs=False)
            self.finding = FileFinding.IN_USE if isinstance(error, InUseError) else FileFinding.UNREADABLE
        return self.default if value is None else value

    def save(self, value: T) -> None:
        """Write durably before returning; the old content is kept as ``.bak``, names unknown here are kept.

        Raises:
            NewerFileError: a newer version of the agent wrote the file; it is left alone.
            StorageError: the disk refused; the file is as it was.
        """
        content, is_corrupt = _storable(msgspec.to_builtins(value)), False
        try:
            found = self._read(repairs=self._repairs)
            if found is not None:
                file = self._envelope_in(found.data)
                if file.schema > self.schema:
                    raise NewerFileError(f"{self._path} has schema {file.schema}, this version knows {self.schema}")
                self._checked(file)
                content = file.content | content if isinstance(content, dict) else content
        except CorruptError:
            is_corrupt = True
            self._quarantine()
        envelope = self.envelope(schema=self.schema, crc32=_checksum(content), content=content)
        write_durably(self._path, msgspec.json.encode(envelope) + b"\n", keep_previous=not is_corrupt)

    def _parse(self, data: bytes) -> T:
        return self._checked(self._envelope_in(data))

    def _envelope_in(self, data: bytes) -> Envelope:
        try:
            return msgspec.json.decode(data, type=self.envelope)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CorruptError from error

    def _checked(self, file: Envelope) -> T:
        try:
            if file.schema < self.schema or file.crc32 != _checksum(file.content):
                raise CorruptError
            value: T = msgspec.convert(file.content, self.value)
        except (msgspec.ValidationError, OverflowError) as error:  # JSON has longer integers than msgspec can write
            raise CorruptError from error
        return value


def _checksum(content: object) -> str:
    return f"{zlib.crc32(msgspec.json.encode(content, order='deterministic')):08x}"


def _storable(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Replace lone surrogates, which UTF-8 cannot hold, in all texts of a value."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list() | tuple():
            return [_storable(each) for each in value]
        case dict():
            return {name: _storable(each) for name, each in value.items()}
        case _:
            return value


class _StateEnvelope(Envelope, frozen=True, kw_only=True):
    content: dict[str, Any] = msgspec.field(name="state")


class StateFile(ChecksummedFile[SavedState]):
    """The saved state in ``state.json``; a ``StateStore``."""

    envelope = _StateEnvelope
    value = SavedState
    default = SavedState()
    restores_missing = True  # no write leaves a backup without its file: losing assistance mode would be worse

    def _without_trust(self, value: SavedState) -> SavedState:
        without = without_repair(value)
        return without if without.mode is Mode.PRODUCTION else without_mode(without)

    def _understood(self, content: dict[str, Any]) -> SavedState:
        """Return each field that has a valid value: the mode matters most."""
        understood = {}
        for name in SavedState.__struct_encode_fields__:
            with contextlib.suppress(KeyError, msgspec.ValidationError):
                msgspec.convert({name: content[name]}, SavedState)
                understood[name] = content[name]
        return msgspec.convert(understood, SavedState)


class _HistoryEnvelope(Envelope, frozen=True, kw_only=True):
    content: list[Any] = msgspec.field(name="periods")


class HistoryFile(ChecksummedFile[History]):
    """The history in ``history.json``; a ``HistoryStore``."""

    envelope = _HistoryEnvelope
    value = History
    default: History = ()

    def _understood(self, content: list[Any]) -> History:
        """Return each period that is valid."""
        understood = []
        for period in content:
            with contextlib.suppress(msgspec.ValidationError):
                understood.append(msgspec.convert(period, Period))
        return tuple(understood)
