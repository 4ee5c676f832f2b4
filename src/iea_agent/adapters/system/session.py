"""The login session that this process belongs to.

Source: Windows API reference, "ProcessIdToSessionId". macOS gives a user one session with a display.
"""

import os
import sys
from collections.abc import Mapping

from iea_agent.core.session import Session, session_of

if sys.platform == "win32":
    import ctypes

    def own_session(environ: Mapping[str, str]) -> Session | None:  # noqa: ARG001 (other systems need it)
        """Return the session of this process; ``None`` if the system does not tell."""
        number = ctypes.c_ulong()
        known = ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
        return Session(f"session {number.value}") if known else None

elif sys.platform == "darwin":

    def own_session(environ: Mapping[str, str]) -> Session | None:  # noqa: ARG001 (other systems need it)
        """Return ``None``: sessions of one user are not told apart."""
        return None

else:

    def own_session(environ: Mapping[str, str]) -> Session | None:
        """Return the session of a process with this environment; ``None`` without a display."""
        return session_of(environ)
