"""The machine of « Paramètres de connexion » against the words of its specification."""

from typing import get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.errors import ErrorCode
from iea_agent.core.leaving import Answer, Leaving
from iea_agent.core.licence_key import MAX_KEY, KeyFault
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.machine import TABLE, reduce
from iea_agent.core.settings_form.messages import (
    AgentSaid,
    Do,
    Effect,
    Event,
    FormEdited,
    KeyStoreAsked,
    KeyStoringEnded,
    LeaveAsked,
    LoginChanged,
    PointOutLicence,
    QuestionAnswered,
    SaveAsked,
    ShowSaved,
    StartTest,
    StoreKey,
    Tell,
    TellKeyStored,
    TestAsked,
    TestEnded,
    WriteSettings,
    WritingEnded,
)
from iea_agent.core.settings_form.state import Form, FormState, KeyMissing, NotSaved, Phase, Said, SavedAnswered
from iea_agent.core.view import AgentView

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

EXAMPLES: dict[type[Event], Event] = {
    FormEdited: FormEdited(EDITED),
    AgentSaid: AgentSaid(REFUSED),
    TestAsked: TestAsked(),
    TestEnded: TestEnded(failed=True),
    SaveAsked: SaveAsked(),
    KeyStoreAsked: KeyStoreAsked(asking=True),
    KeyStoringEnded: KeyStoringEnded(stored=True),
    WritingEnded: WritingEnded(),
    LoginChanged: LoginChanged(done=True),
    LeaveAsked: LeaveAsked(Leaving.QUIT),
    QuestionAnswered: QuestionAnswered(Answer.DISCARD),
}

