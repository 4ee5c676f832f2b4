"""``config.toml``: the settings, written by the settings window and by hand.

People edit it, so it is never moved away: one that cannot be used stays as it is, and the settings last in force, which
are in its ``.bak``, stay in force. A symbolic link is written through.

Reading is light, because the tray process does it. Writing loads tomlkit, which keeps the comments and the unknown
names of a file that an administrator edited.
"""

import contextlib
import logging
import os
import re
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from iea_agent.adapters.files import toml_text
from iea_agent.adapters.files.atomic_write import backup_of, keep_copy, write_durably
from iea_agent.adapters.files.private import PRIVATE_FILE
from iea_agent.adapters.files.reading import is_not_a_file
from iea_agent.adapters.files.recovery import CorruptError, RecoverableFile, free_name
from iea_agent.core.errors import (
    AgentError,
    BadSettingsError,
    InvalidFileError,
    NewerFileError,
    OpenToOthersError,
    StorageError,
)
from iea_agent.core.file_notices import FileFinding, FlawKind
from iea_agent.core.settings import NOT_FROM_OTHERS, PATHS, SCHEMA, Settings, help_of, without_trust
from iea_agent.core.typed_settings import as_meant, has_escaped_path

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_log = logging.getLogger(__name__)

_NAMED: Final = re.compile(r"at `\$\.(\w+)")
"""The setting that an error of msgspec is about."""


class SettingsFile(RecoverableFile[Settings]):
    """The settings in a file; a ``SettingsStore``."""

    follows_link = True  # administrators keep it elsewhere
    base = Settings()
    """What is meant by a name that the file lacks."""
    named: frozenset[str] = frozenset()
    """The names of the settings that stand in the file, since it was last read."""

    def load(self) -> Settings:
        """Return the saved settings; the default ones if there are none.

        What is good becomes the ``.bak``, from which ``last_good()`` reads when the file is not. What is executed or
        trusted is not taken from a file that others may have written.

        Raises:
            InvalidFileError: the file cannot be used; it is left alone.
            NewerFileError: a newer version of the agent wrote the file.
            StorageError: the file exists and cannot be read.
        """
        self.finding, self.detail, self.named = None, "", frozenset()
        try:
            content = self._read(repairs=self._repairs)
            if content is None:
                return self.base
            text, is_other_encoding = toml_text.decode(content.data)
            settings = self._settings_in(toml_text.parse(text), text)
        except CorruptError as error:
            raise InvalidFileError(f"{self._path}: {error}", error.flaw) from error
        if is_other_encoding and self.finding is None:
            self.finding = FileFinding.OTHER_ENCODING
        if content.distrust:
            self.finding, self.detail = FileFinding.OPEN_TO_OTHERS, content.distrust
            self.named -= frozenset(NOT_FROM_OTHERS)
            return without_trust(settings, self.base)
        if self._repairs:
            self._keep_last_good(content.data)
        return settings

    def last_good(self) -> Settings | None:
        """Return the settings last in force, from the ``.bak``; ``None`` if they are not known. Never fails."""
        settings = self._backup(repairs=False)
        if settings is None or not self.detail:
            return settings
        self.named -= frozenset(NOT_FROM_OTHERS)
        return without_trust(settings, self.base)

    def save(self, settings: Settings) -> None:
        """Write durably, and only what changed; the old content is kept as ``.bak``.

        Raises:
            BadSettingsError: a value that ``load()`` would not accept.
            InvalidFileError: what lies there cannot be used; it is left alone, see ``save_beside()``.
            NewerFileError: a newer version of the agent wrote the file; it is left alone.
            OpenToOthersError: others may have written what it executes or trusts; it would look like ours.
            StorageError: the disk refused; the file is as it was.
        """
        settings = _checked(settings)
        try:
            content = self._read(repairs=True)
            if content is None:
                self._write(_fresh(settings), keep_previous=True)
                return
            text, _ = toml_text.decode(content.data)
            current = toml_text.parse(text)
            self._settings_in(current, text)
        except CorruptError as error:
            raise InvalidFileError(f"{self._path}: {error}", error.flaw) from error
        if content.distrust and _needs_trust(current):
            raise OpenToOthersError(f"others may have written {content.distrust}")
        edited = self._edited(text, current, settings)
        if edited is None:
            self._keep_beside("replaced")
        self._write(edited or _fresh(settings), old=content.data, keep_previous=True)

    def save_beside(self, settings: Settings) -> None:
        """Save also over an invalid file, which is kept as ``config.toml.invalid-DATE``; raises as ``save()`` does."""
        settings = _checked(settings)
        try:
            self.save(settings)
        except InvalidFileError:
            text = self._edited_in_spite(settings)
            self._keep_beside("invalid")
            self._write(text, keep_previous=False)

    def _parse(self, data: bytes) -> Settings:
        text, _ = toml_text.decode(data)
        return self._settings_in(toml_text.parse(text), text)

    def _settings_in(self, table: dict[str, object], text: str) -> Settings:
        """Return what a table of settings says, on top of the base; CorruptError, NewerFileError."""
        self.named = frozenset(Settings.__struct_fields__) & table.keys()
        _refuse_newer(table, self._path)
        try:
            settings = msgspec.convert(msgspec.to_builtins(self.base) | table, Settings)
        except msgspec.ValidationError as error:
            named = _NAMED.search(str(error))
            raise toml_text.wrong_value(text, named[1] if named else "", str(error)) from error
        if name := _escaped_path_in(settings):
            message = f"a path with an escaped character - at `$.{name}`"
            raise toml_text.wrong_value(text, name, message, FlawKind.BACKSLASH)
        return as_meant(settings)

    def _edited(self, text: str, current: dict[str, object], settings: Settings) -> str | None:
        """Return the file's text with the changed values; ``None`` if tomlkit cannot edit it."""
        import tomlkit

        document: TOMLDocument
        try:
            document = tomlkit.parse(text)
            for name in Settings.__struct_fields__:
                old, new = current.get(name, _plain(getattr(self.base, name))), _plain(getattr(settings, name))
                if old != new or isinstance(old, bool) is not isinstance(new, bool):  # 1 is not true, but 30 is 30.0
                    document[name] = new
            edited = tomlkit.dumps(document)
            if self._settings_in(toml_text.parse(edited), edited) == settings:
                return edited
        except Exception:  # noqa: BLE001, S110 (the values must be saved; the old text is kept)
            pass
        return None

    def _edited_in_spite(self, settings: Settings) -> str:
        """Return the file's text with these settings if only a value is wrong in it, else a fresh text."""
        with contextlib.suppress(CorruptError):
            content = self._read(repairs=True)
            if content is None or content.distrust:  # what others may have written does not become ours
                return _fresh(settings)
            text, _ = toml_text.decode(content.data)
            edited = self._edited(text, toml_text.parse(text), settings)
            if edited is not None:
                return edited
        return _fresh(settings)

    def _write(self, text: str, *, old: bytes | None = None, keep_previous: bool) -> None:
        """Replace the file, or what the link in its place leads to."""
        data = text.encode()
        if data == old:
            return
        target, mode = self._path, PRIVATE_FILE
        if self._path.is_symlink():
            try:
                target = Path(os.path.realpath(self._path))
                mode = stat.S_IMODE(target.stat().st_mode)
                if keep_previous and old is not None:
                    write_durably(backup_of(self._path), old, keep_previous=False)
            except OSError as error:
                raise StorageError(f"cannot follow {self._path}: {error.strerror}") from error
        write_durably(target, data, mode=mode, keep_previous=keep_previous and target is self._path)

    def _keep_beside(self, why: str) -> None:
        """Keep a copy of the file as ``config.toml.WHY-DATE``; what is no file is moved there. StorageError."""
        kept = free_name(self._path.with_name(f"{self._path.name}.{why}-{time.strftime('%Y-%m-%d')}"))
        try:
            if is_not_a_file(self._path):
                self._path.rename(kept)
            elif self._path.is_symlink():  # a hard link would be one more name of the link
                import shutil

                shutil.copyfile(self._path, kept)
            else:
                keep_copy(self._path, kept)
        except OSError as error:
            raise StorageError(f"cannot keep {self._path} as {kept.name}: {error.strerror}") from error

    def _keep_last_good(self, data: bytes) -> None:
        """Make the ``.bak`` what is in force. A copy, no hard link: editors write into the file itself."""
        backup = backup_of(self._path)
        try:
            if self._is_kept(backup, data):
                return
            write_durably(backup, data, keep_previous=False)
        except AgentError as error:
            _log.warning("the settings in force could not be kept: %s", error)

    def _is_kept(self, backup: Path, data: bytes) -> bool:
        with contextlib.suppress(OSError):
            return backup.stat().st_size == len(data) and backup.read_bytes() == data
        return False


