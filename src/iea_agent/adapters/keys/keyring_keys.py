"""Licence keys in the key store of the system: library keyring.

Any call may block for ever: only jobs make them. A locked Secret Service (Linux) is detected before it prompts; the
stores of other systems prompt by themselves. No key is logged, and no exception holds one.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from iea_agent.core.errors import KeyStoreError
from iea_agent.core.licence_key import key_fault
from iea_agent.core.ports import KeyStoreQuestion
from iea_agent.core.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

_LEAST_PRIORITY = 1
"""Least priority of a back end that keyring recommends: those below are files in clear, and the like."""


class KeyringKeys:
    """Licence keys in the key store of the system; ``LicenceKeys``.

    Each key has a service name of its own: Windows finds a credential by the service name only. So has its origin,
    so that an older version finds the key as it knows it.
    """

    def __init__(self, service: str) -> None:
        self._service = service

    def question(self, number: str, *, to_put: bool = False) -> KeyStoreQuestion | None:
        """See ``LicenceKeys.question``; KeyStoreError."""
        attributes = {"service": self._name_of(number), "username": number}  # those of keyring
        return _ask(lambda store: _question_of(store, attributes, to_put=to_put)) if number else None

    def get(self, number: str) -> Secret | None:
        """Return the key of a licence, ``None`` if there is none; KeyStoreError."""
        if not number:
            return None
        key = _ask(lambda store: store.get_password(self._name_of(number), number))
        return Secret(key) if key else None

    def origin(self, number: str) -> str:
        """See ``LicenceKeys.origin``; KeyStoreError. Only the back end that holds the key is asked."""

        def read(store: "KeyringBackend") -> str | None:
            holder = self._holder(store, number)
            return None if holder is None else holder.get_password(self._origin_name_of(number), number)

        return (_ask(read) if number else None) or ""

    def put(self, number: str, key: Secret, origin: str = "") -> None:
        """Store the key of a licence and read it back; KeyStoreError.

        The origin comes last: in between, the new key has the old origin, and is sent nowhere else.
        """
        if (fault := key_fault(number, key.value)) is not None:
            raise KeyStoreError(fault)
        self._put(lambda store: store, self._name_of(number), number, key.value)
        if origin:
            self.put_origin(number, origin)
        elif self.origin(number):
            _ask(lambda store: self._held(store, number).delete_password(self._origin_name_of(number), number))

    def put_origin(self, number: str, origin: str) -> None:
        """See ``LicenceKeys.put_origin``; KeyStoreError, also where there is no key."""
        self._put(lambda store: self._held(store, number), self._origin_name_of(number), number, origin)

    def _put(self, choose: Callable[["KeyringBackend"], "KeyringBackend"], name: str, number: str, value: str) -> None:
        def put_and_verify(store: "KeyringBackend") -> bool:
            chosen = choose(store)
            chosen.set_password(name, number, value)
            return chosen.get_password(name, number) == value

        if not _ask(put_and_verify, value):
            raise KeyStoreError("the key store took the key and did not keep it")

    def _held(self, store: "KeyringBackend", number: str) -> "KeyringBackend":
        if (holder := self._holder(store, number)) is None:
            raise KeyStoreError("the key store holds no key for this licence")
        return holder

    def _holder(self, store: "KeyringBackend", number: str) -> "KeyringBackend | None":
        """Return the back end that holds a key, as keyring finds it; a store that is no chain is not asked."""
        parts = _parts(store)
        if len(parts) == 1:
            return parts[0]
        return next((part for part in parts if part.get_password(self._name_of(number), number) is not None), None)

    def _name_of(self, number: str) -> str:
        return f"{self._service}:{number}"

    def _origin_name_of(self, number: str) -> str:
        return f"{self._name_of(number)}:origin"


def _ask(action: Callable[["KeyringBackend"], T], secret: str = "") -> T:
    """Call the key store of the system; KeyStoreError for whatever it raises, with ``secret`` hidden."""
    try:
        return action(_store())
    except KeyStoreError:
        raise
    except Exception as error:  # noqa: BLE001 (each back end has its own errors)
        fault = _described(error)
    if secret:
        fault = fault.replace(secret, "…")
    raise KeyStoreError(f"the key store failed: {fault}")  # not chained: the foreign exception may hold the key


def _parts(store: "KeyringBackend") -> Sequence["KeyringBackend"]:
    """Return the back ends of a store: those of keyring's ``ChainerBackend``, which are asked in turn, or itself."""
    parts: Sequence[KeyringBackend] = getattr(store, "backends", [store])
    return parts


def _question_of(store: "KeyringBackend", attributes: Mapping[str, str], *, to_put: bool) -> KeyStoreQuestion | None:
    """Return the prompt of the Secret Service, if keyring would get as far as that back end."""
    for part in _parts(store):
        if type(part).__module__ == "keyring.backends.SecretService":
            from iea_agent.adapters.keys.prompt_dbus import prompt_to_open

            return prompt_to_open(getattr(part, "preferred_collection", ""), attributes, to_put=to_put)
        if to_put or part.get_password(attributes["service"], attributes["username"]) is not None:
            break
    return None


def _store() -> "KeyringBackend":
    """Return the key store of the system; KeyStoreError if there is none, or only a makeshift."""
    try:
        import keyring

        store = keyring.get_keyring()
        priority = store.priority
    except Exception as error:
        raise KeyStoreError(f"no key store could be loaded: {_described(error)}") from error
    if priority < _LEAST_PRIORITY:
        raise KeyStoreError(f"this system has no key store (found only {_name_of_class(store)})")
    return store


def _name_of_class(thing: object) -> str:
    return f"{type(thing).__module__}.{type(thing).__qualname__}"


def _described(error: Exception) -> str:
    return f"{_name_of_class(error)}: {error}"
