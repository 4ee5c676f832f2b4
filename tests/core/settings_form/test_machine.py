"""The machine of « Paramètres de connexion » against the words of its specification."""

from typing import get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from iea_agent.core.cleaning import Entry, Finding, What
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import ErrorCode
from iea_agent.core.file_notices import FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.leaving import Answer, Leaving
from iea_agent.core.licence_key import MAX_KEY, KeyFault
from iea_agent.core.repair import AddressPair, RepairOffer, RepairOutcome, RepairReason, RepairReport
from iea_agent.core.secret import Secret
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, Settings
from iea_agent.core.settings_form.machine import TABLE, reduce
from iea_agent.core.settings_form.outcome import Awaits, NotSaved, Repaired, Said, Saved, Tested
from iea_agent.core.settings_form.state import (
    Do,
    Effect,
    Event,
    Form,
    FormState,
    KeepBesideAnswered,
    KeyMissing,
    LicenceFault,
    LoginChanged,
    NextAct,
    Phase,
    RepairAsked,
    SaveAsked,
    SendingAllowed,
    SettingsRead,
    StrayCharacter,
    TestAsked,
    TestCancelled,
    TestEnded,
    TriedAgain,
    WritingEnded,
    is_licence_settled,
    with_settings,
)
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import DialogAsked, KeyAllowed, KeyStoreAsking, KeyStored, RepairAgreed, StoreKeyOrder

SAVED = Settings(licence_number="75-000042")
CONNECTED = AgentView(picture=Picture.BALL, mode=Mode.PRODUCTION, connection=Link.CONNECTED, attempt=3)
CONNECTING = replace(CONNECTED, picture=Picture.HEART, connection=Link.CONNECTING, attempt=4, attempting=True)
REFUSED = replace(CONNECTED, picture=Picture.HEART, connection=Link.REFUSED, attempt=4)
ASSISTANCE = replace(CONNECTED, picture=Picture.BEETLE, mode=Mode.ASSISTANCE, connection=Link.DISCONNECTED)
KEY = Secret("k7Qm2-X9vTz")
OTHER_KEY = Secret("4LpWs-8RbNc")

FRESH = FormState(CONNECTED, SAVED, Form(SAVED))
EDITED = Form(replace(SAVED, update_address="https://updates.example"))
WITH_KEY = replace(EDITED, key=KEY)
FAULTY = Form(replace(SAVED, update_address="ftp://updates.example"))

ADDRESSES = AddressPair(SAVED.authentication_address, SAVED.update_address)
GREEN = tuple(ServerReport(role, SAVED.address_of(role), Diagnosis(Verdict.ACCESSIBLE)) for role in Role)
RED = (GREEN[0], replace(GREEN[1], diagnosis=Diagnosis(Verdict.DNS)))
TEST_FAILED = TestEnded(RED)
TEST_SUCCEEDED = TestEnded(GREEN)

INVALID = FileNotice(OwnFile.SETTINGS, FileFinding.INVALID, FileFlaw(FlawKind.QUOTE, 3, 8))

EXAMPLES: dict[type[Event], Event] = {
    Form: EDITED,
    AgentView: REFUSED,
    TestAsked: TestAsked(),
    TestEnded: TEST_FAILED,
    TestCancelled: TestCancelled(),
    SettingsRead: SettingsRead(EDITED.settings, EDITED),
    SaveAsked: SaveAsked(),
    SendingAllowed: SendingAllowed("https://autre.example"),
    TriedAgain: TriedAgain(),
    RepairAsked: RepairAsked(),
    KeepBesideAnswered: KeepBesideAnswered(agreed=True),
    KeyStoreAsking: KeyStoreAsking(asking=True),
    JobEnd: JobEnd(),
    WritingEnded: WritingEnded(),
    LoginChanged: LoginChanged(done=True),
    Leaving: Leaving.QUIT,
    Answer: Answer.DISCARD,
}

_ANSWERS = "KeepBesideAnswered KeyStoreAsking JobEnd WritingEnded LoginChanged"
_CLICKS = "SettingsRead TestAsked TestEnded TestCancelled SaveAsked SendingAllowed TriedAgain RepairAsked Answer"
IGNORED = {
    Phase.WAITING: f"{_CLICKS.removeprefix('SettingsRead')} Form {_ANSWERS}",
    Phase.EDITING: _ANSWERS,
    Phase.STORING_KEY: f"{_CLICKS} KeepBesideAnswered WritingEnded LoginChanged",
    Phase.WRITING: f"{_CLICKS} KeepBesideAnswered KeyStoreAsking JobEnd LoginChanged",
    Phase.ASKING: f"{_CLICKS} KeyStoreAsking JobEnd WritingEnded LoginChanged",
    Phase.CHANGING_LOGIN: f"{_CLICKS} KeepBesideAnswered KeyStoreAsking JobEnd WritingEnded",
    Phase.CLOSED: f"{_CLICKS} Form AgentView Leaving {_ANSWERS}",
}
"""Every pair that changes nothing, to the letter."""


