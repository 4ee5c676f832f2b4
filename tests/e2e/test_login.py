"""Sessions of a real desktop: the agent starts with them, and runs in one session of a user at a time."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.connection_state import Picture
from iea_agent.core.texts import command_line, desktops, labels
from iea_agent.core.texts.windows import buttons, other_session, status_window
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.workstation import Workstation, install
from tests.requirements import desktop_programs, require_program

pytestmark = pytest.mark.e2e

OF_THE_USER = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
AGENT = [sys.executable, "-P", "-m", "iea_agent"]


@contextlib.contextmanager
def session(home: Path) -> Iterator[Workstation]:
    """Open a session of a user whose files are where those of an ordinary installation are."""
    with desktop_programs(), Workstation(home) as opened:
        environ = opened.desktop.environ
        del environ["IEA_AGENT_HOME"]
        environ["XDG_CONFIG_DIRS"] = str(home / "system")  # not what this machine starts for its own users
        yield opened


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Workstation]:
    with session(tmp_path) as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path, first: Workstation) -> Iterator[Workstation]:
    """Another session of the same user: another display, another bus, another run-time folder."""
    with session(tmp_path) as opened:
        opened.desktop.environ.update({name: first.desktop.environ[name] for name in OF_THE_USER})
        yield opened


def configure(session: Workstation, server: DemoServer, **changes: object) -> None:
    install(Path(session.desktop.environ["XDG_CONFIG_HOME"]) / "iea-agent", server, **changes)


def run(session: Workstation, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the agent in a session, to its end."""
    command = [*AGENT, *arguments]
    return subprocess.run(
        command, env=session.desktop.environ, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60
    )


def status(session: Workstation) -> dict[str, object]:
    said: dict[str, object] = json.loads(run(session, "status", "--json").stdout)
    return said


def plain(label: str) -> str:
    return label.replace("&", "")


def wait_for_window(session: Workstation) -> None:
    session.reader.wait_for_window(status_window.STATUS_TITLE)


def test_the_agent_starts_with_the_session_and_waits_for_panel_and_network(
    first: Workstation, server: DemoServer
) -> None:
    require_program("dex")
    configure(first, server)
    server.behave(Behaviour.DOWN)
    assert run(first, "autostart", "on").stdout == f"{desktops.AUTOSTART[AutostartStatus.ON]}\n"
    open_session = ["dex", "--autostart", "--environment", "XFCE"]
    subprocess.run(open_session, env=first.desktop.environ, check=True, timeout=60)
    wait_until(lambda: status(first)["running"] is True, "the agent")
    assert json.loads(run(first, "authenticate", "--json").stdout)["verdict"] == "refused_connection"

    first.desktop.start_panel()
    first.wait_for_picture(Picture.HEART)
    server.behave(Behaviour.UP)
    first.wait_for_picture(Picture.BALL)

    subprocess.run(open_session, env=first.desktop.environ, check=True, timeout=60)
    assert run(first, "--at-login").returncode == 0
    assert first.reader.read(status_window.STATUS_TITLE) == [], "a second start at login shows no window"

    second = run(first)
    assert (second.returncode, second.stdout) == (0, f"{command_line.ALREADY_RUNNING}\n")
    wait_for_window(first)

    run(first, "autostart", "off")
    run(first, "quit")
    wait_until(lambda: status(first)["running"] is False, "the end of the agent")
    subprocess.run(open_session, env=first.desktop.environ, check=True, timeout=60)
    assert status(first)["running"] is False


