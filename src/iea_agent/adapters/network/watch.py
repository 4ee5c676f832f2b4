"""Hears from the system when the network comes and goes and when the computer wakes; each system in its own way."""

import os
import sys
from collections.abc import Callable
from typing import Protocol

from iea_agent.core.wakeups import Change


class Watch(Protocol):
    """Listens on a thread of its own, as long as this process lives."""

    def start(self) -> None:
        """Begin to listen, and return at once; never fails: a system that tells nothing is only heard later."""


def network_watch(on_change: Callable[[Change], None]) -> Watch:
    """Return the watch of this system; ``on_change`` is called on the watch's own thread."""
    if sys.platform == "win32":
        from iea_agent.adapters.network.windows import WindowsWatch

        return WindowsWatch(on_change)
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows platforms this way only)
        from iea_agent.adapters.network.macos import MacWatch

        return MacWatch(on_change)
    else:
        from iea_agent.adapters.network.linux import DBusWatch

        return DBusWatch(on_change, os.environ)
