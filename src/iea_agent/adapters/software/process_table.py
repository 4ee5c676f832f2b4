"""Other processes of this user: identity across reuse of a PID, descendants, and waiting for the end.

Linux: ``/proc`` and pidfd_open(2). Elsewhere: psutil, imported when it is needed, which is seldom.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


def left_by(root: int) -> dict[int, str]:
    """Return the live processes that a session leader left behind, as PID and identity.

    POSIX: the members of its session, that is all descendants but those that created a session of their own. Windows,
    which has no sessions of processes: the direct children.
    """
    found = {}
    for pid in _descendants(root):
        if pid != root and (identity := identity_of(pid)) is not None:
            found[pid] = identity
    return found


def _wait_by_psutil(pid: int, identity: str) -> None:
    """Wait with psutil, which uses the means of the system where there are any, else polls."""
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if identity_of(pid) == identity:
            process.wait()


if sys.platform == "linux":
    import select

    _ENDED = frozenset("ZXx")
    """States of a process that has ended (proc(5))."""
    _PROC = Path("/proc")

    class _Stat(NamedTuple):
        """The needed fields of ``/proc/PID/stat`` (proc(5))."""

        state: str
        session: int
        start: str
        """In clock ticks since boot: setting the clock does not change it."""

    def identity_of(pid: int) -> str | None:
        """Return a text that identifies a process uniquely on this machine, also across reuse of its PID and boots.

        ``None`` if there is no such process, or if it has ended (zombie).
        """
        stat = _stat_of(pid)
        if stat is None or stat.state in _ENDED:
            return None
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{stat.start}"

    def wait_for_end(pid: int, identity: str) -> None:
        """Wait without a timeout until the process of this identity has ended."""
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        except OSError:  # an old kernel, or a sandbox without the call
            _wait_by_psutil(pid, identity)
            return
        try:
            if identity_of(pid) == identity:  # the descriptor refers to this process, even after reuse of the PID
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
        fields = text.rpartition(")")[2].split()  # the name before it may contain anything
        return _Stat(state=fields[0], session=int(fields[3]), start=fields[19])

else:

    def identity_of(pid: int) -> str | None:
        """Return a text that identifies a process uniquely on this machine, also across reuse of its PID and boots.

        ``None`` if there is no such process, or if it has ended (zombie).
        """
        import psutil

        try:
            process = psutil.Process(pid)
            return None if process.status() == psutil.STATUS_ZOMBIE else repr(process.create_time())
        except psutil.Error:
            return None

    def wait_for_end(pid: int, identity: str) -> None:
        """Wait without a timeout until the process of this identity has ended."""
        _wait_by_psutil(pid, identity)

    def _descendants(root: int) -> Iterator[int]:
        import psutil

        for pid in psutil.pids():
            with contextlib.suppress(psutil.Error, OSError):
                if sys.platform == "win32":
                    ancestor = psutil.Process(pid).ppid()
                else:
                    ancestor = os.getsid(pid)
                if ancestor == root:
                    yield pid
