"""What others see of the state: made in one place, for a running agent and for none."""

from iea_agent.core.connection_state import AgentState, picture_of
from iea_agent.core.errors import AgentError
from iea_agent.core.kept import Kept, state_from
from iea_agent.core.messages import AgentView
from iea_agent.core.ports import SettingsStore, StateStore
from iea_agent.core.printable import printable
from iea_agent.core.settings import Settings


def view_of(state: AgentState, settings: Settings, kept: Kept) -> AgentView:
    """Make the view of a state, without what only a running agent knows; times are seconds since 1970 UTC."""
    return AgentView(
        picture=picture_of(state),
        mode=state.mode,
        connection=state.connection,
        since=state.since or None,
        diagnosis=state.diagnosis,
        updates=state.updates,
        mode_since=state.mode_since or None,
        reason=printable(state.reason),
        who=printable(state.who),
        secure=settings.secure,
        licence_number=settings.licence_number,
        mail_prepared=kept.mail_prepared or None,
        mail_about=kept.mail_about,
    )


def stored_view(settings: SettingsStore, states: StateStore) -> AgentView:
    """Return what can be said while no agent runs: the mode, and that nothing was looked at."""
    try:
        saved = settings.load()
    except AgentError:
        saved = Settings()
    kept = states.load()
    return view_of(state_from(kept), saved, kept)
