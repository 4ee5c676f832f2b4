"""The version of the payroll software: any file yields an answer in time."""

import os
import sys
import threading
from pathlib import Path

import pytest

from iea_agent.adapters.software import version as software_version
from iea_agent.adapters.software.version import installed_version
from iea_agent.core.settings import Settings


def settings_with(path: Path) -> Settings:
    return Settings(software_version="3.00.01", software_version_file=str(path))


def test_the_first_line_of_the_file_counts(tmp_path: Path) -> None:
    path = tmp_path / "version.txt"
    path.write_bytes(b"\xef\xbb\xbf3.00.42\r\n2026\r\n")
    assert installed_version(settings_with(path)) == "3.00.42"
    assert installed_version(Settings(software_version="3.00.01")) == "3.00.01"


@pytest.mark.parametrize(
    ("content", "version"),
    [
        ("3.00.42\r\n".encode("utf-16"), "3.00.42"),
        ("3.00.42\u200b\u00a0bêta\n".encode(), "3.00.42 bêta"),
        ("3.00.42 bêta\n".encode("cp1252"), "3.00.42 bêta"),
        (b"3.00.42\n" + "é".encode() * 1000, "3.00.42"),
        (b"3.00.42\n." + "é".encode() * 1000, "3.00.42"),
    ],
    ids=["PowerShell", "invisible", "western code page", "long", "cut within a character"],
)
def test_the_line_is_read_as_programs_write_it(tmp_path: Path, content: bytes, version: str) -> None:
    path = tmp_path / "version.txt"
    path.write_bytes(content)
    assert installed_version(settings_with(path)) == version


@pytest.mark.parametrize("content", [None, b"", b"x" * 101], ids=["no file", "nothing in it", "no version"])
def test_without_a_version_in_it_the_settings_count(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "version.txt"
    if content is not None:
        path.write_bytes(content)
    assert installed_version(settings_with(path)) == "3.00.01"
    assert installed_version(settings_with(tmp_path)) == "3.00.01"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_without_a_writer_is_no_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "version.txt"
    os.mkfifo(path)
    assert installed_version(settings_with(path)) == "3.00.01"
    assert "not a file" in caplog.text


def test_a_file_that_does_not_answer_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = threading.Event()
    monkeypatch.setattr(software_version, "ANSWER_S", 0.05)
    monkeypatch.setattr(software_version, "_first_line", lambda _: str(answers.wait()))  # a dead share is hard to have
    assert installed_version(settings_with(tmp_path / "share")) == "3.00.01"
    assert "not read within" in caplog.text
    answers.set()
