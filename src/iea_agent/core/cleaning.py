"""The one gate for text that people type, pipe or paste: what nobody meant goes, what is doubtful is named.

Mail programs, word processors and shells add characters that nobody sees: byte order marks, no-break and zero-width
spaces, soft hyphens, typographic dashes and quotes, full-width letters. Each is removed, replaced by the character that
was meant, or refused; the findings say which and where. The words for them are in ``core/texts/characters.py``.

The process that is always on loads this module only for what is not plain (``typed_settings.py``).
"""

import unicodedata
from enum import IntEnum, StrEnum, auto
from typing import Final, assert_never

import msgspec


class Entry(StrEnum):
    """What a text is; each has its own rules."""

    NUMBER = "number"
    """A licence number."""
    KEY = "key"
    """A licence key."""
    ADDRESS = "address"
    """The address of a server; ``core/addresses.py`` repairs its form."""
    PATH = "path"
    """The name of a file or a folder."""
    LINE = "line"
    """Words on one line: a reason, a version."""


class What(IntEnum):
    """What was done with a character; the greatest of them says whether the text can be believed."""

    TRIMMED = auto()
    """White space or a byte order mark at an end: no text is meant to have it."""
    REMOVED = auto()
    """It is invisible, white space inside, or a quote around the text."""
    REPLACED = auto()
    """It stands for another character."""
    REFUSED = auto()
    """What is meant is not known; it is still in the text."""


class Finding(msgspec.Struct, frozen=True):
    """One character that the gate did not simply let through."""

    what: What
    char: str
    position: int
    """Its place in the text as given, from 1; white space and byte order marks before the text do not count."""


class Cleaned(msgspec.Struct, frozen=True):
    """A text behind the gate. It may be a secret: ``repr`` does not show it."""

    text: str
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"Cleaned({len(self.text)} characters, {len(self.findings)} findings)"

    @property
    def refused(self) -> Finding | None:
        """The first character that was refused."""
        return next((one for one in self.findings if one.what is What.REFUSED), None)

    @property
    def worst(self) -> Finding | None:
        """The first of the worst findings; ``None`` if the text was at most trimmed."""
        more = [one for one in self.findings if one.what is not What.TRIMMED]
        return max(more, key=lambda one: one.what, default=None)


