"""Autostart on every system: entered, removed, disabled by other programs, decided by an administrator."""

import plistlib
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

from iea_agent.adapters.desktop.autostart import (
    LABEL,
    OPTIONS,
    AutostartEntry,
    LaunchAgent,
    UserAutostart,
    user_autostart,
)
from iea_agent.adapters.desktop.autostart_run_key import APPROVED, MAX_COMMAND, NAME, RUN, Data, Hive, RunKey
from iea_agent.adapters.desktop.desktop_entry import values_of
from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.system.program import program_command
from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.errors import StorageError
from tests.requirements import require_program

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="autostart entries are for Linux")
PROGRAM = "/opt/Réseau d'Hélène/50 % $HOME/iea-agent"


class System(Protocol):
    """A system with its place for autostart entries, and what other programs do there."""

    def autostart(self, program: str = ...) -> UserAutostart: ...
    def entered(self) -> bool: ...
    def enter_for_all(self) -> None: ...
    def turn_off(self) -> None: ...
    def take_the_name(self) -> None: ...


class Linux:
    def __init__(self, folder: Path) -> None:
        self.user = folder / "user" / "autostart" / "iea-agent.desktop"
        self.system = folder / "system" / "autostart" / "iea-agent.desktop"
        self.desktops = ["XFCE"]

    def entry(self, program: str = PROGRAM) -> AutostartEntry:
        folders = self.user.parent, [self.user.parents[2] / "no such folder", self.system.parent]
        return AutostartEntry([program, *OPTIONS], icons_folder(), *folders, self.desktops)

    def autostart(self, program: str = PROGRAM) -> UserAutostart:
        return UserAutostart(self.entry(program))

    def entered(self) -> bool:
        return self.user.exists()

    def enter_for_all(self, *lines: str) -> None:
        self.system.parent.mkdir(parents=True, exist_ok=True)
        self.system.write_text("\n".join(["[Desktop Entry]", "Type=Application", "Exec=iea-agent --at-login", *lines]))

    def turn_off(self) -> None:
        """As XFCE does."""
        self.user.parent.mkdir(parents=True, exist_ok=True)
        before = self.user.read_text("utf-8") if self.user.exists() else "[Desktop Entry]\n"
        self.user.write_text(f"{before}Hidden=true\n", "utf-8")

    def take_the_name(self) -> None:
        self.user.parent.mkdir(parents=True)
        self.user.write_text("[Desktop Entry]\nType=Application\nName=x\nExec=xclock\n")


class FakeRegistry:
    """A ``Registry`` in memory."""

    def __init__(self) -> None:
        self.values: dict[tuple[Hive, int, str, str], Data] = {}

    def read(self, hive: Hive, key: str, name: str, *, bits: int = 64) -> Data | None:
        return self.values.get((hive, bits, key, name))

    def write(self, key: str, name: str, text: str) -> None:
        self.values[Hive.USER, 64, key, name] = text

    def delete(self, key: str, name: str) -> None:
        self.values.pop((Hive.USER, 64, key, name), None)


class Windows:
    def __init__(self, _folder: Path) -> None:
        self.registry = FakeRegistry()

    def autostart(self, program: str = r"C:\Users\Hélène Œuvre\iea-agent-tray.exe") -> UserAutostart:
        return UserAutostart(RunKey([program, *OPTIONS], self.registry))

    def entered(self) -> bool:
        return bool(self.registry.values)

    def enter_for_all(self, bits: int = 64) -> None:
        self.registry.values[Hive.MACHINE, bits, RUN, NAME] = r'"C:\Program Files\IEA\iea-agent-tray.exe" --at-login'

    def turn_off(self) -> None:
        """As Task Manager does: 3, then when it was."""
        self.registry.values[Hive.USER, 64, rf"{APPROVED}\Run", NAME] = b"\3\0\0\0" + bytes(range(1, 9))

    def take_the_name(self) -> None:
        self.registry.write(RUN, NAME, r"C:\x.exe")


