"""The commands of the launch gate: ``launch``, and ``shortcut`` that puts it on the desktop."""

import argparse
import time

from iea_agent.adapters.control.channel import ask
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs.launcher import JOB_MARGIN_S
from iea_agent.adapters.system.terminal import complain, say
from iea_agent.cli.agent_client import reach_agent
from iea_agent.cli.common import NOT_OK, OK, Patience, load_settings, print_json
from iea_agent.core.commands import Action
from iea_agent.core.errors import AgentError, NotSupportedError, OtherSessionError
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.settings import Settings
from iea_agent.core.texts import command_line, launches
from iea_agent.core.texts.desktop import shortcuts
from iea_agent.core.texts.windows import other_session
from iea_agent.core.view import AgentView

POLL_S = 0.1
MARGIN_S = 10.0
"""What a launch may take beyond the job that it waits for (seconds)."""


def run(options: argparse.Namespace, folders: Folders) -> int:
    """Run one of these commands; return the exit status of the process."""
    if options.command == "shortcut":
        return _shortcut(options.action)
    return _launch(folders, as_json=options.json)


def _launch(folders: Folders, *, as_json: bool) -> int:
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
        report = LaunchReport(report.number, LaunchOutcome.STARTED)  # somebody else asked at the same time
    return _say(report.outcome, launches.launched(report, view.diagnosis, view.file_notices), as_json=as_json)


def _say(outcome: LaunchOutcome | None, message: str, *, as_json: bool) -> int:
    """Print what the launch came to, ``None`` if that is not known; machines get an answer in any case."""
    if as_json:
        print_json({"outcome": outcome, "message": message})
    elif outcome is None:
        complain(message)
    else:
        say(message)
    return OK if outcome is LaunchOutcome.STARTED else NOT_OK


def _asked(folders: Folders, before: AgentView) -> AgentView | None:
    """Have the agent launch the software; return its state once that is decided, ``None`` if it never is."""
    number = before.launch.number if before.launch else 0
    patience = Patience(_patience_s(folders))
    view = ask(folders, Action.LAUNCH)
    while view is not None and not patience.is_over:
        patience.look_at(view)
        launch = view.launch
        if launch is not None and launch.number > number and launch.outcome is not LaunchOutcome.CHECKING:
            return view
        time.sleep(POLL_S)
        view = ask(folders, Action.READ_STATE)
    return None


def _patience_s(folders: Folders) -> float:
    try:
        settings = load_settings(folders)
    except AgentError:  # the agent says so itself
        settings = Settings()
    return settings.authenticate_deadline_s + JOB_MARGIN_S + MARGIN_S


def _shortcut(action: str) -> int:
    from iea_agent.adapters.desktop.shortcut import user_shortcut

    try:
        shortcut = user_shortcut()
    except NotSupportedError:
        complain(shortcuts.NOT_SUPPORTED)
        return NOT_OK
    if action == "on":
        shortcut.on()
    elif action == "off":
        shortcut.off()
    say(shortcuts.STATUS[shortcut.status()])
    return OK
