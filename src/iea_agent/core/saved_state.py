"""What survives restarts and power cuts; ``adapters/files/state.py`` keeps it."""

import msgspec

from iea_agent.core.connection_state import AgentState, Mode
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.lockout import Tries


class SavedState(msgspec.Struct, frozen=True):
    """The mode, and what must not be forgotten with it. Times are seconds since 1970 UTC."""

    mode: Mode = Mode.PRODUCTION
    mode_since: float = 0.0
    reason: str = ""
    """Why assistance mode was enabled, in the user's words."""
    who: str = ""
    """The system's name of the user who enabled it."""
    reminded_on: str = ""
    """The day of the last reminder (ISO 8601), in the local time of the workstation."""
    tries: Tries = Tries()
    """Passwords of the day that were typed since the last right one."""
    clock_mark: float = 0.0
    """The latest time seen: a clock that is far behind it was set back."""
    mail_prepared: float = 0.0
    """When a mail to the support desk was last prepared; 0 when there is none to remember."""
    mail_about: Verdict | None = None
    """The trouble that it was about; ``None`` when it is not known."""
    icon_advised: str = ""
    """The ``Desktop`` without a tray on which the user was last told the way to an icon; empty once there is one."""


def state_from(kept: SavedState) -> AgentState:
    """Return the state that an agent starts with."""
    return AgentState(mode=kept.mode, mode_since=kept.mode_since, reason=kept.reason, who=kept.who)


def with_mode_of(kept: SavedState, state: AgentState) -> SavedState:
    """Return what is to be kept once the mode has changed; what is kept already stays as it is."""
    if (kept.mode, kept.mode_since) == (state.mode, state.mode_since):
        return kept
    return msgspec.structs.replace(
        kept, mode=state.mode, mode_since=state.mode_since, reason=state.reason, who=state.who, reminded_on=""
    )
