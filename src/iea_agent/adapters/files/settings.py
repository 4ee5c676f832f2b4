"""``config.toml``: the settings, written by the settings window and by hand.

Reading is light, because the tray process does it. Writing loads tomlkit, which keeps the comments and the
unknown names of a file that an administrator wrote.
"""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from iea_agent.adapters.files.atomic_write import (
    MAX_FILE,
    SpoiledError,
    keep_spoiled,
    read_or_mend,
    recover,
    write_durably,
)
from iea_agent.core.errors import BadSettingsError, NewerFileError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.settings import SCHEMA, Settings, help_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


class SettingsFile:
    """The settings in a file; a ``SettingsStore``.

    ``notice`` tells, after ``load()``, what the user has to know, or is ``None``. Who only looks gives
    ``repairs=False``: a spoiled file then stays where it is.
    """

    def __init__(self, path: Path, *, repairs: bool = True) -> None:
        self._path = path
        self._repairs = repairs
        self.notice: FileFinding | None = None

    def load(self) -> Settings:
        """Return the saved settings; the default ones if there are none.

        A spoiled file (empty, not UTF-8, not TOML, a folder) is kept as ``.corrupt`` and replaced by its ``.bak`` or,
        failing that, by nothing; ``notice`` says so.

        Raises:
            BadSettingsError: the file is TOML and holds an impossible value, which the error names; it is left alone.
            NewerFileError: a newer version of the agent wrote the file.
            StorageError: the file is there and cannot be read.
        """
        self.notice = None
        try:
            data, mended = read_or_mend(self._path, repairs=self._repairs)
            if mended:
                self.notice = FileFinding.MADE_READABLE
            if data is None:
                return Settings()
            return _settings_in(_table_in(data), self._path)
        except SpoiledError:
            settings = recover(
                self._path, lambda backup: _settings_in(_table_in(backup), self._path), repairs=self._repairs
            )
            self.notice = FileFinding.RESET if settings is None else FileFinding.RECOVERED
            return settings or Settings()

    def save(self, settings: Settings) -> None:
        """Write durably, and only what changed; what the file held is kept as ``.bak``.

        Raises:
            BadSettingsError: a value that ``load()`` would not accept.
            NewerFileError: a newer version of the agent wrote the file; it is left alone.
            StorageError: the disk refused; the file is as it was.
        """
        settings = _checked(settings)
        try:
            data, _ = read_or_mend(self._path, repairs=True)
            current = {} if data is None else _table_in(data)
        except SpoiledError:
            keep_spoiled(self._path)
            write_durably(self._path, _fresh(settings).encode(), keep_previous=False)
            return
        _refuse_newer(current, self._path)
        text = _fresh(settings) if data is None else _edited(data, current, settings)
        if text.encode() != data:
            write_durably(self._path, text.encode())


def _table_in(data: bytes) -> dict[str, object]:
    if len(data) > MAX_FILE or not data.strip():  # a power cut may leave a file without its content
        raise SpoiledError
    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # Notepad writes the mark
    except (ValueError, RecursionError) as error:
        raise SpoiledError from error


def _settings_in(table: dict[str, object], path: Path) -> Settings:
    _refuse_newer(table, path)
    try:
        return msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        raise BadSettingsError(f"{path}: {error}") from error


def _refuse_newer(table: dict[str, object], path: Path) -> None:
    schema = table.get("schema", SCHEMA)
    if isinstance(schema, int) and schema > SCHEMA:
        raise NewerFileError(f"{path} has schema {schema}, this version knows {SCHEMA}")


def _checked(settings: Settings) -> Settings:
    """Hold settings made by a form to the rules of the file."""
    values = msgspec.to_builtins(settings) | {"schema": SCHEMA}
    try:
        for value in values.values():
            str(value).encode()
        return msgspec.convert(values, Settings)
    except UnicodeEncodeError as error:
        raise BadSettingsError("a setting is not a text") from error
    except msgspec.ValidationError as error:
        raise BadSettingsError(str(error)) from error


def _fresh(settings: Settings) -> str:
    import tomlkit

    document = tomlkit.document()
    for name in Settings.__struct_fields__:
        document.add(tomlkit.comment(help_of(name)))
        document.add(name, _plain(getattr(settings, name)))
        document.add(tomlkit.nl())
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _edited(data: bytes, current: dict[str, object], settings: Settings) -> str:
    """Return the file's text with the changed values; a fresh one, of our settings only, if tomlkit cannot edit it."""
    import tomlkit

    document: TOMLDocument
    try:
        document = tomlkit.parse(data.decode("utf-8-sig"))
        for name in Settings.__struct_fields__:
            old, new = current.get(name, _plain(getattr(Settings(), name))), _plain(getattr(settings, name))
            if old != new or isinstance(old, bool) is not isinstance(new, bool):  # 1 is not true, but 30 is 30.0
                document[name] = new
        text = tomlkit.dumps(document)
        if _settings_in(_table_in(text.encode()), Path("config.toml")) == settings:
            return text
    except Exception:  # noqa: BLE001, S110 (the values must be saved, and what was there is in .bak)
        pass
    return _fresh(settings)


def _plain(value: object) -> object:
    """Return a value as TOML has it."""
    return list(value) if isinstance(value, tuple) else value
