"""macOS: a routing socket tells when an address comes or goes. Sleep is noticed by the clocks. Never tried on a Mac.

Source: route(4), <net/route.h>.
"""

import logging
import socket
import sys
import threading
from collections.abc import Callable
from typing import Final

from iea_agent.core.wakeups import Change

assert sys.platform == "darwin", "for macOS only"  # noqa: S101 (tells the type checker)

_NEW_ADDRESS: Final = 0xC
_INTERFACE: Final = 0xE
_TYPE: Final = 3
"""Where the type of a message stands: after its length (two bytes) and its version (one)."""

_log = logging.getLogger(__name__)


class MacWatch:
    """Reads what the kernel says of its routes; a new address is a reason to look."""

    def __init__(self, on_change: Callable[[Change], None]) -> None:
        self._on_change = on_change

    def start(self) -> None:
        """Begin to listen, and return at once."""
        threading.Thread(target=self._listen, name="network", daemon=True).start()

    def _listen(self) -> None:
        try:
            with socket.socket(socket.AF_ROUTE, socket.SOCK_RAW, 0) as kernel:
                while message := kernel.recv(2048):
                    if len(message) > _TYPE and message[_TYPE] in {_NEW_ADDRESS, _INTERFACE}:
                        self._on_change(Change.CAME_BACK)
        except OSError:
            _log.exception("the kernel tells nothing of the network")
