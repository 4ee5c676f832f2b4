"""No task of the help sheet takes more clicks, keys and windows than it may, nor others than the guide says."""

import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from tools.clicks import DOCUMENT, TASKS, play, row

from tests.requirements import desktop_programs, require_program

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", TASKS)
def test_a_task_takes_what_the_guide_says_and_no_more(name: str, tmp_path: Path) -> None:
    task = TASKS[name]
    require_program("xdg-open", *(["dunst"] if task.notifies else []))
    with desktop_programs():
        count = play(task, tmp_path)
    assert all(took <= most for took, most in zip(count, task.most, strict=True)), count
    assert row(task, count) in DOCUMENT.read_text(encoding="utf-8").splitlines()