@contextlib.contextmanager
def start(session: Workstation, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the agent, or a command that waits for the user."""
    with subprocess.Popen(
        [*AGENT, *arguments],
        env=session.desktop.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_in_another_session_nothing_is_shown_and_the_user_decides_where_to_continue(
    first: Workstation, other: Workstation, server: DemoServer
) -> None:
    configure(first, server)
    first.desktop.start_panel()
    agent = first.start_agent()
    first.wait_for_picture(Picture.BALL)

    assert status(other)["running"] is True
    assert run(other, "authenticate").returncode == 0
    launch = run(other, "launch", "--json")
    assert (launch.returncode, json.loads(launch.stdout)["message"]) == (1, other_session.OTHER_SESSION)

    with start(other, "--at-login") as second:
        other.reader.wait_for_words(labels.APPLICATION, other_session.OTHER_SESSION)
        other.reader.press(labels.APPLICATION, plain(buttons.CLOSE))
        assert second.wait(30) == 1
    assert agent.poll() is None

    other.desktop.start_panel()
    with start(other) as second:
        other.reader.wait_for_window(labels.APPLICATION)
        other.reader.press(labels.APPLICATION, plain(other_session.CONTINUE_HERE))
        assert agent.wait(30) == 0
        other.wait_for_picture(Picture.BALL)
        assert second.poll() is None

        assert run(other, "settings").returncode == 0
        other.reader.wait_for_window(labels.SETTINGS_TITLE)
        with start(first, "settings") as command:
            first.reader.wait_for_words(labels.APPLICATION, other_session.CONTINUE_HERE_MEANS)
            assert other_session.UNSAVED_TITLE not in first.reader.words(labels.APPLICATION)
            other.click_control(labels.SETTINGS_TITLE, labels.SETTINGS_SECURE)
            first.reader.press(labels.APPLICATION, plain(other_session.CONTINUE_HERE))
            first.reader.wait_for_words(labels.APPLICATION, other_session.UNSAVED_TITLE)
            first.reader.press(labels.APPLICATION, plain(other_session.CONTINUE_HERE))
            assert second.wait(30) == 0
            first.reader.wait_for_window(labels.SETTINGS_TITLE)
            assert command.wait(30) == 0
    assert run(other, "quit").returncode == 0
    wait_until(lambda: status(first)["running"] is False, "the end of the agent")


def test_where_no_window_can_be_shown_the_terminal_says_where_the_agent_runs(
    first: Workstation, other: Workstation, server: DemoServer
) -> None:
    configure(first, server)
    agent = first.start_agent()
    wait_until(lambda: status(first)["running"] is True, "the agent")
    other.desktop.environ["DISPLAY"] = ":987"
    for arguments in ([], ["--at-login"], ["settings"], ["launch"]):
        second = run(other, *arguments)
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.splitlines()[-1] == other_session.OTHER_SESSION
    assert agent.poll() is None
    run(other, "quit")
    assert agent.wait(30) == 0


USERS = (65_501, 65_502)
"""No account has these user ids."""


def of_user(user: int, *arguments: str) -> list[str]:
    """Return a command of another user, who may read this checkout wherever it is, but write nowhere in it."""
    capability = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *capability, *AGENT, *arguments]


def test_two_users_at_once_each_have_an_agent_of_their_own(tmp_path: Path, server: DemoServer) -> None:
    require_program("setpriv")
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    shared = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "COV_"))}
    environs: dict[int, dict[str, str]] = {}
    for user in USERS:
        home = tmp_path / str(user)
        folders = {
            "HOME": home,
            "XDG_CONFIG_HOME": home / "c",
            "XDG_STATE_HOME": home / "s",
            "XDG_RUNTIME_DIR": home / "r",
        }
        install(folders["XDG_CONFIG_HOME"] / "iea-agent", server)
        for folder in folders.values():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (home, *home.rglob("*")):
            os.chown(path, user, user)
        environs[user] = (
            shared | {name: str(folder) for name, folder in folders.items()} | {"PYTHONIOENCODING": "utf-8"}
        )

    def picture(user: int) -> object:
        command = of_user(user, "status", "--json")
        done = subprocess.run(command, env=environs[user], capture_output=True, text=True, check=True)
        said = json.loads(done.stdout)
        return said["picture"] if said["running"] else None

    agents = {}
    for user in USERS:
        agents[user] = subprocess.Popen(of_user(user, "--no-icon"), env=environs[user])
    try:
        for user in USERS:
            wait_until(lambda user=user: picture(user) == "ball", f"the ball of {user}")  # type: ignore[misc]
        one, other = USERS
        subprocess.run(of_user(one, "quit"), env=environs[one], check=True, capture_output=True)
        assert agents[one].wait(30) == 0
        assert agents[other].poll() is None
        assert picture(other) == "ball"
        subprocess.run(of_user(other, "quit"), env=environs[other], check=True, capture_output=True)
        assert agents[other].wait(30) == 0
    finally:
        for agent in agents.values():
            agent.kill()
            agent.wait()
