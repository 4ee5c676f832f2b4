from typing import Final

WM_LBUTTONUP: Final[int]
WM_RBUTTONUP: Final[int]
IMAGE_ICON: Final[int]
LR_LOADFROMFILE: Final[int]

class _User32:
    def GetSystemMetrics(self, index: int) -> int: ...

class _WinDll:
    user32: _User32

windll: _WinDll

def LoadImage(hinst: int | None, name: str, kind: int, cx: int, cy: int, flags: int) -> int: ...
