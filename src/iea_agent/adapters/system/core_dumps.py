"""What a process that held a licence key leaves when it crashes: nothing."""

import contextlib
import sys

_PR_SET_DUMPABLE = 4


def forbid(*, is_window: bool) -> None:
    """Let no crash of this process write its memory to a disk.

    POSIX: the limit for core files is zero, which systemd-coredump(8) respects too. On Linux a process without a window
    also says that it must not be dumped at all (PR_SET_DUMPABLE, prctl(2)), which keeps other programs of the user from
    reading its memory as well; a window must not, because desktop portals look at who asks through ``/proc``.
    Windows: error reports are the system's own affair.
    """
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux" and not is_window:
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
