"""Licence keys in a private file, ``licence-key.json``: only where the user agreed to that."""

import contextlib
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from iea_agent.adapters.files.atomic_write import keep_copy, write_durably
from iea_agent.adapters.files.reading import read_content
from iea_agent.adapters.files.trust import distrust_of
from iea_agent.core.errors import KeyStoreError, StorageError
from iea_agent.core.licence_key import key_fault
from iea_agent.core.secret import Secret


class KeyFile:
    """Keys by licence number, in a JSON file with mode 0600; ``LicenceKeys``.

    The origin of a key stands beside it, under a name of its own: an older version reads its keys, and drops nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "licence-key.json"

    def question(self, number: str, *, to_put: bool = False) -> None:
        """Return ``None``: a file needs no prompt."""
        del number, to_put

    def get(self, number: str) -> Secret | None:
        """Return the key of a licence, ``None`` if there is none.

        Raises:
            KeyStoreError: the file cannot be read, is corrupt, or can be read or replaced by others.
        """
        key = self._checked().get(number)
        return Secret(key) if key else None

    def origin(self, number: str) -> str:
        """See ``LicenceKeys.origin``; KeyStoreError, as ``get``."""
        return self._checked().get(_origin_name(number), "")

    def put(self, number: str, key: Secret, origin: str = "") -> None:
        """Store the key of a licence; KeyStoreError. There is no ``.bak``: a replaced key must not linger.

        A corrupt file is kept as ``.corrupt``: it may hold the keys of other licences.
        """
        if (fault := key_fault(number, key.value)) is not None:
            raise KeyStoreError(fault)
        try:
            self._write({**(self._trusted_keys() or {}), number: key.value, _origin_name(number): origin})
        except StorageError as error:
            raise KeyStoreError(str(error)) from error

    def put_origin(self, number: str, origin: str) -> None:
        """See ``LicenceKeys.put_origin``; KeyStoreError, also where there is no key."""
        keys = self._checked()
        if number not in keys:
            raise KeyStoreError(f"{self._path} holds no key for this licence")
        try:
            self._write({**keys, _origin_name(number): origin})
        except StorageError as error:
            raise KeyStoreError(str(error)) from error

    def _write(self, keys: Mapping[str, str]) -> None:
        kept = {name: value for name, value in keys.items() if value}
        write_durably(self._path, msgspec.json.encode(kept) + b"\n", keep_previous=False)

    def _checked(self) -> dict[str, str]:
        """Return the keys and origins; KeyStoreError: the file cannot be read, is corrupt, or can be read by others."""
        try:
            self._refuse_if_open()
            keys, distrust = self._read()
        except StorageError as error:
            raise KeyStoreError(str(error)) from error
        if keys is None:
            raise KeyStoreError(f"{self._path} is not a file of licence keys")
        if distrust:
            raise self._open_to_others(f"others may have written {distrust}")
        return keys

    def _trusted_keys(self) -> dict[str, str] | None:
        """Return the keys to keep in a file that is written again: none that others may have put there.

        Raises:
            StorageError: the file cannot be read, is corrupt and cannot be kept, or others may replace any file of its
                folder.
        """
        if distrust := distrust_of(self._path.parent):
            raise StorageError(f"others may write {distrust}")
        keys, distrust = self._read()
        if distrust:
            return None
        if keys is None:
            try:
                keep_copy(self._path, self._path.with_name(f"{self._path.name}.corrupt"))
            except OSError as error:
                raise StorageError(f"{self._path} is corrupt, and cannot be kept: {error}") from error
        return keys

    def _read(self) -> tuple[dict[str, str] | None, str]:
        """Return the keys by licence number, ``None`` if the file is corrupt; and why others may have written it."""
        content = read_content(self._path)
        if content is None:
            return {}, ""
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return msgspec.json.decode(content.data, type=dict[str, str]), content.distrust
        return None, content.distrust

    def _refuse_if_open(self) -> None:
        if sys.platform != "win32":  # the profile is private there
            try:
                found = self._path.stat()
            except (FileNotFoundError, NotADirectoryError):
                return
            except OSError as error:
                raise KeyStoreError(f"cannot look at {self._path}: {error.strerror}") from error
            if found.st_uid != os.geteuid():
                raise self._open_to_others(f"{self._path} belongs to user {found.st_uid}")
            if stat.S_IMODE(found.st_mode) & 0o077:
                mode = stat.S_IMODE(found.st_mode)
                raise self._open_to_others(f"{self._path} can be read by others (mode {mode:04o})")

    def _open_to_others(self, message: str) -> KeyStoreError:
        """Return the error of an open file; giving the key again replaces the file, but not its folder."""
        return KeyStoreError(message, folder_is_open=bool(distrust_of(self._path.parent)))


def _origin_name(number: str) -> str:
    return f"origin of {number}"
