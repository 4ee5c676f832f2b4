"""The pictures of the tour: numbered, each with the words that a screen reader finds in it."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec
from PIL import Image, ImageChops

from iea_agent.demo.tour.workstation import Workstation

INDEX = "etapes.json"
MARGIN = 24
"""Around what is on the screen (pixels at 100 %)."""
BORDER = 4
"""The edge of the panel (pixels at 100 %)."""
CORNER = 300
"""How much of the panel is shown when nothing is above it (pixels at 100 %)."""


class Page(msgspec.Struct, frozen=True):
    """One step of the tour."""

    number: int
    name: str
    """What the picture shows, for the name of its file."""
    caption: str
    """What happens, in French."""
    picture: str
    """The name of the file."""
    windows: dict[str, list[str]]
    """The windows in it by title, each with the names of what is in it, as a screen reader announces them."""
    menu: list[str]
    """The labels of the menu, if it is open."""


class Album:
    """Takes the pictures into a folder, which is made; ``say`` is told each caption.

    A picture of the screen is cut to what is on it, down to the icon in its corner.
    """

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._say = say
        self._pages: list[Page] = []

    def take(self, workstation: Workstation, name: str, caption: str, window: str | None = None) -> None:
        """Take a picture of the screen, or of one window; OSError if it cannot be written."""
        number = len(self._pages) + 1
        picture = f"{number:02}-{name}.png"
        if window is None:
            _trimmed(workstation).save(self._folder / picture)
        else:
            workstation.save_picture(self._folder / picture, window)
        titles = workstation.reader.windows() if window is None else [window]
        shown = {title: _words_in(workstation, title) for title in titles if title}
        menu = [] if window else [entry.name for entry in workstation.reader.menu() if entry.name]
        self._pages.append(Page(number, name, caption, picture, shown, menu))
        self._say(f"{number:2}. {caption}")

    def close(self) -> int:
        """Write what is in the pictures, for whoever checks or describes them; return how many; OSError."""
        index = msgspec.json.format(msgspec.json.encode(self._pages), indent=1)
        (self._folder / INDEX).write_bytes(index + b"\n")
        return len(self._pages)


def _trimmed(workstation: Workstation) -> Image.Image:
    """Return the screen at rest, without the empty desktop around what is on it."""
    screen, geometry = workstation.desktop.wait_for_rest(), workstation.desktop.geometry
    _, _, right, lower = geometry.beside_panel
    above = screen.crop((0, 0, right, lower - BORDER * geometry.scale))
    empty = Image.new("RGB", above.size, cast("tuple[int, int, int]", above.getpixel((0, 0))))
    shown = ImageChops.difference(above, empty).getbbox()
    margin = MARGIN * geometry.scale
    left, upper = (screen.width - CORNER * geometry.scale, above.height) if shown is None else shown[:2]
    return screen.crop((max(0, left - margin), max(0, upper - margin), screen.width, screen.height))


def _words_in(workstation: Workstation, title: str) -> list[str]:
    shown = [control for control in workstation.read_window(title) if control.showing]
    return [words for control in shown for words in (control.name, control.text) if words]
