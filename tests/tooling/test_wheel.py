"""What is installed: the wheel, built by the locked build tool, holds all that is made for it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tools import manual
from tools.help_pages import ROOT

import iea_agent
from iea_agent.cli.subcommands import SHELLS
from iea_agent.core.help import HelpPage


def test_the_wheel_holds_the_pages_of_the_guide_the_manual_and_the_completions(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"iea_agent/help/{page}.html" for page in HelpPage} <= names
    assert "iea_agent/icons/png/ball-48.png" in names
    assert any(name.startswith("iea_agent/help/images/") for name in names)
    assert {f"iea_agent/completions/{shell}" for shell in SHELLS} <= names
    data = f"iea_agent-{iea_agent.__version__}.data/data"
    assert {f"{data}/{place}" for place in manual.SHARED.values()} <= names


def test_the_build_needs_no_library_of_the_program() -> None:
    """What makes the manual imports the parser, in an environment that has only the build tools."""
    code = "import sys, iea_agent.cli.subcommands; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-S", "-P", "-c", code]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    loaded = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout.split()
    assert set(loaded) - sys.stdlib_module_names == {"iea_agent", "__main__"}
