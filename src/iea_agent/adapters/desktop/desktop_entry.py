"""Desktop entries (Desktop Entry Specification 1.5, freedesktop.org): encode and decode values."""

import re
import string
from collections.abc import Sequence
from pathlib import Path

_GROUP = "[Desktop Entry]"
_PLAIN = frozenset(string.ascii_letters + string.digits + "@%+:,./_-=")
"""Characters that need no quotes in ``Exec``; the percent sign is doubled."""


def encode(name: str, comment: str, command: Sequence[str], icons: Path, *more: str) -> bytes:
    """Return the content of a program's desktop entry.

    Args:
        name: the name that desktops show.
        comment: the tooltip.
        command: the program and its arguments.
        icons: the folder of the agent's icons.
        more: further lines (``Key=value``).
    """
    lines = (
        _GROUP,
        "Type=Application",
        f"Name={string_value(name)}",
        f"Comment={string_value(comment)}",
        f"Exec={exec_value(command)}",
        f"Icon={string_value(str(icons / 'png' / 'ball-256.png'))}",
        "Terminal=false",
        *more,
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def exec_value(command: Sequence[str]) -> str:
    """Return a command as the value of ``Exec``."""
    return string_value(" ".join(map(_quoted, command)))


def string_value(value: str) -> str:
    """Return a value of type ``string`` or ``localestring`` ("Possible value types")."""
    escapes = {"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"}
    return "".join(escapes.get(char, char) for char in value)


def values_of(data: bytes) -> dict[str, str]:
    """Return the keys of the group with their encoded values; empty without such a group."""
    values: dict[str, str] = {}
    inside = False
    for line in data.decode("utf-8", "surrogateescape").splitlines():
        if line.startswith("["):
            inside = line.strip() == _GROUP
        elif inside and not line.startswith("#") and "=" in line:
            key, _, value = line.partition("=")
            values[key.strip()] = value.strip()
    return values


def _quoted(word: str) -> str:
    """Return a word as one argument of ``Exec`` ("The Exec key")."""
    doubled = word.replace("%", "%%")
    if word and _PLAIN.issuperset(word):
        return doubled
    return '"' + re.sub(r'(["`$\\])', r"\\\1", doubled) + '"'
