"""The payroll software as a program: why it cannot be started, and how it ended. Starting it is an adapter's work."""

from enum import StrEnum

import msgspec


class StartFault(StrEnum):
    """Why the payroll software cannot be started."""

    NOT_FOUND = "not_found"
    """There is no such program."""
    NOT_EXECUTABLE = "not_executable"
    """It is there, and cannot be run: a folder, a document, no right to, or its interpreter is missing."""
    FAILED = "failed"
    """The system refused for another reason, or the software runs already."""


class SoftwareEnd(msgspec.Struct, frozen=True):
    """How the payroll software ended."""

    code: int | None
    """The exit status, negative for a signal (POSIX); ``None`` where the system tells it to nobody but the parent."""
    after_s: float
    """How long it ran, in seconds."""
