"""The window « Paramètres de connexion » as a state machine: ``reduce(state, event) -> (state, effects)``.

The window posts events, shows the state and carries out the effects, in order. An effect that has an outcome is
answered by an event; it comes last. A test and a saving have one outcome together: asking for the one ends the other.
Saving goes in this order: the form is checked, a typed key is stored, the settings are written, the agent is told and
authenticates again, starting at login is changed. Whatever fails on the way, what was typed stays. A file that cannot
be *used* is saved over after a question, and kept under another name; one that cannot be *read* is waited for: until
then there is no form, and no default values in its place.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, assert_never

from msgspec.structs import replace

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link
from iea_agent.core.errors import ErrorCode
from iea_agent.core.job_end import JobEnd
from iea_agent.core.key_origin import key_origin_of
from iea_agent.core.leaving import Answer, Leaving, Next, answer, end_saving, leave
from iea_agent.core.repair import RepairOutcome
from iea_agent.core.settings import rebased
from iea_agent.core.settings_form.outcome import Awaits, NotSaved, Outcome, Repaired, Said, Saved, Tested
from iea_agent.core.settings_form.state import (
    Do,
    Effect,
    Event,
    Form,
    FormState,
    KeepBesideAnswered,
    LoginChanged,
    Phase,
    RepairAsked,
    SaveAsked,
    SendingAllowed,
    SettingsRead,
    TestAsked,
    TestCancelled,
    TestEnded,
    TriedAgain,
    WritingEnded,
    addresses_are_faulty,
    has_same_addresses,
    licence_fault,
    with_settings,
)
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import DialogAsked, KeyAllowed, KeyStoreAsking, KeyStored, RepairAgreed, StoreKeyOrder

Step = tuple[FormState, tuple[Effect, ...]]


def _edit(state: FormState, form: Form) -> Step:
    """Take over an edit; it makes the outcome of the last saving obsolete, that of a test only if it was about it."""
    if form == state.form:
        return state, ()
    is_about_addresses = state.outcome is Said.TESTING or isinstance(state.outcome, Tested)
    if is_about_addresses and has_same_addresses(form.settings, state.form.settings):
        return replace(state, form=form), ()
    return _asked(replace(state, form=form), None)


def _edit_while_saving(state: FormState, form: Form) -> Step:
    return replace(state, form=form), ()


def _asked(state: FormState, outcome: Outcome | None, *effects: Effect) -> Step:
    """Begin to say something else; a test that runs is not awaited any more."""
    cancelled = (Do.CANCEL_TEST,) if state.outcome is Said.TESTING else ()
    return replace(state, outcome=outcome), (*cancelled, *effects)


def _hear(state: FormState, view: AgentView) -> Step:
    return _with_answer(replace(state, view=view)), ()


def _hear_while_saving(state: FormState, view: AgentView) -> Step:
    return replace(state, view=view), ()


def _test(state: FormState, _: TestAsked) -> Step:
    if addresses_are_faulty(state.form.settings):
        return _asked(state, Said.TEST_REFUSED, Do.POINT_OUT_ADDRESSES)
    return _asked(state, Said.TESTING, Do.START_TEST)


def _end_test(state: FormState, event: TestEnded) -> Step:
    if state.outcome is not Said.TESTING:
        return state, ()
    tested = Tested(event.reports)
    return replace(state, outcome=tested, test_failed=not tested.succeeded), ()


def _cancel_test(state: FormState, _: TestCancelled) -> Step:
    return _asked(state, Said.TEST_CANCELLED) if state.outcome is Said.TESTING else (state, ())


def _save(state: FormState, _: SaveAsked) -> Step:
    form = state.form
    if not state.read_only and addresses_are_faulty(form.settings):
        return _asked(_stay(state), Said.SAVE_REFUSED, Do.POINT_OUT_ADDRESSES)
    fault = licence_fault(form, state.saved, is_needed=state.needs_licence)
    if fault is not None:
        return _asked(_stay(state), Said.SAVE_REFUSED, fault)
    state = replace(state, saving=form)
    if form.key is None:
        return _asked(replace(state, phase=Phase.WRITING), None, Do.WRITE_SETTINGS)
    settings = form.settings
    origin = key_origin_of(settings.authentication_address)
    order = StoreKeyOrder(settings.licence_number, form.key, in_file=settings.key_in_file, origin=origin)
    return _asked(replace(state, phase=Phase.STORING_KEY), Said.SAVING, order)


def _allow_sending(state: FormState, event: SendingAllowed) -> Step:
    return _asked(state, Saved(state.view.attempt + 1), KeyAllowed(event.origin))


def _try_again(state: FormState, _: TriedAgain) -> Step:
    """Have the agent authenticate; an attempt that runs will do."""
    attempt = state.view.attempt if state.view.attempting else state.view.attempt + 1
    return _asked(state, Saved(attempt), DialogAsked(Action.AUTHENTICATE))


def _repair(state: FormState, asked: RepairAsked) -> Step:
    """Follow the agent, which was told by the click itself."""
    return _asked(state, Repaired(state.view.repaired, asked.agreed))


def _stay(state: FormState) -> FormState:
    """Nothing is saved: a user who wanted to leave reads the reason first."""
    return replace(state, phase=Phase.EDITING, saving=Form(), leaving=Leaving.STAY)


def _note_key_store(state: FormState, event: KeyStoreAsking) -> Step:
    return replace(state, outcome=Said.KEY_STORE_ASKS if event.asking else Said.SAVING), ()


def _end_storing_key(state: FormState, end: JobEnd) -> Step:
    settings = state.saving.settings
    if end.fault is None:
        return replace(state, phase=Phase.WRITING), (KeyStored(settings.licence_number), Do.WRITE_SETTINGS)
    outcome = Said.KEY_FILE_NOT_WRITTEN if settings.key_in_file else Said.KEY_NOT_STORED
    return replace(_stay(state), outcome=outcome), (Do.POINT_TO_KEY_FILE,)


def _read(state: FormState, read: SettingsRead) -> Step:
    """Take over what the file says by now; what was typed meanwhile stays."""
    return replace(state, load_fault=read.fault) if state.unsaved else with_settings(state, read), ()


def _write_beside(state: FormState, event: KeepBesideAnswered) -> Step:
    if event.agreed:
        return replace(state, phase=Phase.WRITING), (Do.WRITE_BESIDE,)
    return replace(_stay(state), outcome=NotSaved(ErrorCode.INVALID_FILE)), ()


def _end_writing(state: FormState, event: WritingEnded) -> Step:
    if event.code is ErrorCode.INVALID_FILE:
        return replace(state, phase=Phase.ASKING), (Do.ASK_TO_KEEP_BESIDE,)
    if event.code:
        return replace(_stay(state), outcome=NotSaved(event.code)), ()
    mine, key = state.saving.settings, state.saving.key
    saved = event.saved or mine
    form = replace(state.form, settings=rebased(state.form.settings, base=mine, theirs=saved))
    state = replace(
        state,
        phase=Phase.CHANGING_LOGIN,
        saved=saved,
        form=replace(form, key=None) if form.key == key else form,
        load_fault=None,
        test_failed=False,
        outcome=Saved(state.view.attempt + 1),
    )
    return state, (Do.SHOW_SAVED, DialogAsked(Action.TAKE_NEW_SETTINGS), Do.CHANGE_LOGIN)


def _end_saving(state: FormState, event: LoginChanged) -> Step:
    form = replace(state.form, login_changed=not event.done)
    state = _with_answer(replace(state, phase=Phase.EDITING, saving=Form(), form=form))
    return _go_on(state, *end_saving(state.leaving, saved=event.done, unsaved=state.unsaved))


def _with_answer(state: FormState) -> FormState:
    """Show the outcome of the authentication that follows a saving, as far as it is known."""
    saved, view = state.outcome, state.view
    busy = view.attempting or view.connection is Link.CONNECTING
    if isinstance(saved, Repaired) and not busy and _is_repair_over(saved, view):
        return replace(state, outcome=replace(saved, answer=view))
    if not isinstance(saved, Saved):
        return state
    if state.read_only:
        saved = Saved(saved.attempt, Awaits.END_OF_ASSISTANCE)
    elif view.attempt < saved.attempt or (busy and saved.answer is None):
        saved = Saved(saved.attempt, Awaits.KEY_STORE if view.key_store_asks else Awaits.SERVER)
    elif not busy:  # else a later attempt; the answer is being read
        saved = Saved(saved.attempt, answer=view)
    return replace(state, outcome=saved)


def _is_repair_over(repaired: Repaired, view: AgentView) -> bool:
    """Tell whether the agent has said what became of the repair, or proposes it no more: it came too late."""
    report = view.repaired if view.repaired != repaired.before else None
    is_said = report is not None and report.outcome is not RepairOutcome.TRYING
    offer, agreed = view.repair, repaired.agreed
    is_proposed = offer is not None and agreed == RepairAgreed(offer.before, offer.after)
    is_late = agreed is not None and report is None and not is_proposed
    return (is_said or is_late or repaired.answer is not None) and not view.seeking_repair


def _leave(state: FormState, wanted: Leaving) -> Step:
    saving = state.phase not in {Phase.WAITING, Phase.EDITING}
    return _go_on(state, *leave(state.leaving, wanted, unsaved=state.unsaved, saving=saving))


def _answer(state: FormState, given: Answer) -> Step:
    return _go_on(state, *answer(state.leaving, given))


def _go_on(state: FormState, leaving: Leaving, then: Next) -> Step:
    state = replace(state, leaving=leaving)
    match then:
        case Next.NOTHING:
            return state, ()
        case Next.ASK:
            return state, (Do.ASK_ABOUT_UNSAVED,)
        case Next.SAVE:
            return _save(state, SaveAsked())
        case Next.LEAVE:
            recheck = (DialogAsked(Action.RECHECK),) if state.test_failed else ()
            quit_agent = (DialogAsked(Action.QUIT),) if leaving is Leaving.QUIT else ()
            return replace(state, phase=Phase.CLOSED), (*recheck, *quit_agent, Do.CLOSE)
        case _:
            assert_never(then)


_Rows = Mapping[type[Event], Callable[[FormState, Any], Step]]

_WHILE_SAVING: _Rows = {
    Form: _edit_while_saving,
    AgentView: _hear_while_saving,
    Leaving: _leave,
}

TABLE: Mapping[Phase, _Rows] = MappingProxyType(
    {
        Phase.WAITING: {AgentView: _hear, SettingsRead: _read, Leaving: _leave},
        Phase.EDITING: {
            SettingsRead: _read,
            Form: _edit,
            AgentView: _hear,
            TestAsked: _test,
            TestEnded: _end_test,
            TestCancelled: _cancel_test,
            SaveAsked: _save,
            SendingAllowed: _allow_sending,
            TriedAgain: _try_again,
            RepairAsked: _repair,
            Leaving: _leave,
            Answer: _answer,
        },
        Phase.STORING_KEY: {**_WHILE_SAVING, KeyStoreAsking: _note_key_store, JobEnd: _end_storing_key},
        Phase.WRITING: {**_WHILE_SAVING, WritingEnded: _end_writing},
        Phase.ASKING: {**_WHILE_SAVING, KeepBesideAnswered: _write_beside},
        Phase.CHANGING_LOGIN: {**_WHILE_SAVING, LoginChanged: _end_saving},
        Phase.CLOSED: {},
    }
)
"""The whole machine. A pair that is not here is ignored: the state stays, nothing is done."""


def reduce(state: FormState, event: Event) -> Step:
    """Apply one event: return the new state and what has to be done, in order."""
    apply = TABLE[state.phase].get(type(event))
    return (state, ()) if apply is None else apply(state, event)
