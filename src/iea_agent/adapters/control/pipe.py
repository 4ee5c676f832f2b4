"""Lines over a Windows named pipe, between processes of one user.

By default only the creator of a pipe may write to it, but every user may open it for reading, list the names of all
pipes, and create one of any name that is free. So:

* The name is random, of one start, and stands in the lock file of the running agent (``place.py``): nobody can be there
  first. The agent's is the first pipe of that name (FILE_FLAG_FIRST_PIPE_INSTANCE); other computers are refused.
* A client shows its server who it is, and no more: it cannot be impersonated (SECURITY_IDENTIFICATION). It looks
  whether the server is the process that holds the lock.
* Both ends prove, by a challenge (HMAC-SHA256, RFC 2104), that they can read a key file in the profile's folder. Each
  checks the sizes of what it receives. Only bytes are received: ``recv()`` would unpickle what it is sent.

On other systems the same code runs over a Unix socket, for the tests.

Sources: Windows API reference, "CreateNamedPipeW", "CreateFileW", "Impersonation Levels",
"GetNamedPipeServerProcessId".
"""

import contextlib
import hmac
import os
import secrets
import sys
import threading
import time
from pathlib import Path
from typing import Final, Protocol

from iea_agent.adapters.control.instance_lock import change_note
from iea_agent.adapters.control.place import new_pipe, noted
from iea_agent.adapters.files.atomic_write import write_durably
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.private import make_private_folder
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.adapters.system.deadline import within
from iea_agent.adapters.system.session import let_server_come_to_front, server_of
from iea_agent.core.errors import StorageError
from iea_agent.core.wire.codec import MAX_MESSAGE

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 32
_PROOF_BYTES: Final = 32
_BACKLOG: Final = 64
_SLICE_S: Final = 0.1
"""Polling interval for ``stop_receiving()`` and ``close()`` (seconds)."""


class _Connection(Protocol):
    """The part of ``multiprocessing``'s connections that is used."""

    def poll(self, timeout: float | None = ...) -> bool: ...
    def recv_bytes(self, maxlength: int | None = ...) -> bytes: ...
    def send_bytes(self, buf: bytes) -> None: ...
    def close(self) -> None: ...
    def fileno(self) -> int: ...


