"""Lines over a Unix socket, between processes of one user."""

import contextlib
import logging
import os
import select
import selectors
import socket
import struct
import sys
import time
from typing import Final

from iea_agent.adapters.control.instance_lock import change_note
from iea_agent.adapters.control.place import noted
from iea_agent.adapters.files.folders import Folders, random_runtime
from iea_agent.adapters.files.private import PRIVATE_FILE, make_private_folder, privacy_fault
from iea_agent.core.errors import StorageError
from iea_agent.core.wire.codec import MAX_MESSAGE

assert sys.platform != "win32", "Windows has pipes"  # noqa: S101 (tells the type checker)

_log = logging.getLogger(__name__)

_BACKLOG: Final = 64
_PAUSE_S: Final = 0.05
"""Pause while no file descriptor is left (seconds)."""
CHECK_EVERY_S: Final = 60.0
"""Interval at which an idle listener checks that its socket file still exists (seconds)."""


class Channel:
    """One connection. Deadlines are times of ``time.monotonic()``, in seconds; what overruns one is a TimeoutError."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def check_peer(self, deadline: float) -> None:  # noqa: ARG002 (a pipe needs it)
        """PermissionError if the other end belongs to another user."""
        user = _user_of(self._socket)
        if user != os.geteuid():
            raise PermissionError(f"the other end belongs to user {user}")

    def receive(self, deadline: float) -> bytes:
        """Return one line without its newline; EOFError if the other end closed before, OSError if it is too long."""
        line = bytearray()
        while b"\n" not in line:
            if len(line) >= MAX_MESSAGE:
                raise OSError(f"a line of more than {MAX_MESSAGE} bytes")
            self._limit(deadline)
            data = self._socket.recv(MAX_MESSAGE - len(line))
            if not data:
                raise EOFError("the other end closed before the end of its line")
            line += data
        return bytes(line.partition(b"\n")[0])

    def is_gone(self) -> bool:
        """Tell whether the other end has closed; one that has only finished writing still reads."""
        peer = select.poll()
        peer.register(self._socket, 0)  # hang-ups are always reported
        return bool(peer.poll(0))

    def send(self, line: bytes, deadline: float) -> None:
        """Send a line, newline included."""
        self._limit(deadline)
        self._socket.sendall(line)

    def reject(self, line: bytes) -> None:
        """Send a last line without blocking, and close."""
        with contextlib.suppress(OSError):
            self._socket.setblocking(False)  # noqa: FBT003 (the library's own way)
            self._socket.send(line)
        self.close()

    def stop_receiving(self) -> None:
        """Make ``receive()``, in another thread, fail at once."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _limit(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:  # zero would make the socket non-blocking
            raise TimeoutError("the other end is too slow")
        self._socket.settimeout(left)


