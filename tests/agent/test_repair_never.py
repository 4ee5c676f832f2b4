"""What a repair never does, over arbitrary histories."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open, is_available
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import LicenceAnswer, Verdict
from iea_agent.core.job_end import JobFault
from iea_agent.core.key_origin import key_origin_of
from iea_agent.core.repair import AddressPair, KnownGoodSource, RepairReason
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, Settings, addresses_of
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import AssistanceConfirmed, AuthenticateOrder, SaveAddressesOrder
from tests.agent.story import SAVED, FakeJob, Story

OWN = "https://essai.example"
ASSISTANCE = Open(DialogKind.ASSISTANCE)
PLACES = (
    ("http://impact-emploi.example/a", "http://impact-emploi.example/b"),
    ("https://ailleurs.example", "https://ailleurs.example/updates"),
    ("https://ailleurs.example/updates", "https://ailleurs.example"),
    (OFFICIAL_AUTHENTICATION, "http://impact-emploi.urssaf.fr/updates"),
    (OWN, f"{OWN}/updates"),
    ("", "https://ailleurs.example/updates"),
)
TYPED = st.sampled_from(
    [
        replace(
            SAVED,
            secure=authentication.startswith("https") and updates.startswith("https"),
            authentication_address=authentication,
            update_address=updates,
            official_authentication_address=own and OWN,
            official_update_address=own and f"{OWN}/updates",
        )
        for authentication, updates in (*PLACES, *3 * PLACES[:2])
        for own in ("", OWN)
    ]
)
VERDICTS = st.sampled_from(Verdict).filter(
    lambda one: one is not Verdict.ACCESSIBLE and one.facts.answer is not LicenceAnswer.LICENCE_MISSING
)
"""Without those after which no attempt is made until a person does something."""
FAILURES = st.sampled_from([Verdict.DNS, Verdict.INSECURE, Verdict.NOT_OUR_SERVER, Verdict.TIMEOUT, Verdict.REFUSED])
FOUND = st.sampled_from([Verdict.ACCESSIBLE, Verdict.ACCESSIBLE, Verdict.DNS, Verdict.BUSY])
FAULTS = st.sampled_from([None, None, None, JobFault.FAILED])
SELDOM = st.integers(0, 4).map(lambda drawn: drawn == 4)
TARGETS = st.sampled_from(["", OFFICIAL_AUTHENTICATION, "https://evil.example"])
ABOUT_THE_ADDRESS = {RepairReason.HTTP, RepairReason.MISTYPED, RepairReason.KNOWN_OLD, RepairReason.MOVED}

Change = tuple[AddressPair, AddressPair]


class Histories(RuleBasedStateMachine):
    """An agent to which anything happens; what it does is compared with what people have agreed to."""

    @initialize(typed=TYPED)
    def begin(self, typed: Settings) -> None:
        self.agreed: set[Change] = set()
        """The changes of addresses that a person has confirmed, or asked to be undone."""
        self.seen: set[str] = set()
        """The origins that a person has seen and confirmed."""
        self.told: set[Change] = set()
        self.worked: dict[str, str] = {}
        self.story = Story(settings=typed)
        self.counted = 0
        self.heard = 0

    # What happens.

    @rule(verdict=FAILURES, first=FOUND, second=FOUND, starts_again=st.booleans())
    def the_known_good_ones_are_tested(
        self,
        verdict: Verdict,
        first: Verdict,
        second: Verdict,
        starts_again: bool,  # noqa: FBT001 (drawn)
    ) -> None:
        """Fail an attempt, and let the search that follows end: what rarely comes about by itself."""
        for _ in range(2):  # one failure is confirmed by a second one
            self.story.pass_time(1000.0)
            self.the_server_answers(verdict, Verdict.DNS, "", "")
        self.story.pass_time(61.0)
        self.the_proof_ends(first)
        if self.story.view.repair is None:
            self.the_proof_ends(second)
        self.no_repair_is_announced_twice()
        if starts_again:
            self.the_agent_starts_again()

    @rule(verdict=VERDICTS, updates=VERDICTS, moved_to=TARGETS, version=st.sampled_from(["", "1", "2"]))
    def the_server_answers(self, verdict: Verdict, updates: Verdict, moved_to: str, version: str) -> None:
        if not self.story.view.attempting:
            return
        order = self.story.attempts[-1].order
        assert isinstance(order, AuthenticateOrder)
        address = order.settings.authentication_address
        if verdict is Verdict.CONNECTED:
            if not address.startswith("https:"):
                return
            self.worked[address] = version or self.worked.get(address, "")
        self.story.server_answers(verdict, updates=updates, moved_to=moved_to, version=version)

    @rule(version=st.sampled_from(["", "1", "2"]))
    def the_server_connects(self, version: str) -> None:
        self.story.pass_time(1000.0)
        self.the_server_answers(Verdict.CONNECTED, Verdict.ACCESSIBLE, "", version)

    @rule(verdict=FOUND)
    def the_proof_ends(self, verdict: Verdict) -> None:
        if self.story.proofs:
            self.story.proof_finds(verdict)

    @rule(fault=FAULTS)
    def the_addresses_are_saved(self, fault: JobFault | None) -> None:
        if not self.unsaved:
            return
        job = self.unsaved[-1]
        assert isinstance(job.order, SaveAddressesOrder)
        is_stale = addresses_of(self.settings) != job.order.expected
        self.counted = len(self.story.savings)
        self.story.addresses_are_saved(fault=fault or (JobFault.FAILED if is_stale else None))

    @property
    def unsaved(self) -> list[FakeJob]:
        return self.story.savings[self.counted :]

    @property
    def settings(self) -> Settings:
        assert isinstance(self.story.settings, Settings)
        return self.story.settings

    @rule(seconds=st.sampled_from([1.0, 6.0, 61.0, 601.0, 3601.0, 90_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.story.pass_time(seconds)

    @precondition(lambda self: self.story.view.repair is not None)
    @rule(
        in_window=st.booleans(),
        goes_on=st.booleans(),
        verdict=VERDICTS,
        fault=FAULTS,
    )
    def a_person_confirms(self, in_window: bool, goes_on: bool, verdict: Verdict, fault: JobFault | None) -> None:  # noqa: FBT001 (drawn)
        if (offer := self.story.view.repair) is not None and not self.unsaved:
            self.agreed.add((offer.before, offer.after))
            if in_window or offer.source is not KnownGoodSource.USER:
                self.seen.add(key_origin_of(offer.after.authentication))
        if in_window:
            self.story.agrees()
        else:
            self.story.post(Action.REPAIR_UNSEEN)
        if goes_on:
            self.the_addresses_are_saved(fault)
            self.the_server_answers(verdict, Verdict.ACCESSIBLE, "", "")
            self.the_addresses_are_saved(None)
            self.story.pass_time(6.0)

    @precondition(lambda self: self.story.view.repair is not None)
    @rule(seen=st.sampled_from(PLACES))
    def a_person_confirms_what_was_shown_before(self, seen: tuple[str, str]) -> None:
        """Click at the moment when the offer is replaced: that is no consent to the one that took its place."""
        offer, other = self.story.view.repair, AddressPair(*seen)
        if offer is not None and other not in {offer.before, offer.after}:
            self.story.agrees(pair=(other, offer.after))
            self.story.agrees(pair=(offer.before, other))

    @precondition(lambda self: self.story.view.undo is not None)
    @rule()
    def a_person_undoes(self) -> None:
        if (undo := self.story.view.undo) is not None and not self.unsaved:
            self.agreed.add((undo.before, undo.after))
            if undo.after.authentication in self.worked:
                self.seen.add(key_origin_of(undo.after.authentication))
        self.story.post(Action.UNDO_REPAIR)
        self.the_addresses_are_saved(None)
        self.story.pass_time(6.0)

    @rule(action=st.sampled_from([Action.SEEK_REPAIR, Action.AUTHENTICATE, Action.LAUNCH, Action.RECHECK]))
    def a_person_asks(self, action: Action) -> None:
        self.story.post(action)

    @rule(typed=TYPED, does_it=SELDOM)
    def a_person_types_addresses(self, typed: Settings, does_it: bool) -> None:  # noqa: FBT001 (drawn)
        if not does_it:
            return
        self.story.settings = typed
        self.story.post(Action.TAKE_NEW_SETTINGS)

    @precondition(lambda self: is_available(ASSISTANCE, self.story.view))
    @rule(waiting_s=st.sampled_from([0.0, 30.0, 700.0]), does_it=SELDOM)
    def a_person_enables_assistance(self, waiting_s: float, does_it: bool) -> None:  # noqa: FBT001 (drawn)
        """Enable it, and leave it by a new start: in between nothing may be asked."""
        if not does_it:
            return
        self.story.post(ASSISTANCE)
        self.story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne"))
        before = self.requests
        for action in (Action.SEEK_REPAIR, Action.REPAIR_UNSEEN, Action.UNDO_REPAIR, Action.AUTHENTICATE):
            self.story.post(action)
        self.the_proof_ends(Verdict.ACCESSIBLE)
        self.story.pass_time(waiting_s)
        assert self.requests == before
        assert self.story.view.repair is None
        self.the_agent_starts_again()

    @rule(does_it=SELDOM)
    def the_agent_may_start_again(self, does_it: bool) -> None:  # noqa: FBT001 (drawn)
        if does_it:
            self.the_agent_starts_again()

    def the_agent_starts_again(self) -> None:
        saved = replace(self.story.saved_state, mode=Mode.PRODUCTION)
        self.story = Story(settings=self.settings, saved_state=saved, time=self.story.time)
        self.counted = self.heard = 0

    # What never does.

    @property
    def requests(self) -> int:
        return len(self.story.attempts) + len(self.story.proofs)

    @invariant()
    def no_setting_changes_without_consent(self) -> None:
        for job in self.story.savings:
            assert isinstance(job.order, SaveAddressesOrder)
            change = (job.order.expected, job.order.addresses)
            assert change in self.agreed or change[::-1] in self.agreed

    @invariant()
    def no_repair_is_announced_twice(self) -> None:
        news, self.heard = self.story.announced[self.heard :], len(self.story.announced)
        offer = self.story.view.repair
        if offer is not None and announcements.repair_ready(offer) in news:
            assert news.count(announcements.repair_ready(offer)) == 1
            assert (offer.before, offer.after) not in self.told
            self.told.add((offer.before, offer.after))
        if self.story.view.connection is Link.CONNECTED and not self.story.view.addresses_wrong:
            self.told.clear()  # the situation is over

    @invariant()
    def no_healthy_address_is_given_up(self) -> None:
        offer = self.story.view.repair
        if offer is None:
            return
        assert offer.before == addresses_of(self.settings) or self.unsaved
        if offer.keeps_authentication:
            return
        assert self.story.view.connection is not Link.CONNECTED
        if offer.before.authentication in self.worked:
            assert offer.reason in ABOUT_THE_ADDRESS | {RepairReason.SOFTWARE_CHANGED}

    @invariant()
    def the_key_goes_nowhere_else(self) -> None:
        for job in self.story.attempts:
            order = job.order
            assert isinstance(order, AuthenticateOrder)
            assert not order.key_origin
            if order.repaired_origin:
                assert order.repaired_origin in self.seen


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