def play(state: FormState, *events: Event) -> tuple[FormState, list[Effect]]:
    """Apply events in order; return the last state and all effects."""
    done: list[Effect] = []
    for event in events:
        state, effects = reduce(state, event)
        done += effects
    return state, done


def after(*events: Event, state: FormState = FRESH) -> FormState:
    return play(state, *events)[0]


def effects_of(*events: Event, state: FormState = FRESH) -> list[Effect]:
    return play(state, *events)[1]


SAVE_WITHOUT_KEY = (EDITED, SaveAsked(), WritingEnded(), LoginChanged(done=True))


# The whole table.


def test_every_event_has_an_example_and_every_phase_its_rows() -> None:
    assert set(EXAMPLES) == set(get_args(Event))
    assert set(TABLE) == set(Phase)


def test_the_ignored_pairs_are_these() -> None:
    found = {phase: {kind.__name__ for kind in EXAMPLES if kind not in TABLE[phase]} for phase in Phase}
    assert found == {phase: set(names.split()) for phase, names in IGNORED.items()}


@pytest.mark.parametrize("phase", Phase, ids=lambda phase: phase.name)
@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_every_pair_steps_and_an_ignored_one_changes_nothing(phase: Phase, kind: type[Event]) -> None:
    state = replace(FRESH, phase=phase, saving=WITH_KEY, leaving=Leaving.CLOSE, outcome=Said.TESTING)
    new, effects = reduce(state, EXAMPLES[kind])
    if kind not in TABLE[phase]:
        assert new is state
        assert effects == ()
    else:
        assert (new, effects) != (state, ())


# Editing.


def test_what_the_form_says_is_compared_with_what_is_saved() -> None:
    assert not FRESH.unsaved
    assert after(EDITED).unsaved
    assert after(Form(SAVED, KEY)).unsaved
    assert after(Form(SAVED, login_changed=True)).unsaved
    assert not after(EDITED, Form(SAVED)).unsaved


def test_an_edit_takes_away_what_was_said_about_the_form_before() -> None:
    state = after(FAULTY, SaveAsked())
    assert after(FAULTY, state=state).outcome is Said.SAVE_REFUSED, "nothing was edited"
    assert after(EDITED, state=state).outcome is None


# The access test.


def test_the_test_is_about_the_form_and_saves_nothing() -> None:
    state, done = play(FRESH, EDITED, TestAsked())
    assert done == [Do.START_TEST]
    assert (state.form, state.saved) == (EDITED, SAVED)


def test_a_faulty_address_is_pointed_out_and_not_tested() -> None:
    state, done = play(FRESH, FAULTY, TestAsked())
    assert done == [Do.POINT_OUT_ADDRESSES]
    assert state.outcome is Said.TEST_REFUSED


def test_a_test_runs_until_it_ends_or_is_cancelled() -> None:
    running = after(TestAsked())
    assert running.outcome is Said.TESTING
    assert after(TEST_SUCCEEDED, state=running).outcome == Tested(GREEN)
    state, done = play(running, TestCancelled())
    assert (state.outcome, done) == (Said.TEST_CANCELLED, [Do.CANCEL_TEST])
    assert play(state, TestCancelled(), TEST_SUCCEEDED) == (state, [])


@pytest.mark.parametrize("asked", [TestAsked(), SaveAsked(), EDITED], ids=["test", "save", "edit"])
def test_another_question_ends_the_test_that_runs(asked: Event) -> None:
    assert effects_of(asked, state=after(TestAsked()))[0] is Do.CANCEL_TEST


@pytest.mark.parametrize("said", [None, TEST_SUCCEEDED, TEST_FAILED])
def test_what_a_test_says_is_about_the_addresses_and_outlives_an_edit_of_the_rest(said: TestEnded | None) -> None:
    state = after(TestAsked(), *(() if said is None else (said,)))
    assert after(Form(SAVED, KEY), state=state).outcome == state.outcome
    assert after(WITH_KEY, state=state).outcome is None
    assert after(Form(replace(SAVED, secure=False)), state=state).outcome is None


