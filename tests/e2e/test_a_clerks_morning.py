"""The whole thing once, as a clerk lives it: a real panel, a real server, the mouse, and words read aloud."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from iea_agent.core.connection_state import Picture
from iea_agent.core.desktops import Desktop
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.texts import desktops, labels, verdict_words
from iea_agent.core.texts.windows import access_test, buttons, settings_window, status_window
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.desktop.xfce import XfceDesktop
from iea_agent.demo.tour.workstation import Workstation, install
from tests.requirements import desktop_programs

pytestmark = pytest.mark.e2e


@pytest.fixture
def workstation(tmp_path: Path, server: DemoServer) -> Iterator[Workstation]:
    home = tmp_path / "home"
    install(home, server)
    with desktop_programs(), Workstation(home) as workstation:
        yield workstation


def test_a_clerks_morning(workstation: Workstation, server: DemoServer) -> None:
    desktop, reader = workstation.desktop, workstation.reader
    desktop.start_panel()
    agent = workstation.start_agent()
    workstation.wait_for_picture(Picture.BALL)

    server.behave(Behaviour.DOWN)
    workstation.wait_for_picture(Picture.HEART)

    workstation.choose(labels.MENU_SETTINGS)
    settings = labels.SETTINGS_TITLE
    reader.wait_for_window(settings)
    assert reader.unnamed(settings) == []
    reader.press(settings, labels.SETTINGS_TEST)
    reader.wait_for_words(settings, access_test.TEST_FAILED)
    said = reader.words(settings)
    assert said.count(verdict_words.WORDS[Verdict.REFUSED_CONNECTION].short) >= 2, "a red barred circle for each server"
    reader.press(settings, labels.SETTINGS_QUIT)
    reader.wait_for_no_window(settings)
    workstation.wait_for_picture(Picture.HEART)

    server.behave(Behaviour.UP)
    workstation.choose(labels.MENU_REAUTHENTICATE)
    authentication = labels.MENU_REAUTHENTICATE
    reader.wait_for_window(authentication)
    assert reader.unnamed(authentication) == []
    reader.wait_for_words(authentication, labels.CONNECTED)
    workstation.wait_for_picture(Picture.BALL)

    desktop.kill_panel()
    desktop.start_panel()
    workstation.wait_for_picture(Picture.BALL)

    workstation.choose(labels.MENU_QUIT)
    assert agent.wait(30) == 0
    reader.wait_for_no_window(authentication)


def test_without_a_tray_a_window_says_it_all_and_a_late_tray_gets_its_icon(workstation: Workstation) -> None:
    reader = workstation.reader
    workstation.start_agent()
    reader.wait_for_window(status_window.STATUS_TITLE)
    reader.wait_for_words(status_window.STATUS_TITLE, labels.CONNECTED)
    assert reader.unnamed(status_window.STATUS_TITLE) == []
    assert desktops.WAY_TO_ICON[Desktop.OTHER] in reader.words(status_window.STATUS_TITLE)
    workstation.desktop.start_panel()
    workstation.wait_for_picture(Picture.BALL)
    wait_until(lambda: desktops.NO_ICON_TITLE not in reader.words(status_window.STATUS_TITLE), "the end of the advice")


class StrictXfce(XfceDesktop):
    """Its window manager lets no window steal the keyboard."""

    def write_settings(self, config: Path) -> None:
        super().write_settings(config)
        settings = next(config.rglob("xfwm4.xml"))
        general = '<property name="general" type="empty">'
        strict = f'{general}<property name="prevent_focus_stealing" type="bool" value="true"/>'
        settings.write_text(settings.read_text(encoding="utf-8").replace(general, strict), encoding="utf-8")


def last_use(desktop: PrivateDesktop, title: str) -> int:
    """Return when a window says it was last used: KWin and Mutter raise only what was used last (EWMH)."""
    window = ask(desktop, "xdotool", "search", "--onlyvisible", "--name", f"^{re.escape(title)}$")
    said = ask(desktop, "xprop", "-id", window.split()[0], "-notype", "_NET_WM_USER_TIME", "_NET_WM_USER_TIME_WINDOW")
    if own := re.search(r"window id # (0x[0-9a-f]+)", said):
        said = ask(desktop, "xprop", "-id", own[1], "-notype", "_NET_WM_USER_TIME")
    found = re.search(r"_NET_WM_USER_TIME = (\d+)", said)
    assert found is not None, said
    return int(found[1])


def ask(desktop: PrivateDesktop, *command: str) -> str:
    return subprocess.run(command, env=desktop.environ, check=True, capture_output=True, text=True).stdout


def test_a_window_asked_for_again_comes_in_front_of_a_program_in_use(tmp_path: Path, server: DemoServer) -> None:
    home = tmp_path / "home"
    install(home, server)
    with desktop_programs(), Workstation(home, desktop=StrictXfce()) as workstation:
        desktop, settings = workstation.desktop, labels.SETTINGS_TITLE
        desktop.start_panel()
        workstation.start_agent()
        workstation.wait_for_picture(Picture.BALL)
        workstation.choose(labels.MENU_SETTINGS)
        workstation.reader.wait_for_window(settings)
        desktop.start(software.COMMAND)
        workstation.reader.wait_for_window(software.TITLE)
        desktop.activate_window(software.TITLE)
        desktop.press("Tab", "Tab")
        wait_until(lambda: desktop.is_above(software.TITLE, settings), "the window behind the program")
        workstation.choose(labels.MENU_SETTINGS)
        wait_until(lambda: desktop.active_window() == settings, "the window with the keyboard", patience_s=20)
        assert desktop.is_above(settings, software.TITLE)
        wait_until(lambda: last_use(desktop, settings) > last_use(desktop, software.TITLE), "the time of the request")


def test_to_quit_from_the_menu_is_no_way_to_lose_what_was_typed(workstation: Workstation) -> None:
    desktop, reader = workstation.desktop, workstation.reader
    desktop.start_panel()
    agent = workstation.start_agent()
    workstation.wait_for_picture(Picture.BALL)
    workstation.choose(labels.MENU_SETTINGS)
    reader.wait_for_window(labels.SETTINGS_TITLE)
    reader.type(labels.SETTINGS_TITLE, labels.SETTINGS_AUTHENTICATION, "https://example.fr")
    workstation.choose(labels.MENU_QUIT)
    reader.wait_for_window(settings_window.UNSAVED_TITLE)
    assert agent.poll() is None
    reader.press(settings_window.UNSAVED_TITLE, buttons.DO_NOT_SAVE.replace("&", ""))
    assert agent.wait(30) == 0
