"""The command line for real: with an agent that runs, and without one."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from iea_agent import __version__
from iea_agent.adapters.control.client import ask
from iea_agent.adapters.control.instance_lock import instance_lock, is_held
from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.cli import common, connection
from iea_agent.core.commands import Action, Command, DialogKind
from iea_agent.core.connection_state import Mode
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.texts import command_line, labels
from iea_agent.core.texts.windows import access_test
from iea_agent.core.view import AgentView
from iea_agent.core.wire.control import ControlRequest
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.adapters.control.control_world import VIEW, control_world
from tests.e2e.installation import Installation

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    with DemoServer.start(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def installation(tmp_path: Path, server: DemoServer) -> Iterator[Installation]:
    server.behave(Behaviour.UP)
    yield Installation(tmp_path / "home", server)
    server.behave(Behaviour.UP)


@pytest.fixture
def agent(installation: Installation) -> Iterator[subprocess.Popen[bytes]]:
    process = installation.start("--no-icon")
    yield process
    process.terminate()
    assert process.wait(30) == 0


def test_without_an_agent_the_status_says_so(installation: Installation) -> None:
    code, status = installation.ask("status")
    assert code == 0
    assert (status["picture"], status["connection"], status["running"]) == ("heart", "disconnected", False)
    assert command_line.NOT_RUNNING in installation.run("status").stdout
    assert command_line.NOT_RUNNING in installation.run("quit").stdout


def test_without_an_agent_the_licence_is_tried_by_a_process_of_its_own(
    installation: Installation, server: DemoServer
) -> None:
    assert installation.ask("authenticate") == (
        0,
        {"verdict": "connected", "message": f"{labels.CONNECTED}.", "clock": None},
    )
    server.behave(Behaviour.REFUSED)
    code, said = installation.ask("authenticate")
    assert (code, said["verdict"]) == (1, "refused")
    KeyFile(installation.home).put(server.licence_number, Secret("wrong"))
    server.behave(Behaviour.UP)
    assert installation.ask("authenticate")[1]["verdict"] == "licence_unknown"


def test_the_key_stays_where_it_was_given_for_whatever_the_address_becomes(
    installation: Installation, server: DemoServer
) -> None:
    assert installation.ask("authenticate")[1]["verdict"] == "connected"
    assert KeyFile(installation.home).origin(server.licence_number) == server.address
    installation.configure(authentication_address=server.address.replace("localhost", "127.0.0.1"))
    code, said = installation.ask("authenticate")
    assert (code, said["verdict"]) == (1, "key_origin")
    assert "localhost" in said["message"]
    assert "127.0.0.1" in said["message"]
    installation.configure(authentication_address=f"{server.address.upper().replace('HTTPS', 'https')}/")
    assert installation.ask("authenticate")[1]["verdict"] == "connected"


def test_both_servers_are_tested(installation: Installation, server: DemoServer) -> None:
    code, said = installation.ask("test")
    assert (code, said["ok"]) == (0, True)
    for one, role in zip(said["servers"], ("authentication", "updates"), strict=True):
        assert (one["role"], one["ok"], one["verdict"], one["who"], one["stage"]) == (
            role,
            True,
            None,
            None,
            "identity",
        )
        assert [stage["stage"] for stage in one["stages"]] == ["name", "connection", "encryption", "answer", "identity"]
        assert all(stage["ms"] >= 0 for stage in one["stages"])
    assert said["servers"][1]["url"] == server.update_address
    assert labels.TEST_SUCCEEDED in installation.run("test").stdout


def test_the_options_of_a_test_replace_what_is_saved_and_save_nothing(
    installation: Installation, server: DemoServer, tmp_path: Path
) -> None:
    saved = (installation.home / "config.toml").read_bytes()
    swapped = installation.ask("test", "--auth", server.update_address, "--updates", server.address)[1]
    assert [one["verdict"] for one in swapped["servers"]] == ["not_our_server", "not_our_server"]
    code, clear = installation.ask("test", "--auth", server.address.replace("https", "http"))
    assert (code, clear["servers"][0]["verdict"], clear["servers"][0]["who"]) == (1, "bad_address", "you")
    missing = installation.ask("test", "--ca-file", str(tmp_path / "missing.pem"))[1]
    assert missing["servers"][0]["verdict"] == "bad_ca_file"
    untrusted = installation.ask("test", "--ca-file", "")[1]
    assert untrusted["servers"][0]["verdict"] == "tls_untrusted"
    assert untrusted["servers"][0]["words"] == "Autorité de démonstration"
    assert "Autorité" not in untrusted["servers"][0]["message"]
    said = installation.run("test", "--ca-file", "").stdout.splitlines()
    assert "  signé par\u00a0: Autorité de démonstration" in said, "on a line of its own"
    assert (installation.home / "config.toml").read_bytes() == saved


@pytest.mark.parametrize(
    ("behaviour", "verdict"),
    [
        (Behaviour.DOWN, "refused_connection"),
        (Behaviour.PORTAL, "portal"),
        (Behaviour.EXPIRED, "tls_expired"),
        (Behaviour.BUSY, "busy"),
        (Behaviour.FAULT, "server_fault"),
    ],
)
def test_a_test_says_what_is_wrong(
    installation: Installation, server: DemoServer, behaviour: Behaviour, verdict: str
) -> None:
    server.behave(behaviour)
    code, said = installation.ask("test")
    assert code == 1
    assert [one["verdict"] for one in said["servers"]] == [verdict, verdict]
    assert access_test.TEST_FAILED in installation.run("test").stdout


def test_a_server_that_never_answers_is_given_up_at_the_deadline(
    installation: Installation, server: DemoServer
) -> None:
    from msgspec.structs import replace

    SettingsFile(installation.home / "config.toml").save(
        replace(installation.settings, test_deadline_s=1, authenticate_deadline_s=1)
    )
    server.behave(Behaviour.SLOW)
    said = installation.ask("test")[1]
    assert [(one["verdict"], one["stage"]) for one in said["servers"]] == [("timeout", "answer")] * 2
    assert installation.ask("authenticate")[1]["verdict"] == "timeout"


def test_the_running_agent_is_asked_and_follows(
    installation: Installation, agent: subprocess.Popen[bytes], server: DemoServer
) -> None:
    installation.wait_for(picture="ball", connection="connected", running=True, verdict="connected")
    server.behave(Behaviour.REFUSED)
    assert installation.ask("authenticate")[1]["verdict"] == "refused"
    code, status = installation.ask("status")
    assert code == 0
    assert (status["picture"], status["connection"]) == ("heart", "refused")
    assert status["next_attempt"] - status["since"] >= 3600
    server.behave(Behaviour.UP)
    assert installation.run("authenticate").stdout == f"{labels.CONNECTED}.\n"
    installation.wait_for(picture="ball")
    assert agent.poll() is None


def test_the_attempt_that_is_under_way_is_the_answer(installation: Installation, server: DemoServer) -> None:
    SettingsFile(installation.home / "config.toml").save(replace(installation.settings, authenticate_deadline_s=5.0))
    server.behave(Behaviour.SLOW)
    process = installation.start("--no-icon")
    folders = Folders.find(installation.environ)

    def attempting() -> bool:
        view = ask(folders, Action.READ_STATE)
        return view is not None and view.attempting

    wait_until(attempting, "an attempt")
    code, said = installation.ask("authenticate")
    assert (code, said["verdict"]) == (1, "timeout")
    installation.run("quit")
    assert process.wait(30) == 0


def test_a_second_agent_brings_up_the_first(installation: Installation, agent: subprocess.Popen[bytes]) -> None:
    installation.wait_for(running=True)
    second = installation.run()
    assert (second.returncode, second.stdout) == (0, f"{command_line.ALREADY_RUNNING_WITHOUT_SCREEN}\n")
    assert agent.poll() is None


def test_of_two_started_together_one_runs_and_the_other_finds_it(installation: Installation) -> None:
    both = [installation.start("--no-icon"), installation.start("--no-icon")]
    wait_until(lambda: any(process.poll() is not None for process in both), "the end of one")
    assert sorted(process.poll() is None for process in both) == [False, True]
    installation.wait_for(running=True)
    installation.run("quit")
    assert [process.wait(30) for process in both] == [0, 0]


def test_a_home_that_cannot_be_written_is_no_reason_not_to_run(installation: Installation) -> None:
    environ = {**installation.environ, "IEA_AGENT_HOME": os.devnull + "/home"}
    command = [sys.executable, "-P", "-m", "iea_agent", "--no-icon"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "no lock" in process.stderr.readline()
        wait_until(lambda: "log cannot be written" in process.stderr.readline(), "words about the log")  # type: ignore[union-attr]
        process.terminate()
        assert process.wait(30) == 0


def test_quit_ends_the_agent(installation: Installation) -> None:
    process = installation.start("--no-icon")
    installation.wait_for(running=True)
    assert command_line.ASKED_TO_QUIT in installation.run("quit").stdout
    assert process.wait(30) == 0


def test_an_agent_that_was_killed_leaves_nothing_in_the_way(installation: Installation) -> None:
    process = installation.start("--no-icon")
    installation.wait_for(picture="ball")
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = installation.start("--no-icon")
    installation.wait_for(picture="ball")
    assert installation.run("quit").returncode == 0
    assert again.wait(30) == 0


def test_in_assistance_mode_nothing_is_sent(installation: Installation, server: DemoServer) -> None:
    StateFile(installation.home / "state.json").save(SavedState(mode=Mode.ASSISTANCE, mode_since=1.0, reason="panne"))
    seen = server.requests
    process = installation.start("--no-icon")
    installation.wait_for(running=True, picture="beetle", mode="assistance")
    assert installation.ask("authenticate") == (
        1,
        {"verdict": None, "message": command_line.NO_AUTHENTICATION_IN_ASSISTANCE, "clock": None},
    )
    assert installation.run("quit").returncode == 0
    assert process.wait(30) == 0
    assert installation.ask("authenticate")[0] == 1
    assert server.requests == seen


def test_unusable_settings_are_said_and_left_alone(installation: Installation) -> None:
    path = installation.home / "config.toml"
    path.write_text('secure = "yes"\n', encoding="utf-8")
    done = installation.run("test")
    assert done.returncode == 2
    assert "secure" in done.stderr
    assert path.read_text(encoding="utf-8") == 'secure = "yes"\n'
    process = installation.start("--no-icon")
    installation.wait_for(running=True, connection="not_configured", verdict="bad_settings")
    installation.run("quit")
    assert process.wait(30) == 0


@pytest.mark.parametrize("command", ["status", "test", "authenticate"])
def test_who_only_looks_leaves_a_corrupt_file_alone_and_says_so(installation: Installation, command: str) -> None:
    path = installation.home / "config.toml"
    SettingsFile(path).save(replace(installation.settings, check_every_s=60))  # which makes a backup
    path.write_bytes(b"secure = ")
    done = installation.run(command)
    assert done.returncode == 0
    assert "contient une erreur (ligne 1)" in done.stderr
    assert path.read_bytes() == b"secure = "
    assert not path.with_name("config.toml.corrupt").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="its work is read in /proc")
def test_a_window_that_hangs_is_opened_again_when_it_is_wanted(installation: Installation) -> None:
    installation.variables["QT_QPA_PLATFORM"] = "offscreen"
    process = installation.start("--no-icon")

    def windows() -> set[int]:
        return {child.pid for child in psutil.Process(process.pid).children()}

    def can_show() -> bool:
        """Tell whether the one window that is there has loaded Qt and shown itself: it then has its threads."""
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            return any(psutil.Process(pid).num_threads() > 1 for pid in windows())
        return False

    try:
        installation.wait_for(picture="ball")
        wait_until(lambda: not windows(), "no job at work")
        installation.run("settings")
        wait_until(can_show, "a window")
        (hung,) = windows()
        wait_until(lambda: _is_idle(hung), "a window that waits for its user")
        os.kill(hung, signal.SIGSTOP)
        installation.run("settings")
        wait_until(lambda: bool(windows()) and hung not in windows(), "another window")
    finally:
        process.terminate()
        assert process.wait(30) == 0


def _is_idle(pid: int) -> bool:
    """Tell whether a process uses no time of the processor for a moment."""

    def used() -> list[str]:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]

    before = used()
    time.sleep(2)
    return used() == before


def test_settings_too_long_for_a_job_take_the_ball_away_like_a_job_that_fails(
    installation: Installation, agent: subprocess.Popen[bytes]
) -> None:
    installation.wait_for(picture="ball")
    path = installation.home / "config.toml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("software_command")]
    words = ", ".join(['"/bin/sleep"'] + [f'"{"x" * 4000}"'] * 20)
    path.write_text("\n".join([*lines, f"software_command = [{words}]"]), encoding="utf-8")
    asked = installation.run("authenticate")
    assert (asked.returncode, asked.stderr) == (1, "")
    installation.wait_for(picture="heart", verdict="agent_fault")
    assert installation.ask("launch")[1]["outcome"] == "not_connected"
    assert agent.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that stops a program")
def test_a_launch_that_an_agent_does_not_answer_is_an_answer_too(installation: Installation) -> None:
    process = installation.start("--no-icon")
    try:
        installation.wait_for(picture="ball")
        process.send_signal(signal.SIGSTOP)
        code, said = installation.ask("launch")
        assert (code, said["outcome"]) == (1, None)
        assert command_line.AGENT_SILENT in said["message"]
    finally:
        process.kill()
        process.wait()


def test_quit_ends_an_agent_that_has_only_just_begun(installation: Installation) -> None:
    with installation.start("--no-icon") as process:
        wait_until(lambda: is_held(Folders.find(installation.environ).lock_file), "a lock")
        done = installation.run("quit")
        assert (done.returncode, done.stdout.strip()) == (0, command_line.ASKED_TO_QUIT)
        assert process.wait(60) == 0


def test_quit_asks_again_as_soon_as_an_agent_that_has_begun_listens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Command] = []

    def handle(request: ControlRequest) -> AgentView:
        asked.append(request.command)
        return VIEW

    with control_world() as world, instance_lock(world.folders.lock_file):
        monkeypatch.setattr(time, "sleep", lambda _seconds: world.serve(handle))
        assert connection.quit_agent(argparse.Namespace(), world.folders) == 0
    assert asked == [Action.QUIT]
    assert capsys.readouterr().out.strip() == command_line.ASKED_TO_QUIT


def test_quit_does_not_say_of_an_agent_that_cannot_be_asked_that_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(common, "BEGIN_S", 0.2)
    folders = Folders(tmp_path, tmp_path, tmp_path, tmp_path / "run")
    with instance_lock(folders.lock_file):
        assert connection.quit_agent(argparse.Namespace(), folders) == 1
    assert capsys.readouterr().err.strip() == command_line.AGENT_SILENT


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets no program remove an open file")
@pytest.mark.parametrize("lock", ["removed", "a folder"])
def test_there_is_no_second_agent_where_the_lock_says_nothing_of_the_first(
    installation: Installation, lock: str
) -> None:
    path = Folders.find(installation.environ).lock_file
    if lock == "a folder":
        path.mkdir()
    with installation.start("--no-icon") as process:
        installation.wait_for(picture="ball")
        if lock == "removed":
            path.unlink()
        assert installation.run("--no-icon").stdout.strip() == command_line.ALREADY_RUNNING_WITHOUT_SCREEN
        done = installation.run("--no-icon", "--if-none")
        assert (done.returncode, done.stdout) == (0, "")
        assert installation.ask("status")[1]["running"]
        installation.run("quit")
        assert process.wait(60) == 0


def test_settings_without_a_screen_are_no_success(installation: Installation) -> None:
    done = installation.run("settings")
    assert (done.returncode, done.stderr.strip()) == (1, command_line.NO_SCREEN)


def test_an_agent_without_a_screen_opens_no_window_and_does_not_say_so(installation: Installation) -> None:
    process = installation.start("--no-icon")
    try:
        installation.wait_for(picture="ball")
        for command in ("show", "settings", "assistance", "report"):
            done = installation.run(command)
            assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", command_line.NO_SCREEN), command
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("command", "kind"), [("settings", DialogKind.CONNECTION_SETTINGS), ("show", DialogKind.STATUS)]
)
def test_a_window_opens_in_the_one_agent_which_is_started_if_there_is_none(
    command: str, kind: DialogKind, installation: Installation
) -> None:
    environ = {**installation.environ, "DISPLAY": ":9999", "QT_QPA_PLATFORM": "offscreen"}
    start = [sys.executable, "-P", "-m", "iea_agent", command]
    done = subprocess.run(start, env=environ, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.strip()) == (0, command_line.OPENED[kind])
    installation.wait_for(picture="ball", running=True)
    assert installation.run("quit").returncode == 0


def test_arguments_that_are_no_text_name_nothing(installation: Installation) -> None:
    code, said = installation.ask("test", "--ca-file", "/tmp/caf\udce9.pem")
    assert code == 1
    assert {server["verdict"] for server in said["servers"]} == {"bad_ca_file"}


def test_a_command_that_is_none_is_a_usage_error_in_french(installation: Installation) -> None:
    done = installation.run("explode")
    assert done.returncode == 2
    assert "Essayez" in done.stderr
    assert installation.run("--version").stdout.strip() == __version__
    assert "authenticate" in installation.run("--help").stdout


def test_the_log_holds_no_secret(installation: Installation, server: DemoServer) -> None:
    process = installation.start("--no-icon")
    installation.wait_for(picture="ball")
    installation.run("quit")
    process.wait(30)
    log = "".join(path.read_text(encoding="utf-8") for path in (installation.home / "log").iterdir())
    assert "connected" in log
    assert server.licence_key not in log


def test_the_demonstration_tells_its_story(installation: Installation) -> None:
    done = installation.run("demo")
    assert done.returncode == 0, done.stdout
    assert "Tout s’est passé comme prévu." in done.stdout
    assert "INATTENDU" not in done.stdout