@pytest.mark.parametrize("view", [CONNECTED, CONNECTING, REFUSED, ASSISTANCE], ids=lambda view: view.connection)
@pytest.mark.parametrize("ended", [TEST_SUCCEEDED, TEST_FAILED])
def test_a_test_after_a_saving_is_the_only_outcome_whatever_the_agent_says(view: AgentView, ended: TestEnded) -> None:
    state = after(*SAVE_WITHOUT_KEY, replace(CONNECTED, attempt=4), TestAsked(), view)
    assert state.outcome is Said.TESTING
    assert after(view, ended, view, state=state).outcome == Tested(ended.reports)


# What comes next.


def test_the_buttons_come_in_the_order_of_the_help_sheet() -> None:
    assert FRESH.next_act is NextAct.TEST
    tested = after(EDITED, TestAsked(), TEST_SUCCEEDED)
    assert tested.next_act is NextAct.SAVE
    saved = after(SaveAsked(), WritingEnded(), LoginChanged(done=True), state=tested)
    assert saved.next_act is NextAct.LEAVE
    assert after(EDITED, TestAsked(), TEST_FAILED).next_act is NextAct.TEST
    assert after(Form(SAVED), state=saved).next_act is NextAct.TEST


def test_what_no_test_is_about_is_saved_without_one() -> None:
    assert after(Form(SAVED, KEY)).next_act is NextAct.SAVE
    assert after(EDITED).next_act is NextAct.TEST


def test_while_nothing_can_be_read_only_leaving_is_left() -> None:
    assert replace(FRESH, phase=Phase.WAITING).next_act is NextAct.LEAVE


@pytest.mark.parametrize(
    ("number", "view", "settled"),
    [
        ("75-000042", CONNECTED, True),
        ("75-000042", replace(REFUSED, diagnosis=Diagnosis(Verdict.REFUSED)), True),
        ("75-000042", replace(REFUSED, diagnosis=Diagnosis(Verdict.NOT_CONFIGURED)), False),
        ("75-000042", replace(REFUSED, connection=Link.LICENCE_UNKNOWN), False),
        ("", CONNECTED, False),
    ],
)
def test_a_licence_needs_attention_where_it_or_its_key_is_missing_or_unknown(
    number: str, view: AgentView, *, settled: bool
) -> None:
    assert is_licence_settled(Settings(licence_number=number), view) is settled


# Saving.


def test_saving_without_a_key_writes_then_tells_the_agent_then_changes_the_login() -> None:
    state, done = play(FRESH, *SAVE_WITHOUT_KEY)
    settings = EDITED.settings
    assert done == [Do.WRITE_SETTINGS, Do.SHOW_SAVED, DialogAsked(Action.TAKE_NEW_SETTINGS), Do.CHANGE_LOGIN]
    assert (state.saved, state.phase, state.unsaved) == (settings, Phase.EDITING, False)


def test_a_key_is_stored_before_the_settings_are_written() -> None:
    state, done = play(FRESH, WITH_KEY, SaveAsked())
    assert done == [StoreKeyOrder("75-000042", KEY, origin=OFFICIAL_AUTHENTICATION)]
    assert state.outcome is Said.SAVING
    state, done = play(state, JobEnd(), WritingEnded())
    assert done[:3] == [KeyStored("75-000042"), Do.WRITE_SETTINGS, Do.SHOW_SAVED]
    assert state.form.key is None


def test_a_key_store_that_asks_for_its_password_is_said_while_it_does() -> None:
    state = after(WITH_KEY, SaveAsked(), KeyStoreAsking(asking=True))
    assert state.outcome is Said.KEY_STORE_ASKS
    assert after(KeyStoreAsking(asking=False), state=state).outcome is Said.SAVING


@pytest.mark.parametrize(("in_file", "said"), [(False, Said.KEY_NOT_STORED), (True, Said.KEY_FILE_NOT_WRITTEN)])
def test_a_key_that_is_not_stored_loses_nothing_and_a_file_is_offered(said: Said, *, in_file: bool) -> None:
    form = Form(replace(SAVED, key_in_file=in_file), KEY)
    state, done = play(FRESH, form, SaveAsked(), Leaving.QUIT, JobEnd(JobFault.FAILED))
    order = StoreKeyOrder("75-000042", KEY, in_file=in_file, origin=OFFICIAL_AUTHENTICATION)
    assert done == [order, Do.POINT_TO_KEY_FILE]
    assert (state.outcome, state.form, state.saved) == (said, form, SAVED)
    assert (state.phase, state.leaving) == (Phase.EDITING, Leaving.STAY)


def test_settings_that_cannot_be_written_lose_nothing() -> None:
    state, done = play(FRESH, EDITED, SaveAsked(), WritingEnded(ErrorCode.STORAGE))
    assert done == [Do.WRITE_SETTINGS]
    assert (state.outcome, state.form, state.saved) == (NotSaved(ErrorCode.STORAGE), EDITED, SAVED)
    assert state.phase is Phase.EDITING


