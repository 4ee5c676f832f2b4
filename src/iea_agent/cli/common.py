"""What the commands share: the running agent, or the files and the jobs of this process while none runs; JSON.

An agent that a command starts outlives it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs import launcher
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.adapters.system.program import program_command
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, has_screen, is_watched, say
from iea_agent.agent.view import stored_view
from iea_agent.core.commands import COMMANDS, Action, Command, Open, opened_by
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import InvalidFileError, NoScreenError, OtherSessionError
from iea_agent.core.file_notices import FileNotice, OwnFile
from iea_agent.core.job_end import JobEnd
from iea_agent.core.printable import printable
from iea_agent.core.settings import Settings
from iea_agent.core.settings_notice import notice_of
from iea_agent.core.texts import command_line, file_notices
from iea_agent.core.texts.windows import attempts, other_session
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import FromJob, KeyStoreAsking, Order, RepairAgreed
from iea_agent.takeover import continue_here

BEGIN_S = 15.0
"""How long an agent may take from its start to its first answer (seconds)."""
POLL_S = 0.1
"""Polling interval of the agent's state (seconds)."""
MARGIN_S = 10.0
"""What an answer may take beyond the authentication that it waits for (seconds)."""


def reach_agent(folders: Folders, *, may_ask_user: bool = True) -> AgentView | None:
    """Return the state of the agent of this session, which is started if there is none; ``None`` if it does not start.

    Where it runs in another session, the user may have it continue in this one.

    Raises:
        ControlError: there is one, and it does not answer.
        OtherSessionError: it stays in another session.
    """
    try:
        view = ask(folders, Action.READ_STATE_HERE)
    except OtherSessionError:
        if not may_ask_user or not continue_here(folders):
            raise
        view = None
    if view is not None:
        return view
    options = ("--if-none",) if has_screen(os.environ) else ("--if-none", "--no-icon")
    agent = _start(program_command(*options))
    ends = time.monotonic() + BEGIN_S
    while view is None and time.monotonic() < ends and not agent.poll():  # 0: another one is beginning
        time.sleep(POLL_S)
        view = ask(folders, Action.READ_STATE)
    if view is not None and is_watched():  # whoever typed the command learns that it leaves a program behind
        complain(command_line.AGENT_STARTED_WITHOUT_SCREEN if "--no-icon" in options else command_line.AGENT_STARTED)
    return view


def ask_reached(folders: Folders, command: Command, agreed: RepairAgreed | UnsetType = UNSET) -> AgentView | None:
    """Ask the agent that was reached a moment ago; an OtherSessionError is said: another session took it over since."""
    try:
        return ask(folders, command, agreed=agreed)
    except OtherSessionError:
        complain(other_session.OTHER_SESSION)
        raise


def wait_until(
    folders: Folders, view: AgentView | None, is_decided: Callable[[AgentView], bool], timeout_s: float
) -> AgentView | None:
    """Poll the agent, beginning with a view of it, until something is decided; return that view.

    ``None`` after the timeout, or when the agent is gone. While the key store asks the user for its password, which is
    said once, the timeout does not run.
    """
    ends = time.monotonic() + timeout_s
    is_told = False
    while view is not None and time.monotonic() < ends:
        if view.key_store_asks:
            if not is_told:
                complain(attempts.KEY_STORE_ASKS)
            is_told = True
            ends = time.monotonic() + timeout_s
        if is_decided(view):
            return view
        time.sleep(POLL_S)
        view = ask(folders, Action.READ_STATE)
    return None


def authentication_timeout_s(settings: Settings) -> float:
    """Return how long an authentication by the agent is waited for."""
    return settings.authenticate_deadline_s + launcher.JOB_MARGIN_S + MARGIN_S


def open_dialog(folders: Folders, choose: Callable[[Mode], Open]) -> int:
    """Have the agent open the dialog chosen by its mode; return the exit status of the process.

    No second agent is started for it: only one may write the state. A running one may have a screen of its own.
    """
    if not has_screen(os.environ) and ask(folders, Action.READ_STATE) is None:
        complain(command_line.NO_SCREEN)
        return NOT_OK
    view = reach_agent(folders)
    try:
        asked = None if view is None else ask_reached(folders, choose(view.mode))
    except NoScreenError:
        complain(command_line.NO_SCREEN)
        return NOT_OK
    if view is None or asked is None:
        complain(command_line.AGENT_NOT_STARTED)
        return NOT_OK
    command = choose(view.mode)
    if COMMANDS[command].needs_files and file_notices.unreadable(asked.file_notices):
        seen = ask(folders, Action.READ_STATE) or asked  # the request itself has the agent read them again
        if reason := file_notices.unreadable(seen.file_notices):
            complain(reason)
            return NOT_OK
    say(command_line.OPENED[opened_by(command, asked) or command.dialog])
    return OK


def _start(command: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    """Start the agent so that it outlives this process and its terminal."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(  # noqa: S603 (our own program)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=flags,
    )


def run_job(order: Order, deadline_s: float) -> tuple[list[FromJob], JobEnd]:
    """Run a job to its end; Ctrl-C cancels it."""
    messages: list[FromJob] = []

    def on_message(message: FromJob) -> None:
        messages.append(message)
        if isinstance(message, KeyStoreAsking) and message.asking:
            complain(attempts.KEY_STORE_ASKS)

    return messages, launcher.run_job(order, on_message, deadline_s)


def stored_view_of(folders: Folders) -> AgentView:
    """Return the view made from the files while no agent runs; their notices are written first."""
    states, histories = StateFile(folders.state_file, repairs=False), HistoryFile(folders.history_file, repairs=False)
    view = stored_view(GovernedSettings(folders.settings_file, repairs=False), states, histories)
    complain_of(view.file_notices)
    return view


def load_settings(folders: Folders, *, is_told: bool = False) -> Settings:
    """Return the settings in force; a notice about the file is written first, unless the user has been told of it.

    Raises what ``SettingsFile.load`` raises, but InvalidFileError only if no good settings are known.
    """
    settings_file = GovernedSettings(folders.settings_file, repairs=False)
    try:
        settings = settings_file.load()
    except InvalidFileError as error:
        known = settings_file.last_good()
        complain_of([] if is_told else [notice_of(error, is_known=known is not None)])
        if known is None:
            raise
        return known
    if settings_file.finding is not None and not is_told:
        complain_of([FileNotice(OwnFile.SETTINGS, settings_file.finding, detail=printable(settings_file.detail))])
    return settings


def complain_of(notices: Iterable[FileNotice]) -> None:
    """Write what is wrong with the files of the agent."""
    for notice in notices:
        complain(file_notices.sentence(notice))
        if detail := file_notices.detail(notice):
            complain(detail)


def print_json(value: dict[str, Any] | list[dict[str, Any]]) -> None:
    """Print the answer for machines, in pure ASCII."""
    say(json.dumps(msgspec.to_builtins(value), indent=2))


def print_answer(options: argparse.Namespace, value: dict[str, Any]) -> None:
    """Print the answer as ``--json`` asks for it: all of it for machines, else its message."""
    if options.json:
        print_json(value)
    else:
        say(value["message"])
