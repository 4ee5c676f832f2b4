"""Which settings a command uses while the file of settings cannot be used, and what it says."""

from pathlib import Path

import pytest

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.cli.common import load_settings, stored_view_of
from iea_agent.core.errors import InvalidFileError
from iea_agent.core.settings import Settings

GOOD = Settings(licence_number="75-000042")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.find({"IEA_AGENT_HOME": str(tmp_path)})


def test_the_last_good_settings_are_used_and_the_line_is_said(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    SettingsFile(folders.settings_file).save(GOOD)
    SettingsFile(folders.settings_file).load()
    folders.settings_file.write_text("secure = true\nscope = oui\n")
    assert load_settings(folders) == GOOD
    assert "(ligne 2, colonne 9)" in capsys.readouterr().err
    assert stored_view_of(folders).licence_number == GOOD.licence_number
    assert "(ligne 2, colonne 9)" in capsys.readouterr().err
    assert folders.settings_file.read_text() == "secure = true\nscope = oui\n"


def test_without_good_settings_the_command_ends_and_the_line_is_said(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    folders.settings_file.write_text("secure = oui\n")
    with pytest.raises(InvalidFileError):
        load_settings(folders)
    assert "(ligne 1, colonne 10)" in capsys.readouterr().err


def test_a_file_in_another_encoding_is_said(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    folders.settings_file.write_bytes('licence_number = "75-000042"\n'.encode("utf-16"))
    assert load_settings(folders) == GOOD
    assert "UTF-8" in capsys.readouterr().err