def test_a_faulty_address_is_not_saved() -> None:
    state, done = play(FRESH, FAULTY, SaveAsked())
    assert done == [Do.POINT_OUT_ADDRESSES]
    assert state.outcome is Said.SAVE_REFUSED


def test_in_assistance_mode_the_licence_is_saved_whatever_the_addresses_are() -> None:
    state, done = play(FRESH, ASSISTANCE, FAULTY, SaveAsked())
    assert done == [Do.WRITE_SETTINGS]
    state = after(WritingEnded(), LoginChanged(done=True), state=state)
    assert state.outcome == Saved(4, Awaits.END_OF_ASSISTANCE)


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (Form(replace(SAVED, licence_number="")), None),
        (Form(replace(SAVED, licence_number="75-000043")), KeyMissing.FOR_NUMBER),
        (Form(replace(SAVED, key_in_file=True)), KeyMissing.TO_MOVE),
        (Form(replace(SAVED, licence_number="75-000043", key_in_file=True), KEY), None),
        (Form(replace(SAVED, licence_number=""), KEY), KeyFault.NO_NUMBER),
        (Form(SAVED, Secret("x" * MAX_KEY)), KeyFault.TOO_LONG),
        (
            Form(SAVED, Secret("a\u2014b")),
            StrayCharacter(Entry.KEY, Finding(What.REFUSED, "\u2014", 2)),
        ),
        (
            Form(replace(SAVED, licence_number="75\u0430")),
            StrayCharacter(Entry.NUMBER, Finding(What.REFUSED, "\u0430", 3)),
        ),
        (Form(replace(SAVED, licence_number="7" * 101)), KeyFault.NUMBER_TOO_LONG),
    ],
)
def test_number_and_key_go_together(form: Form, fault: LicenceFault | None) -> None:
    state, (effect,) = play(FRESH, form, SaveAsked())
    if fault is None:
        settings = form.settings
        order = StoreKeyOrder(
            settings.licence_number, KEY, in_file=settings.key_in_file, origin=OFFICIAL_AUTHENTICATION
        )
        assert effect == (Do.WRITE_SETTINGS if form.key is None else order)
        assert state.saving == form
    else:
        assert effect == fault
        assert state.outcome is Said.SAVE_REFUSED


@pytest.mark.parametrize(
    ("number", "key", "fault"),
    [
        ("", None, KeyFault.NO_NUMBER),
        ("75-000042", None, KeyFault.EMPTY),
        ("75-000043", None, KeyFault.EMPTY),
        ("", KEY, KeyFault.NO_NUMBER),
        ("75-000042", KEY, None),
    ],
)
def test_where_a_licence_is_needed_neither_number_nor_key_may_be_empty(
    number: str, key: Secret | None, fault: LicenceFault | None
) -> None:
    form = Form(replace(SAVED, licence_number=number), key)
    effects = effects_of(form, SaveAsked(), state=replace(FRESH, needs_licence=True))
    assert [effect for effect in effects if not isinstance(effect, StoreKeyOrder)] == ([] if fault is None else [fault])


def test_a_typed_key_is_given_for_the_address_beside_it() -> None:
    form = Form(replace(SAVED, authentication_address="https://Autre.Example:443/chemin"), KEY)
    assert effects_of(form, SaveAsked()) == [StoreKeyOrder("75-000042", KEY, origin="https://autre.example")]


def test_who_lets_the_key_be_sent_waits_for_another_answer() -> None:
    asked = replace(REFUSED, connection=Link.UNREACHABLE)
    saved = after(*SAVE_WITHOUT_KEY, asked)
    state, done = play(saved, SendingAllowed("https://autre.example"))
    assert done == [KeyAllowed("https://autre.example")]
    assert state.outcome == Saved(5)
    assert after(asked, state=state).outcome == Saved(5)
    answered = replace(CONNECTED, attempt=5)
    assert after(replace(CONNECTING, attempt=5), answered, state=state).outcome == Saved(5, answer=answered)


@pytest.mark.parametrize(("before", "attempt"), [(REFUSED, 5), (CONNECTING, 4)], ids=["rests", "runs"])
def test_trying_again_awaits_the_next_answer_or_that_of_the_attempt_that_runs(before: AgentView, attempt: int) -> None:
    state, done = play(after(*SAVE_WITHOUT_KEY, before), TriedAgain())
    assert done == [DialogAsked(Action.AUTHENTICATE)]
    assert state.outcome == Saved(attempt)


