"""pystray's Windows icon with its faults mended, and the picture in the size that the taskbar wants.

* It vetoed logging off and shutting down: every message it did not know was answered with 0. Now the session may end,
  and is answered only when the agent has ended; a request to close ends the agent too.
* A menu changed by another thread was destroyed under the user's pointer: it is now rebuilt when next opened.
* Words longer than their field in NOTIFYICONDATAW raised ValueError: they are cut.
* An icon that the taskbar did not take, being busy while the user logs in, was never shown: it is offered again.
* Windows scaled icon and menu of a program that does not say that it sees real pixels: it now says so.

Importable on Windows only. Sources: Windows API reference, "WM_QUERYENDSESSION", "WM_ENDSESSION", "WM_CLOSE",
"NOTIFYICONDATAW", "Shell_NotifyIconW", "LoadImageW", "SetProcessDpiAwarenessContext".
"""

import ctypes
import logging
import threading
from collections.abc import Iterable

from PIL import IcoImagePlugin  # the one format that is written here; else Pillow loads the plugins of all
from PIL.Image import Image
from pystray import Menu, MenuItem, _win32
from pystray._util import serialized_image, win32

from iea_agent.adapters.tray.icon import TrayIcon

_log = logging.getLogger(__name__)

_WM_CLOSE = 0x0010
_WM_QUERYENDSESSION = 0x0011
_WM_ENDSESSION = 0x0016
_WM_OFFER_AGAIN = win32.WM_USER + 100
_SM_CXSMICON = 49
_PER_MONITOR_AWARE_V2 = -4
_UNITS = {"szTip": 127, "szInfo": 255, "szInfoTitle": 63}
"""How many UTF-16 units each field of NOTIFYICONDATAW holds beside its final NUL."""
OFFER_EVERY_S = 2.0
"""When an icon that was not taken is offered again (seconds)."""


class WindowsIcon(TrayIcon, _win32.Icon):
    """An icon in the notification area of Windows."""

    def __init__(
        self,
        name: str,
        icon: Image | None = None,
        title: str | None = None,
        menu: Menu | Iterable[MenuItem] | None = None,
    ) -> None:
        _see_real_pixels()
        super().__init__(name, icon, title, menu)
        self._menu_handle = None
        self._menu_changed = True
        self._menu_open = False
        self._is_taken = True
        self._message_handlers[_WM_CLOSE] = lambda _wparam, _lparam: self._end_session()
        self._message_handlers[_WM_QUERYENDSESSION] = lambda _wparam, _lparam: 1
        self._message_handlers[_WM_ENDSESSION] = self._on_end_session
        self._message_handlers[_WM_OFFER_AGAIN] = self._on_offer_again

    def host_present(self) -> bool:
        """Tell whether the taskbar has taken the icon."""
        return self._is_taken

    def _on_end_session(self, wparam: int, _lparam: int) -> None:
        if wparam:  # 0: another program vetoed, the session goes on
            self._end_session()

    def _end_session(self) -> None:
        if self.on_session_end is not None:
            self.on_session_end()
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

    def _on_display_change(self, wparam: int, lparam: int) -> None:
        self._release_icon()  # it may have to be of another size now
        super()._on_display_change(wparam, lparam)

    def _on_offer_again(self, _wparam: int, _lparam: int) -> None:
        if self.visible and not self._is_taken:
            self._show()

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
        data = win32.NOTIFYICONDATAW(
            cbSize=ctypes.sizeof(win32.NOTIFYICONDATAW), hWnd=self._hwnd, hID=id(self), uFlags=flags, **kwargs
        )
        done = win32.Shell_NotifyIcon(code, data)
        if code == win32.NIM_ADD:
            # One that is refused may be there all the same: the taskbar was told, and took too long to answer.
            self._note_offer(taken=bool(done or win32.Shell_NotifyIcon(win32.NIM_MODIFY, data)))

    def _note_offer(self, *, taken: bool) -> None:
        """Offer the icon again, later, if the taskbar did not take it; and say so once."""
        if not taken:
            if self._is_taken:
                _log.warning("the taskbar did not take the icon: it is offered again every %g s", OFFER_EVERY_S)
            again = threading.Timer(OFFER_EVERY_S, lambda: win32.PostMessage(self._hwnd, _WM_OFFER_AGAIN, 0, 0))
            again.daemon = True
            again.start()
        self._is_taken = taken


def _see_real_pixels() -> None:
    """Say that this program draws for whatever density a monitor has; before its first window."""
    user32 = win32.windll.user32
    try:
        user32.SetProcessDpiAwarenessContext(ctypes.c_void_p(_PER_MONITOR_AWARE_V2))
    except AttributeError:  # before Windows 10 1703
        user32.SetProcessDPIAware()


def _cut(text: str, units: int) -> str:
    """Return what fits into so many UTF-16 units, never half a character."""
    return text.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore")
