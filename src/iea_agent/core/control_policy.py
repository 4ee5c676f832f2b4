"""Which requests of other processes the agent takes: the policy of the control channel.

Everything may be asked from anywhere, except what the user must see: that is done in the session of the agent only, and
a window needs a display there.
"""

from iea_agent.core.commands import COMMANDS, Command, Screen
from iea_agent.core.errors import NoScreenError, OtherSessionError
from iea_agent.core.session import Session, is_elsewhere
from iea_agent.core.wire.control import ControlRequest


def command_of(request: ControlRequest, *, own: Session | None, has_screen: bool) -> Command | None:
    """Return the command of a request; ``None`` if it only reads the state.

    Raises:
        OtherSessionError: it can only be done in the session of the agent, and comes from another one.
        NoScreenError: it opens a window, and the agent has no display.
    """
    facts = COMMANDS[request.command]
    if facts.screen is not Screen.UNUSED and is_elsewhere(request.session, own):
        raise OtherSessionError(f"{request.command}: asked for in another session")
    if facts.screen is Screen.REQUIRED and not has_screen:
        raise NoScreenError(f"{request.command}: no screen to show it on")
    return None if facts.only_reads else request.command
