"""The read-only attribute, as Windows has it: what bears it is neither replaced nor removed.

Wine does not refuse what Windows refuses, so ``os.replace`` and ``os.unlink`` refuse it here, on every system.
"""

import os
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from iea_agent.adapters.files.atomic_write import remove_durably, write_durably
from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import StorageError
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings

Name = str | os.PathLike[str]


@pytest.fixture(autouse=True)
def windows_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    really_replace, really_unlink = os.replace, os.unlink

    def refuse_read_only(name: Name) -> None:
        if os.path.lexists(name) and not os.lstat(name).st_mode & stat.S_IWUSR:
            raise PermissionError(13, "Access is denied", str(name))

    def replace_(source: Name, target: Name) -> None:
        refuse_read_only(target)
        really_replace(source, target)

    def unlink(name: Name) -> None:
        refuse_read_only(name)
        really_unlink(name)

    monkeypatch.setattr(os, "replace", replace_)
    monkeypatch.setattr(os, "unlink", unlink)


def make_read_only(*paths: Path) -> None:
    for path in paths:
        path.chmod(0o444)


def test_a_read_only_file_is_replaced_and_its_backup_too(tmp_path: Path) -> None:
    path, backup = tmp_path / "file", tmp_path / "file.bak"
    write_durably(path, b"one")
    make_read_only(path)
    write_durably(path, b"two")
    assert (path.read_bytes(), backup.read_bytes()) == (b"two", b"one")
    make_read_only(path, backup)
    write_durably(path, b"three")
    assert (path.read_bytes(), backup.read_bytes()) == (b"three", b"two")
    assert {each.name for each in tmp_path.iterdir()} == {"file", "file.bak"}


def test_a_read_only_file_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"one")
    make_read_only(path)
    remove_durably(path)
    assert list(tmp_path.iterdir()) == []


def test_settings_and_state_are_saved_over_read_only_files(tmp_path: Path) -> None:
    settings, states = SettingsFile(tmp_path / "config.toml"), StateFile(tmp_path / "state.json")
    for number in range(3):
        wanted = Settings(licence_number=f"{number}"), SavedState(mode=Mode.ASSISTANCE, reason=f"{number}")
        settings.save(wanted[0])
        states.save(wanted[1])
        assert (settings.load(), states.load()) == wanted
        make_read_only(*tmp_path.iterdir())
    states.save(replace(states.load(), reason="last"))
    assert states.load().reason == "last"


def test_what_is_refused_for_another_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_durably(path, b"one")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StorageError, match="cannot write"):
        write_durably(path, b"two", keep_previous=False)
    assert path.read_bytes() == b"one"
