"""The launch gate and the support desk from the command line, with real processes."""

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.connection_state import Mode
from iea_agent.core.day_password import passwords_near, secret_of
from iea_agent.core.saved_state import SavedState
from iea_agent.core.texts import command_line, labels
from iea_agent.demo.sandbox import software as demo_software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.e2e.installation import Installation
from tests.requirements import require_program

pytestmark = pytest.mark.e2e

SOFTWARE = (*demo_software.COMMAND, "--no-window")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    with DemoServer.start(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def installation(tmp_path: Path, server: DemoServer) -> Iterator[Installation]:
    server.behave(Behaviour.UP)
    made = Installation(tmp_path / "home", server)
    yield made
    made.run("quit")


class Software:
    """The demonstration software, told to leave a witness."""

    def __init__(self, installation: Installation, *options: str) -> None:
        self.witness = installation.home / "té moin.json"
        installation.configure(software_command=(*SOFTWARE, "--witness", str(self.witness), *options))

    def read(self) -> dict[str, Any]:
        wait_until(self.witness.exists, "the software's witness")
        found: dict[str, Any] = json.loads(self.witness.read_text(encoding="utf-8"))
        return found


def test_a_report_that_cannot_be_made_or_written_is_said_in_french(installation: Installation, tmp_path: Path) -> None:
    folder = installation.run("report", str(tmp_path))
    assert (folder.returncode, folder.stderr.strip()) == (1, command_line.is_a_folder(str(tmp_path)))
    lost = installation.run("report", str(tmp_path / "lost" / "r.zip"))
    assert (lost.returncode, lost.stderr.strip()) == (1, command_line.no_such_folder(str(tmp_path / "lost")))
    (installation.home / "rapport-de-diagnostic.zip").mkdir()
    failed = installation.run("report", str(tmp_path / "r.zip"))
    assert failed.returncode == 1
    assert failed.stderr.startswith(command_line.REPORT_NOT_MADE)
    assert "Traceback" not in failed.stderr


def test_a_launch_brings_up_the_agent_and_then_the_software(installation: Installation) -> None:
    software = Software(installation, "--for", "60")
    assert installation.ask("launch") == (0, {"outcome": "started", "message": "Impact emploi est lancé."})
    seen = software.read()
    assert seen["mode"] == "production"
    assert str(software.witness) in seen["argv"], "arguments with spaces and accents arrive whole"
    assert installation.ask("status")[1]["picture"] == "ball"
    code, said = installation.ask("launch")
    assert (code, said["outcome"]) == (1, "already_running")


def test_an_impatient_second_click_starts_nothing_twice_and_shows_no_window(installation: Installation) -> None:
    software = Software(installation, "--for", "60")
    first, second = (installation.start_reading("launch", "--json") for _ in range(2))
    said = [json.loads(process.communicate(timeout=60)[0]) for process in (first, second)]
    assert {answer["outcome"] for answer in said} <= {"started", "already_running"}
    assert "started" in {answer["outcome"] for answer in said}
    assert software.read()["mode"] == "production"
    log = (Folders.find({"IEA_AGENT_HOME": str(installation.home)}).log / "agent.log").read_text(encoding="utf-8")
    assert log.count("the software was started") == 1
    assert "the window status" not in log


def test_the_software_gets_no_secret(installation: Installation, server: DemoServer) -> None:
    software = Software(installation, "--for", "60")
    assert installation.ask("launch")[0] == 0
    seen = software.read()
    assert "IEA_MODE" in seen["environ_keys"]
    assert server.licence_key not in Path(f"/proc/{seen['pid']}/environ").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (Behaviour.REFUSED, labels.REFUSED),
        (Behaviour.LICENCE_UNKNOWN, labels.LICENCE_UNKNOWN),
        (Behaviour.DOWN, "n’accepte aucune connexion"),
    ],
)
def test_a_launch_that_may_not_be_starts_nothing_and_says_why(
    installation: Installation, server: DemoServer, behaviour: Behaviour, words: str
) -> None:
    software = Software(installation)
    server.behave(behaviour)
    code, said = installation.ask("launch")
    assert (code, said["outcome"]) == (1, "not_connected")
    assert words in said["message"]
    assert not software.witness.exists()


def test_in_assistance_mode_the_software_starts_without_the_server(
    installation: Installation, server: DemoServer
) -> None:
    server.behave(Behaviour.DOWN)
    StateFile(installation.home / "state.json").save(SavedState(mode=Mode.ASSISTANCE, mode_since=1795345200.0))
    software = Software(installation, "--for", "60")
    assert installation.ask("launch")[0] == 0
    assert software.read()["mode"] == "assistance"
    assert installation.ask("status")[1]["picture"] == "beetle"


@pytest.mark.parametrize(
    ("command", "outcome"),
    [((), "no_command"), (("/nonexistent/iea",), "not_found"), (("/etc/passwd",), "not_executable")],
)
def test_a_command_that_cannot_be_started_is_said_in_words(
    installation: Installation, command: tuple[str, ...], outcome: str
) -> None:
    installation.configure(software_command=command)
    code, said = installation.ask("launch")
    assert (code, said["outcome"]) == (1, outcome)
    assert "gère vos ordinateurs" in said["message"]


def test_software_that_crashes_at_once_is_noticed(installation: Installation) -> None:
    Software(installation, "--crash")
    installation.run("launch")
    folders = Folders.find({"IEA_AGENT_HOME": str(installation.home)})
    log = folders.log / "agent.log"
    wait_until(lambda: "ended with status 3" in log.read_text(encoding="utf-8"), "the end of the software in the log")


