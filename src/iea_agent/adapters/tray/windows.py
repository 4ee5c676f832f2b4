"""pystray's Windows icon with bugs fixed, and the picture in the size that the taskbar wants.

* pystray vetoes logging off and shutting down: it answers every unknown message with 0. Here the session may end, and
  the answer is given once the agent has ended; a request to close ends the agent too.
* A menu that another thread changed was destroyed while it was open: it is rebuilt when next opened.
* A text longer than its field in NOTIFYICONDATAW raised ValueError: it is cut.
* An icon that the taskbar refused, being busy at login, was never shown: it is added again.
* Windows scaled the icon and the menu, since pystray does not declare that it is DPI-aware: this class does.

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
_WM_ADD_AGAIN = win32.WM_USER + 100
_SM_CXSMICON = 49
_PER_MONITOR_AWARE_V2 = -4
_UNITS = {"szTip": 127, "szInfo": 255, "szInfoTitle": 63}
"""Capacity of each field of NOTIFYICONDATAW, in UTF-16 units, without the final NUL."""
RETRY_S = 2.0
"""Retry interval for an icon that the taskbar refused (seconds)."""


class WindowsIcon(TrayIcon, _win32.Icon):
    """An icon in the notification area of Windows."""

    def __init__(
        self,
        name: str,
        icon: Image | None = None,
        title: str | None = None,
        menu: Menu | Iterable[MenuItem] | None = None,
    ) -> None:
        _declare_dpi_awareness()
        super().__init__(name, icon, title, menu)
        self._menu_handle = None
        self._menu_changed = True
        self._menu_open = False
        self._is_added = True
        self._message_handlers |= {
            _WM_CLOSE: lambda _wparam, _lparam: self._end_session(),
            _WM_QUERYENDSESSION: lambda _wparam, _lparam: 1,
            _WM_ENDSESSION: self._on_end_session,
            _WM_ADD_AGAIN: self._on_add_again,
        }

    def host_present(self) -> bool:
        """Tell whether the taskbar shows the icon."""
        return self._is_added

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
        self._release_icon()  # its size may have changed
        super()._on_display_change(wparam, lparam)

    def _on_add_again(self, _wparam: int, _lparam: int) -> None:
        if self.visible and not self._is_added:
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
            # A refused icon may have been added: the taskbar took too long to answer.
            self._note_added(added=bool(done or win32.Shell_NotifyIcon(win32.NIM_MODIFY, data)))

    def _note_added(self, *, added: bool) -> None:
        """Plan a retry if the taskbar refused the icon; log that once."""
        if not added:
            if self._is_added:
                _log.warning("the taskbar refused the icon: it is added again every %g s", RETRY_S)
            again = threading.Timer(RETRY_S, lambda: win32.PostMessage(self._hwnd, _WM_ADD_AGAIN, 0, 0))
            again.daemon = True
            again.start()
        self._is_added = added


def _declare_dpi_awareness() -> None:
    """Declare that this process is aware of the DPI of each monitor; before its first window."""
    user32 = win32.windll.user32
    try:
        user32.SetProcessDpiAwarenessContext(ctypes.c_void_p(_PER_MONITOR_AWARE_V2))
    except AttributeError:  # before Windows 10 1703
        user32.SetProcessDPIAware()


def _cut(text: str, units: int) -> str:
    """Cut a text to a number of UTF-16 units, never within a character."""
    return text.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore")
