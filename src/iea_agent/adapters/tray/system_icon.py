"""Which class of icon this system has.

Linux: ``status_notifier.py``, since pystray's own back ends need system packages (GTK) or show no menu (Xorg).
Windows and macOS: pystray's own, with their bugs fixed (``windows.py``, ``macos.py``).
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from iea_agent.adapters.tray.icon import TrayIcon

_BACKEND: Final = "PYSTRAY_BACKEND"


def tray_icon_class() -> "type[TrayIcon]":
    """Return the icon class of this system; the first call imports pystray."""
    if sys.platform == "win32":
        from iea_agent.adapters.tray.windows import WindowsIcon as SystemIcon
    elif sys.platform == "darwin":
        from iea_agent.adapters.tray.macos import MacIcon as SystemIcon
    else:
        with _dummy_back_end():
            import pystray  # noqa: F401 (it chooses its back end at import)
        from iea_agent.adapters.tray.status_notifier import StatusNotifierIcon as SystemIcon
    return SystemIcon


@contextlib.contextmanager
def _dummy_back_end() -> Iterator[None]:
    """Keep pystray from loading GTK or Xlib; the variable is restored, so that child processes do not inherit it."""
    before = os.environ.get(_BACKEND)
    os.environ[_BACKEND] = "dummy"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_BACKEND]
        else:
            os.environ[_BACKEND] = before
