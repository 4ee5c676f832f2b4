"""The commands of the support desk: passwords of the day for a list of licences, and derived secrets."""

import argparse
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.reading import read_table
from iea_agent.adapters.system import core_dumps
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, say
from iea_agent.cli import common
from iea_agent.core.cleaning import NotTextError
from iea_agent.core.day_password import day_of, password_of
from iea_agent.core.desk import BadRow, Licence, TableError, licences_in
from iea_agent.core.errors import StorageError
from iea_agent.core.texts import desk as texts
from iea_agent.core.texts.french import whole_date

_CET: Final = timezone(timedelta(hours=1), "CET")
_NOON: Final = 12


def passwords(options: argparse.Namespace) -> int:
    """Print the passwords of a list; the exit status is 1 where a row could not be used."""
    core_dumps.forbid()
    at = time.time() if options.date is None else noon_of(options.date)
    rows = _rows_of(options.list)
    if rows is None:
        return NOT_OK
    complain(texts.passwords_are_for(whole_date(day_of(at))))
    found, is_whole = _used(rows)
    made = [(one.number, password_of(one.secret, at)) for one in found]
    if options.json:
        common.print_json([{"licence": number, "password": password} for number, password in made])
    else:
        say("\n".join(f"{number};{password}" for number, password in made))
    return OK if is_whole else NOT_OK


def derive_secrets(options: argparse.Namespace, _folders: Folders) -> int:
    """Print the derived secrets of a list: a desk that has them needs no keys."""
    core_dumps.forbid()
    rows = _rows_of(options.table)
    if rows is None:
        return NOT_OK
    found, is_whole = _used(rows)
    say("\n".join(("licence;secret", *(f"{one.number};{one.secret.hex()}" for one in found))))
    return OK if is_whole else NOT_OK


def noon_of(day: date) -> float:
    """Return noon of a day (seconds since 1970 UTC): the password of the day counts then."""
    return datetime(day.year, day.month, day.day, _NOON, tzinfo=_CET).timestamp()


def _rows_of(file: str) -> Iterator[Licence | BadRow] | None:
    """Return the rows of a list; ``None`` after saying why nothing of it can be used."""
    try:
        return licences_in(read_table(Path(file)))
    except TableError as error:
        complain(texts.TABLE[error.fault])
    except NotTextError:
        complain(texts.NOT_TEXT)
    except FileNotFoundError:
        complain(texts.no_such_list(file))
    except StorageError as error:
        complain(texts.NOT_READ)
        complain(str(error))
    return None


def _used(rows: Iterator[Licence | BadRow]) -> tuple[list[Licence], bool]:
    """Return the rows that can be used, and whether all can; the others are named by their lines."""
    found, is_whole = list[Licence](), True
    for row in rows:
        if isinstance(row, Licence):
            found.append(row)
        else:
            is_whole = False
            complain(texts.bad_row(row))
    return found, is_whole