IGNORED = {
    Phase.EDITING: "KeyStoreAsked KeyStoringEnded WritingEnded LoginChanged",
    Phase.STORING_KEY: "SaveAsked WritingEnded LoginChanged QuestionAnswered",
    Phase.WRITING: "SaveAsked KeyStoreAsked KeyStoringEnded LoginChanged QuestionAnswered",
    Phase.CHANGING_LOGIN: "SaveAsked KeyStoreAsked KeyStoringEnded WritingEnded QuestionAnswered",
    Phase.CLOSED: (
        "FormEdited AgentSaid TestAsked TestEnded SaveAsked KeyStoreAsked KeyStoringEnded WritingEnded LoginChanged"
        " LeaveAsked QuestionAnswered"
    ),
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


SAVE_WITHOUT_KEY = (FormEdited(EDITED), SaveAsked(), WritingEnded(), LoginChanged(done=True))


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
    state = replace(FRESH, phase=phase, saving=WITH_KEY, leaving=Leaving.CLOSE)
    new, effects = reduce(state, EXAMPLES[kind])
    if kind not in TABLE[phase]:
        assert new is state
        assert effects == ()
    else:
        assert (new, effects) != (state, ())


# Editing.


def test_what_the_form_says_is_compared_with_what_is_saved() -> None:
    assert not FRESH.unsaved
    assert after(FormEdited(EDITED)).unsaved
    assert after(FormEdited(Form(SAVED, KEY))).unsaved
    assert after(FormEdited(Form(SAVED, login_changed=True))).unsaved
    assert not after(FormEdited(EDITED), FormEdited(Form(SAVED))).unsaved


def test_an_edit_takes_away_what_was_said_about_the_form_before() -> None:
    state = after(FormEdited(FAULTY), SaveAsked())
    assert after(FormEdited(FAULTY), state=state).outcome is Said.SAVE_REFUSED, "nothing was edited"
    assert after(FormEdited(EDITED), state=state).outcome is None


# The access test.


def test_the_test_is_about_the_form_and_saves_nothing() -> None:
    assert effects_of(FormEdited(EDITED), TestAsked()) == [StartTest(EDITED.settings)]


def test_a_faulty_address_is_pointed_out_and_not_tested() -> None:
    state, done = play(FRESH, FormEdited(FAULTY), TestAsked())
    assert done == [Do.POINT_OUT_ADDRESSES]
    assert state.outcome is Said.TEST_REFUSED


# Saving.


def test_saving_without_a_key_writes_then_tells_the_agent_then_changes_the_login() -> None:
    state, done = play(FRESH, *SAVE_WITHOUT_KEY)
    settings = EDITED.settings
    assert done == [WriteSettings(settings), ShowSaved(settings, None), Tell(Action.TAKE_NEW_SETTINGS), Do.CHANGE_LOGIN]
    assert (state.saved, state.phase, state.unsaved) == (settings, Phase.EDITING, False)


def test_a_key_is_stored_before_the_settings_are_written() -> None:
    state, done = play(FRESH, FormEdited(WITH_KEY), SaveAsked())
    assert done == [StoreKey(WITH_KEY.settings, KEY)]
    assert state.outcome is Said.SAVING
    state, done = play(state, KeyStoringEnded(stored=True), WritingEnded())
    assert done[:3] == [TellKeyStored("75-000042"), WriteSettings(EDITED.settings), ShowSaved(EDITED.settings, KEY)]
    assert state.form.key is None


def test_a_key_store_that_asks_for_its_password_is_said_while_it_does() -> None:
    state = after(FormEdited(WITH_KEY), SaveAsked(), KeyStoreAsked(asking=True))
    assert state.outcome is Said.KEY_STORE_ASKS
    assert after(KeyStoreAsked(asking=False), state=state).outcome is Said.SAVING


@pytest.mark.parametrize(("in_file", "said"), [(False, Said.KEY_NOT_STORED), (True, Said.KEY_FILE_NOT_WRITTEN)])
def test_a_key_that_is_not_stored_loses_nothing_and_a_file_is_offered(said: Said, *, in_file: bool) -> None:
    form = Form(replace(SAVED, key_in_file=in_file), KEY)
    state, done = play(FRESH, FormEdited(form), SaveAsked(), LeaveAsked(Leaving.QUIT), KeyStoringEnded(stored=False))
    assert done == [StoreKey(form.settings, KEY), Do.POINT_TO_KEY_FILE]
    assert (state.outcome, state.form, state.saved) == (said, form, SAVED)
    assert (state.phase, state.leaving) == (Phase.EDITING, Leaving.STAY)


def test_settings_that_cannot_be_written_lose_nothing() -> None:
    state, done = play(FRESH, FormEdited(EDITED), SaveAsked(), WritingEnded(ErrorCode.STORAGE))
    assert done == [WriteSettings(EDITED.settings)]
    assert (state.outcome, state.form, state.saved) == (NotSaved(ErrorCode.STORAGE), EDITED, SAVED)
    assert state.phase is Phase.EDITING


def test_a_faulty_address_is_not_saved() -> None:
    state, done = play(FRESH, FormEdited(FAULTY), SaveAsked())
    assert done == [Do.POINT_OUT_ADDRESSES]
    assert state.outcome is Said.SAVE_REFUSED


def test_in_assistance_mode_the_licence_is_saved_whatever_the_addresses_are() -> None:
    state, done = play(FRESH, AgentSaid(ASSISTANCE), FormEdited(FAULTY), SaveAsked())
    assert done == [WriteSettings(FAULTY.settings)]
    state = after(WritingEnded(), LoginChanged(done=True), state=state)
    assert state.outcome is Said.SAVED_IN_ASSISTANCE


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (Form(replace(SAVED, licence_number="")), None),
        (Form(replace(SAVED, licence_number="75-000043")), KeyMissing.FOR_NUMBER),
        (Form(replace(SAVED, key_in_file=True)), KeyMissing.TO_MOVE),
        (Form(replace(SAVED, licence_number="75-000043", key_in_file=True), KEY), None),
        (Form(replace(SAVED, licence_number=""), KEY), KeyFault.NO_NUMBER),
        (Form(SAVED, Secret("x" * MAX_KEY)), KeyFault.TOO_LONG),
        (Form(SAVED, Secret("a\u200bb")), KeyFault.NOT_TYPABLE),
    ],
)
def test_number_and_key_go_together(form: Form, fault: KeyFault | KeyMissing | None) -> None:
    state, (effect,) = play(FRESH, FormEdited(form), SaveAsked())
    if fault is None:
        assert effect in {WriteSettings(form.settings), StoreKey(form.settings, KEY)}
    else:
        assert effect == PointOutLicence(fault)
        assert state.outcome is Said.SAVE_REFUSED


