"""Encode and decode the messages between processes.

One message is one line of JSON in UTF-8: ``{"v": 1, "message": {"type": …, …}}``, at most 64 KiB. A line of
another version, of an unknown type or of the wrong shape is a :class:`MessageError`, never a guess.
"""

from typing import Final, TypeVar

import msgspec

from iea_agent.core.errors import MessageError
from iea_agent.core.wire.control import Control
from iea_agent.core.wire.jobs import FromJob, ToJob

T = TypeVar("T")

VERSION: Final = 1
MAX_MESSAGE: Final = 64 * 1024
"""Longest line accepted, in bytes, the newline included."""


class _Line(msgspec.Struct, frozen=True):
    """The envelope: the version is checked before the message is decoded."""

    v: int
    message: msgspec.Raw


TO_JOB: Final[msgspec.json.Decoder[ToJob]] = msgspec.json.Decoder(ToJob)
FROM_JOB: Final[msgspec.json.Decoder[FromJob]] = msgspec.json.Decoder(FromJob)
CONTROL: Final[msgspec.json.Decoder[Control]] = msgspec.json.Decoder(Control)
"""What may be said in each direction of the pipes, and on the control channel."""
_LINE: Final = msgspec.json.Decoder(_Line)


def encode(message: ToJob | FromJob | Control) -> bytes:
    """Return one line, newline included; MessageError if it is longer than ``MAX_MESSAGE``, or not Unicode."""
    try:
        line = msgspec.json.encode({"v": VERSION, "message": message}) + b"\n"
    except UnicodeEncodeError as error:
        raise MessageError(f"{type(message).__name__} holds text that is not Unicode") from error
    if len(line) > MAX_MESSAGE:
        raise MessageError(f"{type(message).__name__} takes {len(line)} bytes, more than {MAX_MESSAGE}")
    return line


def decode(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    """Decode a line by ``TO_JOB``, ``FROM_JOB`` or ``CONTROL``; MessageError."""
    if len(line) > MAX_MESSAGE:
        raise MessageError(f"a message of more than {MAX_MESSAGE} bytes")
    try:
        envelope = _LINE.decode(line)
        if envelope.v != VERSION:
            raise MessageError(f"message of version {envelope.v}, expected {VERSION}")
        return decoder.decode(envelope.message)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(f"not a message: {error}") from error
