"""The messages of the control channel: requests of other processes of the same user, and replies.

The tag of a message, ``type``, is its class name.
"""

import msgspec

from iea_agent.core.commands import Command
from iea_agent.core.errors import ErrorCode
from iea_agent.core.session import Session
from iea_agent.core.view import AgentView


class ControlRequest(msgspec.Struct, frozen=True, tag=True):
    """One command of another process."""

    command: Command = msgspec.field(name="verb")
    """The key on the wire stays: a running agent of another version must understand ``quit``."""
    session: Session | None = None
    """The session of the process that asks; ``None`` without a display."""


class ControlReply(msgspec.Struct, frozen=True, tag=True):
    """The request is taken; the state at that moment, which what was asked may still change."""

    view: AgentView


class ControlRefusal(msgspec.Struct, frozen=True, tag=True):
    """The request is not taken."""

    code: ErrorCode


Control = ControlRequest | ControlReply | ControlRefusal