def test_what_is_typed_while_the_key_is_stored_is_unsaved_afterwards() -> None:
    later = Form(replace(SAVED, licence_number="75-000099"), OTHER_KEY)
    state = after(FormEdited(WITH_KEY), SaveAsked(), FormEdited(later))
    state = after(KeyStoringEnded(stored=True), WritingEnded(), LoginChanged(done=True), state=state)
    assert state.saved == EDITED.settings
    assert (state.form, state.unsaved) == (later, True)


def test_what_is_typed_while_the_key_is_stored_is_asked_about_before_leaving() -> None:
    typed = (FormEdited(WITH_KEY), SaveAsked(), LeaveAsked(Leaving.QUIT), FormEdited(Form(SAVED)))
    state, done = play(FRESH, *typed, KeyStoringEnded(stored=True), WritingEnded(), LoginChanged(done=True))
    assert done[-1] is Do.ASK_ABOUT_UNSAVED
    assert (state.phase, state.leaving) == (Phase.EDITING, Leaving.QUIT)


def test_the_key_is_kept_nowhere_once_it_is_saved() -> None:
    ended = (KeyStoringEnded(stored=True), WritingEnded(), LoginChanged(done=True))
    state = after(FormEdited(WITH_KEY), SaveAsked(), *ended)
    assert (state.form.key, state.saving.key) == (None, None)


def test_a_saving_ends_the_fault_of_settings_that_could_not_be_loaded() -> None:
    state = replace(FRESH, load_fault=ErrorCode.BAD_SETTINGS)
    assert after(SaveAsked(), WritingEnded(ErrorCode.STORAGE), state=state).load_fault == ErrorCode.BAD_SETTINGS
    assert after(SaveAsked(), WritingEnded(), state=state).load_fault is None


def test_a_login_that_did_not_change_stays_unsaved_and_keeps_the_window() -> None:
    form = Form(SAVED, login_changed=True)
    events = (FormEdited(form), LeaveAsked(Leaving.CLOSE), QuestionAnswered(Answer.SAVE), WritingEnded())
    state = after(*events, LoginChanged(done=False))
    assert state.unsaved
    assert (state.phase, state.leaving) == (Phase.EDITING, Leaving.STAY)
    assert after(*events, LoginChanged(done=True)).phase is Phase.CLOSED


# The answer of the authentication that follows.


def test_the_answer_of_the_attempt_that_follows_is_awaited() -> None:
    state = after(*SAVE_WITHOUT_KEY)
    assert state.outcome is Said.SAVED_CONNECTING
    assert after(AgentSaid(CONNECTED), state=state).outcome is Said.SAVED_CONNECTING, "an older answer"
    assert after(AgentSaid(CONNECTING), state=state).outcome is Said.SAVED_CONNECTING
    asking = replace(CONNECTING, key_store_asks=True)
    assert after(AgentSaid(asking), state=state).outcome is Said.KEY_STORE_ASKS
    assert after(AgentSaid(REFUSED), state=state).outcome == SavedAnswered(REFUSED)


@pytest.mark.parametrize("busy", [replace(REFUSED, attempting=True), replace(CONNECTING, attempting=False)])
def test_an_attempt_that_runs_or_is_about_to_is_no_answer(busy: AgentView) -> None:
    assert after(*SAVE_WITHOUT_KEY, AgentSaid(busy)).outcome is Said.SAVED_CONNECTING


