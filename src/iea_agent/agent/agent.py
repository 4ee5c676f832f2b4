"""The agent at work: holds the state, applies events with the pure ``step()``, carries out effects, publishes the view.

Nothing here is called from another thread than the agent's (``loop.py``). Each subject has a handler that owns its
state; a handler applies events through :class:`~iea_agent.agent.ports.Hub`, which this class is.
"""

import logging
from typing import assert_never

from msgspec.structs import replace

from iea_agent.agent.access_tests import AccessTests
from iea_agent.agent.assistance import Assistance
from iea_agent.agent.authentication import Authentication
from iea_agent.agent.dialogs import Dialogs, IconAdvice
from iea_agent.agent.launching import Launching
from iea_agent.agent.maintenance import Maintenance
from iea_agent.agent.news import ConnectionNews
from iea_agent.agent.ports import AgentPorts, Post
from iea_agent.agent.repair_search import RepairSearch
from iea_agent.agent.repairing import Repairing
from iea_agent.agent.showing import Showing
from iea_agent.agent.storage import Storage
from iea_agent.agent.view import view_of
from iea_agent.agent.welcome import Welcome
from iea_agent.core import reconnect
from iea_agent.core.connection_state import (
    AgentState,
    Answered,
    Effect,
    Event,
    LicenceMissing,
    Link,
    Mode,
    Started,
)
from iea_agent.core.connection_steps import step
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.notification import Notification
from iea_agent.core.repair import undo_of
from iea_agent.core.saved_state import state_from
from iea_agent.core.texts import announcements
from iea_agent.core.view import AgentView

_log = logging.getLogger(__name__)

SHOWN_PERIODS = 10
"""Periods of the history in the view; the diagnostic report has all of them."""