class Channel:
    """One connection. Deadlines are times of ``time.monotonic()``, in seconds; what overruns one is a TimeoutError."""

    def __init__(self, connection: _Connection, key: bytes, *, serves: bool) -> None:
        self._connection = connection
        self._key = key
        self._serves = serves
        self._stopped = threading.Event()

    def check_peer(self, deadline: float) -> None:
        """Authenticate both ends; PermissionError if the other does not hold the key."""
        if self._serves:
            challenge = secrets.token_bytes(_NONCE_BYTES)
            self.send(challenge, deadline)
            answer = self._receive_exactly(_NONCE_BYTES + _PROOF_BYTES, deadline)
            counter, proof = answer[:_NONCE_BYTES], answer[_NONCE_BYTES:]
            self._verify(proof, b"client" + challenge + counter)
            self.send(self._proof(b"server" + challenge + counter), deadline)
        else:
            try:
                challenge = self._receive_exactly(_NONCE_BYTES, deadline)
            except (EOFError, BrokenPipeError, ConnectionResetError) as error:
                raise ConnectionAbortedError("rejected") from error
            counter = secrets.token_bytes(_NONCE_BYTES)
            self.send(counter + self._proof(b"client" + challenge + counter), deadline)
            self._verify(self._receive_exactly(_PROOF_BYTES, deadline), b"server" + challenge + counter)
            let_server_come_to_front(self._connection.fileno())  # the request may open a window

    def receive(self, deadline: float, longest: int = MAX_MESSAGE) -> bytes:
        """Return one line; EOFError or OSError if the other end closed before, OSError if it is too long."""
        while not self._connection.poll(max(0.0, min(_SLICE_S, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                raise TimeoutError("the other end is silent")
            if self._stopped.is_set():
                raise EOFError("no more requests are taken")
        return self._connection.recv_bytes(longest)

    def _receive_exactly(self, size: int, deadline: float) -> bytes:
        received = self.receive(deadline, longest=size)
        if len(received) != size:
            raise PermissionError(f"the other end sent {len(received)} bytes instead of {size}")
        return received

    def is_gone(self) -> bool:
        """Tell whether the other end has closed: after its request, a client that is there is silent."""
        with contextlib.suppress(OSError):
            return self._connection.poll(0)
        return True

    def send(self, line: bytes, deadline: float) -> None:
        """Send a line."""
        # A write blocks until it is read; only closing the pipe ends that.
        watch = threading.Timer(max(0.0, deadline - time.monotonic()), self._connection.close)
        watch.daemon = True
        watch.start()
        try:
            self._connection.send_bytes(line)
        finally:
            watch.cancel()

    def reject(self, line: bytes) -> None:
        """Close without an answer: one may be sent only after the challenge, which takes time."""
        del line
        self.close()

    def stop_receiving(self) -> None:
        """Make ``receive()``, in another thread, fail within the polling interval."""
        self._stopped.set()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _proof(self, text: bytes) -> bytes:
        return hmac.digest(self._key, text, "sha256")

    def _verify(self, proof: bytes, text: bytes) -> None:
        if not hmac.compare_digest(proof, self._proof(text)):
            raise PermissionError("the other end does not hold this profile's key")


class Listener:
    """The listening end; StorageError if it cannot be set up."""

    def __init__(self, folders: Folders) -> None:
        self._address = new_pipe() if sys.platform == "win32" else os.fspath(folders.socket)
        self._key = _made_key(folders)
        self._closing = threading.Event()
        if sys.platform != "win32":
            make_private_folder(folders.runtime)
        try:
            self._listener = _listening(self._address)
        except OSError as error:
            raise StorageError(f"cannot listen on {self._address}: {error.strerror or error}") from error
        if sys.platform == "win32":
            try:
                change_note(folders.lock_file, self._address)
            except StorageError:
                self._listener.close()
                raise

    def accept(self) -> Channel | None:
        """Wait for the next client; ``None`` once ``close()`` was called."""
        while not self._closing.is_set():
            try:
                connection = self._listener.accept()
            except OSError:  # the client disconnected meanwhile, or no handle is left
                self._closing.wait(_SLICE_S)
                continue
            if not self._closing.is_set():
                return Channel(connection, self._key, serves=True)
            connection.close()
        self._listener.close()
        return None

    def close(self) -> None:
        """Make ``accept()`` return ``None``."""
        self._closing.set()
        with contextlib.suppress(OSError):
            _opened(self._address, time.monotonic() + _SLICE_S).close()  # nothing else wakes accept()


def connect(folders: Folders, deadline: float) -> Channel | None:
    """Connect to the agent; ``None`` if none listens; OSError or StorageError if that is not known."""
    key = read_bytes(_key_file(folders))
    holder = noted(folders.lock_file)
    address = holder.pipe if sys.platform == "win32" else os.fspath(folders.socket)
    if key is None or address is None:
        return None
    try:
        connection = _opened(address, deadline)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    server = server_of(connection.fileno())
    if server not in {None, holder.pid}:
        connection.close()
        raise PermissionError(f"the pipe belongs to process {server}, the lock to {holder.pid}")
    return Channel(connection, key, serves=False)


if sys.platform == "win32":
    import _winapi
    from multiprocessing.connection import (  # type: ignore[attr-defined]  # typeshed does not know all
        PipeConnection,
        PipeListener,
    )

    _REJECT_REMOTE_CLIENTS = 0x00000008
    _SQOS_PRESENT, _IDENTIFICATION = 0x00100000, 0x00010000
    _BUFFER = 8192

    class _LocalPipes(PipeListener):  # type: ignore[misc]  # typeshed does not know it
        """Named pipes that other computers cannot open."""

        def _new_handle(self, first: bool = False) -> int:  # noqa: FBT001, FBT002 (multiprocessing's own way)
            opened = _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED
            if first:
                opened |= _winapi.FILE_FLAG_FIRST_PIPE_INSTANCE
            mode = _winapi.PIPE_TYPE_MESSAGE | _winapi.PIPE_READMODE_MESSAGE | _winapi.PIPE_WAIT
            return _winapi.CreateNamedPipe(
                self._address,
                opened,
                mode | _REJECT_REMOTE_CLIENTS,
                _winapi.PIPE_UNLIMITED_INSTANCES,
                _BUFFER,
                _BUFFER,
                _winapi.NMPWAIT_WAIT_FOREVER,
                _winapi.NULL,
            )

    def _listening(address: str) -> _LocalPipes:
        return _LocalPipes(address)

    def _opened(address: str, deadline: float) -> PipeConnection:
        """Open a pipe once one of its instances is free; FileNotFoundError if there is none, TimeoutError."""
        rights = _winapi.GENERIC_READ | _winapi.GENERIC_WRITE
        flags = _winapi.FILE_FLAG_OVERLAPPED | _SQOS_PRESENT | _IDENTIFICATION
        while True:
            try:
                left_ms = max(1, int(1000 * (deadline - time.monotonic())))  # 0 would be the server's own choice
                _winapi.WaitNamedPipe(address, left_ms)
                handle = _winapi.CreateFile(
                    address, rights, 0, _winapi.NULL, _winapi.OPEN_EXISTING, flags, _winapi.NULL
                )
            except OSError as error:
                if error.winerror not in {_winapi.ERROR_SEM_TIMEOUT, _winapi.ERROR_PIPE_BUSY}:
                    raise
                if time.monotonic() >= deadline:
                    raise TimeoutError("the pipe is busy") from error
            else:
                _winapi.SetNamedPipeHandleState(handle, _winapi.PIPE_READMODE_MESSAGE, None, None)
                return PipeConnection(handle)
else:
    from multiprocessing.connection import Client
    from multiprocessing.connection import Listener as SocketListener

    def _listening(address: str) -> SocketListener:
        return SocketListener(address, backlog=_BACKLOG)

    def _opened(address: str, deadline: float) -> _Connection:
        return within(deadline - time.monotonic(), lambda: Client(address), name="control connect")


def _key_file(folders: Folders) -> Path:
    return folders.state / "control.key"


def _made_key(folders: Folders) -> bytes:
    """Return the profile's key, created at the first start; it proves only the right to read that folder."""
    path = _key_file(folders)
    key = read_bytes(path)
    if key is None or len(key) != _KEY_BYTES:
        key = secrets.token_bytes(_KEY_BYTES)
        write_durably(path, key, keep_previous=False)
    return key
