"""What a repair never does, over arbitrary histories."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.job_end import JobFault
from iea_agent.core.key_origin import key_origin_of
from iea_agent.core.repair import AddressPair, KnownGoodSource, RepairReason
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, Settings, addresses_of
from iea_agent.core.wire.jobs import AssistanceConfirmed, AuthenticateOrder, SaveAddressesOrder
from tests.agent.story import SAVED, FakeJob, Story

OWN = "https://essai.example"
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
        for authentication, updates in PLACES
        for own in ("", OWN)
    ]
)
VERDICTS = st.sampled_from(Verdict).filter(lambda one: one is not Verdict.ACCESSIBLE)
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
        self.asked_in_assistance = 0

    # What happens.

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

    @rule(verdict=st.sampled_from([Verdict.ACCESSIBLE, Verdict.ACCESSIBLE, Verdict.DNS, Verdict.BUSY]))
    def the_proof_ends(self, verdict: Verdict) -> None:
        if self.story.proofs:
            self.story.proof_finds(verdict)

    @rule(fault=st.sampled_from([None, None, JobFault.FAILED]))
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

    @rule(action=st.sampled_from([Action.REPAIR, Action.REPAIR_UNSEEN]))
    def a_person_confirms(self, action: Action) -> None:
        if (offer := self.story.view.repair) is not None and not self.unsaved:
            self.agreed.add((offer.before, offer.after))
            if action is Action.REPAIR or offer.source is not KnownGoodSource.USER:
                self.seen.add(key_origin_of(offer.after.authentication))
        self.story.post(action)

    @rule()
    def a_person_undoes(self) -> None:
        if (undo := self.story.view.undo) is not None and not self.unsaved:
            self.agreed.add((undo.before, undo.after))
            if undo.after.authentication in self.worked:
                self.seen.add(key_origin_of(undo.after.authentication))
        self.story.post(Action.UNDO_REPAIR)

    @rule(action=st.sampled_from([Action.SEEK_REPAIR, Action.AUTHENTICATE, Action.LAUNCH, Action.RECHECK]))
    def a_person_asks(self, action: Action) -> None:
        self.story.post(action)

    @rule(typed=TYPED)
    def a_person_types_addresses(self, typed: Settings) -> None:
        self.story.settings = typed
        self.story.post(Action.TAKE_NEW_SETTINGS)

    @precondition(lambda self: self.story.view.mode is Mode.PRODUCTION)
    @rule()
    def a_person_enables_assistance(self) -> None:
        self.story.post(Open(DialogKind.ASSISTANCE))
        self.story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne"))
        self.asked_in_assistance = self.requests

    @rule(in_production=st.booleans())
    def the_agent_starts_again(self, in_production: bool) -> None:  # noqa: FBT001 (drawn)
        saved = self.story.saved_state
        if in_production:
            saved = replace(saved, mode=Mode.PRODUCTION)
        self.story = Story(settings=self.settings, saved_state=saved, time=self.story.time)
        self.counted = self.heard = self.asked_in_assistance = 0

    # What never does.

    @property
    def requests(self) -> int:
        return len(self.story.attempts) + len(self.story.proofs)

    @invariant()
    def no_request_in_assistance_mode(self) -> None:
        if self.story.view.mode is Mode.ASSISTANCE:
            assert self.requests == self.asked_in_assistance
            assert self.story.view.repair is None

    @invariant()
    def no_setting_changes_without_consent(self) -> None:
        for job in self.story.savings:
            assert isinstance(job.order, SaveAddressesOrder)
            change = (job.order.expected, job.order.addresses)
            assert change in self.agreed or change[::-1] in self.agreed

    @invariant()
    def no_repair_is_announced_twice(self) -> None:
        news, self.heard = self.story.announced[self.heard :], len(self.story.announced)
        for words in news:
            if "une correction est prête" in words:
                offer = self.story.view.repair
                assert offer is not None
                assert (offer.before, offer.after) not in self.told
                self.told.add((offer.before, offer.after))
        if not self.story.saved_state.repairs_announced:
            assert not self.told or self.story.view.connection is Link.CONNECTED or not news
            self.told.clear()

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
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
