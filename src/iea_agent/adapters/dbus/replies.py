"""Replies that are awaited, and which of those that come are taken. No I/O: ``connection.py`` feeds it."""

from typing import Final, NamedTuple

from jeepney import HeaderFields, Message, MessageType, new_error

from iea_agent.adapters.dbus.objects import INVALID_ARGS
from iea_agent.adapters.dbus.signals import BUS, OnMessage, SparseLog, signature_of

MAX_PENDING: Final = 64
"""Most replies awaited at a time; beyond it the oldest is dropped, since a service that hangs never answers."""


def is_error(reply: Message) -> bool:
    """Tell whether a reply is an error."""
    return reply.header.message_type is MessageType.error


class _Awaited(NamedTuple):
    destination: str
    gives: str | None
    on_reply: OnMessage


class Replies:
    """Who awaits which reply, by the serial of the call."""

    def __init__(self, log: SparseLog) -> None:
        self._log = log
        self._pending: dict[int, _Awaited] = {}

    def expect(self, serial: int, call: Message, on_reply: OnMessage, gives: str | None) -> None:
        """Note who awaits the reply to a call, and its types; ``None``: they are not looked at."""
        self._pending[serial] = _Awaited(call.header.fields.get(HeaderFields.destination, ""), gives, on_reply)
        if len(self._pending) > MAX_PENDING:
            del self._pending[next(iter(self._pending))]

    def take(self, reply: Message) -> tuple[OnMessage, Message] | None:
        """Return who awaits a reply, and what is to be handed over: an error in place of one with the wrong types.

        ``None``: nobody awaits it, or another client than the one that was asked sends it.
        """
        fields = reply.header.fields
        serial = fields.get(HeaderFields.reply_serial, 0)
        if (awaited := self._pending.get(serial)) is None:
            return None
        sender, asked = fields.get(HeaderFields.sender), awaited.destination
        if (asked == BUS or asked.startswith(":")) and sender != asked:  # a well-known name answers by its unique one
            self._log.note(f"ignored a reply of {sender}, which was not asked")
            return None
        del self._pending[serial]
        if not is_error(reply) and awaited.gives not in {None, signature_of(reply)}:
            self._log.note(f"took a reply with the types {signature_of(reply)!r} as an error")
            reply = new_error(reply, INVALID_ARGS)
        return awaited.on_reply, reply
