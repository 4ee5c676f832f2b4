"""pystray's Windows icon with three of its faults mended, and the picture in the size that the taskbar wants.

* It vetoed logging off and shutting down: every message it did not know was answered with 0.
* A menu changed by another thread was destroyed under the user's pointer: it is now rebuilt when next opened.
* Words longer than their field in NOTIFYICONDATAW raised ValueError: they are cut.

Importable on Windows only. Sources: Windows API reference, "WM_QUERYENDSESSION", "WM_ENDSESSION",
"NOTIFYICONDATAW", "LoadImageW".
"""

from collections.abc import Iterable

from PIL import IcoImagePlugin  # the one format that is written here; else Pillow loads the plugins of all
from PIL.Image import Image
from pystray import Menu, MenuItem, _win32
from pystray._util import serialized_image, win32

from iea_agent.adapters.tray_icon import TrayIcon

_WM_QUERYENDSESSION = 0x0011
_WM_ENDSESSION = 0x0016
_SM_CXSMICON = 49
_UNITS = {"szTip": 127, "szInfo": 255, "szInfoTitle": 63}
"""How many UTF-16 units each field of NOTIFYICONDATAW holds beside its final NUL."""


class WindowsIcon(TrayIcon, _win32.Icon):
    """An icon in the notification area of Windows."""

    def __init__(
        self,
        name: str,
        icon: Image | None = None,
        title: str | None = None,
        menu: Menu | Iterable[MenuItem] | None = None,
    ) -> None:
        super().__init__(name, icon, title, menu)
        self._menu_handle = None
        self._menu_changed = True
        self._menu_open = False
        self._message_handlers[_WM_QUERYENDSESSION] = lambda _wparam, _lparam: 1
        self._message_handlers[_WM_ENDSESSION] = self._on_end_session

    def _on_end_session(self, wparam: int, _lparam: int) -> None:
        if wparam:  # 0: another program vetoed, the session goes on
            self._stop()

    def _update_menu(self) -> None:
        self._menu_changed = True

    def _on_notify(self, wparam: int, lparam: int) -> None:
        if lparam != win32.WM_RBUTTONUP:
            super()._on_notify(wparam, lparam)
            return
        if self._menu_open:
            return
        if self._menu_changed:
            self._menu_changed = False
            super()._update_menu()
        self._menu_open = True
        try:
            super()._on_notify(wparam, lparam)
        finally:
            self._menu_open = False

    def _assert_icon_handle(self) -> None:
        if self._icon_handle:
            return
        size = win32.windll.user32.GetSystemMetrics(_SM_CXSMICON)
        image = self.pictures.get(size, self.icon)
        with serialized_image(image, IcoImagePlugin.IcoImageFile.format) as path:
            self._icon_handle = win32.LoadImage(None, path, win32.IMAGE_ICON, size, size, win32.LR_LOADFROMFILE)

    def _message(self, code: int, flags: int, **kwargs: object) -> None:
        for field, units in _UNITS.items():
            if field in kwargs:
                kwargs[field] = _cut(str(kwargs[field]), units)
        super()._message(code, flags, **kwargs)


def _cut(text: str, units: int) -> str:
    """Return what fits into so many UTF-16 units, never half a character."""
    return text.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore")
