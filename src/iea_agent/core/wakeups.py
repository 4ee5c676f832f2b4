"""What happens around the agent and makes an attempt worthwhile: the network, and sleep."""

from enum import Enum

from iea_agent.core.connection_state import AgentState, Link, Mode


class Change(Enum):
    """Something that the system told, or that the clocks tell."""

    CAME_BACK = "the network is there, or is another one"
    WENT_AWAY = "there is no network any more"
    WOKE = "the computer was asleep"


def is_worth_a_try(state: AgentState, change: Change) -> bool:
    """Tell whether a change is a reason to try sooner than planned.

    A refusal stays one on every network, and a server that asked for time is given it. That the network is gone is
    news only while the ball is shown: the check that follows tells the truth about the connection.
    """
    if state.mode is Mode.ASSISTANCE:
        return False
    if state.diagnosis is not None and state.diagnosis.retry_after_s is not None:
        return False
    if change is Change.WENT_AWAY:
        return state.connection is Link.CONNECTED
    return state.connection in {Link.DISCONNECTED, Link.CONNECTED, Link.UNREACHABLE}
