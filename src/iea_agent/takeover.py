"""« Continuer ici »: the agent of another session of the user ends, so that one can begin in this session.

The question is asked in a job: no process that starts an agent, or asks one, loads Qt.
"""

import time

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.control.instance_lock import is_held
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs.launcher import run_job
from iea_agent.adapters.system.terminal import complain
from iea_agent.core.commands import Action, DialogKind
from iea_agent.core.errors import ControlError, OtherSessionError
from iea_agent.core.texts import command_line
from iea_agent.core.texts.windows import other_session
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import ContinueHere, DialogOrder, FromJob

END_S = 15.0
"""How long an agent may take to end once it is told to (seconds)."""
POLL_S = 0.1


def continue_here(folders: Folders) -> bool:
    """Ask the user whether to continue in this session; return whether an agent can begin here, or has begun.

    It cannot where the user declined, where no window can be shown (the sentence is then on the terminal), or where
    it does not end. What is unsaved there is lost, and the window says so: who clicks has seen it.

    Raises:
        ControlError: the agent does not answer, and the user was not asked.
    """
    seen: AgentView | None = None
    try:
        while (view := ask(folders, Action.READ_STATE)) is not None and not _is_free(folders):
            if seen is not None and (seen.unsaved or not view.unsaved):
                ask(folders, Action.QUIT)
                break
            if not _is_wanted(view):
                return False
            seen = view
    except ControlError:
        if seen is None:
            raise  # else the agent may be ending: another start told it to
    return _has_ended(folders)


def _is_wanted(view: AgentView) -> bool:
    """Ask in a window; return whether the user chose « Continuer ici »."""
    messages: list[FromJob] = []
    end = run_job(DialogOrder(DialogKind.OTHER_SESSION, view), messages.append, None)
    if end.fault is not None:
        complain(other_session.OTHER_SESSION)
    return any(isinstance(message, ContinueHere) for message in messages)


def _has_ended(folders: Folders) -> bool:
    """Wait until this session is free; say it if that takes too long."""
    ends = time.monotonic() + END_S
    while not _is_free(folders):
        if time.monotonic() >= ends:
            complain(command_line.AGENT_SILENT)
            return False
        time.sleep(POLL_S)
    return True


def _is_free(folders: Folders) -> bool:
    """Tell whether no agent is left, or another start was quicker and runs one in this session.

    An agent that cannot answer any more has not ended.
    """
    try:
        return ask(folders, Action.READ_STATE_HERE) is not None or not is_held(folders.lock_file)
    except (ControlError, OtherSessionError):
        return False