class FakeLaunchctl:
    """The program ``launchctl``, as far as it is needed."""

    off = False

    def __call__(self, what: str, target: str) -> str:
        if what == "enable":
            assert target.endswith(f"/{LABEL}")
            self.off = False
            return ""
        assert what == "print-disabled"
        return f'disabled services = {{\n\t"{LABEL}" => {"disabled" if self.off else "enabled"}\n}}\n'


class MacOS:
    def __init__(self, folder: Path) -> None:
        self.library, self.library_of_all = folder / "Users" / "x" / "Library", folder / "Library"
        self.launchctl = FakeLaunchctl()

    def agent(self, program: str = PROGRAM) -> LaunchAgent:
        return LaunchAgent([program, *OPTIONS], self.library, self.library_of_all, self.launchctl)

    def autostart(self, program: str = PROGRAM) -> UserAutostart:
        return UserAutostart(self.agent(program))

    def entered(self) -> bool:
        return any((self.library / "LaunchAgents").glob("*"))

    def enter_for_all(self) -> None:
        program = ["/Applications/iea-agent", *OPTIONS]
        LaunchAgent(program, self.library_of_all, self.library_of_all, self.launchctl).put()

    def turn_off(self) -> None:
        self.launchctl.off = True

    def take_the_name(self) -> None:
        path = self.library / "LaunchAgents" / f"{LABEL}.plist"
        path.parent.mkdir(parents=True)
        path.write_bytes(plistlib.dumps({"Label": "org.example", "ProgramArguments": ["xclock"]}))


@pytest.fixture(params=[Linux, Windows, MacOS])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> System:
    made: System = request.param(tmp_path)
    return made


@pytest.fixture
def linux_system(tmp_path: Path) -> Linux:
    return Linux(tmp_path)


# On every system.


def test_on_enters_it_and_off_leaves_nothing(system: System) -> None:
    autostart = system.autostart()
    assert autostart.status() is AutostartStatus.OFF
    autostart.off()
    for _ in range(2):
        autostart.on()
        assert autostart.status() is AutostartStatus.ON
    autostart.off()
    assert autostart.status() is AutostartStatus.OFF
    assert not system.entered()


def test_what_the_system_has_turned_off_is_told_and_turned_on_again(system: System) -> None:
    autostart = system.autostart()
    autostart.on()
    system.turn_off()
    assert autostart.status() is AutostartStatus.DISABLED
    autostart.on()
    assert autostart.status() is AutostartStatus.ON
    system.turn_off()
    autostart.off()
    assert autostart.status() is AutostartStatus.OFF


def test_another_installation_is_told_and_replaced(system: System) -> None:
    system.autostart("/old/iea-agent").on()
    autostart = system.autostart()
    assert autostart.status() is AutostartStatus.MOVED
    autostart.on()
    assert autostart.status() is AutostartStatus.ON
    assert system.autostart("/old/iea-agent").status() is AutostartStatus.MOVED


def test_what_the_administrator_decided_is_told_and_never_doubled(system: System) -> None:
    autostart = system.autostart()
    system.enter_for_all()
    assert autostart.status() is AutostartStatus.SYSTEM
    entered_before = system.entered()
    autostart.on()
    assert system.entered() is entered_before
    autostart.off()
    assert autostart.status() is AutostartStatus.SYSTEM


def test_an_entry_of_the_users_goes_when_the_administrator_has_one(system: System) -> None:
    autostart = system.autostart()
    autostart.on()
    system.enter_for_all()
    assert autostart.status() is AutostartStatus.SYSTEM
    autostart.on()
    assert autostart.status() is AutostartStatus.SYSTEM


def test_something_else_of_the_same_name_is_never_touched(system: System) -> None:
    autostart = system.autostart()
    system.take_the_name()
    assert autostart.status() is AutostartStatus.OTHER
    autostart.off()
    with pytest.raises(StorageError, match="another program's"):
        autostart.on()
    assert autostart.status() is AutostartStatus.OTHER


# Linux.


