"""Each main window as Windows draws it, beside ours: pictures for docs/desktops-windows.md."""

import shutil
from pathlib import Path
from typing import Final

from PIL import Image

from iea_agent.demo.tour.desktop.errors import TourError
from tools.environment import ROOT
from tools.pictures import with_few_colours
from tools.windows.machine import WindowsMachine

IMAGES: Final = ROOT / "docs" / "images" / "on-windows"
STATES: Final = (
    "welcome_fresh",
    "status_connected",
    "status_unreachable",
    "settings_test_failed",
    "server_test_failed",
    "launch_refused",
    "assistance_question",
    "password_wrong",
    "mail_ready",
)
"""Functions of tests/ui/stories.py."""
STYLES: Final = ("ours", "windows11", "windowsvista")
"""Our style and Qt's two for Windows."""


def take_side_by_side(machine: WindowsMachine) -> None:
    """Take every picture again."""
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    script, folder = machine.path_inside(Path(__file__).with_name("draw.py")), machine.path_inside(IMAGES)
    for style in STYLES:
        told = machine.run([machine.python(), script, folder, style, *STATES])
        if told.status:
            raise TourError(f"{style}: {told}")
    for path in IMAGES.glob("*.png"):
        with Image.open(path) as picture:
            with_few_colours(picture.convert("RGB")).save(path, optimize=True)


def section() -> list[str]:
    """Return the lines of the document that show the pictures."""
    rows = [" | ".join(f"![{state}](images/{IMAGES.name}/{state}-{style}.png)" for style in STYLES) for state in STATES]
    return [
        "## The same windows in our style and in Qt's two for Windows",
        "",
        "The marks of `windows11` are letters of a font that Windows 11 has and Wine has not: they come out as boxes.",
        "",
        f"| {' | '.join(STYLES)} |",
        f"|{' --- |' * len(STYLES)}",
        *(f"| {row} |" for row in rows),
        "",
    ]
