"""No core dumps: the memory of a process that held a licence key is never written to a disk."""

import contextlib
import sys

_PR_SET_DUMPABLE = 4


def forbid(*, is_window: bool) -> None:
    """Forbid core dumps of this process.

    POSIX: the limit of core files is zero, which systemd-coredump(8) respects too. Linux: a process without a window is
    also made not dumpable (PR_SET_DUMPABLE, prctl(2)), which keeps other programs of the user from reading its memory;
    a window is not, because desktop portals identify their callers through ``/proc``.
    Windows: error reports are configured by the system.
    """
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux" and not is_window:
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
