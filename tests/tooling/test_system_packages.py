"""What the system must bring is looked for, and asked for in words that can be followed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tools import system_packages
from tools.desktops.hosts import HOSTS, Tint2
from tools.desktops.keyboards import KEYED
from tools.desktops.sway import Sway
from tools.system_packages import (
    COMMAND_LINE,
    PRIVATE_DESKTOP,
    SERVERS,
    VENV,
    VOICE,
    WINDOWS,
    WINE,
    Need,
    main,
    missing_of,
    needs_of,
)

from iea_agent.demo.tour.desktop.orca import ORCA
from iea_agent.demo.tour.desktop.programs import DESKTOP, SCREEN_READER

ABSENT = Need("libnothing1", "library", "libnothing.so.1")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux packages")


def lack(monkeypatch: pytest.MonkeyPatch, *needs: Need) -> None:
    monkeypatch.setattr(system_packages, "needs_of", lambda _purpose, _environ: needs)


def be(monkeypatch: pytest.MonkeyPatch, *, uid: int, apt: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if apt else None)


def test_without_a_screen_the_demonstration_needs_no_window() -> None:
    assert needs_of("demo", {}) == (VENV,)


@pytest.mark.parametrize("screen", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_with_a_screen_it_needs_windows(screen: str) -> None:
    assert needs_of("demo", {screen: ":0"}) == (VENV, *WINDOWS)


def test_the_tests_need_a_desktop_of_their_own() -> None:
    assert needs_of("test", {}) == (VENV, *WINDOWS, *PRIVATE_DESKTOP, *COMMAND_LINE)


def test_windows_and_a_system_service_are_tried_where_changes_are_checked_and_on_request() -> None:
    assert needs_of("windows", {}) == WINE
    assert needs_of("servers", {}) == SERVERS
    assert needs_of("voice", {}) == VOICE
    checks = (*WINE, *SERVERS, *VOICE)
    assert needs_of("test", {"CI": "true"}) == (VENV, *WINDOWS, *PRIVATE_DESKTOP, *COMMAND_LINE, *checks)


def test_what_the_private_desktop_asks_for_is_installed_for_the_tests() -> None:
    packages = {need.package for need in PRIVATE_DESKTOP}
    assert {*DESKTOP.values(), *SCREEN_READER.values()} - packages == {"python3"}
    assert {*ORCA.values()} - packages - {need.package for need in VOICE} == {"python3"}


def test_what_the_desktops_ask_for_is_installed_for_them() -> None:
    asked = {package for host in (*HOSTS, *KEYED, Tint2, Sway) for package in host.PROGRAMS.values()}
    assert asked <= {need.package for need in needs_of("desktops", {})}


def test_what_is_missing_is_found_whatever_its_kind() -> None:
    missing = [
        ABSENT,
        Need("a", "command", "no-such-command"),
        Need("b", "file", "usr/lib/no-such-file*"),
        Need("c", "module", "no_such_module"),
    ]
    there = [
        Need("d", "command", "sh"),
        Need("e", "file", "etc/*ssw*"),
        Need("f", "module", "json"),
        Need("g", "library", "libc.so.6"),
    ]
    assert missing_of([*missing, *there]) == missing


def test_a_font_anywhere_is_a_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    font = Need("fonts-dejavu-core", "font", "")
    monkeypatch.setattr(system_packages, "FONT_FOLDERS", (str(tmp_path), "/no/such/folder"))
    assert missing_of([font]) == [font]
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "Sans.ttf").touch()
    assert missing_of([font]) == []


def test_when_nothing_is_missing_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lack(monkeypatch)
    assert main(["demo"]) == 0
    assert capsys.readouterr().out == ""


def test_a_user_is_given_the_one_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lack(monkeypatch, ABSENT)
    be(monkeypatch, uid=1000, apt=True)
    assert main(["demo"]) == 1
    assert "sudo apt-get install -y --no-install-recommends libnothing1" in capsys.readouterr().out


def test_another_system_is_told_what_is_missing_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lack(monkeypatch, ABSENT)
    be(monkeypatch, uid=0, apt=False)
    assert main(["demo"]) == 0
    assert "libnothing.so.1" in capsys.readouterr().out


@pytest.mark.parametrize("status", [0, 100])
def test_root_installs_quietly_and_hears_of_a_failure(
    status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands: list[list[str]] = []

    def run(command: Sequence[str], _environ: object) -> subprocess.CompletedProcess[str]:
        commands.append(list(command))
        return subprocess.CompletedProcess(command, status, stdout="E: Unable to locate package libnothing1\n")

    lack(monkeypatch, ABSENT)
    be(monkeypatch, uid=0, apt=True)
    monkeypatch.setattr(system_packages, "_run", run)
    assert main(["demo"]) == status
    assert [command[:2] for command in commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert commands[1][-1] == "libnothing1"
    assert ("Unable to locate" in capsys.readouterr().err) == (status != 0)


@pytest.mark.parametrize("arguments", [[], ["all"], ["demo", "test"]])
def test_an_unknown_purpose_is_a_usage_error(arguments: list[str]) -> None:
    assert main(arguments) == 2
