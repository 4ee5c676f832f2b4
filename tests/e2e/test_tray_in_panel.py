"""The tray icon in a real XFCE panel: seen by its pixels, used with mouse and keyboard."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE is for Linux", allow_module_level=True)

from jeepney import message_bus

from iea_agent.demo.tour.desktop.private_desktop import NOTIFICATIONS
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.desktop.xfce import XfceDesktop
from tests.e2e.tray_script import BLUE, RED
from tests.requirements import desktop_programs, require_program

pytestmark = pytest.mark.e2e


@pytest.fixture
def desktop() -> Iterator[XfceDesktop]:
    with desktop_programs(), XfceDesktop() as desktop:
        yield desktop


class Script:
    """The program with the icon."""

    def __init__(self, desktop: XfceDesktop) -> None:
        command = [sys.executable, "-m", "tests.e2e.tray_script"]
        self.process = desktop.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.said: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.decode().strip())

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())
        self.process.stdin.flush()

    def wait_for(self, words: str) -> None:
        wait_until(lambda: words in self.said, f"{words!r} among {self.said}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.join()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


@pytest.fixture
def script(desktop: XfceDesktop) -> Iterator[Script]:
    script = Script(desktop)
    yield script
    script.close()


def test_the_icon_is_seen_and_its_menu_works_with_mouse_and_keyboard(desktop: XfceDesktop, script: Script) -> None:
    desktop.start_panel()
    place = desktop.wait_for_colour(RED)
    script.wait_for("host True")
    empty = desktop.screenshot(desktop.geometry.beside_panel)

    desktop.click(place, button=1)
    script.wait_for("opened")

    desktop.click(place, button=3)
    unticked = desktop.wait_for_change(empty)
    desktop.press("Down", "Down", "Return")  # the first line is disabled: « Ouvrir », then « Sécurisé »
    script.wait_for("ticked True")
    desktop.wait_for_same(empty)

    desktop.click(place, button=3)
    ticked = desktop.wait_for_change(empty)
    assert ticked.tobytes() != unticked.tobytes(), "no tick is shown"
    desktop.press("Up", "Right", "Down", "Return")  # « Support » ▸ « Écrire », then « Bleu »
    script.wait_for("turned blue")
    desktop.wait_for_colour(BLUE)
    assert desktop.find(RED) is None


def test_the_icon_waits_for_the_panel_and_comes_back_with_it(desktop: XfceDesktop, script: Script) -> None:
    script.tell("nothing")
    script.wait_for("obeyed nothing")  # it runs, and there is no panel yet
    desktop.start_panel()
    desktop.wait_for_colour(RED)
    desktop.kill_panel()
    script.wait_for("host False")
    assert desktop.find(RED) is None
    script.tell("blue")
    desktop.start_panel()
    desktop.wait_for_colour(BLUE)


def test_the_icon_goes_when_the_program_ends(desktop: XfceDesktop, script: Script) -> None:
    desktop.start_panel()
    desktop.wait_for_colour(RED)
    script.tell("quit")
    script.wait_for("ended")
    wait_until(lambda: desktop.find(RED) is None, "the end of the icon")
    assert script.process.wait(10) == 0


def test_a_hung_notification_service_does_not_hide_the_icon(desktop: XfceDesktop) -> None:
    hung = desktop.connect()
    hung.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"), timeout=10)
    desktop.start_panel()
    script = Script(desktop)
    script.tell("notify")
    script.wait_for("obeyed notify")
    place = desktop.wait_for_colour(RED)
    script.tell("notify")
    desktop.click(place)
    script.wait_for("opened")
    script.close()
    hung.close()


def start_dunst(desktop: XfceDesktop) -> None:
    """Start a service whose notifications stay until they are clicked."""
    require_program("dunst")
    settings = Path(desktop.environ["XDG_CONFIG_HOME"]) / "dunst" / "dunstrc"
    settings.parent.mkdir()
    settings.write_text("".join(f"[urgency_{name}]\ntimeout = 0\n" for name in ("low", "normal")), encoding="utf-8")
    desktop.start(["dunst"])
    wait_until(lambda: desktop.has_owner(NOTIFICATIONS), "the notification service")


def test_notifications_that_come_at_once_are_one_that_can_be_clicked(desktop: XfceDesktop, script: Script) -> None:
    start_dunst(desktop)
    script.tell("notify twice")
    beside_panel = desktop.geometry.beside_panel
    place = desktop.wait_for_colour(BLUE, beside_panel)
    assert desktop.find(RED, beside_panel) is None
    desktop.click(place, button=2)
    script.wait_for("clicked")
    wait_until(lambda: desktop.find(BLUE, beside_panel) is None, "the end of the notification")


def test_a_click_on_a_notification_is_told_by_a_real_service(desktop: XfceDesktop, script: Script) -> None:
    start_dunst(desktop)
    script.tell("notify")
    place = desktop.wait_for_colour(RED, desktop.geometry.beside_panel)
    desktop.click(place, button=2)  # the button that carries out the action, in dunst
    script.wait_for("clicked")
    wait_until(lambda: desktop.find(RED, desktop.geometry.beside_panel) is None, "the end of the notification")
