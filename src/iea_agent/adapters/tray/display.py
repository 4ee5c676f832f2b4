"""The tray icon as the agent's display: picture, tooltip, menu, notifications; implements ``ports.Display``.

The icon is shown before the agent begins: until then it is the heart, without tooltip and menu. A click meanwhile is
kept, and done once the agent is there.
"""

import contextlib
import logging
import os
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

    from iea_agent.adapters.tray.icon import TrayIcon
    from iea_agent.core.commands import Command
    from iea_agent.core.desktops import Tray
    from iea_agent.core.menu import MenuEntry
    from iea_agent.core.notification import Notification
    from iea_agent.core.view import AgentView

_log = logging.getLogger(__name__)

HOST_AWAITED_S = 10.0
"""After this time without a tray that shows icons, the status window replaces the icon (seconds)."""
HOST_AWAITED_AT_LOGIN_S = 60.0
"""The same at login (seconds): on a slow computer the panel starts late, and a window would only disturb."""
FIRST_PICTURE = "heart"
MAX_SIZE = 64
"""Largest picture that a tray shows, in pixels (a 32-pixel panel on a screen of twice the density)."""


class TrayDisplay:
    """The icon; the constructor raises TrayUnavailableError where there is no tray service."""

    def __init__(self, icons: Path) -> None:
        self._icons = icons
        self._pictures: dict[str, dict[int, Image]] = {}
        self._entries: tuple[MenuEntry, ...] = ()
        # What is shown, noted once the tray has it; a change that failed may have been made all the same.
        self._picture = ""
        self._title: str | None = ""
        self._menu_is_shown = True
        self._is_in_doubt = False
        """Whether the tray took something that it then could not show."""
        self._on_fault: Callable[[], None] = lambda: None
        self._post: Callable[[Command], None] | None = None
        self._clicked_early = False
        self._runs = False
        self._on_tray: Callable[[Tray], None] = lambda _tray: None
        self._tray: Tray | None = None
        self._icon = tray_icon_class()("iea-agent")
        self._icon.on_host_change = self._host_changed
        self._icon.on_fault = self._note_fault
        self._icon.connect()
        self._show_picture(FIRST_PICTURE)

    def run(self, begin: Callable[[], None], end_with_session: Callable[[], None], *, at_login: bool = False) -> None:
        """Show the icon and serve it on this, the main thread, until ``stop()``; call ``begin`` once it is shown.

        ``end_with_session`` is called when the user logs off, on systems that send no signal then.

        Raises:
            TrayUnavailableError: the tray service is gone for good.
        """
        self._icon.on_session_end = end_with_session
        watch = threading.Timer(HOST_AWAITED_AT_LOGIN_S if at_login else HOST_AWAITED_S, self._look_for_tray)
        watch.daemon = True

        def setup(_icon: object) -> None:
            self._runs = True
            from iea_agent.adapters.tray.pystray_menu import menu_of_click

            try:
                self._icon.menu = menu_of_click(self._note_early_click)
                self._appear()
            except Exception:  # noqa: BLE001 (logged; an icon that fails must not keep the agent from its work)
                _log.exception("the icon could not be shown")
            begin()
            watch.start()

        try:
            self._icon.run(setup)
        finally:
            watch.cancel()

    def serve(
        self, post: "Callable[[Command], None]", on_tray: "Callable[[Tray], None]", on_fault: "Callable[[], None]"
    ) -> None:
        """Connect the callbacks: what the user chooses, whether a tray shows icons, and that a change was not shown.

        Safe from any thread.
        """
        from iea_agent.adapters.tray.pystray_menu import menu_from
        from iea_agent.core.commands import DialogKind, Open
        from iea_agent.core.connection_state import Picture
        from iea_agent.core.menu import DEFAULT_COMMAND

        self._icon.menu = menu_from(lambda: self._entries, post)
        self._post = post
        if self._clicked_early:
            post(DEFAULT_COMMAND)
        self._icon.on_notification_click = lambda: post(Open(DialogKind.STATUS))
        self._on_tray, self._on_fault = on_tray, on_fault
        if self._tray is not None:
            on_tray(self._tray)
        for picture in Picture:  # now: the folder of the program may be on a drive that goes away
            with contextlib.suppress(OSError):  # told by ``show``
                self._load(picture)

    def show(self, view: "AgentView") -> None:
        """Show the picture, the tooltip and the menu of a view; only what changed is sent to the tray.

        What the tray refused, by whatever exception, is sent again by the next call.
        """
        from iea_agent.core.menu import menu_of
        from iea_agent.core.texts import announcements

        entries, title = menu_of(view), announcements.tooltip(view)
        if self._is_in_doubt:
            self._is_in_doubt, self._menu_is_shown = False, False
            self._picture, self._title = "", None
        self._show_picture(view.picture)
        self._appear()
        if title != self._title:
            self._title = None
            self._icon.show_title(title)
            self._title = title
        if entries != self._entries:
            self._entries, self._menu_is_shown = entries, False
        if not self._menu_is_shown:
            self._icon.update_menu()
            self._menu_is_shown = True

    def announce(self, notification: "Notification") -> None:
        """Notify the user; a click opens « État de la connexion »."""
        self._icon.show_notification(notification)

    def stop(self) -> None:
        """Remove the icon; ``run`` then returns."""
        self._icon.stop()

    def _show_picture(self, picture: str) -> None:
        if picture != self._picture:
            pictures, self._picture = self._load(picture), ""
            self._icon.pictures = pictures
            self._icon.picture_file = self._icons / "png" / f"{picture}-256.png"
            self._picture = picture

    def _load(self, picture: str) -> "dict[int, Image]":
        """Return a picture in its sizes, read once."""
        if picture not in self._pictures:
            self._pictures[picture] = pictures_of(self._icons, picture)
        return self._pictures[picture]

    def _appear(self) -> None:
        """Show the icon unless it is shown; before ``run`` there is nothing to show it."""
        if self._runs:
            self._icon.visible = True

    def _note_early_click(self) -> None:
        """Keep a click until the agent is there."""
        if self._post is None:
            self._clicked_early = True
            return
        from iea_agent.core.menu import DEFAULT_COMMAND  # the agent came meanwhile

        self._post(DEFAULT_COMMAND)

    def _note_fault(self) -> None:
        """Have the next call of ``show`` send everything, and the agent make it."""
        self._is_in_doubt = True
        self._on_fault()

    def _look_for_tray(self) -> None:
        if self._tray is None and not self._icon.host_present():  # one that was seen returns by itself
            from iea_agent.core.desktops import Tray

            _log.warning("no tray shows icons")
            self._tell(Tray.ABSENT)

    def _host_changed(self, present: bool) -> None:  # noqa: FBT001 (a callback's one value)
        """Report that the icon is shown, but no loss: panels restart, and GNOME's lock screen hides icons."""
        if present:
            from iea_agent.core.desktops import Tray

            self._tell(Tray.PRESENT)

    def _tell(self, tray: "Tray") -> None:
        self._tray = tray
        self._on_tray(tray)


