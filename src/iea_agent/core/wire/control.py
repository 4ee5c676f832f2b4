"""The control channel: its messages, and which requests of other processes of the same user the agent takes.

The tag of a message, ``type``, is its class name. Everything may be asked from anywhere, except what the user must see:
that is done in the session of the agent only, and a window needs a display there.
"""

import msgspec
from msgspec import UNSET, UnsetType

from iea_agent.core.commands import COMMANDS, Action, Command, Screen
from iea_agent.core.errors import ErrorCode, NoScreenError, OtherSessionError
from iea_agent.core.session import Session, is_elsewhere
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import RepairAgreed


class ControlRequest(msgspec.Struct, frozen=True, tag=True):
    """One command of another process."""

    command: Command = msgspec.field(name="verb")
    """The key on the wire stays: a running agent of another version must understand ``quit``."""
    session: Session | None = None
    """The session of the process that asks; ``None`` without a display."""
    agreed: RepairAgreed | UnsetType = UNSET
    """For ``REPAIR_UNSEEN``: the addresses that were printed; nothing else is done."""


class ControlReply(msgspec.Struct, frozen=True, tag=True):
    """The request is taken; the state at that moment, which what was asked may still change."""

    view: AgentView


class ControlRefusal(msgspec.Struct, frozen=True, tag=True):
    """The request is not taken."""

    code: ErrorCode


Control = ControlRequest | ControlReply | ControlRefusal


def command_of(request: ControlRequest, *, own: Session | None, has_screen: bool) -> Command | RepairAgreed | None:
    """Return the command of a request, of a repair the addresses agreed to; ``None`` if it only reads the state.

    Raises:
        OtherSessionError: it can only be done in the session of the agent, and comes from another one.
        NoScreenError: it opens a window, and the agent has no display.
    """
    facts = COMMANDS[request.command]
    if facts.screen is not Screen.UNUSED and is_elsewhere(request.session, own):
        raise OtherSessionError(f"{request.command}: asked for in another session")
    if facts.screen is Screen.REQUIRED and not has_screen:
        raise NoScreenError(f"{request.command}: no screen to show it on")
    if request.command is Action.REPAIR_UNSEEN:
        return None if request.agreed is UNSET else request.agreed
    return None if facts.only_reads else request.command
