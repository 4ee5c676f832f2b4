"""The displays: the icon, its notifications, the open windows. What one refused is retried with back-off.

One rule for all: what was not shown is not taken as shown, whatever exception a display raises. So a display that works
again shows the present state, without anyone asking.
"""

import logging
import math
from collections.abc import Callable
from functools import partial
from typing import Final, Generic, TypeVar

from iea_agent.agent.ports import AgentPorts
from iea_agent.core import reconnect
from iea_agent.core.commands import DialogKind
from iea_agent.core.notification import Notification
from iea_agent.core.view import AgentView

_log = logging.getLogger(__name__)
T = TypeVar("T")

LASTS_S: Final = 60.0
"""An icon that fails for so long (seconds) is said in the state line and in a notification."""
RESET_S: Final = 60.0
"""Failures that are further apart (seconds) are not in a row: the back-off begins again."""
STALE_S: Final = 600.0
"""A notification that could not be made for so long (seconds) is dropped: it may not be true any more."""
MAX_KEPT: Final = 8
"""Most notifications that wait for a display which fails; beyond it the oldest is dropped."""


class _Output(Generic[T]):
    """One way to the user, which may fail; logs its first failure and its recovery."""

    def __init__(self, name: str, put: Callable[[T], None], monotonic: Callable[[], float]) -> None:
        self._name = name
        self._put = put
        self._monotonic = monotonic
        self._failures = 0
        """Failures in a row, less than ``RESET_S`` apart."""
        self._failed_at = -math.inf
        self.failing_since: float | None = None
        """Since when it fails; ``None``: it works, as far as is known."""
        self.due: float | None = None
        """When it is tried again; ``None``: it works, or nothing is left for it."""

    def put(self, value: T) -> bool:
        """Show something; return whether it is shown, else plan a retry."""
        try:
            self._put(value)
        except Exception:  # noqa: BLE001 (logged; whatever a display raises, it is tried again)
            if self.note_failure() == 1:
                _log.exception("%s failed, will retry", self._name)
            return False
        if self.failing_since is not None:
            _log.info("%s works again", self._name)
        self.failing_since = self.due = None
        return True

    def note_failure(self) -> int:
        """Plan a retry; return how many failures there were in a row."""
        now = self._monotonic()
        if now - self._failed_at >= RESET_S:
            self._failures = 0
        self._failures += 1
        self._failed_at = now
        self.failing_since = now if self.failing_since is None else self.failing_since
        self.due = now + reconnect.showing(self._failures)
        return self._failures


class _Screen:
    """Brings the view to one display."""

    def __init__(self, output: _Output[AgentView]) -> None:
        self.output = output
        self._picture = ""
        self.retry: Callable[[], object] = lambda: None
        """Shows the latest view."""

    def show(self, view: AgentView) -> None:
        """Show a view: at once on a display that works, or if the picture is another; else with the next retry."""
        is_urgent = view.picture is not self._picture or self.output.due is None
        self._picture, self.retry = view.picture, partial(self.output.put, view)
        if is_urgent:
            self.retry()


class Showing:
    """Owns what is shown where, and what waits to be announced."""

    def __init__(self, ports: AgentPorts) -> None:
        self._monotonic = ports.monotonic
        self._icon = _Screen(_Output("the icon", ports.display.show, ports.monotonic))
        self._dialogs: dict[DialogKind, _Screen] = {}
        self._notifications = _Output("a notification", ports.display.announce, ports.monotonic)
        self._kept: list[tuple[float, Notification]] = []
        """What waits to be announced, oldest first, and since when."""

    # The view.

    def add(self, kind: DialogKind, show: Callable[[AgentView], None]) -> None:
        """Let a dialog, which was opened with the present view, follow it."""
        self._dialogs[kind] = _Screen(_Output(f"the dialog {kind}", show, self._monotonic))

    def remove(self, kind: DialogKind) -> None:
        """Forget a dialog that has ended."""
        del self._dialogs[kind]

    def show(self, view: AgentView) -> None:
        """Show a view everywhere; a display that fails delays no other."""
        for screen in (self._icon, *self._dialogs.values()):
            screen.show(view)

    @property
    def icon_fails(self) -> bool:
        """Whether the icon has failed for so long that it has to be said."""
        since = self._icon.output.failing_since
        return since is not None and self._monotonic() - since >= LASTS_S

    def on_not_shown(self) -> None:
        """Show the view again soon: the icon took it, and could not show it."""
        if self._icon.output.note_failure() == 1:
            _log.warning("the icon could not show what it had accepted, will retry")

    # Notifications.

    def announce(self, notification: Notification) -> None:
        """Notify the user once, as soon as that can be done."""
        self._kept = [kept for kept in self._kept if kept[1] != notification][-(MAX_KEPT - 1) :]
        self._kept.append((self._monotonic(), notification))
        if self._notifications.due is None:
            self._announce_kept()

    def announces(self, notification: Notification) -> bool:
        """Notify the user now; return whether that could be done. What may have changed by then is not kept."""
        return self.announces_at <= self._monotonic() and self._notifications.put(notification)

    def _announce_kept(self) -> None:
        now = self._monotonic()
        self._kept = [(since, kept) for since, kept in self._kept if now - since < STALE_S]
        self._notifications.due = None
        while self._kept and self._notifications.put(self._kept[0][1]):
            del self._kept[0]

    # Retries.

    @property
    def announces_at(self) -> float:
        """When a notification may be tried, on the monotonic clock: now, unless the last one failed."""
        return self._monotonic() if self._notifications.due is None else self._notifications.due

    @property
    def due(self) -> float | None:
        """When a display that failed is tried again; ``None``: all work."""
        dues = [self._notifications.due, *(screen.output.due for screen in (self._icon, *self._dialogs.values()))]
        return min((due for due in dues if due is not None), default=None)

    def retry(self) -> None:
        """Try the displays again that are due."""
        now = self._monotonic()
        for screen in (self._icon, *self._dialogs.values()):
            if screen.output.due is not None and screen.output.due <= now:
                screen.retry()
        if self._notifications.due is not None and self._notifications.due <= now:
            self._announce_kept()
