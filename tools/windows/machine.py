"""A private Windows on a virtual screen, the agent on it, and whoever sits in front."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from PIL import Image

from iea_agent.core.connection_state import Picture
from iea_agent.tour.errors import NotThereError, TourError
from iea_agent.tour.geometry import Box, Geometry, Place
from iea_agent.tour.programs import require_programs
from iea_agent.tour.waiting import PATIENCE_S, wait_until
from iea_agent.tour.x_screen import RIGHT, XScreen
from tools.windows.prepare import FOLDER, HEIGHT, PROGRAMS, USER, WIDTH, Prepared, environ_of

PICTURES = FOLDER / "pictures"
MENU_CLASS = "#32768"
"""Windows' own class of menus (Win32 API, "About Window Classes")."""
CONSOLE_CLASS = "ConsoleWindowClass"
_TASK_BAR = 20
"""Height of Wine's task bar (pixels)."""
_TRAY_WIDTH = 200
_FRAME = 24
"""No frame is thicker, and no title bar twice as high."""
_LEAST_COLOURS = 20
"""Letters with smooth edges have more."""
_LEAST_PIXELS = 40
"""What has fewer pixels of the pictures' colours is none of them."""
_SOME_PIXELS = 15
ASIDE: Final = (40, 40)
"""A place of the desktop that no window, menu or notification covers."""
_AGENT = ("-P", "-m", "iea_agent")


class Told(NamedTuple):
    """What a command of the agent came to."""

    status: int
    words: str


