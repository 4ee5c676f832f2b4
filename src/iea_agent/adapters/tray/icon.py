"""What the icon of every system adds to ``pystray.Icon``: hand-made pictures, and whether there is a tray at all.

Import it only through ``adapters/tray/system_icon.py``, which keeps pystray from choosing a back end of its own.
"""

from collections.abc import Callable, Iterable, Mapping

from PIL.Image import Image
from pystray import Menu, MenuItem
from pystray._base import Icon


class TrayIcon(Icon):
    """An icon that may be given one picture in several sizes.

    ``on_host_change`` is called, on a thread of the icon's own, when a tray begins to show icons and when it
    ceases to; never on a system that always has a tray.

    ``on_session_end`` is called on the icon's own thread when the session of the user ends: the process may be killed
    as soon as it returns. Never on a system that tells by a signal.
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
        self._pictures: dict[int, Image] = {}

    @property
    def pictures(self) -> Mapping[int, Image]:
        """The picture by size (pixels, square), shown without scaling; empty if only ``icon`` was set.

        Setting it sets ``icon`` to the largest of them and, like ``icon``, changes what is shown at once.
        """
        return self._pictures if any(image is self._icon for image in self._pictures.values()) else {}

    @pictures.setter
    def pictures(self, pictures: Mapping[int, Image]) -> None:
        self._pictures = dict(pictures)
        self.icon = self._pictures[max(self._pictures)]

    def connect(self) -> None:
        """Reach the tray's system service; ``run`` does it if need be. TrayUnavailableError if there is none."""

    def host_present(self) -> bool:
        """Tell whether a tray shows icons at this moment."""
        return True
