"""Reports from the system: the network is up or down, the computer woke up. One module per system."""

import os
import sys
from collections.abc import Callable
from typing import Protocol

from iea_agent.core.reconnect import Change


class Watch(Protocol):
    """Listens on a thread of its own until the process ends."""

    def start(self) -> None:
        """Start to listen, and return at once; never raises: without reports the agent polls."""


def network_watch(on_change: Callable[[Change], None]) -> Watch:
    """Return the watch of this system; ``on_change`` is called on the watch's thread."""
    if sys.platform == "win32":
        from iea_agent.adapters.network.windows import WindowsWatch

        return WindowsWatch(on_change)
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows platforms this way only)
        from iea_agent.adapters.network.macos import MacWatch

        return MacWatch(on_change)
    else:
        from iea_agent.adapters.network.linux import DBusWatch

        return DBusWatch(on_change, os.environ)
