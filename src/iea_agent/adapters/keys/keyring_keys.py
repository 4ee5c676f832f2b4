"""Licence keys in the key store of the system, or in a file when the user agreed to that.

Any call may block for ever: only jobs make them. A locked Secret Service (Linux) is noticed before it asks anybody
anything; what the stores of other systems ask, they ask. No key is ever logged, and no exception holds one.
"""

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from iea_agent.adapters.files.atomic_write import write_durably
from iea_agent.adapters.files.folders import Folders, home_of, short_hash
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.core.errors import KeyStoreError, StorageError
from iea_agent.core.licence_key import key_fault
from iea_agent.core.ports import KeyStoreQuestion, LicenceKeys
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "iea-agent"
_LEAST_PRIORITY = 1
"""keyring's own line between a key store and a makeshift, such as a file in clear."""


class KeyringKeys:
    """Licence keys in the key store of the system; ``LicenceKeys``.

    One service name per secret: Windows finds a credential by the service name only.
    """

    def __init__(self, service: str) -> None:
        self._service = service

    def question(self, number: str, *, to_put: bool = False) -> KeyStoreQuestion | None:
        """Return what must be asked before this key can be read (or put); ``None``: nothing. KeyStoreError."""
        attributes = {"service": self._name_of(number), "username": number}  # those of keyring
        return _ask(lambda store: _question_of(store, attributes, to_put=to_put)) if number else None

    def get(self, number: str) -> Secret | None:
        """Return the key of a licence, ``None`` if there is none; KeyStoreError."""
        if not number:
            return None
        key = _ask(lambda store: store.get_password(self._name_of(number), number))
        return Secret(key) if key else None

    def put(self, number: str, key: Secret) -> None:
        """Keep the key of a licence, and look whether it was kept; KeyStoreError."""
        _check(number, key)

        def put_and_look(store: "KeyringBackend") -> bool:
            store.set_password(self._name_of(number), number, key.value)
            return store.get_password(self._name_of(number), number) == key.value

        if not _ask(put_and_look, key.value):
            raise KeyStoreError("the key store took the key and did not keep it")

    def _name_of(self, number: str) -> str:
        return f"{self._service}:{number}"


class KeyFile:
    """Licence keys in ``licence-key.json``, readable by the user alone; ``LicenceKeys``. Only where the user agreed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "licence-key.json"

    def question(self, number: str, *, to_put: bool = False) -> None:
        """Return ``None``: a file asks nothing."""
        del number, to_put

    def get(self, number: str) -> Secret | None:
        """Return the key of a licence, ``None`` if there is none.

        Raises:
            KeyStoreError: the file cannot be read, is no file of ours, or can be read by others.
        """
        try:
            self._refuse_if_open()
            keys = self._read()
        except StorageError as error:
            raise KeyStoreError(str(error)) from error
        if keys is None:
            raise KeyStoreError(f"{self._path} is not a file of licence keys")
        key = keys.get(number)
        return Secret(key) if key else None

    def put(self, number: str, key: Secret) -> None:
        """Keep the key of a licence; KeyStoreError. No ``.bak``: old keys must not linger."""
        _check(number, key)
        try:
            keys = self._read() or {}
            write_durably(self._path, msgspec.json.encode(keys | {number: key.value}) + b"\n", keep_previous=False)
        except StorageError as error:
            raise KeyStoreError(str(error)) from error

    def _read(self) -> dict[str, str] | None:
        """Return the keys by licence number; ``None`` if the file is spoiled."""
        data = read_bytes(self._path)
        if data is None:
            return {}
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return msgspec.json.decode(data, type=dict[str, str])
        return None

    def _refuse_if_open(self) -> None:
        if sys.platform != "win32":  # the profile is private there
            try:
                found = self._path.stat()
            except (FileNotFoundError, NotADirectoryError):
                return
            except OSError as error:
                raise KeyStoreError(f"cannot look at {self._path}: {error.strerror}") from error
            if found.st_uid != os.geteuid():
                raise KeyStoreError(f"{self._path} belongs to user {found.st_uid}")
            if stat.S_IMODE(found.st_mode) & 0o077:
                raise KeyStoreError(f"{self._path} can be read by others (mode {stat.S_IMODE(found.st_mode):04o})")


def keys_for(settings: Settings, folders: Folders, environ: Mapping[str, str]) -> LicenceKeys:
    """Return where the settings say that keys are kept; each ``$IEA_AGENT_HOME`` has keys of its own."""
    if settings.key_in_file:
        return KeyFile(folders.config)
    home = home_of(environ)
    return KeyringKeys(SERVICE if home is None else f"{SERVICE}:{short_hash(str(home))}")


def _check(number: str, key: Secret) -> None:
    if (fault := key_fault(number, key.value)) is not None:
        raise KeyStoreError(fault)


def _ask(action: Callable[["KeyringBackend"], T], secret: str = "") -> T:
    """Ask the key store of the system; KeyStoreError, which hides ``secret``, for whatever goes wrong."""
    try:
        return action(_store())
    except KeyStoreError:
        raise
    except Exception as error:  # noqa: BLE001 (each back end has its own; all mean the same to the user)
        fault = _words_of(error)
    if secret:
        fault = fault.replace(secret, "…")
    raise KeyStoreError(f"the key store failed: {fault}")  # not chained: the foreign exception may hold the key


def _question_of(store: "KeyringBackend", attributes: Mapping[str, str], *, to_put: bool) -> KeyStoreQuestion | None:
    """Return what the Secret Service has to ask, if keyring would come to it."""
    for part in getattr(store, "backends", [store]):  # several stores, asked one after the other until one has the key
        if type(part).__module__ == "keyring.backends.SecretService":
            from iea_agent.adapters.keys.prompt_dbus import prompt_to_open

            return prompt_to_open(getattr(part, "preferred_collection", ""), attributes, to_put=to_put)
        if to_put or part.get_password(attributes["service"], attributes["username"]) is not None:
            break
    return None


def _store() -> "KeyringBackend":
    """Return the key store of the system; KeyStoreError if there is none worth the name."""
    try:
        import keyring

        store = keyring.get_keyring()
        priority = store.priority
    except Exception as error:
        raise KeyStoreError(f"no key store could be loaded: {_words_of(error)}") from error
    if priority < _LEAST_PRIORITY:
        raise KeyStoreError(f"this system has no key store (found only {_name_of_class(store)})")
    return store


def _name_of_class(thing: object) -> str:
    return f"{type(thing).__module__}.{type(thing).__qualname__}"


def _words_of(error: Exception) -> str:
    return f"{_name_of_class(error)}: {error}"
