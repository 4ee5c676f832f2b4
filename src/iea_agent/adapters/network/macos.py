"""macOS: a routing socket reports address changes; sleep is detected by the clocks. Never run on a Mac.

Source: route(4), <net/route.h>.
"""

import logging
import socket
import sys
import threading
from collections.abc import Callable
from typing import Final

from iea_agent.core.reconnect import Change

assert sys.platform == "darwin", "for macOS only"  # noqa: S101 (tells the type checker)

_NEW_ADDRESS: Final = 0xC
_INTERFACE: Final = 0xE
_TYPE: Final = 3
"""Offset of the type in a message: after the length (two bytes) and the version (one)."""

_log = logging.getLogger(__name__)


class MacWatch:
    """Reads the routing messages of the kernel; a new address triggers a check."""

    def __init__(self, on_change: Callable[[Change], None]) -> None:
        self._on_change = on_change

    def start(self) -> None:
        """Start to listen, and return at once."""
        threading.Thread(target=self._listen, name="network", daemon=True).start()

    def _listen(self) -> None:
        try:
            with socket.socket(socket.AF_ROUTE, socket.SOCK_RAW, 0) as kernel:
                while message := kernel.recv(2048):
                    if len(message) > _TYPE and message[_TYPE] in {_NEW_ADDRESS, _INTERFACE}:
                        self._on_change(Change.CAME_BACK)
        except OSError:
            _log.exception("network changes cannot be observed")
