"""Files that another program holds: backup, antivirus, synchronisation. What cannot be read is never saved over."""

import errno
import os
import sys
from pathlib import Path

import pytest

from iea_agent.adapters.files import reading
from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.retries import is_in_use
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import InUseError, StorageError
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings


def hold(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let every file refuse to be opened with this error."""

    def refuse(name: object, *_: object) -> int:
        raise OSError(number, os.strerror(number), str(name))

    monkeypatch.setattr(os, "open", refuse)


@pytest.mark.skipif(sys.platform == "win32", reason="there the system itself is asked")
@pytest.mark.parametrize("number", [errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EDEADLK])
def test_settings_that_another_program_holds_are_neither_read_nor_saved_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "config.toml"
    file = SettingsFile(path)
    file.save(Settings(licence_number="1"))
    before = path.read_bytes()
    with monkeypatch.context() as held:
        hold(held, number)
        for act in (file.load, lambda: file.save(Settings()), lambda: file.save_beside(Settings())):
            with pytest.raises(InUseError, match="another program"):
                act()
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert file.load() == Settings(licence_number="1")


@pytest.mark.skipif(sys.platform == "win32", reason="there the system itself is asked")
@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN])
def test_a_disk_or_a_share_that_fails_is_not_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    file = SettingsFile(tmp_path / "config.toml")
    file.save(Settings())
    hold(monkeypatch, number)
    with pytest.raises(StorageError) as raised:
        file.load()
    assert not isinstance(raised.value, InUseError)


@pytest.mark.skipif(sys.platform == "win32", reason="there the system itself is asked")
def test_a_state_and_a_history_that_another_program_holds_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states, history = StateFile(tmp_path / "state.json"), HistoryFile(tmp_path / "history.json")
    states.save(SavedState(mode=Mode.ASSISTANCE))
    history.save(())
    hold(monkeypatch, errno.EBUSY)
    states.load()
    history.load()
    assert (states.finding, history.finding) == ("in_use", "in_use")
    with pytest.raises(InUseError):
        states.save(SavedState())


if sys.platform == "win32":

    def test_windows_says_whether_a_file_is_held(tmp_path: Path) -> None:
        import _winapi

        path = tmp_path / "file"
        path.write_bytes(b"x")
        refused = PermissionError(errno.EACCES, "Permission denied")
        share_nothing, open_existing = 0, 3
        handle = _winapi.CreateFile(str(path), _winapi.GENERIC_READ, share_nothing, 0, open_existing, 0, 0)
        try:
            with pytest.raises(InUseError):
                reading.read_bytes(path)
            assert is_in_use(path, refused)
        finally:
            _winapi.CloseHandle(handle)
        assert not is_in_use(path, OSError(errno.EIO, "I/O error"))
        assert not is_in_use(tmp_path, refused)


def test_a_file_that_cannot_be_replaced_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    file = SettingsFile(path)
    file.save(Settings(licence_number="1"))

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "sharing violation")

    with monkeypatch.context() as held:
        held.setattr(os, "replace", refuse)
        with pytest.raises(StorageError):
            file.save(Settings(licence_number="2"))
    assert file.load() == Settings(licence_number="1")
    assert not list(tmp_path.glob("*.tmp"))
