"""Windows read and pressed by their French names, as a screen reader does (AT-SPI)."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

import msgspec

from iea_agent.demo.tour.desktop.errors import NotThereError, TourError
from iea_agent.demo.tour.desktop.geometry import Box, Place
from iea_agent.demo.tour.desktop.programs import SCREEN_READER, SYSTEM_PYTHON, require_programs
from iea_agent.demo.tour.desktop.waiting import wait_until

DRIVER = Path(__file__).with_name("screen_reader_driver.py")


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a window or a menu, as a screen reader knows it."""

    role: str
    """In the words of AT-SPI: ``push button``, ``text``, ``check box``, ``label``, ``menu item``…"""
    name: str
    """What is announced: the label, without the mark of its mnemonic."""
    text: str = ""
    """What a text field or a text that can be selected holds."""
    description: str = ""
    enabled: bool = True
    showing: bool = True
    focusable: bool = False
    focused: bool = False
    selected: bool = False
    checked: bool = False
    editable: bool = False
    box: Box | None = None
    """Where it is on the screen; ``None`` if it is nowhere."""
    entries: "tuple[Control, ...]" = ()
    """The entries of a menu in a menu."""

    @property
    def place(self) -> Place:
        """Where to click; NotThereError if it is nowhere."""
        if self.box is None:
            raise NotThereError(f"{self.name!r} is not on the screen")
        left, upper, right, lower = self.box
        return (left + right) // 2, (upper + lower) // 2


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A window, or a part of one, with what lies in it: the tree that a screen reader walks."""

    role: str
    """In the words of AT-SPI, as :attr:`Control.role`."""
    name: str
    description: str
    states: frozenset[str]
    """In the words of AT-SPI: ``visible``, ``focusable``, ``expandable``…"""
    labels: tuple[str, ...]
    """The names of the labels that it is tied to."""
    children: "tuple[Branch, ...]"
    """None are read below what is hidden."""


class ScreenReader:
    """Sees every window on one private display and bus. Use it as a context manager, or close it.

    ``scale`` is how many pixels of the screen GTK and Qt take for one of theirs.

    Raises:
        MissingProgramError: this machine lacks what reads windows.
    """

    def __init__(self, environ: Mapping[str, str], *, scale: int = 1) -> None:
        require_programs(SCREEN_READER)
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [SYSTEM_PYTHON, str(DRIVER), str(scale)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            text=True,
            encoding="utf-8",
        )
        self._requests = cast("IO[str]", self._process.stdin)
        self._replies = cast("IO[str]", self._process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._replies.close()

    # Reading.

    def windows(self) -> list[str]:
        """Return the titles of all windows that are shown."""
        return list(self._ask(do="windows"))

    def wait_for_window(self, title: str) -> None:
        """Wait until a window is shown."""
        wait_until(lambda: title in self.windows(), f"the window {title!r}, among {self.windows()}")

    def wait_for_no_window(self, title: str) -> None:
        """Wait until no window of this title is shown."""
        wait_until(lambda: title not in self.windows(), f"the end of the window {title!r}")

    def read(self, window: str) -> list[Control]:
        """Return everything in a window, from its root down; nothing if there is no such window."""
        return msgspec.convert(self._ask(do="read", window=window), list[Control])

    def trees(self) -> list[Branch]:
        """Return the trees of all windows that are shown."""
        return msgspec.convert(self._ask(do="trees"), list[Branch])

    def control(self, window: str, name: str, role: str | None = None) -> Control:
        """Return the first control of a name, and role, in a window; NotThereError."""
        return msgspec.convert(self._ask(do="describe", window=window, name=name, **_role(role)), Control)

    def words(self, window: str) -> str:
        """Return all that a person can read in a window."""
        shown = [control for control in self.read(window) if control.showing]
        return "\n".join(part for one in shown for part in (one.name, one.text, one.description) if part)

    def wait_for_words(self, window: str, words: str) -> None:
        """Wait until words can be read in a window."""
        wait_until(lambda: words in self.words(window), f"{words!r} in {window!r}")

    def unnamed(self, window: str) -> list[Control]:
        """Return the controls that a screen reader could not announce."""
        return [control for control in self.read(window) if control.focusable and control.showing and not control.name]

    def menu(self) -> tuple[Control, ...]:
        """Return the entries of the menu that is open; none if none is."""
        return msgspec.convert(self._ask(do="menu"), tuple[Control, ...])

    # Acting without mouse and keyboard.

    def press(self, window: str, name: str) -> None:
        """Press a button; NotThereError."""
        self._ask(do="press", window=window, name=name)

    def type(self, window: str, name: str, text: str) -> None:
        """Replace what a text field holds; NotThereError."""
        self._ask(do="type", window=window, role="text", name=name, text=text)

    def _ask(self, **request: str) -> Any:  # noqa: ANN401 (whatever the driver answers)
        self._requests.write(json.dumps(request) + "\n")
        self._requests.flush()
        line = self._replies.readline()
        if not line:
            raise TourError("the screen reader ended")
        reply = json.loads(line)
        if "error" in reply:
            raise NotThereError(reply["error"])
        return reply["ok"]


def _role(role: str | None) -> dict[str, str]:
    return {} if role is None else {"role": role}
