from collections.abc import Callable
from typing import ClassVar

from . import _base

class Icon(_base.Icon):
    _HWND_TO_ICON: ClassVar[dict[int, Icon]]
    _hwnd: int | None
    _menu_handle: tuple[int, list[Callable[[_base.Icon], None]]] | None
    _message_handlers: dict[int, Callable[[int, int], int | None]]
    def _release_icon(self) -> None: ...
    def _on_display_change(self, wparam: int, lparam: int) -> None: ...
    def _on_notify(self, wparam: int, lparam: int) -> int | None: ...
    def _message(self, code: int, flags: int, **kwargs: object) -> object: ...
