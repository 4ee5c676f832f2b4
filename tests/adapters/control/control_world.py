"""A profile on real disk, the control servers and the raw clients of a test."""

import contextlib
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.control.server import ControlServer
from iea_agent.adapters.control.transport import DEADLINE_S
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.commands import Action, Command
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.errors import ControlError
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import MAX_MESSAGE, encode
from iea_agent.core.wire.control import ControlRequest

VIEW = AgentView(picture=Picture.BALL, mode=Mode.PRODUCTION, connection=Link.CONNECTED, reason="é" * 5000)
STATUS = encode(ControlRequest(Action.READ_STATE))
PATIENCE_S = 20.0
"""Longest wait before a test fails, in seconds; no test waits for it to pass."""


class ControlWorld:
    """Starts agents and clients in one profile, and ends them all."""

    def __init__(self, folder: Path) -> None:
        self.folders = Folders.find({"IEA_AGENT_HOME": str(folder)})
        self._ends = contextlib.ExitStack()

    def serve(
        self, handle: Callable[[ControlRequest], AgentView] = lambda _: VIEW, *, deadline_s: float = DEADLINE_S
    ) -> ControlServer:
        """Start an agent that answers."""
        server = ControlServer(self.folders, handle, deadline_s=deadline_s)
        server.start()
        self._ends.callback(server.close)
        return server

    def ask(self, command: Command = Action.READ_STATE, timeout_s: float = PATIENCE_S) -> AgentView | None:
        """Ask as the command line does."""
        return ask(self.folders, command, timeout_s)

    def error_of_asking(self) -> ControlError | None:
        """Ask, and return what went wrong."""
        try:
            self.ask()
        except ControlError as error:
            return error
        return None

    def connect(self) -> socket.socket:
        """Return a client that says nothing yet."""
        client = self._ends.enter_context(socket.socket(socket.AF_UNIX))
        client.settimeout(PATIENCE_S)
        client.connect(str(self.folders.socket))
        return client

    def close(self) -> None:
        """End everything."""
        self._ends.close()


@contextlib.contextmanager
def control_world() -> Iterator[ControlWorld]:
    """Make a profile where there is room for the path of a socket: the folders of pytest are too deep."""
    folder = Path(tempfile.mkdtemp(prefix="iea-"))
    world = ControlWorld(folder)
    try:
        yield world
    finally:
        world.close()
        shutil.rmtree(folder)


def rest_of(client: socket.socket) -> bytes:
    """Read until the other end closes."""
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while got := client.recv(MAX_MESSAGE):
            data += got
    return data


def cut_off(client: socket.socket, data: bytes) -> bool:
    """Send something; tell whether the other end had closed."""
    try:
        client.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False
