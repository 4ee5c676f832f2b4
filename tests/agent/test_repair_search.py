"""The search for better addresses, by the agent: each test is a short story."""

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.reconnect import BACK_OFF_CAP_S, REPAIR_SEARCH_S
from iea_agent.core.repair import (
    GoodAddress,
    KnownGoodSource,
    RepairMode,
    RepairPolicy,
    RepairReason,
)
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, addresses_of
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import TestOrder
from tests.agent.repairs import (
    AFTER,
    BEFORE,
    ELSEWHERE,
    OLD,
    OWN,
    ball_with_old_updates,
    in_force,
    offered,
    outcome,
    proposed,
    seeks,
    settled,
)
from tests.agent.story import SAVED, Story

# The proposal.


def test_addresses_of_before_the_update_are_proposed_to_be_corrected_once_the_good_ones_answer() -> None:
    story = Story(settings=OLD)
    story.server_answers(Verdict.INSECURE)
    assert story.proofs == []
    assert story.view.addresses_wrong
    story.pass_time(REPAIR_SEARCH_S / 2)
    (proof,) = story.proofs
    assert isinstance(proof.order, TestOrder)
    assert addresses_of(proof.order.settings) == AFTER
    assert proposed(story) is None
    story.proof_finds()
    offer = proposed(story)
    assert offer is not None
    assert (offer.before, offer.after, offer.reason) == (BEFORE, AFTER, RepairReason.HTTP)
    assert (offer.source, offer.updates) == (KnownGoodSource.BUILT_IN, None)
    assert announcements.state_line(story.view).endswith("mode non sécurisé — correction prête")
    assert story.announced[-1] == announcements.repair_ready(offer)
    assert in_force(story) == BEFORE


def test_who_looks_at_the_state_waits_for_no_planned_search() -> None:
    story = Story(settings=OLD)
    story.server_answers(Verdict.INSECURE)
    assert (story.proofs, seeks(story)) == ([], False)
    story.post(Open(DialogKind.STATUS))
    assert len(story.proofs) == 1
    assert seeks(story)
    story.post(Open(DialogKind.STATUS))
    assert len(story.proofs) == 1
    story.proof_finds()
    assert proposed(story) is not None
    assert not seeks(story)


def test_who_looks_at_a_healthy_state_has_nothing_searched() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    story.post(Open(DialogKind.STATUS))
    assert (story.proofs, seeks(story)) == ([], False)


def test_it_is_announced_once_for_one_situation_over_restarts_too() -> None:
    story = offered()
    for _ in range(3):
        story.pass_time(BACK_OFF_CAP_S)
        story.server_answers(Verdict.INSECURE)
    again = Story(settings=OLD, saved_state=story.saved_state)
    settled(again).proof_finds()
    assert again.view.repair is not None
    assert len(story.announced) == 2  # the heart, and the repair
    assert announcements.repair_ready(again.view.repair) not in again.announced


def test_the_update_server_at_the_good_addresses_is_said_and_needs_not_be_green() -> None:
    story = settled(Story(settings=OLD))
    story.proof_finds(updates=Verdict.DNS)
    assert story.view.repair is not None
    assert story.view.repair.updates is Verdict.DNS


@pytest.mark.parametrize("found", [Verdict.DNS, Verdict.BUSY, Verdict.NOT_OUR_SERVER, Verdict.PORTAL])
def test_nothing_is_proposed_while_the_good_addresses_are_down(found: Verdict) -> None:
    story = settled(Story(settings=OLD))
    story.proof_finds(found)
    assert story.view.repair is None
    assert story.view.addresses_wrong
    assert len(story.announced) == 1


def test_a_proof_that_crashes_proves_nothing() -> None:
    story = settled(Story(settings=OLD))
    story.proofs[-1].cancel()
    story.settle()
    assert story.view.repair is None


def test_the_good_addresses_are_tested_again_at_the_pace_of_the_attempts() -> None:
    story = settled(Story(settings=OLD))
    story.proof_finds(Verdict.TIMEOUT)
    story.server_answers(Verdict.INSECURE)
    before = len(story.proofs)
    story.proof_finds(Verdict.TIMEOUT)
    assert len(story.proofs) == before
    story.pass_time(BACK_OFF_CAP_S)
    story.server_answers(Verdict.INSECURE)
    assert len(story.proofs) == before + 1
    story.proof_finds()
    assert story.view.repair is not None


def test_a_good_server_that_asks_for_time_is_left_alone() -> None:
    story = settled(Story(settings=OLD))
    story.proof_finds(Verdict.BUSY, retry_after_s=3600.0)
    for _ in range(5):
        story.pass_time(BACK_OFF_CAP_S)
        story.server_answers(Verdict.INSECURE)
    assert len(story.proofs) == 1
    story.pass_time(BACK_OFF_CAP_S)
    story.pass_time(BACK_OFF_CAP_S)
    assert len(story.proofs) == 2


def test_whoever_looks_does_not_wait_for_a_server_that_asked_for_time() -> None:
    story = settled(Story(settings=OLD))
    story.proof_finds(Verdict.BUSY, retry_after_s=3600.0)
    story.pass_time(BACK_OFF_CAP_S)
    story.server_answers(Verdict.INSECURE)
    story.post(Open(DialogKind.STATUS))
    assert len(story.proofs) == 1
    assert not seeks(story)
    story.post(Action.LAUNCH)
    story.pass_time(5)
    story.server_answers(Verdict.INSECURE)
    assert outcome(story) is LaunchOutcome.NOT_CONNECTED


