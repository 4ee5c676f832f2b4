"""The agent's end of the control channel: another process of the same user asks the running agent something.

One request per connection, one line of JSON each way (``core/wire/codec.py``). Commands only: no secret is asked for,
and none is returned. How lines travel is in ``transport.py``.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable

from iea_agent.adapters.control import transport
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.errors import AgentError, ErrorCode, MessageError, StorageError
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import CONTROL, decode, encode
from iea_agent.core.wire.control import ControlRefusal, ControlReply, ControlRequest

MAX_CLIENTS = 8
"""Client slots: requests served at a time."""
GRACE_S = 0.1
"""Time in which a client must send its request while others wait for its slot (seconds)."""
SLOT_POLL_S = 0.02
"""Polling interval while all client slots are taken (seconds)."""
RETRY_S = 60.0
"""Retry interval of a channel that cannot be set up (seconds)."""

_log = logging.getLogger(__name__)


class _Client:
    """A client that holds a slot."""

    def __init__(self, channel: transport.Channel) -> None:
        self.channel = channel
        self.since = time.monotonic()
        self.has_sent = False
        self.is_evicted = False


class ControlServer:
    """Answers the requests of other processes.

    While all slots are taken, the next client waits, and a client that has sent no request within ``GRACE_S`` is
    evicted with the answer « busy ». So silent clients cannot block the channel.

    ``handle`` is called on a thread of its own for each request, up to ``MAX_CLIENTS`` at a time; an AgentError
    that it raises is sent to the client as its code. The caller holds the instance lock: the socket of a dead agent is
    replaced.
    """

    def __init__(
        self,
        folders: Folders,
        handle: Callable[[ControlRequest], AgentView],
        *,
        deadline_s: float = transport.DEADLINE_S,
        retry_s: float = RETRY_S,
    ) -> None:
        self._folders = folders
        self._handle = handle
        self._deadline_s = deadline_s
        self._retry_s = retry_s
        self._listener: transport.Listener | None = None
        self._lock = threading.Lock()
        self._clients: dict[threading.Thread, _Client] = {}
        self._accepting = threading.Thread(target=self._accept, name="control", daemon=True)
        self._closed = threading.Event()

    def start(self) -> None:
        """Listen, and return at once; retry in the background where that cannot be done (a full disk)."""
        try:
            self._listener = transport.Listener(self._folders)
        except StorageError:
            _log.exception("cannot set up the control channel, will retry")
        with contextlib.suppress(RuntimeError):  # the system has no thread left
            self._accepting.start()

    def close(self) -> None:
        """Stop listening; let pending answers reach their clients, within the deadline."""
        self._closed.set()
        if self._listener is None:
            return
        self._listener.close()
        if self._accepting.is_alive():
            self._accepting.join(self._deadline_s)
        with self._lock:
            clients = dict(self._clients)
        for client in clients.values():
            client.channel.stop_receiving()
        end = time.monotonic() + self._deadline_s
        for thread in clients:
            if thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))

    def _accept(self) -> None:
        while self._listener is None:
            if self._closed.wait(self._retry_s):
                return
            with contextlib.suppress(StorageError):
                self._listener = transport.Listener(self._folders)
                _log.info("the control channel is set up")
        listener = self._listener
        if self._closed.is_set():  # while it was set up
            listener.close()
        while (channel := listener.accept()) is not None:
            client = _Client(channel)
            thread = threading.Thread(target=self._serve, args=(client,), name="control client", daemon=True)
            if not self._admit(thread, client):
                channel.reject(encode(ControlRefusal(ErrorCode.BUSY)))
                continue
            try:
                thread.start()
            except RuntimeError:  # the system has no thread left
                self._free_slot(thread, channel)

    def _admit(self, thread: threading.Thread, client: _Client) -> bool:
        """Give a client a slot; return whether one was free within twice ``GRACE_S``. Blocks further accepts."""
        ends = client.since + 2 * GRACE_S
        while True:
            with self._lock:
                now = time.monotonic()
                if len(self._clients) < MAX_CLIENTS or self._evict_silent(now):
                    client.since = now
                    self._clients[thread] = client
                    return True
            if now > ends:
                return False
            time.sleep(SLOT_POLL_S)

    def _evict_silent(self, now: float) -> bool:
        """Evict the oldest client that has sent nothing; return whether there was one. The caller holds the lock."""
        for thread, client in self._clients.items():  # oldest first
            if not client.has_sent and now - client.since >= GRACE_S:
                del self._clients[thread]
                client.is_evicted = True
                client.channel.stop_receiving()
                return True
        return False

    def _serve(self, client: _Client) -> None:
        channel, deadline = client.channel, client.since + self._deadline_s
        try:
            channel.check_peer(deadline)
            line = channel.receive(deadline)
            client.has_sent = True
            if channel.is_gone():  # it gave up while this process was suspended: what it asked for is over
                _log.info("dropped a request of the control channel: its client has gone")
                return
            answer = self._answer(line)
            channel.send(answer, time.monotonic() + self._deadline_s)
        except (OSError, EOFError) as error:
            if client.is_evicted:
                channel.reject(encode(ControlRefusal(ErrorCode.BUSY)))
            _log.info("dropped a client of the control channel: %s", str(error) or type(error).__name__)
        finally:
            self._free_slot(threading.current_thread(), channel)

    def _answer(self, line: bytes) -> bytes:
        try:
            return encode(ControlReply(self._handle(_request_in(line))))
        except AgentError as error:
            _log.info("a request was refused: %s", error)
            return encode(ControlRefusal(error.code))
        except Exception:  # noqa: BLE001 (the client needs an answer, the log gets the cause)
            _log.exception("a request failed")
            return encode(ControlRefusal(ErrorCode.AGENT))

    def _free_slot(self, thread: threading.Thread, channel: transport.Channel) -> None:
        channel.close()
        with self._lock:
            self._clients.pop(thread, None)


def _request_in(line: bytes) -> ControlRequest:
    request = decode(CONTROL, line)
    if not isinstance(request, ControlRequest):
        raise MessageError("not a request")
    return request