class Agent:
    """Owns the state and the handlers."""

    def __init__(self, ports: AgentPorts, post: Post, *, at_login: bool = False, greets: bool = True) -> None:
        self._ports = ports
        self.post = post
        self._at_login = at_login
        self._failures = 0
        """Failed beginnings so far."""
        self.due: float | None = None
        """When the beginning is retried, on the monotonic clock; ``None``: not at all."""
        self.begun = False
        """Whether the files could be read. Until then nothing is written and no attempt is made."""
        self.state = AgentState()
        self.storage = Storage(self, ports)
        self.showing = Showing(ports)
        self.dialogs = Dialogs(self, ports, self.showing)
        self.authentication = Authentication(self, ports, self.storage, self.dialogs)
        self.repair_search = RepairSearch(self, ports, self.storage, self.authentication)
        self.repairing = Repairing(self, ports, self.storage, self.authentication, self.repair_search)
        self.launching = Launching(self, ports, self.storage, self.dialogs, self.authentication, self.repairing)
        self.assistance = Assistance(self, ports, self.storage, self.dialogs, self.authentication)
        self.news = ConnectionNews(self, ports, self.showing, self.authentication)
        self.maintenance = Maintenance(self, ports, self.storage, self.authentication, self.news)
        self.access_tests = AccessTests(self.storage, self.dialogs)
        self.icon_advice = IconAdvice(ports, self.storage, self.dialogs)
        self.welcome = Welcome(self, self.storage, self.dialogs, at_login=at_login, greets=greets)
        self.news.is_said = lambda: self.welcome.says_it
        self.view = self._look()
        """The state as others see it; replaced as a whole."""

    # Beginning and end.

    def begin(self) -> None:
        """Read the files and look at the connection; while a file cannot be read, say so and retry with back-off."""
        self._failures += 1
        self.due = self._ports.monotonic() + reconnect.beginning(self._failures)
        unreadable = self.storage.load()
        self.begun = not unreadable
        fault, now, since = self.storage.settings.missing, self._ports.now(), self.state.since
        self.state = state_from(self.storage.saved_state.value)
        if unreadable:
            if OwnFile.STATE in unreadable or self.state.mode is Mode.PRODUCTION:  # a backup may have an older mode
                diagnosis = None if OwnFile.SETTINGS in unreadable else fault
                self.state = AgentState(link=Link.NOT_CONFIGURED, since=since or now, diagnosis=diagnosis)
            self.publish()
            return
        self.due = None
        self.repairing.begin()
        self.launching.adopt()
        if fault is None and not self.storage.settings.current.licence_number:
            fault = Diagnosis(Verdict.NOT_CONFIGURED, detail="no licence number")
        if fault is not None:
            self.apply(LicenceMissing(now, fault))
        elif self._at_login and self.state.mode is Mode.PRODUCTION:
            self.authentication.plan(reconnect.first_attempt(self._ports.chance()))
        else:
            self.apply(Started(now))
        self.maintenance.run()
        self.publish()
        self.welcome.greet()

    def end(self) -> None:
        """Cancel the attempt, close the dialogs."""
        self.authentication.cancel()
        self.repair_search.cancel()
        self.dialogs.close()

    # The state.

    def apply(self, event: Event) -> None:
        """Step, and carry out the effects."""
        old = self.state
        self.state, effects = step(old, event)
        new = self.state
        if (new.mode, new.link) != (old.mode, old.link):
            _log.info("%s: %s/%s -> %s/%s", type(event).__name__, old.mode, old.link, new.mode, new.link)
        for effect in effects:
            self._carry_out(effect)
        self.news.tell(answered=isinstance(event, Answered))
        self.storage.note_state(new)
        self.repairing.look(event)
        self.launching.decide(self.state)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Effect.START:
                self.authentication.start()
            case Effect.RESTART:
                self.authentication.start_again()
            case Effect.CANCEL:
                self.authentication.cancel()
            case Effect.PLAN_RENEWAL | Effect.PLAN_CONFIRMATION | Effect.PLAN_RETRY | Effect.PLAN_HOURLY:
                self.authentication.plan_after(effect)
            case Effect.PLAN_END_OF_DOUBT:
                self.authentication.plan_end_of_doubt()
            case Effect.SAVE_MODE:
                if not self.storage.keep_mode(self.state):
                    self.announce(announcements.MODE_NOT_KEPT)
            case _:
                assert_never(effect)

    # The view.

    def publish(self) -> None:
        """Show the state if it looks different; notify of new findings about the files."""
        if self.begun:
            self.maintenance.plan()
        old, view = self.view, self._look()
        if view != old:
            self.view = view
            self.showing.show(view)
        if view.icon_fails and not old.icon_fails:
            self.announce(announcements.ICON_FAILS)
        for notice in self.storage.notices.take_news():
            self.announce(announcements.of_file(notice))

    def announce(self, notification: Notification) -> None:
        """Notify the user once."""
        self.showing.announce(notification)

    def _look(self) -> AgentView:
        storage, authentication = self.storage, self.authentication
        due, now, monotonic = authentication.due, self._ports.now(), self._ports.monotonic()
        return replace(
            view_of(self.state, storage.settings.current, storage.saved_state.value),
            next_attempt=None if due is None else round(now + max(0.0, due - monotonic)),
            attempt=authentication.number,
            attempting=authentication.running,
            key_store_asks=authentication.key_store_asks or self.assistance.key_store_asks,
            software_since=self.launching.since,
            launch=self.launching.report,
            tested=self.access_tests.reports,
            password=self.assistance.answered,
            mode_is_kept=storage.saved_state.refusal is None,
            locked_until=storage.saved_state.locked_until,
            history=storage.history.value[-SHOWN_PERIODS:],
            file_notices=storage.notices.current,
            icon_fails=self.showing.icon_fails,
            unsaved=self.dialogs.unsaved,
            icon_advice=self.icon_advice.advice,
            repaired=self.repairing.report,
            addresses_wrong=self.repair_search.has_candidates,
            seeking_repair=self.repairing.is_awaited,
            repair_searches=self.repair_search.searches,
            undo=undo_of(storage.last_repair, storage.settings.addresses, now),
        )
