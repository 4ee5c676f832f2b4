"""``iea-agent autostart``: what it says, and what a script can rely on."""

import json
import sys
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("where it is entered is another place elsewhere", allow_module_level=True)

from iea_agent.__main__ import main
from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.texts import desktops

ENTRY = "[Desktop Entry]\nType=Application\nName=x\nExec=iea-agent --at-login\n"


class Home:
    """The folders of a user and of the system."""

    def __init__(self, folder: Path) -> None:
        self.user = folder / "user" / "autostart" / "iea-agent.desktop"
        self.system = folder / "system" / "autostart" / "iea-agent.desktop"
        for path in (self.user, self.system):
            path.parent.mkdir(parents=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("IEA_AGENT_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "system"))
    return Home(tmp_path)


def said(capsys: pytest.CaptureFixture[str], action: str) -> tuple[int, str]:
    """Return the exit status and the status in words for machines."""
    code = main(["autostart", action, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["message"].startswith(desktops.AUTOSTART[AutostartStatus(answer["status"])])
    return code, answer["status"]


def test_on_and_off_say_what_they_came_to(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for action, answer in (("status", "off"), ("on", "on"), ("status", "on"), ("off", "off"), ("status", "off")):
        assert said(capsys, action) == (0, answer)
    assert not home.user.exists()
    assert main(["autostart", "status"]) == 0
    assert capsys.readouterr().out == f"{desktops.AUTOSTART[AutostartStatus.OFF]}\n"


def test_the_administrators_will_is_done_and_told(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.system.write_text(ENTRY)
    assert said(capsys, "on") == (0, "system")
    assert not home.user.exists()
    assert main(["autostart", "off"]) == 1
    assert desktops.ONLY_THE_ADMINISTRATOR in capsys.readouterr().out


def test_what_cannot_be_entered_is_no_success(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.user.write_text(ENTRY)
    for action in ("on", "off"):
        assert said(capsys, action) == (1, "other")
    assert home.user.read_text() == ENTRY
    home.user.unlink()
    home.user.mkdir()
    assert main(["autostart", "on"]) == 1
    assert "is not a file" in capsys.readouterr().err


def test_a_profile_of_its_own_is_refused_in_words(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IEA_AGENT_HOME", str(tmp_path / "profile"))
    assert main(["autostart", "on"]) == 1
    assert capsys.readouterr().err == f"{desktops.NOT_FOR_A_PROFILE}\n"
    assert not home.user.exists()
