"""Folders, atomic writes and what a killed writer leaves, on real files."""

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iea_agent.adapters.files.atomic_write import write_durably
from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.folders import Folders, icons_folder
from iea_agent.adapters.files.private import make_private_folder
from iea_agent.adapters.files.reading import read_bytes
from iea_agent.adapters.files.retries import retry_while_locked
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.files.temporary_files import OWN_NAMES, sweep, temporary_name
from iea_agent.core.connection_state import Picture
from iea_agent.core.errors import StorageError
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# Folders.


def test_a_home_of_its_own_holds_everything_and_nothing_is_created(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    folders = Folders.find({"IEA_AGENT_HOME": str(home)})
    assert folders == (home, home, home / "log", home / "run")
    assert folders.settings_file == home / "config.toml"
    assert folders.state_file == home / "state.json"
    assert not home.exists()


def test_one_profile_has_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "profile")
    monkeypatch.chdir(tmp_path)
    wanted = Folders.find({"IEA_AGENT_HOME": str(tmp_path / "profile")})
    for name in ("profile", "./profile/", "link", "other/../profile"):
        assert Folders.find({"IEA_AGENT_HOME": name}) == wanted


@pytest.mark.parametrize("home", ["~nobody-of-this-name/x", "~/x\0"])
def test_a_home_that_cannot_be_is_a_storage_error(home: str) -> None:
    with pytest.raises(StorageError, match="IEA_AGENT_HOME"):
        Folders.find({"IEA_AGENT_HOME": home})


def test_without_a_home_the_folders_are_those_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    session = tmp_path / "session"
    session.mkdir(mode=0o700)
    folders = Folders.find({"IEA_AGENT_HOME": "", "XDG_RUNTIME_DIR": str(session)})
    assert folders == (
        tmp_path / "XDG_CONFIG_HOME/iea-agent",
        tmp_path / "XDG_STATE_HOME/iea-agent",
        tmp_path / "XDG_STATE_HOME/iea-agent/log",
        session / "iea-agent",
    )


@pytest.mark.parametrize("session", ["", "relative", "/nonexistent", "open to all"])
def test_a_session_folder_that_is_not_the_users_own_is_not_used(tmp_path: Path, session: str) -> None:
    if session == "open to all":
        tmp_path.chmod(0o755)
        session = str(tmp_path)
    runtime = Folders.find({"XDG_RUNTIME_DIR": session}).runtime
    user = os.geteuid()
    assert runtime in {Path(f"/run/user/{user}/iea-agent"), Path(f"/tmp/iea-agent-{user}")}


def test_a_home_too_deep_for_a_socket_gets_a_short_folder_of_its_own(tmp_path: Path) -> None:
    session = tmp_path / "s"
    session.mkdir(mode=0o700)
    environ = {"XDG_RUNTIME_DIR": str(session)}
    one = Folders.find(environ | {"IEA_AGENT_HOME": str(tmp_path / ("é" * 60))})
    other = Folders.find(environ | {"IEA_AGENT_HOME": str(tmp_path / ("è" * 60))})
    assert one.state == tmp_path / ("é" * 60)
    assert one.runtime != other.runtime
    for folders in (one, other):
        assert len(os.fsencode(folders.socket)) <= 103
        assert folders.runtime.parent in {session, Path(f"/run/user/{os.geteuid()}"), Path("/tmp")}


def test_the_pictures_are_found_in_the_source_tree() -> None:
    assert all((icons_folder() / f"{picture}.svg").is_file() for picture in Picture)


