"""The repair of addresses that are no longer right, by the agent: each test is a short story."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from iea_agent.agent.maintenance import INTERVAL_S
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.job_end import JobFault
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.reconnect import BACK_OFF_CAP_S, REPAIR_SEARCH_S
from iea_agent.core.repair import (
    HOLD_S,
    UNDO_S,
    AddressPair,
    GoodAddress,
    RepairMode,
    RepairOutcome,
    RepairPolicy,
    RepairStage,
)
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, Settings, addresses_of, with_addresses
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import AssistanceConfirmed, AuthenticateOrder, SaveAddressesOrder
from tests.agent.repairs import (
    AFTER,
    AUTOMATIC,
    BEFORE,
    ELSEWHERE,
    OLD,
    OLD_UPDATES,
    OWN,
    ball_with_old_updates,
    in_force,
    offered,
    offered_addresses,
    outcome,
    proposed,
    settings_of,
    settled,
)
from tests.agent.story import SAVED, Story


def confirmed(story: Story) -> Story:
    """Click « Corriger et se connecter » in the status window; the addresses are saved."""
    if not story.dialogs(DialogKind.STATUS):
        story.post(Open(DialogKind.STATUS))
    story.agrees(DialogKind.STATUS)
    story.addresses_are_saved()
    return story


def taken_back(story: Story) -> None:
    """The addresses before are saved again, and tried."""
    story.addresses_are_saved()
    story.pass_time(5)


# The confirmation.


def test_one_click_saves_authenticates_and_brings_the_ball() -> None:
    story = confirmed(offered())
    assert in_force(story) == AFTER
    assert story.view.connection is Link.CONNECTING
    assert story.view.repaired is not None
    assert story.view.repaired.outcome is RepairOutcome.TRYING
    order = story.attempts[-1].order
    assert isinstance(order, AuthenticateOrder)
    assert (order.may_prompt, order.key_origin, order.repaired_origin) == (True, "", OFFICIAL_AUTHENTICATION)
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL
    report = story.view.repaired
    assert report is not None
    assert (report.outcome, report.verdict, report.attempt) == (
        RepairOutcome.CONNECTED,
        Verdict.CONNECTED,
        story.view.attempt,
    )
    assert (report.before, report.after, report.automatic) == (BEFORE, AFTER, False)
    assert story.view.repair is None


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.LICENCE_UNKNOWN])
def test_a_server_that_refuses_is_the_right_one(verdict: Verdict) -> None:
    story = confirmed(offered())
    story.server_answers(verdict)
    assert in_force(story) == AFTER
    assert story.view.repaired is not None
    assert (story.view.repaired.outcome, story.view.repaired.verdict) == (RepairOutcome.RIGHT_SERVER, verdict)


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.TIMEOUT, Verdict.KEY_ORIGIN, Verdict.NOT_CONFIGURED])
def test_any_other_answer_brings_the_addresses_before_back_and_it_is_said(verdict: Verdict) -> None:
    story = confirmed(offered())
    story.server_answers(verdict)
    assert in_force(story) == AFTER
    story.addresses_are_saved()
    assert in_force(story) == BEFORE
    assert story.view.repaired is not None
    assert (story.view.repaired.outcome, story.view.repaired.verdict) == (RepairOutcome.TAKEN_BACK, verdict)
    assert story.announced[-1] == announcements.REPAIR_TAKEN_BACK
    assert story.view.connection is Link.CONNECTING
    assert story.view.undo is None


def test_what_was_taken_back_is_not_proposed_again_for_a_while_unless_a_person_asks() -> None:
    story = confirmed(offered())
    story.server_answers(Verdict.BUSY)
    taken_back(story)
    story.server_answers(Verdict.INSECURE)
    story.pass_time(REPAIR_SEARCH_S)
    assert len(story.proofs) == 1
    said = list(story.announced)
    story.post(Action.SEEK_REPAIR)
    assert len(story.proofs) == 2
    story.proof_finds(Verdict.BUSY)
    story.server_answers(Verdict.INSECURE)
    story.pass_time(HOLD_S)
    story.server_answers(Verdict.INSECURE)
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    assert story.view.repair is not None
    assert story.announced == said


def test_a_trial_goes_on_after_a_power_cut() -> None:
    story = confirmed(offered())
    assert story.saved_state.repair is not None
    assert story.saved_state.repair.stage is RepairStage.TRIAL
    again = Story(settings=settings_of(story), saved_state=story.saved_state)
    again.server_answers(Verdict.TIMEOUT)
    again.addresses_are_saved()
    assert in_force(again) == BEFORE


def test_a_repair_that_was_never_saved_is_forgotten_after_a_power_cut() -> None:
    story = offered()
    story.agrees()
    again = Story(settings=OLD, saved_state=story.saved_state)
    assert again.saved_state.repair is None


def test_settings_that_a_person_saves_meanwhile_end_the_trial() -> None:
    story = confirmed(offered())
    story.settings = ELSEWHERE
    story.post(Action.TAKE_NEW_SETTINGS)
    story.pass_time(5)
    story.server_answers(Verdict.TIMEOUT)
    assert len(story.savings) == 1
    assert in_force(story) == addresses_of(ELSEWHERE)


def test_settings_that_cannot_be_saved_are_said_and_nothing_is_lost() -> None:
    story = offered()
    story.agrees()
    story.addresses_are_saved(fault=JobFault.FAILED)
    assert in_force(story) == BEFORE
    assert story.view.repaired is not None
    assert story.view.repaired.outcome is RepairOutcome.NOT_WRITTEN
    assert story.view.repaired.detail
    assert story.announced[-1] == announcements.REPAIR_NOT_WRITTEN
    assert story.view.repair is not None  # it can be tried again
    story.agrees()
    story.addresses_are_saved()
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL


def test_a_saving_that_was_killed_after_it_had_written_is_a_saving() -> None:
    story = offered()
    story.agrees()
    assert isinstance(story.settings, Settings)
    story.settings = with_addresses(story.settings, AFTER)
    story.addresses_are_saved(fault=JobFault.FAILED)
    assert story.view.repaired is not None
    assert story.view.repaired.outcome is RepairOutcome.TRYING
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL
    assert story.view.undo is not None


def test_what_another_program_saved_meanwhile_is_taken_up_and_the_repair_is_not() -> None:
    story = offered()
    story.agrees()
    story.settings = ELSEWHERE
    story.addresses_are_saved(fault=JobFault.FAILED)
    assert story.view.repaired is not None
    assert story.view.repaired.outcome is RepairOutcome.NOT_WRITTEN
    assert in_force(story) == addresses_of(ELSEWHERE)
    assert story.view.undo is None


def test_a_repair_that_cannot_be_taken_back_stays_and_is_said() -> None:
    story = confirmed(offered())
    story.server_answers(Verdict.TIMEOUT)
    story.addresses_are_saved(fault=JobFault.FAILED)
    assert in_force(story) == AFTER
    assert story.view.repaired is not None
    assert story.view.repaired.outcome is RepairOutcome.NOT_PUT_BACK
    assert story.announced[-1] == announcements.REPAIR_NOT_TAKEN_BACK
    assert story.view.undo is not None


@pytest.mark.parametrize(
    "confirm",
    [lambda story: story.agrees(pair=(BEFORE, AFTER)), lambda story: story.agrees(None, pair=(BEFORE, AFTER))],
)
def test_nothing_is_confirmed_that_is_not_proposed(confirm: Callable[[Story], None]) -> None:
    story = Story(settings=OLD)
    confirm(story)
    story.server_answers(Verdict.INSECURE)
    confirm(story)
    story.post(Action.UNDO_REPAIR)
    assert story.savings == []
    again = offered()
    confirm(again)
    confirm(again)
    assert len(again.savings) == 1


@pytest.mark.parametrize(
    "seen",
    [
        (BEFORE, replace(AFTER, authentication="https://ailleurs.example")),
        (BEFORE, replace(AFTER, updates="https://ailleurs.example")),
        (BEFORE, replace(AFTER, secure=False)),
        (replace(BEFORE, updates=""), AFTER),
        (AFTER, BEFORE),
    ],
)
@pytest.mark.parametrize("window", [DialogKind.STATUS, None])
def test_who_has_seen_other_addresses_has_not_agreed_to_these(
    seen: tuple[AddressPair, AddressPair], window: DialogKind | None, caplog: pytest.LogCaptureFixture
) -> None:
    """The offer was replaced at the moment of the click: the window shows the new one, and asks again."""
    story = offered()
    story.agrees(window, pair=seen)
    assert (story.savings, in_force(story)) == ([], BEFORE)
    assert "is not proposed any more" in caplog.text
    assert offered_addresses(story) == AFTER
    story.agrees()
    assert story.savings[-1].order == SaveAddressesOrder(BEFORE, AFTER)


@pytest.mark.parametrize(
    ("confirm", "origin"),
    [(Story.agrees, "https://essai.example"), (lambda story: story.agrees(None), "")],
)
def test_the_key_follows_to_the_users_own_official_address_only_where_a_person_saw_it(
    confirm: Callable[[Story], None], origin: str
) -> None:
    story = settled(Story(settings=OWN))
    story.proof_finds(Verdict.DNS)
    story.proof_finds()
    confirm(story)
    story.addresses_are_saved()
    order = story.attempts[-1].order
    assert isinstance(order, AuthenticateOrder)
    assert order.repaired_origin == origin
    story.server_answers(Verdict.TIMEOUT)
    taken_back(story)
    later = story.attempts[-1].order
    assert isinstance(later, AuthenticateOrder)
    assert later.repaired_origin == ""


def test_without_its_addresses_no_repair_is_made() -> None:
    story = offered()
    story.post(Action.REPAIR_UNSEEN)
    assert (story.savings, offered_addresses(story)) == ([], AFTER)


def test_what_is_not_meant_any_more_cannot_be_confirmed() -> None:
    story = offered()
    better = AddressPair("https://regle.example", "https://regle.example/updates")
    story.policy = RepairPolicy(mode=RepairMode.ASK, addresses=better, old=(OFFICIAL_AUTHENTICATION,))
    story.settings = ELSEWHERE
    story.post(Action.TAKE_NEW_SETTINGS)
    story.pass_time(5)
    story.server_answers(Verdict.TIMEOUT)
    assert proposed(story) is None
    story.agrees(pair=(BEFORE, AFTER))
    assert story.savings == []


def test_other_addresses_take_the_place_of_what_is_proposed_only_once_they_are_proved() -> None:
    better = AddressPair("https://regle.example", "https://regle.example/updates")
    known = SavedState(good_addresses=(GoodAddress("https://ailleurs.example"),))
    story = Story(settings=ELSEWHERE, saved_state=known, policy=RepairPolicy(addresses=better))
    story.server_answers(Verdict.MOVED, moved_to=OFFICIAL_AUTHENTICATION)
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    assert offered_addresses(story) == AFTER
    story.pass_time(BACK_OFF_CAP_S)
    story.server_answers(Verdict.MOVED, moved_to=better.authentication)
    assert offered_addresses(story) is None
    seen = (addresses_of(ELSEWHERE), AFTER)
    story.agrees(pair=seen)
    assert story.savings == []
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    assert offered_addresses(story) == better
    story.agrees(pair=seen)
    assert story.savings == []


# The update address alone.


def test_an_old_update_address_is_proposed_on_a_ball_that_stays() -> None:
    story = ball_with_old_updates()
    story.proof_finds()
    assert story.picture() is Picture.BALL
    offer = proposed(story)
    assert offer is not None
    assert offer.keeps_authentication
    assert "correction prête" in announcements.state_line(story.view)
    assert story.announced[-1] == announcements.repair_ready(offer)
    story.agrees()
    story.addresses_are_saved()
    assert in_force(story) == AFTER
    assert story.picture() is Picture.BALL
    order = story.attempts[-1].order
    assert isinstance(order, AuthenticateOrder)
    assert addresses_of(order.settings) == AFTER, "the update server is tested at its new address"
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL
    assert proposed(story) is None
    assert story.view.undo is not None


def test_a_power_cut_takes_back_no_repair_of_the_update_address() -> None:
    story = ball_with_old_updates()
    story.proof_finds()
    story.agrees()
    assert isinstance(story.settings, Settings)
    again = Story(settings=with_addresses(story.settings, AFTER), saved_state=story.saved_state)
    again.server_answers(Verdict.DNS)
    assert again.savings == []
    assert in_force(again) == AFTER
    assert again.saved_state.repair is not None
    assert again.saved_state.repair.stage is RepairStage.DONE


# The launch that waits.


def waiting_launch() -> Story:
    story = Story(settings=OLD)
    story.server_answers(Verdict.INSECURE)
    story.post(Action.LAUNCH)
    story.pass_time(5)
    story.server_answers(Verdict.INSECURE)
    return story


def test_a_launch_waits_for_the_proof_and_goes_on_by_itself_after_the_repair() -> None:
    story = waiting_launch()
    assert outcome(story) is LaunchOutcome.CHECKING
    assert len(story.proofs) == 1
    story.proof_finds()
    assert outcome(story) is LaunchOutcome.NOT_CONNECTED
    assert story.view.repair is not None
    story.agrees(DialogKind.LAUNCH)
    story.addresses_are_saved()
    assert outcome(story) is LaunchOutcome.CHECKING
    assert story.software.started == []
    story.server_answers(Verdict.CONNECTED)
    assert outcome(story) is LaunchOutcome.STARTED
    assert len(story.software.started) == 1


def test_without_a_proof_the_launch_is_refused_as_ever() -> None:
    story = waiting_launch()
    story.proof_finds(Verdict.DNS)
    assert outcome(story) is LaunchOutcome.NOT_CONNECTED
    assert story.view.repair is None


def test_a_launch_waits_until_a_failed_repair_is_taken_back() -> None:
    story = waiting_launch()
    story.proof_finds()
    story.agrees(DialogKind.LAUNCH)
    story.addresses_are_saved()
    story.server_answers(Verdict.TIMEOUT)
    assert outcome(story) is LaunchOutcome.CHECKING
    taken_back(story)
    story.server_answers(Verdict.INSECURE)
    assert outcome(story) is LaunchOutcome.NOT_CONNECTED
    assert story.software.started == []


def test_a_launch_whose_window_was_closed_does_not_go_on() -> None:
    story = waiting_launch()
    story.proof_finds()
    story.dialog_closes(DialogKind.LAUNCH)
    confirmed(story).server_answers(Verdict.CONNECTED)
    assert story.software.started == []


# The undo.


def test_a_repair_can_be_undone_for_a_day() -> None:
    story = confirmed(offered())
    story.server_answers(Verdict.CONNECTED)
    undo = story.view.undo
    assert undo is not None
    assert (undo.before, undo.after) == (AFTER, BEFORE)
    story.post(Action.UNDO_REPAIR)
    story.addresses_are_saved()
    assert in_force(story) == BEFORE
    assert story.view.undo is None
    assert story.view.repaired is not None
    assert story.view.repaired.outcome is RepairOutcome.UNDONE
    assert story.picture() is Picture.HEART


def test_a_day_later_it_cannot() -> None:
    story = confirmed(offered())
    story.server_answers(Verdict.CONNECTED)
    story.time += UNDO_S
    story.post(Action.UNDO_REPAIR)
    assert len(story.savings) == 1
    assert story.view.undo is None


def test_what_was_undone_is_proposed_again_without_a_notification() -> None:
    story = confirmed(offered())
    story.server_answers(Verdict.CONNECTED)
    story.post(Action.UNDO_REPAIR)
    taken_back(story)
    said = story.announced.count(announcements.REPAIR_TAKEN_BACK)
    story.server_answers(Verdict.INSECURE)
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    assert story.view.repair is not None
    assert story.announced.count(announcements.repair_ready(story.view.repair)) == 1
    assert said == 0


def test_the_key_goes_back_with_a_person_to_an_address_that_worked() -> None:
    known = SavedState(good_addresses=(GoodAddress("https://ailleurs.example", "3.00.41"),))
    story = Story(settings=ELSEWHERE, saved_state=known)
    story.server_answers(Verdict.MOVED, moved_to=OFFICIAL_AUTHENTICATION)
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    confirmed(story).server_answers(Verdict.CONNECTED)
    story.post(Action.UNDO_REPAIR)
    story.addresses_are_saved()
    story.pass_time(5)
    order = story.attempts[-1].order
    assert isinstance(order, AuthenticateOrder)
    assert order.repaired_origin == "https://ailleurs.example"


def test_a_search_that_runs_while_a_person_goes_back_ends_and_another_one_is_made() -> None:
    story = settled(Story(settings=OWN))
    story.proof_finds(Verdict.DNS)
    story.proof_finds()
    confirmed(story).server_answers(Verdict.REFUSED)
    story.pass_time(BACK_OFF_CAP_S)
    story.post(Action.RECHECK)
    story.server_answers(Verdict.DNS)
    story.pass_time(REPAIR_SEARCH_S)
    searched = len(story.proofs)
    story.post(Action.UNDO_REPAIR)
    assert story.proofs[-1].cancelled
    taken_back(story)
    story.server_answers(Verdict.INSECURE)
    story.pass_time(REPAIR_SEARCH_S)
    assert (searched, len(story.proofs)) == (3, 4)
    story.proof_finds()
    assert offered_addresses(story) == AFTER


# By itself.


SAME_HOST = replace(
    SAVED,
    secure=False,
    authentication_address="http://impact-emploi.urssaf.fr",
    update_address="http://impact-emploi.urssaf.fr/updates",
)


def test_the_policy_can_have_http_of_the_same_host_repaired_without_a_question_and_it_is_said() -> None:
    story = settled(Story(settings=SAME_HOST, policy=AUTOMATIC))
    story.proof_finds()
    story.addresses_are_saved()
    assert in_force(story) == AFTER
    order = story.attempts[-1].order
    assert isinstance(order, AuthenticateOrder)
    assert not order.may_prompt
    story.server_answers(Verdict.CONNECTED)
    assert story.view.repaired is not None
    assert story.view.repaired.automatic
    assert announcements.REPAIRED_BY_ITSELF in story.announced


def test_what_is_not_certain_is_asked_even_so() -> None:
    story = settled(Story(settings=OLD, policy=AUTOMATIC))  # http of another host
    story.proof_finds()
    assert story.savings == []
    assert story.view.repair is not None


def test_what_a_person_has_undone_is_never_done_by_itself() -> None:
    story = settled(Story(settings=SAME_HOST, policy=AUTOMATIC))
    story.proof_finds()
    story.addresses_are_saved()
    story.server_answers(Verdict.CONNECTED)
    story.post(Action.UNDO_REPAIR)
    story.addresses_are_saved()
    story.pass_time(5)
    story.server_answers(Verdict.INSECURE)
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    assert len(story.savings) == 2
    assert story.view.repair is not None


def test_the_users_settings_cannot_choose_it() -> None:
    story = settled(Story(settings=replace(SAME_HOST, repair=RepairMode.AUTOMATIC)))
    story.proof_finds()
    assert story.savings == []
    assert story.view.repair is not None


def test_an_old_update_address_is_repaired_by_itself_too() -> None:
    story = Story(settings=OLD_UPDATES, policy=AUTOMATIC)
    story.server_answers(Verdict.CONNECTED, updates=Verdict.INSECURE)
    story.pass_time(REPAIR_SEARCH_S)
    story.proof_finds()
    story.addresses_are_saved()
    assert in_force(story) == AFTER
    assert announcements.REPAIRED_BY_ITSELF in story.announced


# Assistance mode.


def test_in_assistance_mode_no_request_of_any_kind_is_made_for_ten_minutes() -> None:
    story = settled(Story(settings=OLD))
    story.post(Open(DialogKind.ASSISTANCE))
    story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne"))
    assert story.proofs[-1].cancelled
    before = len(story.attempts) + len(story.proofs) + len(story.savings)
    for action in (Action.SEEK_REPAIR, Action.REPAIR_UNSEEN, Action.UNDO_REPAIR):
        story.post(action)
    story.agrees(pair=(BEFORE, AFTER))
    for _ in range(int(max(600, INTERVAL_S) / 10)):
        story.pass_time(10)
    assert len(story.attempts) + len(story.proofs) + len(story.savings) == before
    assert story.view.repair is None
    assert story.view.repair_searches == 1
    assert story.view.mode is Mode.ASSISTANCE


def test_the_order_to_save_names_what_it_replaces() -> None:
    story = offered()
    story.agrees()
    order = story.savings[-1].order
    assert order == SaveAddressesOrder(BEFORE, AFTER)