def test_a_repair_is_over_once_the_agent_has_said_what_became_of_it() -> None:
    before = RepairReport(RepairOutcome.UNDONE, ADDRESSES, ADDRESSES)
    asked = after(TestAsked(), TEST_FAILED, replace(REFUSED, repaired=before), RepairAsked())
    assert asked.outcome == Repaired(before)
    report = RepairReport(RepairOutcome.TRYING, ADDRESSES, ADDRESSES, attempt=5)
    trying = replace(REFUSED, attempt=5, repaired=report)
    waiting = (replace(REFUSED, repaired=before), replace(REFUSED, seeking_repair=True), trying)
    for view in (*waiting, replace(trying, attempting=True)):
        assert after(view, state=asked).outcome == Repaired(before), "not over yet"
    done = replace(CONNECTED, attempt=5, repaired=replace(report, outcome=RepairOutcome.CONNECTED))
    over = after(done, state=asked)
    assert over.outcome == Repaired(before, answer=done)
    assert over.next_act is NextAct.LEAVE
    later = replace(REFUSED, attempt=6, repaired=done.repaired)
    assert after(replace(later, attempting=True), state=over).outcome == over.outcome
    assert after(later, state=over).outcome == Repaired(before, answer=later)


def test_a_repair_that_was_agreed_to_too_late_is_not_waited_for() -> None:
    """The agent proposed other addresses, or none, at the moment of the click."""
    before = RepairReport(RepairOutcome.UNDONE, ADDRESSES, ADDRESSES)
    other = replace(ADDRESSES, updates="https://ailleurs.example")
    agreed = RepairAgreed(ADDRESSES, other)
    offered = replace(REFUSED, repaired=before, repair=RepairOffer(ADDRESSES, other, RepairReason.HTTP))
    asked = after(TestAsked(), TEST_FAILED, offered, RepairAsked(agreed))
    assert asked.outcome == Repaired(before, agreed)
    saving = replace(offered, seeking_repair=True)
    trying = replace(offered, repair=None, repaired=replace(before, outcome=RepairOutcome.TRYING))
    for view in (offered, saving, trying):
        assert after(view, state=asked).outcome == asked.outcome, "the agent has heard it, or will"
    for repair in (None, RepairOffer(other, ADDRESSES, RepairReason.HTTP)):
        late = replace(offered, repair=repair)
        assert after(late, state=asked).outcome == Repaired(before, agreed, late)


def test_what_is_typed_while_the_key_is_stored_is_unsaved_afterwards() -> None:
    later = Form(replace(SAVED, licence_number="75-000099"), OTHER_KEY)
    state = after(WITH_KEY, SaveAsked(), later)
    state = after(JobEnd(), WritingEnded(), LoginChanged(done=True), state=state)
    assert state.saved == EDITED.settings
    assert (state.form, state.unsaved) == (later, True)


def test_what_is_typed_while_the_key_is_stored_is_asked_about_before_leaving() -> None:
    typed = (WITH_KEY, SaveAsked(), Leaving.QUIT, Form(SAVED))
    state, done = play(FRESH, *typed, JobEnd(), WritingEnded(), LoginChanged(done=True))
    assert done[-1] is Do.ASK_ABOUT_UNSAVED
    assert (state.phase, state.leaving) == (Phase.EDITING, Leaving.QUIT)


def test_the_key_is_kept_nowhere_once_it_is_saved() -> None:
    ended = (JobEnd(), WritingEnded(), LoginChanged(done=True))
    state = after(WITH_KEY, SaveAsked(), *ended)
    assert (state.form.key, state.saving.key) == (None, None)


def test_a_saving_ends_the_fault_of_settings_that_could_not_be_used() -> None:
    state = replace(FRESH, load_fault=INVALID)
    assert after(SaveAsked(), WritingEnded(ErrorCode.STORAGE), state=state).load_fault == INVALID
    assert after(SaveAsked(), WritingEnded(), state=state).load_fault is None


def test_what_others_changed_in_the_file_meanwhile_is_what_is_saved() -> None:
    theirs = replace(EDITED.settings, software_command=("iea",))
    state = after(EDITED, SaveAsked(), Form(replace(EDITED.settings, scope="typed later")), WritingEnded(saved=theirs))
    assert state.saved == theirs
    assert state.form.settings == replace(theirs, scope="typed later")
    assert not after(EDITED, SaveAsked(), WritingEnded(saved=theirs), LoginChanged(done=True)).unsaved


# A file that cannot be used, or not be read yet.


