"""The right to come to the front of the desktop: Windows gives it to whom the user clicked last, who may pass it on.

It is good for one time, until the next click elsewhere. Other systems need nothing of this. Sources: Windows API
reference, "AllowSetForegroundWindow", "SetForegroundWindow", "GetNamedPipeServerProcessId".
"""

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    def let_come_to_front(pid: int) -> None:
        """Pass the right on to a process; nothing if it is not ours to pass on."""
        ctypes.windll.user32.AllowSetForegroundWindow(wintypes.DWORD(pid))

    def let_server_come_to_front(pipe: int) -> None:
        """Pass the right on to the process that serves a named pipe, of which this is a client's handle."""
        pid = wintypes.ULONG()
        if ctypes.windll.kernel32.GetNamedPipeServerProcessId(wintypes.HANDLE(pipe), ctypes.byref(pid)):
            let_come_to_front(pid.value)

else:

    def let_come_to_front(pid: int) -> None:
        """Nothing: windows come to the front by themselves here."""

    def let_server_come_to_front(pipe: int) -> None:
        """Nothing: windows come to the front by themselves here."""
