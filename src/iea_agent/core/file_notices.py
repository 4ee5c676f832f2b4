"""What is wrong with the files of the agent, as data; the sentences are in ``core/texts/file_notices.py``."""

from enum import StrEnum

import msgspec


class OwnFile(StrEnum):
    """The files that the agent writes by itself."""

    SETTINGS = "settings"
    STATE = "state"
    HISTORY = "history"
    LOG = "log"


class FileFinding(StrEnum):
    """What was noticed while a file was read or written, and the user has to know."""

    RECOVERED = "recovered_from_backup"
    RESET = "reset_to_defaults"
    MADE_READABLE = "made_readable"
    """It was there, and its permissions kept even its owner from reading it."""
    NEWER = "newer_file"
    """Written by a newer version: read as far as it is understood, never written."""
    UNREADABLE = "unreadable"
    """The disk refused; what the backup says is taken, and nothing is changed."""
    NOT_WRITTEN = "not_written"
    """The disk refuses: it is full, or protected."""


class FileNotice(msgspec.Struct, frozen=True):
    """One file, and what was noticed."""

    stored: OwnFile
    noticed: FileFinding
