"""Programs that are killed while they write: a short run of ``make crash``."""

import sys

import pytest
from tools.crash import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")

SEED = 20261123


@pytest.mark.parametrize(("kind", "kills"), [("files", 30), ("agent", 8)])
def test_nothing_acknowledged_is_lost_and_nothing_is_left_over(kind: str, kills: int) -> None:
    run = Run(kind, SEED)
    run.kill(kills)
    assert run.faults == []
    assert run.counts["kills"] == kills
    assert run.counts["acknowledged"] >= kills
