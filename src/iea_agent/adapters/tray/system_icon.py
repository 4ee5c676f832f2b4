"""The tray icon of each system, and its pictures.

* Linux: ``adapters/tray/status_notifier.py``. pystray's own back ends need system packages (GTK) or show no menu (Xorg).
* Windows: ``adapters/tray/windows.py``; macOS: ``adapters/tray/macos.py``: pystray's own, with faults mended.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

    from iea_agent.adapters.tray.icon import TrayIcon

_BACKEND = "PYSTRAY_BACKEND"
MAX_SIZE = 64
"""The largest picture that a tray shows, in pixels (a 32-pixel panel on a screen of twice the density)."""


def tray_icon_class() -> "type[TrayIcon]":
    """Return the icon class of this system; the first call imports pystray."""
    if sys.platform == "win32":
        from iea_agent.adapters.tray.windows import WindowsIcon as SystemIcon
    elif sys.platform == "darwin":
        from iea_agent.adapters.tray.macos import MacIcon as SystemIcon
    else:
        with _without_backend():
            import pystray  # noqa: F401 (imported for its choice of a back end)
        from iea_agent.adapters.tray.status_notifier import StatusNotifierIcon as SystemIcon
    return SystemIcon


def pictures_of(icons: Path, picture: str) -> "dict[int, Image]":
    """Load a picture of ``icons/png/NAME-SIZE.png`` in each size that a tray can show."""
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


@contextlib.contextmanager
def _without_backend() -> Iterator[None]:
    """Keep pystray from loading GTK or Xlib; child processes must not inherit what tells it so."""
    before = os.environ.get(_BACKEND)
    os.environ[_BACKEND] = "dummy"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_BACKEND]
        else:
            os.environ[_BACKEND] = before
