"""The lists of ``make quick`` are complete, and a quick test cannot start a program."""

import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from tests.conftest import NoPrograms
from tests.quick import QUICK, SLOW, entry_of, may_be_quick

ROOT = Path(__file__).parents[1]
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("name", FILES)
def test_every_test_file_is_quick_or_slow(name: str) -> None:
    assert entry_of(PurePosixPath(name)), f"{name} is in neither list of tests/quick.py"


@pytest.mark.parametrize("entry", [*QUICK, *SLOW])
def test_every_entry_is_there_and_decides_about_a_file(entry: str) -> None:
    decided = [name for name in FILES if entry_of(PurePosixPath(name)) == entry]
    assert decided, f"{entry}, of tests/quick.py, is no longer needed"


def test_no_entry_is_in_both_lists() -> None:
    assert not set(QUICK) & set(SLOW)


@pytest.mark.parametrize("entry", QUICK)
def test_what_leads_to_a_quick_test_is_looked_into(entry: str) -> None:
    assert all(may_be_quick(each) for each in (PurePosixPath(entry), *PurePosixPath(entry).parents) if each.parts)


def test_a_quick_test_cannot_start_a_program() -> None:
    guard = NoPrograms()  # its hook stays, and does nothing once the test is over
    guard.testing = True
    try:
        with pytest.raises(pytest.fail.Exception, match="starts a program"):
            subprocess.run([sys.executable, "-c", ""], check=True)
    finally:
        guard.testing = False
