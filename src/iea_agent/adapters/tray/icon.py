"""The base class of the icons: ``pystray.Icon`` with hand-drawn pictures and the presence of a tray.

Import it only through ``display.tray_icon_class``, which keeps pystray from choosing a back end.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from PIL.Image import Image
from pystray import Menu, MenuItem
from pystray._base import Icon

from iea_agent.core.notification import Notification

if TYPE_CHECKING:
    from pathlib import Path


class TrayIcon(Icon):
    """An icon with one picture in several sizes.

    ``on_host_change`` is called, on a thread of the icon, when a tray begins or ceases to show icons; never on a system
    that always has a tray.

    ``on_session_end`` is called, on a thread of the icon, when the login session ends: the process may be killed as
    soon as it returns. Never on a system that sends a signal then.
    """

    def __init__(
        self,
        name: str,
        icon: Image | None = None,
        title: str | None = None,
        menu: Menu | Iterable[MenuItem] | None = None,
    ) -> None:
        super().__init__(name, icon, title, menu)
        self.on_host_change: Callable[[bool], None] | None = None
        self.on_session_end: Callable[[], None] | None = None
        self.on_fault: Callable[[], None] | None = None
        """Called, on a thread of the icon, when a change that was accepted could not be shown."""
        self.on_notification_click: Callable[[], None] | None = None
        """Called, on a thread of the icon, when a notification or its button is clicked; on macOS never."""
        self.picture_file: Path | None = None
        """Where the picture is drawn large, for a system that loads it by itself."""
        self._pictures: dict[int, Image] = {}

    @property
    def pictures(self) -> Mapping[int, Image]:
        """The picture by size (pixels, square), shown without scaling; empty if only ``icon`` was set.

        Setting it sets ``icon`` to the largest and shows the change at once.
        """
        return self._pictures if any(image is self._icon for image in self._pictures.values()) else {}

    @pictures.setter
    def pictures(self, pictures: Mapping[int, Image]) -> None:
        self._pictures = dict(pictures)
        self.icon = self._pictures[max(self._pictures)]

    def show_title(self, title: str) -> None:
        """Set the title and show it, also if it is the same: pystray counts one that could not be shown as shown."""
        self._title = title
        if self.visible:
            self._update_title()

    def show_notification(self, notification: Notification) -> None:
        """Notify the user, with what of it the system can show."""
        self.notify(notification.body, notification.title)

    def note_fault(self) -> None:
        """Report that a change which was accepted could not be shown; call it in the handler of the exception."""
        if self.on_fault is None:
            self._log.exception("the icon could not be changed")
        else:
            self.on_fault()

    def connect(self) -> None:
        """Connect to the tray service, if the system has one; ``run`` does so otherwise. TrayUnavailableError."""

    def host_present(self) -> bool:
        """Tell whether a tray shows icons now."""
        return True
