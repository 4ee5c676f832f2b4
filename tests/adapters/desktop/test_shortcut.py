"""The shortcut, checked and started by the tools of a real desktop, and read back as Windows reads it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pylnk3
import pytest
from PIL import Image

from iea_agent.adapters.desktop.shortcut import (
    LAUNCH,
    SHOW,
    DesktopEntry,
    ShellLink,
    Shortcut,
    ShortcutKind,
    trust,
    user_shortcut,
)
from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.system.program import program_command
from iea_agent.core.errors import StorageError
from iea_agent.core.shortcut import ShortcutStatus
from iea_agent.core.texts import desktops
from tests.requirements import require_program

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the shortcut of Linux")
ODD = ["l'été", "a b", '"', "\\", "$HOME", "`id`", "%f%%", "~", "a;b&c|d", "\\\\ \\", "«\u00a0»", "*", "#", "", "a=b"]
"""Words that mean something else to those who do not quote."""


@pytest.fixture(params=[DesktopEntry, ShellLink])
def of_form(request: pytest.FixtureRequest) -> type[DesktopEntry | ShellLink]:
    made: type[DesktopEntry | ShellLink] = request.param
    return made


@pytest.fixture(params=[LAUNCH, SHOW], ids=lambda kind: kind.command)
def form(request: pytest.FixtureRequest, of_form: type[DesktopEntry | ShellLink]) -> DesktopEntry | ShellLink:
    return of_form(["C:\\iea-agent.exe", "launch"], icons_folder(), request.param)


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    return [tmp_path / "menu", tmp_path / "Bureau"]


def files_in(folders: list[Path]) -> list[Path]:
    return [path for folder in folders if folder.is_dir() for path in folder.iterdir()]


# In every form.


def test_on_puts_it_everywhere_and_off_leaves_nothing(form: DesktopEntry | ShellLink, folders: list[Path]) -> None:
    shortcut = Shortcut(form, folders)
    assert shortcut.status() is ShortcutStatus.OFF
    shortcut.off()
    shortcut.on()
    assert shortcut.status() is ShortcutStatus.ON
    assert [path.parent for path in files_in(folders)] == folders
    shortcut.on()
    assert len(files_in(folders)) == 2
    shortcut.off()
    assert shortcut.status() is ShortcutStatus.OFF
    assert files_in(folders) == []


def test_something_else_of_the_same_name_is_never_touched(form: DesktopEntry | ShellLink, folders: list[Path]) -> None:
    shortcut = Shortcut(form, folders)
    shortcut.on()
    others = files_in(folders)
    for path in others:
        path.write_bytes(b"[Desktop Entry]\nName=Impact emploi\n")
    assert shortcut.status() is ShortcutStatus.OTHER
    shortcut.off()
    with pytest.raises(StorageError, match="another program's"):
        shortcut.on()
    assert {path.read_bytes() for path in others} == {b"[Desktop Entry]\nName=Impact emploi\n"}
    others[0].unlink()
    shortcut.on()
    assert shortcut.status() is ShortcutStatus.MENU
    shortcut.off()
    assert files_in(folders) == [others[1]]


def test_neither_shortcut_takes_the_other_for_its_own(of_form: type[DesktopEntry | ShellLink], tmp_path: Path) -> None:
    launch, show = (
        Shortcut(of_form(["C:\\iea-agent.exe", kind.command], icons_folder(), kind), [tmp_path])
        for kind in (LAUNCH, SHOW)
    )
    launch.on()
    assert (launch.status(), show.status()) == (ShortcutStatus.MENU, ShortcutStatus.OFF)
    show.on()
    assert len(files_in([tmp_path])) == 2
    launch.off()
    assert (launch.status(), show.status()) == (ShortcutStatus.OFF, ShortcutStatus.MENU)


def test_a_program_that_has_moved_gets_a_new_shortcut(folders: list[Path]) -> None:
    Shortcut(DesktopEntry(["/old/iea-agent", "launch"], icons_folder()), folders).on()
    moved = Shortcut(DesktopEntry(["/new/iea-agent", "launch"], icons_folder()), folders)
    assert moved.status() is ShortcutStatus.ON
    moved.on()
    assert {"Exec=/new/iea-agent launch" in path.read_text("utf-8") for path in files_in(folders)} == {True}


def test_a_desktop_that_has_moved_is_found_again(form: DesktopEntry | ShellLink, tmp_path: Path) -> None:
    menu, before, now = tmp_path / "menu", tmp_path / "Bureau", tmp_path / "OneDrive" / "Bureau"
    record = tmp_path / "shortcut.json"
    Shortcut(form, [menu, before], record=record).on()
    moved = Shortcut(form, [menu, now], record=record)
    assert moved.status() is ShortcutStatus.ON
    moved.on()
    assert [path.parent for path in files_in([menu, before, now])] == [menu, now]
    Shortcut(form, [menu], record=record).off()
    assert files_in([menu, before, now]) == []
    assert not record.exists()


def test_where_nothing_can_be_written_the_former_shortcut_stays(form: DesktopEntry | ShellLink, tmp_path: Path) -> None:
    before, record = tmp_path / "Bureau", tmp_path / "shortcut.json"
    Shortcut(form, [before], record=record).on()
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        Shortcut(form, [tmp_path / "file" / "Bureau"], record=record).on()
    assert len(files_in([before])) == 1


def test_a_desktop_that_is_away_is_told_from_one_that_has_the_shortcut(
    form: DesktopEntry | ShellLink, tmp_path: Path
) -> None:
    Shortcut(form, [tmp_path / "menu"]).on()
    assert Shortcut(form, [tmp_path / "menu", tmp_path / "Bureau"]).status() is ShortcutStatus.MENU
    Shortcut(form, [tmp_path / "menu"]).off()
    Shortcut(form, [tmp_path / "Bureau"]).on()
    assert Shortcut(form, [tmp_path / "menu", tmp_path / "Bureau"]).status() is ShortcutStatus.DESKTOP


def test_one_place_that_refuses_leaves_the_other(form: DesktopEntry | ShellLink, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shortcut = Shortcut(form, [tmp_path / "menu", tmp_path / "file" / "Bureau"], record=tmp_path / "shortcut.json")
    shortcut.on()
    assert shortcut.status() is ShortcutStatus.MENU
    assert len(files_in([tmp_path / "menu"])) == 1


@pytest.mark.parametrize("data", [b"nonsense", b"{}", b"[1, null]", b'["/etc/passwd"]', b"\xff"])
def test_a_corrupt_record_costs_nothing(data: bytes, form: DesktopEntry | ShellLink, tmp_path: Path) -> None:
    record = tmp_path / "shortcut.json"
    record.write_bytes(data)
    shortcut = Shortcut(form, [tmp_path / "menu"], record=record)
    shortcut.on()
    assert shortcut.status() is ShortcutStatus.MENU
    shortcut.off()
    assert files_in([tmp_path / "menu"]) == []


def test_a_record_that_cannot_be_written_costs_no_shortcut(form: DesktopEntry | ShellLink, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shortcut = Shortcut(form, [tmp_path / "menu"], record=tmp_path / "file" / "shortcut.json")
    shortcut.on()
    assert shortcut.status() is ShortcutStatus.MENU


def test_a_disk_that_refuses_is_said(form: DesktopEntry | ShellLink, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        Shortcut(form, [tmp_path / "file"]).on()
    (tmp_path / form.name).mkdir()
    with pytest.raises(StorageError):
        Shortcut(form, [tmp_path]).status()


# Linux.


@linux
@pytest.mark.parametrize("kind", [LAUNCH, SHOW], ids=lambda kind: kind.command)
@pytest.mark.parametrize("words", [["launch"], ODD])
def test_the_desktop_entry_is_valid(words: list[str], kind: ShortcutKind, tmp_path: Path) -> None:
    require_program("desktop-file-validate")
    path = tmp_path / "it.desktop"
    path.write_bytes(DesktopEntry([sys.executable, *words], icons_folder(), kind).encode())
    done = subprocess.run(["desktop-file-validate", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@linux
def test_the_desktop_starts_the_command_to_the_letter(tmp_path: Path) -> None:
    require_program("gio")
    folder = tmp_path / "a b $HOME `x` \"y\" \\ 'z'"  # GLib 2.74 finds no program with a percent sign in its path
    folder.mkdir()
    program, said = folder / "iea-agent", folder / "said"
    program.write_text(
        f"#!{sys.executable}\nimport json, sys\nopen({str(said)!r}, 'w').write(json.dumps(sys.argv[1:]))\n"
    )
    program.chmod(0o755)
    os.mkfifo(said)
    path = folder / "it.desktop"
    path.write_bytes(DesktopEntry([str(program), *ODD], icons_folder()).encode())
    subprocess.run(["gio", "launch", str(path)], check=True, timeout=60, stderr=subprocess.DEVNULL)
    assert json.loads(said.read_text()) == ODD


@linux
def test_the_desktop_entry_says_what_it_is_in_french_and_shows_the_ball() -> None:
    lines = DesktopEntry(["/bin/iea-agent", "launch"], icons_folder()).encode().decode().splitlines()
    entry = dict(line.split("=", 1) for line in lines[1:])
    assert lines[0] == "[Desktop Entry]"
    assert entry["Name"] == "Impact emploi"
    assert entry["Comment"] == desktops.SHORTCUT_COMMENT
    assert entry["Exec"] == "/bin/iea-agent launch"
    assert entry["Categories"] == "Office;Finance;"
    assert Path(entry["Icon"]).is_absolute()
    with Image.open(entry["Icon"]) as icon:
        assert icon.size == (256, 256)


def own_shortcut() -> Shortcut:
    shortcut = user_shortcut()
    assert shortcut is not None
    return shortcut


@linux
def test_the_users_shortcut_launches_through_this_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DESKTOP_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    desktop, config = tmp_path / "Bureau", tmp_path / ".config"
    for folder in (desktop, config):
        folder.mkdir()
    (config / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/Bureau"\n')
    own_shortcut().on()
    menu = tmp_path / ".local" / "share" / "applications"
    (there,) = menu.iterdir()
    (on_desktop,) = desktop.iterdir()
    assert there.read_bytes() == on_desktop.read_bytes()
    assert there.read_bytes() == DesktopEntry(program_command("launch", "--clicked"), icons_folder()).encode()
    assert on_desktop.stat().st_mode & 0o777 == 0o755
    own_shortcut().off()
    assert files_in([menu, desktop]) == []


@linux
def test_the_state_is_opened_from_the_menu_of_applications_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "Desktop").mkdir()
    entry = user_shortcut(kind=SHOW)
    assert entry is not None
    entry.on()
    (there,) = (tmp_path / "data" / "applications").iterdir()
    assert there.read_bytes() == DesktopEntry(program_command("show", "--clicked"), icons_folder(), SHOW).encode()
    assert "Name=Impact emploi – État de la connexion" in there.read_text("utf-8").splitlines()
    assert files_in([tmp_path / "Desktop"]) == []


@linux
@pytest.mark.parametrize("desktop", ["$HOME/", "$HOME/nowhere"])
def test_without_a_desktop_the_shortcut_is_in_the_menu_only(
    desktop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_DESKTOP_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "user-dirs.dirs").write_text(f'XDG_DESKTOP_DIR="{desktop}"\n')
    own_shortcut().on()
    assert len(files_in([tmp_path / "data" / "applications"])) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"config", "data"}


@linux
def test_the_desktop_is_told_to_trust_what_the_user_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gio = tmp_path / "gio"
    gio.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/said"\nexit 1\n')
    gio.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "it.desktop"
    path.write_text("abc")
    trust(path)
    checksum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of abc, FIPS 180-2 B.1
    assert (tmp_path / "said").read_text().splitlines() == [
        f"set -t string {path} metadata::trusted true",
        f"set -t string {path} metadata::xfce-exe-checksum {checksum}",
    ]
    gio.unlink()
    trust(path)


@pytest.mark.skipif(sys.platform != "darwin", reason="macOS")
def test_macos_has_no_such_shortcut() -> None:
    assert user_shortcut() is None


# Windows.


@pytest.mark.parametrize(
    "program",
    [
        "C:\\Program Files\\IEA\\iea-agent-tray.exe",
        "C:\\Users\\Hélène Œuvre\\AppData\\Local\\iea-agent-tray.exe",
        "D:\\é\\Я\\pythonw.exe",
    ],
)
def test_windows_reads_back_where_the_shortcut_leads(program: str) -> None:
    link = pylnk3.parse(io.BytesIO(ShellLink([program, "-m", "a b", "launch"], icons_folder()).encode()))
    assert link.path == program
    assert link.arguments == '-m "a b" launch'
    assert link.description == desktops.SHORTCUT_COMMENT
    assert link.icon is not None
    with Image.open(link.icon) as icon:
        assert icon.format == "ICO"


def test_a_path_that_no_shortcut_can_hold_is_said() -> None:
    with pytest.raises(StorageError):
        ShellLink(["\\\\serveur\\Hélène\\iea-agent.exe"], icons_folder()).encode()


@pytest.mark.parametrize("data", [b"", b"nonsense", b"L\0\0\0" * 40])
def test_nonsense_is_not_our_shortcut(data: bytes) -> None:
    assert not ShellLink(["C:\\iea-agent.exe"], icons_folder()).is_ours(data)
