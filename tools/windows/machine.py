"""The agent on a private Windows, and its user: the icon by its pixels, the menu by mouse, pictures."""

import json
import subprocess
from pathlib import Path
from typing import Any

from PIL import Image

from iea_agent.core.connection_state import Picture
from iea_agent.demo.tour.desktop.errors import NotThereError, TourError
from iea_agent.demo.tour.desktop.geometry import Box, Place
from iea_agent.demo.tour.desktop.waiting import comes, wait_until
from iea_agent.demo.tour.desktop.x_screen import RIGHT
from tools.windows.desktop import ASIDE, Told, WindowsDesktop
from tools.windows.prepare import FOLDER, Prepared

PICTURES = FOLDER / "pictures"
MENU_CLASS = "#32768"
"""Windows' own class of menus (Win32 API, "About Window Classes")."""
_MENU_S = 10.0
_ICON_S = 5.0
_TRAY_WIDTH = 200
_LAST_WORDS = 3000
_LEAST_PIXELS = 40
"""What has fewer pixels of the pictures' colours is none of them."""
_SOME_PIXELS = 15
_AGENT = ("-P", "-m", "iea_agent")


class WindowsMachine(WindowsDesktop):
    """Use it as a context manager; whatever runs in it ends with it."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__(prepared)
        self.taken = 0
        """How many pictures were taken."""

    # The agent.

    @property
    def agent_folder(self) -> Path:
        """Where the agent keeps its settings and its state, as this system sees it."""
        return self.home / "AppData" / "Local" / "iea-agent"

    def start_agent(self, *options: str, **environ: str) -> subprocess.Popen[bytes]:
        """Start the agent as a shortcut does: without a console."""
        return self.start([self.python(console=False), *_AGENT, *options], **environ)

    def agent(self, *words: str, **environ: str) -> Told:
        """Run a command of the agent in a terminal."""
        return self.run([self.python(), *_AGENT, *words], **environ)

    def status(self, **environ: str) -> dict[str, Any]:
        """Return what ``iea-agent status --json`` says."""
        told = self.agent("status", "--json", **environ)
        try:
            status = json.loads(told.words)
        except ValueError as error:
            raise TourError(f"status --json: {told}") from error
        assert isinstance(status, dict)
        return status

    def agent_pid(self) -> int:
        """Return the number of the agent's process."""
        lock = (self.agent_folder / "agent.lock").read_text("ascii", "replace").split()
        return int(lock[0])

    def log(self) -> str:
        """Return the agent's log."""
        log = self.agent_folder / "Logs" / "agent.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def last_words(self) -> str:
        """Return the end of the agent's log."""
        return self.log()[-_LAST_WORDS:]

    def click_notification(self, words: str) -> None:
        """Wait for a notification with these words, and click on it."""
        wait_until(lambda: any(words in tip for tip in self.tips()), words)
        assert self.ask("click_notification", pid=self.agent_pid()), "no window took the click"

    # The icon and its menu.

    def picture(self) -> Picture | None:
        """Tell by the pixels of the notification area which picture is shown."""
        found = self._look_at_tray()
        return found[0] if found else None

    def wait_for_picture(self, picture: Picture) -> Place:
        """Wait until the notification area shows a picture; return where."""
        wait_until(lambda: self.picture() is picture, f"the {picture} in the notification area")
        return self.icon()

    def icon(self) -> Place:
        """Return where the icon is; it may be away for a moment, while it changes. NotThereError."""
        found: list[Place] = []

        def look() -> bool:
            seen = self._look_at_tray()
            found.extend([seen[1]] if seen else [])
            return seen is not None

        if not comes(look, patience_s=_ICON_S):
            raise NotThereError("no icon in the notification area")
        return found[-1]

    def open_menu(self) -> Box:
        """Return where the menu of the icon is; without one, right click, again if the agent has only just begun."""
        found: list[Box] = []

        def is_open() -> bool:
            if not self._menus():
                self.click(self.icon(), RIGHT)
            if not comes(lambda: len(self._menus()) == 1, patience_s=_MENU_S):
                return False
            self.wait_for_rest(self.geometry.beside_panel)
            found[:] = self._menus()  # a second click, handled late, closes what the first one opened
            return len(found) == 1

        wait_until(is_open, "the menu")
        return found[0]

    def open_whole_menu(self, rows: int) -> None:
        """Open the menu and wait until it has this many rows, wherever it is by then."""
        wait_until(lambda: len(self.rows_of(self.open_menu())) == rows, f"a menu of {rows} rows")

    def choose(self, *rows: int) -> None:
        """Choose by mouse in the open menu: the row, then that of the menu in it; from 0, separators do not count."""
        for depth, row in enumerate(rows):
            wait_until(lambda depth=depth: len(self._menus()) > depth, "the menu in the menu")  # type: ignore[misc]
            places: list[Place] = []

            def shows_row(depth: int = depth, row: int = row, places: list[Place] = places) -> bool:
                places[:] = self.rows_of(self._menu_at(depth))
                return len(places) > row

            wait_until(shows_row, f"row {row} of the menu, which a notification may cover for a moment")
            self.point(places[row])
            if depth == len(rows) - 1:
                self.click(places[row])
            else:
                self.click(places[row])
                wait_until(lambda depth=depth: len(self._menus()) > depth + 1, "the menu in it")  # type: ignore[misc]
                self.wait_for_rest(self.geometry.beside_panel)

    def double_click(self, place: Place) -> None:
        """Move the mouse and click twice."""
        self.point(place)
        self._do("xdotool", "click", "--repeat", "2", "--delay", "120", "1")

    def rows_of(self, box: Box) -> list[Place]:
        """Return the middle of each row of a menu that has words, by its pixels."""
        left, upper, right, lower = box
        shot = self.screenshot((left + 4, upper + 2, right - 4, lower - 2)).convert("L")
        dark = shot.point(lambda value: 255 * (value < 200))  # noqa: PLR2004 (a shade, out of 255)
        counts = [sum(1 for byte in dark.crop((0, y, dark.width, y + 1)).tobytes() if byte) for y in range(dark.height)]
        inked = [0 < count < 0.6 * dark.width for count in counts]  # a separator crosses the whole menu
        rows: list[list[int]] = []
        for y, is_inked in enumerate(inked):
            if is_inked and rows and y - rows[-1][1] <= 3:  # noqa: PLR2004 (between an accent and its letter)
                rows[-1][1] = y
            elif is_inked:
                rows.append([y, y])
        return [((left + right) // 2, upper + 2 + (first + last) // 2) for first, last in rows]

    def close_menu(self) -> None:
        """Close the menu without choosing, by a click beside it: Wine gives it no keys until it was clicked in."""
        self.click(ASIDE)
        wait_until(lambda: not self._menus(), "the end of the menu")

    @property
    def menu_is_open(self) -> bool:
        """Whether a menu is shown."""
        return bool(self._menus())

    def _menus(self) -> list[Box]:
        return [
            (box[0], box[1], box[2], box[3])
            for each in self.windows()
            if each["visible"] and each["class"] == MENU_CLASS
            for box in [each["box"]]
        ]

    def _menu_at(self, depth: int) -> Box:
        """Return the menu of that depth: the deeper, the nearer to the front."""
        menus = self._menus()
        return menus[len(menus) - 1 - depth]

    def _look_at_tray(self) -> tuple[Picture, Place] | None:
        _, upper, right, lower = self.geometry.panel
        left = right - _TRAY_WIDTH
        tray = self.screenshot((left, upper, right, lower))
        blue, red = coloured(tray)
        if len(blue) + len(red) < _LEAST_PIXELS:
            return None
        columns = sorted(index % tray.width for index in blue + red)
        place = left + columns[len(columns) // 2], (upper + lower) // 2
        if len(blue) < len(red):  # not none: Wine does not erase the picture before
            return Picture.BEETLE, place
        return (Picture.HEART if len(red) > _SOME_PIXELS else Picture.BALL), place

    # Pictures.

    def take(self, name: str) -> Path:
        """Write a picture of the screen at rest."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.taken += 1
        path = PICTURES / f"{self.taken:02}-{name}.png"
        self.wait_for_rest(self.geometry.beside_panel)
        self.screenshot().save(path)
        return path


def coloured(image: Image.Image) -> tuple[list[int], list[int]]:
    """Return the indices of the pixels that are as blue as the ball, and as red as the heart and the beetle."""
    blue, red = [], []
    for index, (r, g, b) in enumerate(zip(*[iter(image.convert("RGB").tobytes())] * 3, strict=True)):
        if b > 150 and r < 110 and g < 170:  # noqa: PLR2004 (shades, out of 255)
            blue.append(index)
        elif r > 180 and g < 90 and b < 90:  # noqa: PLR2004
            red.append(index)
    return blue, red