@linux
@pytest.mark.parametrize("program", [PROGRAM, "/usr/bin/iea-agent", '/a b/`x` "y" \\ ;&|<>*#~/é'])
def test_the_entry_is_valid_and_leads_to_the_letter(program: str, linux_system: Linux) -> None:
    require_program("desktop-file-validate")
    linux_system.autostart(program).on()
    done = subprocess.run(
        ["desktop-file-validate", str(linux_system.user)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert linux_system.user.stat().st_mode & 0o777 == 0o644
    values = values_of(linux_system.user.read_bytes())
    assert values["TryExec"].replace(r"\\", "\\") == program
    assert values["Exec"].endswith(" --at-login")
    assert Path(values["Icon"]).is_file()


@linux
@pytest.mark.parametrize(
    "line", ["X-GNOME-Autostart-enabled=false", "Hidden=true", "NotShowIn=XFCE;", "OnlyShowIn=KDE;"]
)
def test_every_way_of_turning_an_entry_off_counts(line: str, linux_system: Linux) -> None:
    autostart = linux_system.autostart()
    autostart.on()
    text = linux_system.user.read_text("utf-8").replace("X-GNOME-Autostart-enabled=true\n", "")
    linux_system.user.write_text(f"{text}{line}\n[Desktop Action x]\nHidden=false\n", "utf-8")
    assert autostart.status() is AutostartStatus.DISABLED
    autostart.on()
    assert autostart.status() is AutostartStatus.ON


@linux
@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("# Hidden=true", AutostartStatus.SYSTEM),
        ("OnlyShowIn=GNOME;XFCE;", AutostartStatus.SYSTEM),
        ("TryExec=sh", AutostartStatus.SYSTEM),
        ("OnlyShowIn=GNOME;", AutostartStatus.OFF),
        ("NotShowIn=XFCE", AutostartStatus.OFF),
        ("Hidden=true", AutostartStatus.OFF),
        ("TryExec=/no/such/program", AutostartStatus.OFF),
    ],
)
def test_an_entry_of_the_administrators_counts_where_it_starts_the_agent(
    line: str, status: AutostartStatus, linux_system: Linux
) -> None:
    linux_system.enter_for_all(line)
    assert linux_system.autostart().status() is status


@linux
def test_what_the_session_cannot_read_of_the_administrators_is_ignored(
    linux_system: Linux,
) -> None:
    linux_system.system.mkdir(parents=True)
    autostart = linux_system.autostart()
    assert autostart.status() is AutostartStatus.OFF
    autostart.on()
    assert autostart.status() is AutostartStatus.ON
    autostart.off()
    assert autostart.status() is AutostartStatus.OFF


@linux
def test_a_user_who_hid_the_administrators_entry_can_take_that_back(linux_system: Linux) -> None:
    autostart = linux_system.autostart()
    linux_system.enter_for_all()
    linux_system.turn_off()
    assert autostart.status() is AutostartStatus.DISABLED
    autostart.off()
    assert autostart.status() is AutostartStatus.DISABLED, "it would come back"
    autostart.on()
    assert autostart.status() is AutostartStatus.SYSTEM
    assert not linux_system.entered()


@linux
def test_the_users_entry_starts_this_program_where_the_session_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for config, environ in ((tmp_path / ".config", {}), (tmp_path / "c", {"XDG_CONFIG_HOME": str(tmp_path / "c")})):
        environ = {"XDG_CONFIG_DIRS": f"relative:{tmp_path}", **environ}  # noqa: PLW2901
        autostart = user_autostart(environ)
        assert autostart is not None
        autostart.on()
        entry = AutostartEntry(program_command(*OPTIONS), icons_folder(), config / "autostart", [], [])
        assert (config / "autostart" / "iea-agent.desktop").read_bytes() == entry.encode()
        assert autostart.status() is AutostartStatus.ON


def test_a_profile_of_its_own_is_not_started_at_login(tmp_path: Path) -> None:
    assert user_autostart({"IEA_AGENT_HOME": str(tmp_path)}) is None


def test_a_disk_that_refuses_is_said(linux_system: Linux) -> None:
    linux_system.user.mkdir(parents=True)
    with pytest.raises(StorageError):
        linux_system.autostart().status()