class Listener:
    """The listening end; StorageError if it cannot be set up."""

    def __init__(self, folders: Folders, *, check_every_s: float = CHECK_EVERY_S) -> None:
        self._folders = folders
        self._planned = folders.runtime
        self._check_every_s = check_every_s
        self._wake, self._woken = socket.socketpair()
        try:
            self._socket, self._place = self._bound()
        except BaseException:
            self._wake.close()
            self._woken.close()
            raise

    def _bound(self) -> tuple[socket.socket, os.stat_result]:
        """Return a new listening socket, and the identity of its file; StorageError."""
        self._folders = _with_private_runtime(self._folders)
        path = self._folders.socket
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            path.unlink(missing_ok=True)  # stale: the caller holds the instance lock
            bound.bind(os.fspath(path))
            path.chmod(PRIVATE_FILE)
            bound.listen(_BACKLOG)
            bound.setblocking(False)  # noqa: FBT003 (the library's own way)
            return bound, path.lstat()
        except OSError as error:
            bound.close()
            raise StorageError(f"cannot listen on {path}: {error.strerror or error}") from error

    def accept(self) -> Channel | None:
        """Wait for the next client; ``None`` once ``close()`` was called.

        A socket file that was removed (by what cleans /tmp) is recreated within ``check_every_s``.
        """
        while True:
            with selectors.PollSelector() as selector:  # it needs no descriptor of its own
                selector.register(self._socket, selectors.EVENT_READ)
                selector.register(self._woken, selectors.EVENT_READ)
                ready = [key.fileobj for key, _ in selector.select(self._check_every_s)]
            if self._woken in ready:
                for each in (self._socket, self._wake, self._woken):
                    each.close()
                if self._is_there():  # it moved while close() was called
                    self._remove()
                return None
            if not ready:
                self._recreate_if_removed()
                continue
            try:
                return Channel(self._socket.accept()[0])
            except BlockingIOError:
                continue  # the client has gone
            except OSError:  # no descriptor is left: the client stays in the queue
                time.sleep(_PAUSE_S)

    def _recreate_if_removed(self) -> None:
        """Listen on a new socket if the file of this one was removed or replaced, or others may enter its folder."""
        with contextlib.suppress(OSError, StorageError):
            if self._is_there() and not privacy_fault(self._folders.runtime):
                return
        with contextlib.suppress(StorageError):  # retried at the next check
            new, self._place = self._bound()
            self._socket.close()
            self._socket = new

    def _is_there(self) -> bool:
        """Tell whether the socket file is still the one of this listener."""
        try:
            return os.path.samestat(self._folders.socket.lstat(), self._place)
        except OSError:
            return False

    def close(self) -> None:
        """Make ``accept()`` return ``None``, and remove the socket file."""
        self._remove()
        with contextlib.suppress(OSError):
            self._wake.send(b"x")

    def _remove(self) -> None:
        """Remove the socket file, and a folder that was made for it."""
        with contextlib.suppress(OSError):
            self._folders.socket.unlink(missing_ok=True)
            if self._folders.runtime != self._planned:
                self._folders.runtime.rmdir()


def _with_private_runtime(folders: Folders) -> Folders:
    """Return folders whose run-time folder only the user may enter; StorageError.

    Anyone can make one in /tmp that another user expects there. Then one with a random name is taken, which the lock
    file of the agent names.
    """
    try:
        make_private_folder(folders.runtime)
    except StorageError as error:
        runtime = random_runtime()
        make_private_folder(runtime)
        try:
            change_note(folders.lock_file, str(runtime))
        except StorageError:
            runtime.rmdir()
            raise
        _log.warning("%s: listening in %s", error, runtime)
        return folders._replace(runtime=runtime)
    return folders


def connect(folders: Folders, deadline: float) -> Channel | None:
    """Connect to the agent; ``None`` if none listens; OSError or StorageError if that is not known.

    ConnectionAbortedError: the agent is busy.
    """
    for runtime in dict.fromkeys((folders.runtime, noted(folders.lock_file).runtime)):
        if runtime is None or not runtime.exists():
            continue
        if fault := privacy_fault(runtime):  # an agent that is there begins to listen elsewhere
            _log.info("not asked: %s %s", runtime, fault)
        elif (channel := _connected(folders._replace(runtime=runtime), deadline)) is not None:
            return channel
    return None


def _connected(folders: Folders, deadline: float) -> Channel | None:
    with contextlib.ExitStack() as unless_connected:
        connection = unless_connected.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        try:
            connection.settimeout(max(deadline - time.monotonic(), 0.0))
            connection.connect(os.fspath(folders.socket))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except BlockingIOError as error:  # the backlog is full
            raise ConnectionAbortedError("too many clients wait") from error
        unless_connected.pop_all()
        return Channel(connection)


def _user_of(connection: socket.socket) -> int:
    """Return the user id of the other end, from the kernel."""
    if sys.platform == "darwin":
        # struct xucred of <sys/ucred.h>: version, user, groups.
        local, peer_credentials, size = 0, 1, 76
        user = struct.unpack_from("=II", connection.getsockopt(local, peer_credentials, size))[1]
    else:
        # struct ucred of unix(7): process, user, group.
        layout = "=iII"
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize(layout))
        user = struct.unpack(layout, found)[1]
    return int(user)
