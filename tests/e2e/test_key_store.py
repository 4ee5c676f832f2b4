"""An agent whose key is in a real key store that hangs, is gone, comes back, is locked, and asks for its password."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.core.commands import Action
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.job_end import JobEnd
from iea_agent.core.secret import Secret
from iea_agent.core.texts import verdicts
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import FromJob, KeyStoreAsking, StoreKeyOrder
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.errors import NeverCameError
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.adapters.keys.secret_service import SecretServiceSession, secret_service_session
from tests.e2e.installation import Installation
from tests.requirements import require_program

if sys.platform != "linux":
    pytest.skip("the Secret Service is of Linux", allow_module_level=True)

pytestmark = pytest.mark.e2e

PROMPTER = "org.gnome.keyring.SystemPrompter"
SAID = verdicts.message_of(Diagnosis(Verdict.KEY_STORE))
LOCKED = verdicts.message_of(Diagnosis(Verdict.KEY_STORE, locked=True))
PUTS = """
import os, sys
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.keys.choice import keys_for
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
number, key = sys.stdin.read().split()
keys_for(Settings(), Folders.find(os.environ), os.environ).put(number, Secret(key))
"""

GETS = """
import os
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.keys.choice import keys_for
from iea_agent.core.settings import Settings
print(keys_for(Settings(), Folders.find(os.environ), os.environ).get("75-000042").value)
"""
UNLOCKS = """
import secretstorage
while secretstorage.Collection(secretstorage.dbus_init()).unlock():  # its prompt did not come up
    pass
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
    """An installation whose key is in the key store of a session; there is a key file too, not agreed to."""

    def __init__(self, home: Path, server: DemoServer, session: SecretServiceSession) -> None:
        super().__init__(home, server)
        self._session = session
        self.configure(key_in_file=False)

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, **self._session.environ}

    @property
    def view(self) -> AgentView:
        """What the running agent says of itself."""
        view = ask(Folders.find(self.environ), Action.READ_STATE)
        assert view is not None
        return view

    def put(self, number: str, key: str) -> None:
        subprocess.run([sys.executable, "-c", PUTS], env=self.environ, input=f"{number} {key}", text=True, check=True)


def prompts(session: SecretServiceSession) -> list[str]:
    """Return the windows that ask for a password."""
    search = ["xdotool", "search", "--onlyvisible", "--class", "gcr-prompter"]
    return subprocess.run(search, env=session.environ, capture_output=True, text=True, check=False).stdout.split()


def prompter_runs(session: SecretServiceSession) -> bool:
    """Tell whether the program that asks for passwords was started."""
    call = ["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/", "-m"]
    done = subprocess.run(
        [*call, "org.freedesktop.DBus.NameHasOwner", PROMPTER], env=session.environ, capture_output=True, check=True
    )
    return b"true" in done.stdout


def wait_for_prompt(session: SecretServiceSession) -> None:
    try:
        wait_until(lambda: len(prompts(session)) == 1, "the prompt of the key store")
    except NeverCameError as error:
        error.add_note(f"windows: {prompts(session)}, the prompter runs: {prompter_runs(session)}")
        error.add_note(f"the key store: {session.daemon and session.daemon.poll()}, locked: {session.is_locked()}")
        raise


def answer(session: SecretServiceSession, *keys: str) -> None:
    """Answer the prompt that is, or will be, there: words are typed, names of keys are pressed."""
    wait_for_prompt(session)
    for key in keys:
        verb = "key" if key in {"Return", "Escape", "Tab"} else "type"
        subprocess.run(["xdotool", verb, key], env=session.environ, check=True)
    wait_until(lambda: prompts(session) == [], "the end of the prompt")


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
            installation.wait_for(picture="ball", running=True)  # without a person asking

            # It is gone.
            session.stop_keyring()
            assert installation.ask("authenticate") == (1, {"verdict": "key_store", "message": SAID, "clock": None})

            # It is back, and a person tries again.
            session.start_keyring("--unlock", password=b"login")
            assert installation.ask("authenticate")[1]["verdict"] == "connected"
            installation.wait_for(picture="ball")
        finally:
            agent.terminate()
            assert agent.wait(30) == 0


def test_a_locked_key_store_asks_only_who_asked_for_something(tmp_path: Path, session: SecretServiceSession) -> None:
    require_program("xdotool")
    with DemoServer.start(tmp_path / "server") as server:
        installation = InKeyStore(tmp_path / "home", server, session)
        session.start_keyring("--unlock", password=b"login")
        installation.put(server.licence_number, server.licence_key)
        session.stop_keyring()
        session.start_keyring()
        agent = installation.start("--no-icon")
        try:
            # An attempt of the agent's own asks no person.
            installation.wait_for(picture="heart", verdict="key_store")
            assert LOCKED in installation.run("status").stdout

            def has_tried_three_times() -> bool:
                assert prompts(session) == []
                assert not prompter_runs(session)
                return installation.view.attempt >= 3

            wait_until(has_tried_three_times, "more attempts of the agent")

            # Another program has it unlocked: the ball comes by itself.
            with subprocess.Popen([sys.executable, "-c", UNLOCKS], env=installation.environ) as other:
                try:
                    answer(session, "login", "Return")
                except BaseException:
                    other.kill()  # it would wait for an answer that never comes
                    raise
            installation.wait_for(picture="ball")

            # A person asks, and sends the question away.
            session.lock()
            waiting = installation.start_reading("authenticate", "--json")
            wait_for_prompt(session)
            assert installation.view.key_store_asks
            answer(session, "Escape")
            assert json.loads(waiting.communicate()[0]) == {"verdict": "key_store", "message": LOCKED, "clock": None}
            assert prompts(session) == []

            # A person asks, and unlocks it.
            waiting = installation.start_reading("authenticate", "--json")
            answer(session, "login", "Return")
            assert json.loads(waiting.communicate()[0])["verdict"] == "connected"
            installation.wait_for(picture="ball")
            assert not installation.view.key_store_asks
        finally:
            agent.terminate()
            assert agent.wait(30) == 0


def test_a_person_who_saves_a_key_is_asked_to_unlock_the_store_or_to_choose_its_password(
    session: SecretServiceSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_program("xdotool")
    for name, value in {**session.environ, "IEA_AGENT_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    session.start_keyring()
    answers = {"chosen": ("login", "Tab", "login", "Return"), "known": ("login", "Return")}
    for key, keys in answers.items():
        said: SimpleQueue[FromJob] = SimpleQueue()
        ends: SimpleQueue[JobEnd] = SimpleQueue()
        order = StoreKeyOrder("75-000042", Secret(key))
        ProcessJobs().start(order, on_message=said.put, on_end=ends.put, deadline_s=60)
        answer(session, *keys)
        assert ends.get(timeout=60) == JobEnd()
        questions = [
            message for message in (said.get() for _ in range(said.qsize())) if isinstance(message, KeyStoreAsking)
        ]
        assert questions == [KeyStoreAsking(asking=True), KeyStoreAsking(asking=False)]
        done = subprocess.run([sys.executable, "-c", GETS], capture_output=True, text=True, check=True)
        assert done.stdout == f"{key}\n"
        session.lock()
