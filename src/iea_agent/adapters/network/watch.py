"""Reports from the system: the network is up or down, the computer woke up.

Linux has a module of its own. On Windows and macOS an address change triggers a check, and sleep is detected by the
clocks; the code for macOS has never run on a Mac.

Sources: NotifyAddrChange (iphlpapi.h), in its blocking form; route(4), <net/route.h>.
"""

import logging
import sys
import threading
from collections.abc import Callable

from iea_agent.core.reconnect import Change

_log = logging.getLogger(__name__)

if sys.platform == "win32":

    def _listen(on_change: Callable[[Change], None]) -> None:
        import ctypes

        try:
            wait = ctypes.WinDLL("iphlpapi").NotifyAddrChange
        except (OSError, AttributeError):
            _log.exception("network changes cannot be observed")
            return
        wait.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        wait.restype = ctypes.c_ulong
        while (code := wait(None, None)) == 0:
            on_change(Change.CAME_BACK)
        _log.info("NotifyAddrChange returned %s: network changes are no longer observed", code)

elif sys.platform == "darwin":
    import socket

    _TYPE = 3
    """Offset of the type in a message: after the length (two bytes) and the version (one)."""
    _TYPES = (0xC, 0xE)
    """RTM_NEWADDR, RTM_IFINFO."""

    def _listen(on_change: Callable[[Change], None]) -> None:
        try:
            with socket.socket(socket.AF_ROUTE, socket.SOCK_RAW, 0) as kernel:
                while message := kernel.recv(2048):
                    if len(message) > _TYPE and message[_TYPE] in _TYPES:
                        on_change(Change.CAME_BACK)
        except OSError:
            _log.exception("network changes cannot be observed")

else:
    from iea_agent.adapters.network.linux import listen as _listen


def watch_network(on_change: Callable[[Change], None]) -> None:
    """Listen on a thread of its own until the process ends, and return at once; without reports the agent polls."""
    threading.Thread(target=_listen, args=(on_change,), name="network", daemon=True).start()
