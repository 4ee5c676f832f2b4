"""The right to set the foreground window: on Windows the process clicked last has it, and may pass it on.

It is valid once, until the next click elsewhere. Other systems need nothing of this. Sources: Windows API
reference, "AllowSetForegroundWindow", "SetForegroundWindow", "GetNamedPipeServerProcessId".
"""

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    def let_come_to_front(pid: int) -> None:
        """Pass the right on to a process; no effect without the right."""
        ctypes.windll.user32.AllowSetForegroundWindow(wintypes.DWORD(pid))

    def let_server_come_to_front(pipe: int) -> None:
        """Pass the right on to the server of a named pipe, given a client's handle."""
        pid = wintypes.ULONG()
        if ctypes.windll.kernel32.GetNamedPipeServerProcessId(wintypes.HANDLE(pipe), ctypes.byref(pid)):
            let_come_to_front(pid.value)

else:

    def let_come_to_front(pid: int) -> None:
        """Do nothing: other systems let windows come to the front."""

    def let_server_come_to_front(pipe: int) -> None:
        """Do nothing: other systems let windows come to the front."""
