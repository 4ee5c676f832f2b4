"""A whole tour with a marked licence key and marked tokens: they are nowhere but where they belong."""

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from iea_agent.core.commands import DialogKind
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.settings import Settings
from iea_agent.core.texts import labels
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.jobs import AuthenticateOrder, DialogOrder, Order, TestOrder
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.adapters.server.raw_servers import RawServer, Wire
from tests.e2e.conftest import Toured
from tests.e2e.secret_watch import KEY, TOKEN, Witness, betrays

if sys.platform != "linux":
    pytest.skip("/proc is of Linux", allow_module_level=True)

pytestmark = pytest.mark.e2e


def test_nothing_that_others_see_holds_a_secret(toured: Toured) -> None:
    assert toured.witness.leaks == set()


def test_everything_was_looked_at(toured: Toured) -> None:
    witness = toured.witness
    assert any("iea_agent job" in words for words in witness.processes)
    assert any("sandbox" in words for words in witness.processes), "the payroll software"
    assert {"home/config.toml", "home/state.json"} < witness.files
    assert any(name.endswith(".log") for name in witness.files)
    assert any("mailto:" in words for words in witness.processes), "the mail to the support desk"
    assert any("day-password" in words for words in witness.processes)
    assert b"member=Notify" in witness.messages, "notifications"
    for label in (labels.MENU_REAUTHENTICATE, labels.ASSISTANCE, labels.CONNECTED):
        assert label.encode() in witness.messages, "the labels of the menu"
    assert len(witness.report) > 3


@pytest.mark.parametrize("secret", [KEY, TOKEN])
def test_a_secret_would_be_found_in_any_form(secret: str) -> None:
    pair = f"75-000042:{secret}".encode()
    for shown in (secret.encode(), quote(secret).encode(), base64.b64encode(pair), secret.encode("utf-16-le")):
        assert betrays(b"before " + shown + b" after")
    assert not betrays(b"75-000042")


@pytest.mark.parametrize("place", ["argument", "environment", "file", "nowhere"])
def test_a_secret_would_be_found_where_it_is(place: str, tmp_path: Path) -> None:
    witness, environ = Witness(), {**os.environ, "MARK": "of-this-test"}
    command = ["sh", "-c", "read waits", KEY if place == "argument" else "nothing"]
    if place == "environment":
        environ["HELD"] = base64.b64encode(f"75-000042:{TOKEN}".encode()).decode()
    (tmp_path / "file").write_text(TOKEN if place == "file" else "nothing", encoding="utf-8")
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE) as process:
        wait_until(lambda: witness.look_at_process(Path(f"/proc/{process.pid}"), b"MARK=of-this-test"), "the process")
        process.kill()
    witness.look_at_files("here", tmp_path)
    assert len(witness.leaks) == (place != "nowhere")


def _core_limit(process: int) -> str:
    lines = Path(f"/proc/{process}/limits").read_text(encoding="ascii").splitlines()
    return next(line for line in lines if line.startswith("Max core file size")).split()[4]


def _orders(url: str) -> dict[str, Order]:
    """Return the orders whose jobs live until they are killed."""
    settings = Settings(secure=False, authentication_address=url, update_address=url)
    view = AgentView(picture=Picture.HEART, mode=Mode.PRODUCTION, connection=Link.DISCONNECTED)
    return {
        "authenticate": AuthenticateOrder(settings),
        "test": TestOrder(settings),
        "window": DialogOrder(DialogKind.CONNECTION_SETTINGS, view),
    }


@pytest.mark.parametrize("name", ["authenticate", "test", "window"])
def test_a_job_that_crashes_leaves_no_memory_behind(name: str, tmp_path: Path) -> None:
    """It is killed in the middle of its work by a signal that dumps core, where that would be allowed."""
    allowed = ["sh", "-c", 'ulimit -c "$(ulimit -H -c)" && exec "$@"', "sh"]
    command = [*allowed, sys.executable, "-m", "iea_agent", "job"]
    environ = {**os.environ, "IEA_AGENT_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    with (
        RawServer(Wire.wait_until_closed) as server,
        subprocess.Popen(
            command, env=environ, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as job,
    ):
        assert job.stdin is not None
        assert job.stdout is not None
        job.stdin.write(encode(_orders(server.url)[name]))
        job.stdin.flush()
        job.stdout.readline()  # it is ready
        assert _core_limit(job.pid) == "0"
        if name != "window" and os.geteuid() != 0:  # proc(5): what must not be dumped belongs to root there
            assert Path(f"/proc/{job.pid}/environ").stat().st_uid == 0
        job.send_signal(signal.SIGABRT)
        _, status = os.waitpid(job.pid, 0)
        job.returncode = os.waitstatus_to_exitcode(status)
    assert os.WTERMSIG(status) == signal.SIGABRT
    assert not os.WCOREDUMP(status)
