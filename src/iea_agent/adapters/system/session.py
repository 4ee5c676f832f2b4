"""Which session of its user this process belongs to.

Source: Windows API reference, "ProcessIdToSessionId", "Remote Desktop Sessions".
"""

import os
import sys
from collections.abc import Mapping

from iea_agent.core.session import Seat, seat_of

if sys.platform == "win32":
    import ctypes

    def own_seat(environ: Mapping[str, str]) -> Seat | None:  # noqa: ARG001 (other systems have it there)
        """Return where this process sits; ``None`` if that cannot be told."""
        number = ctypes.c_ulong()
        known = ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
        return Seat({"DISPLAY": f"session {number.value}"}) if known else None

    CAN_SHOW_ELSEWHERE = False
    """Windows starts a program in another session only for a service of the system."""
else:

    def own_seat(environ: Mapping[str, str]) -> Seat | None:
        """Return where this process sits; ``None`` if it has no screen."""
        return seat_of(environ)

    CAN_SHOW_ELSEWHERE = True
