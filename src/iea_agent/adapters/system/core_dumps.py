"""No core dumps: the memory of a process that holds a licence key is never written to a disk.

Called before the first secret is read, by every process that reads one.
"""

import contextlib
import sys

_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002


def forbid() -> None:
    """Forbid core dumps of this process, for good, and of what it starts: jobs, and the mail program of a window.

    POSIX: the limit of core files is zero, which systemd-coredump(8) respects too. Linux: the process is also made not
    dumpable (PR_SET_DUMPABLE, prctl(2)): no crash handler gets its memory, and no other program of the user reads it.
    Windows: Windows Error Reporting, which keeps dumps, is not called for this process (SetErrorMode).
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
    else:
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _set_dumpable(0)


def let_desktop_identify() -> None:
    """Make the process dumpable again, within the limit of zero: a window.

    Desktop portals identify their callers through ``/proc``, which the user may not read of a process that is not
    dumpable (Linux).
    """
    _set_dumpable(1)


def _set_dumpable(value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, value, 0, 0, 0)
