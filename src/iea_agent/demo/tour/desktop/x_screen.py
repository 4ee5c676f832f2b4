"""The eyes and hands of the user of a private screen: pictures, mouse and keyboard.

Needs only an X server, whose programs are started in ``xfce.py``.
"""

import re
import subprocess
import unicodedata
from pathlib import Path

from PIL import Image, ImageChops

from iea_agent.demo.tour.desktop.errors import NotThereError, TourError
from iea_agent.demo.tour.desktop.geometry import Box, Geometry, Place
from iea_agent.demo.tour.desktop.waiting import PATIENCE_S, stretched, wait_until

LEFT, RIGHT = 1, 3
"""Buttons of the mouse."""
KEY_DELAY_MS = 60
TYPE_DELAY_MS = 30
_WAY = 12
"""Pixels; more than what Qt takes for a trembling hand."""
_DEAD_KEYS = {"\N{COMBINING CIRCUMFLEX ACCENT}": "dead_circumflex", "\N{COMBINING DIAERESIS}": "dead_diaeresis"}
_SPECIAL = re.compile("([âêîôûäëïöüÿÂÊÎÔÛÄËÏÖÜŸ\n])")
"""What xdotool does not type: letters that take two keys on a French keyboard, and the line break."""
_LEAST_PIXELS = 100
"""What has fewer pixels of a colour is no icon."""


class XScreen:
    """One X server, seen through ``environ``; its pictures pass through ``folder``."""

    def __init__(self, environ: dict[str, str], folder: Path, geometry: Geometry) -> None:
        self.environ = environ
        """For the programs that are to run on this screen."""
        self.geometry = geometry
        self._picture = folder / "screenshot.png"

    # Eyes.

    def screenshot(self, box: Box | None = None) -> Image.Image:
        """Return the screen, or a part of it."""
        self._do("scrot", "--overwrite", "--silent", str(self._picture))
        return self._read_picture().crop(box or self.geometry.whole)

    def picture_of_window(self, title: str) -> Image.Image:
        """Bring a window to the front and return it with its frame; NotThereError.

        Needs the window manager.
        """
        self._activate(title)
        self._do("scrot", "--focused", "--border", "--overwrite", "--silent", str(self._picture))
        return self._read_picture()

    def find(self, colour: tuple[int, int, int], box: Box | None = None) -> Place | None:
        """Return the middle of what has exactly this colour, by default in the panel; ``None`` if that is no icon."""
        left, upper, right, lower = box or self.geometry.panel
        plain = Image.new("RGB", (right - left, lower - upper), colour)
        difference = ImageChops.difference(self.screenshot((left, upper, right, lower)), plain).convert("L")
        mask = difference.point(lambda value: 255 * (value == 0))
        found = mask.getbbox()
        if found is None or mask.histogram()[255] < _LEAST_PIXELS:
            return None
        return left + (found[0] + found[2]) // 2, upper + (found[1] + found[3]) // 2

    def wait_for_colour(self, colour: tuple[int, int, int], box: Box | None = None) -> Place:
        """Wait until a picture of this colour is shown; return its middle."""
        found: list[Place] = []

        def look() -> bool:
            place = self.find(colour, box)
            found.extend([place] if place else [])
            return place is not None

        wait_until(look, f"a picture of colour {colour}")
        return found[-1]

    def wait_for_change(self, before: Image.Image, box: Box | None = None) -> Image.Image:
        """Wait until this part, by default all but the panel, differs from before and has come to rest; return it."""
        shots = [before, before]

        def look() -> bool:
            shots.append(self.screenshot(box or self.geometry.beside_panel))
            return not _same(before, shots[-1]) and _same(shots[-2], shots[-1])

        wait_until(look, "a change on the screen")
        return shots[-1]

    def wait_for_same(self, before: Image.Image, box: Box | None = None) -> None:
        """Wait until this part, by default all but the panel, looks as it did."""
        wait_until(lambda: _same(before, self.screenshot(box or self.geometry.beside_panel)), "the screen as it was")

    def wait_for_rest(self, box: Box | None = None) -> Image.Image:
        """Wait until this part, by default the whole screen, no longer changes; return it."""
        shots = [self.screenshot(box)]

        def look() -> bool:
            shots.append(self.screenshot(box))
            return _same(shots[-2], shots[-1])

        wait_until(look, "a screen at rest")
        return shots[-1]

    # Hands.

    def point(self, place: Place) -> None:
        """Move the mouse, not in one leap: a menu of Qt ignores the mouse until it has moved some way above it."""
        for away in (2 * _WAY, _WAY, 0):
            self._do("xdotool", "mousemove", str(place[0] - away), str(place[1]))

    def click(self, place: Place, button: int = LEFT) -> None:
        """Move the mouse and click."""
        self._do("xdotool", "mousemove", str(place[0]), str(place[1]), "click", str(button))

    def press(self, *keys: str) -> None:
        """Press keys by their X names, with modifiers (``alt+a``), one after the other."""
        self._do("xdotool", "key", "--delay", str(KEY_DELAY_MS), *keys)

    def type_text(self, text: str) -> None:
        """Type a text into whatever has the keyboard, as on a French keyboard; a line break is the Return key."""
        for part in filter(None, _SPECIAL.split(text)):
            if _SPECIAL.fullmatch(part):
                self.press(*_keys_of(part))
            else:
                self._do("xdotool", "type", "--delay", str(TYPE_DELAY_MS), "--", part)

    def close_window(self, title: str) -> None:
        """Close a window as its frame does; NotThereError. Needs the window manager."""
        self._activate(title)
        self.press("alt+F4")

    # Inside.

    def _activate(self, title: str) -> None:
        """Bring a window to the front and give it the keyboard."""
        found = self._ask("xdotool", "search", "--onlyvisible", "--name", f"^{re.escape(title)}$").split()
        if not found:
            raise NotThereError(f"no window {title!r}")
        self._do("xdotool", "windowactivate", "--sync", found[0])

    def _read_picture(self) -> Image.Image:
        with Image.open(self._picture) as image:
            return image.convert("RGB")

    def _do(self, *command: str) -> None:
        """Run a command to its end; TourError if it fails or hangs."""
        try:
            subprocess.run(  # noqa: S603 (our own command)
                command, env=self.environ, check=True, timeout=stretched(PATIENCE_S), capture_output=True
            )
        except subprocess.SubprocessError as error:
            raise TourError(f"{' '.join(command)}: {getattr(error, 'stderr', b'')!r}") from error

    def _ask(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603 (our own command)
            command,
            env=self.environ,
            check=False,
            timeout=stretched(PATIENCE_S),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return done.stdout


def _same(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is None


def _keys_of(character: str) -> tuple[str, ...]:
    """Return the keys that make a special character."""
    if character == "\n":
        return ("Return",)
    parts = unicodedata.normalize("NFD", character)
    return _DEAD_KEYS[parts[1]], parts[0]
