"""The arguments of commands behind the gate of ``core/cleaning.py``: one function per kind, for ``argparse``.

A character that needed more than trimming is an error of usage that names it; slips in addresses are repaired. The gate
is loaded when an argument is given.
"""

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def licence_number(argument: str) -> str:
    """Return a licence number; one that was not typed exactly would silently give the password of another licence."""
    from iea_agent.core.cleaning import Entry, clean
    from iea_agent.core.texts import characters, command_line

    cleaned = clean(argument, Entry.NUMBER)
    if cleaned.worst is not None:
        raise ArgumentTypeError(characters.found(cleaned.worst, Entry.NUMBER))
    if not cleaned.text:
        raise ArgumentTypeError(command_line.NUMBER_NOT_GIVEN)
    return cleaned.text


def day(argument: str) -> "date":
    """Return a day, typed as ``2026-11-28`` or ``28/11/2026``; ``ArgumentTypeError``."""
    from datetime import datetime

    from iea_agent.core.cleaning import Entry, clean
    from iea_agent.core.texts import command_line

    given = clean(argument, Entry.NUMBER).text
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(given, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise ArgumentTypeError(command_line.NO_DAY)


def address(argument: str) -> str:
    """Return a tidied address; http stays, and what cannot be repaired is the verdict of the test.

    Bytes that are no Unicode become U+FFFD, which no address has.
    """
    from iea_agent.core.typed_addresses import tidy_address

    return tidy_address(argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), secure=False)


def path(argument: str) -> str:
    """Return the name of a file or a folder; it may hold bytes that are no Unicode."""
    from iea_agent.core.cleaning import Entry, clean
    from iea_agent.core.texts import characters

    cleaned = clean(argument, Entry.PATH)
    if cleaned.refused is not None:
        raise ArgumentTypeError(characters.found(cleaned.refused, Entry.PATH))
    return cleaned.text


def key_in(data: bytes) -> str:
    """Return the licence key that a program piped; ``ArgumentTypeError`` if it needed more than trimming."""
    from iea_agent.core.cleaning import Entry, NotTextError, clean, text_of
    from iea_agent.core.texts import characters, command_line

    try:
        cleaned = clean(text_of(data), Entry.KEY)
    except NotTextError as error:
        raise ArgumentTypeError(command_line.KEY_NOT_TEXT) from error
    if cleaned.worst is not None:
        raise ArgumentTypeError(characters.found(cleaned.worst, Entry.KEY))
    if not cleaned.text:
        raise ArgumentTypeError(command_line.KEY_NOT_GIVEN)
    return cleaned.text
