"""What happens to an agent whose disk is full, or becomes read-only; each story is run on a small disk of its own.

    unshare --user --map-root-user --mount python -m tests.e2e.disk_stories STORY

Settings, state and log are on the disk, the control channel is not, as on a workstation where only the home is full.
A story that is not true ends with an AssertionError.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.adapters.policy.machine import NoPolicy
from iea_agent.agent.dialogs import OpenDialog
from iea_agent.agent.loop import AgentLoop
from iea_agent.agent.maintenance import SOON_S
from iea_agent.agent.ports import DialogSaid
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, DialogKind
from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.day_password import password_of, secret_of
from iea_agent.core.errors import ControlError, ErrorCode
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.notification import Notification
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements, command_line, file_notices, labels
from iea_agent.core.texts.windows import settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import AssistanceConfirmed, PasswordAnswered, PasswordTyped, ToJob
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.tray_app import make_agent

LICENCE: Final = "75-000042"
KEY: Final = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
CLOSED: Final = "http://127.0.0.1:9"
SETTINGS: Final = Settings(
    secure=False, authentication_address=CLOSED, update_address=CLOSED, licence_number=LICENCE, key_in_file=True
)
NOT_WRITTEN: Final = {OwnFile.STATE, OwnFile.HISTORY, OwnFile.LOG}
SIZE_KB: Final = 256


class Disk:
    """A real file system in memory, that can be filled up, and made read-only."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._filler = place / "filler"
        _mount("-t", "tmpfs", "-o", f"size={SIZE_KB}k,mode=700", "iea", str(place))

    def fill(self) -> None:
        """Take all the room there is."""
        with self._filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))

    def protect(self) -> None:
        """Let nothing be written any more; what is open for writing forbids it, so it is mounted again above itself."""
        _mount("--bind", str(self.place), str(self.place))
        _mount("-o", "remount,bind,ro", str(self.place))

    def repair(self) -> None:
        """Let everything be written again."""
        self._filler.unlink(missing_ok=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


class Recorder:
    """A display that keeps what is announced."""

    def __init__(self) -> None:
        self.announced: list[Notification] = []

    def show(self, view: AgentView) -> None:
        """No observer."""

    def announce(self, notification: Notification) -> None:
        self.announced.append(notification)

    def stop(self) -> None:
        """Nothing is shown."""


def folders_on(disk: Disk) -> Folders:
    """Return the folders of an installation whose files are on the disk, and whose control channel is not."""
    os.environ["XDG_CONFIG_HOME"] = str(disk.place / "config")
    os.environ["XDG_STATE_HOME"] = str(disk.place / "state")
    os.environ.pop("IEA_AGENT_HOME", None)
    folders = Folders.find(os.environ)
    assert folders.settings_file.is_relative_to(disk.place)
    assert folders.state_file.is_relative_to(disk.place)
    assert folders.log.is_relative_to(disk.place)
    SettingsFile(folders.settings_file).save(SETTINGS)
    KeyFile(folders.config).put(LICENCE, Secret(KEY))
    return folders


# The agent itself.


class Turning:
    """An agent that is turned by hand, with the real stores and jobs."""

    def __init__(self, folders: Folders) -> None:
        self.recorder = Recorder()
        self.ahead_s = 0.0
        """How far the clocks of this agent are ahead."""
        self.agent = make_agent(folders, self.recorder)
        world = self.agent._ports  # noqa: SLF001 (its clocks are moved instead of waiting)
        world = world._replace(
            now=lambda: time.time() + self.ahead_s, monotonic=lambda: time.monotonic() + self.ahead_s
        )
        self.agent = AgentLoop(world)
        self.agent.begin()

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Turn until something holds."""

        def look() -> bool:
            self.agent.turn(0.05)
            return condition()

        wait_until(look, what)

    def not_written(self) -> set[OwnFile]:
        """Return which files are said not to be written."""
        return {notice.file for notice in self.agent.view().file_notices if notice.finding is FileFinding.NOT_WRITTEN}


class Listening:
    """A dialog that keeps the answers about the password of the day."""

    def __init__(self) -> None:
        self.answers: list[PasswordAnswered] = []

    def send(self, message: ToJob) -> None:
        if isinstance(message, PasswordAnswered):
            self.answers.append(message)

    def cancel(self) -> None:
        """Nothing runs."""


def assistance(disk: Disk, refuse: Callable[[], None], repair: Callable[[], None]) -> None:
    """Assistance mode on a disk that refuses: in force, said, tries not compared; and written once there is room."""
    folders = folders_on(disk)
    turning = Turning(folders)
    agent = turning.agent
    refuse()
    agent.post(DialogSaid(DialogKind.ASSISTANCE, AssistanceConfirmed("panne")))
    turning.until(lambda: agent.view().mode is Mode.ASSISTANCE, "the beetle")
    assert agent.view().picture is Picture.BEETLE
    assert not agent.view().mode_is_kept
    assert announcements.MODE_NOT_KEPT in turning.recorder.announced
    assert turning.not_written() == {OwnFile.STATE, OwnFile.HISTORY}
    assert StateFile(folders.state_file, repairs=False).load().mode is Mode.PRODUCTION

    right = password_of(secret_of(LICENCE, KEY), time.time())
    dialog = Listening()
    agent._agent.dialogs._open[DialogKind.DAY_PASSWORD] = OpenDialog(dialog)  # noqa: SLF001 (only its answer matters)
    agent.post(DialogSaid(DialogKind.DAY_PASSWORD, PasswordTyped(Secret(right))))
    turning.until(lambda: bool(dialog.answers), "an answer, without a comparison")
    assert [answer.outcome for answer in dialog.answers] == [PasswordOutcome.NOT_WRITTEN]
    assert agent.view().mode is Mode.ASSISTANCE

    repair()
    turning.ahead_s += SOON_S
    turning.until(lambda: turning.not_written() == set(), "the files to be written")
    kept = StateFile(folders.state_file, repairs=False).load()
    assert (kept.mode, kept.reason, kept.lockout.failed) == (Mode.ASSISTANCE, "panne", 0)
    agent.post(DialogSaid(DialogKind.DAY_PASSWORD, PasswordTyped(Secret(right))))
    turning.until(lambda: agent.view().mode is Mode.PRODUCTION, "the right password, compared")
    agent.end()


# The window.


def window(disk: Disk, refuse: Callable[[], None], repair: Callable[[], None]) -> None:
    """« Enregistrer » on a disk that refuses: said, nothing lost on the disk or in the form; and saved afterwards."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.ui.stories import CONNECTED, open_window, press

    folders = folders_on(disk)
    store = GovernedSettings(folders.settings_file, NoPolicy(), repairs=False)
    scene = open_window(DialogKind.CONNECTION_SETTINGS, CONNECTED, real_settings=store)
    before = folders.settings_file.read_bytes()
    refuse()
    number = scene.window.licence.number  # type: ignore[attr-defined]
    scene.window.addresses.fields["updates"].edit.setText(f"{CLOSED}/updates")  # type: ignore[attr-defined]
    press(scene, labels.SETTINGS_SAVE)
    said = scene.window.verdict.words  # type: ignore[attr-defined]
    assert said.split("\n") == [
        settings_window.NOT_SAVED,
        *settings_window.SAVE_FAULT[ErrorCode.STORAGE],
        settings_window.NOTHING_LOST,
    ], said
    assert number.text() == LICENCE
    assert folders.settings_file.read_bytes() == before
    assert store.load() == SETTINGS
    repair()
    press(scene, labels.SETTINGS_SAVE)
    assert store.load() == replace(SETTINGS, update_address=f"{CLOSED}/updates")
    scene.window.hide()


# The programs.


@contextlib.contextmanager
def running_agent(folders: Folders) -> Iterator[None]:
    """Run the agent as a program, until it answers and as long as this is held."""

    def answers() -> bool:
        with contextlib.suppress(ControlError):
            return ask(folders, Action.READ_STATE) is not None
        return False

    command = [sys.executable, "-P", "-m", "iea_agent", "--no-icon"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as agent:
        try:
            wait_until(answers, "an answer of the agent")
            yield
        finally:
            agent.terminate()
            assert agent.wait(30) == 0


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    command = [sys.executable, "-P", "-m", "iea_agent", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def programs(disk: Disk, refuse: Callable[[], None], repair: Callable[[], None]) -> None:
    """A whole agent on a disk that refuses everything: it works, it says so, a report is refused in plain words."""
    del repair
    folders = folders_on(disk)
    refuse()
    with running_agent(folders):
        view = None

        def said() -> bool:
            nonlocal view
            view = ask(folders, Action.READ_STATE)
            return view is not None and {one.file for one in view.file_notices} == NOT_WRITTEN

        wait_until(said, f"words about {NOT_WRITTEN}, not {view}")
        status = run("status")
        assert status.returncode == 0
        for file in NOT_WRITTEN:
            assert file_notices.sentence(FileNotice(file, FileFinding.NOT_WRITTEN)) in status.stderr
    target = disk.place / "rapport.zip"
    report = run("report", str(target))
    assert report.returncode == 1
    assert command_line.REPORT_NOT_MADE in report.stderr
    assert command_line.ERROR[ErrorCode.STORAGE] in report.stderr
    assert not target.exists()
    assert not list(disk.place.rglob("*.tmp"))
    assert SettingsFile(folders.settings_file).load() == SETTINGS
    shown = run("status").stdout
    assert announcements.DISCONNECTED in shown, shown


def unreadable(disk: Disk, refuse: Callable[[], None], repair: Callable[[], None]) -> None:
    """A whole agent whose state cannot be read: it says so, and begins by itself once it can."""
    del refuse, repair
    folders = folders_on(disk)
    SettingsFile(folders.settings_file).save(replace(SETTINGS, software_command=("/bin/true",)))
    for _ in range(2):  # the backup, too
        StateFile(folders.state_file).save(SavedState(mode=Mode.ASSISTANCE, reason="panne"))
    written = folders.state_file.read_bytes()
    _mount("--bind", f"/proc/{os.getpid()}/mem", str(folders.state_file))  # reading its first bytes is an I/O error
    notice = FileNotice(OwnFile.STATE, FileFinding.UNREADABLE)
    with running_agent(folders):
        view = None

        def said() -> bool:
            nonlocal view
            view = ask(folders, Action.READ_STATE)
            return view is not None and view.file_notices == (notice,)

        wait_until(said, f"words about the state that cannot be read, not {view}")
        assert view is not None
        assert (view.picture, view.mode) == (Picture.HEART, Mode.PRODUCTION)
        assert file_notices.sentence(notice) in run("status").stderr
        answer = {"verdict": None, "message": file_notices.sentence(notice), "clock": None}
        assert json.loads(run("authenticate", "--json").stdout) == answer
        assert json.loads(run("launch", "--json").stdout)["outcome"] == LaunchOutcome.STARTED, "as the backup says"
        assert run("report", str(disk.place / "rapport.zip")).returncode == 0
        subprocess.run(["umount", str(folders.state_file)], check=True)
        assert folders.state_file.read_bytes() == written
        wait_until(lambda: _picture(folders) is Picture.BEETLE, "the beetle")
    StateFile(folders.state_file).save(SavedState())
    _mount("--bind", f"/proc/{os.getpid()}/mem", str(folders.settings_file))
    answer = {
        "verdict": None,
        "message": file_notices.sentence(FileNotice(OwnFile.SETTINGS, FileFinding.UNREADABLE)),
        "clock": None,
    }
    with running_agent(folders):
        assert json.loads(run("authenticate", "--json").stdout) == answer
    subprocess.run(["umount", str(folders.settings_file)], check=True)


def _picture(folders: Folders) -> Picture | None:
    view = ask(folders, Action.READ_STATE)
    return None if view is None else view.picture


STORIES: Final[dict[str, Callable[[Disk, Callable[[], None], Callable[[], None]], None]]] = {
    "assistance": assistance,
    "window": window,
    "programs": programs,
}
"""Each is told on a full and on a read-only disk."""


def main(story: str, refusal: str = "full") -> None:
    """Tell one story, on a disk that is full or read-only."""
    os.environ["PYTHONIOENCODING"] = "utf-8"
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="iea-") as name:
        place, runtime = Path(name, "disk"), Path(name, "run")
        for folder in (place, runtime):
            folder.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        disk = Disk(place)
        refuse = disk.fill if refusal == "full" else disk.protect
        repair = disk.repair if refusal == "full" else lambda: _mount("-o", "remount,bind,rw", str(place))
        try:
            (STORIES | {"unreadable": unreadable})[story](disk, refuse, repair)
        finally:
            while not subprocess.run(["umount", "--lazy", str(place)], check=False, capture_output=True).returncode:
                pass  # what is mounted above itself comes off one by one
    print("true")  # noqa: T201 (what the test waits for)


if __name__ == "__main__":
    main(*sys.argv[1:])
