"""What others see of the state: made in one place, for a running agent and for none."""

from typing import assert_never

from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, picture_of
from iea_agent.core.errors import BadSettingsError, NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.ports import HistoryStore, SettingsStore, StateStore
from iea_agent.core.printable import printable
from iea_agent.core.saved_state import SavedState, state_from
from iea_agent.core.settings import Settings
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
        mail_prepared=saved.mail_prepared or None,
        mail_about=saved.mail_about,
    )


def stored_view(settings: SettingsStore, states: StateStore, histories: HistoryStore) -> AgentView:
    """Return the view while no agent runs: the mode, the files, and that nothing was checked."""
    fault = None
    try:
        in_use = settings.load()
    except (BadSettingsError, NewerFileError, StorageError) as error:
        in_use, fault = Settings(), finding_of(error)
    saved = states.load()
    histories.load()
    findings = {
        OwnFile.SETTINGS: fault or settings.finding,
        OwnFile.STATE: states.finding,
        OwnFile.HISTORY: histories.finding,
    }
    notices = tuple(FileNotice(file, finding) for file, finding in findings.items() if finding is not None)
    return replace(view_of(state_from(saved), in_use, saved), file_notices=notices)


def finding_of(error: BadSettingsError | NewerFileError | StorageError) -> FileFinding | None:
    """Return the finding about the file of settings that cannot be used."""
    match error:
        case NewerFileError():
            return FileFinding.NEWER
        case StorageError():
            return FileFinding.UNREADABLE
        case BadSettingsError():  # the file is there; the verdict says what is wrong with the value in it
            return None
        case _:
            assert_never(error)
