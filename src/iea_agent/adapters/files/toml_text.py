"""TOML that people write: the encodings of their editors, limits before it is parsed, and where an error is.

The parsers need time and memory that grow with the square of the parts of a dotted key, and recurse into nested values:
what no person writes is refused before they see it.
"""

import re
import tomllib
from typing import Final

from iea_agent.adapters.files.recovery import CorruptError
from iea_agent.core.file_notices import FileFlaw, FlawKind

MAX_TOML: Final = 128 * 1024
"""Longest text read (bytes). A file with all settings and their help is 4 kB."""
MAX_PARTS: Final = 8
"""Most parts of a dotted key."""
MAX_DEPTH: Final = 8
"""Most arrays and inline tables inside each other."""
MAX_STATEMENTS: Final = 500
"""Most lines that are neither empty nor a comment."""

_BOMS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

# What the limits are counted on: each alternative is linear (atomic groups), and a text without its end takes the rest.
_TOKEN: Final = re.compile(
    r'(?>"""(?:[^\\]|\\.)*?(?:"{3,5}|\Z))'
    r"|(?>'''.*?(?:'{3,5}|\Z))"
    r'|(?>"(?:[^"\\\n]|\\[^\n])*+)"?'
    r"|(?>'[^'\n]*+)'?"
    r"|(?>\#[^\n]*+)"
    r"|(?P<sign>[.=,\[\]{}\n])",
    re.DOTALL,
)
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_KINDS: Final = {
    "Unescaped '\\'": FlawKind.BACKSLASH,
    "Invalid hex value": FlawKind.BACKSLASH,
    "Escaped character is not a Unicode scalar value": FlawKind.BACKSLASH,
    "Unterminated string": FlawKind.QUOTE,
    "Illegal character": FlawKind.QUOTE,
    'Expected "\'"': FlawKind.QUOTE,
    "Cannot overwrite": FlawKind.TWICE,
    "Cannot declare": FlawKind.TWICE,
    "Cannot redefine": FlawKind.TWICE,
    "Cannot mutate": FlawKind.TWICE,
    "Cannot append": FlawKind.TWICE,
    "Duplicate inline table key": FlawKind.TWICE,
    "Invalid value": FlawKind.UNQUOTED,
    "Expected newline or end of document after a statement": FlawKind.UNQUOTED,
    "Invalid date": FlawKind.UNQUOTED,
}
"""What the beginning of a message of tomllib says of the flaw; any other is about the form of a line."""


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text of a file, and whether it was in another encoding than UTF-8: UTF-16 or Windows-1252.

    Raises:
        CorruptError: it is empty, too long, or no text.
    """
    if not data.strip(b"\0\t\r\n "):  # a power cut may leave a file without its content
        raise CorruptError("empty", FileFlaw(FlawKind.EMPTY))
    if len(data) > MAX_TOML:
        raise CorruptError("too long", FileFlaw(FlawKind.TOO_LONG))
    encoding = next((name for bom, name in _BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding), encoding == "utf-16"
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and not _has_utf_8(data):
            with_accents = _windows_1252(data)
            if with_accents is not None:
                return with_accents, True
        line = data.count(b"\n", 0, error.start) + 1 if encoding != "utf-16" else 0
        raise CorruptError(f"line {line}: not {encoding}", FileFlaw(FlawKind.NOT_TEXT, line)) from error


def parse(text: str) -> dict[str, object]:
    """Return what a text says; CorruptError with the flaw and its place."""
    text = text.replace("\r\n", "\n")
    _check_limits(text)
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of more than 4,300 digits
        message = str(error)
        place = _PLACE.search(message)
        line, column = (int(place[1]), int(place[2])) if place else (_last_line(text), 0)
        kind = next((kind for start, kind in _KINDS.items() if message.startswith(start)), FlawKind.SYNTAX)
        if not isinstance(error, tomllib.TOMLDecodeError):
            line, kind = 0, FlawKind.UNQUOTED
        where = _where(line, column)
        raise CorruptError(f"{where}{message}", FileFlaw(kind, line, column)) from error
    except RecursionError as error:
        raise CorruptError("too deep", FileFlaw(FlawKind.TOO_NESTED)) from error


def line_of(text: str, name: str) -> int:
    """Return the line (from 1) of a setting, as far as that can be told without parsing; 0 if not."""
    named = re.compile(rf"""[ \t]*\[*[ \t]*["']?{re.escape(name)}["']?[ \t]*[]=.]""")
    return next((at for at, line in enumerate(text.splitlines(), 1) if named.match(line)), 0)


def wrong_value(text: str, name: str, message: str, kind: FlawKind = FlawKind.VALUE) -> CorruptError:
    """Return the error of a setting whose value cannot be used."""
    line = line_of(text, name)
    return CorruptError(f"{_where(line, 0)}{message}", FileFlaw(kind, line, name=name))


def _where(line: int, column: int) -> str:
    said = [f"line {line}"] * bool(line) + [f"column {column}"] * bool(column)
    return f"{', '.join(said)}: " if said else ""


def _last_line(text: str) -> int:
    return text.rstrip().count("\n") + 1


def _has_utf_8(data: bytes) -> bool:
    """Tell whether some accents are in UTF-8: then the others are damage, and not of another encoding."""
    text = data.decode("utf-8", "surrogateescape")
    return any(char > "\x7f" and not "\udc80" <= char <= "\udcff" for char in text)


def _windows_1252(data: bytes) -> str | None:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _check_limits(text: str) -> None:
    """Raise CorruptError for what the parsers would need too long for."""
    depth, parts, statements, line, has_sign = 0, 1, 0, 1, False
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if sign is None:
            line += token[0].count("\n")
            continue
        parts = parts + 1 if sign == "." else 1
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth = max(0, depth - 1)
        elif sign == "\n":
            statements += has_sign
        has_sign = sign != "\n"
        if depth > MAX_DEPTH or parts > MAX_PARTS or statements > MAX_STATEMENTS:
            kind = FlawKind.TOO_LONG if statements > MAX_STATEMENTS else FlawKind.TOO_NESTED
            raise CorruptError(f"line {line}: {kind}", FileFlaw(kind, line))
        line += sign == "\n"
