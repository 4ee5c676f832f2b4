"""Linux: the prompt of a locked Secret Service, which keyring would show at once.

``Unlock`` opens a collection that has no password, and shows nothing: a prompt appears only on its own ``Prompt`` call.
So it is shown only where a person can answer.

Source: Secret Service API Draft 0.2 (freedesktop.org).
"""

import contextlib
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from iea_agent.core.errors import KeyStoreError

CALL_S: Final = 3.0
"""Timeout of one call (seconds); only the prompt waits for a person. A healthy service takes 1 ms."""

_BUS: Final = "org.freedesktop.DBus"
_NAME: Final = "org.freedesktop.secrets"
_INTERFACE: Final = "org.freedesktop.Secret"
_SERVICE: Final = DBusAddress("/org/freedesktop/secrets", bus_name=_NAME, interface=f"{_INTERFACE}.Service")
_NONE: Final = "/"
"""The object path that stands for no object."""
_QUEUED: Final = 16
"""Most signals that wait to be read."""


class Prompt:
    """A prompt that is not yet shown; ``KeyStoreQuestion``."""

    def __init__(self, connection: DBusConnection, path: str) -> None:
        self._connection = connection
        self._address = DBusAddress(path, bus_name=_NAME, interface=f"{_INTERFACE}.Prompt")

    def ask(self, timeout_s: float) -> bool:
        """Show it and wait for the answer (seconds); return whether the store was opened. KeyStoreError."""
        with contextlib.closing(self._connection):
            try:
                return self._completed(timeout_s)
            except TimeoutError:
                return False  # it stays, and may still be answered: gnome-keyring 42 aborts when it is dismissed then
            except Exception as error:  # of the service, of the bus, or of jeepney's parser
                raise KeyStoreError(f"the prompt of the key store failed: {error}") from error

    def drop(self) -> None:
        """Never show it. The service drops it with the connection; dismissing it may crash gnome-keyring 42."""
        self._connection.close()

    def _completed(self, timeout_s: float) -> bool:
        # By unique names, which cannot be forged: any client may send a signal straight to another, past its rules.
        (owner,) = unwrap_msg(self._connection.send_and_get_reply(message_bus.GetNameOwner(_NAME), timeout=CALL_S))
        done = MatchRule(type="signal", sender=owner, interface=self._address.interface, path=self._address.object_path)
        gone = MatchRule(type="signal", sender=_BUS, interface=_BUS, member="NameOwnerChanged")
        gone.add_arg_condition(0, _NAME)
        signals: deque[Message] = deque(maxlen=_QUEUED)
        for rule in (done, gone):
            unwrap_msg(self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=CALL_S))
        with self._connection.filter(done, queue=signals), self._connection.filter(gone, queue=signals):
            _call(self._connection, self._address, "Prompt", "s", ("",))
            signal = self._connection.recv_until_filtered(signals, timeout=timeout_s)
        return signal.header.fields[HeaderFields.member] == "Completed" and signal.body[0] is False


def prompt_to_open(collection: str, attributes: Mapping[str, str], *, to_put: bool) -> Prompt | None:
    """Return the prompt that has to be answered before an item can be read or put; ``None`` if none has.

    ``collection`` is a path; empty for the default one, which is created if it is missing and ``to_put``. Raises
    KeyStoreError, and whatever the bus and the service raise.
    """
    connection = open_dbus_connection()
    path = _NONE
    try:
        path = _prompt_path(connection, collection, attributes, to_put=to_put)
    finally:
        if path == _NONE:
            connection.close()
    return None if path == _NONE else Prompt(connection, path)


def _prompt_path(connection: DBusConnection, collection: str, attributes: Mapping[str, str], *, to_put: bool) -> str:
    path = collection or _call(connection, _SERVICE, "ReadAlias", "s", ("default",))[0]
    if path == _NONE:
        if not to_put:
            raise KeyStoreError("the key store has no default collection")
        label = {f"{_INTERFACE}.Collection.Label": ("s", "Default")}
        return str(_call(connection, _SERVICE, "CreateCollection", "a{sv}s", (label, "default"))[1])
    prompt = _unlock(connection, path, "Collection")
    if prompt == _NONE:
        address = DBusAddress(path, bus_name=_NAME, interface=f"{_INTERFACE}.Collection")
        (items,) = _call(connection, address, "SearchItems", "a{ss}", (dict(attributes),))
        for item in items[:1]:  # the one that keyring takes
            prompt = _unlock(connection, item, "Item")
    return prompt


def _unlock(connection: DBusConnection, path: str, kind: str) -> str:
    """Unlock a collection or an item; return the path of the prompt that this needs."""
    properties = DBusAddress(path, bus_name=_NAME, interface="org.freedesktop.DBus.Properties")
    ((_, locked),) = _call(connection, properties, "Get", "ss", (f"{_INTERFACE}.{kind}", "Locked"))
    return str(_call(connection, _SERVICE, "Unlock", "ao", ([path],))[1]) if locked else _NONE


def _call(
    connection: DBusConnection, address: DBusAddress, member: str, signature: str = "", body: tuple[Any, ...] = ()
) -> tuple[Any, ...]:
    message = new_method_call(address, member, signature or None, body)
    return unwrap_msg(connection.send_and_get_reply(message, timeout=CALL_S))