BYTE_ORDER_MARK: Final = "\ufeff"
HYPHENS: Final = frozenset("\u02d7\u2010\u2011\u2012\u2013\u2043\u2212\ufe58\ufe63\uff0d")
"""What word processors write for « - »; longer dashes may stand for two."""
SINGLE_QUOTES: Final = frozenset("\u2018\u2019\u201a\u201b\u2032\u02b9\u02bc")
DOUBLE_QUOTES: Final = frozenset("\u201c\u201d\u201e\u201f\u2033«»")
_SLASHES: Final = frozenset("\u2044\u2215\u29f8")
_COLONS: Final = frozenset("\u02d0\u2236\ua789\ufe55")
_DOTS: Final = frozenset("\u2024\u3002\uff61")
_STAND_FOR: Final = {
    **dict.fromkeys(HYPHENS, "-"),
    **dict.fromkeys(SINGLE_QUOTES, "'"),
    **dict.fromkeys(DOUBLE_QUOTES, '"'),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width forms
}
"""The character that is meant by another one, in texts of plain characters."""
_IN_ADDRESSES: Final = {
    **_STAND_FOR,
    **dict.fromkeys(_SLASHES, "/"),
    **dict.fromkeys(_COLONS, ":"),
    **dict.fromkeys(_DOTS, "."),
}
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Printable by their category, and blank; so are the variation selectors."""
_QUOTES: Final = {'"': '"', "'": "'", "`": "`", "<": ">"}
"""Quotes around a text, opening and closing."""
_LATIN: Final = 0x0180
"""The end of Latin-1 and Latin Extended-A: the letters of French and its neighbours."""
_DOUBTFUL: Final = frozenset("\u00a8\u00af\u00b4\u00b7\u00b8\u2026")
"""Accents without a letter and dots in the middle: they look like another character, and stand for none."""
_EURO: Final = "€"


def is_blank(char: str) -> bool:
    """Tell whether nobody sees this character, and it is no white space: format and control characters, and fillers."""
    if char in _BLANK or unicodedata.category(char) == "Cf":
        return True
    return (unicodedata.category(char) == "Cc" and not char.isspace()) or "VARIATION SELECTOR" in unicodedata.name(
        char, ""
    )


def clean(given: str, entry: Entry) -> Cleaned:
    """Clean a text for one entry. No text raises an exception, and what comes out is let through unchanged."""
    findings: list[Finding] = []
    text = unicodedata.normalize("NFC", given)
    if text != given:
        place = next(at for at, char in enumerate(given) if text[at : at + 1] != char)
        findings.append(Finding(What.REPLACED, given[place], place + 1))
    ends = inside = _ends(text, range(len(text)))
    quotes = set()
    while entry is not Entry.LINE and _are_quoted(text, inside, entry):
        quotes |= {inside.start, inside.stop - 1}
        inside = _ends(text, range(inside.start + 1, inside.stop - 1))
    kept = []
    for place, char in enumerate(text):
        what, instead = (What.REMOVED, "") if place in quotes else _judged(char, entry, outside=place not in inside)
        if what is not None:
            findings.append(Finding(what, char, max(1, place - ends.start + 1)))
        kept.append(instead)
    text = unicodedata.normalize("NFC", "".join(kept))
    return Cleaned(" ".join(text.split()) if entry is Entry.LINE else text, tuple(findings))


def _ends(text: str, among: range) -> range:
    """Return the places of a text without the white space and what is invisible around it."""
    start, stop = among.start, among.stop
    while start < stop and _is_empty(text[start]):
        start += 1
    while start < stop and _is_empty(text[stop - 1]):
        stop -= 1
    return range(start, stop)


def _is_empty(char: str) -> bool:
    return char.isspace() or is_blank(char)


def _are_quoted(text: str, inside: range, entry: Entry) -> bool:
    """Tell whether quotes stand around what is inside, once each is the plain one that it stands for."""
    stand_for = {Entry.PATH: {}, Entry.ADDRESS: _IN_ADDRESSES}.get(entry, _STAND_FOR)
    if len(inside) < 2:  # noqa: PLR2004 (a pair)
        return False
    opening, closing = text[inside.start], text[inside.stop - 1]
    return _QUOTES.get(stand_for.get(opening, opening)) == stand_for.get(closing, closing)


def _judged(char: str, entry: Entry, *, outside: bool) -> tuple[What | None, str]:
    """Return what is done with a character, ``None`` for nothing, and what stands in its place."""
    if outside and (char.isspace() or char == BYTE_ORDER_MARK):
        return What.TRIMMED, ""
    if char.isascii() and char.isprintable() and char != " ":
        return None, char
    match entry:
        case Entry.NUMBER | Entry.KEY:
            return _in_licence(char)
        case Entry.ADDRESS:
            return _in_address(char)
        case Entry.PATH:
            return _in_path(char, outside=outside)
        case Entry.LINE:
            return _in_line(char)
        case _:
            assert_never(entry)


def _in_licence(char: str) -> tuple[What | None, str]:
    if char.isspace() or is_blank(char):
        return What.REMOVED, ""
    if char in _STAND_FOR:
        return What.REPLACED, _STAND_FOR[char]
    is_latin = (ord(char) < _LATIN or char == _EURO) and char.isprintable()
    return (None if is_latin and char not in _DOUBTFUL else What.REFUSED), char


def _in_address(char: str) -> tuple[What | None, str]:
    if char == " ":
        return None, char
    if char.isspace():
        return What.REPLACED, " "  # without it, what follows would belong to the address
    if is_blank(char):
        return What.REMOVED, ""
    if char in _IN_ADDRESSES:
        return What.REPLACED, _IN_ADDRESSES[char]
    return (None if char.isalnum() or unicodedata.category(char)[0] == "M" else What.REFUSED), char


def _in_path(char: str, *, outside: bool) -> tuple[What | None, str]:
    if outside and is_blank(char):  # the file dialogs of Windows copy U+202A before a name
        return What.REMOVED, ""
    is_kept = char.isprintable() or unicodedata.category(char) in {"Zs", "Cs"}  # Cs: bytes that are no text
    return (None if is_kept and char not in _BLANK else What.REFUSED), char


def _in_line(char: str) -> tuple[What | None, str]:
    if char.isspace():
        return (None if char == " " else What.REPLACED), " "
    return (None, char) if char.isprintable() and not is_blank(char) else (What.REMOVED, "")


class NotTextError(ValueError):
    """Bytes that are no text in UTF-8 or UTF-16."""


def text_of(data: bytes) -> str:
    """Decode what a program wrote into a pipe or a file: UTF-8, or UTF-16 as PowerShell writes it; NotTextError."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _decoded(data.removeprefix(mark), encoding)
    if b"\0" in data:  # UTF-16 without its mark: every other byte of plain letters is zero
        return _decoded(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    return _decoded(data, "utf-8")


_MARKS: Final = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(f"not {encoding}") from error
