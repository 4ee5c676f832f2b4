"""Icons of Windows: made once, from memory, in the size of the taskbar.

Importable on Windows only. Sources: Windows API reference, "CreateIconFromResourceEx", "DestroyIcon",
"GetDpiForWindow", "GetSystemMetricsForDpi".
"""

import ctypes
from collections.abc import Mapping
from ctypes import wintypes
from typing import NamedTuple

from PIL.Image import Image
from pystray._util import win32

from iea_agent.adapters.tray.icon_resource import icon_resource, picture_of_size

_SM_CXSMICON = 49
_VERSION = 0x00030000
_DEFAULT_COLOURS = 0
_TASKBAR_CLASS = "Shell_TrayWnd"

_user32 = win32.windll.user32
_create = _user32.CreateIconFromResourceEx
_create.argtypes = (
    ctypes.c_char_p,
    wintypes.DWORD,
    wintypes.BOOL,
    wintypes.DWORD,
    ctypes.c_int,
    ctypes.c_int,
    wintypes.UINT,
)
_create.restype = wintypes.HICON
_create.errcheck = win32._err  # type: ignore[assignment]  # noqa: SLF001 (pystray's own check: OSError)
_user32.FindWindowW.argtypes = (wintypes.LPCWSTR, wintypes.LPCWSTR)
_user32.FindWindowW.restype = wintypes.HWND


class _Made(NamedTuple):
    picture: Image
    """Kept, so that its identity stays its own."""
    size: int
    handle: int


class IconHandles:
    """The icon of each picture, in the size that was last wanted. For one thread at a time."""

    def __init__(self) -> None:
        self._made: dict[int, _Made] = {}

    def __len__(self) -> int:
        return len(self._made)

    def of(self, pictures: Mapping[int, Image], size: int) -> int:
        """Return the icon of a picture in a size (pixels); in the size before if Windows has no room, else OSError.

        ``pictures`` is the picture in the sizes it was drawn in; the largest is its identity.
        """
        picture = pictures[max(pictures)]
        made = self._made.get(id(picture))
        if made is not None and made.size == size:
            return made.handle
        try:
            handle = _icon_from(picture_of_size(pictures, size))
        except OSError:
            if made is None:
                raise
            return made.handle
        if made is not None:
            win32.DestroyIcon(made.handle)
        self._made[id(picture)] = _Made(picture, size, handle)
        return handle

    def close(self) -> None:
        """Destroy all icons."""
        while self._made:
            win32.DestroyIcon(self._made.popitem()[1].handle)


def _icon_from(picture: Image) -> int:
    resource = icon_resource(picture)
    is_icon = True
    return int(_create(resource, len(resource), is_icon, _VERSION, *picture.size, _DEFAULT_COLOURS))


def taskbar_icon_size() -> int:
    """Return the size of a small icon on the monitor of the taskbar (pixels)."""
    try:
        dpi = _user32.GetDpiForWindow(wintypes.HWND(_user32.FindWindowW(_TASKBAR_CLASS, None)))
        if dpi:
            return int(_user32.GetSystemMetricsForDpi(_SM_CXSMICON, dpi))
    except AttributeError:  # before Windows 10 1607
        pass
    return int(_user32.GetSystemMetrics(_SM_CXSMICON))
