"""Strangers' texts, made safe to show. Every process needs this, also the one that is always on."""

from typing import Final

MAX_DETAIL: Final = 200
"""Longest text of a stranger, in characters; a longer one is cut."""


def printable(text: str, limit: int = MAX_DETAIL) -> str:
    """Make a stranger's text safe to show on one line of at most ``limit`` characters.

    White space becomes one plain space; control, format (thus bidirectional controls and invisible characters),
    private and unassigned characters go.
    """
    plain = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)
    line = " ".join(plain.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