def test_over_a_file_that_cannot_be_used_is_saved_only_after_a_question() -> None:
    refused = (EDITED, SaveAsked(), WritingEnded(ErrorCode.INVALID_FILE))
    state, done = play(FRESH, *refused)
    assert (state.phase, done[-1]) == (Phase.ASKING, Do.ASK_TO_KEEP_BESIDE)
    agreed, done = play(state, KeepBesideAnswered(agreed=True), WritingEnded(saved=EDITED.settings))
    assert done[0] is Do.WRITE_BESIDE
    assert agreed.saved == EDITED.settings


def test_a_question_that_is_answered_by_no_saves_nothing_and_loses_nothing() -> None:
    asked = (EDITED, Leaving.CLOSE, Answer.SAVE, WritingEnded(ErrorCode.INVALID_FILE))
    state, done = play(FRESH, *asked, KeepBesideAnswered(agreed=False))
    assert Do.WRITE_BESIDE not in done
    assert Do.CLOSE not in done
    assert (state.phase, state.leaving) == (Phase.EDITING, Leaving.STAY)
    assert (state.form, state.unsaved, state.outcome) == (EDITED, True, NotSaved(ErrorCode.INVALID_FILE))


@pytest.mark.parametrize("finding", [FileFinding.IN_USE, FileFinding.UNREADABLE, FileFinding.NEWER])
def test_a_file_that_cannot_be_read_is_waited_for_and_never_saved_over(finding: FileFinding) -> None:
    notice = FileNotice(OwnFile.SETTINGS, finding)
    waiting = with_settings(FRESH, SettingsRead(Settings(), Form(), notice))
    assert (waiting.phase, waiting.load_fault) == (Phase.WAITING, notice)
    assert play(waiting, EDITED, TestAsked(), SaveAsked()) == (waiting, [])
    assert effects_of(Leaving.CLOSE, state=waiting) == [Do.CLOSE]
    state = after(SettingsRead(SAVED, Form(SAVED)), state=waiting)
    assert (state.phase, state.saved, state.form, state.load_fault) == (Phase.EDITING, SAVED, Form(SAVED), None)


@pytest.mark.parametrize("finding", [FileFinding.INVALID, FileFinding.NO_SETTINGS])
def test_with_a_file_that_cannot_be_used_the_settings_in_force_are_shown(finding: FileFinding) -> None:
    notice = FileNotice(OwnFile.SETTINGS, finding)
    state = with_settings(FRESH, SettingsRead(SAVED, Form(SAVED), notice))
    assert (state.phase, state.load_fault) == (Phase.EDITING, notice)


def test_a_corrected_file_is_shown_unless_something_was_typed() -> None:
    state = replace(FRESH, load_fault=INVALID)
    corrected = SettingsRead(EDITED.settings, EDITED)
    assert after(corrected, state=state).form == EDITED
    typed = after(WITH_KEY, corrected, state=state)
    assert (typed.form, typed.saved, typed.load_fault) == (WITH_KEY, SAVED, None)


def test_a_login_that_did_not_change_stays_unsaved_and_keeps_the_window() -> None:
    form = Form(SAVED, login_changed=True)
    events = (form, Leaving.CLOSE, Answer.SAVE, WritingEnded())
    state = after(*events, LoginChanged(done=False))
    assert state.unsaved
    assert (state.phase, state.leaving) == (Phase.EDITING, Leaving.STAY)
    assert after(*events, LoginChanged(done=True)).phase is Phase.CLOSED


# The answer of the authentication that follows.


def test_the_answer_of_the_attempt_that_follows_is_awaited() -> None:
    state = after(*SAVE_WITHOUT_KEY)
    assert state.outcome == Saved(4)
    assert after(CONNECTED, state=state).outcome == Saved(4), "an older answer"
    assert after(CONNECTING, state=state).outcome == Saved(4)
    asking = replace(CONNECTING, key_store_asks=True)
    assert after(asking, state=state).outcome == Saved(4, Awaits.KEY_STORE)
    assert after(REFUSED, state=state).outcome == Saved(4, answer=REFUSED)


@pytest.mark.parametrize("busy", [replace(REFUSED, attempting=True), replace(CONNECTING, attempting=False)])
def test_an_attempt_that_runs_or_is_about_to_is_no_answer(busy: AgentView) -> None:
    assert after(*SAVE_WITHOUT_KEY, busy).outcome == Saved(4)


def test_a_second_saving_awaits_an_answer_of_its_own() -> None:
    asking = replace(CONNECTING, attempt=5, key_store_asks=True)
    saved_again = (SaveAsked(), WritingEnded(), LoginChanged(done=True), asking)
    assert after(*SAVE_WITHOUT_KEY, REFUSED, *saved_again).outcome == Saved(5, Awaits.KEY_STORE)


