"""Where somebody sits: what leads a program to one screen, where a user may have several sessions at once.

One agent serves a user, whatever the number of sessions (docs/decisions/0016): what is asked from another session than
the agent's own is shown, and started, there. Sessions are told apart by variables of the environment, as X and Wayland
do it; on Windows and macOS there are none, and no seat.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

_SCREEN: Final = ("WAYLAND_DISPLAY", "DISPLAY")
_NAMES: Final = (
    *_SCREEN,
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_RUNTIME_DIR",
    "XDG_CURRENT_DESKTOP",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
)
"""The variables that differ from one session of a user to the other."""
_MAX_VALUE: Final = 4096
"""Longest value told, in characters; a path is not longer."""


class Seat(msgspec.Struct, frozen=True):
    """A session with a screen."""

    variables: dict[str, str]

    @property
    def screen(self) -> tuple[str, ...]:
        """What names the screen; the number behind the point is but a part of one (X(7), "DISPLAY NAMES")."""
        name = self.variables.get("DISPLAY", "")
        display, _, part = name.rpartition(".")
        x = display if part.isdecimal() and ":" in display else name
        wayland = self.variables.get("WAYLAND_DISPLAY", "")
        return (self.variables.get("XDG_RUNTIME_DIR", ""), wayland) if wayland else (x,)


def seat_of(environ: Mapping[str, str]) -> Seat | None:
    """Return where a process of this environment sits; ``None`` if it has no screen, or one that cannot be told of."""
    variables = {name: environ[name] for name in _NAMES if environ.get(name)}
    if not any(name in variables for name in _SCREEN) or not all(map(_can_be_told, variables.values())):
        return None
    return Seat(variables)


def elsewhere(seat: Seat | None, own: Seat | None) -> Seat | None:
    """Return a seat, if it is in front of another screen than one's own; else ``None``, which stands for one's own."""
    if seat is None or (own is not None and seat.screen == own.screen):
        return None
    return seat


def environ_at(seat: Seat | None, environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment as it is at a seat; ``None`` stands for one's own."""
    if seat is None:
        return dict(environ)
    kept = {name: value for name, value in environ.items() if name not in _NAMES}
    return kept | {name: value for name, value in seat.variables.items() if name in _NAMES}


def _can_be_told(value: str) -> bool:
    """Tell whether a value fits into a message: the name of a file may be no text."""
    return len(value) <= _MAX_VALUE and value == value.encode("utf-8", "replace").decode()
