"""What is installed: the wheel, built by the locked build tool, holds the pages of « Aide »."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tools.help_pages import ROOT

from iea_agent.core.help import HelpPage


def test_the_wheel_holds_the_pages_and_their_pictures(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"iea_agent/help/{page}.html" for page in HelpPage} <= names
    assert "iea_agent/icons/png/ball-48.png" in names
    assert any(name.startswith("iea_agent/help/images/") for name in names)