def test_a_later_attempt_leaves_the_answer_until_it_is_answered_itself() -> None:
    again, better = replace(CONNECTING, attempt=5), replace(CONNECTED, attempt=5)
    state = after(*SAVE_WITHOUT_KEY, REFUSED, again)
    assert state.outcome == Saved(4, answer=REFUSED)
    assert after(better, state=state).outcome == Saved(4, answer=better)


@pytest.mark.parametrize("event", [WITH_KEY, SaveAsked(), TestAsked()])
def test_the_answer_is_no_longer_awaited_once_something_else_is_edited_or_asked(event: Event) -> None:
    assert not isinstance(after(*SAVE_WITHOUT_KEY, event).outcome, Saved)


def test_a_second_saving_that_fails_is_not_covered_by_the_answer_to_the_first() -> None:
    state = after(*SAVE_WITHOUT_KEY, SaveAsked(), WritingEnded(ErrorCode.STORAGE), REFUSED)
    assert state.outcome == NotSaved(ErrorCode.STORAGE)


# Leaving.


@pytest.mark.parametrize(("wanted", "told"), [(Leaving.CLOSE, []), (Leaving.QUIT, [DialogAsked(Action.QUIT)])])
def test_leaving_asks_nothing_when_everything_is_saved(wanted: Leaving, told: list[Effect]) -> None:
    assert effects_of(wanted) == [*told, Do.CLOSE]


def test_leaving_after_a_failed_test_has_the_saved_settings_checked() -> None:
    failed = after(TestAsked(), TEST_FAILED)
    assert effects_of(Leaving.CLOSE, state=failed) == [DialogAsked(Action.RECHECK), Do.CLOSE]
    assert effects_of(TestAsked(), TEST_SUCCEEDED, Leaving.CLOSE, state=failed) == [Do.START_TEST, Do.CLOSE]


def test_leaving_after_a_failed_test_and_a_saving_has_nothing_checked_again() -> None:
    state = after(TestAsked(), TEST_FAILED, *SAVE_WITHOUT_KEY)
    assert effects_of(Leaving.CLOSE, state=state) == [Do.CLOSE]


def test_saving_on_the_way_out_saves_and_leaves() -> None:
    asked = (WITH_KEY, Leaving.QUIT, Answer.SAVE)
    ended = (JobEnd(), WritingEnded(), LoginChanged(done=True))
    state, done = play(FRESH, *asked, *ended)
    assert done[0] is Do.ASK_ABOUT_UNSAVED
    assert done[-2:] == [DialogAsked(Action.QUIT), Do.CLOSE]
    assert state.phase is Phase.CLOSED


def test_a_faulty_form_on_the_way_out_stays() -> None:
    state = after(FAULTY, Leaving.QUIT, Answer.SAVE)
    assert (state.phase, state.leaving, state.outcome) == (Phase.EDITING, Leaving.STAY, Said.SAVE_REFUSED)


def test_a_question_that_is_called_off_forgets_that_the_agent_was_to_quit() -> None:
    state = after(EDITED, Leaving.QUIT, Answer.STAY)
    done = effects_of(Leaving.CLOSE, Answer.DISCARD, state=state)
    assert done == [Do.ASK_ABOUT_UNSAVED, Do.CLOSE]


ANSWERED = {Do.WRITE_SETTINGS, Do.ASK_TO_KEEP_BESIDE, Do.WRITE_BESIDE, Do.CHANGE_LOGIN}


