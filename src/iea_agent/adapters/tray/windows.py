"""pystray's Windows icon with bugs fixed, and the picture in the size that the taskbar wants.

* pystray vetoes logging off and shutting down: it answers every unknown message with 0. Here the session may end, and
  the answer is given once the agent has ended; a request to close ends the agent too.
* A menu that another thread changed was destroyed while it was open: it is rebuilt when next opened.
* A text longer than its field in NOTIFYICONDATAW raised ValueError: it is cut.
* An icon that the taskbar refused, being busy at login, was never shown: it is added again, as is one that the taskbar
  lost. What is refused is an OSError to the caller, also a notification.
* Each picture went through a file in %TEMP%: without that folder the taskbar kept the picture before. Icons are made
  from memory, each once (``windows_icons.py``).
* After a change of the screen the icon was removed first, and stayed away if it could not be made: it is replaced.
* Windows scaled the icon and the menu, since pystray does not declare that it is DPI-aware: this class does.

Importable on Windows only. Sources: Windows API reference, "WM_QUERYENDSESSION", "WM_ENDSESSION", "WM_CLOSE",
"NOTIFYICONDATAW", "Shell_NotifyIconW", "NIN_BALLOONUSERCLICK", "WM_DPICHANGED", "SetProcessDpiAwarenessContext".
"""

import ctypes
import logging
import threading
from collections.abc import Iterable, Mapping

from PIL.Image import Image
from pystray import Menu, MenuItem, _win32
from pystray._util import win32

from iea_agent.adapters.tray.icon import TrayIcon
from iea_agent.adapters.tray.windows_icons import IconHandles, taskbar_icon_size
from iea_agent.core.notification import MAX_BODY, MAX_TITLE, MAX_TOOLTIP, Notification, Urgency

_log = logging.getLogger(__name__)