def test_a_second_saving_awaits_an_answer_of_its_own() -> None:
    asking = replace(CONNECTING, attempt=5, key_store_asks=True)
    saved_again = (SaveAsked(), WritingEnded(), LoginChanged(done=True), AgentSaid(asking))
    assert after(*SAVE_WITHOUT_KEY, AgentSaid(REFUSED), *saved_again).outcome is Said.KEY_STORE_ASKS


def test_a_later_attempt_leaves_the_answer_until_it_is_answered_itself() -> None:
    again, better = replace(CONNECTING, attempt=5), replace(CONNECTED, attempt=5)
    state = after(*SAVE_WITHOUT_KEY, AgentSaid(REFUSED), AgentSaid(again))
    assert state.outcome == SavedAnswered(REFUSED)
    assert after(AgentSaid(better), state=state).outcome == SavedAnswered(better)


@pytest.mark.parametrize("event", [FormEdited(WITH_KEY), SaveAsked()])
def test_the_answer_is_no_longer_awaited_once_the_form_is_edited_or_saved_again(event: Event) -> None:
    assert after(*SAVE_WITHOUT_KEY, event).awaited is None


def test_a_second_saving_that_fails_is_not_covered_by_the_answer_to_the_first() -> None:
    state = after(*SAVE_WITHOUT_KEY, SaveAsked(), WritingEnded(ErrorCode.STORAGE), AgentSaid(REFUSED))
    assert state.outcome == NotSaved(ErrorCode.STORAGE)


# Leaving.


@pytest.mark.parametrize(("wanted", "told"), [(Leaving.CLOSE, []), (Leaving.QUIT, [Tell(Action.QUIT)])])
def test_leaving_asks_nothing_when_everything_is_saved(wanted: Leaving, told: list[Effect]) -> None:
    assert effects_of(LeaveAsked(wanted)) == [*told, Do.CLOSE]


def test_leaving_after_a_failed_test_has_the_saved_settings_checked() -> None:
    assert effects_of(TestEnded(failed=True), LeaveAsked(Leaving.CLOSE)) == [Tell(Action.RECHECK), Do.CLOSE]
    tested_again = (TestEnded(failed=True), TestEnded(failed=False), LeaveAsked(Leaving.CLOSE))
    assert effects_of(*tested_again) == [Do.CLOSE]


def test_leaving_after_a_failed_test_and_a_saving_has_nothing_checked_again() -> None:
    state = after(TestEnded(failed=True), *SAVE_WITHOUT_KEY)
    assert effects_of(LeaveAsked(Leaving.CLOSE), state=state) == [Do.CLOSE]


def test_saving_on_the_way_out_saves_and_leaves() -> None:
    asked = (FormEdited(WITH_KEY), LeaveAsked(Leaving.QUIT), QuestionAnswered(Answer.SAVE))
    ended = (KeyStoringEnded(stored=True), WritingEnded(), LoginChanged(done=True))
    state, done = play(FRESH, *asked, *ended)
    assert done[0] is Do.ASK_ABOUT_UNSAVED
    assert done[-2:] == [Tell(Action.QUIT), Do.CLOSE]
    assert state.phase is Phase.CLOSED


def test_a_faulty_form_on_the_way_out_stays() -> None:
    state = after(FormEdited(FAULTY), LeaveAsked(Leaving.QUIT), QuestionAnswered(Answer.SAVE))
    assert (state.phase, state.leaving, state.outcome) == (Phase.EDITING, Leaving.STAY, Said.SAVE_REFUSED)


