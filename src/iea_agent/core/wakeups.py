"""Wake-ups: changes of the network, and the end of a suspend, that bring the next attempt forward."""

from enum import Enum

from iea_agent.core.connection_state import AgentState, Link, Mode


class Change(Enum):
    """A change that the system signals, or that the clocks show."""

    CAME_BACK = "the network is there, or is another one"
    WENT_AWAY = "there is no network any more"
    WOKE = "the computer was asleep"


def is_worth_a_try(state: AgentState, change: Change) -> bool:
    """Tell whether a change is a reason to try sooner than planned.

    A refusal is one on every network, and ``Retry-After`` is obeyed. The loss of the network matters only while the
    ball is shown: the check that follows shows the truth.
    """
    if state.mode is Mode.ASSISTANCE:
        return False
    if state.diagnosis is not None and state.diagnosis.retry_after_s is not None:
        return False
    if change is Change.WENT_AWAY:
        return state.connection is Link.CONNECTED
    return state.connection in {Link.DISCONNECTED, Link.CONNECTED, Link.UNREACHABLE}
