"""The table of the windows."""

from pkgutil import resolve_name

from iea_agent.core.commands import DialogKind
from iea_agent.ui.app import WINDOWS
from iea_agent.ui.window import Window


def test_every_kind_has_a_window() -> None:
    assert set(DialogKind) - set(WINDOWS) == set()
    assert all(issubclass(resolve_name(f"iea_agent.ui.windows.{name}"), Window) for name in WINDOWS.values())
