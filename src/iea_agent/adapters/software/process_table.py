"""Other processes of this user: telling one from a later one of the same number, and waiting for its end.

Linux tells by itself in ``/proc``; elsewhere psutil does, which is imported when it is needed: the tray process seldom
needs it.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


def left_by(root: int) -> dict[int, str]:
    """Return the live processes, by number and with their identity, that a process which led a session left behind.

    On POSIX these are the members of its session: all its descendants but those that opened one of their own. On
    Windows, which has no such thing, its direct children.
    """
    found = {}
    for pid in _descendants(root):
        if pid != root and (identity := identity_of(pid)) is not None:
            found[pid] = identity
    return found


def _wait_by_psutil(pid: int, identity: str) -> None:
    """Let psutil wait: with the system's own means where there are some, else by looking again and again."""
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if identity_of(pid) == identity:
            process.wait()


if sys.platform == "linux":
    import select

    _ENDED = frozenset("ZXx")
    """States of a process that nobody but its parent can still see (proc(5))."""
    _PROC = Path("/proc")

    class _Stat(NamedTuple):
        """What ``/proc/PID/stat`` says, as far as it matters here (proc(5))."""

        state: str
        session: int
        start: str
        """In clock ticks since boot: unlike a date, it does not move when the clock is set."""

    def identity_of(pid: int) -> str | None:
        """Return what no other process of this machine has, were it of the same number or of another boot.

        ``None`` if there is no such process, or if it has ended and only waits to be noticed by its parent.
        """
        stat = _stat_of(pid)
        if stat is None or stat.state in _ENDED:
            return None
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{stat.start}"

    def wait_for_end(pid: int, identity: str) -> None:
        """Wait, without a bound, until this very process has ended; at once if it has."""
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        except OSError:  # an old kernel, or a sandbox that does not know the call
            _wait_by_psutil(pid, identity)
            return
        try:
            if identity_of(pid) == identity:  # from here on the descriptor stands for it, whoever gets its number
                ended = select.poll()
                ended.register(descriptor, select.POLLIN)
                ended.poll()
        finally:
            os.close(descriptor)

    def _descendants(root: int) -> Iterator[int]:
        for entry in os.scandir(_PROC):
            if entry.name.isdecimal():
                stat = _stat_of(int(entry.name))
                if stat is not None and stat.session == root:
                    yield int(entry.name)

    def _stat_of(pid: int) -> _Stat | None:
        try:
            text = (_PROC / f"{pid}/stat").read_text("utf-8", "replace")
        except OSError:
            return None
        fields = text.rpartition(")")[2].split()  # the name before it may hold anything
        return _Stat(state=fields[0], session=int(fields[3]), start=fields[19])

else:

    def identity_of(pid: int) -> str | None:
        """Return what no other process of this machine has, were it of the same number or of another boot.

        ``None`` if there is no such process, or if it has ended and only waits to be noticed by its parent.
        """
        import psutil

        try:
            process = psutil.Process(pid)
            return None if process.status() == psutil.STATUS_ZOMBIE else repr(process.create_time())
        except psutil.Error:
            return None

    def wait_for_end(pid: int, identity: str) -> None:
        """Wait, without a bound, until this very process has ended; at once if it has."""
        _wait_by_psutil(pid, identity)

    def _descendants(root: int) -> Iterator[int]:
        import psutil

        for pid in psutil.pids():
            with contextlib.suppress(psutil.Error, OSError):
                if _parent_or_session_of(pid) == root:
                    yield pid

    if sys.platform == "win32":

        def _parent_or_session_of(pid: int) -> int | None:
            import psutil

            return psutil.Process(pid).ppid()

    else:

        def _parent_or_session_of(pid: int) -> int | None:
            return os.getsid(pid)
