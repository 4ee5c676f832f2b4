"""Sessions of a real desktop: the agent starts with them, once; and one agent serves all those of a user."""

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
from iea_agent.core.texts import command_line
from iea_agent.core.texts.desktop import at_login
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.workstation import Workstation, install
from tests.requirements import desktop_programs, require_program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

OF_THE_USER = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
AGENT = [sys.executable, "-P", "-m", "iea_agent"]


@contextlib.contextmanager
def session(home: Path) -> Iterator[Workstation]:
    """Open a session of a user whose files are where those of an ordinary installation are."""
    with desktop_programs(), Workstation(home) as seat:
        environ = seat.desktop.environ
        del environ["IEA_AGENT_HOME"]
        environ["XDG_CONFIG_DIRS"] = str(home / "system")  # not what this machine starts for its own users
        yield seat


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Workstation]:
    with session(tmp_path) as opened:
        yield opened


@pytest.fixture
def remote(tmp_path: Path, seat: Workstation) -> Iterator[Workstation]:
    """Another session of the same user: another screen, another bus, other run-time files."""
    with session(tmp_path) as opened:
        opened.desktop.environ.update({name: seat.desktop.environ[name] for name in OF_THE_USER})
        yield opened


def configure(seat: Workstation, server: DemoServer, **changes: object) -> None:
    install(Path(seat.desktop.environ["XDG_CONFIG_HOME"]) / "iea-agent", server, **changes)


def run(seat: Workstation, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the agent in a session, to its end."""
    command = [*AGENT, *arguments]
    return subprocess.run(
        command, env=seat.desktop.environ, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60
    )


def status(seat: Workstation) -> dict[str, object]:
    said: dict[str, object] = json.loads(run(seat, "status", "--json").stdout)
    return said


def wait_for_window(seat: Workstation) -> None:
    seat.reader.wait_for_window(status_window.STATUS_TITLE)


def test_the_agent_starts_with_the_session_and_waits_for_panel_and_network(
    seat: Workstation, server: DemoServer
) -> None:
    require_program("dex")
    configure(seat, server)
    server.behave(Behaviour.DOWN)
    assert run(seat, "autostart", "on").stdout == f"{at_login.STATUS[AutostartStatus.ON]}\n"
    open_session = ["dex", "--autostart", "--environment", "XFCE"]
    subprocess.run(open_session, env=seat.desktop.environ, check=True, timeout=60)
    wait_until(lambda: status(seat)["running"] is True, "the agent")
    assert json.loads(run(seat, "authenticate", "--json").stdout)["verdict"] == "refused_connection"

    seat.desktop.start_panel()
    seat.wait_for_picture(Picture.HEART)
    server.behave(Behaviour.UP)
    seat.wait_for_picture(Picture.BALL)

    subprocess.run(open_session, env=seat.desktop.environ, check=True, timeout=60)
    assert run(seat, "--at-login").returncode == 0
    assert seat.reader.read(status_window.STATUS_TITLE) == [], "a second start at login shows no window"

    second = run(seat)
    assert (second.returncode, second.stdout) == (0, f"{command_line.ALREADY_RUNNING}\n")
    wait_for_window(seat)
    assert status_window.AGENT_IS_ELSEWHERE not in seat.reader.words(status_window.STATUS_TITLE)

    run(seat, "autostart", "off")
    run(seat, "quit")
    wait_until(lambda: status(seat)["running"] is False, "the end of the agent")
    subprocess.run(open_session, env=seat.desktop.environ, check=True, timeout=60)
    assert status(seat)["running"] is False


USERS = (65_501, 65_502)
"""Nobody has an account of these numbers."""


def of_user(user: int, *arguments: str) -> list[str]:
    """Return a command of another user, who may read this checkout wherever it is, but write nowhere in it."""
    capability = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *capability, *AGENT, *arguments]


def test_two_users_at_once_each_have_an_agent_of_their_own(tmp_path: Path, server: DemoServer) -> None:
    require_program("setpriv")
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
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
