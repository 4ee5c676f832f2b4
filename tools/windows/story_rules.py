"""What Windows itself rules: the colours in which windows are drawn."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import status_window
from tools.windows.clerk import Clerk
from tools.windows.machine import WindowsMachine
from tools.windows.steps import SETTINGS, STATUS, step

_PERSONALIZE: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
_BLACK: Final = (0, 0, 0)
_FRAME = 30
"""No frame is thicker, and no title bar higher (pixels)."""
_DARK = 96
"""Out of 255; the grounds of dark windows are below."""


class Rules(Clerk):
    """What the agent takes from Windows."""

    @step
    def dark(self) -> None:
        """Where Windows asks for dark windows, ours are dark."""
        machine = self.machine
        machine.run(["reg", "add", _PERSONALIZE, "/v", "AppsUseLightTheme", "/t", "REG_DWORD", "/d", "0", "/f"])
        try:
            self.choose(STATUS)
            machine.wait_for_window(status_window.STATUS_TITLE)
            machine.take("status-dark")
            assert max(self._ground(status_window.STATUS_TITLE)) < _DARK
            self.close(status_window.STATUS_TITLE)
        finally:
            machine.run(["reg", "delete", _PERSONALIZE, "/v", "AppsUseLightTheme", "/f"])

    @step
    def high_contrast(self) -> None:
        """With the colours of Windows' high contrast, windows are white on black."""
        machine = self.machine
        with _high_contrast(machine):
            for row, title, name in (
                (STATUS, status_window.STATUS_TITLE, "status-high-contrast"),
                (SETTINGS, labels.SETTINGS_TITLE, "settings-high-contrast"),
            ):
                self.choose(row)
                machine.wait_for_window(title)
                machine.take(name)
                assert self._ground(title) == _BLACK
                self.close(title)

    def _ground(self, title: str) -> tuple[int, int, int]:
        """Return the colour that a window shows most."""
        left, upper, right, lower = self.machine.window(title)["box"]
        inner = self.machine.screenshot((left + _FRAME, upper + _FRAME, right - _FRAME, lower - _FRAME))
        colours = Counter(zip(*[iter(inner.convert("RGB").tobytes())] * 3, strict=True))
        red, green, blue = colours.most_common(1)[0][0]
        return red, green, blue


@contextmanager
def _high_contrast(machine: WindowsMachine) -> Iterator[None]:
    """Set the system's colours to those of « Contraste élevé noir »; Wine has no flag that says so."""
    before = machine.run([machine.python(), "-c", _COLOURS, _HIGH_CONTRAST_BLACK])
    assert before.status == 0, before
    try:
        yield
    finally:
        machine.run([machine.python(), "-c", _COLOURS, before.words])


_COLOURS = """
import ctypes, sys
user = ctypes.WinDLL('user32')
count = 31
before = ' '.join(str(user.GetSysColor(index)) for index in range(count))
colours = [int(word) for word in sys.argv[1].split()]
assert user.SetSysColors(count, (ctypes.c_int * count)(*range(count)), (ctypes.c_uint32 * count)(*colours))
sys.stdout.write(before)
"""
"""Sets the colours of Windows, from COLOR_SCROLLBAR to COLOR_MENUBAR, and says those before."""
_WHITE_OF_THEM = {6, 7, 8, 9, 14, 18, 19, 21, 22, 23}
_OTHERS = {2: 0x800080, 3: 0x008000, 13: 0x800080, 16: 0x808080, 17: 0x00FF00, 20: 0xC0C0C0, 26: 0xFF8080, 29: 0x800080}
_HIGH_CONTRAST_BLACK = " ".join(
    str(0xFFFFFF if index in _WHITE_OF_THEM else _OTHERS.get(index, 0)) for index in range(31)
)
"""Windows' own scheme, by the numbers of GetSysColor, each 0x00BBGGRR: all else is black."""
