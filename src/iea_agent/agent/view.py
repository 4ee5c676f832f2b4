"""What others see of the state: made in one place, for a running agent and for none."""

from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, picture_of
from iea_agent.core.errors import InvalidFileError, NewerFileError, StorageError
from iea_agent.core.file_notices import FileNotice, OwnFile
from iea_agent.core.ports import HistoryStore, SettingsStore, StateStore
from iea_agent.core.printable import printable
from iea_agent.core.saved_state import SavedState, mails_of, state_from
from iea_agent.core.settings import Settings
from iea_agent.core.settings_notice import notice_of
from iea_agent.core.view import AgentView


def view_of(state: AgentState, settings: Settings, saved: SavedState) -> AgentView:
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
        mails=mails_of(saved),
        repair=state.repair,
    )


def stored_view(settings: SettingsStore, states: StateStore, histories: HistoryStore) -> AgentView:
    """Return the view while no agent runs: the mode, the files, and that nothing was checked."""
    fault = None
    try:
        in_use = settings.load()
    except (InvalidFileError, NewerFileError, StorageError) as error:
        known = settings.last_good() if isinstance(error, InvalidFileError) else None
        in_use, fault = known or Settings(), notice_of(error, is_known=known is not None)
    saved = states.load()
    histories.load()
    stores = ((OwnFile.SETTINGS, settings), (OwnFile.STATE, states), (OwnFile.HISTORY, histories))
    notices = (
        FileNotice(file, store.finding, detail=printable(store.detail))
        for file, store in stores
        if store.finding is not None
    )
    found = (*notices,) if fault is None else (fault, *(one for one in notices if one.file is not OwnFile.SETTINGS))
    return replace(view_of(state_from(saved), in_use, saved), file_notices=found)
