"""What a licence key may be, so that every key store of every system can keep it."""

from enum import StrEnum
from typing import Final

MAX_KEY: Final = 1000
"""A key is shorter than this, in units of UTF-16: the vault of Windows keeps 2,560 bytes, two for each."""
MAX_NUMBER: Final = 100
"""Longest number of a licence, in characters, as in ``Settings.licence_number``; it is in the name of the entry too."""

UNLOCK_S: Final = 60.0
"""How long a person has to type the password of the key store, once it asks for it (seconds)."""


class KeyFault(StrEnum):
    """Why a key, or the number it is kept under, cannot be kept."""

    NO_NUMBER = "a key needs the number of its licence"
    NUMBER_TOO_LONG = "the number of the licence is too long for a key store"
    EMPTY = "the key is empty"
    NOT_TYPABLE = "the key holds characters that cannot be typed"
    TOO_LONG = "the key is too long for a key store"


def key_fault(number: str, key: str) -> KeyFault | None:
    """Return what is wrong with a key and its number; ``None`` if they can be kept."""
    if not number:
        return KeyFault.NO_NUMBER
    if len(number) > MAX_NUMBER:
        return KeyFault.NUMBER_TOO_LONG
    if not key:
        return KeyFault.EMPTY
    if not key.isprintable():  # half a character, or a slip of the hand
        return KeyFault.NOT_TYPABLE
    if len(key.encode("utf-16-le")) // 2 >= MAX_KEY:
        return KeyFault.TOO_LONG
    return None
