"""Files that others may have written: what they execute or trust is not taken, and that is said."""

import os
import sys
from pathlib import Path

import msgspec
import pytest

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import KeyStoreError, OpenToOthersError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.repair import AddressPair, RepairRecord, RepairStage
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import NOT_FROM_OTHERS, Settings
from tests.other_users import OTHER, require_root

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the profile is private there")

PLANTED = Settings(
    licence_number="75-000042",
    software_command=("/bin/sh", "-c", "id"),
    ca_file="/tmp/ca.pem",
    official_authentication_address="https://elsewhere.example",
    official_update_address="https://elsewhere.example/updates",
)
USED = Settings(licence_number="75-000042")
ASSISTANCE = SavedState(mode=Mode.ASSISTANCE, mode_since=5.0, reason="maintenance", who="martin", clock_mark=7.0)


@pytest.fixture(params=["file", "folder", "owner"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A home whose files others may write, one way or another: the home, and which way."""
    if request.param == "owner":
        require_root()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return home, request.param


def open_up(path: Path, way: str) -> None:
    if way == "file":
        path.chmod(0o666)
    elif way == "folder":
        path.parent.chmod(0o777)
    else:
        os.chown(path, OTHER, OTHER)


def test_nothing_is_executed_or_trusted_from_settings_that_others_may_write(opened: tuple[Path, str]) -> None:
    home, way = opened
    path = home / "config.toml"
    SettingsFile(path).save(PLANTED)
    file = SettingsFile(path)
    assert (file.load(), file.finding, file.detail) == (PLANTED, None, "")
    open_up(path, way)
    assert file.load() == USED
    assert file.finding is FileFinding.OPEN_TO_OTHERS
    assert file.detail.startswith(f"{home if way == 'folder' else path} (uid ")
    open_up(path, way)


def test_every_setting_that_is_executed_or_trusted_is_one_of_those() -> None:
    assert {name for name in NOT_FROM_OTHERS if getattr(PLANTED, name) == getattr(USED, name)} == set()
    assert msgspec.structs.replace(PLANTED, **{name: getattr(Settings(), name) for name in NOT_FROM_OTHERS}) == USED


def test_what_others_may_have_written_is_not_made_ours_by_saving_it_again(opened: tuple[Path, str]) -> None:
    home, way = opened
    path = home / "config.toml"
    file = SettingsFile(path)
    file.save(PLANTED)
    open_up(path, way)
    before = path.read_bytes()
    with pytest.raises(OpenToOthersError, match=r"uid \d+"):
        file.save(msgspec.structs.replace(file.load(), licence_number="75-000043"))
    assert path.read_bytes() == before


def test_an_invalid_file_of_others_gives_nothing_to_the_one_saved_beside(opened: tuple[Path, str]) -> None:
    home, way = opened
    path = home / "config.toml"
    path.write_text('software_command = ["/bin/sh"]\nsecure = 5\n')
    open_up(path, way)
    file = SettingsFile(path)
    file.save_beside(USED)
    assert path.read_text().count("/bin/sh") == 0
    assert file.load() == USED


def test_what_others_may_have_written_is_not_kept_as_the_last_good(opened: tuple[Path, str]) -> None:
    home, way = opened
    path = home / "config.toml"
    file = SettingsFile(path)
    file.save(PLANTED)
    open_up(path, way)
    file.load()
    assert not (home / "config.toml.bak").exists()
    home.chmod(0o700)
    os.chown(path, os.geteuid(), os.getegid())
    path.chmod(0o600)
    assert file.load() == PLANTED
    assert file.last_good() == PLANTED
    open_up(home / "config.toml.bak", way)
    assert file.last_good() == USED


def test_settings_without_anything_to_trust_are_saved_and_closed(opened: tuple[Path, str]) -> None:
    home, way = opened
    path = home / "config.toml"
    file = SettingsFile(path)
    file.save(USED)
    open_up(path, way)
    file.save(msgspec.structs.replace(file.load(), licence_number="75-000043"))
    assert file.load().licence_number == "75-000043"
    assert file.finding is (FileFinding.OPEN_TO_OTHERS if way == "folder" else None)


def test_an_assistance_mode_that_others_may_have_written_is_not_taken(opened: tuple[Path, str]) -> None:
    home, way = opened
    path = home / "state.json"
    file = StateFile(path)
    file.save(ASSISTANCE)
    open_up(path, way)
    assert file.load() == SavedState(clock_mark=7.0)
    assert file.finding is FileFinding.OPEN_TO_OTHERS
    file.save(SavedState(clock_mark=8.0))
    assert file.load() == SavedState(clock_mark=8.0)
    assert file.detail == "", "production is the default: nothing was left out"


def test_a_repair_that_others_may_have_written_is_not_carried_on(opened: tuple[Path, str]) -> None:
    home, way = opened
    theirs, ours = AddressPair("https://eux.example", "https://eux.example/u"), AddressPair("https://n.example", "")
    path = home / "state.json"
    file = StateFile(path)
    file.save(SavedState(clock_mark=7.0, repair=RepairRecord(RepairStage.TRIAL, theirs, ours, 1.0)))
    open_up(path, way)
    assert file.load() == SavedState(clock_mark=7.0)
    assert file.finding is FileFinding.OPEN_TO_OTHERS


def test_a_backup_that_others_may_have_written_is_no_way_around(opened: tuple[Path, str]) -> None:
    home, way = opened
    path = home / "state.json"
    file = StateFile(path)
    for _ in range(2):
        file.save(ASSISTANCE)
    open_up(home / "state.json.bak", way)
    path.write_bytes(b"")
    for _ in range(2):
        assert file.load() == SavedState(clock_mark=7.0)
        assert file.finding is FileFinding.OPEN_TO_OTHERS
    assert not path.exists(), "written again it would look like ours"


def test_a_link_in_the_place_of_the_state_is_no_state(tmp_path: Path) -> None:
    path, target = tmp_path / "state.json", tmp_path / "planted"
    StateFile(target).save(ASSISTANCE)
    before = target.read_bytes()
    path.symlink_to(target)
    file = StateFile(path)
    assert file.load() == SavedState()
    assert file.finding is FileFinding.RESET
    file.save(SavedState(clock_mark=8.0))
    assert target.read_bytes() == before
    assert not path.is_symlink()


def test_a_history_says_nothing_of_others(opened: tuple[Path, str]) -> None:
    home, way = opened
    file = HistoryFile(home / "history.json")
    file.save(())
    open_up(home / "history.json", way)
    assert (file.load(), file.finding, file.detail) == ((), None, "")


def test_a_key_that_others_may_have_put_there_is_not_used(opened: tuple[Path, str]) -> None:
    home, way = opened
    keys = KeyFile(home)
    keys.put("75-1", Secret("planted"))
    open_up(home / "licence-key.json", way)
    with pytest.raises(KeyStoreError):
        keys.get("75-1")
    if way == "folder":
        with pytest.raises(KeyStoreError, match="others may write"):
            keys.put("75-2", Secret("own"))
        return
    keys.put("75-2", Secret("own"))
    assert keys.get("75-2") == Secret("own")
    assert keys.get("75-1") is None, "what others may have put there does not become ours"
