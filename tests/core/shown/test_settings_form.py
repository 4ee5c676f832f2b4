"""What « Paramètres de connexion » and the window of the first start say, without a window."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import ErrorCode
from iea_agent.core.repair import AddressPair, RepairOffer, RepairOutcome, RepairReason, RepairReport, RepairUndo
from iea_agent.core.settings import Settings, official
from iea_agent.core.settings_form.outcome import Awaits, NotSaved, Outcome, Repaired, Said, Saved, Tested
from iea_agent.core.settings_form.state import Form, FormState
from iea_agent.core.shown.checklist import Progress
from iea_agent.core.shown.connection import failure
from iea_agent.core.shown.launching import LAUNCH
from iea_agent.core.shown.repairing import SEE_SETTINGS, agreeing_to
from iea_agent.core.shown.settings_form import (
    AGAIN,
    CORRECT_LICENCE,
    RESTORE,
    SAVE_AGAIN,
    TEST_AGAIN,
    TICK_SECURE,
    verdict_of,
)
from iea_agent.core.shown.verdict import Act, ShownVerdict, SignKind, Step
from iea_agent.core.shown.ways_on import HELPER, SETTINGS, SUPPORT
from iea_agent.core.texts import labels, repair, verdicts
from iea_agent.core.texts.windows import access_test, repair_offer, settings_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import RepairAgreed
from tests.core.shown.samples import BAD, CONNECTED, failed, update_server

OFFICIAL = official(Settings(licence_number="75-000042"))
OTHER = replace(OFFICIAL, authentication_address="https://autre.example")
UNSECURE = replace(OFFICIAL, secure=False)
GOOD = Diagnosis(Verdict.ACCESSIBLE)


def state(outcome: Outcome | None, settings: Settings = OFFICIAL, *, needs_licence: bool = False) -> FormState:
    answer = outcome.answer if isinstance(outcome, Saved) else None
    form = Form(settings)
    return FormState(answer or CONNECTED, settings, form, needs_licence=needs_licence, outcome=outcome)


def shown(
    outcome: Outcome, settings: Settings = OFFICIAL, *, needs_licence: bool = False, view: AgentView | None = None
) -> ShownVerdict:
    here = state(outcome, settings, needs_licence=needs_licence)
    said = verdict_of(here if view is None else replace(here, view=view), {})
    assert said is not None
    return said


def reports(authentication: Verdict, updates: Verdict = Verdict.ACCESSIBLE) -> tuple[ServerReport, ...]:
    found = zip(Role, (authentication, updates), strict=True)
    return tuple(ServerReport(role, OFFICIAL.address_of(role), Diagnosis(verdict)) for role, verdict in found)


def found_by_test(*found: Verdict, settings: Settings = OFFICIAL) -> ShownVerdict:
    known = {report.role: Progress(report.url, report=report) for report in reports(*found)}
    said = verdict_of(state(Tested(reports(*found)), settings), known)
    assert said is not None
    return said


def answered(verdict: Verdict, settings: Settings = OFFICIAL, *, needs_licence: bool = False) -> ShownVerdict:
    return shown(Saved(4, answer=failed(verdict)), settings, needs_licence=needs_licence)


def everything() -> Iterator[ShownVerdict]:
    """Yield all that can be said."""
    for outcome in (*Said, *(NotSaved(code) for code in ErrorCode), *(Saved(4, awaits) for awaits in Awaits)):
        yield shown(outcome)
    yield shown(Saved(4, answer=CONNECTED))
    for verdict in BAD:
        yield shown(Saved(4, answer=replace(CONNECTED, updates=update_server(verdict))))
        for settings in (OFFICIAL, OTHER, UNSECURE):
            yield found_by_test(verdict, settings=settings)
            yield answered(verdict, settings)
            yield answered(verdict, settings, needs_licence=True)


def test_nothing_is_said_before_something_is_asked() -> None:
    assert verdict_of(state(None), {}) is None


def test_every_outcome_has_a_title_and_only_what_runs_is_busy() -> None:
    for said in everything():
        assert said.title
        assert said.is_busy is (said.sign is SignKind.WAITING)


def test_what_holds_a_failure_is_never_green() -> None:
    bad = {verdicts.short(Diagnosis(verdict)) for verdict in BAD}
    green = [said for said in everything() if said.sign is SignKind.GOOD]
    assert green
    assert [said for said in green if any(short in said.words for short in bad)] == []


def test_no_act_leads_to_the_window_itself_or_into_assistance_mode() -> None:
    for said in everything():
        offered = {act.does for act in said.acts}
        assert not offered & {Open(DialogKind.ASSISTANCE), Open(DialogKind.REAUTHENTICATE)}
        assert len(offered) == len(said.acts)
        assert "mode assistance" not in said.words or said.title == settings_window.SAVED_IN_ASSISTANCE
    for verdict in BAD:
        for settings in (OFFICIAL, OTHER, UNSECURE):
            for said in (found_by_test(verdict, settings=settings), answered(verdict, settings)):
                assert SETTINGS not in said.acts
                assert labels.SETTINGS_TITLE not in said.words or verdict is Verdict.KEY_ORIGIN


@pytest.mark.parametrize("verdict", BAD)
def test_the_first_start_names_the_settings_only_where_it_leads_there(verdict: Verdict) -> None:
    said = answered(verdict, OTHER, needs_licence=True)
    assert labels.SETTINGS_TITLE not in said.words or SETTINGS in said.acts
    if verdict.facts.licence_helps:
        assert labels.SETTINGS_TITLE not in said.words


def test_what_failed_has_a_next_act() -> None:
    for said in everything():
        assert said.primary is not None or said.sign is not SignKind.BAD or said.others


@pytest.mark.parametrize("outcome", [Said.KEY_NOT_STORED, Said.KEY_FILE_NOT_WRITTEN, *map(NotSaved, ErrorCode)])
def test_what_was_not_saved_says_what_to_do_and_leads_to_whoever_is_named(outcome: Outcome) -> None:
    said = shown(outcome)
    assert "Que faire" in said.words
    assert ("personne qui gère" in said.words) is (HELPER in said.acts)
    assert ("assistance" in said.words) is (SUPPORT in said.acts)
    assert SAVE_AGAIN in said.acts


@pytest.mark.parametrize("outcome", [Said.KEY_NOT_STORED, Said.KEY_FILE_NOT_WRITTEN, NotSaved(ErrorCode.STORAGE)])
def test_what_was_not_saved_can_be_saved_again(outcome: Outcome) -> None:
    assert shown(outcome).primary == SAVE_AGAIN


# The access test.


def test_both_green_leads_to_the_button_that_saves() -> None:
    said = found_by_test(Verdict.ACCESSIBLE)
    assert (said.sign, said.title) == (SignKind.GOOD, labels.TEST_SUCCEEDED)
    assert said.sentences == (access_test.TEST_SUCCEEDED_SAVE,)


def test_a_test_that_runs_says_how_far_it_is() -> None:
    known = {role: Progress(OFFICIAL.address_of(role)) for role in Role}
    said = verdict_of(state(Said.TESTING), known)
    assert said is not None
    assert (said.is_busy, len(said.sentences)) == (True, len(Role))


def test_a_test_that_is_about_to_run_does_not_say_what_the_one_before_found() -> None:
    known = {report.role: Progress(report.url, report=report) for report in reports(Verdict.DNS)}
    said = verdict_of(state(Said.TESTING), known)
    assert said is not None
    assert (said.title, said.sentences) == (access_test.TEST_RUNNING, ())


def test_a_cancelled_test_is_no_failure() -> None:
    known = {role: Progress(OFFICIAL.address_of(role), cancelled=True) for role in Role}
    for progress in (known, {}):
        said = verdict_of(state(Said.TEST_CANCELLED), progress)
        assert said is not None
        assert (said.sign, said.title) == (SignKind.UNKNOWN, access_test.TEST_CANCELLED)


def test_an_address_that_was_edited_since_ends_the_verdict_of_its_test() -> None:
    (one, _) = reports(Verdict.DNS)
    known = {one.role: Progress(one.url, report=one)}
    assert verdict_of(state(Tested(reports(Verdict.DNS))), known) is None


@pytest.mark.parametrize(
    ("verdict", "settings", "place"),
    [
        (Verdict.INSECURE, UNSECURE, TICK_SECURE),
        (Verdict.INSECURE, OTHER, RESTORE),
        (Verdict.MOVED, OTHER, RESTORE),
        (Verdict.NOT_OUR_SERVER, UNSECURE, RESTORE),
        (Verdict.BLOCKED, OTHER, HELPER),
        (Verdict.DNS, OFFICIAL, TEST_AGAIN),
        (Verdict.NOT_OUR_SERVER, OFFICIAL, TEST_AGAIN),
        (Verdict.SERVER_FAULT, OFFICIAL, TEST_AGAIN),
        (Verdict.TIMEOUT, OFFICIAL, TEST_AGAIN),
        (Verdict.TLS_PROTOCOL, OTHER, RESTORE),
    ],
)
def test_whoever_acts_on_a_failed_test_gets_the_button(verdict: Verdict, settings: Settings, place: Act) -> None:
    assert found_by_test(verdict, settings=settings).primary == place


def test_in_assistance_mode_no_address_is_corrected() -> None:
    known = {report.role: Progress(report.url, report=report) for report in reports(Verdict.MOVED)}
    assistance = replace(CONNECTED, mode=Mode.ASSISTANCE)
    said = verdict_of(replace(state(Tested(reports(Verdict.MOVED)), OTHER), view=assistance), known)
    assert said is not None
    assert RESTORE not in said.acts


# Saving.


def test_connected_says_that_it_is_saved_and_what_the_update_server_lacks() -> None:
    said = shown(Saved(4, answer=CONNECTED))
    assert (said.sign, said.title, said.sentences) == (SignKind.GOOD, labels.CONNECTED, (settings_window.SAVED,))
    assert said.primary is None
    down = shown(Saved(4, answer=replace(CONNECTED, updates=update_server(Verdict.DNS))))
    assert down.sign is SignKind.WARNING
    assert verdicts.short(Diagnosis(Verdict.DNS)) in down.words


@pytest.mark.parametrize("verdict", BAD)
def test_no_button_leads_to_the_window_that_it_stands_in(verdict: Verdict) -> None:
    down = replace(CONNECTED, updates=update_server(verdict))
    for settings in (OFFICIAL, OTHER, UNSECURE):
        for outcome in (Saved(4, answer=down), Saved(4, answer=failed(verdict))):
            said = verdict_of(state(outcome, settings), {})
            assert said is not None
            assert SETTINGS not in said.acts
            assert None not in said.acts


def test_what_follows_the_connection_is_offered_where_the_window_has_it() -> None:
    said = verdict_of(state(Saved(4, answer=CONNECTED)), {}, next_act=LAUNCH)
    assert said is not None
    assert said.primary is not None
    assert said.primary.does is Action.LAUNCH


@pytest.mark.parametrize(
    ("verdict", "settings", "place"),
    [
        (Verdict.LICENCE_UNKNOWN, OTHER, CORRECT_LICENCE),
        (Verdict.NOT_CONFIGURED, OFFICIAL, CORRECT_LICENCE),
        (Verdict.INSECURE, UNSECURE, TICK_SECURE),
        (Verdict.MOVED, OTHER, RESTORE),
        (Verdict.MOVED, OFFICIAL, None),
        (Verdict.KEY_ORIGIN, OTHER, RESTORE),
        (Verdict.DNS, OFFICIAL, AGAIN),
        (Verdict.REFUSED, OFFICIAL, SUPPORT),
    ],
)
def test_whoever_acts_on_what_came_of_a_saving_gets_the_button(
    verdict: Verdict, settings: Settings, place: Act | None
) -> None:
    said = answered(verdict, settings)
    assert said.primary == place
    assert settings_window.SAVED in said.sentences


def test_sending_the_key_is_never_what_enter_does() -> None:
    for settings in (OFFICIAL, OTHER):
        said = answered(Verdict.KEY_ORIGIN, settings)
        assert Step.SEND_KEY in {act.does for act in said.others}


def test_the_first_start_leads_to_the_settings_for_all_but_the_licence() -> None:
    assert answered(Verdict.MOVED, OTHER, needs_licence=True).primary == SETTINGS
    assert answered(Verdict.LICENCE_UNKNOWN, OTHER, needs_licence=True).primary == CORRECT_LICENCE


# The repair.

OLD = AddressPair("http://old.example", "http://old.example/maj", secure=False)
NEW = AddressPair(OFFICIAL.authentication_address, OFFICIAL.update_address)
OFFER = RepairOffer(OLD, NEW, RepairReason.HTTP)
OFFERED = replace(failed(Verdict.INSECURE), repair=OFFER)
REPAIR = agreeing_to(OFFER)


def test_a_failure_is_replaced_by_the_offer_unless_something_is_edited() -> None:
    known = {report.role: Progress(report.url, report=report) for report in reports(Verdict.INSECURE)}
    for outcome in (Tested(reports(Verdict.INSECURE)), Saved(4, answer=OFFERED)):
        here = replace(state(outcome, UNSECURE), view=OFFERED)
        said = verdict_of(here, known)
        assert said is not None
        assert said.acts == (REPAIR,), "the settings are here"
        first_start = verdict_of(replace(here, needs_licence=True), known)
        assert first_start is not None
        assert first_start.acts == (REPAIR, SEE_SETTINGS)
        edited = verdict_of(replace(here, form=Form(OTHER)), known)
        assert edited is not None
        assert REPAIR not in edited.acts


def test_a_repair_that_was_asked_for_here_is_said_until_it_is_over() -> None:
    said = shown(Repaired(None))
    assert (said.is_busy, said.title) == (True, repair_offer.WORKING)


def test_a_click_that_came_too_late_leaves_what_is_offered_now_and_tells_of_no_earlier_repair() -> None:
    earlier = RepairReport(RepairOutcome.UNDONE, OLD, NEW)
    view = replace(OFFERED, repaired=earlier)
    late = Repaired(earlier, RepairAgreed(OLD, replace(NEW, updates="")), view)
    assert shown(late, view=view).acts == (REPAIR,)
    gone = replace(view, repair=None)
    assert repair.OUTCOME[RepairOutcome.UNDONE] not in shown(replace(late, answer=gone), view=gone).sentences
    ball = replace(CONNECTED, repaired=earlier)
    assert repair.OUTCOME[RepairOutcome.UNDONE] not in shown(replace(late, answer=ball), view=ball).sentences


@pytest.mark.parametrize("outcome", sorted(set(RepairOutcome) - {RepairOutcome.TRYING}))
def test_what_became_of_a_repair_is_said_first(outcome: RepairOutcome) -> None:
    for view in (CONNECTED, failed(Verdict.DNS)):
        answer = replace(view, repaired=RepairReport(outcome, OLD, NEW, attempt=4), undo=RepairUndo(NEW, OLD, 1.0))
        said = verdict_of(replace(state(Repaired(None, answer=answer)), view=answer), {})
        assert said is not None
        assert settings_window.SAVED not in said.sentences
        if outcome is RepairOutcome.TAKEN_BACK and view is not CONNECTED:
            assert said.title == repair_offer.TAKEN_BACK_TITLE
            continue
        assert said.sentences[0] == repair.OUTCOME[outcome]
        assert said.title == (labels.CONNECTED if view is CONNECTED else failure(view, AGAIN).title)


def test_an_answer_without_a_cause_can_be_tried_again() -> None:
    said = shown(Saved(4, answer=replace(failed(Verdict.DNS), diagnosis=None)))
    assert said.primary == AGAIN
