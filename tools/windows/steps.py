"""What a step of the story is, and what the steps look for."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.menu import menu_of
from iea_agent.core.texts import labels
from iea_agent.core.view import AgentView
from iea_agent.demo.tour.desktop.errors import NeverCameError, NotThereError, TourError

_CONNECTED: Final = AgentView(picture=Picture.BALL, mode=Mode.PRODUCTION, connection=Link.CONNECTED)
_ROWS: Final = [entry.label for entry in menu_of(_CONNECTED) if entry.label]
"""The words of the menu, from its top."""
STATE: Final = 0
STATUS: Final = _ROWS.index(labels.MENU_STATUS)
LAUNCH: Final = _ROWS.index(labels.MENU_LAUNCH)
SETTINGS: Final = _ROWS.index(labels.MENU_SETTINGS)
TEST: Final = _ROWS.index(labels.MENU_TEST)
REAUTHENTICATE: Final = _ROWS.index(labels.MENU_REAUTHENTICATE)
SUPPORT: Final = _ROWS.index(labels.MENU_SUPPORT)
QUIT: Final = _ROWS.index(labels.MENU_QUIT)
ROWS: Final = len(_ROWS)
BOTH: Final = 2
"""Servers."""
ASSISTANCE: Final = 0
"""The row of « Activer » or « Désactiver le mode assistance » in the menu in it."""
GREEN, RED = (0x1A, 0x7F, 0x37), (0xC6, 0x22, 0x22)
"""Colours of the green check and of the red barred circle on a light background (``ui/parts/signs.py``)."""
DESKTOP_ICON: Final = (92, 60)
"""How much of the desktop its first icon takes (pixels)."""
SOME_PIXELS: Final = 100
LONGEST_KEY: Final = 999
REASON: Final = "panne annoncée par l'assistance"
SERVICE: Final = "iea-agent"
CONSOLE_CLASS: Final = "ConsoleWindowClass"
FAULTS: Final = (AssertionError, NeverCameError, NotThereError, TourError)
PROFILE: Final = r"C:\users\Public\Profil d'été n° 2"


class Step(NamedTuple):
    """Something that must work on Windows."""

    name: str
    claim: str
    do: Callable[[Any], None]


STEPS: list[Step] = []
Method = TypeVar("Method", bound=Callable[[Any], None])


def step(method: Method) -> Method:
    """Make a method a step; its docstring says what it shows."""
    claim = (method.__doc__ or "").strip().rstrip(".")
    STEPS.append(Step(method.__name__.replace("_", " "), claim, method))
    return method
