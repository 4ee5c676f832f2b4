"""Start a program that outlives the agent, and classify why one cannot be started."""

import errno
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from iea_agent.adapters.software.command import Start
from iea_agent.core.errors import StartError
from iea_agent.core.launch import StartFault

_BAD_EXE_FORMAT: Final = 193
"""ERROR_BAD_EXE_FORMAT of Windows: a document, not a program."""


def start_detached(start: Start, environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own, without terminal and open files of this process; StartError."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        return subprocess.Popen(  # noqa: S603 (the user's or the administrator's own command)
            start.command,
            cwd=start.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
            creationflags=flags,
        )
    except (OSError, ValueError) as error:
        raise StartError(f"{start.program}: {error}", _fault_of(error, start)) from error


def _fault_of(error: OSError | ValueError, start: Start) -> StartFault:
    """Classify the system's error; a file that exists and is yet "not found" is a script without its interpreter."""
    if isinstance(error, FileNotFoundError):
        return StartFault.NOT_EXECUTABLE if start.program.exists() else StartFault.NOT_FOUND
    if isinstance(error, PermissionError):
        return StartFault.NOT_EXECUTABLE
    if isinstance(error, OSError) and _is_no_program(error):
        return StartFault.NOT_EXECUTABLE
    return StartFault.FAILED


def _is_no_program(error: OSError) -> bool:
    return getattr(error, "winerror", None) == _BAD_EXE_FORMAT or error.errno == errno.ENOEXEC