def test_a_question_that_is_called_off_forgets_that_the_agent_was_to_quit() -> None:
    state = after(FormEdited(EDITED), LeaveAsked(Leaving.QUIT), QuestionAnswered(Answer.STAY))
    done = effects_of(LeaveAsked(Leaving.CLOSE), QuestionAnswered(Answer.DISCARD), state=state)
    assert done == [Do.ASK_ABOUT_UNSAVED, Do.CLOSE]


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

    def post(self, event: Event) -> tuple[Effect, ...]:
        before = self.state
        self.state, effects = reduce(before, event)
        assert before.phase is not Phase.CLOSED or effects == ()
        for effect in effects:
            if effect is Do.CLOSE:
                self.judge_close(before, event, effects)
            elif isinstance(effect, StoreKey | WriteSettings) or effect is Do.CHANGE_LOGIN:
                self.answerable = effect
            if isinstance(effect, WriteSettings | StoreKey):
                assert before.read_only or effect.settings != FAULTY.settings, "a faulty form was saved"
        return effects

    def judge_close(self, before: FormState, event: Event, effects: tuple[Effect, ...]) -> None:
        lost = self.state.unsaved
        assert not lost or self.discarded, "something unsaved was lost without a question"
        assert (Tell(Action.RECHECK) in effects) == self.failed_test
        quits = max(before.leaving, event.wanted if isinstance(event, LeaveAsked) else before.leaving)
        assert (Tell(Action.QUIT) in effects) == (quits is Leaving.QUIT)

    @rule(form=st.sampled_from([Form(SAVED), EDITED, WITH_KEY, FAULTY, Form(SAVED, OTHER_KEY, login_changed=True)]))
    def edit(self, form: Form) -> None:
        self.post(FormEdited(form))

    @rule(view=st.sampled_from([CONNECTED, CONNECTING, REFUSED, ASSISTANCE]))
    def hear(self, view: AgentView) -> None:
        assert self.post(AgentSaid(view)) == (), "what the agent says has nothing done"

    @rule()
    def ask_test(self) -> None:
        effects = self.post(TestAsked())
        assert effects in {(), (StartTest(self.state.form.settings),), (Do.POINT_OUT_ADDRESSES,)}

    @rule(failed=st.booleans())
    def end_test(self, *, failed: bool) -> None:
        self.post(TestEnded(failed))
        self.failed_test = self.failed_test if self.state.phase is Phase.CLOSED else failed

    @rule()
    def save(self) -> None:
        effects = self.post(SaveAsked())
        kinds = {type(effect) for effect in effects}
        assert kinds <= {StoreKey, WriteSettings, PointOutLicence, Do}
        assert Do.CLOSE not in effects

    @rule(wanted=st.sampled_from([Leaving.CLOSE, Leaving.QUIT]))
    def leave(self, wanted: Leaving) -> None:
        self.post(LeaveAsked(wanted))

    @rule(answer=st.sampled_from(Answer))
    def answer(self, answer: Answer) -> None:
        asked = self.state.leaving is not Leaving.STAY and self.state.phase is Phase.EDITING
        self.discarded = asked and answer is Answer.DISCARD
        self.post(QuestionAnswered(answer))

    @precondition(lambda self: self.answerable is not None)
    @rule(well=st.booleans())
    def end_effect(self, *, well: bool) -> None:
        effect, self.answerable = self.answerable, None
        match effect:
            case StoreKey():
                self.post(KeyStoringEnded(well))
            case WriteSettings(settings=settings):
                if well:
                    self.written, self.failed_test = settings, False
                effects = self.post(WritingEnded(None if well else ErrorCode.STORAGE))
                assert (Tell(Action.TAKE_NEW_SETTINGS) in effects) is well, "what is written is authenticated with"
            case _:
                self.post(LoginChanged(well))

    @invariant()
    def saved_is_what_the_file_says(self) -> None:
        assert self.state.saved == self.written

    @invariant()
    def a_saving_is_under_way_exactly_while_its_answer_is_due(self) -> None:
        at_work = self.state.phase in {Phase.STORING_KEY, Phase.WRITING, Phase.CHANGING_LOGIN}
        assert at_work == (self.answerable is not None)


TestAnyOrder = AnyOrder.TestCase
