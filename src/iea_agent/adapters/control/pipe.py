"""Lines over a Windows named pipe, between processes of one user.

By default only the creator of a pipe may write to it, but every user may open it for reading, and a client cannot see
who created it. So both ends prove, by a challenge (HMAC-SHA256, RFC 2104), that they can read a key file in the
profile's folder. Only bytes are received: ``recv()`` would unpickle what it is sent.

On other systems the same code runs over a Unix socket, for the tests.
"""

import contextlib
import hmac
import os
import secrets
import sys
import threading
import time
from multiprocessing.connection import Client
from multiprocessing.connection import Listener as PipeListener
from pathlib import Path
from typing import Final, Protocol

from iea_agent.adapters.files.atomic_write import write_durably
from iea_agent.adapters.files.folders import Folders, short_hash
from iea_agent.adapters.files.private import make_private_folder
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.adapters.system.deadline import within
from iea_agent.adapters.system.session import let_server_come_to_front
from iea_agent.core.errors import StorageError
from iea_agent.core.wire.codec import MAX_MESSAGE

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 32
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
            answer = self.receive(deadline)
            counter, proof = answer[:_NONCE_BYTES], answer[_NONCE_BYTES:]
            self._verify(proof, b"client" + challenge + counter)
            self.send(self._proof(b"server" + challenge + counter), deadline)
        else:
            try:
                challenge, counter = self.receive(deadline), secrets.token_bytes(_NONCE_BYTES)
            except (EOFError, BrokenPipeError, ConnectionResetError) as error:
                raise ConnectionAbortedError("rejected") from error
            self.send(counter + self._proof(b"client" + challenge + counter), deadline)
            self._verify(self.receive(deadline), b"server" + challenge + counter)
            let_server_come_to_front(self._connection.fileno())  # the request may open a window

    def receive(self, deadline: float) -> bytes:
        """Return one line; EOFError or OSError if the other end closed before, OSError if it is too long."""
        while not self._connection.poll(max(0.0, min(_SLICE_S, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                raise TimeoutError("the other end is silent")
            if self._stopped.is_set():
                raise EOFError("no more requests are taken")
        return self._connection.recv_bytes(MAX_MESSAGE)

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
        self._address = _address_of(folders)
        self._key = _made_key(folders)
        self._closing = threading.Event()
        if sys.platform != "win32":
            make_private_folder(folders.runtime)
        try:
            self._listener = PipeListener(self._address, backlog=_BACKLOG)
        except OSError as error:
            raise StorageError(f"cannot listen on {self._address}: {error.strerror or error}") from error

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
            Client(self._address).close()  # nothing else wakes accept()


def connect(folders: Folders, deadline: float) -> Channel | None:
    """Connect to the agent; ``None`` if none listens; OSError or StorageError if that is not known."""
    key = read_bytes(_key_file(folders))
    if key is None:
        return None
    address = _address_of(folders)
    try:  # Client() waits 20 s for a pipe that is busy, whatever one asks
        connection = within(deadline - time.monotonic(), lambda: Client(address), name="control connect")
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    return Channel(connection, key, serves=False)


def _address_of(folders: Folders) -> str:
    windows = sys.platform == "win32"
    return rf"\\.\pipe\iea-agent-{short_hash(str(folders.state))}" if windows else os.fspath(folders.socket)


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