def pictures_of(icons: Path, picture: str) -> "dict[int, Image]":
    """Load ``icons/png/NAME-SIZE.png`` by size (pixels, at most ``MAX_SIZE``); FileNotFoundError."""
    from PIL.PngImagePlugin import PngImageFile  # Image.open would first import the plugins of other formats

    pictures: dict[int, Image] = {}
    for path in (icons / "png").glob(f"{picture}-*.png"):
        size = int(path.stem.rpartition("-")[2])
        if size <= MAX_SIZE:
            with PngImageFile(path) as image:
                pictures[size] = image.convert("RGBA")
    if not pictures:
        raise FileNotFoundError(f"no picture {picture} in {icons}")
    return pictures


def tray_icon_class() -> "type[TrayIcon]":
    """Return the icon class of this system; the first call imports pystray.

    Linux: ``status_notifier.py``, since pystray's own back ends need system packages (GTK) or show no menu (Xorg).
    Windows and macOS: pystray's own, with their bugs fixed (``windows.py``, ``macos.py``).
    """
    if sys.platform == "win32":
        from iea_agent.adapters.tray.windows import WindowsIcon as SystemIcon
    elif sys.platform == "darwin":
        from iea_agent.adapters.tray.macos import MacIcon as SystemIcon
    else:
        _import_pystray_alone()
        from iea_agent.adapters.tray.status_notifier import StatusNotifierIcon as SystemIcon
    return SystemIcon


def _import_pystray_alone() -> None:
    """Import pystray without GTK, Xlib and ``inspect`` (1 MB), which it needs for one function.

    Variable and module are as before afterwards: child processes inherit nothing, and ``inspect`` can be imported.
    """
    ismethod = types.ModuleType("inspect")
    ismethod.ismethod = lambda found: isinstance(found, types.MethodType)  # type: ignore[attr-defined]
    before = os.environ.get("PYSTRAY_BACKEND")
    is_free = sys.modules.setdefault("inspect", ismethod) is ismethod
    os.environ["PYSTRAY_BACKEND"] = "dummy"
    try:
        import pystray  # noqa: F401 (it chooses its back end at import)
    finally:
        if is_free:
            del sys.modules["inspect"]
        del os.environ["PYSTRAY_BACKEND"]
        if before is not None:
            os.environ["PYSTRAY_BACKEND"] = before
