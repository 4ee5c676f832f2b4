"""What others see of the state: made in one place, for a running agent and for none."""

from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, picture_of
from iea_agent.core.errors import AgentError, NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.ports import HistoryStore, SettingsStore, StateStore
from iea_agent.core.printable import printable
from iea_agent.core.saved_state import SavedState, state_from
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView


def view_of(state: AgentState, settings: Settings, kept: SavedState) -> AgentView:
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


def stored_view(settings: SettingsStore, states: StateStore, histories: HistoryStore) -> AgentView:
    """Return what can be said while no agent runs: the mode, the files, and that nothing was looked at."""
    fault = None
    try:
        saved = settings.load()
    except AgentError as error:
        saved, fault = Settings(), noticed_by(error)
    kept = states.load()
    histories.load()
    noticed = {
        OwnFile.SETTINGS: fault or settings.notice,
        OwnFile.STATE: states.notice,
        OwnFile.HISTORY: histories.notice,
    }
    remarks = tuple(FileNotice(stored, notice) for stored, notice in noticed.items() if notice is not None)
    return replace(view_of(state_from(kept), saved, kept), remarks=remarks)


def noticed_by(error: AgentError) -> FileFinding | None:
    """Return what reading the settings found out about their file, when they cannot be used."""
    match error:
        case NewerFileError():
            return FileFinding.NEWER
        case StorageError():
            return FileFinding.UNREADABLE
        case _:  # the file is there, and the value in it is said by its own words
            return None