@pytest.mark.parametrize("fault", ["open", "link", "file", "foreign"])
def test_a_private_folder_that_is_not_private_is_refused(tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "run"
    if fault == "open":
        folder.mkdir()
        folder.chmod(0o711)
    elif fault == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to("elsewhere")
    elif fault == "file":
        folder.touch()
    else:
        if os.geteuid() != 0:
            pytest.skip("only root can give a folder away")
        folder.mkdir(mode=0o700)
        os.chown(folder, 65534, 65534)
    with pytest.raises(StorageError):
        make_private_folder(folder)


# Durable writing.


def test_a_first_write_creates_private_folders_and_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    write_durably(path, b"one")
    assert path.read_bytes() == b"one"
    assert [mode_of(each) for each in (tmp_path / "a", tmp_path / "a/b", path)] == [0o700, 0o700, 0o600]
    assert names_in(path.parent) == {"file"}


def test_the_previous_version_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for data in (b"one", b"two", b"three"):
        write_durably(path, data, mode=0o640)
    assert (path.read_bytes(), (tmp_path / "file.bak").read_bytes()) == (b"three", b"two")
    assert mode_of(path) == 0o640
    assert names_in(tmp_path) == {"file", "file.bak"}


def test_a_crash_between_backup_and_replacement_leaves_nothing_behind_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    (tmp_path / "file.bak").hardlink_to(path)
    write_durably(path, b"two")
    assert (path.read_bytes(), (tmp_path / "file.bak").read_bytes()) == (b"two", b"one")
    assert names_in(tmp_path) == {"file", "file.bak"}


def test_where_links_fail_the_backup_is_a_private_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("as on FAT")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    path = tmp_path / "file"
    path.write_bytes(b"one")
    write_durably(path, b"two")
    assert (tmp_path / "file.bak").read_bytes() == b"one"
    assert mode_of(tmp_path / "file.bak") == 0o600
    assert names_in(tmp_path) == {"file", "file.bak"}


@contextmanager
def full_disk() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"one")
    with pytest.raises(StorageError, match="cannot write"), full_disk():
        write_durably(path, b"x" * 100_000)
    assert path.read_bytes() == b"one"
    assert names_in(tmp_path) == {"file"}


def test_a_backup_is_read_even_if_it_cannot_be_put_back(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    states = StateFile(path)
    states.save(SavedState(reason="x" * 100_000))
    states.save(SavedState())
    path.write_bytes(b"corrupt")
    with full_disk():
        assert states.load() == SavedState(reason="x" * 100_000)
    assert states.finding == "recovered_from_backup"
    assert path.read_bytes() == b"corrupt"
    assert names_in(tmp_path) == {"state.json", "state.json.bak", "state.json.corrupt"}


def test_settings_are_read_even_if_they_cannot_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"licence_number = '1'\n# " + b"x" * 100_000)
    with full_disk():
        assert SettingsFile(path).load() == Settings(licence_number="1")
    assert names_in(tmp_path) == {"config.toml"}


@pytest.mark.parametrize("path", ["/dev/null/folder/file", "/proc/no/file", "/proc/file"])
def test_what_the_system_refuses_is_a_storage_error(path: str) -> None:
    with pytest.raises(StorageError):
        write_durably(Path(path), b"")


def test_a_folder_in_the_place_of_the_file_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_durably(tmp_path, b"", keep_previous=False)
    with pytest.raises(StorageError):
        read_bytes(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are for POSIX")
def test_a_pipe_in_the_place_of_the_file_is_a_storage_error_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "file")
    with pytest.raises(StorageError, match="not a file"):
        read_bytes(tmp_path / "file")


def temporary(name: str, pid: int = 1) -> str:
    return f".{name}.{pid}-0123456789abcdef.tmp"


def test_only_left_over_temporary_files_of_the_agent_are_swept(tmp_path: Path) -> None:
    old, new = temporary("state.json"), temporary("config.toml.bak")
    others = {
        "config.toml",
        "x.tmp",
        ".brouillon.tmp",
        ".lettre.odt.1234-abcdef.tmp",
        temporary("lettre.odt"),
        temporary("my-state.json"),
        ".state.json.tmp",
        ".state.json.1-00ff.tmp",
        ".state.json.1-0123456789abcdef.tmp.tmp",
        ".state.json.x-0123456789abcdef.tmp",
    }
    for name in (old, new, *others):
        (tmp_path / name).touch()
    os.utime(tmp_path / old, (1_000_000_000, 1_000_000_000))
    sweep(tmp_path)
    assert names_in(tmp_path) == {new, *others}
    sweep(tmp_path, older_than_s=0)
    assert names_in(tmp_path) == others
    sweep(tmp_path / "missing")


def test_what_has_the_name_of_a_temporary_file_and_is_none_stays(tmp_path: Path) -> None:
    (tmp_path / temporary("state.json")).mkdir()
    sweep(tmp_path, older_than_s=0)
    assert names_in(tmp_path) == {temporary("state.json")}


