"""The settings that people type into ``config.toml``, behind the gate of ``core/cleaning.py``.

The process that is always on reads settings too: what is plain is let through without loading the gate.
"""

import re
from typing import Final

from msgspec.structs import replace

from iea_agent.core.settings import MAX_ADDRESS, Settings

ADDRESSES: Final = (
    "authentication_address",
    "update_address",
    "official_authentication_address",
    "official_update_address",
)
OTHERS: Final = ("licence_number", "software_version", "ca_file", "software_version_file")
_USUAL_ADDRESS: Final = re.compile(
    r"|https?://(?:localhost|[a-z0-9]+(?:[.-][a-z0-9]+)+)(?::(?!(?:80|443)\b)[1-9][0-9]*)?(?:/[A-Za-z0-9_-]+)*"
)
"""Addresses that need no repair."""


_ESCAPED_PATH: Final = re.compile(r"(?:[A-Za-z]:|\\).*[\b\t\n\f\r\x1b]", re.DOTALL)
"""``"C:\\temp"`` in quotes is C:, a tabulator and ``emp``: a valid text, and never meant."""


def has_escaped_path(value: str | tuple[str, ...]) -> bool:
    """Tell whether a path, or one of several, holds what an escape in quotes makes of a backslash."""
    return any(_ESCAPED_PATH.match(each) for each in ((value,) if isinstance(value, str) else value))


def as_meant(settings: Settings) -> Settings:
    """Return settings whose texts went through the gate; http stays http.

    What the gate refuses stays as it is: the window and the access test name it. A number of plain characters keeps its
    inner spaces, with which it may have been registered.
    """
    changes = {
        **{name: _address(getattr(settings, name)) for name in ADDRESSES},
        **{name: _text(name, getattr(settings, name)) for name in OTHERS},
    }
    return replace(settings, **changes)


def _address(text: str) -> str:
    if _USUAL_ADDRESS.fullmatch(text):
        return text
    from iea_agent.core.typed_addresses import tidy_address

    tidied = tidy_address(text, secure=False)
    return tidied if len(tidied) <= MAX_ADDRESS else text


def _text(name: str, text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    from iea_agent.core.cleaning import Entry, clean

    cleaned = clean(text, {"licence_number": Entry.NUMBER, "software_version": Entry.LINE}.get(name, Entry.PATH))
    return text if cleaned.refused else cleaned.text
