"""Every window at 150 and 200 %, light and dark: Qt reads its scale once, so each is a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.stories import STORIES

ROOT = Path(__file__).parents[2]
SCREEN = {"screens": [{"name": "one", "width": 1920, "height": 1080}]}


@pytest.mark.parametrize(("scale", "palette"), [("1.0", "dark"), ("1.5", "dark"), ("2.0", "light")])
def test_every_window_is_whole_at_this_scale(scale: str, palette: str, tmp_path: Path) -> None:
    screen = tmp_path / "screen.json"
    screen.write_text(json.dumps(SCREEN), encoding="utf-8")
    environ = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screen}", "QT_SCALE_FACTOR": scale}
    command = [sys.executable, "-m", "tests.ui.scaled", palette]
    done = subprocess.run(command, cwd=ROOT, env=environ, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == f"{len(STORIES)} states at {scale}, 0 faults"
