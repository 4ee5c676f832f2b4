import ctypes
from typing import Final

WM_LBUTTONUP: Final[int]
WM_RBUTTONUP: Final[int]
WM_USER: Final[int]
NIM_ADD: Final[int]
NIM_MODIFY: Final[int]
NIM_DELETE: Final[int]
IMAGE_ICON: Final[int]
LR_LOADFROMFILE: Final[int]

class _User32:
    def GetSystemMetrics(self, index: int) -> int: ...
    def SetProcessDPIAware(self) -> int: ...
    def SetProcessDpiAwarenessContext(self, context: ctypes.c_void_p) -> int: ...

class _WinDll:
    user32: _User32

windll: _WinDll

class NOTIFYICONDATAW(ctypes.Structure): ...

def LoadImage(hinst: int | None, name: str, kind: int, cx: int, cy: int, flags: int) -> int: ...
def PostMessage(hwnd: int | None, message: int, wparam: int, lparam: int) -> int: ...
def Shell_NotifyIcon(message: int, data: NOTIFYICONDATAW) -> int: ...
