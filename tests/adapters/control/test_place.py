"""Where the channel of an agent is, as its lock file says."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.control.place import Noted, new_pipe, noted, noted_in


def test_no_two_starts_have_a_pipe_of_the_same_name() -> None:
    names = {new_pipe() for _ in range(100)}
    assert len(names) == 100
    for name in names:
        assert noted_in(f"42\n{name}".encode()) == noted_in(f"42\r\n{name}".encode()) == Noted(42, name)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "run/user/1/iea-agent",
        "/run/user/1/\0iea-agent",
        r"\\server\pipe\iea-agent-" + 32 * "a",
        r"\\.\pipe\other-" + 32 * "a",
        r"\\.\pipe\iea-agent-" + 31 * "a",
        r"\\.\pipe\iea-agent-" + 32 * "A",
        r"\\.\pipe\iea-agent-" + 32 * "a" + r"\..\x",
        r"\\.\pipe\iea-agent-" + 32 * "a" + "\n",
        r"\\.\pipe\..\server\iea-agent-" + 32 * "a",
    ],
)
def test_only_a_pipe_of_this_computer_with_our_name_counts_and_an_absolute_folder(note: str) -> None:
    assert noted_in(f"42\n{note}".encode()) == Noted(42)


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are text there")
def test_a_folder_is_named_whatever_its_name() -> None:
    folder = Path("/run/user/1/é à\udcff")
    assert noted_in(b"42\n" + os.fsencode(folder)) == Noted(42, runtime=folder)


def test_a_lock_file_that_is_none_names_nothing(tmp_path: Path) -> None:
    assert noted(tmp_path / "none") == noted(tmp_path) == Noted()


@given(st.binary())
def test_whatever_stands_in_the_lock_file_is_read(lock: bytes) -> None:
    assert noted_in(lock).pipe is None


def test_the_lock_file_of_an_agent_that_ended_names_nothing() -> None:
    assert noted_in(b"") == Noted()


@pytest.mark.parametrize("pid", ["-1", "x", "4 2", 5000 * "1", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_what_is_no_process_id_is_none(pid: str) -> None:
    assert noted_in(f"{pid}\n".encode()) == Noted()
