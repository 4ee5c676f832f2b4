"""Identity of a login session with a display.

The agent runs in one session of its user (docs/decisions/0016). X11 and Wayland tell sessions apart by variables of the
environment; other systems have their own way (``adapters/system/session.py``).
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

_MAX_NAME: Final = 4096
"""Longest name that a message holds, in characters; a path is not longer."""


class Session(msgspec.Struct, frozen=True):
    """A session with a display."""

    display: str = ""
    """The X display without its screen number (X(7), "DISPLAY NAMES"), or what else identifies the session."""
    wayland: str = ""
    """The Wayland socket with its folder."""

    def is_same(self, other: "Session") -> bool:
        """Tell whether both are one session; two programs of a session need not know it by the same protocol."""
        if self.wayland and other.wayland:
            return self.wayland == other.wayland
        return bool(self.display) and self.display == other.display


def session_of(environ: Mapping[str, str]) -> Session | None:
    """Return the session that an environment belongs to; ``None`` without a display."""
    name, wayland = environ.get("DISPLAY", ""), environ.get("WAYLAND_DISPLAY", "")
    if not name and not wayland:
        return None
    display = re.sub(r"(:.*)\.\d+$", r"\1", name)
    if wayland:
        wayland = f"{environ.get('XDG_RUNTIME_DIR', '')}/{wayland}"
    return Session(_as_text(display), _as_text(wayland))


def is_elsewhere(asker: Session | None, own: Session | None) -> bool:
    """Tell whether who asks has a display in another session; a process without a display belongs to none."""
    return asker is not None and (own is None or not asker.is_same(own))


def _as_text(name: str) -> str:
    """Return a name that a message can hold: the name of a file need not be text."""
    return name.encode("utf-8", "backslashreplace").decode()[:_MAX_NAME]
