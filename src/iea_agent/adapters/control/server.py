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
from iea_agent.adapters.control.transport import DEADLINE_S
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.errors import AgentError, ErrorCode, MessageError, StorageError
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import decode_control, encode
from iea_agent.core.wire.control import ControlRefusal, ControlReply, ControlRequest

MAX_CLIENTS = 8
GRACE_S = 0.1
"""How long a client may keep silent while others wait for its place, in seconds."""
ROOM_S = 0.02
"""How often it is looked whether there is a place for the next one, in seconds."""
AGAIN_S = 60.0
"""How often a channel that could not be set up is tried again, in seconds."""

_log = logging.getLogger(__name__)


class _Client:
    """One that is being served."""

    def __init__(self, channel: transport.Channel) -> None:
        self.channel = channel
        self.since = time.monotonic()
        self.has_asked = False
        self.is_sent_away = False


class ControlServer:
    """Answers the requests of other processes.

    While all places are taken, the next client waits its turn, and a client that has asked nothing within ``GRACE_S``
    has to leave; it is told to try again. A crowd of silent clients keeps nobody out.

    ``handle`` is called on a thread of its own for each request, up to ``MAX_CLIENTS`` at a time; an AgentError
    that it raises is told to the client by its code. The caller holds the instance lock: whatever socket a dead
    agent left is taken over.
    """

    def __init__(
        self, folders: Folders, handle: Callable[[ControlRequest], AgentView], *, deadline_s: float = DEADLINE_S
    ) -> None:
        self._folders = folders
        self._handle = handle
        self._deadline_s = deadline_s
        self._listener: transport.Listener | None = None
        self._lock = threading.Lock()
        self._clients: dict[threading.Thread, _Client] = {}
        self._accepting: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = threading.Event()

    def start(self) -> None:
        """Listen, and return at once; StorageError if that cannot be done."""
        self._listener = transport.Listener(self._folders)
        self._accepting = threading.Thread(target=self._accept, args=(self._listener,), name="control", daemon=True)
        self._accepting.start()

    def start_when_possible(self, *, again_s: float = AGAIN_S) -> None:
        """Listen, and return at once; where that cannot be done (a full disk), as soon as it can."""
        try:
            self.start()
        except StorageError:
            _log.exception("no control channel yet: the command line cannot ask this agent")
            with contextlib.suppress(RuntimeError):  # the system has no thread left
                threading.Thread(target=self._start_at_last, args=(again_s,), name="control", daemon=True).start()

    def _start_at_last(self, again_s: float) -> None:
        while not self._closed.wait(again_s):
            with self._starting, contextlib.suppress(StorageError):
                if not self._closed.is_set():
                    self.start()
                    _log.info("the control channel could be set up at last")
                    return

    def close(self) -> None:
        """Stop listening; let the answers under way reach their clients, within the deadline."""
        with self._starting:
            self._closed.set()
        if self._listener is None or self._accepting is None:
            return
        self._listener.close()
        self._accepting.join(self._deadline_s)
        with self._lock:
            clients = dict(self._clients)
        for client in clients.values():
            client.channel.stop_receiving()
        end = time.monotonic() + self._deadline_s
        for thread in clients:
            if thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))
        self._listener = self._accepting = None

    def _accept(self, listener: transport.Listener) -> None:
        while (channel := listener.accept()) is not None:
            client = _Client(channel)
            thread = threading.Thread(target=self._serve, args=(client,), name="control client", daemon=True)
            if not self._admit(thread, client):
                channel.turn_away(encode(ControlRefusal(ErrorCode.BUSY)))
                continue
            try:
                thread.start()
            except RuntimeError:  # the system has no thread left
                self._forget(thread, channel)

    def _admit(self, thread: threading.Thread, client: _Client) -> bool:
        """Find a place for a client; return whether there is one, or will be soon. The others wait meanwhile."""
        ends = client.since + 2 * GRACE_S
        while True:
            with self._lock:
                now = time.monotonic()
                if len(self._clients) < MAX_CLIENTS or self._make_room(now):
                    client.since = now
                    self._clients[thread] = client
                    return True
            if now > ends:
                return False
            time.sleep(ROOM_S)

    def _make_room(self, now: float) -> bool:
        """Send away the client that has been silent for longest; return whether there was one. Under the lock."""
        for thread, client in self._clients.items():  # the oldest comes first
            if not client.has_asked and now - client.since >= GRACE_S:
                del self._clients[thread]
                client.is_sent_away = True
                client.channel.stop_receiving()
                return True
        return False

    def _serve(self, client: _Client) -> None:
        channel, deadline = client.channel, client.since + self._deadline_s
        try:
            channel.check_peer(deadline)
            line = channel.receive(deadline)
            client.has_asked = True
            answer = self._answer(line)
            channel.send(answer, time.monotonic() + self._deadline_s)
        except (OSError, EOFError) as error:
            if client.is_sent_away:
                channel.turn_away(encode(ControlRefusal(ErrorCode.BUSY)))
            _log.info("a client of the control channel was dropped: %s", _words_of(error))
        finally:
            self._forget(threading.current_thread(), channel)

    def _answer(self, line: bytes) -> bytes:
        try:
            return encode(ControlReply(self._handle(_request_in(line))))
        except AgentError as error:
            _log.info("a request was refused: %s", error)
            return encode(ControlRefusal(error.code))
        except Exception:  # noqa: BLE001 (the client needs an answer, the log gets the cause)
            _log.exception("a request failed")
            return encode(ControlRefusal(ErrorCode.AGENT))

    def _forget(self, thread: threading.Thread, channel: transport.Channel) -> None:
        channel.close()
        with self._lock:
            self._clients.pop(thread, None)


def _request_in(line: bytes) -> ControlRequest:
    request = decode_control(line)
    if not isinstance(request, ControlRequest):
        raise MessageError("not a request")
    return request


def _words_of(error: Exception) -> str:
    return str(error) or type(error).__name__
