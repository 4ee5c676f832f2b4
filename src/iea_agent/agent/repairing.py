"""Repair: saves the addresses that ``repair_search.py`` proposes when a person confirms; takes them back if they fail.

One job at a time runs for both: an access test, which sends no key, or the one that saves the settings.
"""

import logging
from enum import Enum
from typing import TYPE_CHECKING, assert_never

from msgspec.structs import replace

from iea_agent.agent.authentication import Authentication
from iea_agent.agent.ports import AgentPorts, Hub, SavingEnded
from iea_agent.agent.repair_search import RepairSearch
from iea_agent.agent.storage import Storage
from iea_agent.core.connection_state import (
    Answered,
    AuthenticationRefused,
    AuthenticationRequested,
    AuthenticationSucceeded,
    Event,
    LicenceRejected,
    Mode,
    RepairConfirmed,
    RepairProposed,
    RepairTakenBack,
)
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.notification import Notification
from iea_agent.core.printable import printable
from iea_agent.core.repair import (
    SAVING_S,
    AddressPair,
    KnownGoodSource,
    RepairOffer,
    RepairOutcome,
    RepairRecord,
    RepairReport,
    RepairStage,
    undo_of,
)
from iea_agent.core.texts import announcements
from iea_agent.core.wire import jobs

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class Saving(Enum):
    """Why addresses are being saved."""

    CONFIRMED = "the repair was confirmed, or is done without a question"
    FAILED = "the repair failed: the addresses before come back"
    UNDONE = "a person goes back"


