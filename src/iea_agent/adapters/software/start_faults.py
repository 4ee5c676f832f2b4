"""What the system's refusal to start a program means: numbers of Windows and of POSIX, one table each.

Source: "System Error Codes" of Windows; errno(3) and execve(2).
"""

import errno
import os
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from typing import Final

from iea_agent.core.launch import StartFault

WINDOWS: Final[Mapping[int, StartFault]] = {
    2: StartFault.NOT_FOUND,  # ERROR_FILE_NOT_FOUND
    3: StartFault.NOT_FOUND,  # ERROR_PATH_NOT_FOUND
    5: StartFault.NOT_EXECUTABLE,  # ERROR_ACCESS_DENIED
    15: StartFault.AWAY,  # ERROR_INVALID_DRIVE
    21: StartFault.AWAY,  # ERROR_NOT_READY
    51: StartFault.AWAY,  # ERROR_REM_NOT_LIST
    53: StartFault.AWAY,  # ERROR_BAD_NETPATH
    55: StartFault.AWAY,  # ERROR_DEV_NOT_EXIST
    59: StartFault.AWAY,  # ERROR_UNEXP_NET_ERR
    64: StartFault.AWAY,  # ERROR_NETNAME_DELETED
    67: StartFault.AWAY,  # ERROR_BAD_NET_NAME
    111: StartFault.TOO_LONG,  # ERROR_BUFFER_OVERFLOW
    121: StartFault.AWAY,  # ERROR_SEM_TIMEOUT
    126: StartFault.INCOMPLETE,  # ERROR_MOD_NOT_FOUND
    127: StartFault.INCOMPLETE,  # ERROR_PROC_NOT_FOUND
    129: StartFault.WRONG_MACHINE,  # ERROR_CHILD_NOT_COMPLETE: a program of 16 bits
    193: StartFault.NOT_EXECUTABLE,  # ERROR_BAD_EXE_FORMAT
    206: StartFault.TOO_LONG,  # ERROR_FILENAME_EXCED_RANGE
    216: StartFault.WRONG_MACHINE,  # ERROR_EXE_MACHINE_TYPE_MISMATCH
    225: StartFault.BLOCKED,  # ERROR_VIRUS_INFECTED
    226: StartFault.BLOCKED,  # ERROR_VIRUS_DELETED
    267: StartFault.NO_FOLDER,  # ERROR_DIRECTORY
    740: StartFault.ELEVATION,  # ERROR_ELEVATION_REQUIRED
    1203: StartFault.AWAY,  # ERROR_NO_NET_OR_BAD_PATH
    1222: StartFault.AWAY,  # ERROR_NO_NETWORK
    1231: StartFault.AWAY,  # ERROR_NETWORK_UNREACHABLE
    1232: StartFault.AWAY,  # ERROR_HOST_UNREACHABLE
    1260: StartFault.BLOCKED,  # ERROR_ACCESS_DISABLED_BY_POLICY
    4551: StartFault.BLOCKED,  # ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION
    14001: StartFault.INCOMPLETE,  # ERROR_SXS_CANT_GEN_ACTCTX
}
POSIX: Mapping[int, StartFault] = {
    errno.ENOENT: StartFault.NOT_FOUND,
    errno.ENOTDIR: StartFault.NOT_FOUND,
    errno.ELOOP: StartFault.NOT_FOUND,
    errno.EACCES: StartFault.NOT_EXECUTABLE,
    errno.EISDIR: StartFault.NOT_EXECUTABLE,
    errno.ENOEXEC: StartFault.NOT_EXECUTABLE,
    errno.EPERM: StartFault.BLOCKED,
    errno.ENAMETOOLONG: StartFault.TOO_LONG,
    errno.E2BIG: StartFault.TOO_LONG,
    errno.EHOSTDOWN: StartFault.AWAY,
    errno.EHOSTUNREACH: StartFault.AWAY,
    errno.ENODEV: StartFault.AWAY,
    errno.ENOTCONN: StartFault.AWAY,
    errno.ENXIO: StartFault.AWAY,
    errno.ESTALE: StartFault.AWAY,
    errno.ETIMEDOUT: StartFault.AWAY,
}
if hasattr(errno, "EBADARCH"):  # macOS
    POSIX = {**POSIX, errno.EBADARCH: StartFault.WRONG_MACHINE}


def fault_of(error: OSError | ValueError, program: Path, folder: Path | None = None) -> StartFault:
    """Classify the system's error.

    Python reports a working directory that cannot be entered as an error of that folder. A file that exists and is yet
    "not found" is a script without its interpreter.
    """
    if not isinstance(error, OSError):
        return StartFault.FAILED
    if folder is not None and os.fspath(error.filename or "") == str(folder):
        return StartFault.NO_FOLDER
    number = getattr(error, "winerror", None)
    found = POSIX.get(error.errno or 0) if number is None else WINDOWS.get(number)
    if found is StartFault.NOT_FOUND and program.exists():
        return StartFault.NOT_EXECUTABLE
    return found or StartFault.FAILED


def place_of(path: str) -> str:
    r"""Return the drive (``H:``) or the share (``\\server\share``) of a path of Windows; empty elsewhere."""
    return PureWindowsPath(path).drive


def is_away(path: str) -> bool:
    """Tell whether a path of Windows is on a drive or share that is not connected."""
    place = place_of(path)
    try:
        return os.name == "nt" and bool(place) and not Path(place + "\\").exists()
    except OSError:  # a server that refuses, or does not answer
        return True
