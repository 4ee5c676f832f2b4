"""An agent that starts on corrupt files: it recovers what can be recovered, and says so where people look."""

import contextlib
import json
import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import ControlError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings
from iea_agent.core.texts import file_notices
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.corrupting import KINDS, Kind, where_modes_count

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform == "win32", reason="its folders hold no pipes"),
]

BEGUN = time.time() - 3600
KEPT = SavedState(mode=Mode.ASSISTANCE, mode_since=BEGUN, reason="panne")
OUTAGE = Period(PeriodKind.OUTAGE, BEGUN - 120, BEGUN - 60)
SETTINGS = Settings(licence_number="75-000042", key_in_file=True)
PROGRAM = [sys.executable, "-P", "-m", "iea_agent"]


@pytest.fixture
def folders() -> Iterator[Folders]:
    """A home with a past: each file has been written twice, so that there are backups."""
    home = Path(tempfile.mkdtemp(prefix="iea-"))  # there must be room for the path of a socket
    folders = Folders.find({"IEA_AGENT_HOME": str(home)})
    for _ in range(2):
        SettingsFile(folders.settings_file).save(Settings())
        SettingsFile(folders.settings_file).save(SETTINGS)
    folders.settings_file.with_name("config.toml.bak").write_bytes(folders.settings_file.read_bytes())
    for _ in range(2):
        StateFile(folders.state_file).save(KEPT)
        HistoryFile(folders.history_file).save((OUTAGE,))
    yield folders
    rmtree(home)


def environ_of(folders: Folders) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    return {**kept, "IEA_AGENT_HOME": str(folders.config), "PYTHONIOENCODING": "utf-8"}


def asked(folders: Folders) -> tuple[dict[str, Any], str]:
    """Return what ``status --json`` answers, and what goes to standard error."""
    command = where_modes_count([*PROGRAM, "status", "--json"])
    done = subprocess.run(command, env=environ_of(folders), capture_output=True, text=True, check=True)
    return json.loads(done.stdout), done.stderr


def answers(folders: Folders) -> bool:
    with contextlib.suppress(ControlError):
        return ask(folders, Action.READ_STATE) is not None
    return False


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_corrupt_files_are_recovered_and_said(kind: Kind, folders: Folders) -> None:
    paths = {
        OwnFile.SETTINGS: folders.settings_file,
        OwnFile.STATE: folders.state_file,
        OwnFile.HISTORY: folders.history_file,
    }
    for path in paths.values():
        kind.corrupt(path)
    before = {path: path.read_bytes() for path in paths.values() if KINDS["newer"] is kind}
    edited = what_lies_at(folders.settings_file)
    is_invalid = kind.finding is FileFinding.RECOVERED

    with subprocess.Popen(where_modes_count([*PROGRAM, "--no-icon"]), env=environ_of(folders)) as agent:
        try:
            wait_until(lambda: answers(folders), "the agent")
            status, complaints = asked(folders)
            in_force = ask(folders, Action.READ_STATE)
        finally:
            agent.terminate()

    assert (status["picture"], status["mode"]) == ("beetle", "assistance")
    found = {each["file"]: (each["noticed"], each["message"]) for each in status["remarks"]}
    for file in paths:
        finding = FileFinding.INVALID if is_invalid and file is OwnFile.SETTINGS else kind.finding
        assert found[file][0] == finding
        if finding is not FileFinding.INVALID:
            assert found[file][1] == file_notices.sentence(FileNotice(file, finding))
    assert all(sentence in complaints for _, sentence in found.values())
    assert not list(folders.config.glob("*.tmp"))
    if kind.finding is FileFinding.NEWER:
        assert {path: path.read_bytes() for path in paths.values()} == before
        return
    assert in_force is not None
    assert in_force.licence_number == SETTINGS.licence_number
    for path in (folders.state_file, folders.history_file):
        kept = path.with_name(f"{path.name}.corrupt")
        assert (kept.exists() or kept.is_symlink()) is kind.is_kept
    if is_invalid:
        assert what_lies_at(folders.settings_file) == edited
        assert not folders.settings_file.with_name("config.toml.corrupt").exists()
    kept_state = StateFile(folders.state_file).load()
    assert (kept_state.mode, kept_state.reason) == (KEPT.mode, KEPT.reason)
    assert HistoryFile(folders.history_file).load()[0] == OUTAGE


def what_lies_at(path: Path) -> tuple[int, bytes]:
    """Return the type of what lies at a path, and the content of a file."""
    mode = path.lstat().st_mode
    return stat.S_IFMT(mode), path.read_bytes() if stat.S_ISREG(mode) and mode & stat.S_IRUSR else b""
