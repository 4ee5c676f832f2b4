"""Repair: proves better addresses, proposes them, saves them when a person confirms, and takes them back if they fail.

The rules are in ``core/repair_rules.py``. One job at a time runs for it: an access test, which sends no key, or the one
that saves the settings. Instants are those of the monotonic clock, in seconds.
"""

import logging
import math
from enum import Enum
from typing import TYPE_CHECKING, assert_never

from msgspec.structs import replace

from iea_agent.agent.authentication import Authentication
from iea_agent.agent.ports import AgentPorts, Hub, RepairEnded, RepairSaid
from iea_agent.agent.storage import Storage
from iea_agent.core import reconnect
from iea_agent.core.connection_state import (
    Answered,
    AuthenticationRefused,
    AuthenticationRequested,
    AuthenticationSucceeded,
    DoubtEnded,
    Event,
    LicenceRejected,
    Link,
    Mode,
    RepairConfirmed,
    RepairProposed,
    RepairTakenBack,
    UpdateServerChecked,
)
from iea_agent.core.diagnosis import Diagnosis, Role, Verdict
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.notification import Notification
from iea_agent.core.printable import printable
from iea_agent.core.repair import (
    AddressPair,
    KnownGoodSource,
    RepairMode,
    RepairOffer,
    RepairOutcome,
    RepairRecord,
    RepairReport,
    RepairStage,
    effective_mode,
    is_held,
    undo_of,
)
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, addresses_of, with_addresses
from iea_agent.core.texts import announcements
from iea_agent.core.wire import jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from iea_agent.core.ports import Job
    from iea_agent.core.repair_rules import Candidate

_log = logging.getLogger(__name__)

SAVING_S = 20.0
"""Deadline of the job that saves the settings (seconds)."""


class Saving(Enum):
    """Why addresses are being saved."""

    CONFIRMED = "the repair was confirmed, or is done without a question"
    FAILED = "the repair failed: the addresses before come back"
    UNDONE = "a person goes back"


