"""The part of AppKit that pystray and our icon use, with a record of the calling threads; no Mac is needed.

It does not tell what AppKit would show.
"""

import queue
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

Call = tuple[str, tuple[object, ...]]


class Screen:
    """What was done, and by which thread."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.strays: list[str] = []
        """What another thread than the main one touched."""
        self.later: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.observers: dict[str, Callable[[object], None]] = {}
        self.handlers: dict[int, Callable[[int], object]] = {}

    def touch(self, name: str, arguments: tuple[object, ...]) -> None:
        if threading.current_thread() is not threading.main_thread():
            self.strays.append(name)
        self.calls.append((name, arguments))

    def named(self, name: str) -> list[tuple[object, ...]]:
        return [arguments for each, arguments in self.calls if each == name]

    def run(self) -> None:
        """Be the run loop, until ``stop_``."""
        while (call := self.later.get()) is not None:
            call()


class Thing:
    """Any object of AppKit: every method can be called, and returns another one."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: object) -> object:
            self._screen.touch(name, arguments)
            if name == "run":
                self._screen.run()
            elif name == "stop_":
                self._screen.later.put(None)
            elif name == "addObserverForName_object_queue_usingBlock_":
                self._screen.observers[str(arguments[0])] = arguments[3]  # type: ignore[assignment]
            return 22.0 if name == "thickness" else Thing(self._screen)

        return call


class _Module(ModuleType):
    """A module of which every name is a ``Thing``, or a word."""

    def __init__(self, name: str, screen: Screen, **names: object) -> None:
        super().__init__(name)
        self.__dict__.update(names)
        self._screen = screen

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return name if name.endswith("Notification") else Thing(self._screen)


class _Object:
    @classmethod
    def alloc(cls) -> "_Object":
        return cls()

    def init(self) -> "_Object":
        return self


@contextmanager
def fake_appkit() -> Iterator[Screen]:
    """Let pystray's macOS icon be imported."""
    screen = Screen()
    helper = _Module("PyObjCTools.AppHelper", screen, callAfter=screen.later.put)
    signals = _Module("PyObjCTools.MachSignals", screen, signal=screen.handlers.__setitem__)
    modules = {
        "AppKit": _Module("AppKit", screen, NSPoint=lambda *_: None),
        "Foundation": _Module("Foundation", screen, NSObject=_Object),
        "objc": _Module("objc", screen, namedSelector=lambda _name: lambda method: method),
        "PyObjCTools": _Module("PyObjCTools", screen, AppHelper=helper, MachSignals=signals, __path__=[]),
        "PyObjCTools.AppHelper": helper,
        "PyObjCTools.MachSignals": signals,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSTRAY_BACKEND", "dummy")
        import pystray

        for name, module in modules.items():
            patch.setitem(sys.modules, name, module)
        for name in ("pystray._darwin", "iea_agent.adapters.tray.macos"):
            patch.delitem(sys.modules, name, raising=False)
        patch.delattr(pystray, "_darwin", raising=False)
        yield screen
        for name in ("pystray._darwin", "iea_agent.adapters.tray.macos"):
            sys.modules.pop(name, None)
