"""The client's end of the control channel: ask the running agent something."""

import contextlib
import os
import time
from typing import assert_never

from msgspec import UNSET, UnsetType

from iea_agent.adapters.control import transport
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system.session import own_session
from iea_agent.core.commands import Command
from iea_agent.core.errors import (
    BusyError,
    ControlError,
    MessageError,
    NoScreenError,
    OtherSessionError,
    StorageError,
)
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import CONTROL, decode, encode
from iea_agent.core.wire.control import ControlRefusal, ControlReply, ControlRequest
from iea_agent.core.wire.jobs import RepairAgreed

BUSY_RETRY_S = 0.05
"""Retry interval while the agent is busy (seconds)."""
_REFUSALS = {error.code: error for error in (OtherSessionError, NoScreenError, BusyError)}
"""Refusals that have an exception of their own."""


def ask(
    folders: Folders,
    command: Command,
    timeout_s: float = transport.DEADLINE_S,
    agreed: RepairAgreed | UnsetType = UNSET,
) -> AgentView | None:
    """Send a command to the running agent and return its state; ``None`` if none listens. Retries while it is busy.

    Args:
        folders: The profile of the agent.
        command: What to ask for.
        timeout_s: Timeout of the whole exchange (seconds).
        agreed: The addresses of a repair that is agreed to.

    Raises:
        OtherSessionError: the agent runs in another session, and the command shows something.
        NoScreenError: the agent has no screen for what was asked.
        ControlError: the agent refused, was busy, did not answer in time, sent an invalid answer, or belongs to another
            user.
    """
    deadline = time.monotonic() + timeout_s
    request = ControlRequest(command, own_session(os.environ), agreed)
    busy: BusyError | None = None
    while True:
        try:
            return _ask_once(folders, request, deadline, timeout_s)
        except ControlError as error:
            busy = error if isinstance(error, BusyError) else busy
            if busy is not None and time.monotonic() + BUSY_RETRY_S >= deadline:
                raise busy from None
            if error is not busy:
                raise
        time.sleep(BUSY_RETRY_S)


def _ask_once(folders: Folders, request: ControlRequest, deadline: float, timeout_s: float) -> AgentView | None:
    try:
        channel = transport.connect(folders, deadline)
        if channel is None:
            return None
        with contextlib.closing(channel):
            channel.check_peer(deadline)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a busy agent replies without reading
                channel.send(encode(request), deadline)
            answer = decode(CONTROL, channel.receive(deadline))
    except ConnectionAbortedError as error:  # a busy agent may close without a reply
        raise BusyError("the agent is busy") from error
    except TimeoutError as error:
        raise ControlError(f"the agent did not answer within {timeout_s} s") from error
    except (OSError, EOFError, MessageError, StorageError) as error:
        raise ControlError(f"the agent could not be asked: {str(error) or type(error).__name__}") from error
    match answer:
        case ControlReply():
            return answer.view
        case ControlRefusal():
            raise _REFUSALS.get(answer.code, ControlError)(f"the agent refused: {answer.code}")
        case ControlRequest():
            raise ControlError("the agent answered with a request")
        case _:
            assert_never(answer)
