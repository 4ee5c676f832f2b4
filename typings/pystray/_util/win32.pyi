import ctypes
from ctypes import wintypes
from typing import Final

WM_LBUTTONUP: Final[int]
WM_RBUTTONUP: Final[int]
WM_USER: Final[int]
NIM_ADD: Final[int]
NIM_MODIFY: Final[int]
NIM_DELETE: Final[int]
NIF_MESSAGE: Final[int]
NIF_ICON: Final[int]
NIF_TIP: Final[int]
NIF_INFO: Final[int]
WM_NOTIFY: Final[int]

class _User32:
    CreateIconFromResourceEx: ctypes._NamedFuncPointer
    FindWindowW: ctypes._NamedFuncPointer
    def GetDpiForWindow(self, window: wintypes.HWND) -> int: ...
    def GetSystemMetricsForDpi(self, index: int, dpi: int) -> int: ...
    def GetSystemMetrics(self, index: int) -> int: ...
    def SetProcessDPIAware(self) -> int: ...
    def SetProcessDpiAwarenessContext(self, context: ctypes.c_void_p) -> int: ...

class _WinDll:
    user32: _User32

windll: _WinDll

class NOTIFYICONDATAW(ctypes.Structure): ...

def DestroyIcon(handle: int) -> int: ...
def PostMessage(hwnd: int | None, message: int, wparam: int, lparam: int) -> int: ...
def Shell_NotifyIcon(message: int, data: NOTIFYICONDATAW) -> int: ...
def _err(result: int | None, func: object, arguments: tuple[object, ...]) -> int: ...
