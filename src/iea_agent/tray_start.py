"""Who may start: one agent per user, which holds a lock; a second start leaves the work to the one that runs.

``run()`` starts the process that is always on. Its composition and its life are in ``tray_app.py``.
"""

import contextlib
import logging
import os
import time

from iea_agent import tray_app
from iea_agent.adapters.control.instance_lock import instance_lock
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system import terminal
from iea_agent.core.errors import AnotherAgentError, ControlError, NoScreenError, OtherSessionError, StorageError

_log = logging.getLogger(__name__)

BEGIN_S = 10.0
"""How long an agent may take from its start to its control channel (seconds)."""
POLL_S = 0.1


def run(*, at_login: bool = False, icon: bool = True, if_none: bool = False) -> int:
    """Run the agent until it is told to quit; return the exit status of the process.

    Where an agent runs already, this one does not: it opens the status window of the other, except with ``if_none``
    and ``at_login``. If the other runs in another session, it asks the user whether to continue in this one, except
    with ``if_none``.
    """
    folders = Folders.find(os.environ)
    with contextlib.ExitStack() as held:
        try:
            status = claim(folders, held, at_login=at_login, if_none=if_none)
        except OtherSessionError:
            held.close()
            return run(icon=icon) if _continues_here(folders) else 1
        return tray_app.run(folders, at_login=at_login, icon=icon, greets=not if_none) if status is None else status


def claim(folders: Folders, held: contextlib.ExitStack, *, at_login: bool, if_none: bool) -> int | None:
    """Take the lock and return ``None``; or return the exit status of a second start.

    Retries for ``BEGIN_S`` while the lock is held and no answer comes: the other agent may have only just started, be
    about to end, or be a command that checks whether an agent runs.

    Raises:
        OtherSessionError: the agent runs in another session.
    """
    ends = time.monotonic() + BEGIN_S
    was_held = False
    while True:
        try:
            held.enter_context(instance_lock(folders.lock_file, str(folders.runtime)))
        except AnotherAgentError:
            if was_held if if_none else _show_the_other(folders, at_login=at_login):
                return 0
            if time.monotonic() > ends:
                _complain_of_silence()
                return 1
            was_held = True
            time.sleep(POLL_S)
        except StorageError:  # a home that cannot be written is no reason to leave the user without a state
            _log.exception("no lock: a second agent would not be noticed")
            break
        else:
            break
    return 0 if _runs_without_lock(folders, at_login=at_login, if_none=if_none) else None


def _runs_without_lock(folders: Folders, *, at_login: bool, if_none: bool) -> bool:
    """Tell whether an agent runs although the lock is free: its file was removed, or the disk has no locks.

    An agent that ended well has removed its socket. On Windows there is none, and an open file cannot be removed.
    """
    listens = os.path.exists(folders.socket)  # noqa: PTH110 (Path.exists() raises where the folder cannot be read)
    return listens and _show_the_other(folders, at_login=at_login, quietly=if_none)


def _show_the_other(folders: Folders, *, at_login: bool, quietly: bool = False) -> bool:
    """Open the status window of the running agent and say so; only look for it at login, or ``quietly``.

    Return whether it answered. OtherSessionError, except ``quietly``.
    """
    from iea_agent.adapters.control.client import ask
    from iea_agent.core.commands import Action, DialogKind, Open
    from iea_agent.core.texts import command_line

    command = Action.READ_STATE if quietly else Action.READ_STATE_HERE if at_login else Open(DialogKind.STATUS)
    try:
        answered = ask(folders, command) is not None
    except NoScreenError:
        terminal.say(command_line.ALREADY_RUNNING_WITHOUT_SCREEN)
        return True
    except ControlError as error:
        _log.info("the running agent: %s", error)
        return False
    if answered and isinstance(command, Open):
        terminal.say(command_line.ALREADY_RUNNING)
    return answered


def _continues_here(folders: Folders) -> bool:
    """Have the user decide; return whether the agent of the other session has ended for one in this session."""
    from iea_agent.takeover import continue_here

    try:
        return continue_here(folders)
    except ControlError as error:
        _log.info("the agent of the other session: %s", error)
        _complain_of_silence()
        return False


def _complain_of_silence() -> None:
    from iea_agent.core.texts import command_line

    terminal.complain(command_line.AGENT_SILENT)
