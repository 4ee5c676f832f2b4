"""What the commands have in common: exit statuses, JSON, jobs of their own, what is saved while no agent runs."""

import json
import time
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
from iea_agent.core.texts import attempts, file_notices
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import FromJob, KeyStoreAsking, Order

OK, NOT_OK, USAGE = 0, 1, 2


def run_job(order: Order, deadline_s: float) -> tuple[list[FromJob], JobEnd]:
    """Run a job to its end; Ctrl-C cancels it."""
    messages: list[FromJob] = []

    def on_message(message: FromJob) -> None:
        messages.append(message)
        if isinstance(message, KeyStoreAsking) and message.asking:
            complain(attempts.KEY_STORE_ASKS)

    return messages, launcher.run_job(order, on_message, deadline_s)


class Patience:
    """How long the running agent is waited for: so many seconds, in which the person is not being asked anything."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._asked = False

    @property
    def is_over(self) -> bool:
        """Whether they have passed."""
        return time.monotonic() >= self._ends

    def look_at(self, view: AgentView) -> None:
        """Say, once, that the key store asks the person; begin to wait anew once it does not."""
        if view.key_store_asks:
            if not self._asked:
                complain(attempts.KEY_STORE_ASKS)
            self._asked = True
            self._ends = time.monotonic() + self._seconds


def stored_view_of(folders: Folders) -> AgentView:
    """Return what can be said while no agent runs, after saying what was noticed in the files."""
    states, histories = StateFile(folders.state_file, repairs=False), HistoryFile(folders.history_file, repairs=False)
    view = stored_view(_settings_file(folders), states, histories)
    complain_of(view.file_notices)
    return view


def load_settings(folders: Folders) -> Settings:
    """Return the saved settings, after saying what was noticed in the file; as ``SettingsFile.load``."""
    settings_file = _settings_file(folders)
    settings = settings_file.load()
    if settings_file.notice is not None:
        complain_of([FileNotice(OwnFile.SETTINGS, settings_file.notice)])
    return settings


def _settings_file(folders: Folders) -> SettingsFile:
    return SettingsFile(folders.settings_file, repairs=False)


def complain_of(notices: Iterable[FileNotice]) -> None:
    """Say what is wrong with the files of the agent."""
    for notice in notices:
        complain(file_notices.sentence(notice))


def print_json(value: dict[str, Any]) -> None:
    """Print the answer for machines, in pure ASCII."""
    say(json.dumps(msgspec.to_builtins(value), indent=2))
