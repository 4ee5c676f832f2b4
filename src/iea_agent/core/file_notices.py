"""Notices about the agent's own files, as data; the sentences are in ``core/texts/file_notices.py``."""

from enum import StrEnum

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
    NOT_WRITTEN = "not_written"
    """The disk is full or read-only."""


class FileNotice(msgspec.Struct, frozen=True):
    """A file, and a finding about it. The names on the wire are those of earlier versions."""

    file: OwnFile = msgspec.field(name="stored")
    finding: FileFinding = msgspec.field(name="noticed")
