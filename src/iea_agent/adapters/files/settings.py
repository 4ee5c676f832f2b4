"""``config.toml``: the settings, written by the settings window and by hand.

Reading is light, because the tray process does it. Writing loads tomlkit, which keeps the comments and the unknown
names of a file that an administrator edited.
"""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from iea_agent.adapters.files.atomic_write import write_durably
from iea_agent.adapters.files.recovery import CorruptError, RecoverableFile
from iea_agent.core.errors import BadSettingsError, NewerFileError
from iea_agent.core.settings import SCHEMA, Settings, help_of
from iea_agent.core.typed_settings import as_meant

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


class SettingsFile(RecoverableFile[Settings]):
    """The settings in a file; a ``SettingsStore``."""

    def load(self) -> Settings:
        """Return the saved settings; the default ones if there are none.

        A corrupt file (empty, not UTF-8, not TOML, a folder) is quarantined as ``.corrupt`` and replaced by its
        ``.bak`` or, failing that, by nothing; ``finding`` says so.

        Raises:
            BadSettingsError: the file is TOML and holds an invalid value, which the error names; it is left alone.
            NewerFileError: a newer version of the agent wrote the file.
            StorageError: the file exists and cannot be read.
        """
        self.finding = None
        try:
            data = self._read(repairs=self._repairs)
            return Settings() if data is None else self._parse(data)
        except CorruptError:
            return self._recovered(Settings())

    def save(self, settings: Settings) -> None:
        """Write durably, and only what changed; the old content is kept as ``.bak``.

        Raises:
            BadSettingsError: a value that ``load()`` would not accept.
            NewerFileError: a newer version of the agent wrote the file; it is left alone.
            StorageError: the disk refused; the file is as it was.
        """
        settings = _checked(settings)
        try:
            data = self._read(repairs=True)
            current = {} if data is None else _table_in(data)
        except CorruptError:
            self._quarantine()
            write_durably(self._path, _fresh(settings).encode(), keep_previous=False)
            return
        _refuse_newer(current, self._path)
        text = _fresh(settings) if data is None else _edited(data, current, settings)
        if text.encode() != data:
            write_durably(self._path, text.encode())

    def _parse(self, data: bytes) -> Settings:
        return _settings_in(_table_in(data), self._path)


def _table_in(data: bytes) -> dict[str, object]:
    if not data.strip():  # a power cut may leave a file without its content
        raise CorruptError
    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # Notepad writes a byte order mark
    except (ValueError, RecursionError) as error:
        raise CorruptError from error


def _settings_in(table: dict[str, object], path: Path) -> Settings:
    _refuse_newer(table, path)
    try:
        return as_meant(msgspec.convert(table, Settings))
    except msgspec.ValidationError as error:
        raise BadSettingsError(f"{path}: {error}") from error


def _refuse_newer(table: dict[str, object], path: Path) -> None:
    schema = table.get("schema", SCHEMA)
    if isinstance(schema, int) and schema > SCHEMA:
        raise NewerFileError(f"{path} has schema {schema}, this version knows {SCHEMA}")


def _checked(settings: Settings) -> Settings:
    """Validate and clean settings made by a form as the file's are; BadSettingsError."""
    values = msgspec.to_builtins(settings) | {"schema": SCHEMA}
    try:
        for value in values.values():
            str(value).encode()
        return as_meant(msgspec.convert(values, Settings))
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
    """Return the file's text with the changed values; if tomlkit cannot edit it, a fresh text of our settings only."""
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
    except Exception:  # noqa: BLE001, S110 (the values must be saved; the old text is in .bak)
        pass
    return _fresh(settings)


def _plain(value: object) -> object:
    """Return a value as TOML has it."""
    return list(value) if isinstance(value, tuple) else value
