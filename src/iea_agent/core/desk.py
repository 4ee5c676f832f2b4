"""The support desk's list of licences: a table of numbers with keys, or with derived secrets, and what is made of it.

A derived secret (``core/day_password.py``) makes the password of each day and does not reveal the key: a desk that has
derived secrets needs no keys.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from iea_agent.core.cleaning import Cleaned, Entry, Finding, clean
from iea_agent.core.day_password import secret_of

NUMBER: Final = "licence"
KEY: Final = "key"
SECRET: Final = "secret"  # noqa: S105 (the name of a column)
_SEPARATORS: Final = (";", "\t", ",")
_ENDS: Final = re.compile(r"\r\n|\n")
_SECRET_FORM: Final = re.compile(r"[0-9A-Fa-f]{64}")


class TableFault(StrEnum):
    """Why nothing of a list can be used."""

    EMPTY = "empty"
    NO_NUMBERS = "no_numbers"
    """There is no column ``licence``."""
    NO_SECRETS = "no_secrets"
    """There is neither a column ``key`` nor a column ``secret``."""
    TWICE = "twice"
    """Two columns have the same of these names."""
    FORM = "form"
    """The first line is none of a table: a quotation mark is missing, or it is too long."""


class RowFault(StrEnum):
    """Why one row of a list cannot be used."""

    NO_NUMBER = "no_number"
    NO_SECRET = "no_secret"  # noqa: S105 (not a secret)
    NUMBER = "number"
    """Its number holds a character that nobody meant."""
    KEY = "key"
    """Its key holds a character that nobody meant."""
    SECRET = "secret"  # noqa: S105 (not a secret)
    """Its secret is not 64 hexadecimal digits."""
    QUOTE = "quote"
    """A quotation mark is missing, or too many; or the line is too long."""
    CELLS = "cells"
    """It has more cells than the first line has names: a separator stands in a number or a key."""


class Licence(NamedTuple):
    """One row: a licence, and its derived secret."""

    line: int
    """Where it stands in the list, from 1."""
    number: str
    secret: bytes
    """32 octets."""

    def __repr__(self) -> str:
        return f"Licence(line={self.line}, number={self.number!r})"


class BadRow(NamedTuple):
    """One row that cannot be used."""

    line: int
    fault: RowFault
    finding: Finding | None = None
    """The character that was not meant, in a number; never one of a key."""


class TableError(ValueError):
    """Nothing of a list can be used."""

    def __init__(self, fault: TableFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def licences_in(text: str) -> Iterator[Licence | BadRow]:
    """Yield the rows of a list, in order; empty lines are no rows. TableError, before the first row."""
    lines = _ENDS.split(text.removeprefix("\ufeff"))  # no other end of a line: it would cut a key in two
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise TableError(TableFault.EMPTY)
    separator = max(_SEPARATORS, key=lines[first].count)
    try:
        names = [_name_of(cell) for cell in next(csv.reader([lines[first]], delimiter=separator, strict=True))]
    except csv.Error as error:
        raise TableError(TableFault.FORM) from error
    if NUMBER not in names:
        raise TableError(TableFault.NO_NUMBERS)
    if KEY not in names and SECRET not in names:
        raise TableError(TableFault.NO_SECRETS)
    if any(names.count(name) > 1 for name in (NUMBER, KEY, SECRET)):
        raise TableError(TableFault.TWICE)
    return _rows(lines[first + 1 :], first + 2, names, separator)


def _name_of(cell: str) -> str:
    return clean(cell, Entry.LINE).text.lower()


def _rows(lines: Sequence[str], first: int, names: Sequence[str], separator: str) -> Iterator[Licence | BadRow]:
    """Yield a row for each line: a key has no line breaks, so a quotation mark that is not closed ends there."""
    for number, line in enumerate(lines, first):
        if not line.strip(f" \t\r\n{separator}"):
            continue
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True))
        except csv.Error:
            yield BadRow(number, RowFault.QUOTE)
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            yield BadRow(number, RowFault.CELLS)
        else:
            yield _row(number, dict(zip(names, cells, strict=False)))


def _row(line: int, cells: dict[str, str]) -> Licence | BadRow:
    number = clean(cells.get(NUMBER, ""), Entry.NUMBER)
    if number.worst is not None:
        return BadRow(line, RowFault.NUMBER, number.worst)
    if not number.text:
        return BadRow(line, RowFault.NO_NUMBER)
    secret, key = clean(cells.get(SECRET, ""), Entry.KEY), clean(cells.get(KEY, ""), Entry.KEY)
    if secret.text:
        return _with_secret(line, number.text, secret)
    if not key.text:
        return BadRow(line, RowFault.NO_SECRET)
    if key.worst is not None:
        return BadRow(line, RowFault.KEY)
    return Licence(line, number.text, secret_of(number.text, key.text))


def _with_secret(line: int, number: str, secret: Cleaned) -> Licence | BadRow:
    if not _SECRET_FORM.fullmatch(secret.text):
        return BadRow(line, RowFault.SECRET)
    return Licence(line, number, bytes.fromhex(secret.text))
