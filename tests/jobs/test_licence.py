"""The jobs that need the licence key, as real processes."""

import queue
from pathlib import Path

import pytest

from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import (
    ComparePasswordOrder,
    FromJob,
    MakePasswordOrder,
    Order,
    PasswordCompared,
    PasswordMade,
)

WAIT_S = 60.0
NUMBER = "75-000042"
KEY = Secret("k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf")
SETTINGS = Settings(licence_number=NUMBER, key_in_file=True)
NOON = 1795345200.0
"""2026-11-22 12:00 in Paris."""
DAY_S = 86400.0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IEA_AGENT_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def with_key(home: Path) -> None:
    KeyFile(home).put(NUMBER, KEY)


def run(order: Order) -> tuple[list[FromJob], JobEnd]:
    """Run a job to its end; return what it said after it was ready."""
    messages: queue.SimpleQueue[FromJob] = queue.SimpleQueue()
    ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    ProcessJobs().start(order, on_message=messages.put, on_end=ends.put, deadline_s=WAIT_S)
    end = ends.get(timeout=WAIT_S)
    return [messages.get() for _ in range(messages.qsize())][1:], end


def compare(typed: str, at: float = NOON, settings: Settings = SETTINGS) -> PasswordOutcome:
    messages, end = run(ComparePasswordOrder(settings, Secret(typed), at))
    assert end == JobEnd()
    (compared,) = messages
    assert isinstance(compared, PasswordCompared)
    return compared.outcome


@pytest.mark.usefixtures("with_key")
@pytest.mark.parametrize(
    ("days", "outcome"),
    [(0, PasswordOutcome.RIGHT), (1, PasswordOutcome.YESTERDAY), (3, PasswordOutcome.OTHER_DAY)],
)
def test_a_password_is_judged_by_its_day(days: int, outcome: PasswordOutcome) -> None:
    assert compare("341471202", NOON + days * DAY_S) is outcome


@pytest.mark.usefixtures("with_key")
def test_another_password_is_wrong() -> None:
    assert compare("34147121") is PasswordOutcome.WRONG


def test_a_key_that_an_administrator_piped_into_the_file_is_the_same_key(home: Path) -> None:
    KeyFile(home).put(NUMBER, KEY)
    path = next(home.glob("licence-key*.json"))
    path.write_text(path.read_text("utf-8").replace(KEY.value, f"\\ufeff{KEY.value} \\r\\n"), "utf-8")
    assert compare("341471202") is PasswordOutcome.RIGHT


@pytest.mark.usefixtures("home")
def test_without_a_key_nothing_is_compared() -> None:
    assert compare("341471202") is PasswordOutcome.NO_KEY
    assert compare("341471202", settings=Settings()) is PasswordOutcome.NO_KEY


def test_a_key_that_cannot_be_read_is_no_wrong_password(home: Path) -> None:
    KeyFile(home).put(NUMBER, KEY)
    (file,) = (path for path in home.iterdir() if path.is_file())
    file.write_bytes(b"{")
    assert compare("341471202") is PasswordOutcome.KEY_UNREADABLE


@pytest.mark.usefixtures("home")
def test_the_desk_gives_the_key_itself() -> None:
    messages, end = run(MakePasswordOrder(Settings(), NUMBER, KEY, NOON))
    assert (messages, end) == ([PasswordMade(Secret("341471202"))], JobEnd())


@pytest.mark.usefixtures("with_key")
def test_else_the_key_store_does() -> None:
    messages, _ = run(MakePasswordOrder(SETTINGS, NUMBER, None, NOON))
    assert messages == [PasswordMade(Secret("341471202"))]


@pytest.mark.usefixtures("with_key")
def test_a_licence_without_a_key_has_no_password() -> None:
    messages, end = run(MakePasswordOrder(SETTINGS, "75-000043", None, NOON))
    assert (messages, end.fault, end.code) == ([], JobFault.FAILED, "missing_key")