class AnyOrder(RuleBasedStateMachine):
    """Clicks, answers and announcements in any order; effects that are answered get their answer when it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.state = FRESH
        self.written = SAVED
        """What the file says."""
        self.answerable: Effect | None = None
        """The effect whose answer is due."""
        self.discarded = False
        self.failed_test = False
        """Whether the last completed test failed, and nothing was written since."""
        self.testing = self.was_testing = False
        """Whether a test runs, and whether it ran before the last event."""

    def post(self, event: Event) -> tuple[Effect, ...]:
        before, self.was_testing = self.state, self.testing
        self.state, effects = reduce(before, event)
        assert before.phase is not Phase.CLOSED or effects == ()
        for effect in effects:
            if effect in {Do.START_TEST, Do.CANCEL_TEST}:
                self.testing = effect is Do.START_TEST
            if effect is Do.CLOSE:
                self.testing = False  # the window cancels what runs
                self.judge_close(before, event, effects)
            elif isinstance(effect, StoreKeyOrder) or effect in ANSWERED:
                self.answerable = effect
            if isinstance(effect, StoreKeyOrder) or effect in {Do.WRITE_SETTINGS, Do.WRITE_BESIDE}:
                assert before.read_only or self.state.saving.settings != FAULTY.settings, "a faulty form was saved"
        return effects

    def judge_close(self, before: FormState, event: Event, effects: tuple[Effect, ...]) -> None:
        lost = self.state.unsaved
        assert not lost or self.discarded, "something unsaved was lost without a question"
        assert (DialogAsked(Action.RECHECK) in effects) == self.failed_test
        quits = max(before.leaving, event if isinstance(event, Leaving) else before.leaving)
        assert (DialogAsked(Action.QUIT) in effects) == (quits is Leaving.QUIT)

    @rule(form=st.sampled_from([Form(SAVED), EDITED, WITH_KEY, FAULTY, Form(SAVED, OTHER_KEY, login_changed=True)]))
    def edit(self, form: Form) -> None:
        self.post(form)

    @rule(view=st.sampled_from([CONNECTED, CONNECTING, REFUSED, ASSISTANCE]))
    def hear(self, view: AgentView) -> None:
        assert self.post(view) == (), "what the agent says has nothing done"

    @rule()
    def ask_test(self) -> None:
        effects = [effect for effect in self.post(TestAsked()) if effect is not Do.CANCEL_TEST]
        assert effects in ([], [Do.START_TEST], [Do.POINT_OUT_ADDRESSES])

    @precondition(lambda self: self.testing)
    @rule(ended=st.sampled_from([TEST_SUCCEEDED, TEST_FAILED]))
    def end_test(self, ended: TestEnded) -> None:
        self.testing = False
        self.post(ended)
        self.failed_test = ended is TEST_FAILED

    @rule()
    def cancel_test(self) -> None:
        assert (Do.CANCEL_TEST in self.post(TestCancelled())) is self.was_testing

    @rule()
    def save(self) -> None:
        effects = self.post(SaveAsked())
        kinds = {type(effect) for effect in effects}
        assert kinds <= {StoreKeyOrder, KeyFault, KeyMissing, Do}
        assert Do.CLOSE not in effects

    @rule(typed=st.sampled_from([SAVED, EDITED.settings]), fault=st.sampled_from([None, INVALID]))
    def read(self, typed: Settings, fault: FileNotice | None) -> None:
        """An administrator has edited the file, or broken it."""
        before = self.state
        assert self.post(SettingsRead(typed, Form(typed), fault)) == ()
        if before.unsaved:
            assert self.state.form == before.form
        else:
            self.written = self.state.saved

    @rule(wanted=st.sampled_from([Leaving.CLOSE, Leaving.QUIT]))
    def leave(self, wanted: Leaving) -> None:
        self.post(wanted)

    @rule(answer=st.sampled_from(Answer))
    def answer(self, answer: Answer) -> None:
        asked = self.state.leaving is not Leaving.STAY and self.state.phase is Phase.EDITING
        self.discarded = asked and answer is Answer.DISCARD
        self.post(answer)

    @precondition(lambda self: self.answerable is not None)
    @rule(well=st.booleans(), fault=st.sampled_from([ErrorCode.STORAGE, ErrorCode.INVALID_FILE]))
    def end_effect(self, *, well: bool, fault: ErrorCode) -> None:
        effect, self.answerable = self.answerable, None
        match effect:
            case StoreKeyOrder():
                self.post(JobEnd(None if well else JobFault.FAILED))
            case Do.ASK_TO_KEEP_BESIDE:
                assert (Do.WRITE_BESIDE in self.post(KeepBesideAnswered(well))) is well
            case Do.WRITE_SETTINGS | Do.WRITE_BESIDE:
                if well:
                    self.written, self.failed_test = self.state.saving.settings, False
                effects = self.post(WritingEnded(None if well else fault))
                assert (DialogAsked(Action.TAKE_NEW_SETTINGS) in effects) is well, (
                    "what is written is authenticated with"
                )
            case _:
                self.post(LoginChanged(well))

    @invariant()
    def saved_is_what_the_file_says(self) -> None:
        assert self.state.saved == self.written

    @invariant()
    def a_test_runs_exactly_while_the_window_says_so(self) -> None:
        if self.state.phase is not Phase.CLOSED:
            assert self.testing is (self.state.outcome is Said.TESTING)

    @invariant()
    def a_saving_is_under_way_exactly_while_its_answer_is_due(self) -> None:
        at_work = self.state.phase in {Phase.STORING_KEY, Phase.WRITING, Phase.ASKING, Phase.CHANGING_LOGIN}
        assert at_work == (self.answerable is not None)


TestAnyOrder = AnyOrder.TestCase
