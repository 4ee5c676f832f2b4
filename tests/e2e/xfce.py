"""A private XFCE desktop: a virtual screen, a session bus, a home and a real panel with a tray.

Nothing of it is seen by the desktop that the tests are run from, nor outlives the test.
"""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from jeepney import message_bus
from jeepney.io.blocking import DBusConnection, prep_socket
from PIL import Image, ImageChops

from tests.e2e.waiting import PATIENCE_S, wait_until
from tests.requirements import require_program

WATCHER = "org.kde.StatusNotifierWatcher"
WIDTH, HEIGHT, PANEL_HEIGHT = 1280, 720, 32
SCREEN = (0, 0, WIDTH, HEIGHT)
PANEL = (0, HEIGHT - PANEL_HEIGHT, WIDTH, HEIGHT)
ABOVE_PANEL = (0, 0, WIDTH, HEIGHT - PANEL_HEIGHT)
"""Boxes: left, upper, right, lower, in pixels."""

_MARK = "IEA_TEST_DESKTOP"
_PANEL_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x={WIDTH // 2};y={HEIGHT - PANEL_HEIGHT // 2}"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{PANEL_HEIGHT}"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray"/>
  </property>
</channel>
"""

Box = tuple[int, int, int, int]


class XfceDesktop:
    """Use it as a context manager; ``environ`` is for the programs that are to run on it."""

    def __init__(self) -> None:
        require_program("Xvfb", "dbus-daemon", "xfce4-panel", "xdotool", "scrot")
        self.folder = Path(tempfile.mkdtemp(prefix="xfce-"))  # a socket's path must stay short
        self._mark = uuid.uuid4().hex
        self._programs: list[subprocess.Popen[bytes]] = []
        self._panel: subprocess.Popen[bytes] | None = None
        self.environ: dict[str, str] = self._private_environ()

    def __enter__(self) -> Self:
        try:
            self.environ["DISPLAY"] = f":{self._start_screen()}"
            self.environ["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._clean_up()

    # Programs.

    def start(
        self, command: Sequence[str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program on the desktop; it is killed with the desktop."""
        program = subprocess.Popen(command, env=self.environ, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL)
        self._programs.append(program)
        return program

    def start_panel(self) -> None:
        """Start the panel and wait until its tray takes icons."""
        self._panel = self.start(["xfce4-panel", "--disable-wm-check"])
        wait_until(lambda: self.has_owner(WATCHER), "a tray in the panel")

    def kill_panel(self) -> None:
        """Kill the panel as a crash would, and wait until its tray is gone."""
        assert self._panel is not None
        self._panel.kill()
        self._panel.wait()
        wait_until(lambda: not self.has_owner(WATCHER), "the end of the tray")

    def has_owner(self, name: str) -> bool:
        with contextlib.closing(self.connect()) as bus:
            return bool(bus.send_and_get_reply(message_bus.NameHasOwner(name), timeout=PATIENCE_S).body[0])

    def connect(self) -> DBusConnection:
        """Return a new connection to the desktop's session bus."""
        return DBusConnection(prep_socket(str(self.folder / "run" / "bus")))

    # Eyes.

    def screenshot(self, box: Box = SCREEN) -> Image.Image:
        path = self.folder / "screenshot.png"
        self._do("scrot", "--overwrite", "--silent", str(path))
        with Image.open(path) as image:
            return image.convert("RGB").crop(box)

    def find(self, colour: tuple[int, int, int], box: Box = PANEL) -> tuple[int, int] | None:
        """Return the middle of what has exactly this colour on the screen, ``None`` if that is less than an icon."""
        plain = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), colour)
        difference = ImageChops.difference(self.screenshot(box), plain).convert("L")
        mask = difference.point(lambda value: 255 * (value == 0))
        found = mask.getbbox()
        if found is None or mask.histogram()[255] < 100:
            return None
        return box[0] + (found[0] + found[2]) // 2, box[1] + (found[1] + found[3]) // 2

    def wait_for_colour(self, colour: tuple[int, int, int], box: Box = PANEL) -> tuple[int, int]:
        """Wait until a picture of this colour is shown; return its middle."""
        found: list[tuple[int, int]] = []

        def look() -> bool:
            place = self.find(colour, box)
            found.extend([place] if place else [])
            return place is not None

        wait_until(look, f"a picture of colour {colour}")
        return found[-1]

    def wait_for_change(self, before: Image.Image, box: Box = ABOVE_PANEL) -> Image.Image:
        """Wait until this part of the screen differs from before and has come to rest; return it."""
        shots = [before, before]

        def look() -> bool:
            shots.append(self.screenshot(box))
            return not _same(before, shots[-1]) and _same(shots[-2], shots[-1])

        wait_until(look, "a change on the screen")
        return shots[-1]

    def wait_for_same(self, before: Image.Image, box: Box = ABOVE_PANEL) -> None:
        """Wait until this part of the screen looks as it did."""
        wait_until(lambda: _same(before, self.screenshot(box)), "the screen as it was before")

    # Hands.

    def click(self, place: tuple[int, int], button: int = 1) -> None:
        """Click with a button: 1 left, 2 middle, 3 right."""
        self._do("xdotool", "mousemove", str(place[0]), str(place[1]), "click", str(button))

    def press(self, *keys: str) -> None:
        """Press keys by their X names, one after the other."""
        self._do("xdotool", "key", "--delay", "60", *keys)

    # Inside.

    def _do(self, *command: str) -> None:
        subprocess.run(command, env=self.environ, check=True, timeout=PATIENCE_S, stdout=subprocess.DEVNULL)

    def _private_environ(self) -> dict[str, str]:
        folders = {
            "HOME": "home",
            "XDG_CONFIG_HOME": "home/.config",
            "XDG_CACHE_HOME": "home/.cache",
            "XDG_DATA_HOME": "home/.local/share",
            "XDG_STATE_HOME": "home/.local/state",
            "XDG_RUNTIME_DIR": "run",
        }
        for folder in folders.values():
            (self.folder / folder).mkdir(mode=0o700, parents=True)
        channels = self.folder / "home/.config/xfce4/xfconf/xfce-perchannel-xml"
        channels.mkdir(parents=True)
        (channels / "xfce4-panel.xml").write_text(_PANEL_XML, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if _is_neutral(name)}
        private = {name: str(self.folder / folder) for name, folder in folders.items()}
        return kept | private | {_MARK: self._mark, "LANG": "C.UTF-8", "GTK_THEME": "Adwaita"}

    def _start_screen(self) -> int:
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as answer:
            try:
                command = [
                    "Xvfb",
                    "-displayfd",
                    str(writing),
                    "-screen",
                    "0",
                    f"{WIDTH}x{HEIGHT}x24",
                    "-nolisten",
                    "tcp",
                ]
                self._programs.append(
                    subprocess.Popen(
                        command,
                        env=self.environ,
                        pass_fds=[writing],
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                )
            finally:
                os.close(writing)
            return int(_line(answer, "Xvfb"))

    def _start_bus(self) -> str:
        address = f"unix:path={self.folder / 'run' / 'bus'}"
        program = self.start(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}", "--print-address"],
            stdout=subprocess.PIPE,
        )
        assert program.stdout is not None
        with program.stdout as answer:
            return _line(answer, "dbus-daemon").decode()

    def _clean_up(self) -> None:
        for program in reversed(self._programs):
            program.kill()
            program.wait()
        self._kill_marked()  # what the panel and the bus have started in turn
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill_marked(self) -> None:
        """Kill every process that bears the mark of this desktop in its environment."""
        mark = f"{_MARK}={self._mark}".encode()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):  # gone meanwhile, or another user's
                if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                    os.kill(int(entry.name), signal.SIGKILL)


def _is_neutral(name: str) -> bool:
    """Tell whether a variable may pass from the desktop that the tests are run from."""
    foreign = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SESSION_MANAGER", "XAUTHORITY", "LANGUAGE"}
    return name not in foreign and not name.startswith(("XDG_", "LC_", "GTK_", "QT_", "GDK_", "PYSTRAY_", "IEA_"))


def _line(stream: IO[bytes], program: str) -> bytes:
    """Return the first line that a program writes once it is ready."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        assert selector.select(PATIENCE_S), f"{program} did not start"
    line = stream.readline().strip()
    assert line, f"{program} ended at once"
    return line


def _same(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is None
