"""The repair of the addresses by a person in a real panel: two clicks from the heart to the ball, nothing typed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.settings import addresses_of
from iea_agent.core.texts import announcements, labels
from iea_agent.core.texts.windows import repair_offer
from iea_agent.core.texts.windows.status_window import STATUS_TITLE
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import PATIENCE_S, wait_until
from iea_agent.demo.tour.help_sheet import OLD_AUTHENTICATION, OLD_UPDATES
from iea_agent.demo.tour.workstation import Workstation, install
from tests.requirements import desktop_programs

pytestmark = pytest.mark.e2e

REPAIR = repair_offer.REPAIR.replace("&", "")
UNDO = repair_offer.UNDO.replace("&", "")
PROGRAM = [sys.executable, "-P", "-m", "iea_agent"]


class Post:
    """A workstation with the addresses of before the update, and its server."""

    def __init__(self, workstation: Workstation, server: DemoServer, home: Path) -> None:
        self.workstation = workstation
        self.server = server
        self._home = home

    @property
    def addresses(self) -> tuple[str, str]:
        found = addresses_of(SettingsFile(self._home / "config.toml").load())
        return found.authentication, found.updates

    @property
    def good(self) -> tuple[str, str]:
        return self.server.address, self.server.update_address

    def wait_for_offer(self) -> None:
        """Wait until better addresses are proved: within a minute, where nobody waits."""

        def look() -> bool:
            done = subprocess.run(
                [*PROGRAM, "status", "--json"], env=self.workstation.desktop.environ, capture_output=True, check=True
            )
            return announcements.REPAIR_READY in json.loads(done.stdout)["message"]

        wait_until(look, "the correction", patience_s=2 * PATIENCE_S)

    def see_offer(self) -> None:
        """Start the agent, and open the window of the state once it has a correction to propose."""
        self.workstation.start_agent()
        self.workstation.wait_for_picture(Picture.HEART)
        self.wait_for_offer()
        self.workstation.desktop.start([*PROGRAM, "show"])
        self.workstation.reader.wait_for_words(STATUS_TITLE, repair_offer.TITLE)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    home = tmp_path / "home"
    with DemoServer.start(tmp_path / "demo") as server, desktop_programs(), Workstation(home) as workstation:
        install(
            home,
            server,
            secure=False,
            authentication_address=OLD_AUTHENTICATION,
            update_address=OLD_UPDATES,
            software_command=software.COMMAND,
        )
        workstation.desktop.start_panel()
        yield Post(workstation, server, home)


def test_from_the_state_to_the_ball_in_one_click_and_back(post: Post) -> None:
    """The click on the notification that leads here is counted by ``tests/e2e/test_clicks.py``."""
    workstation, reader = post.workstation, post.workstation.reader
    post.see_offer()
    assert OLD_AUTHENTICATION in reader.words(STATUS_TITLE)
    assert post.server.address in reader.words(STATUS_TITLE)
    workstation.click_control(STATUS_TITLE, REPAIR)
    workstation.wait_for_picture(Picture.BALL)
    assert post.addresses == post.good

    reader.wait_for_words(STATUS_TITLE, UNDO)
    workstation.click_control(STATUS_TITLE, UNDO)
    workstation.wait_for_picture(Picture.HEART)
    assert post.addresses == (OLD_AUTHENTICATION, OLD_UPDATES)


def test_a_launch_that_waits_goes_on_by_itself(post: Post) -> None:
    workstation, reader = post.workstation, post.workstation.reader
    workstation.start_agent()
    workstation.wait_for_picture(Picture.HEART)
    workstation.left_click()
    window = labels.MENU_LAUNCH
    reader.wait_for_window(window)
    reader.wait_for_words(window, repair_offer.TITLE)
    workstation.click_control(window, REPAIR)
    reader.wait_for_window(software.TITLE)
    reader.wait_for_words(software.TITLE, software.words_of(Mode.PRODUCTION)[0])
    workstation.wait_for_picture(Picture.BALL)


def test_by_keyboard_alone(post: Post) -> None:
    workstation = post.workstation
    post.see_offer()
    workstation.desktop.activate_window(STATUS_TITLE)
    workstation.desktop.press("alt+c")
    workstation.wait_for_picture(Picture.BALL)
    assert post.addresses == post.good


def test_what_fails_is_taken_back_and_said(post: Post) -> None:
    workstation, reader = post.workstation, post.workstation.reader
    post.see_offer()
    post.server.behave(Behaviour.DOWN)
    workstation.click_control(STATUS_TITLE, REPAIR)
    reader.wait_for_words(STATUS_TITLE, repair_offer.TAKEN_BACK_TITLE)
    assert post.addresses == (OLD_AUTHENTICATION, OLD_UPDATES)
    workstation.wait_for_picture(Picture.HEART)
