"""Which signals are believed: those of the owner of a name, with the types that were agreed.

The bus compares a broadcast with the match rules, but any client may send a signal straight to another one, past them.
The sender of each message is written by the bus, as a *unique* name, and cannot be forged; so it is compared here with
the present owner of the name. No I/O: ``connection.py`` feeds it.

Sources: D-Bus Specification 0.42, "Match Rules", "Message Bus Names" and "org.freedesktop.DBus.NameOwnerChanged".
"""

import logging
import math
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from jeepney import HeaderFields, Message

BUS: Final = "org.freedesktop.DBus"
"""The bus itself: the only well-known name that is a sender."""
SPACING_S: Final = 60.0
"""Shortest interval between two lines of the log about what is ignored (seconds): senders may be anyone."""

OnMessage = Callable[[Message], None]

_log = logging.getLogger(__name__)


class SignalSource(NamedTuple):
    """A signal, and who may send it."""

    sender: str
    """A well-known name."""
    interface: str
    member: str
    signature: str | None = None
    """The types of its values; ``None``: they are not looked at."""
    path: str = ""
    """Empty: any."""
    arg0: str = ""
    """Its first value; empty: any."""

    @property
    def rule(self) -> str:
        """The match rule that subscribes to it."""
        rule = f"type='signal',sender='{self.sender}',interface='{self.interface}',member='{self.member}'"
        if self.path:
            rule += f",path='{self.path}'"
        return f"{rule},arg0='{self.arg0}'" if self.arg0 else rule


def change_of_owner(name: str) -> SignalSource:
    """Return the signal with which the bus says that a name has another owner."""
    return SignalSource(BUS, BUS, "NameOwnerChanged", "sss", "/org/freedesktop/DBus", name)


def signature_of(message: Message) -> str:
    """Return the types of the values of a message."""
    return str(message.header.fields.get(HeaderFields.signature, ""))


class SparseLog:
    """Warns at most once a minute, and then says how many warnings were left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = -math.inf
        self._left_out = 0

    def note(self, words: str) -> None:
        """Log a warning, or count it."""
        now = self._clock()
        if now < self._next:
            self._left_out += 1
            return
        _log.warning("%s; %d more before this one", words, self._left_out)
        self._next, self._left_out = now + SPACING_S, 0


class Signals:
    """Knows the owners of the names that are listened to, and who wants which signal."""

    def __init__(self, log: SparseLog) -> None:
        self._log = log
        self._owners: dict[str, str | None] = {BUS: BUS}
        self._wanted: dict[tuple[str, str], list[tuple[SignalSource, OnMessage]]] = {}

    def want(self, source: SignalSource, on_signal: OnMessage) -> None:
        """Note who wants a signal."""
        self._wanted.setdefault((source.interface, source.member), []).append((source, on_signal))

    def follow(self, name: str) -> None:
        """Note that the owner of a name is asked for."""
        self._owners.setdefault(name, None)

    def follows(self, name: str) -> bool:
        """Tell whether the owner of a name is known, or asked for."""
        return name in self._owners

    def note_owner(self, name: str, owner: str) -> bool:
        """Note the unique name of the owner of a name, empty for none; return whether that is news."""
        is_news = self._owners.get(name) != owner
        self._owners[name] = owner
        return is_news

    def believers(self, signal: Message) -> list[OnMessage]:
        """Return who is to get a signal; what the wrong sender or the wrong types exclude is logged."""
        fields = signal.header.fields
        member, sender = fields.get(HeaderFields.member, ""), fields.get(HeaderFields.sender, "")
        found: list[OnMessage] = []
        for source, on_signal in self._wanted.get((fields.get(HeaderFields.interface, ""), member), ()):
            if not sender or sender != self._owners.get(source.sender):
                self._log.note(f"ignored a signal {member} of {sender}, which is not {source.sender}")
            elif source.signature not in {None, signature_of(signal)}:
                self._log.note(f"ignored a signal {member} of {source.sender} with the types {signature_of(signal)!r}")
            elif source.path in {"", fields.get(HeaderFields.path)} and source.arg0 in {"", *signal.body[:1]}:
                found.append(on_signal)
        return found