class Repairing:
    """Owns the search for better addresses, and the last repair."""

    def __init__(self, hub: Hub, ports: AgentPorts, storage: Storage, authentication: Authentication) -> None:
        self._hub = hub
        self._ports = ports
        self._storage = storage
        self._authentication = authentication
        self.when_confirmed: Callable[[], None] = lambda: None
        """Called when confirmed addresses are saved, before they are tried."""
        self.when_done: Callable[[], None] = lambda: None
        """Called when nothing is awaited any more."""
        self.report: RepairReport | None = None
        """What the last repair did, since the agent began."""
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
        self._saving: Saving | None = None
        """Why the job that runs saves addresses; ``None``: it does not."""
        self._offer: RepairOffer | None = None
        """The repair that is being saved or was saved last."""
        self._may_send_key = False
        """Whether the key may be sent to its addresses."""
        self._job: Job | None = None
        self._number = 0

    @property
    def is_awaited(self) -> bool:
        """Whether a person or a launch may still expect something: a search, or addresses that are being saved."""
        is_searching = self._is_urgent and (self.due is not None or self._tested is not None)
        return is_searching or self._saving is not None

    @property
    def _in_force(self) -> AddressPair:
        return addresses_of(self._storage.settings.current)

    @property
    def _record(self) -> RepairRecord | None:
        return self._storage.saved_state.value.repair

    @property
    def _mode(self) -> RepairMode:
        return effective_mode(self._storage.settings.current.repair, self._ports.repair_policy())

    def begin(self) -> None:
        """Forget a repair whose addresses were never saved, or are not in force any more."""
        record = self._record
        if record is not None and record.stage is RepairStage.TRIAL and record.after != self._in_force:
            self._storage.note_repair(None)

    # What was asked for.

    def seek(self) -> None:
        """Search now: a person waits. While there is no answer yet, the search follows it."""
        self._is_wanted = True
        link = self._hub.state.link
        if self._hub.state.mode is Mode.ASSISTANCE:
            self._forget_search()
        elif link.is_settled:
            self._consider(person_waits=True)
        elif link is Link.DISCONNECTED:  # at login, before the first attempt
            self._hub.apply(AuthenticationRequested(self._ports.now()))

    def hurry(self) -> None:
        """Make a planned search at once: a person looks at the state."""
        now = self._ports.monotonic()
        if self.due is not None:
            self.due = max(now, self._not_before)
        self._is_urgent = self._tested is not None or (self.due is not None and self.due <= now)

    def confirm(self) -> None:
        """Do what is proposed: a person has seen the addresses before and after."""
        self._confirm(may_send_key=True)

    def confirm_unseen(self) -> None:
        """Do what is proposed; the key goes to no address that only the user's settings call good."""
        self._confirm(may_send_key=False)

    def undo(self) -> None:
        """Go back to the addresses before the last repair."""
        undo = undo_of(self._record, self._in_force, self._ports.now())
        if undo is None or self._saving is not None or self._hub.state.mode is Mode.ASSISTANCE:
            _log.warning("there is no repair to be undone")
            return
        self.cancel()
        self._save(Saving.UNDONE, undo.before, undo.after)

    def _confirm(self, *, may_send_key: bool, automatic: bool = False) -> None:
        offer = self._hub.state.repair
        if offer is None or self._saving is not None:
            _log.warning("no repair is proposed")
            return
        self.cancel()
        self._offer = offer
        self._may_send_key = may_send_key or offer.source is not KnownGoodSource.USER
        record = RepairRecord(RepairStage.TRIAL, offer.before, offer.after, self._ports.now(), automatic)
        self._storage.note_repair(record)  # first: what is on trial after a power cut is taken back if it fails
        self._save(Saving.CONFIRMED, offer.before, offer.after)

    # What happens.

    def look(self, event: Event) -> None:
        """Look at what an event means for a repair: judge the one on trial, or consider one.

        While an answer is known of the authentication server, it is the update server's that tells what is wrong.
        """
        state = self._hub.state
        if self._saving is None:
            self.begin()
        if state.mode is Mode.ASSISTANCE:
            self._forget_search()
        elif isinstance(event, Answered) and self._is_on_trial:
            self._judge(event)
        elif isinstance(event, Answered | DoubtEnded):
            self._consider(person_waits=self._authentication.answered_person, may_plan=state.link is Link.UNREACHABLE)
        elif isinstance(event, UpdateServerChecked) and state.link is not Link.UNREACHABLE:
            self._consider(person_waits=self._authentication.answered_person)
        elif self._tested is not None and self._tested.before != self._in_force:
            self._forget_search()  # other settings were saved

    @property
    def _is_on_trial(self) -> bool:
        record = self._record
        return record is not None and record.stage is RepairStage.TRIAL and record.after == self._in_force

    def _judge(self, event: Answered) -> None:
        """Keep the addresses on trial if the server is the right one, else take them back."""
        record, verdict = self._record, event.diagnosis.verdict
        if record is None or self._saving is not None:
            return
        if isinstance(event, AuthenticationSucceeded | AuthenticationRefused | LicenceRejected):
            is_connected = isinstance(event, AuthenticationSucceeded)
            outcome = RepairOutcome.CONNECTED if is_connected else RepairOutcome.RIGHT_SERVER
            self._finish(outcome, RepairStage.DONE, verdict)
            if record.automatic:
                self._announce(announcements.REPAIRED_BY_ITSELF)
            return
        _log.warning("the repaired addresses gave %s: those before come back", verdict)
        self._report(RepairOutcome.TRYING, record, verdict)
        self._save(Saving.FAILED, record.after, record.before)

    def _finish(self, outcome: RepairOutcome, stage: RepairStage, verdict: Verdict | None = None) -> None:
        record = self._record
        if record is not None:
            self._storage.note_repair(replace(record, stage=stage))
            self._report(outcome, record, verdict)

    def _report(
        self, outcome: RepairOutcome, record: RepairRecord, verdict: Verdict | None = None, detail: str = ""
    ) -> None:
        attempt = self._authentication.number
        self.report = RepairReport(
            outcome, record.before, record.after, attempt, verdict, record.automatic, printable(detail)
        )

    # Considering.

    def _consider(self, *, person_waits: bool, may_plan: bool = True) -> None:
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
            self._end_search()
        elif not candidates:
            self._forget_search()
            if state.connection is Link.CONNECTED and state.updates is not None:
                self._storage.forget_repairs()
        elif self._tested is not None:
            self._is_urgent = self._is_urgent or person_waits
        elif may_plan and self._saving is None:
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
        found, record, now = candidates_of(settings, policy, known), self._record, self._ports.now()
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
            self._end_search()
            return
        self._tested = self._left.pop(0)
        settings = with_addresses(self._storage.settings.current, self._tested.after)
        self._start(jobs.TestOrder(settings), settings.test_deadline_s)

    def _forget_search(self) -> None:
        self.cancel()
        self.has_candidates = False
        self._planned_for = ()
        self._end_search()

    def _end_search(self) -> None:
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

    # Jobs.

    def _start(self, order: jobs.TestOrder | jobs.SaveAddressesOrder, deadline_s: float) -> None:
        self._number = number = self._number + 1
        post = self._hub.post
        self._job = self._ports.jobs.start(
            order,
            on_message=lambda message: post(RepairSaid(number, message)),
            on_end=lambda end: post(RepairEnded(number, end)),
            deadline_s=deadline_s,
        )

    def on_said(self, said: RepairSaid) -> None:
        """Note what the access test finds."""
        if said.number == self._number and isinstance(said.message, jobs.ServerTested):
            self._found[said.message.report.role] = said.message.report.diagnosis

    def on_ended(self, ended: RepairEnded) -> None:
        """Go on after the end of the job."""
        if ended.number != self._number or self._job is None:
            return
        self._job = None
        if self._saving is not None:
            saving, self._saving = self._saving, None
            fault = None if ended.end.fault is None else f"{ended.end}"
            self._on_saved(saving, fault)
        elif self._tested is not None:
            self._on_tested(self._tested)

    def _on_tested(self, tested: "Candidate") -> None:
        found = {role: self._found.get(role) or Diagnosis(Verdict.AGENT_FAULT) for role in Role}
        needed = found[Role.UPDATES if tested.keeps_authentication else Role.AUTHENTICATION]
        for diagnosis in found.values():
            if diagnosis.retry_after_s is not None:
                self._not_before = max(self._not_before, self._ports.monotonic() + diagnosis.retry_after_s)
        _log.info("known good addresses (%s, %s): %s", tested.source, tested.reason, needed.verdict)
        if not needed.ok or tested.before != self._in_force:
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
            record = self._record
            is_known = record is not None and record.is_about(offer.before, offer.after)
            if is_known:  # it was undone or taken back: a person knows, and is asked
                _log.info("this repair was made before")
            elif self._mode is RepairMode.AUTOMATIC and is_certain:
                self._confirm(may_send_key=False, automatic=True)
            else:
                self._announce_once(offer)
        self._end_search()

    def _announce_once(self, offer: RepairOffer) -> None:
        name = (
            f"{offer.before.authentication} {offer.before.updates} {offer.after.authentication} {offer.after.updates}"
        )
        if self._storage.take_repair(name):
            self._announce(announcements.repair_ready(offer))

    def _announce(self, notification: Notification) -> None:
        self._hub.publish()  # first: a notification bears the picture that is shown
        self._hub.announce(notification)

    # Saving.

    def _save(self, saving: Saving, before: AddressPair, after: AddressPair) -> None:
        self._saving = saving
        self._start(jobs.SaveAddressesOrder(before, after), SAVING_S)

    def _on_saved(self, saving: Saving, fault: str | None) -> None:
        record = self._record
        if record is None:  # the saved state was lost meanwhile
            return
        if fault is not None:
            _log.warning("the addresses could not be saved: %s", fault)
            self._on_not_saved(saving, record, fault)
            return
        settings = self._storage.settings
        settings.load()
        self._storage.notices.forget(OwnFile.SETTINGS)
        match saving:
            case Saving.CONFIRMED:
                self._try(record)
            case Saving.FAILED:
                verdict = None if self.report is None else self.report.verdict
                self._finish(RepairOutcome.TAKEN_BACK, RepairStage.TAKEN_BACK, verdict)
                self._hub.apply(RepairTakenBack(self._ports.now()))
                self._announce(announcements.REPAIR_TAKEN_BACK)
            case Saving.UNDONE:
                self._finish(RepairOutcome.UNDONE, RepairStage.UNDONE)
                self._let_key_back(record.before)
                self._authentication.note_person()
                self._hub.apply(RepairTakenBack(self._ports.now()))
            case _:
                assert_never(saving)

    def _on_not_saved(self, saving: Saving, record: RepairRecord, fault: str) -> None:
        """Say that nothing was changed. A failed repair that cannot be taken back stays, and can be undone later."""
        stage = RepairStage.UNDONE if saving is Saving.CONFIRMED else RepairStage.DONE
        self._finish(RepairOutcome.NOT_WRITTEN, stage)
        self._report(RepairOutcome.NOT_WRITTEN, record, detail=fault)
        is_in_force = saving is Saving.CONFIRMED
        self._announce(announcements.REPAIR_NOT_WRITTEN if is_in_force else announcements.REPAIR_NOT_TAKEN_BACK)
        self.when_done()

    def _try(self, record: RepairRecord) -> None:
        """Try the addresses that were just saved. Where only the update server changes, the ball may stay."""
        offer = self._offer
        if not record.automatic:
            self._authentication.note_person()
        _log.warning("the addresses were repaired: %s", "by itself" if record.automatic else "confirmed by a person")
        if offer is not None and offer.keeps_authentication:
            self._finish(RepairOutcome.CONNECTED, RepairStage.DONE)
            self._hub.apply(RepairProposed(self._ports.now()))
            self._hub.apply(AuthenticationRequested(self._ports.now()))
            if record.automatic:
                self._announce(announcements.REPAIRED_BY_ITSELF)
            return
        if self._may_send_key:
            from iea_agent.core.key_origin import key_origin_of

            self._authentication.let_key_to(key_origin_of(record.after.authentication))
        self.when_confirmed()
        self._hub.apply(RepairConfirmed(self._ports.now()))
        self._report(RepairOutcome.TRYING, record)

    def _let_key_back(self, before: AddressPair) -> None:
        """Let the key go back to an address that worked with it."""
        good = self._storage.saved_state.value.good_addresses
        if before.authentication in {one.address for one in good}:
            from iea_agent.core.key_origin import key_origin_of

            self._authentication.let_key_to(key_origin_of(before.authentication))
