"""Take the pictures of the documentation again: ``python -m tools.pictures``, or « make pictures ».

``docs/images/agent.png`` is a real agent in a real panel on a private screen, connected to the demonstration server;
``docs/images/windows`` has each window at 100 % and 200 %, ``docs/images/guide`` those of the tour.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from iea_agent.core.connection_state import Picture
from iea_agent.core.texts import labels
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.album import INDEX
from iea_agent.demo.tour.desktop.geometry import Box
from iea_agent.demo.tour.play import play
from iea_agent.demo.tour.workstation import Workstation, install
from tools.look_at_windows import ROOT, render

IMAGES = ROOT / "docs" / "images"
STATES = [
    "welcome_fresh",
    "welcome_connected",
    "settings_test_passed",
    "settings_test_failed",
    "settings_repair",
    "server_test_failed",
    "reauthenticate_connected",
    "reauthenticate_refused",
    "launch_checking",
    "launch_refused",
    "launch_unknown",
    "launch_not_found",
    "launch_away",
    "assistance_question",
    "password_wrong",
    "password_locked",
    "password_right_and_connected",
    "mail_ready",
    "report_ready",
    "status_connected",
    "status_unreachable",
    "status_assistance",
    "about_the_program",
    "help_without_a_browser",
]
MAIN = ["settings_test_passed", "launch_refused", "password_wrong", "status_unreachable"]
"""The states that are shown side by side: dark, in high contrast, with large text, on a small screen."""
BACKGROUND = (74, 111, 156)
GAP = 20
COLOURS = 256
"""Colours of a picture: enough for these windows, in a third of the size."""


def main() -> int:
    """Take all pictures; return the exit status."""
    windows = IMAGES / "windows"
    windows.mkdir(parents=True, exist_ok=True)
    render(windows, STATES, width=3840, height=2160)
    render(windows, MAIN, width=3840, height=2160, looks="dark,contrast")
    _show_sizes(windows)
    for path in sorted(windows.glob("*.png")):
        with Image.open(path) as picture:
            _save(picture.convert("RGB"), path)
    _save(_agent_at_work(), IMAGES / "agent.png")
    _take_tour(IMAGES / "guide")
    return 0


def _show_sizes(windows: Path) -> None:
    """Leave pictures of the main states with text of 200 %, and on a small screen."""
    for name, width, height, points in (("text-200", 1366, 768, 20.0), ("small", 1024, 600, 10.0)):
        with tempfile.TemporaryDirectory() as folder:
            render(Path(folder), MAIN, width=width, height=height, points=points, scales=("1",))
            for state in MAIN:
                shutil.copyfile(Path(folder) / f"{state}-x1.png", windows / f"{state}-{name}.png")


def _take_tour(guide: Path) -> None:
    """Play the tour, and leave its pictures for the guide."""
    for old in guide.glob("*.png"):
        old.unlink()
    play(guide, lambda _words: None)
    (guide / INDEX).unlink()
    for path in sorted(guide.glob("*.png")):
        with Image.open(path) as picture:
            _save(picture.convert("RGB"), path)


def _save(picture: Image.Image, path: Path) -> None:
    with_few_colours(picture).save(path, optimize=True)


def with_few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture of ``COLOURS`` colours: grounds keep theirs exactly, small signs nearly.

    The usual choice (median cut) counts pixels: the many greys of the text take the place of the few greens of a sign.
    One that looks for the widest coverage alone tints grounds.
    """
    found = picture.getcolors(picture.width * picture.height) or []
    frequent = sorted(found, key=lambda one: one[0], reverse=True)[: COLOURS // 2]
    common = [colour for _, colour in frequent if isinstance(colour, tuple)]
    others = picture.quantize(COLOURS - len(common), method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in common for part in colour] + others[: 3 * (COLOURS - len(common))])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _agent_at_work() -> Image.Image:
    """Return the settings window after a test, beside the icon with its menu."""
    with tempfile.TemporaryDirectory() as folder, DemoServer.start(Path(folder) / "server") as server:
        install(Path(folder) / "home", server)
        with Workstation(Path(folder) / "home") as workstation:
            desktop = workstation.desktop
            desktop.start_panel()
            workstation.start_agent()
            workstation.wait_for_picture(Picture.BALL)
            before = desktop.wait_for_rest(desktop.geometry.beside_panel)
            workstation.open_menu()
            menu = desktop.wait_for_change(before)  # without a window, which would lose the focus and look otherwise
            whole = desktop.screenshot()
            workstation.close_menu()
            workstation.choose(labels.MENU_SETTINGS)
            workstation.reader.wait_for_window(labels.SETTINGS_TITLE)
            workstation.reader.press(labels.SETTINGS_TITLE, labels.SETTINGS_TEST)
            workstation.reader.wait_for_words(labels.SETTINGS_TITLE, labels.TEST_SUCCEEDED)
            left = desktop.picture_of_window(labels.SETTINGS_TITLE)
            _, _, width, height = desktop.geometry.whole
    upper_left = _changed(before, menu)
    right = whole.crop((upper_left[0], upper_left[1], width, height))
    height = max(left.height, right.height)
    picture = Image.new("RGB", (left.width + right.width + 3 * GAP, height + 2 * GAP), BACKGROUND)
    for part, x in ((left, GAP), (right, left.width + 2 * GAP)):
        picture.paste(part, (x, GAP + height - part.height))
    return picture


def _changed(before: Image.Image, after: Image.Image) -> Box:
    box = ImageChops.difference(before, after).getbbox()
    assert box is not None
    return box


if __name__ == "__main__":
    sys.exit(main())