def test_whoever_waits_gets_the_test_at_once() -> None:
    story = Story(settings=OLD)
    story.server_answers(Verdict.INSECURE)
    story.post(Action.AUTHENTICATE)
    story.pass_time(5)
    story.server_answers(Verdict.INSECURE)
    assert len(story.proofs) == 1
    assert seeks(story)
    story.proof_finds()
    assert not seeks(story)
    assert story.view.repair is not None


def test_a_success_meanwhile_ends_the_search_and_the_proposal() -> None:
    story = settled(Story(settings=ELSEWHERE), Verdict.DNS)
    story.server_answers(Verdict.CONNECTED)
    assert story.proofs[-1].cancelled
    assert not story.view.addresses_wrong
    proposed = offered(ELSEWHERE, Verdict.DNS)
    proposed.server_answers(Verdict.CONNECTED)
    assert proposed.view.repair is None
    assert proposed.picture() is Picture.BALL


def test_the_official_addresses_are_given_up_for_nothing() -> None:
    story = settled(Story(), Verdict.DNS)
    assert story.proofs == []
    assert not story.view.addresses_wrong


def test_nothing_is_searched_where_it_is_switched_off() -> None:
    assert settled(Story(settings=replace(OLD, repair=RepairMode.OFF))).proofs == []
    assert settled(Story(settings=OLD, policy=RepairPolicy(mode=RepairMode.OFF))).proofs == []


def test_other_addresses_that_a_person_saves_end_the_search() -> None:
    story = settled(Story(settings=OLD))
    story.settings = ELSEWHERE
    story.post(Action.TAKE_NEW_SETTINGS)
    assert story.proofs[-1].cancelled
    assert story.view.repair is None


def test_the_known_good_ones_are_tested_in_their_order() -> None:
    story = settled(Story(settings=OWN))
    story.proof_finds(Verdict.DNS)
    assert [
        addresses_of(job.order.settings).authentication for job in story.proofs if isinstance(job.order, TestOrder)
    ] == [
        OFFICIAL_AUTHENTICATION,
        "https://essai.example",
    ]
    story.proof_finds()
    assert story.view.repair is not None
    assert story.view.repair.source is KnownGoodSource.USER


# A healthy workstation.


def test_an_address_that_worked_here_is_kept_while_its_name_does_not_resolve() -> None:
    story = Story(settings=ELSEWHERE)
    story.server_answers(Verdict.CONNECTED)
    story.pass_time(SAVED.check_every_s)
    for _ in range(5):
        story.server_answers(Verdict.DNS)
        story.pass_time(BACK_OFF_CAP_S)
    assert story.picture() is Picture.HEART
    assert story.proofs == []
    assert story.saved_state.good_addresses == (GoodAddress("https://ailleurs.example"),)


def test_it_is_kept_over_a_restart() -> None:
    known = SavedState(good_addresses=(GoodAddress("https://ailleurs.example", "3.00.41"),))
    story = settled(Story(settings=ELSEWHERE, saved_state=known), Verdict.DNS)
    assert story.proofs == []


def test_it_is_questioned_once_the_software_has_another_version() -> None:
    known = SavedState(good_addresses=(GoodAddress("https://ailleurs.example", "3.00.41"),))
    story = Story(settings=ELSEWHERE, saved_state=known)
    story.server_answers(Verdict.DNS, version="3.00.42")
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    assert story.view.repair is not None
    assert story.view.repair.reason is RepairReason.SOFTWARE_CHANGED


def test_what_an_older_version_connected_counts_as_having_worked() -> None:
    ended = Period(PeriodKind.OUTAGE, 1.0, 2.0, Verdict.TIMEOUT)
    assert settled(Story(settings=ELSEWHERE, history=(ended,)), Verdict.DNS).proofs == []
    assert len(settled(Story(settings=ELSEWHERE), Verdict.DNS).proofs) == 1
    last_seen = replace(ended, lost_sight=True)
    assert len(settled(Story(settings=ELSEWHERE, history=(last_seen,)), Verdict.DNS).proofs) == 1


def test_the_same_success_is_written_once() -> None:
    story = Story(settings=ELSEWHERE)
    story.server_answers(Verdict.CONNECTED, version="3.00.41")
    before = len(story.written)
    for _ in range(3):
        story.pass_time(SAVED.check_every_s)
        story.server_answers(Verdict.CONNECTED, version="3.00.41")
    assert len(story.written) == before


# The search that is asked for.


def test_a_search_that_is_asked_for_is_made_at_once_and_counted() -> None:
    story = Story(settings=OLD)
    story.server_answers(Verdict.INSECURE)
    story.post(Action.SEEK_REPAIR)
    assert (len(story.proofs), story.view.repair_searches) == (1, 0)
    story.proof_finds()
    assert story.view.repair_searches == 1
    story.post(Action.SEEK_REPAIR)
    assert (len(story.proofs), story.view.repair_searches) == (1, 2)


def test_it_waits_for_the_answer_that_is_awaited() -> None:
    story = Story(settings=OLD, at_login=True)
    story.post(Action.SEEK_REPAIR)
    assert story.view.repair_searches == 0
    story.server_answers(Verdict.INSECURE)
    story.proof_finds()
    assert story.view.repair_searches == 1


def test_where_nothing_is_wrong_it_is_done_at_once() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    story.post(Action.SEEK_REPAIR)
    assert (story.proofs, story.view.repair_searches) == ([], 1)


# The update address alone.


def test_then_it_is_the_update_server_that_must_be_green() -> None:
    story = ball_with_old_updates()
    story.proof_finds(updates=Verdict.DNS)
    assert story.view.repair is None