class WindowsMachine(XScreen):
    """Use it as a context manager; whatever runs in it ends with it.

    Raises:
        MissingProgramError: this machine lacks some of its programs.
    """

    def __init__(self, prepared: Prepared) -> None:
        require_programs(PROGRAMS)
        self._prepared = prepared
        self._folder = Path(tempfile.mkdtemp(prefix="windows-"))
        self._taken = 0
        self._held = contextlib.ExitStack()
        super().__init__(environ_of(prepared.prefix), self._folder, Geometry(WIDTH, HEIGHT, panel_height=_TASK_BAR))

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._held.close()

    def _start(self) -> None:
        self._held.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self.environ["DISPLAY"] = f":{self._start_screen()}"
        self._do("setxkbmap", "-layout", "fr", "-variant", "oss")
        self._wine("wineserver", "--kill")  # whatever a run that was cut short left
        self._held.callback(self._wine, "wineserver", "--kill")
        self._forget_everything()
        self._inside = self._start_inside()
        self._held.callback(self._stop_inside)
        wait_until(lambda: any(each["class"] == "Shell_TrayWnd" for each in self.windows()), "the task bar")
        self.click(ASIDE)  # without a window manager nothing else gives Wine the keyboard

    def _start_screen(self) -> int:
        reading, writing = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(writing,),
        )
        self._held.callback(screen.wait)
        self._held.callback(screen.terminate)
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as numbers:
            line = numbers.readline().strip()
        if not line:
            raise TourError("Xvfb did not start")
        return int(line)

    def _forget_everything(self) -> None:
        """Remove what an earlier run left in the profile of the user."""
        for place in ("Local", "LocalLow", "Roaming"):
            shutil.rmtree(self.home / "AppData" / place / "iea-agent", ignore_errors=True)

    # What runs.

    @property
    def home(self) -> Path:
        """The profile of the user of Windows, as this system sees it."""
        return self._prepared.prefix / "drive_c" / "users" / USER

    @property
    def agent_folder(self) -> Path:
        """Where the agent keeps its settings and its state, as this system sees it."""
        return self.home / "AppData" / "Local" / "iea-agent"

    def path_inside(self, path: Path) -> str:
        """Return how Windows calls a file of this system."""
        return "Z:" + str(path).replace("/", "\\")

    def python(self, *, console: bool = True) -> str:
        """Return the interpreter, with or without a console, as Windows calls it."""
        return self.path_inside(self._prepared.python / ("python.exe" if console else "pythonw.exe"))

    def start(self, command: Sequence[str], **environ: str) -> "subprocess.Popen[bytes]":
        """Start a program of Windows; standard handles that are files would be no good to it."""
        return subprocess.Popen(
            ["wine", *command],
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, command: Sequence[str], **environ: str) -> Told:
        """Run a program of Windows to its end; TourError if that never comes."""
        try:
            done = subprocess.run(
                ["wine", *command],
                env=self.environ | {"PYTHONIOENCODING": "utf-8"} | environ,
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=2 * PATIENCE_S,
            )
        except subprocess.TimeoutExpired as error:
            raise TourError(f"{command} did not end") from error
        return Told(done.returncode, (done.stdout or done.stderr).decode("utf-8", "replace").strip())

    def start_agent(self, *options: str, **environ: str) -> "subprocess.Popen[bytes]":
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

    # Inside.

    def ask(self, action: str, **arguments: Any) -> Any:  # noqa: ANN401 (whatever JSON holds)
        """Have ``inside.py`` do something; TourError if it cannot."""
        assert self._inside.stdin is not None
        assert self._inside.stdout is not None
        self._inside.stdin.write(json.dumps({"do": action, **arguments}).encode() + b"\n")
        self._inside.stdin.flush()
        answer = json.loads(self._inside.stdout.readline() or b'{"error": "gone"}')
        if "error" in answer:
            raise TourError(f"{action}: {answer['error']}")
        return answer["ok"]

    def windows(self) -> list[dict[str, Any]]:
        """Return all windows of the desktop, visible or not, from the front to the back."""
        found = self.ask("windows")
        assert isinstance(found, list)
        return found

    def window(self, title: str) -> dict[str, Any]:
        """Return a visible window by its title; NotThereError."""
        for each in self.windows():
            if each["visible"] and each["title"] == title:
                return dict(each)
        raise NotThereError(f"no window {title!r}")

    def wait_for_window(self, title: str) -> dict[str, Any]:
        """Wait until a window is there, in front, and painted; return it."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            with contextlib.suppress(NotThereError):
                found.append(self.window(title))
                return bool(found[-1]["front"]) and self._is_painted(found[-1]["box"])
            return False

        wait_until(look, f"the window {title!r} in front")
        self.wait_for_rest(self.geometry.above_panel)
        return found[-1]

    def _is_painted(self, box: Sequence[int]) -> bool:
        """Tell whether a window shows more than its frame; keys that come before are lost."""
        left, upper, right, lower = box
        inner = self.screenshot((left + _FRAME, upper + 2 * _FRAME, right - _FRAME, lower - _FRAME))
        return len(inner.getcolors(inner.width * inner.height) or ()) > _LEAST_COLOURS

    def wait_for_no_window(self, title: str) -> None:
        """Wait until there is no such window."""
        wait_until(
            lambda: all(each["title"] != title for each in self.windows() if each["visible"]), f"no window {title!r}"
        )

    def _start_inside(self) -> "subprocess.Popen[bytes]":
        script = self.path_inside(Path(__file__).with_name("inside.py"))
        return subprocess.Popen(
            ["wine", self.python(), script],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _stop_inside(self) -> None:
        self._inside.kill()
        for stream in (self._inside.stdin, self._inside.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._inside.wait()

    def _wine(self, *command: str) -> None:
        """Run a program of Wine's own that ends by itself; it may have nothing to do."""
        subprocess.run(command, env=self.environ, check=False, capture_output=True, timeout=PATIENCE_S)

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
        """Return where the icon is; NotThereError."""
        found = self._look_at_tray()
        if found is None:
            raise NotThereError("no icon in the notification area")
        return found[1]

    def open_menu(self) -> Box:
        """Right click on the icon; return where its menu is."""
        self.click(self.icon(), RIGHT)
        wait_until(lambda: len(self._menus()) == 1, "the menu")
        self.wait_for_rest(self.geometry.above_panel)
        return self._menus()[0]

    def choose(self, *rows: int) -> None:
        """Choose by mouse in the open menu: the row, then that of the menu in it; from 0, separators do not count."""
        for depth, row in enumerate(rows):
            wait_until(lambda depth=depth: len(self._menus()) > depth, "the menu in the menu")  # type: ignore[misc]
            box = self._menu_at(depth)
            places = self.rows_of(box)
            if row >= len(places):
                raise NotThereError(f"the menu has {len(places)} rows")
            self.point(places[row])
            if depth == len(rows) - 1:
                self.click(places[row])
            else:
                self.click(places[row])
                wait_until(lambda depth=depth: len(self._menus()) > depth + 1, "the menu in it")  # type: ignore[misc]
                self.wait_for_rest(self.geometry.above_panel)

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
        if len(blue) < _SOME_PIXELS:
            return Picture.BEETLE, place
        return (Picture.HEART if len(red) > _SOME_PIXELS else Picture.BALL), place

    # Pictures.

    def take(self, name: str) -> Path:
        """Write a picture of the screen at rest."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self._taken += 1
        path = PICTURES / f"{self._taken:02}-{name}.png"
        self.wait_for_rest(self.geometry.above_panel)
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
