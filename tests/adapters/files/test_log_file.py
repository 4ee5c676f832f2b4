"""The log file: what is in it, and what is not."""

import logging
import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iea_agent.adapters.files.log import MAX_LOG, log_file_handler
from iea_agent.core.file_notices import FileFinding, FileNotice
from tests.other_users import OTHER, require_root


@pytest.fixture
def log(tmp_path: Path) -> Iterator[logging.Logger]:
    handler = log_file_handler(tmp_path / "profile" / "log")
    logger = logging.getLogger("iea_agent_test_log_file")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)
    handler.close()


def test_nothing_is_created_before_the_first_record(log: logging.Logger, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []
    log.info("état")
    path = tmp_path / "profile" / "log" / "agent.log"
    assert "état" in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_arguments_and_tracebacks_are_redacted_too(log: logging.Logger, tmp_path: Path) -> None:
    try:
        int("client_secret=hunter2hunter2")
    except ValueError:
        log.exception("sent %s", {"Authorization": "Bearer abcdefabcdef"})
    text = (tmp_path / "profile/log/agent.log").read_text("utf-8")
    assert "Traceback" in text
    assert "hunter2" not in text
    assert "abcdef" not in text


def test_half_a_character_is_written_as_an_escape(log: logging.Logger, tmp_path: Path) -> None:
    log.info("a\ud800b")
    assert "a\\ud800b" in (tmp_path / "profile/log/agent.log").read_text("utf-8")


def test_a_log_steers_no_terminal_that_shows_it(log: logging.Logger, tmp_path: Path) -> None:
    log.info("a\x1b[31m\u202eb\nc")
    assert "a[31mb\nc\n" in (tmp_path / "profile/log/agent.log").read_text("utf-8")


def test_a_record_has_its_time_with_the_offset_from_utc(log: logging.Logger, tmp_path: Path) -> None:
    log.warning("état")
    line = (tmp_path / "profile/log/agent.log").read_text("utf-8")
    found = re.match(
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d) WARNING iea_agent_test_log_file: état$", line
    )
    assert found
    assert abs((datetime.now(UTC) - datetime.fromisoformat(found[1])).total_seconds()) < 3600


def test_three_files_of_a_megabyte_are_kept(log: logging.Logger, tmp_path: Path) -> None:
    for number in range(45):
        log.info("%d %s", number, "x" * 100_000)
    files = sorted((tmp_path / "profile/log").iterdir())
    assert [file.name for file in files] == ["agent.log", "agent.log.1", "agent.log.2"]
    assert all(file.stat().st_size <= MAX_LOG for file in files)
    assert " 44 " in files[0].read_text("utf-8")


def test_a_log_that_cannot_be_renamed_goes_on(log: logging.Logger, tmp_path: Path) -> None:
    log.info("first")
    for name in ("agent.log.1", "agent.log.2"):
        (tmp_path / "profile/log" / name / "in the way").mkdir(parents=True)
    for _ in range(12):
        log.info("x" * 100_000)
    log.info("last")
    assert "last" in (tmp_path / "profile/log/agent.log").read_text("utf-8")


@pytest.mark.parametrize("kind", ["link", "second name", "foreign"])
def test_a_log_that_leads_into_another_file_is_not_written_and_said(tmp_path: Path, kind: str) -> None:
    folder, letter = tmp_path / "log", tmp_path / "letter"
    folder.mkdir()
    letter.write_text("Chère Madame")
    path = folder / "agent.log"
    if kind == "link":
        path.symlink_to(letter)
    elif kind == "second name":
        path.hardlink_to(letter)
    else:
        require_root()
        letter.rename(path)
        letter = path
        os.chown(path, OTHER, OTHER)
    said: list[FileNotice | None] = []
    handler = log_file_handler(folder, said.append)
    for _ in range(2):
        handler.handle(logging.makeLogRecord({"msg": "state"}))
    assert letter.read_text() == "Chère Madame"
    (refusal,) = said
    assert refusal is not None
    assert refusal.finding is FileFinding.NOT_OURS
    assert str(path) in refusal.detail
    path.unlink()
    handler.handle(logging.makeLogRecord({"msg": "state"}))
    handler.close()
    assert said[1:] == [None]
    assert "state" in path.read_text()


def test_a_log_that_cannot_be_written_is_said_once_and_shows_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_bytes(b"a file where the folder should be")
    handler = log_file_handler(tmp_path / "log")
    for _ in range(3):
        handler.handle(logging.makeLogRecord({"msg": "token=%s", "args": ("k7Qm2-X9vTz",)}))
    handler.close()
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("iea-agent: the log cannot be written: ")
    assert "k7Qm2" not in said