def test_the_password_of_the_day_is_the_one_of_the_standard_tools(
    installation: Installation, server: DemoServer
) -> None:
    require_program("openssl", "oathtool", "xxd")
    script = (
        'S=$(openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:$(printf %s "$KEY" | xxd -p -c 200) -kdfopt '
        'salt:iea-assist-v1 -kdfopt "info:licence=$NUMBER" -binary HKDF | xxd -p -c 64); '
        'oathtool --totp=sha256 -d 8 -s 86400s -S "1969-12-31 23:00:00 UTC" $S'
    )
    environ = {**installation.environ, "KEY": server.licence_key, "NUMBER": server.licence_number}
    desk = subprocess.run(["sh", "-c", script], env=environ, capture_output=True, text=True, check=True).stdout.strip()
    done = installation.run("day-password", "--licence", server.licence_number, given=f"{server.licence_key}\r\n")
    assert done.returncode == 0
    assert done.stdout.strip().replace(" ", "")[:8] == desk
    assert len(done.stdout.strip()) == len("123 456 789")
    assert f"de la licence {server.licence_number}, pour le " in done.stderr


@pytest.mark.parametrize(
    ("number", "key"),
    [("75\u2013000042", "k7Qm2-X9vTz"), ("75-000042", "k7Qm2\u2011X9vTz"), ("75-000042", "k" * 5000)],
    ids=["number", "key", "long key"],
)
def test_a_number_or_key_that_was_changed_on_its_way_gets_no_password(
    installation: Installation, number: str, key: str
) -> None:
    done = installation.run("day-password", "--licence", number, given=key)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made as POSIX has it")
def test_a_password_made_with_the_key_of_this_workstation_is_in_its_log(
    installation: Installation, server: DemoServer
) -> None:
    here, there = os.openpty()
    command = [sys.executable, "-P", "-m", "iea_agent", "day-password", "--licence", server.licence_number]
    with os.fdopen(here, "rb"), os.fdopen(there, "rb") as terminal:
        done = subprocess.run(
            command, env=installation.environ, stdin=terminal, capture_output=True, text=True, check=True
        )
    assert done.stdout.strip() == server.day_password
    log = (installation.home / "log" / "agent.log").read_text(encoding="utf-8")
    assert f"the password of the day of licence {server.licence_number} was made by " in log
    assert done.stdout.strip() not in log
    assert server.day_password.replace(" ", "") not in log
    installation.run("day-password", "--licence", server.licence_number, given=server.licence_key)
    assert (installation.home / "log" / "agent.log").read_text(encoding="utf-8") == log


def test_without_a_key_there_is_no_password(installation: Installation) -> None:
    done = installation.run("day-password", "--licence", "75-000042")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", command_line.KEY_NOT_GIVEN)
    assert installation.run("day-password").returncode == 2


def test_without_a_screen_the_message_to_the_desk_is_printed(installation: Installation, server: DemoServer) -> None:
    installation.configure(software_version="3.00.42")
    said = installation.run("support").stdout
    assert "impact-emploi-association@urssaf.fr" in said
    assert "Serveur de connexion 3.00.42" in said
    assert server.licence_number in said
    assert server.licence_key not in said


def test_a_message_for_whoever_looks_after_the_computers_has_no_recipient(installation: Installation) -> None:
    said = installation.run("support", "--about", "helper").stdout
    assert said.startswith("Impact emploi")
    assert "@" not in said


def test_the_password_is_asked_for_in_assistance_mode_only(installation: Installation) -> None:
    done = installation.run("support", "--about", "password")
    assert (done.returncode, done.stderr.strip()) == (1, command_line.NOT_IN_ASSISTANCE)
    mode = SavedState(mode=Mode.ASSISTANCE, mode_since=time.time() - 60, who="paulette", reason="panne annoncée")
    StateFile(installation.home / "state.json").save(mode)
    said = installation.run("support", "--about", "password").stdout
    assert said.split("\n")[1].startswith("Mot de passe du jour – licence ")
    assert "panne annoncée" in said


def test_the_report_is_written_where_it_is_wanted(installation: Installation, server: DemoServer) -> None:
    target = installation.home / "rapport.zip"
    secret = secret_of(server.licence_number, server.licence_key)
    near = passwords_near(secret, time.time())
    (installation.home / "log").mkdir(exist_ok=True)
    (installation.home / "log" / "agent.log").write_text("".join(f"reçu {each}\n" for each in near), encoding="utf-8")
    done = installation.run("report", str(target))
    assert (done.returncode, done.stdout.strip()) == (0, command_line.report_written(str(target)))
    with zipfile.ZipFile(target) as report:
        whole = b"".join(report.read(name) for name in report.namelist()).decode()
    assert server.licence_number in whole
    assert server.licence_key not in whole
    assert not [each for each in near if each in whole]
    assert whole.count("reçu …") == len(near)
    done = installation.run("report", "/nonexistent/rapport.zip")
    assert done.returncode == 1
    assert "/nonexistent" in done.stderr


@pytest.mark.parametrize("command", ["assistance", "report"])
def test_a_window_without_a_screen_is_no_success(installation: Installation, command: str) -> None:
    done = installation.run(command)
    assert (done.returncode, done.stderr.strip()) == (1, command_line.NO_SCREEN)
