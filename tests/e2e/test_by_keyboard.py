"""The help sheet by keyboard alone, in short; ``make test-desktops`` plays all of it on three desktops."""

import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from tools.desktops.keyboard_story import KeyboardStory

from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.play import leave_as_before_the_update
from iea_agent.demo.tour.workstation import Workstation
from tests.requirements import desktop_programs

pytestmark = pytest.mark.e2e


def test_case_1_without_a_mouse(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with DemoServer.start(tmp_path / "demo") as server, desktop_programs(), Workstation(home) as workstation:
        leave_as_before_the_update(home, server)
        story = KeyboardStory(workstation, server)
        story.start()
        story.correct_by_the_sheet()
