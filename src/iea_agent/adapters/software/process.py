"""The payroll software as a process that outlives the agent; implements ``ports.Software``.

It is started in a session of its own, with nothing of the agent's but the environment of the user and ``IEA_MODE``. A
record in the agent's folder names it, so that the next agent finds it again: the number of a process alone would not
do, for it is given again after the end, and after the next boot.

Many a program is started by a small launcher that ends at once, well, and leaves the real one behind. So when what was
started ends well within ``LAUNCHER_S``, the software counts as running as long as what it left behind lives
(``processes.left_by``). Limits: a launcher whose children open sessions of their own (on Windows, whose real program is
a grandchild) looks like software that has ended, and so does one that ends while no agent runs. What ends later has
ended, whatever it leaves: a browser that was opened for its help must not pass for the software.
"""

import errno
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.reading import MAX_FILE, read_bytes
from iea_agent.adapters.software.command import Start, start_for
from iea_agent.adapters.software.process_table import identity_of, left_by, wait_for_end
from iea_agent.adapters.system.foreground import let_come_to_front
from iea_agent.adapters.system.program import environ_of_user
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import StartError, StorageError
from iea_agent.core.software import SoftwareEnd, StartFault

_log = logging.getLogger(__name__)

MODE_VARIABLE = "IEA_MODE"
LAUNCHER_S = 10.0
"""What ends well within this time may have been a launcher (seconds)."""

_BAD_EXE_FORMAT = 193
"""ERROR_BAD_EXE_FORMAT of Windows: a document, not a program."""


class _Record(msgspec.Struct, frozen=True):
    """What is written about the software that runs."""

    root: Annotated[int, msgspec.Meta(gt=0, lt=2**31)]
    """The number of the process that was started."""
    live: dict[Annotated[int, msgspec.Meta(gt=0, lt=2**31)], str]
    """The processes that are the software, with their identity: the one that was started, or what it left behind."""
    since: float
    """When it was started, in seconds since 1970 UTC."""


class SoftwareProcess:
    """The software, one instance at a time. All methods are for one thread; ``on_end`` is called on another."""

    def __init__(
        self, record: Path, *, environ: Mapping[str, str] | None = None, launcher_s: float = LAUNCHER_S
    ) -> None:
        self._file = record
        self._environ = environ
        self._launcher_s = launcher_s
        self._lock = threading.Lock()
        self._since: float | None = None
        """Since when what this object watches runs."""
        self._unwatched: subprocess.Popen[bytes] | None = None
        """A process of ours that had no thread to wait for it: it is held until it has ended, and then reaped."""

    def running_since(self) -> float | None:
        """See ``ports.Software.running_since``."""
        with self._lock:
            if self._since is not None:
                return self._since
            record = self._live_record()
            return None if record is None else record.since

    def start(self, command: Sequence[str], *, mode: Mode, on_end: Callable[[SoftwareEnd], None]) -> None:
        """Start it; see ``ports.Software.start``. StartError also if it runs already: nothing is started twice."""
        if self.running_since() is not None:
            raise StartError("the software runs already", StartFault.FAILED)
        environ = environ_of_user(os.environ if self._environ is None else self._environ)
        process = _started(start_for(command, environ), environ | {MODE_VARIABLE: mode.value})
        let_come_to_front(process.pid)
        since, begun = time.time(), time.monotonic()
        identity = identity_of(process.pid)
        with self._lock:
            self._since = since
            if identity is not None:
                self._write(_Record(process.pid, {process.pid: identity}, since))

        def watch() -> None:
            code = process.wait()
            launched = code == 0 and time.monotonic() - begun < self._launcher_s
            if launched and self._follow(process.pid, since):
                self._ended(on_end, SoftwareEnd(None, time.monotonic() - begun))
            else:
                self._ended(on_end, SoftwareEnd(code, time.monotonic() - begun))

        if not self._watch_on_a_thread(watch):
            self._unwatched = process

    def adopt(self, on_end: Callable[[SoftwareEnd], None]) -> None:
        """Watch what an earlier agent started; see ``ports.Software.adopt``. Its exit status will not be known."""
        with self._lock:
            record = self._live_record() if self._since is None else None
            if record is None:
                return
            self._since = record.since

        def watch() -> None:
            for pid, identity in record.live.items():
                wait_for_end(pid, identity)
            if record.root not in record.live or time.time() - record.since < self._launcher_s:
                self._follow(record.root, record.since)
            self._ended(on_end, SoftwareEnd(None, max(0.0, time.time() - record.since)))

        self._watch_on_a_thread(watch)

    def _watch_on_a_thread(self, watch: Callable[[], None]) -> bool:
        """Return whether there was a thread: without one nobody hears of the end, and the record says how long."""
        try:
            threading.Thread(target=watch, name="software", daemon=True).start()
        except RuntimeError as error:
            _log.warning("the end of the software will not be noticed: %s", error)
            with self._lock:
                self._since = None
            return False
        return True

    def _follow(self, root: int, since: float) -> bool:
        """Wait until nothing lives that a launcher left behind; return whether there was something."""
        followed = False
        while live := left_by(root):
            followed = True
            self._write(_Record(root, live, since))
            for pid, identity in live.items():
                wait_for_end(pid, identity)
        return followed

    def _ended(self, on_end: Callable[[SoftwareEnd], None], end: SoftwareEnd) -> None:
        with self._lock:
            try:
                remove_durably(self._file)
            except StorageError as error:  # it names processes that have ended: nobody believes it
                _log.warning("the record of the software stays behind: %s", error)
            self._since = None
        unwatched, self._unwatched = self._unwatched, None
        if unwatched is not None:
            unwatched.poll()
        on_end(end)

    # The record.

    def _write(self, record: _Record) -> None:
        try:
            write_durably(self._file, msgspec.json.encode(record) + b"\n", keep_previous=False)
        except StorageError as error:  # no reason to keep the user from working
            _log.warning("the next agent will not know that the software runs: %s", error)

    def _live_record(self) -> _Record | None:
        """Return what is written, as far as it still lives; ``None`` if nothing does or nothing can be read."""
        try:
            data = read_bytes(self._file)
        except StorageError as error:
            _log.warning("whether the software runs is not known: %s", error)
            return None
        if data is None:
            return None
        try:
            record = msgspec.json.decode(data[:MAX_FILE], type=_Record)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            _log.warning("%s is not a record of the software: %s", self._file, error)
            return None
        live = {pid: identity for pid, identity in record.live.items() if identity_of(pid) == identity}
        return msgspec.structs.replace(record, live=live) if live else None


def _started(start: Start, environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a program that keeps nothing of this process: no terminal, no session, no open file; StartError."""
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
    """Sort what the system says; a file that is there and yet not found is a script without its interpreter."""
    if isinstance(error, FileNotFoundError):
        return StartFault.NOT_EXECUTABLE if start.program.exists() else StartFault.NOT_FOUND
    if isinstance(error, PermissionError):
        return StartFault.NOT_EXECUTABLE
    if isinstance(error, OSError) and _says_no_program(error):
        return StartFault.NOT_EXECUTABLE
    return StartFault.FAILED


def _says_no_program(error: OSError) -> bool:
    return getattr(error, "winerror", None) == _BAD_EXE_FORMAT or error.errno == errno.ENOEXEC
