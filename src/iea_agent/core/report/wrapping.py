"""Lines of a mail, short enough for every mail program."""

import textwrap
from typing import Final

MAX_LINE: Final = 72
"""Longest line, in characters; longer words are not broken."""


def wrapped(line: str) -> str:
    """Wrap a line between words; addresses and numbers are not broken."""
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, MAX_LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
