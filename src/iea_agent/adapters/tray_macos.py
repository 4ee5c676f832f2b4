"""pystray's macOS icon, safe from any thread.

AppKit ends the process when a view is touched from another thread than the main one, and pystray shows its
icon from its setup thread; so every update goes through the main run loop. Its ``notify`` fails without a title.

Importable on macOS only. Source: AppKit, "Thread Safety Summary"; PyObjC, ``PyObjCTools.AppHelper``.
"""

import subprocess

from PyObjCTools import AppHelper
from pystray import _darwin

from iea_agent.adapters.tray_icon import TrayIcon


class MacIcon(TrayIcon, _darwin.Icon):
    """An icon in the menu bar of macOS."""

    def _show(self) -> None:
        AppHelper.callAfter(super()._show)

    def _hide(self) -> None:
        AppHelper.callAfter(super()._hide)

    def _update_icon(self) -> None:
        self._icon_valid = True
        AppHelper.callAfter(super()._update_icon)

    def _update_title(self) -> None:
        AppHelper.callAfter(super()._update_title)

    def _update_menu(self) -> None:
        AppHelper.callAfter(super()._update_menu)

    def _stop(self) -> None:
        AppHelper.callAfter(super()._stop)

    def _notify(self, message: str, title: str | None = None) -> None:
        try:
            super()._notify(message, title or self.title or self.name)
        except (OSError, subprocess.CalledProcessError):
            self._log.warning("no notification", exc_info=True)
