"""What the user is told of the connection, and when: each change once, and little while it changes all the time.

* The first success is not worth a notification; every later change of what is settled is.
* After a wake-up the network gets ``QUIET_S`` before anything is announced: the picture may change, the notification
  waits. What is still wrong then is looked at once more first, and announced with the answer.
* The third change within an hour is announced as an unstable connection, and then nothing until it is stable: until it
  has not changed for ``STABLE_S``. Then the state is told.

Instants are those of the monotonic clock, in seconds.
"""

from enum import Enum
from typing import Final

import msgspec
from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, Link, Mode
from iea_agent.core.reconnect import Change, is_worth_a_try

QUIET_S: Final = 30.0
"""How long nothing is announced after a wake-up."""
LAST_LOOK_S: Final = 30.0
"""Timeout of the attempt that is awaited before what went wrong at a wake-up is announced."""
WINDOW_S: Final = 3600.0
UNSTABLE_CHANGES: Final = 3
"""So many changes within ``WINDOW_S`` are an unstable connection."""
STABLE_S: Final = 1800.0
"""An unstable connection that has not changed for so long is stable again."""


class News(Enum):
    """What has to be done for the user to know."""

    STATE = "announce the state"
    UNSTABLE = "announce that the connection is unstable"
    LAST_LOOK = "make an attempt now, and announce its answer"


class Heard(msgspec.Struct, frozen=True):
    """What the user was told, or what was not worth telling."""

    link: Link | None = None
    """The settled link that was last taken for known; ``None``: none in this mode."""
    changes: tuple[float, ...] = ()
    """When it changed within the last hour, oldest first; the last ``UNSTABLE_CHANGES`` at most, none once stable."""
    unstable: bool = False
    """Whether the user heard last that the connection is unstable."""
    quiet_until: float | None = None
    """Until when nothing is announced; ``None``: not restricted."""
    last_look: bool = False
    """Whether the quiet ends with the next answer."""

    @property
    def due(self) -> float | None:
        """When it has to be looked at although nothing happens; ``None``: not at all."""
        if self.quiet_until is not None:
            return self.quiet_until
        return self.changes[-1] + STABLE_S if self.unstable and self.changes else None


def woke(heard: Heard, now: float) -> Heard:
    """Begin the quiet after a wake-up."""
    return replace(heard, quiet_until=now + QUIET_S, last_look=False)


def look(heard: Heard, state: AgentState, now: float, *, answered: bool = False) -> tuple[Heard, News | None]:
    """Compare what was heard with the state.

    Returns what has to be done, if anything, and what the user has heard once it is done: keep the former one if it
    could not be done.

    Args:
        heard: what the user has heard so far.
        state: what is known of the connection.
        now: the present instant.
        answered: whether an attempt has just got its answer.
    """
    if heard.quiet_until is not None:
        if now < heard.quiet_until and not (heard.last_look and answered):
            return heard, None
        if not heard.last_look and _is_withheld(heard, state):
            return replace(heard, quiet_until=now + LAST_LOOK_S, last_look=True), News.LAST_LOOK
        heard = replace(heard, quiet_until=None, last_look=False)
    return _told(_without_old_changes(heard, now), state, now)


def _is_withheld(heard: Heard, state: AgentState) -> bool:
    """Tell whether an outage is to be announced that another attempt may have ended."""
    return state.link.is_outage and state.connection is not heard.link and is_worth_a_try(state, Change.WOKE)


def _without_old_changes(heard: Heard, now: float) -> Heard:
    """Drop the changes that count no more: each after an hour, all once the connection is stable."""
    if heard.unstable:
        return replace(heard, changes=()) if heard.changes and now >= heard.changes[-1] + STABLE_S else heard
    return replace(heard, changes=tuple(at for at in heard.changes if now < at + WINDOW_S))


def _told(heard: Heard, state: AgentState, now: float) -> tuple[Heard, News | None]:
    if state.mode is Mode.ASSISTANCE:  # where the mode is said; afterwards every failure is news
        return Heard(quiet_until=heard.quiet_until), None
    link = state.connection
    if not link.is_settled:
        return heard, None
    if heard.link is None and link is Link.CONNECTED:
        return replace(heard, link=link), None
    is_stable_again = heard.unstable and not heard.changes
    if link is heard.link:
        return replace(heard, unstable=heard.unstable and not is_stable_again), News.STATE if is_stable_again else None
    after = replace(heard, link=link, changes=(*heard.changes, now)[-UNSTABLE_CHANGES:])
    if len(after.changes) < UNSTABLE_CHANGES:
        return replace(after, unstable=False), News.STATE
    return replace(after, unstable=True), None if heard.unstable else News.UNSTABLE
