"""pystray's macOS icon with bugs fixed, safe from any thread. Never run on a Mac.

* AppKit ends the process when a view is touched from another thread than the main one, and pystray shows its icon from
  its setup thread: every update goes through the main run loop.
* A menu that is replaced while it is open answers with the commands of the new one: it is now rebuilt once closed.
* The program had a place in the Dock, SIGTERM (logging off) waited for the next event, and Ctrl-C ended it on the spot.
* The picture was scaled down to the pixels of an old screen: it now has one for each density.
* ``notify`` failed without a title, and waited for the notification.

The picture is no template image: those have no colour, which is what this icon says (docs/decisions/0016).

Importable on macOS only. Sources: AppKit, "Thread Safety Summary", NSMenu, NSImage, NSApplication.ActivationPolicy;
PyObjC, ``PyObjCTools.AppHelper`` and ``PyObjCTools.MachSignals``; osascript(1).
"""

import io
import logging
import signal
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType

import AppKit
import Foundation
from PyObjCTools import AppHelper, MachSignals
from pystray import _darwin

from iea_agent.adapters.tray.icon import TrayIcon

_log = logging.getLogger(__name__)

_SIDE = 18.0
"""Height and width of the picture in a menu bar of 22 points (Human Interface Guidelines, "The menu bar")."""
_NOTIFY_S = 10.0
_SCRIPT = (
    "on run arguments",
    "display notification (item 1 of arguments) with title (item 2 of arguments)",
    "end run",
)
"""The texts are arguments: nothing in them is read as AppleScript."""


class MacIcon(TrayIcon, _darwin.Icon):
    """An icon in the menu bar of macOS. Made, and run, on the main thread."""

    _menu_open = False
    _menu_changed = False
    """Both belong to the main thread."""

    def _run(self) -> None:
        """Run until ``stop()``; signal handlers that were set before are called by way of Mach."""
        self._app.setActivationPolicy_(AppKit.NSApplicationActivationPolicyAccessory)
        self._watch_menu()
        for number in (signal.SIGINT, signal.SIGTERM):
            handler = signal.getsignal(number)
            if callable(handler):
                MachSignals.signal(number, partial(_call, handler))
        self._mark_ready()
        try:
            self._app.run()
        finally:
            self._status_bar.removeStatusItem_(self._status_item)

    def _stop(self) -> None:
        self._on_main_thread(super()._stop)

    # The picture and the tooltip.

    def _show(self) -> None:
        self._on_main_thread(super()._show)

    def _hide(self) -> None:
        self._on_main_thread(super()._hide)

    def _update_icon(self) -> None:
        self._icon_valid = True
        self._on_main_thread(self._put_image)

    def _update_title(self) -> None:
        self._on_main_thread(self._put_title)

    def _assert_image(self) -> None:
        """Show the picture; what pystray's own ``_show`` calls, on the main thread."""
        self._put_image()

    def _put_image(self) -> None:
        picture = self.icon
        if picture is None:
            return
        image = AppKit.NSImage.alloc().initWithSize_((_SIDE, _SIDE))
        for each in (self.pictures or {picture.width: picture}).values():
            png = io.BytesIO()
            each.save(png, "png")
            data = Foundation.NSData.dataWithBytes_length_(png.getvalue(), len(png.getvalue()))
            one = AppKit.NSBitmapImageRep.imageRepWithData_(data)
            one.setSize_((_SIDE, _SIDE))  # the more pixels, the denser: AppKit chooses by the screen
            image.addRepresentation_(one)
        image.setTemplate_(False)
        self._status_item.button().setImage_(image)

    def _put_title(self) -> None:
        title = self.title or self.name
        self._status_item.button().setToolTip_(title)
        self._status_item.button().setAccessibilityLabel_(title)

    # The menu.

    def _update_menu(self) -> None:
        self._on_main_thread(self._rebuild_menu)

    def _rebuild_menu(self) -> None:
        self._menu_changed = self._menu_open
        if not self._menu_open:
            super()._update_menu()

    def _watch_menu(self) -> None:
        """Note when the menu opens and closes: this program has no other."""
        center = Foundation.NSNotificationCenter.defaultCenter()
        for name, note in (
            (AppKit.NSMenuDidBeginTrackingNotification, self._on_menu_opened),
            (AppKit.NSMenuDidEndTrackingNotification, self._on_menu_closed),
        ):
            center.addObserverForName_object_queue_usingBlock_(name, None, None, note)

    def _on_menu_opened(self, _notification: object) -> None:
        self._menu_open = True

    def _on_menu_closed(self, _notification: object) -> None:
        self._menu_open = False
        if self._menu_changed:
            self._update_menu()  # later: the choice is carried out only now, with the commands that were shown

    def _on_main_thread(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the main run loop; safe from any thread. An exception must not end the loop."""

        def guarded() -> None:
            try:
                call()
            except Exception:  # noqa: BLE001 (reported; the icon stays)
                self.note_fault()

        AppHelper.callAfter(guarded)

    # Notifications.

    def _notify(self, message: str, title: str | None = None) -> None:
        """Have the system show it, without waiting; a failure is only logged."""
        lines = [word for line in _SCRIPT for word in ("-e", line)]
        command = ["/usr/bin/osascript", *lines, message, title or self.title or self.name]

        def show() -> None:
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=_NOTIFY_S)  # noqa: S603 (no shell)
            except (OSError, subprocess.SubprocessError):
                _log.warning("no notification", exc_info=True)

        threading.Thread(target=show, name="notification", daemon=True).start()


def _call(handler: Callable[[int, FrameType | None], object], number: int) -> None:
    """Call a handler of Python's ``signal``, without a frame: Mach has none."""
    handler(number, None)
