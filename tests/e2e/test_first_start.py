"""The first start by a person in a real panel: one window opens by itself, and leads from nothing to the ball."""

import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.connection_state import Picture
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import buttons, welcome_window
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.workstation import Workstation, install
from tests.requirements import desktop_programs

pytestmark = pytest.mark.e2e

WELCOME = welcome_window.TITLE
CONNECT = welcome_window.CONNECT.replace("&", "")


def test_one_window_leads_from_nothing_to_the_ball(tmp_path: Path, server: DemoServer) -> None:
    home = tmp_path / "home"
    install(home, server, licence_number="")
    (home / "licence-key.json").unlink()
    with desktop_programs(), Workstation(home) as workstation:
        desktop, reader = workstation.desktop, workstation.reader
        desktop.start_panel()
        workstation.start_agent()
        reader.wait_for_window(WELCOME)
        workstation.wait_for_picture(Picture.HEART)
        assert [title for title in reader.windows() if title] == [WELCOME]
        assert reader.unnamed(WELCOME) == []
        said = reader.words(WELCOME)
        assert [line for line in welcome_window.PICTURES.values() if line not in said] == []
        assert labels.MENU_ENABLE_ASSISTANCE not in said

        workstation.close_window(WELCOME)
        workstation.left_click()
        reader.wait_for_window(WELCOME)
        workstation.click_control(WELCOME, labels.SETTINGS_LICENCE_NUMBER, "text")
        desktop.type_text(server.licence_number)
        desktop.press("Tab")
        desktop.type_text(server.licence_key)
        workstation.click_control(WELCOME, CONNECT)
        reader.wait_for_words(WELCOME, labels.CONNECTED)
        workstation.wait_for_picture(Picture.BALL)
        assert SettingsFile(home / "config.toml").load().licence_number == server.licence_number
        workstation.click_control(WELCOME, buttons.CLOSE.replace("&", ""))
        reader.wait_for_no_window(WELCOME)
        assert workstation.picture() is Picture.BALL
