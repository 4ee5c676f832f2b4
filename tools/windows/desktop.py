"""A private Windows on a virtual screen: what runs on it, and the windows that a program of its own sees."""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from iea_agent.demo.tour.desktop.errors import NotThereError, TourError
from iea_agent.demo.tour.desktop.geometry import Geometry
from iea_agent.demo.tour.desktop.programs import require_programs
from iea_agent.demo.tour.desktop.waiting import PATIENCE_S, wait_until
from iea_agent.demo.tour.desktop.x_screen import XScreen
from tools.windows.prepare import FOLDER, HEIGHT, PROGRAMS, USER, WIDTH, Prepared, environ_of
from tools.windows.system import in_system

ASIDE: Final = (640, 60)
"""A place of the desktop where no icon, menu or notification is."""
_RUN_ENTRY = '"iea-agent"='
_TRAY = 20
"""Height of Wine's notification area (pixels)."""
_FRAME = 24
"""No frame is thicker, and no title bar twice as high."""
_LEAST_COLOURS = 20
"""Letters with smooth edges have more."""


class Told(NamedTuple):
    """The outcome of a command of the agent."""

    status: int
    words: str


class WindowsDesktop(XScreen):
    """Use it as a context manager; whatever runs in it ends with it.

    Raises:
        MissingProgramError: this machine lacks some of its programs.
    """

    def __init__(self, prepared: Prepared) -> None:
        require_programs(PROGRAMS)
        self._prepared = prepared
        self._folder = Path(tempfile.mkdtemp(prefix="windows-"))
        self._programs: list[subprocess.Popen[bytes]] = []
        self._held = contextlib.ExitStack()
        super().__init__(environ_of(prepared.prefix), self._folder, Geometry(WIDTH, HEIGHT, panel_height=_TRAY))

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
        self._held.enter_context(_alone())
        self.environ["DISPLAY"] = f":{self._start_screen()}"
        self._do("setxkbmap", "-layout", "fr", "-variant", "oss")
        self._wine("wineserver", "--kill")  # whatever a run that was cut short left
        self._held.callback(self._end_programs)
        self._forget_everything()
        self._inside = self._start_inside()
        self._held.callback(self._stop_inside)
        wait_until(lambda: any(each["class"] == "Shell_TrayWnd" for each in self.windows()), "the tray")
        self.ask("place_tray", right=WIDTH, lower=HEIGHT)
        self.click(ASIDE)  # without a window manager nothing else gives Wine the keyboard

    def _start_screen(self) -> int:
        reading, writing = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        cookie = self._folder / "cookie"
        cookie.write_bytes(_cookie())
        self.environ["XAUTHORITY"] = str(cookie)
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-auth", str(cookie)],
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
        """Remove what a run that was cut short left: the agent's files, its shortcuts, its entry in the Run key."""
        for place in ("Local", "LocalLow", "Roaming"):
            shutil.rmtree(self.home / "AppData" / place / "iea-agent", ignore_errors=True)
        for folder in (self.home / "Desktop", self.home / "AppData" / "Roaming" / "Microsoft"):
            for link in folder.rglob("*.lnk"):
                link.unlink()
        registry = self._prepared.prefix / "user.reg"
        lines = registry.read_text("utf-8").splitlines(keepends=True)
        registry.write_text("".join(line for line in lines if not line.startswith(_RUN_ENTRY)), "utf-8")

    # What runs.

    @property
    def home(self) -> Path:
        """The profile of the user of Windows, as this system sees it."""
        return self._prepared.prefix / "drive_c" / "users" / USER

    def path_inside(self, path: Path) -> str:
        """Return how Windows calls a file of this system."""
        return "Z:" + str(path).replace("/", "\\")

    def python(self, *, console: bool = True) -> str:
        """Return the interpreter, with or without a console, as Windows calls it."""
        return self.path_inside(self._prepared.python / ("python.exe" if console else "pythonw.exe"))

    def start(self, command: Sequence[str], **environ: str) -> subprocess.Popen[bytes]:
        """Start a program of Windows; standard handles that are files would be no good to it."""
        program = subprocess.Popen(
            in_system("wine", *command),
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._programs.append(program)
        return program

    def run(self, command: Sequence[str], **environ: str) -> Told:
        """Run a program of Windows to its end; TourError if that never comes."""
        try:
            done = subprocess.run(
                in_system("wine", *command),
                env=self.environ | {"PYTHONIOENCODING": "utf-8"} | environ,
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=2 * PATIENCE_S,
            )
        except subprocess.TimeoutExpired as error:
            raise TourError(f"{command} did not end") from error
        return Told(done.returncode, (done.stdout or done.stderr).decode("utf-8", "replace").strip())

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
        self.wait_for_rest(self.geometry.beside_panel)
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

    def _start_inside(self) -> subprocess.Popen[bytes]:
        script = self.path_inside(Path(__file__).with_name("inside.py"))
        return subprocess.Popen(
            in_system("wine", self.python(), script),
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

    def _end_programs(self) -> None:
        """End everything that runs in this Windows."""
        self._wine("wineserver", "--kill")
        for program in self._programs:
            program.kill()
            program.wait()

    def _wine(self, *command: str) -> None:
        """Run a program of Wine's own that ends by itself; it may have nothing to do."""
        subprocess.run(in_system(*command), env=self.environ, check=False, capture_output=True, timeout=PATIENCE_S)

    def tips(self) -> list[str]:
        """Return the words of the tool tips and notifications that are shown."""
        return [str(each) for each in self.ask("tips")]

    def wait_for_no_tips(self) -> None:
        """Take the mouse off the icon, and wait until no notification is shown."""
        self.point(ASIDE)
        wait_until(lambda: not self.tips(), "the end of the notifications")


def _cookie() -> bytes:
    """Return what lets programs onto the screen, and keeps all others off it: an entry of Xauthority (Xau(3))."""
    any_family, fields = b"\xff\xff", (b"", b"", b"MIT-MAGIC-COOKIE-1", os.urandom(16))
    return any_family + b"".join(len(field).to_bytes(2, "big") + field for field in fields)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other run uses this Windows, and keep others waiting."""
    with (FOLDER / "in-use").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
