"""Watches the clocks, and brings attempts forward when something changes around the computer."""

import logging
from collections.abc import Callable
from typing import Final

from iea_agent.agent.authentication import Attempts
from iea_agent.core import reconnect
from iea_agent.core.connection_state import AgentState
from iea_agent.core.wakeups import Change, is_worth_a_try

LOOK_EVERY_S: Final = 60.0
"""How long the agent's thread waits at most: a clock that is set, or a sleep that nobody told of, is noticed then."""
SLEPT_S: Final = 30.0
"""A wait that took this much longer than it should was a sleep (seconds); a busy computer is not that late."""
CLOCK_STEP_S: Final = 2.0
"""A wall clock that moved this much against the other one was set (seconds)."""

_log = logging.getLogger(__name__)


class Wakeups:
    """What the agent knows of the network and of time; ``monotonic`` never jumps and counts sleep (seconds)."""

    def __init__(
        self,
        attempts: Attempts,
        now: Callable[[], float],
        monotonic: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._attempts = attempts
        self._now = now
        self._monotonic = monotonic
        self._chance = chance
        self._tried = -reconnect.CHANGE_SPACING_S
        self._offset = now() - monotonic()

    def on_change(self, change: Change, state: AgentState) -> None:
        """Bring the planned attempt forward, if the change is a reason to."""
        if not is_worth_a_try(state, change):
            return
        if change is Change.WENT_AWAY:
            sooner = self._attempts.plan_sooner(reconnect.confirmation(None, self._chance()))
        else:
            now = self._monotonic()
            delay_s = reconnect.after_change(now - self._tried, self._chance())
            sooner = self._attempts.plan_sooner(delay_s)
            if sooner:
                self._tried = now + delay_s
        if sooner:
            _log.info("%s: the next attempt is brought forward", change.value)

    def clock_was_set(self) -> bool:
        """Tell whether the wall clock was set since the last look; times that are shown are others then."""
        offset = self._now() - self._monotonic()
        moved, self._offset = abs(offset - self._offset), offset
        if moved > CLOCK_STEP_S:
            _log.info("the clock of this computer was set")
        return moved > CLOCK_STEP_S


def was_asleep(waited_s: float, took_s: float) -> bool:
    """Tell whether the computer slept during a wait, by how long it should have taken and how long it took."""
    return took_s - waited_s > SLEPT_S
