"""Periodic maintenance and wake-ups: the reminder, retried writes, the clock, and attempts brought forward.

Durations are in seconds; instants of the schedule are those of the monotonic clock.
"""

import logging
import math
from typing import Final

from iea_agent.agent.authentication import Authentication
from iea_agent.agent.news import ConnectionNews
from iea_agent.agent.ports import AgentPorts, Hub
from iea_agent.agent.storage import Storage
from iea_agent.core import reconnect
from iea_agent.core.connection_state import Picture, SettingsSaved, picture_of
from iea_agent.core.texts import announcements

INTERVAL_S: Final = 900.0
"""Interval while the ball is not shown: a reminder may be this late; more often would only wake the processor."""
SOON_S: Final = 60.0
"""Interval of retries after a failed write: there may be room on the disk by now."""
LOOK_EVERY_S: Final = 60.0
"""Longest wait of the agent's thread: a clock that was set, or a suspend without a signal, is noticed then."""
SLEPT_S: Final = 30.0
"""A wait that overruns by this much means the machine was suspended; a busy computer is not that late."""

_log = logging.getLogger(__name__)


def was_asleep(waited_s: float, took_s: float) -> bool:
    """Tell whether the machine was suspended during a wait of ``waited_s`` that took ``took_s``."""
    return took_s - waited_s > SLEPT_S


class Maintenance:
    """Periodic maintenance while not all is well; brings attempts forward at wake-ups."""

    def __init__(
        self, hub: Hub, ports: AgentPorts, storage: Storage, authentication: Authentication, news: ConnectionNews
    ) -> None:
        self._hub = hub
        self._ports = ports
        self._storage = storage
        self._authentication = authentication
        self._news = news
        self.due: float | None = None
        """When the next maintenance is due; ``None``: none is needed."""
        self._brought_forward = dict.fromkeys(reconnect.Change, -math.inf)
        """When an attempt was last made because of each kind of wake-up."""

    # Periodic maintenance.

    def plan(self) -> None:
        """Plan the next maintenance while it is needed, else none."""
        storage, settings = self._storage, self._storage.settings
        soon = storage.note_refusals() or settings.fault is not None
        wait_s = SOON_S if soon else INTERVAL_S
        if settings.fault is not None:
            wait_s = reconnect.beginning(settings.failures)
        due = self._ports.monotonic() + wait_s
        if not soon and picture_of(self._hub.state) is Picture.BALL:
            self.due = None
        elif self.due is None or due < self.due:
            self.due = due

    def run(self) -> None:
        """Remind of assistance mode, note the time on the disk, retry failed writes and unusable settings."""
        self.due = None
        storage, saved_state = self._storage, self._storage.saved_state
        if (since := storage.take_reminder()) is not None:
            self._hub.publish()  # first: a notification bears the picture that is shown
            self._hub.announce(announcements.reminder(since))
        elif picture_of(self._hub.state) is not Picture.BALL or saved_state.refusal is not None:
            saved_state.keep(saved_state.value)
        if storage.history.refusal is not None:
            storage.history.save(storage.history.value)
        if storage.settings.fault is not None:
            self._retry_settings()

    def _retry_settings(self) -> None:
        """Use settings that were unusable when they were last read, if they are usable now."""
        settings = self._storage.settings
        lacked_them = settings.missing is not None
        news = settings.news()
        if settings.missing is None and (news is not None or lacked_them):
            self._hub.apply(SettingsSaved(self._ports.now()))

    # Wake-ups.

    def on_change(self, change: reconnect.Change) -> None:
        """Bring the planned attempt forward, if the change is a reason to."""
        if change is reconnect.Change.WOKE:
            self._news.on_woke()
        if not reconnect.is_worth_a_try(self._hub.state, change):
            return
        now = self._ports.monotonic()
        since_last_s = now - self._brought_forward[change]
        delay_s = reconnect.after_change(change, since_last_s, self._ports.chance())
        if self._authentication.plan_sooner(delay_s):
            _log.info("%s: the next attempt is brought forward", change.value)
            self._brought_forward[change] = now + delay_s
