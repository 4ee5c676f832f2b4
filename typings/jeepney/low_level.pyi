from array import array
from enum import Enum, IntEnum, IntFlag
from typing import Any, Self

class MessageType(Enum):
    method_call = 1
    method_return = 2
    error = 3
    signal = 4

class MessageFlag(IntFlag):
    no_reply_expected = 1
    no_auto_start = 2
    allow_interactive_authorization = 4

class HeaderFields(IntEnum):
    path = 1
    interface = 2
    member = 3
    error_name = 4
    reply_serial = 5
    destination = 6
    sender = 7
    signature = 8
    unix_fds = 9

class Header:
    message_type: MessageType
    flags: MessageFlag
    serial: int
    fields: dict[HeaderFields, Any]
    @classmethod
    def from_buffer(cls, buf: bytes) -> tuple[Self, int]: ...

class Message:
    header: Header
    body: tuple[Any, ...]
    def __init__(self, header: Header, body: tuple[Any, ...]) -> None: ...
    @classmethod
    def from_buffer(cls, buf: bytes, fds: tuple[()] = ()) -> Message: ...
    def serialise(self, serial: int | None = None, fds: array[int] | None = None) -> bytes: ...

def calc_msg_size(buf: bytes) -> int: ...
