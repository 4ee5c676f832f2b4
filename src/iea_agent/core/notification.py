"""A notification as data, and what a system has room for; the words are in ``core/texts/announcements.py``."""

from enum import IntEnum
from typing import Final, NamedTuple

MAX_TITLE: Final = 63
"""Longest title that Windows shows whole (NOTIFYICONDATAW.szInfoTitle), in UTF-16 units."""
MAX_BODY: Final = 255
"""Longest body that Windows shows whole (NOTIFYICONDATAW.szInfo), in UTF-16 units."""
MAX_TOOLTIP: Final = 127
"""Longest tooltip that Windows shows whole (NOTIFYICONDATAW.szTip), in UTF-16 units."""


class Urgency(IntEnum):
    """How urgent it is; the values are those of the Desktop Notifications Specification 1.2.

    Never critical: such a notification stays until it is closed, and disturbs who asked not to be disturbed.
    """

    LOW = 0
    """Good news: nothing has to be done."""
    NORMAL = 1


class Notification(NamedTuple):
    """What the user is told once. A click on it, or on its button, opens « État de la connexion »."""

    title: str
    """The state."""
    body: str
    """One sentence: what happened, or what to do."""
    button: str
    """Where the system shows buttons; elsewhere the click is enough."""
    urgency: Urgency = Urgency.NORMAL


def utf16_units(text: str) -> int:
    """Return the length of a text as Windows counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
