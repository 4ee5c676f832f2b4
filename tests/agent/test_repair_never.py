"""What a repair never does, over arbitrary histories.

Nothing here asks the product what it may do: the histories note what people agreed to and what servers answered, and
each change of the addresses, each key and each request has to follow from that.
"""

from enum import Enum, auto
from urllib.parse import urlsplit

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open, is_available
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import LicenceAnswer, Role, Verdict
from iea_agent.core.job_end import JobFault
from iea_agent.core.key_origin import key_origin_of
from iea_agent.core.repair import AddressPair, GoodAddress, KnownGoodSource, RepairMode, RepairPolicy, RepairReason
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, Settings, addresses_of
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
    ("http://impact-emploi.urssaf.fr", "http://impact-emploi.urssaf.fr/updates"),
    ("http://impact-emploi.urssaf.fr:8080", "http://impact-emploi.urssaf.fr:8080/updates"),
    (f"http{OWN.removeprefix('https')}", f"{OWN}/updates"),
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
            repair=mode,
            official_authentication_address=own and OWN,
            official_update_address=own and f"{OWN}/updates",
        )
        for authentication, updates in (*PLACES, *3 * PLACES[:2])
        for own in ("", OWN)
        for mode in (RepairMode.ASK, RepairMode.AUTOMATIC)
    ]
)
OFFICIAL = AddressPair(OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES)
OF_POLICY = AddressPair("https://regle.example", "https://regle.example/updates")
ASK, OFF = RepairPolicy(), RepairPolicy(mode=RepairMode.OFF)
AUTOMATIC = RepairPolicy(mode=RepairMode.AUTOMATIC)
POLICIES = st.sampled_from(
    [
        *3 * (ASK,),
        *4 * (AUTOMATIC,),
        OFF,
        replace(AUTOMATIC, old=("https://ailleurs.example",)),
        replace(AUTOMATIC, addresses=OF_POLICY, old=("https://ailleurs.example",)),
        replace(ASK, addresses=OF_POLICY, old=("https://ailleurs.example",)),
    ]
)
RIGHT = (Verdict.CONNECTED, Verdict.REFUSED, Verdict.LICENCE_UNKNOWN)
VERDICTS = st.one_of(
    st.sampled_from(RIGHT),
    st.sampled_from(Verdict).filter(
        lambda one: one is not Verdict.ACCESSIBLE and one.facts.answer is not LicenceAnswer.LICENCE_MISSING
    ),
)
"""Without those after which no attempt is made until a person does something."""
FAILURES = st.sampled_from(
    [Verdict.DNS, Verdict.INSECURE, Verdict.NOT_OUR_SERVER, Verdict.TIMEOUT, *2 * (Verdict.MOVED,)]
)
FOUND = st.sampled_from([Verdict.ACCESSIBLE, Verdict.ACCESSIBLE, Verdict.DNS, Verdict.BUSY])
FAULTS = st.sampled_from([None, None, None, JobFault.FAILED])
SELDOM = st.integers(0, 4).map(lambda drawn: drawn == 4)
TARGETS = st.sampled_from(["", *2 * (OFFICIAL_AUTHENTICATION,), "https://evil.example"])
ABOUT_THE_ADDRESS = {RepairReason.HTTP, RepairReason.MISTYPED, RepairReason.KNOWN_OLD, RepairReason.MOVED}

Change = tuple[AddressPair, AddressPair]


class Then(Enum):
    """What becomes of a search that has ended."""

    NOTHING = auto()
    STARTS_AGAIN = auto()
    CONFIRMED = auto()
    CONFIRMED_UNSEEN = auto()
    SAVED = auto()
    ANSWERS_OTHERWISE = auto()


class Before(Enum):
    """What there is when assistance mode is enabled."""

    NOTHING = auto()
    SEARCH = auto()
    REPAIR = auto()


