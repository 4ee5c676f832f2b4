"""The icon of macOS as far as it can be known without a Mac: which thread does what, and in which order."""

import signal
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.adapters.tray.fake_appkit import Screen, fake_appkit

if TYPE_CHECKING:
    from iea_agent.adapters.tray.icon import TrayIcon

PICTURES = {size: Image.new("RGBA", (size, size), "blue") for size in (16, 22, 44)}
OPENED, CLOSED = "NSMenuDidBeginTrackingNotification", "NSMenuDidEndTrackingNotification"


@pytest.fixture
def screen() -> Iterator[Screen]:
    with fake_appkit() as screen:
        yield screen


def shown(icon: "TrayIcon", story: Callable[[], None]) -> None:
    """Run the icon on this, the main thread; the story is told by another one, as the agent's is."""

    def setup(_icon: object) -> None:
        try:
            icon.visible = True
            story()
        finally:
            icon.stop()

    icon.run(setup)


def made() -> "TrayIcon":
    from pystray import Menu, MenuItem

    from iea_agent.adapters.tray.macos import MacIcon

    icon = MacIcon("iea-agent", menu=Menu(MenuItem("Quitter", lambda: None)))
    icon.pictures = PICTURES
    return icon


def done_by_main_thread(screen: Screen) -> None:
    """Wait until the run loop has done all that it was asked for."""
    reached = threading.Event()
    screen.later.put(reached.set)
    assert reached.wait(10)


def test_only_the_main_thread_touches_the_screen(screen: Screen) -> None:
    icon = made()

    def story() -> None:
        icon.pictures = {22: Image.new("RGBA", (22, 22), "red")}
        icon.title = "Connecté au serveur de production"
        icon.update_menu()
        icon.visible = False

    shown(icon, story)
    assert screen.strays == []
    assert screen.named("setToolTip_")[-1] == ("Connecté au serveur de production",)
    assert screen.named("setAccessibilityLabel_")[-1] == ("Connecté au serveur de production",)
    assert screen.named("removeStatusItem_")


def test_the_picture_keeps_its_colours_and_has_pixels_for_every_screen(screen: Screen) -> None:
    shown(made(), lambda: done_by_main_thread(screen))
    assert set(screen.named("setTemplate_")) == {(False,)}
    pictures = len(screen.named("setImage_"))
    assert pictures > 0
    assert len(screen.named("addRepresentation_")) == pictures * len(PICTURES)
    assert set(screen.named("setSize_")) == {((18.0, 18.0),)}


def test_the_program_has_no_place_in_the_dock(screen: Screen) -> None:
    shown(made(), lambda: None)
    assert [name for name, _ in screen.calls if name in {"setActivationPolicy_", "run"}] == [
        "setActivationPolicy_",
        "run",
    ]


def test_an_open_menu_is_replaced_once_it_is_closed(screen: Screen) -> None:
    icon = made()
    counts: list[int] = []

    def count() -> None:
        done_by_main_thread(screen)
        counts.append(len(screen.named("setMenu_")))

    def story() -> None:
        count()
        screen.later.put(lambda: screen.observers[OPENED](None))
        for _ in range(3):
            icon.update_menu()
        count()
        screen.later.put(lambda: screen.observers[CLOSED](None))
        done_by_main_thread(screen)
        count()
        screen.later.put(lambda: screen.observers[OPENED](None))
        screen.later.put(lambda: screen.observers[CLOSED](None))
        done_by_main_thread(screen)
        count()

    shown(icon, story)
    first, while_open, closed, opened_again = counts
    assert (while_open, closed, opened_again) == (first, first + 1, first + 1)


def test_signals_go_to_who_asked_for_them(screen: Screen) -> None:
    got: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: got.append(number))
    try:
        shown(made(), lambda: None)
    finally:
        signal.signal(signal.SIGTERM, before)
    screen.handlers[signal.SIGTERM](signal.SIGTERM)
    assert got == [signal.SIGTERM]


def test_what_goes_wrong_on_the_main_thread_does_not_end_the_icon(
    screen: Screen, caplog: pytest.LogCaptureFixture
) -> None:
    icon = made()

    def story() -> None:
        icon.pictures = {22: Image.new("CMYK", (22, 22))}  # which PNG does not know
        done_by_main_thread(screen)
        icon.title = "still there"

    shown(icon, story)
    assert "could not be changed" in caplog.text
    assert screen.named("setToolTip_")[-1] == ("still there",)


def test_what_goes_wrong_on_the_main_thread_is_reported_to_who_can_show_it_again(screen: Screen) -> None:
    icon = made()
    faults: list[str] = []
    icon.on_fault = lambda: faults.append("fault")

    def story() -> None:
        icon.pictures = {22: Image.new("CMYK", (22, 22))}
        done_by_main_thread(screen)

    shown(icon, story)
    assert set(faults) == {"fault"}


def test_a_notification_is_not_waited_for_and_a_failed_one_is_logged(
    screen: Screen, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    icon = made()
    asked: list[list[str]] = []

    def run(command: list[str], **_options: object) -> None:
        asked.append(command)
        raise FileNotFoundError

    monkeypatch.setattr("iea_agent.adapters.tray.macos.subprocess.run", run)
    icon.notify('« Connecté » "\\', None)
    for thread in threading.enumerate():
        if thread.name == "notification":
            thread.join()
    assert asked[0][-2:] == ['« Connecté » "\\', "iea-agent"]
    assert "no notification" in caplog.text
    assert screen.strays == []