def test_every_file_that_is_written_in_these_folders_has_its_temporary_files_swept(tmp_path: Path) -> None:
    folders = Folders.find({"IEA_AGENT_HOME": str(tmp_path)})
    written = {
        *(folders.settings_file, folders.state_file, folders.software_file, folders.history_file, folders.report_file),
        folders.state / "licence-key.json",
        folders.state / "control.key",
    }
    assert {path.name for path in written} == set(OWN_NAMES)
    for path in written:
        temporary_name(path).touch()
    sweep(folders.state, older_than_s=0)
    assert names_in(folders.state) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot be asked whether it lives")
def test_what_a_dead_process_left_is_swept_at_once_and_what_a_living_one_writes_is_spared(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    dead, reused, alive = (temporary("state.json", pid) for pid in (ended.pid, os.getpid(), os.getppid()))
    for name in (dead, reused, alive):
        (tmp_path / name).touch()
    sweep(tmp_path)
    assert names_in(tmp_path) == {alive}


def test_what_another_program_holds_for_a_moment_is_tried_again() -> None:
    waited: list[float] = []

    def held_twice() -> str:
        if len(waited) < 2:
            raise PermissionError("an antivirus looks at it")
        return "done"

    assert retry_while_locked(held_twice, (0.1, 0.2, 0.4), waited.append) == "done"
    assert waited == [0.1, 0.2]
    waited.clear()
    with pytest.raises(PermissionError):
        retry_while_locked(held_twice, (0.1,), waited.append)


# A killed writer. The child tells each finished save, so no waiting is needed to meet it at work.

WRITES_STATES = """
import sys
from pathlib import Path
from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.core.connection_state import AgentState, Mode
file = StateFile(Path(sys.argv[1]) / "state.json")
n = int(sys.argv[2])
while True:
    n += 1
    file.save(AgentState(mode=Mode.ASSISTANCE, mode_since=float(n), reason="é" * (n % 7000)))
    print(n, flush=True)
"""

WRITES_SETTINGS = """
import sys
from pathlib import Path
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.settings import Settings
file = SettingsFile(Path(sys.argv[1]) / "config.toml")
n = int(sys.argv[2])
while True:
    n += 1
    file.save(Settings(licence_number=str(n), ca_file="é" * (n % 4000)))
    print(n, flush=True)
"""


def killed_at_work(program: str, folder: Path, start: int, saves: int) -> int:
    """Kill -9 a writer after some saves; return the last one that it knew to be safe."""
    command = [sys.executable, "-c", program, str(folder), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(saves):
            child.stdout.readline()
        child.kill()
        told = [int(line) for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return told[-1] if told else start + saves


def test_kill_9_never_costs_a_state_that_was_saved(tmp_path: Path) -> None:
    safe = 0
    for round_ in range(30):
        safe = killed_at_work(WRITES_STATES, tmp_path, safe, 1 + round_ * 7 % 23)
        file = StateFile(tmp_path / "state.json")
        state = file.load()
        assert file.finding is None
        assert safe <= state.mode_since <= safe + 1
        assert len(state.reason) == state.mode_since % 7000
        safe = int(state.mode_since)
    sweep(tmp_path, older_than_s=0)
    assert names_in(tmp_path) == {"state.json", "state.json.bak"}


def test_kill_9_never_costs_settings_that_were_saved(tmp_path: Path) -> None:
    safe = 0
    for round_ in range(10):
        safe = killed_at_work(WRITES_SETTINGS, tmp_path, safe, 1 + round_ * 5 % 13)
        file = SettingsFile(tmp_path / "config.toml")
        found = int(file.load().licence_number)
        assert file.finding is None
        assert safe <= found <= safe + 1
        safe = found
    sweep(tmp_path, older_than_s=0)
    assert names_in(tmp_path) == {"config.toml", "config.toml.bak"}


@pytest.mark.parametrize("module", ["files.checksummed", "control.client", "control.server", "control.instance_lock"])
def test_what_the_tray_process_loads_is_light(module: str) -> None:
    """The tray is always on: it loads no window, no HTTP, no key store, no cryptography, no event loop."""
    heavy = {
        *("PySide6", "httpx", "ssl", "asyncio", "keyring", "cryptography", "tuf", "tomlkit", "multiprocessing"),
        *("http.client", "urllib.request", "email", "unittest", "dbus", "jeepney"),
    }
    command = [sys.executable, "-c", f"import sys, iea_agent.adapters.{module}; print(*sys.modules)"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # it is heavy too
    loaded = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded)