class Histories(RuleBasedStateMachine):
    """An agent to which anything happens; what it does is compared with what people have agreed to."""

    @initialize(typed=TYPED, policy=POLICIES, has_worked=st.booleans())
    def begin(self, typed: Settings, policy: RepairPolicy, has_worked: bool) -> None:  # noqa: FBT001 (drawn)
        self.agreed: set[Change] = set()
        """The changes of addresses that a person has confirmed, or asked to be undone, and that are not made yet."""
        self.seen: set[str] = set()
        """The origins that a person has seen and confirmed, until the server there has answered or they are left."""
        self.last: Change | None = None
        """The last repair: it is never made again without a question."""
        self.trial: Change | None = None
        """The repair whose first answer is awaited."""
        self.failed: Change | None = None
        """The repair whose first answer was not that of the right server: it may be taken back."""
        self.taken_back: Change | None = None
        """The change that takes a repair back."""
        self.by_itself: set[Change] = set()
        """The repairs that were made without a question, and are not said yet."""
        self.moved_to = dict.fromkeys(Role, "")
        """Where the servers said last that they are."""
        self.told: set[Change] = set()
        self.worked: dict[str, str] = {}
        self.version = ""
        """The version of the payroll software, as the last answer said it."""
        self.policy = policy
        address = typed.authentication_address
        if has_worked and address.startswith("https:"):
            self.worked[address] = "1"
        good = tuple(GoodAddress(*one) for one in self.worked.items())
        self.settle(Story(settings=typed, policy=policy, saved_state=SavedState(good_addresses=good)))

    def settle(self, story: Story) -> None:
        """Begin to look at another agent."""
        self.story = story
        self.counted = self.heard = self.judged = self.sent = self.said = 0
        self.tested: list[FakeJob] = []
        """The access tests that have ended."""

    # What happens.

    @rule(verdict=FAILURES, moved_to=TARGETS, first=FOUND, second=FOUND, then=st.sampled_from(Then), answer=VERDICTS)
    def the_known_good_ones_are_tested(  # noqa: PLR0913, PLR0917 (drawn)
        self, verdict: Verdict, moved_to: str, first: Verdict, second: Verdict, then: Then, answer: Verdict
    ) -> None:
        """Fail an attempt, and let the search that follows end: what rarely comes about by itself."""
        self.a_search_begins(verdict, moved_to)
        self.the_proof_ends(first)
        if self.story.view.repair is None:
            self.the_proof_ends(second)
        self.no_repair_is_announced_twice()
        match then:
            case Then.STARTS_AGAIN:
                self.the_agent_starts_again()
            case Then.CONFIRMED | Then.CONFIRMED_UNSEEN if self.story.view.repair is not None:
                self.a_person_confirms(then is Then.CONFIRMED, goes_on=True, verdict=answer, fault=None)
            case Then.SAVED:  # by itself, where the policy wants it
                self.the_addresses_are_saved(None)
                self.the_server_answers(answer, Verdict.ACCESSIBLE, "", "")
                self.the_addresses_are_saved(None)
            case Then.ANSWERS_OTHERWISE:
                self.story.pass_time(1000.0)
                self.the_server_answers(answer, Verdict.DNS, "", "")
            case _:
                pass

    def a_search_begins(self, verdict: Verdict, moved_to: str = "") -> None:
        """Let the attempts fail."""
        for _ in range(2):  # one failure is confirmed by a second one
            self.story.pass_time(1000.0)
            self.the_server_answers(verdict, Verdict.DNS, moved_to, "")
        self.story.pass_time(61.0)

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
        self.every_change_and_every_key_is_looked_at()
        self.version = version
        self.moved_to = {
            Role.AUTHENTICATION: moved_to if verdict is Verdict.MOVED else "",
            Role.UPDATES: moved_to if updates is Verdict.MOVED else "",
        }
        if self.trial is not None and verdict not in RIGHT:
            self.failed = self.trial
        elif self.trial in self.by_itself:
            self.is_to_be_said(self.trial)
        self.trial = None
        if verdict in RIGHT and not self.unsaved:
            self.seen.clear()
        self.story.server_answers(verdict, updates=updates, moved_to=moved_to, version=version)

    @rule(version=st.sampled_from(["", "1", "2"]))
    def the_server_connects(self, version: str) -> None:
        self.story.pass_time(1000.0)
        self.the_server_answers(Verdict.CONNECTED, Verdict.ACCESSIBLE, "", version)

    @rule(verdict=FOUND)
    def the_proof_ends(self, verdict: Verdict) -> None:
        if self.story.proofs:
            self.tested.append(self.story.proofs[-1])
            self.story.proof_finds(verdict)

    @rule(fault=FAULTS)
    def the_addresses_are_saved(self, fault: JobFault | None) -> None:
        if not self.unsaved:
            return
        job = self.unsaved[-1]
        assert isinstance(job.order, SaveAddressesOrder)
        is_stale = addresses_of(self.settings) != job.order.expected
        self.every_change_and_every_key_is_looked_at()
        self.counted = len(self.story.savings)
        fault = fault or (JobFault.FAILED if is_stale else None)
        change = (job.order.expected, job.order.addresses)
        if fault is None and self.last == change:
            if change[0].authentication != change[1].authentication:
                self.trial = change
            elif change in self.by_itself:
                self.is_to_be_said(change)
        if fault is None and self.taken_back == change:
            self.seen.clear()
        self.taken_back = None
        self.story.addresses_are_saved(fault=fault)

    def is_to_be_said(self, change: Change) -> None:
        """The server is the right one: the person learns what was done without a question."""
        self.by_itself.discard(change)
        self.said += 1

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
        self.story.agrees(DialogKind.STATUS if in_window else None)
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
            for window in (DialogKind.STATUS, None):
                self.story.agrees(window, pair=(other, offer.after))
                self.story.agrees(window, pair=(offer.before, other))

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
        if addresses_of(typed) != addresses_of(self.settings):
            self.trial = self.last = None
        self.story.settings = typed
        self.story.post(Action.TAKE_NEW_SETTINGS)

    @precondition(lambda self: is_available(ASSISTANCE, self.story.view))
    @rule(
        waiting_s=st.sampled_from([0.0, 30.0, 700.0]), verdict=FAILURES, before=st.sampled_from(Before), does_it=SELDOM
    )
    def a_person_enables_assistance(
        self,
        waiting_s: float,
        verdict: Verdict,
        before: Before,
        does_it: bool,  # noqa: FBT001 (drawn)
    ) -> None:
        """Enable it, and leave it by a new start: in between nothing may be asked."""
        if not does_it:
            return
        if before is not Before.NOTHING:
            self.a_search_begins(verdict)
        if before is Before.REPAIR:
            self.the_proof_ends(Verdict.ACCESSIBLE)
            if self.story.view.repair is not None:
                self.a_person_confirms(in_window=True, goes_on=True, verdict=Verdict.REFUSED, fault=None)
        self.story.post(ASSISTANCE)
        self.story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne"))
        requests = self.requests
        assert all(job.cancelled or job in self.tested for job in self.story.proofs)
        for action in (Action.SEEK_REPAIR, Action.REPAIR_UNSEEN, Action.UNDO_REPAIR, Action.AUTHENTICATE):
            self.story.post(action)
        self.the_addresses_are_saved(None)
        self.the_proof_ends(Verdict.ACCESSIBLE)
        self.story.pass_time(waiting_s)
        assert self.requests == requests
        assert self.story.view.repair is None
        self.the_agent_starts_again()

    @rule(does_it=SELDOM)
    def the_agent_may_start_again(self, does_it: bool) -> None:  # noqa: FBT001 (drawn)
        if does_it:
            self.the_agent_starts_again()

    def the_agent_starts_again(self) -> None:
        self.every_change_and_every_key_is_looked_at()
        self.what_was_done_by_itself_is_said()
        if self.unsaved:
            if self.taken_back is not None:  # it was not: the repair is still on trial
                self.trial = self.taken_back[::-1]
            self.last = self.taken_back = None
        self.agreed.clear()
        self.seen.clear()
        saved = replace(self.story.saved_state, mode=Mode.PRODUCTION)
        self.settle(Story(settings=self.settings, saved_state=saved, time=self.story.time, policy=self.policy))

    # What never does.

    @property
    def requests(self) -> int:
        return len(self.story.attempts) + len(self.story.proofs) + len(self.story.savings)

    @invariant()
    def every_change_and_every_key_is_looked_at(self) -> None:
        """In their order, and before what happens next."""
        self.no_setting_changes_without_consent()
        self.the_key_goes_nowhere_else()

    def no_setting_changes_without_consent(self) -> None:
        """A person confirmed it or goes back, or its first answer was wrong, or the policy may have it done."""
        for job in self.story.savings[self.judged :]:
            self.judged += 1
            assert isinstance(job.order, SaveAddressesOrder)
            change = (job.order.expected, job.order.addresses)
            if self.failed is not None and change == self.failed[::-1]:
                self.by_itself.discard(self.failed)
                self.failed, self.taken_back = None, change
                continue
            self.by_itself.discard(change)
            if change not in self.agreed:
                assert change != self.last
                assert self.may_be_done_by_itself(change)
                self.by_itself.add(change)
                self.seen.add(key_origin_of(change[1].authentication))
            is_undone = self.last is not None and change == self.last[::-1]
            self.last = self.last if is_undone else change
            self.agreed.discard(change)
        if not self.unsaved:
            self.agreed.clear()

    def may_be_done_by_itself(self, change: Change) -> bool:
        """Tell what the policy may have done without a question: http of the same host, old addresses, moved."""
        before, after = change
        role = Role.UPDATES if before.authentication == after.authentication else Role.AUTHENTICATION
        addresses = [
            pair.authentication if role is Role.AUTHENTICATION else pair.updates
            for pair in (before, after, *filter(None, [self.policy.addresses]), OFFICIAL)
        ]
        old, new, *good = addresses
        is_http = old.startswith("http:") and urlsplit(old).hostname == urlsplit(new).hostname
        is_old = old.startswith((*self.policy.old, "http://impact-emploi.urssaf.fr"))
        return (
            self.policy.mode is RepairMode.AUTOMATIC
            and new in good
            and (is_http or is_old or self.has_moved(role, new))
        )

    def has_moved(self, role: Role, new: str) -> bool:
        """Tell whether the server said last that it is at this address."""
        return bool(self.moved_to[role]) and urlsplit(self.moved_to[role]).netloc == urlsplit(new).netloc

    @invariant()
    def what_was_done_by_itself_is_said(self) -> None:
        assert self.story.announced.count(announcements.REPAIRED_BY_ITSELF) == self.said

    @invariant()
    def nothing_is_searched_where_it_is_switched_off(self) -> None:
        assert self.policy.mode is not RepairMode.OFF or not self.story.proofs

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
            is_new = bool(self.version) and self.version != self.worked[offer.before.authentication]
            if (
                offer.reason is RepairReason.MOVED and not is_new
            ):  # nor is it proposed any longer than the server says it
                assert self.has_moved(Role.AUTHENTICATION, offer.after.authentication)

    def the_key_goes_nowhere_else(self) -> None:
        """It is let to go where a person or the policy has led, until the server there has answered."""
        for job in self.story.attempts[self.sent :]:
            self.sent += 1
            order = job.order
            assert isinstance(order, AuthenticateOrder)
            assert not order.key_origin
            if order.repaired_origin:
                assert order.repaired_origin in self.seen


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=300, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