def _escaped_path_in(settings: Settings) -> str:
    """Return the name of a setting whose path has an escaped character, empty if there is none."""
    return next((name for name in PATHS if has_escaped_path(getattr(settings, name))), "")


def _refuse_newer(table: dict[str, object], path: Path) -> None:
    schema = table.get("schema", SCHEMA)
    if isinstance(schema, int) and schema > SCHEMA:
        raise NewerFileError(f"{path} has schema {schema}, this version knows {SCHEMA}")


def _needs_trust(table: dict[str, object]) -> bool:
    """Tell whether a table of settings names anything that is executed or trusted."""
    defaults = Settings()
    return any(name in table and table[name] != _plain(getattr(defaults, name)) for name in NOT_FROM_OTHERS)


def _checked(settings: Settings) -> Settings:
    """Validate and clean settings made by a form as the file's are; BadSettingsError."""
    values = msgspec.to_builtins(settings) | {"schema": SCHEMA}
    try:
        for value in values.values():
            str(value).encode()
        checked = as_meant(msgspec.convert(values, Settings))
    except UnicodeEncodeError as error:
        raise BadSettingsError("a setting is not a text") from error
    except msgspec.ValidationError as error:
        raise BadSettingsError(str(error)) from error
    if name := _escaped_path_in(checked):
        raise BadSettingsError(f"{name} is a path with an escaped character")
    return checked


def _fresh(settings: Settings) -> str:
    import tomlkit

    document = tomlkit.document()
    for name in Settings.__struct_fields__:
        document.add(tomlkit.comment(help_of(name)))
        document.add(name, _plain(getattr(settings, name)))
        document.add(tomlkit.nl())
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _plain(value: object) -> object:
    """Return a value as TOML has it."""
    return list(value) if isinstance(value, tuple) else value
