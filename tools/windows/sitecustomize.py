"""Given to the Python that runs under Wine: lets the newest Qt that starts there (6.4) pass for the one that is needed.

``site`` imports it at each start. Nothing of Qt is loaded here: what is missing is added once something else has
loaded it. Only what the windows of the agent use is added.
"""

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any

_MODULE = "PySide6.QtCore"


class _Completer(importlib.abc.MetaPathFinder):
    """Finds ``PySide6.QtCore`` as the import system does, and completes it when it has been loaded."""

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> Any:  # noqa: ANN401 (its own types)
        if name != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _CompletingLoader(spec.loader)
        return spec


class _CompletingLoader(importlib.abc.Loader):
    def __init__(self, loader: Any) -> None:  # noqa: ANN401 (its own type)
        self._loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)  # type: ignore[no-any-return]

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        _complete(module)


def _complete(qt_core: Any) -> None:  # noqa: ANN401 (a module that the type checker may not see)
    types = qt_core.QEvent.Type
    if not hasattr(types, "DevicePixelRatioChange"):
        types.DevicePixelRatioChange = types.ScreenChangeInternal  # since Qt 6.6
    timer = qt_core.QTimer
    plain = timer.singleShot

    def single_shot(msec: int, *rest: Any) -> None:  # noqa: ANN401 (as loose as the original)
        """Take a context object before what is to be called, as PySide6 6.7 does."""
        plain(msec, rest[-1])

    timer.singleShot = staticmethod(single_shot)


sys.meta_path.insert(0, _Completer())
