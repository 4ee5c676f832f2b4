"""Strangers' texts, made safe to show. Everybody needs this, also the process that is always on."""

from typing import Final

MAX_DETAIL: Final = 200
"""Longest text of a stranger that is kept, in characters."""


def printable(text: str, limit: int = MAX_DETAIL) -> str:
    """Make a stranger's text safe to show on one line of at most ``limit`` characters.

    White space becomes one plain space; control, format (thus bidirectional controls and invisible characters),
    private and unassigned characters go.
    """
    kept = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)
    line = " ".join(kept.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
