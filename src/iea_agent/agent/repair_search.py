"""Search for better addresses: when they are looked for, the access test that proves them, and the proposal.

The rules are in ``core/repair_rules.py``. The access test sends no key. What becomes of a proposal is in
``repairing.py``. Instants are those of the monotonic clock, in seconds.
"""

import logging
import math
from typing import TYPE_CHECKING

from iea_agent.agent.authentication import Authentication
from iea_agent.agent.ports import AgentPorts, Hub, ProofEnded, ProofSaid
from iea_agent.agent.storage import Storage
from iea_agent.core import reconnect
from iea_agent.core.connection_state import (
    Answered,
    AuthenticationRequested,
    DoubtEnded,
    Event,
    Link,
    Mode,
    RepairProposed,
    UpdateServerChecked,
)
from iea_agent.core.diagnosis import Diagnosis, Role, Verdict
from iea_agent.core.repair import AddressPair, RepairMode, RepairOffer, effective_mode, is_held
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, with_addresses
from iea_agent.core.texts import announcements
from iea_agent.core.wire import jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from iea_agent.core.ports import Job
    from iea_agent.core.repair_rules import Candidate

_log = logging.getLogger(__name__)


class RepairSearch:
    """Owns the search for better addresses."""

    def __init__(self, hub: Hub, ports: AgentPorts, storage: Storage, authentication: Authentication) -> None:
        self._hub = hub
        self._ports = ports
        self._storage = storage
        self._authentication = authentication
        self.when_certain: Callable[[], None] = lambda: None
        """Called when a repair is proposed that is to be made without a question."""
        self.when_done: Callable[[], None] = lambda: None
        """Called when nothing is searched any more."""
        self.searches = 0
        """Counts the searches that were asked for and are done."""
        self.has_candidates = False
        """Whether there are addresses that may be better, proved or not."""
        self.due: float | None = None
        """When the known good addresses are tested; ``None``: not at all."""
        self._not_before = -math.inf
        """Until when a known good server asked to be left alone."""
        self._is_wanted = False
        """Whether a person asked for the search."""
        self._is_urgent = False
        """Whether a person or a launch waits for the search that is due or runs."""
        self._planned_for: tuple[AddressPair, ...] = ()
        """The addresses for which the first search was planned."""
        self._left: list[Candidate] = []
        """The addresses to be tested after those that are."""
        self._tested: Candidate | None = None
        """The addresses that are being tested."""
        self._found: dict[Role, Diagnosis] = {}
        """What their test has found."""
        self._job: Job | None = None
        self._number = 0

    @property
    def is_awaited(self) -> bool:
        """Whether a person or a launch may still expect something of a search."""
        return self._is_urgent and (self.due is not None or self._tested is not None)

    @property
    def _mode(self) -> RepairMode:
        return effective_mode(self._storage.settings.current.repair, self._ports.repair_policy())

    # What was asked for, and what happens.

    def seek(self, *, may_plan: bool) -> None:
        """Search now: a person waits. While there is no answer yet, the search follows it."""
        self._is_wanted = True
        link = self._hub.state.link
        if self._hub.state.mode is Mode.ASSISTANCE:
            self._forget()
        elif link.is_settled:
            self._consider(person_waits=True, may_plan=may_plan)
        elif link is Link.DISCONNECTED:  # at login, before the first attempt
            self._hub.apply(AuthenticationRequested(self._ports.now()))

    def hurry(self) -> None:
        """Make a planned search at once: a person looks at the state."""
        now = self._ports.monotonic()
        if self.due is not None:
            self.due = max(now, self._not_before)
        self._is_urgent = self._tested is not None or (self.due is not None and self.due <= now)

    def look(self, event: Event, *, may_plan: bool) -> None:
        """Look at what an event means for a search.

        While an answer is known of the authentication server, it is the update server's that tells what is wrong.
        """
        state, person_waits = self._hub.state, self._authentication.answered_person
        if state.mode is Mode.ASSISTANCE:
            self._forget()
        elif isinstance(event, Answered | DoubtEnded):
            self._consider(person_waits=person_waits, may_plan=may_plan and state.link is Link.UNREACHABLE)
        elif isinstance(event, UpdateServerChecked) and state.link is not Link.UNREACHABLE:
            self._consider(person_waits=person_waits, may_plan=may_plan)
        elif self._tested is not None and self._tested.before != self._storage.settings.addresses:
            self._forget()  # other settings were saved

    # Considering.

    def _consider(self, *, person_waits: bool, may_plan: bool) -> None:
        """Plan a search if there may be better addresses; drop what was proposed if there are none any more."""
        state = self._hub.state
        if not state.link.is_settled:
            return
        candidates = self._candidates()
        self.has_candidates = bool(candidates)
        changes = {(one.before, one.after) for one in candidates}
        if self._tested is not None and (self._tested.before, self._tested.after) not in changes:
            self.cancel()
        is_proposed = state.repair is not None and (state.repair.before, state.repair.after) in changes
        if state.repair is not None and not is_proposed:  # nobody may confirm what is not meant any more
            self._hub.apply(RepairProposed(self._ports.now()))
        if is_proposed:
            self._end()
        elif not candidates:
            self._forget()
            if state.connection is Link.CONNECTED and state.updates is not None:
                self._storage.forget_repairs()
        elif self._tested is not None:
            self._is_urgent = self._is_urgent or person_waits
        elif may_plan:
            self._plan(tuple(one.after for one in candidates), person_waits=person_waits or self._is_wanted)

    def _plan(self, wanted: tuple[AddressPair, ...], *, person_waits: bool) -> None:
        now, is_new = self._ports.monotonic(), wanted != self._planned_for
        self._planned_for = wanted
        if person_waits:
            due = now
        elif is_new:
            due = now + reconnect.repair_search(self._ports.chance())
        else:  # the attempt that was just answered kept the reconnecting pace
            due = now if self.due is None else self.due
        self.due = due if self._is_wanted else max(due, self._not_before)
        self._is_urgent = person_waits and self.due <= now

    def _candidates(self) -> tuple["Candidate", ...]:
        settings, policy, state = self._storage.settings.current, self._ports.repair_policy(), self._hub.state
        is_plain = policy.addresses is None and policy.signed is None and not policy.old
        is_official = (settings.authentication_address, settings.update_address) == (
            OFFICIAL_AUTHENTICATION,
            OFFICIAL_UPDATES,
        )
        if state.mode is Mode.ASSISTANCE or self._mode is RepairMode.OFF or (is_plain and is_official):
            return ()
        from iea_agent.core.repair_rules import Known, candidates_of

        good, version = self._storage.saved_state.value.good_addresses, self._authentication.software_version
        known = Known(state.connection, state.diagnosis, state.updates, good, version)
        found, record, now = candidates_of(settings, policy, known), self._storage.last_repair, self._ports.now()
        return tuple(one for one in found if self._is_wanted or not is_held(record, one.before, one.after, now))

    # Searching.

    def search(self) -> None:
        """Test the known good addresses that may be better, one after the other."""
        self.due = None
        self._left = list(self._candidates())
        self._test_next()

    def _test_next(self) -> None:
        self._tested, self._found = None, {}
        if not self._left:
            self._end()
            return
        self._tested = self._left.pop(0)
        settings = with_addresses(self._storage.settings.current, self._tested.after)
        self._number = number = self._number + 1
        post = self._hub.post
        self._job = self._ports.jobs.start(
            jobs.TestOrder(settings),
            on_message=lambda message: post(ProofSaid(number, message)),
            on_end=lambda end: post(ProofEnded(number, end)),
            deadline_s=settings.test_deadline_s,
        )

    def _forget(self) -> None:
        self.cancel()
        self.has_candidates = False
        self._planned_for = ()
        self._end()

    def _end(self) -> None:
        self.due, self._is_urgent = None, False
        self._left.clear()
        if self._is_wanted:
            self._is_wanted = False
            self.searches += 1
        self.when_done()

    def cancel(self) -> None:
        """Cancel the search that runs, and the planned one."""
        self.due = None
        self._left.clear()
        if self._tested is not None and self._job is not None:
            self._job.cancel()
            self._job, self._tested = None, None

    # The access test.

    def on_said(self, said: ProofSaid) -> None:
        """Note what the access test finds."""
        if said.number == self._number and isinstance(said.message, jobs.ServerTested):
            self._found[said.message.report.role] = said.message.report.diagnosis

    def on_ended(self, ended: ProofEnded) -> None:
        """Propose the addresses if they are proved, else test the next ones."""
        if ended.number != self._number or self._job is None:
            return
        self._job = None
        if self._tested is not None:
            self._on_tested(self._tested)

    def _on_tested(self, tested: "Candidate") -> None:
        found = {role: self._found.get(role) or Diagnosis(Verdict.AGENT_FAULT) for role in Role}
        needed = found[Role.UPDATES if tested.keeps_authentication else Role.AUTHENTICATION]
        for diagnosis in found.values():
            if diagnosis.retry_after_s is not None:
                self._not_before = max(self._not_before, self._ports.monotonic() + diagnosis.retry_after_s)
        _log.info("known good addresses (%s, %s): %s", tested.source, tested.reason, needed.verdict)
        if not needed.ok or tested.before != self._storage.settings.addresses:
            self._test_next()
            return
        updates = found[Role.UPDATES]
        self._tested = None
        self._left.clear()
        offer = RepairOffer(
            tested.before,
            tested.after,
            tested.reason,
            tested.source,
            None if updates.ok else updates.verdict,
        )
        self._propose(offer, is_certain=tested.is_certain)

    def _propose(self, offer: RepairOffer, *, is_certain: bool) -> None:
        self._hub.apply(RepairProposed(self._ports.now(), offer))
        if self._hub.state.repair is offer:
            record = self._storage.last_repair
            is_known = record is not None and record.is_about(offer.before, offer.after)
            if is_known:  # it was undone or taken back: a person knows, and is asked
                _log.info("this repair was made before")
            elif self._mode is RepairMode.AUTOMATIC and is_certain:
                self.when_certain()
            else:
                self._announce_once(offer)
        self._end()

    def _announce_once(self, offer: RepairOffer) -> None:
        name = (
            f"{offer.before.authentication} {offer.before.updates} {offer.after.authentication} {offer.after.updates}"
        )
        if self._storage.take_repair(name):
            self._hub.publish()  # first: a notification bears the picture that is shown
            self._hub.announce(announcements.repair_ready(offer))
