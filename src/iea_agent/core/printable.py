"""Strangers' texts, made safe to show. Every process needs this, also the one that is always on."""

from typing import Final

MAX_DETAIL: Final = 200
"""Longest text of a stranger, in characters; a longer one is cut."""


_WIDE: Final = "\u00a0\u2009\u202f"
"""No-break and thin spaces of French, which are not printable to Python."""


def printable_lines(text: str) -> str:
    """Make a text of many lines safe for a terminal, a log or a mail; nothing is cut, and spaces stay.

    What could steer a terminal or turn the direction of writing goes. Bytes that are no text become U+FFFD. Line ends
    stay, as line feeds.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    lines = text.replace("\r\n", "\n")
    return "".join(char if char.isprintable() or char in _WIDE or char == "\n" else _instead(char) for char in lines)


def _instead(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return " " if char.isspace() else ""


def printable(text: str, limit: int = MAX_DETAIL) -> str:
    """Make a stranger's text safe to show on one line of at most ``limit`` characters.

    White space becomes one plain space; control, format (thus bidirectional controls and invisible characters),
    private and unassigned characters go.
    """
    plain = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)
    line = " ".join(plain.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