# Windows.


def test_the_command_line_is_quoted_as_windows_reads_it(tmp_path: Path) -> None:
    system = Windows(tmp_path)
    program = r"C:\Users\Hélène Œuvre\AppData\Local\iea-agent\pythonw.exe"
    UserAutostart(RunKey([program, "-P", "-m", "iea_agent", "--at-login"], system.registry)).on()
    assert system.registry.values == {(Hive.USER, 64, RUN, NAME): f'"{program}" -P -m iea_agent --at-login'}


def test_a_path_that_windows_would_not_start_is_refused(tmp_path: Path) -> None:
    system = Windows(tmp_path)
    with pytest.raises(StorageError, match="260"):
        system.autostart("C:\\" + "x" * MAX_COMMAND).on()
    assert not system.entered()


def test_an_old_installer_enters_it_in_the_view_of_32_bits(tmp_path: Path) -> None:
    system = Windows(tmp_path)
    system.enter_for_all(bits=32)
    assert system.autostart().status() is AutostartStatus.SYSTEM
    system.registry.values[Hive.MACHINE, 64, rf"{APPROVED}\Run32", NAME] = b"\3"
    assert system.autostart().status() is AutostartStatus.OFF


@pytest.mark.parametrize(
    ("said", "status"), [(b"\2", "on"), (b"\6" + bytes(11), "on"), (b"\7", "disabled"), (b"", "on")]
)
def test_task_manager_is_believed(said: bytes, status: str, tmp_path: Path) -> None:
    system = Windows(tmp_path)
    system.autostart().on()
    system.registry.values[Hive.USER, 64, rf"{APPROVED}\Run", NAME] = said
    assert system.autostart().status() == status


# macOS.


def test_the_launch_agent_starts_once_in_a_session_with_a_menu_bar(tmp_path: Path) -> None:
    system = MacOS(tmp_path)
    system.autostart().on()
    path = tmp_path / "Users/x/Library/LaunchAgents" / f"{LABEL}.plist"
    assert path.stat().st_mode & 0o022 == 0
    assert plistlib.loads(path.read_bytes()) == {
        "Label": path.stem,
        "ProgramArguments": [PROGRAM, "--at-login"],
        "RunAtLoad": True,
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Interactive",
        "AbandonProcessGroup": True,
    }


@pytest.mark.parametrize("data", [b"", b"nonsense", plistlib.dumps([1]), plistlib.dumps({"Disabled": True})])
def test_a_file_that_is_no_launch_agent_is_not_ours_and_starts_nothing(data: bytes, tmp_path: Path) -> None:
    system = MacOS(tmp_path)
    for library in (system.library, system.library_of_all):
        path = library / "LaunchAgents" / f"{LABEL}.plist"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    assert system.autostart().status() is AutostartStatus.OTHER


@pytest.mark.parametrize(
    ("said", "off"),
    [
        (f'disabled services = {{\n\t"{LABEL}" => disabled\n\t"x" => enabled\n}}\n', True),
        (f'disabled services = {{\n\t"{LABEL}" => true\n}}\n', True),
        (f'disabled services = {{\n\t"{LABEL}" => enabled\n\t"x" => disabled\n}}\n', False),
        (f'disabled services = {{\n\t"{LABEL}2" => disabled\n}}\n', False),
        ("", False),
    ],
)
def test_what_launchctl_says_is_read(said: str, tmp_path: Path, *, off: bool) -> None:
    agent = LaunchAgent([PROGRAM, *OPTIONS], tmp_path, tmp_path, lambda *_arguments: said)
    agent.put()
    entry = agent.own()
    assert entry is not None
    assert entry.enabled is not off


@pytest.mark.skipif(sys.platform == "darwin", reason="launchctl is there")
def test_without_launchctl_nothing_is_turned_off(tmp_path: Path) -> None:
    agent = LaunchAgent([PROGRAM, *OPTIONS], tmp_path, tmp_path)
    agent.put()
    assert agent.own() == (True, True, True)
