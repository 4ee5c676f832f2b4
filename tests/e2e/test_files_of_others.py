"""Another user of the computer, for real: what it plants in a profile is not run, and that is said."""

import json
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from iea_agent.adapters.files.folders import Folders
from iea_agent.demo.sandbox.server import DemoServer
from tests.e2e.installation import Installation
from tests.other_users import as_other_user, require_root, shared_place

pytestmark = pytest.mark.e2e

STATE = b'{"mode":"assistance"}'
PLANTED_STATE = json.dumps({"schema": 1, "crc32": f"{zlib.crc32(STATE):08x}", "state": json.loads(STATE)})


@pytest.fixture
def place() -> Iterator[Path]:
    require_root()
    with shared_place() as place:
        yield place


@pytest.fixture
def installation(place: Path, tmp_path: Path) -> Iterator[Installation]:
    """A profile that everybody may enter, and a proof that only its user may write."""
    with DemoServer.start(tmp_path / "server") as server:
        installation = Installation(place / "home", server)
        installation.variables["SSL_CERT_FILE"] = str(server.ca_file)
        installation.configure(software_command=("/bin/sh", "-c", f"echo own > {place / 'proof'}"), ca_file="")
        installation.home.chmod(0o755)
        yield installation


@pytest.fixture
def agent(installation: Installation) -> Iterator[subprocess.Popen[bytes]]:
    process = installation.start("--no-icon")
    yield process
    process.terminate()
    assert process.wait(30) == 0


@pytest.mark.usefixtures("agent")
def test_a_command_that_another_user_plants_while_the_agent_runs_is_not_run(
    installation: Installation, place: Path
) -> None:
    installation.wait_for(picture="ball")
    config = installation.home / "config.toml"
    config.chmod(0o666)
    as_other_user('sed "s/echo own/echo planted/" "$1" > "$2" && cat "$2" > "$1"', config, place / "copy")
    assert "echo planted" in config.read_text()
    code, said = installation.ask("launch")
    assert (code, said["outcome"]) == (1, "command_ignored")
    assert "mode 0666" in said["message"]
    (remark,) = installation.ask("status")[1]["remarks"]
    assert (remark["file"], remark["noticed"]) == ("settings", "open_to_others")
    assert remark["detail"].startswith(f"{config} (uid 0,")
    assert not (place / "proof").exists()


def test_a_profile_of_another_user_is_not_obeyed(installation: Installation, place: Path) -> None:
    home = place / "planted"
    script = 'mkdir -m 777 "$1" && printf %s "$2" > "$1/state.json" && printf %s "$3" > "$1/config.toml"'
    as_other_user(
        script, home, PLANTED_STATE, f'software_command = ["/bin/sh", "-c", "echo planted > {place}/proof"]\n'
    )
    installation.home = home
    status = installation.ask("status")[1]
    assert (status["mode"], status["picture"]) == ("production", "heart")
    assert [remark["file"] for remark in status["remarks"]] == ["settings", "state"]
    process = installation.start("--no-icon")
    installation.wait_for(running=True)
    assert installation.ask("launch")[1]["outcome"] != "started"
    process.terminate()
    assert process.wait(30) == 0
    assert not (place / "proof").exists()


def test_an_agent_whose_place_another_user_took_is_reached(installation: Installation) -> None:
    long = installation.home.with_name("d" * 100)
    installation.home.rename(long)
    installation.home = long
    installation.variables["XDG_RUNTIME_DIR"] = ""
    taken = Folders.find(installation.environ).runtime
    if taken.parent != Path("/tmp"):
        pytest.skip("this user has a session folder")
    as_other_user('mkdir -m 755 "$1"', taken)
    process = installation.start("--no-icon")
    try:
        installation.wait_for(picture="ball")
        assert installation.ask("launch")[1]["outcome"] == "started"
    finally:
        taken.rmdir()
        process.terminate()
    assert process.wait(30) == 0
