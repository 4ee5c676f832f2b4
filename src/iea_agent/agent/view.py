"""What others see of the state: made in one place, for a running agent and for none."""

from iea_agent.core.answers import printable
from iea_agent.core.connection_state import AgentState, picture_of
from iea_agent.core.errors import AgentError
from iea_agent.core.messages import AgentView
from iea_agent.core.ports import SettingsStore, StateStore
from iea_agent.core.settings import Settings


def view_of(
    state: AgentState,
    settings: Settings,
    *,
    next_attempt: float | None = None,
    attempt: int = 0,
    attempting: bool = False,
) -> AgentView:
    """Make the view of a state; times are seconds since 1970 UTC."""
    return AgentView(
        picture=picture_of(state),
        mode=state.mode,
        connection=state.connection,
        since=state.since or None,
        next_attempt=next_attempt,
        attempt=attempt,
        attempting=attempting,
        diagnosis=state.diagnosis,
        updates=state.updates,
        mode_since=state.mode_since or None,
        reason=printable(state.reason),
        secure=settings.secure,
        licence_number=settings.licence_number,
    )


def stored_view(settings: SettingsStore, states: StateStore) -> AgentView:
    """Return what can be said while no agent runs: the mode, and that nothing was looked at."""
    try:
        saved = settings.load()
    except AgentError:
        saved = Settings()
    return view_of(states.load(), saved)
