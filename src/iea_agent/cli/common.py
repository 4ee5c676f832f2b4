"""What the commands share: JSON, jobs of this process, the files while no agent runs."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.history import HistoryFile
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.files.state import StateFile
from iea_agent.adapters.jobs import launcher
from iea_agent.adapters.system.terminal import complain, say
from iea_agent.agent.view import stored_view
from iea_agent.core.file_notices import FileNotice, OwnFile
from iea_agent.core.job_end import JobEnd
from iea_agent.core.settings import Settings
from iea_agent.core.texts import file_notices
from iea_agent.core.texts.windows import attempts
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import FromJob, KeyStoreAsking, Order


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
    view = stored_view(_settings_file(folders), states, histories)
    complain_of(view.file_notices)
    return view


def load_settings(folders: Folders) -> Settings:
    """Return the saved settings; a notice about the file is written first. Raises what ``SettingsFile.load`` raises."""
    settings_file = _settings_file(folders)
    settings = settings_file.load()
    if settings_file.notice is not None:
        complain_of([FileNotice(OwnFile.SETTINGS, settings_file.notice)])
    return settings


def _settings_file(folders: Folders) -> SettingsFile:
    return SettingsFile(folders.settings_file, repairs=False)


def complain_of(notices: Iterable[FileNotice]) -> None:
    """Write what is wrong with the files of the agent."""
    for notice in notices:
        complain(file_notices.sentence(notice))


def print_json(value: dict[str, Any]) -> None:
    """Print the answer for machines, in pure ASCII."""
    say(json.dumps(msgspec.to_builtins(value), indent=2))
