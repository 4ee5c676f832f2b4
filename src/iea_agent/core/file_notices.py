"""Notices about the agent's own files, as data; the sentences are in ``core/texts/file_notices.py``."""

from enum import StrEnum
from typing import Final

import msgspec


class OwnFile(StrEnum):
    """The files that the agent writes by itself."""

    SETTINGS = "settings"
    STATE = "state"
    HISTORY = "history"
    LOG = "log"


class FileFinding(StrEnum):
    """What was found while a file was read or written, and the user has to know."""

    RECOVERED = "recovered_from_backup"
    RESET = "reset_to_defaults"
    MADE_READABLE = "made_readable"
    """Not even its owner had permission to read it; the permissions were repaired."""
    NEWER = "newer_file"
    """Written by a newer version: read as far as it is understood, never written."""
    UNREADABLE = "unreadable"
    """An I/O error, no permission, or a home that is not mounted: the agent does not begin."""
    IN_USE = "in_use"
    """Another program keeps it from being read for the moment: the agent does not begin, and retries soon."""
    NOT_WRITTEN = "not_written"
    """The disk is full or read-only."""
    OPEN_TO_OTHERS = "open_to_others"
    """Other users of the computer may have written it: what it says is not executed and not trusted."""
    NOT_OURS = "not_ours"
    """It is a link, a second name of another file, or another user's: nothing is written there."""
    INVALID = "invalid"
    """A person wrote something that cannot be used: the file stays, the last good settings are in force."""
    NO_SETTINGS = "no_settings"
    """As ``INVALID``, and no good settings are known: the default ones are in force, and never saved over the file."""
    OTHER_ENCODING = "other_encoding"
    """Read all the same: it is in UTF-16 or Windows-1252."""


CANNOT_BE_READ: Final = frozenset({FileFinding.UNREADABLE, FileFinding.IN_USE})
"""What keeps the agent from beginning."""


class FlawKind(StrEnum):
    """What is wrong in a file that people edit."""

    EMPTY = "empty"
    NOT_A_FILE = "not_a_file"
    """A folder, a pipe, a socket."""
    LINK = "link"
    """A link to a missing file, or to itself."""
    TOO_LONG = "too_long"
    TOO_NESTED = "too_nested"
    NOT_TEXT = "not_text"
    BACKSLASH = "backslash"
    QUOTE = "quote"
    """A quotation mark is missing."""
    UNQUOTED = "unquoted"
    """A value is neither text, number nor true or false."""
    TWICE = "twice"
    """A name that stands above already."""
    SYNTAX = "syntax"
    VALUE = "value"
    """Of the wrong type, or out of limits."""


class FileFlaw(msgspec.Struct, frozen=True):
    """What is wrong in a file, and where."""

    kind: FlawKind
    line: int = 0
    """From 1; 0: not known."""
    column: int = 0
    name: str = ""
    """The setting whose value is wrong."""


class FileNotice(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file, and a finding about it. The names on the wire are those of earlier versions."""

    file: OwnFile = msgspec.field(name="stored")
    finding: FileFinding = msgspec.field(name="noticed")
    flaw: FileFlaw | None = None
    """What is wrong in an invalid file."""
    detail: str = ""
    """For who looks after the computer: path, owner, mode."""
