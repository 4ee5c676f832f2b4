"""The command ``launch``: have the agent launch the payroll software, through its launch gate."""

import argparse
import time

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, say
from iea_agent.cli.agent_client import authentication_timeout_s, reach_agent, wait_until
from iea_agent.cli.common import load_settings, print_json
from iea_agent.core.commands import Action
from iea_agent.core.errors import AgentError, OtherSessionError
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.settings import Settings
from iea_agent.core.texts import command_line, launches
from iea_agent.core.texts.windows import other_session
from iea_agent.core.view import AgentView


def launch(options: argparse.Namespace, folders: Folders) -> int:
    """Launch the software; wait until it is decided what becomes of it."""
    as_json: bool = options.json
    asked_at = time.time()
    try:
        before = reach_agent(folders, may_ask_user=not as_json)
        view = None if before is None else _asked(folders, before)
    except OtherSessionError:
        return _say(None, other_session.OTHER_SESSION, as_json=True) if as_json else NOT_OK
    except AgentError as error:
        return _say(None, f"{command_line.AGENT_SILENT} {error}", as_json=as_json)
    if view is None or view.launch is None:
        return _say(
            None, command_line.AGENT_NOT_STARTED if before is None else command_line.AGENT_SILENT, as_json=as_json
        )
    report = view.launch
    if report.outcome is LaunchOutcome.ALREADY_RUNNING and (view.software_since or 0.0) >= asked_at:
        report = LaunchReport(report.number, LaunchOutcome.STARTED)  # another program asked at the same time
    return _say(report.outcome, launches.launched(report, view.diagnosis, view.file_notices), as_json=as_json)


def _say(outcome: LaunchOutcome | None, message: str, *, as_json: bool) -> int:
    """Print the outcome, ``None`` if it is not known; a program gets JSON in any case."""
    if as_json:
        print_json({"outcome": outcome, "message": message})
    elif outcome is None:
        complain(message)
    else:
        say(message)
    return OK if outcome is LaunchOutcome.STARTED else NOT_OK


def _asked(folders: Folders, before: AgentView) -> AgentView | None:
    """Have the agent launch the software; return its view once that is decided, ``None`` if it never is."""
    number = before.launch.number if before.launch else 0

    def is_decided(view: AgentView) -> bool:
        report = view.launch
        return report is not None and report.number > number and report.outcome is not LaunchOutcome.CHECKING

    timeout_s = authentication_timeout_s(_settings(folders))
    return wait_until(folders, ask(folders, Action.LAUNCH), is_decided, timeout_s)


def _settings(folders: Folders) -> Settings:
    try:
        return load_settings(folders)
    except AgentError:  # the agent says so itself
        return Settings()
