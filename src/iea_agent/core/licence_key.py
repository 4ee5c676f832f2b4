"""What a licence key may be, so that every key store of every system can store it."""

from enum import StrEnum
from typing import Final

MAX_KEY: Final = 1000
"""A key is shorter than this, in units of UTF-16: the vault of Windows keeps 2,560 bytes, two for each."""
MAX_NUMBER: Final = 100
"""Longest number of a licence, in characters, as in ``Settings.licence_number``; it is in the name of the entry too."""

UNLOCK_S: Final = 60.0
"""How long a person has to type the password of the key store, once it asks for it (seconds)."""


class KeyFault(StrEnum):
    """Why a key, or the licence number that it is stored under, cannot be stored."""

    NO_NUMBER = "a key needs the number of its licence"
    NUMBER_TOO_LONG = "the number of the licence is too long for a key store"
    EMPTY = "the key is empty"
    NOT_TYPABLE = "the key holds characters that cannot be typed"
    TOO_LONG = "the key is too long for a key store"


def key_fault(number: str, key: str) -> KeyFault | None:
    """Return what is wrong with a key and its number; ``None`` if they can be stored."""
    length = len(key.encode("utf-16-le", "surrogatepass")) // 2
    faults = {
        KeyFault.NO_NUMBER: not number,
        KeyFault.NUMBER_TOO_LONG: len(number) > MAX_NUMBER,
        KeyFault.EMPTY: not key,
        KeyFault.NOT_TYPABLE: not key.isprintable(),  # half a character, or a slip of the hand
        KeyFault.TOO_LONG: length >= MAX_KEY,
    }
    return next((fault for fault, is_found in faults.items() if is_found), None)
