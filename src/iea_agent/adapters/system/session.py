"""The login session of this process: its identity, its user, and who may bring a window to the front in it.

On Windows the process that was clicked last has the right to set the foreground window, and may pass it on. The right
is valid once, until the next click elsewhere. Other systems let windows come to the front.

Sources: Windows API reference, "ProcessIdToSessionId", "AllowSetForegroundWindow", "SetForegroundWindow",
"GetNamedPipeServerProcessId".
"""

import os
import sys
from collections.abc import Mapping

from iea_agent.core.session import Session, session_of

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes


def own_session(environ: Mapping[str, str]) -> Session | None:
    """Return the session of a process with this environment; ``None`` without a display, or if that is not known.

    macOS gives a user one session with a display: sessions of one user are not told apart.
    """
    if sys.platform == "win32":
        number = wintypes.ULONG()
        known = ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
        return Session(f"session {number.value}") if known else None
    elif sys.platform == "darwin":  # noqa: RET505 (the type checker follows platforms this way only)
        return None
    else:
        return session_of(environ)


def user_name() -> str:
    """Return the system's name of the user, empty if there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a user without a name, as in a container
        return ""


def let_come_to_front(pid: int) -> None:
    """Pass the right to set the foreground window on to a process; no effect without the right."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(wintypes.DWORD(pid))


def let_server_come_to_front(pipe: int) -> None:
    """Pass the right on to the server of a named pipe, given a client's handle."""
    server = server_of(pipe)
    if server is not None:
        let_come_to_front(server)


def server_of(pipe: int) -> int | None:
    """Return the process that serves a named pipe, given a client's handle; ``None`` if that is not known."""
    if sys.platform == "win32":
        pid = wintypes.ULONG()
        if ctypes.windll.kernel32.GetNamedPipeServerProcessId(wintypes.HANDLE(pipe), ctypes.byref(pid)):
            return pid.value
    return None
