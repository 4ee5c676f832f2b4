"""The payroll software as a process that outlives the agent; implements ``ports.Software``.

It is started in a session of its own, with the environment of the user and ``IEA_MODE``. A record in the agent's folder
identifies it for the next agent; a PID alone would not, since the system reuses it.

Some programs are started by a launcher that exits at once with status 0 and leaves the real program behind. So when the
process exits with status 0 within ``LAUNCHER_S``, the software counts as running while processes that it left behind
live (``process_table.left_by``). Limits: a launcher whose children create sessions of their own (on Windows, whose real
program is a grandchild) looks like software that has ended, and so does one that exits while no agent runs. A process
that exits later has ended, whatever it leaves: a browser that it opened for its help is not the software.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.reading import MAX_FILE, read_content
from iea_agent.adapters.software.command import start_detached, start_for
from iea_agent.adapters.software.process_table import identity_of, left_by, wait_for_end
from iea_agent.adapters.system.program import environ_of_user
from iea_agent.adapters.system.session import let_come_to_front
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import StartError, StorageError
from iea_agent.core.launch import SoftwareEnd, StartFault

if TYPE_CHECKING:
    import subprocess

_log = logging.getLogger(__name__)

MODE_VARIABLE = "IEA_MODE"
LAUNCHER_S = 10.0
"""A process that exits with status 0 within this time may be a launcher (seconds)."""


class _Record(msgspec.Struct, frozen=True):
    """The record of the running software."""

    root: Annotated[int, msgspec.Meta(gt=0, lt=2**31)]
    """PID of the started process."""
    live: dict[Annotated[int, msgspec.Meta(gt=0, lt=2**31)], str]
    """PID and identity of the processes of the software: the started one, or those that it left behind."""
    since: float
    """Time of the start (seconds since 1970 UTC)."""


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
        """Time of the start of the watched software; ``None`` while nothing is watched."""
        self._unwatched: subprocess.Popen[bytes] | None = None
        """A child that no thread waits for: kept until it has ended, then reaped."""

    def running_since(self) -> float | None:
        """See ``ports.Software.running_since``."""
        with self._lock:
            if self._since is not None:
                return self._since
            record = self._live_record()
            return None if record is None else record.since

    def start(self, command: Sequence[str], *, mode: Mode, on_end: Callable[[SoftwareEnd], None]) -> None:
        """Start it; see ``ports.Software.start``. StartError also if it runs already."""
        if self.running_since() is not None:
            raise StartError("the software runs already", StartFault.FAILED)
        environ = environ_of_user(os.environ if self._environ is None else self._environ)
        process = start_detached(start_for(command, environ), environ | {MODE_VARIABLE: mode.value})
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
        """Watch what an earlier agent started; see ``ports.Software.adopt``. Its exit status is never known."""
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
        """Return whether a thread could be started; without one the record alone says whether the software runs."""
        try:
            threading.Thread(target=watch, name="software", daemon=True).start()
        except RuntimeError as error:
            _log.warning("the end of the software will not be noticed: %s", error)
            with self._lock:
                self._since = None
            return False
        return True

    def _follow(self, root: int, since: float) -> bool:
        """Wait until the processes that a launcher left behind have ended; return whether there were any."""
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
            except StorageError as error:  # harmless: the identities in it match no live process
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
        except StorageError as error:  # the user can work all the same
            _log.warning("the next agent will not know that the software runs: %s", error)

    def _live_record(self) -> _Record | None:
        """Return the record, reduced to live processes; ``None`` if there are none, or no readable record."""
        try:
            content = read_content(self._file)
        except StorageError as error:
            _log.warning("whether the software runs is not known: %s", error)
            return None
        if content is None:
            return None
        try:
            record = msgspec.json.decode(content.data[:MAX_FILE], type=_Record)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            _log.warning("%s is not a record of the software: %s", self._file, error)
            return None
        live = {pid: identity for pid, identity in record.live.items() if identity_of(pid) == identity}
        return msgspec.structs.replace(record, live=live) if live else None