class Repairing:
    """Owns the last repair."""

    def __init__(
        self, hub: Hub, ports: AgentPorts, storage: Storage, authentication: Authentication, search: RepairSearch
    ) -> None:
        self._hub = hub
        self._ports = ports
        self._storage = storage
        self._authentication = authentication
        self._search = search
        search.when_certain = lambda: self._confirm(may_send_key=False, automatic=True)
        search.when_done = self._on_search_done
        self.when_confirmed: Callable[[], None] = lambda: None
        """Called when confirmed addresses are saved, before they are tried."""
        self.when_done: Callable[[], None] = lambda: None
        """Called when nothing is awaited any more."""
        self.report: RepairReport | None = None
        """What the last repair did, since the agent began."""
        self._saving: Saving | None = None
        """Why the job that runs saves addresses; ``None``: it does not."""
        self._offer: RepairOffer | None = None
        """The repair that is being saved or was saved last."""
        self._may_send_key = False
        """Whether the key may be sent to its addresses."""

    @property
    def is_awaited(self) -> bool:
        """Whether a person or a launch may still expect something: a search, or addresses that are being saved."""
        return self._search.is_awaited or self._saving is not None

    def begin(self) -> None:
        """Forget a repair whose addresses were never saved, or are not in force any more.

        One of the update address alone has nothing to be tried: it is done once it is saved.
        """
        record = self._storage.last_repair
        if record is None or record.stage is not RepairStage.TRIAL:
            return
        if record.after != self._storage.settings.addresses:
            self._storage.note_repair(None)
        elif record.before.authentication == record.after.authentication:
            self._storage.note_repair(replace(record, stage=RepairStage.DONE))

    # What was asked for.

    def seek(self) -> None:
        """Search now: a person waits."""
        self._search.seek(may_plan=self._saving is None)

    def agree(self, agreed: jobs.RepairAgreed) -> None:
        """Do what is proposed if it is what a person saw in a window: these addresses before and after."""
        if self._is_proposed(agreed):
            self._confirm(may_send_key=True)

    def agree_unseen(self, agreed: jobs.RepairAgreed) -> None:
        """The same by the command line: the key goes to no address that only the user's settings call good."""
        if self._is_proposed(agreed):
            self._confirm(may_send_key=False)

    def _is_proposed(self, agreed: jobs.RepairAgreed) -> bool:
        offer = self._hub.state.repair
        is_same = offer is not None and (offer.before, offer.after) == (agreed.before, agreed.after)
        if not is_same:
            _log.warning("the repair that was agreed to is not proposed any more")
        return is_same

    def undo(self) -> None:
        """Go back to the addresses before the last repair."""
        undo = undo_of(self._storage.last_repair, self._storage.settings.addresses, self._ports.now())
        if undo is None or self._saving is not None or self._hub.state.mode is Mode.ASSISTANCE:
            _log.warning("there is no repair to be undone")
            return
        self._search.cancel()
        self._save(Saving.UNDONE, undo.before, undo.after)

    def _confirm(self, *, may_send_key: bool, automatic: bool = False) -> None:
        offer = self._hub.state.repair
        if offer is None or self._saving is not None:
            _log.warning("no repair is proposed")
            return
        self._search.cancel()
        self._offer = offer
        self._may_send_key = may_send_key or offer.source is not KnownGoodSource.USER
        record = RepairRecord(RepairStage.TRIAL, offer.before, offer.after, self._ports.now(), automatic)
        self._storage.note_repair(record)  # first: what is on trial after a power cut is taken back if it fails
        self._save(Saving.CONFIRMED, offer.before, offer.after)

    # What happens.

    def look(self, event: Event) -> None:
        """Look at what an event means: judge the repair on trial, or let a better one be searched."""
        if self._saving is None:
            self.begin()
        is_in_production = self._hub.state.mode is Mode.PRODUCTION
        if isinstance(event, Answered) and is_in_production and self._is_on_trial:
            self._judge(event)
        else:
            self._search.look(event, may_plan=self._saving is None)

    def _on_search_done(self) -> None:
        self.when_done()

    @property
    def _is_on_trial(self) -> bool:
        record, in_force = self._storage.last_repair, self._storage.settings.addresses
        return record is not None and record.stage is RepairStage.TRIAL and record.after == in_force

    def _judge(self, event: Answered) -> None:
        """Keep the addresses on trial if the server is the right one, else take them back."""
        record, verdict = self._storage.last_repair, event.diagnosis.verdict
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
        record = self._storage.last_repair
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

    def _announce(self, notification: Notification) -> None:
        self._hub.publish()  # first: a notification bears the picture that is shown
        self._hub.announce(notification)

    # Saving.

    def _save(self, saving: Saving, before: AddressPair, after: AddressPair) -> None:
        self._saving = saving
        post = self._hub.post
        self._ports.jobs.start(
            jobs.SaveAddressesOrder(before, after),
            on_message=lambda _: None,
            on_end=lambda end: post(SavingEnded(end)),
            deadline_s=SAVING_S,
        )

    def on_ended(self, ended: SavingEnded) -> None:
        """Go on with the saved addresses, or say that they could not be saved."""
        if self._saving is None:
            return
        saving, self._saving = self._saving, None
        fault = None if ended.end.fault is None else f"{ended.end}"
        self._on_saved(saving, fault)

    def _on_saved(self, saving: Saving, fault: str | None) -> None:
        record = self._storage.last_repair
        if record is None:  # the saved state was lost meanwhile
            return
        if fault is not None:
            _log.warning("the addresses could not be saved: %s", fault)
            news = self._storage.settings.news()  # a job that was killed may have written them before
            if self._storage.settings.addresses != (record.after if saving is Saving.CONFIRMED else record.before):
                self._on_not_saved(saving, record, fault)
                if news is not None:
                    self._hub.apply(news)
                return
        self._storage.settings.load()
        self._storage.notices.forget(OwnFile.SETTINGS)
        match saving:
            case Saving.CONFIRMED:
                self._try(record)
            case Saving.FAILED:
                verdict = None if self.report is None else self.report.verdict
                self._authentication.let_key_to("")
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
        is_in_force = saving is Saving.CONFIRMED
        outcome = RepairOutcome.NOT_WRITTEN if is_in_force else RepairOutcome.NOT_PUT_BACK
        self._finish(outcome, RepairStage.UNDONE if is_in_force else RepairStage.DONE)
        self._report(outcome, record, detail=fault)
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
            self._authentication.cancel()  # what runs tests the update server before
            if not record.automatic:
                self._authentication.note_person()
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
