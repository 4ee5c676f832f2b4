"""Retry what another program's lock on a file forbids for a moment. Windows locks what is open; shares may."""

import errno
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")

_PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4) if sys.platform == "win32" else ()
"""Back-off while a virus scanner or an indexer holds a file (seconds)."""
_IN_USE: Final = {errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EDEADLK}
"""What Linux and macOS say of a file that is locked on a share."""
_SHARING_VIOLATION, _LOCK_VIOLATION = 32, 33
"""The same, on Windows (winerror)."""


def retry_while_locked(
    action: Callable[[], T],
    pauses_s: Iterable[float] = _PAUSES_S,
    pause: Callable[[float], None] = time.sleep,
) -> T:
    """Retry ``action`` on PermissionError until ``pauses_s`` (seconds) run out; then that error is raised."""
    for seconds in pauses_s:
        try:
            return action()
        except PermissionError:
            pause(seconds)
    return action()


def is_in_use(path: Path, error: OSError) -> bool:
    """Tell whether reading a file failed because another program holds it, and not for want of permission."""
    in_use = error.errno in _IN_USE
    if sys.platform == "win32":
        in_use = isinstance(error, PermissionError) and _is_held(path)
    return in_use


if sys.platform == "win32":

    def _is_held(path: Path) -> bool:
        """Ask the system for its reason: open() of the C library says only « permission denied »."""
        import _winapi

        share_all, open_existing = 7, 3
        try:
            handle = _winapi.CreateFile(str(path), _winapi.GENERIC_READ, share_all, 0, open_existing, 0, 0)
        except OSError as reason:
            return reason.winerror in {_SHARING_VIOLATION, _LOCK_VIOLATION}
        _winapi.CloseHandle(handle)
        return True  # a part of it is locked, or it is free by now
