"""A private desktop: a virtual screen, a session bus, a home; the panel and window manager are those of a subclass.

Nothing of it is seen by the desktop that it is started from, nor outlives it.
"""

import abc
import contextlib
import os
import re
import selectors
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import psutil
from jeepney import message_bus
from jeepney.io.blocking import DBusConnection, prep_socket

from iea_agent.demo.tour.desktop.errors import NeverCameError
from iea_agent.demo.tour.desktop.geometry import Geometry
from iea_agent.demo.tour.desktop.programs import ACCESSIBILITY_BUS, SCREEN, SCREEN_READER, require_programs
from iea_agent.demo.tour.desktop.waiting import PATIENCE_S, stretched, wait_until
from iea_agent.demo.tour.desktop.x_screen import XScreen

WATCHER = "org.kde.StatusNotifierWatcher"
NOTIFICATIONS = "org.freedesktop.Notifications"
_ACCESSIBILITY = "org.a11y.Bus"
_BACKGROUND = "#4a6f9c"
_MARK = "IEA_PRIVATE_DESKTOP"


class PrivateDesktop(XScreen, abc.ABC):
    """Use it as a context manager; ``environ`` is for the programs that are to run on it.

    Raises:
        MissingProgramError: this machine lacks some of its programs.
    """

    PROGRAMS: ClassVar[Mapping[str, str]] = {}
    """What it takes beside the screen: commands, or patterns of files below /, each with its Debian package."""

    def __init__(self, geometry: Geometry | None = None) -> None:
        require_programs({**SCREEN, **self.PROGRAMS})
        self.folder = Path(tempfile.mkdtemp(prefix="desk-"))  # a socket's path must stay short
        self._mark = uuid.uuid4().hex
        self._programs: list[subprocess.Popen[bytes]] = []
        self._panel: subprocess.Popen[bytes] | None = None
        self._bus: subprocess.Popen[bytes] | None = None
        self._bus_socket = self.folder / "run" / "bus"
        super().__init__(self._private_environ(), self.folder, geometry or Geometry())
        self.write_settings(Path(self.environ["XDG_CONFIG_HOME"]))
        self._keep_services_away()
        if self.geometry.scale != 1:
            self.environ |= dict.fromkeys(("GDK_SCALE", "QT_SCALE_FACTOR"), str(self.geometry.scale))

    def __enter__(self) -> Self:
        try:
            self.start_screen()
            self.start_bus()
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._clean_up()

    # What makes each desktop what it is.

    @abc.abstractmethod
    def write_settings(self, config: Path) -> None:
        """Leave the settings of its programs below a configuration folder; ``environ`` may still be changed."""

    @abc.abstractmethod
    def panel_command(self) -> Sequence[str]:
        """Return what starts the panel."""

    @abc.abstractmethod
    def window_manager_command(self) -> Sequence[str]:
        """Return what starts the window manager."""

    # Programs.

    def start(
        self, command: Sequence[str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program on the desktop; it is killed with the desktop."""
        program = self._popen(command, stdin=stdin, stdout=stdout)
        self._programs.append(program)
        return program

    @property
    def mark(self) -> bytes:
        """What every program on this desktop has in its environment."""
        return f"{_MARK}={self._mark}".encode()

    def start_panel(self) -> None:
        """Start the panel and wait until its tray takes icons."""
        self._panel = self.start(self.panel_command())
        wait_until(lambda: self.has_owner(WATCHER), "a tray in the panel")

    def start_window_manager(self) -> None:
        """Start the window manager, which gives windows their frames, and wait until it manages them."""
        self.start(self.window_manager_command())
        wait_until(lambda: bool(self._ask("xdotool", "get_num_desktops").strip()), "the window manager")

    def start_accessibility(self) -> None:
        """Start the bus that screen readers listen to, for the programs that are started after it."""
        require_programs({ACCESSIBILITY_BUS: SCREEN_READER[ACCESSIBILITY_BUS]})
        self.environ["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        self.start([ACCESSIBILITY_BUS, "--launch-immediately"])
        wait_until(lambda: self.has_owner(_ACCESSIBILITY), "the accessibility bus")

    def kill_panel(self) -> None:
        """Kill the panel as a crash would, and wait until its tray is gone."""
        if self._panel is not None:
            self._panel.kill()
            self._panel.wait()
        self.wait_for_no_tray()

    def wait_for_no_tray(self) -> None:
        """Wait until no tray takes icons."""
        wait_until(lambda: not self.has_owner(WATCHER), "the end of the tray")

    def start_bus(self) -> None:
        """Start the session bus, at the same address each time."""
        self._bus_socket.unlink(missing_ok=True)
        address = f"--address=unix:path={self._bus_socket}"
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", address, "--print-address"]
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = self._start_saying(command)
        self._bus = self._programs[-1]

    def kill_bus(self) -> None:
        """Kill the session bus as a crash would, and the panel, which may not outlive it."""
        for program in filter(None, (self._bus, self._panel)):
            program.kill()
            program.wait()

    def active_window(self) -> str:
        """Return the title of the window that has the keyboard; needs the window manager."""
        return self._ask("xdotool", "getactivewindow", "getwindowname").strip()

    def activate_window(self, title: str) -> None:
        """Bring a window to the front and give it the keyboard, as a task bar does; NotThereError."""
        self._activate(title)

    def is_above(self, title: str, other: str) -> bool:
        """Tell whether one window is nearer to the eye than another; needs the window manager."""
        found = self._ask("xprop", "-root", "-notype", "_NET_CLIENT_LIST_STACKING")
        titles = [self._ask("xdotool", "getwindowname", window) for window in re.findall(r"0x[0-9a-f]+", found)]
        order = [each.strip() for each in titles]
        return title in order and other in order and order.index(title) > order.index(other)

    def has_owner(self, name: str) -> bool:
        """Tell whether a name on the session bus has an owner."""
        with contextlib.closing(self.connect()) as bus:
            return bool(bus.send_and_get_reply(message_bus.NameHasOwner(name), timeout=stretched(PATIENCE_S)).body[0])

    def connect(self) -> DBusConnection:
        """Return a new connection to the desktop's session bus."""
        return DBusConnection(prep_socket(str(self._bus_socket)))

    # Inside.

    def _popen(
        self,
        command: Sequence[str],
        *,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 (our own command)
            command, env=self.environ, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, pass_fds=pass_fds
        )

    def _keep_services_away(self) -> None:
        """Let the bus start no notification service by itself: which one, and whether, is this machine's chance."""
        services = Path(self.environ["XDG_DATA_HOME"], "dbus-1", "services")
        services.mkdir(parents=True)
        service = f"[D-BUS Service]\nName={NOTIFICATIONS}\nExec=/bin/false\n"
        (services / f"{NOTIFICATIONS}.service").write_text(service, encoding="ascii")

    def _private_environ(self) -> dict[str, str]:
        folders = {
            "HOME": "home",
            "XDG_CONFIG_HOME": "home/.config",
            "XDG_CACHE_HOME": "home/.cache",
            "XDG_DATA_HOME": "home/.local/share",
            "XDG_STATE_HOME": "home/.local/state",
            "XDG_RUNTIME_DIR": "run",
            "TMPDIR": "tmp",
        }
        for folder in folders.values():
            (self.folder / folder).mkdir(mode=0o700, parents=True)
        kept = {name: value for name, value in os.environ.items() if _is_neutral(name)}
        private = {name: str(self.folder / folder) for name, folder in folders.items()}
        return kept | private | {_MARK: self._mark, "LANG": "C.UTF-8", "GTK_THEME": "Adwaita"}

    def start_screen(self) -> None:
        """Start the X server with a French keyboard."""
        self.environ["DISPLAY"] = f":{self._start_x_server()}"
        self._do("setxkbmap", "-layout", "fr", "-variant", "oss")
        self._do("xsetroot", "-solid", _BACKGROUND)

    def _start_x_server(self) -> int:
        """Start the X server; return its number."""
        _, _, width, height = self.geometry.whole
        size = ["-screen", "0", f"{width}x{height}x24"]
        # Without -noreset the keyboard would become American again with the last program that leaves.
        return int(self._start_saying(["Xvfb", *size, "-nolisten", "tcp", "-noreset", "-displayfd"]))

    def _start_saying(self, command: Sequence[str]) -> str:
        """Start a server whose last option takes a file descriptor; return the line that it writes there once ready."""
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as answer:
            try:
                self._programs.append(self._popen([*command, str(writing)], pass_fds=[writing]))
            finally:
                os.close(writing)
            with selectors.DefaultSelector() as selector:
                selector.register(answer, selectors.EVENT_READ)
                if not selector.select(stretched(PATIENCE_S)):
                    raise NeverCameError(f"{command[0]} did not start")
            line = answer.readline().strip()
        if not line:
            raise NeverCameError(f"{command[0]} ended at once")
        return line.decode()

    def _clean_up(self) -> None:
        for program in reversed(self._programs):
            program.kill()
            program.wait()
        self._kill_marked()  # what the panel and the bus have started in turn
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill_marked(self) -> None:
        """Kill every process that bears the mark of this desktop in its environment."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):  # gone meanwhile, or another user's
                if process.environ().get(_MARK) == self._mark:
                    process.kill()


def _is_neutral(name: str) -> bool:
    """Tell whether a variable may pass from the desktop that this one is started from."""
    foreign = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SESSION_MANAGER", "XAUTHORITY", "LANGUAGE"}
    return name not in foreign and not name.startswith(("XDG_", "LC_", "GTK_", "QT_", "GDK_", "PYSTRAY_", "IEA_"))
