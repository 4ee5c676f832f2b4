"""Windows: the IP helper reports address changes; sleep is detected by the clocks.

Source: NotifyAddrChange (iphlpapi.h), in its blocking form.
"""

import logging
import sys
import threading
from collections.abc import Callable

from iea_agent.core.reconnect import Change

assert sys.platform == "win32", "for Windows only"  # noqa: S101 (tells the type checker)

_log = logging.getLogger(__name__)


class WindowsWatch:
    """Waits for address changes; any change triggers a check."""

    def __init__(self, on_change: Callable[[Change], None]) -> None:
        self._on_change = on_change

    def start(self) -> None:
        """Start to listen, and return at once."""
        threading.Thread(target=self._listen, name="network", daemon=True).start()

    def _listen(self) -> None:
        import ctypes

        try:
            wait = ctypes.WinDLL("iphlpapi").NotifyAddrChange
        except (OSError, AttributeError):
            _log.exception("network changes cannot be observed")
            return
        wait.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        wait.restype = ctypes.c_ulong
        while (code := wait(None, None)) == 0:
            self._on_change(Change.CAME_BACK)
        _log.info("NotifyAddrChange returned %s: network changes are no longer observed", code)
