"""The instance lock between real processes."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iea_agent import tray_start
from iea_agent.adapters.control.instance_lock import change_note, instance_lock, is_held
from iea_agent.adapters.control.place import noted
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.errors import AnotherAgentError, StorageError
from tests.other_users import OTHER, require_root

HOLDS_IT = """
import subprocess, sys
from pathlib import Path
from iea_agent.adapters.control.instance_lock import instance_lock
with instance_lock(Path(sys.argv[1])):
    if len(sys.argv) > 2:
        subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdout=subprocess.DEVNULL)
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "agent.lock"


@contextmanager
def another_agent(path: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDS_IT, str(path), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def is_refused(path: Path) -> bool:
    with pytest.raises(AnotherAgentError), instance_lock(path):
        pass
    return True


def test_a_second_agent_is_told_that_another_one_holds_the_lock(path: Path) -> None:
    with another_agent(path) as other:
        assert is_refused(path)
        assert path.read_text() == f"{other.pid}\n"


def test_who_only_looks_sees_whether_it_is_held_and_leaves_nothing(path: Path) -> None:
    assert not is_held(path)
    assert not path.parent.exists()
    with another_agent(path) as other:
        assert is_held(path)
        text = path.read_text()
        assert is_held(path)
        assert path.read_text() == text
        other.kill()
        other.wait()
    assert not is_held(path)
    path.unlink()
    path.mkdir()
    assert not is_held(path)


def test_who_begins_while_another_process_only_looks_begins_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path, tmp_path, tmp_path, tmp_path / "run")
    looks = contextlib.ExitStack()
    looks.enter_context(instance_lock(folders.lock_file))
    monkeypatch.setattr(time, "sleep", lambda _seconds: looks.close())
    with contextlib.ExitStack() as held:
        assert tray_start.claim(folders, held, at_login=False, if_none=True) is None
        assert is_held(folders.lock_file)


def test_a_killed_agent_holds_nothing(path: Path) -> None:
    with another_agent(path) as other:
        other.kill()
        other.wait()
        with instance_lock(path):
            assert path.read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize("number", [1, os.getppid()])
def test_a_number_that_another_process_has_by_now_keeps_no_agent_out(path: Path, number: int) -> None:
    path.parent.mkdir()
    path.write_text(f"{number}\n/run/user/0/iea-agent\n")
    with instance_lock(path, "/run/user/1/iea-agent"):
        assert path.read_text() == f"{os.getpid()}\n/run/user/1/iea-agent"
        assert is_refused(path)


def test_the_children_of_a_killed_agent_hold_nothing(path: Path) -> None:
    with another_agent(path, "with a child") as other:
        other.kill()
        other.wait()
        with instance_lock(path):
            pass


def test_the_lock_keeps_out_the_same_process_too_until_it_is_released(path: Path) -> None:
    with instance_lock(path):
        assert is_refused(path)
    with instance_lock(path):
        pass
    assert path.read_text() == ""


def test_a_removed_file_leaves_a_lock_that_can_be_taken(path: Path) -> None:
    with instance_lock(path):
        path.unlink()
        with instance_lock(path):
            assert is_refused(path)


def test_only_one_of_many_gets_it(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from iea_agent.adapters.control.instance_lock import instance_lock\n"
        "sys.stdin.readline()\n"
        "try:\n"
        "  with instance_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()\n"
        "except Exception as error: print(type(error).__name__, flush=True); sys.stdin.read()"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    said = sorted(child.stdout.readline().strip() for child in children if child.stdout is not None)
    for child in children:
        child.communicate()
    assert said == ["AnotherAgentError"] * 7 + ["held"]


def test_a_link_in_its_place_is_not_followed(path: Path) -> None:
    path.parent.mkdir()
    letter = path.with_name("letter")
    letter.write_text("Chère Madame")
    for make in (path.symlink_to, path.hardlink_to):
        make(letter)
        with pytest.raises(StorageError), instance_lock(path):
            pass
        with pytest.raises(StorageError):
            change_note(path, "/run/user/1/iea-agent")
        assert letter.read_text() == "Chère Madame"
        assert not is_held(path)
        path.unlink()


def test_a_lock_file_of_another_user_is_not_used(path: Path) -> None:
    require_root()
    path.parent.mkdir()
    path.touch()
    os.chown(path, OTHER, OTHER)
    with pytest.raises(StorageError), instance_lock(path):
        pass


def test_its_note_can_be_changed_while_it_is_held(path: Path) -> None:
    assert noted(path).runtime is None
    with instance_lock(path, "/a/long/note"):
        change_note(path, "/b")
        assert is_refused(path)
        assert noted(path).runtime == Path("/b")
        assert path.read_text() == f"{os.getpid()}\n/b"


@pytest.mark.parametrize("path", ["/dev/null/agent.lock", "/proc/agent.lock"])
def test_a_disk_that_refuses_is_a_storage_error(path: str) -> None:
    with pytest.raises(StorageError), instance_lock(Path(path)):
        pass
