"""An agent whose key is in a real key store that hangs, is locked, is gone, and comes back."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iea_agent.core import texts
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.sandbox.server import DemoServer
from iea_agent.tour.waiting import wait_until
from tests.adapters.secret_service import SecretServiceSession, secret_service_session
from tests.e2e.installation import Installation
from tests.requirements import require_program

if sys.platform != "linux":
    pytest.skip("the Secret Service is of Linux", allow_module_level=True)

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PROMPTER = "org.gnome.keyring.SystemPrompter"
SAID = texts.message_of(Diagnosis(Verdict.KEY_STORE))
PUTS = """
import os, sys
from iea_agent.adapters.files import Folders
from iea_agent.adapters.licence_keyring import keys_for
from iea_agent.core.messages import Secret
from iea_agent.core.settings import Settings
number, key = sys.stdin.read().split()
keys_for(Settings(), Folders.find(os.environ), os.environ).put(number, Secret(key))
"""


@pytest.fixture
def display() -> Iterator[str]:
    """A screen on which a locked key store can ask for its password."""
    require_program("Xvfb")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as screen:
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as file:
            yield f":{file.readline().strip()}"
        screen.kill()


@pytest.fixture
def session(display: str) -> Iterator[SecretServiceSession]:
    with secret_service_session(display) as session:
        yield session


class InKeyStore(Installation):
    """An installation whose key is in the key store of a session; a file of keys lies there too, and nobody agreed."""

    def __init__(self, home: Path, server: DemoServer, session: SecretServiceSession) -> None:
        super().__init__(home, server)
        self._session = session
        self.configure(key_in_file=False)

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, **self._session.environ}

    def put(self, number: str, key: str) -> None:
        subprocess.run([sys.executable, "-c", PUTS], env=self.environ, input=f"{number} {key}", text=True, check=True)


def prompts(session: SecretServiceSession) -> bool:
    """Tell whether somebody is asked for a password."""
    call = ["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/", "-m"]
    done = subprocess.run(
        [*call, "org.freedesktop.DBus.NameHasOwner", PROMPTER], env=session.environ, capture_output=True, check=True
    )
    return b"true" in done.stdout


def test_whatever_the_key_store_does_is_said_and_the_ball_comes_back(
    tmp_path: Path, session: SecretServiceSession
) -> None:
    with DemoServer.start(tmp_path / "server") as server:
        installation = InKeyStore(tmp_path / "home", server, session)
        session.start_keyring("--unlock", password=b"login")
        installation.put(server.licence_number, server.licence_key)
        assert session.daemon is not None
        session.daemon.send_signal(signal.SIGSTOP)

        agent = installation.start("--no-icon")
        try:
            # It hangs: said within the bound, while the agent answers.
            installation.wait_for(picture="heart", verdict="key_store")
            assert SAID in installation.run("status").stdout
            session.daemon.send_signal(signal.SIGCONT)
            installation.wait_for(picture="ball", running=True)  # nobody asked

            # It is gone.
            session.stop_keyring()
            assert installation.ask("authenticate") == (1, {"verdict": "key_store", "message": SAID})

            # It is locked, and asks for its password on a screen that nobody looks at.
            session.start_keyring()
            waiting = installation.start_reading("authenticate", "--json")
            wait_until(lambda: prompts(session), "the question of the key store")
            assert installation.ask("status")[1]["running"]
            answer, _ = waiting.communicate()
            assert json.loads(answer) == {"verdict": "key_store", "message": SAID}

            # It is unlocked, and a person tries again.
            session.stop_keyring()
            session.start_keyring("--unlock", password=b"login")
            assert installation.ask("authenticate")[1]["verdict"] == "connected"
            installation.wait_for(picture="ball")
        finally:
            agent.terminate()
            assert agent.wait(30) == 0
