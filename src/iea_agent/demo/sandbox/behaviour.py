"""How the demonstration server can behave."""

from enum import StrEnum


class Behaviour(StrEnum):
    """One way to behave; the codes are the form values of the control page."""

    UP = "up"
    DOWN = "down"
    SLOW = "slow"
    REFUSED = "refused"
    LICENCE_UNKNOWN = "licence_unknown"
    PORTAL = "portal"
    EXPIRED = "expired"
    BUSY = "busy"
    FAULT = "fault"