_WM_CLOSE = 0x0010
_WM_QUERYENDSESSION = 0x0011
_WM_ENDSESSION = 0x0016
_WM_SETTINGCHANGE = 0x001A
_WM_DPICHANGED = 0x02E0
_WM_SHOW_AGAIN = win32.WM_USER + 100
_NIN_BALLOONUSERCLICK = win32.WM_USER + 5
_BALLOON_SIGN = {Urgency.LOW: 1, Urgency.NORMAL: 2}
"""The sign beside the title, for each urgency: NIIF_INFO, NIIF_WARNING."""
_PER_MONITOR_AWARE_V2 = -4
_UNITS = {"szTip": MAX_TOOLTIP, "szInfo": MAX_BODY, "szInfoTitle": MAX_TITLE}
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
        self._taskbar = threading.RLock()
        """Held from reading what is to be shown until the taskbar has it: a slower thread must not show what was.

        Reentrant: Windows delivers messages to a thread that waits for the taskbar.
        """
        self._handles = IconHandles()
        self._wanted: Mapping[int, Image] = {}
        """The picture that is to be shown, by size (pixels)."""
        self._retry_is_planned = False
        self._message_handlers |= {
            _WM_CLOSE: lambda _wparam, _lparam: self._end_session(),
            _WM_QUERYENDSESSION: lambda _wparam, _lparam: 1,
            _WM_ENDSESSION: self._on_end_session,
            _WM_SETTINGCHANGE: self._on_display_change,
            _WM_DPICHANGED: self._on_display_change,
            _WM_SHOW_AGAIN: self._on_show_again,
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
        if lparam == _NIN_BALLOONUSERCLICK:
            if self.on_notification_click is not None:
                self.on_notification_click()
            return
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

    def _run(self) -> None:
        try:
            super()._run()
        finally:
            with self._taskbar:
                self._handles.close()

    def _on_display_change(self, _wparam: int, _lparam: int) -> None:
        """Show the icon again, later: the taskbar may be waiting for the answer to this very message."""
        win32.PostMessage(self._hwnd, _WM_SHOW_AGAIN, 1, 0)

    def _on_show_again(self, wparam: int, _lparam: int) -> None:
        """Show the icon again; after a retry interval (0) only if the taskbar does not show it."""
        if not wparam:
            self._retry_is_planned = False
        if self.visible and (wparam or not self._is_added):
            self._show()

    def _show(self) -> None:
        was_shown = self._is_added
        try:
            self._put()
        except OSError:  # logged, and retried
            if was_shown:
                self.note_fault()

    def _update_icon(self) -> None:
        self._icon_valid = True
        if self.icon is not None:
            self._wanted = self.pictures or {self.icon.width: self.icon}
        if self.visible:
            self._put()

    def _update_title(self) -> None:
        self._put()

    def show_notification(self, notification: Notification) -> None:
        """Notify the user: a click is the button."""
        self._show_balloon(notification.body, notification.title, _BALLOON_SIGN[notification.urgency])

    def _notify(self, message: str, title: str | None = None) -> None:
        self._show_balloon(message, title or self.title or "", 0)

    def _show_balloon(self, body: str, title: str, sign: int) -> None:
        """Have the taskbar show a notification; OSError if it refuses."""
        with self._taskbar:
            words: dict[str, object] = {"szInfo": body, "szInfoTitle": title, "dwInfoFlags": sign}
            if self._message(win32.NIM_MODIFY, win32.NIF_INFO, **words):
                return
            if self.visible:  # the taskbar has lost the icon
                self._put()
            if not self._message(win32.NIM_MODIFY, win32.NIF_INFO, **words):
                raise OSError("the taskbar refused a notification")

    def _release_icon(self) -> None:
        """Do nothing: ``_handles`` owns the icons."""

    def _put(self) -> None:
        """Have the taskbar show the present picture and title.

        A picture that cannot be made takes the one before away with it: no icon is better than a false one.

        Raises:
            OSError: Windows has no room for the picture, or the taskbar refused it; a retry is planned.
        """
        with self._taskbar:
            try:
                self._put_icon(self._handle(), win32.NIF_MESSAGE | win32.NIF_ICON | win32.NIF_TIP)
            except OSError as error:
                self._plan_retry(error)
                raise
            if not self._is_added:
                _log.info("the taskbar shows the icon again")
            self._is_added = True

    def _handle(self) -> int:
        """Return the icon to be shown; OSError, with no icon left in the taskbar."""
        try:
            return self._handles.of(self._wanted, taskbar_icon_size())
        except OSError:
            self._message(win32.NIM_DELETE, 0)
            raise

    def _put_icon(self, handle: int, flags: int) -> None:
        """Change the icon, or add it where the taskbar has none; OSError.

        A refused icon may have been added: the taskbar took too long to answer.
        """
        for code in (win32.NIM_MODIFY, win32.NIM_ADD, win32.NIM_MODIFY):
            if self._message(code, flags, uCallbackMessage=win32.WM_NOTIFY, hIcon=handle, szTip=self.title):
                return
        raise OSError("the taskbar refused the icon")

    def _message(self, code: int, flags: int, **kwargs: object) -> bool:
        """Tell the taskbar something; return whether it has taken it."""
        for field, units in _UNITS.items():
            if field in kwargs:
                kwargs[field] = _cut(str(kwargs[field]), units)
        data = win32.NOTIFYICONDATAW(
            cbSize=ctypes.sizeof(win32.NOTIFYICONDATAW), hWnd=self._hwnd, hID=id(self), uFlags=flags, **kwargs
        )
        return bool(win32.Shell_NotifyIcon(code, data))

    def _plan_retry(self, error: OSError) -> None:
        """Plan a retry on the thread of the icon: the taskbar may take it while nothing changes."""
        if self._is_added:
            _log.warning("the icon is not shown, retried every %g s: %s", RETRY_S, error)
        self._is_added = False
        if not self._retry_is_planned:
            again = threading.Timer(RETRY_S, lambda: win32.PostMessage(self._hwnd, _WM_SHOW_AGAIN, 0, 0))
            again.daemon = True
            again.start()
            self._retry_is_planned = True


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
