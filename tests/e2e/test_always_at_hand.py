"""The state and the guide, within one click or key, in a real panel: menu, « Aide », F1, menu of applications."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from iea_agent.core.connection_state import Picture
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.workstation import Workstation, install
from tests.requirements import desktop_programs, require_program

pytestmark = pytest.mark.e2e

STATE = status_window.STATUS_TITLE


@pytest.fixture
def workstation(tmp_path: Path) -> Iterator[Workstation]:
    with (
        DemoServer.start(tmp_path / "demo") as server,
        desktop_programs(),
        Workstation(tmp_path / "home") as workstation,
    ):
        install(tmp_path / "home", server)
        workstation.desktop.start_panel()
        yield workstation


def install_browser(workstation: Workstation, folder: Path) -> Path:
    """Make a script the program for pages; return where it notes what it got."""
    environ, noted, script = workstation.desktop.environ, folder / "noted", folder / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" >> "{noted}"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    applications = Path(environ["XDG_DATA_HOME"]) / "applications"
    applications.mkdir(parents=True, exist_ok=True)
    (applications / "witness.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Witness\nExec={script} %u\nMimeType=text/html;\n"
    )
    (Path(environ["XDG_CONFIG_HOME"]) / "mimeapps.list").write_text(
        "[Default Applications]\ntext/html=witness.desktop\n"
    )
    noted.touch()
    return noted


def pages_in(noted: Path) -> list[str]:
    return [Path(line).name for line in noted.read_text(encoding="utf-8").splitlines()]


def test_the_state_is_one_click_away_and_the_guide_too(workstation: Workstation, tmp_path: Path) -> None:
    require_program("gio")
    noted = install_browser(workstation, tmp_path)
    workstation.start_agent()
    workstation.wait_for_picture(Picture.BALL)
    workstation.choose(labels.CONNECTED)
    workstation.reader.wait_for_window(STATE)

    workstation.desktop.press("F1")
    wait_until(lambda: pages_in(noted) == ["etat.html"], "the page about the window")
    workstation.close_window(STATE)
    workstation.choose(labels.MENU_HELP)
    wait_until(lambda: pages_in(noted) == ["etat.html", "index.html"], "the guide")
    assert labels.MENU_HELP not in workstation.reader.windows()

    workstation.choose(labels.MENU_ABOUT)
    workstation.reader.wait_for_window(labels.MENU_ABOUT)


def test_without_a_browser_the_window_says_where_the_guide_is(workstation: Workstation, tmp_path: Path) -> None:
    refusing = tmp_path / "programs" / "gio"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(refusing.stat().st_mode | stat.S_IXUSR)
    workstation.desktop.environ["PATH"] = f"{refusing.parent}:{workstation.desktop.environ['PATH']}"
    workstation.start_agent()
    workstation.wait_for_picture(Picture.BALL)
    workstation.choose(labels.MENU_HELP)
    workstation.reader.wait_for_window(labels.MENU_HELP)
    shown = [control.text for control in workstation.read_window(labels.MENU_HELP)]
    assert any(text.endswith("index.html") for text in shown)


def test_the_menu_of_applications_opens_the_state_although_no_agent_runs(workstation: Workstation) -> None:
    require_program("gio")
    environ = workstation.desktop.environ
    agent = [sys.executable, "-P", "-m", "iea_agent"]
    subprocess.run([*agent, "shortcut", "on"], env=environ, check=True, timeout=120, capture_output=True)
    (entry,) = (Path(environ["XDG_DATA_HOME"]) / "applications").glob("iea-agent-show.desktop")
    subprocess.run(["gio", "launch", str(entry)], env=environ, check=True, timeout=60)
    workstation.reader.wait_for_window(STATE)
    subprocess.run([*agent, "quit"], env=environ, check=True, timeout=120, capture_output=True)
