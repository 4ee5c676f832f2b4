"""The table of clicks in the guide; that it is true is tested by ``tests/e2e/test_clicks.py``."""

import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from tools import clicks
from tools.clicks import BEGIN, DOCUMENT, END, HEAD, TASKS, Count, Task, main, row, with_table

COUNTS = {name: Count(1, 2, 3) for name in TASKS}
EMPTY = f"before\n{BEGIN}\n{END}\nafter\n"


def test_the_guide_has_a_row_for_each_task_and_no_other() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    _, _, rest = document.partition(BEGIN)
    rows = [line for line in rest.partition(END)[0].splitlines() if line]
    assert rows[:2] == list(HEAD)
    assert [line.split(" | ")[0] for line in rows[2:]] == [f"| {task.words}" for task in TASKS.values()]


def test_a_table_is_written_between_its_markers_and_replaced_there() -> None:
    once = with_table(EMPTY, COUNTS)
    assert with_table(once, COUNTS) == once
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert all(row(task, Count(1, 2, 3)) in once for task in TASKS.values())
    with pytest.raises(ValueError, match="clicks: begin"):
        with_table("nothing", COUNTS)


def test_a_table_that_says_something_else_is_found_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def count(_task: Task, _folder: Path) -> Count:
        return Count(1, 2, 3)

    monkeypatch.setattr(clicks, "play", count)
    document = tmp_path / "guide.md"
    document.write_text(EMPTY, encoding="utf-8")
    assert main(["--check"], document) == 1
    assert document.read_text(encoding="utf-8") == EMPTY
    assert main([], document) == 0
    assert document.read_text(encoding="utf-8") == with_table(EMPTY, COUNTS)
    assert main(["--check"], document) == 0


def test_the_bars_are_those_of_the_help_sheet() -> None:
    most = {name: task.most.clicks for name, task in TASKS.items()}
    assert most["launch"] <= 2
    assert most["notification"] <= 2
    assert most["mail"] <= 4
    assert most["refused"] <= 4
    assert most["assistance-off"] <= 2
