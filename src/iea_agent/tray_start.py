"""Who may start: one agent per user, held by a lock; a second start hands over to the one that runs.

``run()`` starts the process that is always on. Its composition and its life are in ``tray_app.py``.
"""

import contextlib
import logging
import os
import time

from iea_agent import tray_app
from iea_agent.adapters.control.instance_lock import InstanceLock
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system import terminal
from iea_agent.core.errors import AgentError, AnotherAgentError, NoScreenError, OtherSessionError, StorageError

_log = logging.getLogger(__name__)

BEGIN_S = 10.0
"""How long an agent may take from its start to its control channel (seconds)."""
POLL_S = 0.1


def run(*, at_login: bool = False, icon: bool = True, if_none: bool = False) -> int:
    """Run the agent until it is told to quit; return the exit status of the process.

    An agent that runs already is left in peace with ``if_none``; else its status window is brought up: at login only
    where this is another session than its own, in which the icon cannot be.
    """
    folders = Folders.find(os.environ)
    with contextlib.ExitStack() as held:
        if (status := _begin(folders, held, at_login=at_login, if_none=if_none)) is not None:
            return status
        return tray_app.run(folders, at_login=at_login, icon=icon)


def _begin(folders: Folders, held: contextlib.ExitStack, *, at_login: bool, if_none: bool) -> int | None:
    """Take the lock, or bring up the status window of the agent that holds it and return the exit status of that.

    The other may have only just begun, or be about to end; or it only looked whether there is one.
    """
    ends = time.monotonic() + BEGIN_S
    was_held = False
    while True:
        try:
            held.enter_context(InstanceLock.acquire(folders.lock_file, str(folders.runtime)))
        except AnotherAgentError:
            if was_held if if_none else _show_the_other(folders, at_login=at_login):
                return 0
            if time.monotonic() > ends:
                _complain_of_silence()
                return 1
            was_held = True
        except StorageError:  # a home that cannot be written is no reason to leave the user without a state
            _log.exception("no lock: a second agent would not be noticed")
            return 0 if _runs_all_the_same(folders, at_login=at_login, if_none=if_none) else None
        else:
            return 0 if _runs_all_the_same(folders, at_login=at_login, if_none=if_none) else None
        time.sleep(POLL_S)


def _runs_all_the_same(folders: Folders, *, at_login: bool, if_none: bool) -> bool:
    """Tell whether an agent runs that the lock says nothing of: somebody removed its file, or the disk has no locks.

    One that ended well has left no socket. On Windows there is none, and nobody can remove a file that is open.
    """
    try:
        listens = folders.socket.exists()
    except OSError:
        listens = False
    return listens and _show_the_other(folders, at_login=at_login, quietly=if_none)


def _show_the_other(folders: Folders, *, at_login: bool, quietly: bool = False) -> bool:
    """Bring up the status window of the running agent and say so, or do not; return whether it answered."""
    from iea_agent.adapters.control.channel import ask
    from iea_agent.core.commands import Action, Open
    from iea_agent.core.dialogs import DialogKind
    from iea_agent.core.texts import command_line, labels

    command = Action.READ_STATE if quietly else Action.VISIT if at_login else Open(DialogKind.STATUS)
    try:
        shown = ask(folders, command) is not None
    except OtherSessionError:
        terminal.tell(command_line.OTHER_SESSION, title=labels.APPLICATION)
        return True
    except NoScreenError:
        terminal.say(command_line.ALREADY_RUNNING_WITHOUT_SCREEN)
        return True
    except AgentError as error:
        _log.info("the running agent: %s", error)
        shown = False
    if shown and isinstance(command, Open):
        terminal.say(command_line.ALREADY_RUNNING)
    return shown


def _complain_of_silence() -> None:
    from iea_agent.core.texts import command_line

    terminal.complain(command_line.AGENT_SILENT)
