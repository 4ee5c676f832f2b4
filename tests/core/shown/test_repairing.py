"""The offer to correct addresses, and what became of it, in every window."""

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.repair import AddressPair, RepairOffer, RepairOutcome, RepairReason, RepairReport, RepairUndo
from iea_agent.core.shown import connection
from iea_agent.core.shown.repairing import SEE_SETTINGS, UNDO, agreeing_to, changes_addresses, seeking, with_repair
from iea_agent.core.shown.verdict import Asked, ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import HELPER, SUPPORT
from iea_agent.core.texts import repair, verdicts
from iea_agent.core.texts.remedies import WHAT_TO_DO
from iea_agent.core.texts.windows import repair_offer
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import RepairAgreed
from tests.core.shown.samples import AGAIN, BAD, CONNECTED, failed

OLD = AddressPair("http://old.example", "http://old.example/maj", secure=False)
NEW = AddressPair("https://new.example", "https://new.example/maj")
OFFER = RepairOffer(OLD, NEW, RepairReason.HTTP)
HEART = failed(Verdict.INSECURE)
OFFERED = replace(HEART, repair=OFFER)
FAILURE = connection.failure(HEART, AGAIN)
BUSY = ShownVerdict(sign=SignKind.WAITING, title="En cours…", is_busy=True)


def report(outcome: RepairOutcome) -> RepairReport:
    return RepairReport(outcome, OLD, NEW, attempt=4)


def told(outcome: RepairOutcome, shown: ShownVerdict | None, view: AgentView = HEART) -> ShownVerdict | None:
    return with_repair(replace(view, repaired=report(outcome), undo=RepairUndo(NEW, OLD, 1.0)), shown, asked=True)


@pytest.mark.parametrize("shown", [None, FAILURE])
def test_an_offer_replaces_the_failure_and_shows_before_and_after(shown: ShownVerdict | None) -> None:
    offered = with_repair(OFFERED, shown)
    assert offered is not None
    assert (offered.sign, offered.title) == (SignKind.BAD, "Vos adresses ne sont plus les bonnes")
    assert [(change.before, change.after) for change in offered.changes] == [
        (OLD.authentication, NEW.authentication),
        (OLD.updates, NEW.updates),
        ("non", "oui"),
    ]
    assert offered.acts == (agreeing_to(OFFER), SEE_SETTINGS)
    assert offered.details == (() if shown is None else shown.details)


@pytest.mark.parametrize("reason", RepairReason)
def test_every_reason_is_said(reason: RepairReason) -> None:
    offered = with_repair(replace(HEART, repair=RepairOffer(OLD, NEW, reason)), FAILURE)
    assert offered is not None
    assert offered.sentences == (repair_offer.WHY_BOTH[reason], repair_offer.NEW_ONES_ANSWER)


@pytest.mark.parametrize("reason", sorted(set(RepairReason) - {RepairReason.SWAPPED}))
def test_where_one_address_changes_title_and_reason_are_about_one(reason: RepairReason) -> None:
    before = replace(NEW, authentication=OLD.authentication)
    offered = with_repair(replace(HEART, repair=RepairOffer(before, NEW, reason)), FAILURE)
    assert offered is not None
    assert offered.title == "L’adresse du serveur d’authentification n’est plus la bonne"
    assert offered.sentences[0] == repair_offer.WHY[reason]
    assert "Les " not in offered.sentences[0]


def test_only_the_update_address_is_offered_on_a_ball() -> None:
    offer = RepairOffer(replace(NEW, updates=""), NEW, RepairReason.MISTYPED)
    offered = with_repair(replace(CONNECTED, repair=offer), None)
    assert offered is not None
    assert (offered.sign, offered.title) == (SignKind.WARNING, repair_offer.UPDATES_TITLE)
    assert [(change.name, change.before) for change in offered.changes] == [("Mise à jour", "(vide)")]
    assert offered.primary == agreeing_to(offer)
    assert offered.primary.label == repair_offer.REPAIR_UPDATES


def test_who_confirms_confirms_the_addresses_that_were_shown() -> None:
    act = agreeing_to(OFFER)
    assert (act.label, act.does) == (repair_offer.REPAIR, RepairAgreed(OLD, NEW))


@pytest.mark.parametrize(
    ("asked", "changes"), [(RepairAgreed(OLD, NEW), True), (Action.UNDO_REPAIR, True), (Action.LAUNCH, False)]
)
def test_a_window_knows_what_changes_addresses(asked: Asked, *, changes: bool) -> None:
    assert changes_addresses(asked) is changes


def test_an_update_server_that_fails_at_the_new_address_is_said() -> None:
    offered = with_repair(replace(HEART, repair=replace(OFFER, updates=Verdict.TIMEOUT)), FAILURE)
    assert offered is not None
    assert "mise à jour" in offered.sentences[-1]


def test_nothing_is_offered_in_assistance_mode_or_over_what_runs() -> None:
    assert with_repair(replace(OFFERED, mode=Mode.ASSISTANCE), FAILURE) == FAILURE
    assert with_repair(OFFERED, BUSY) == BUSY
    assert with_repair(HEART, FAILURE) == FAILURE
    assert with_repair(CONNECTED, None) is None


# After the click.


def test_a_repair_is_under_way_until_its_answer() -> None:
    for view in (
        replace(OFFERED, seeking_repair=True),
        replace(HEART, repaired=report(RepairOutcome.TRYING)),
    ):
        shown = with_repair(view, FAILURE, asked=True)
        assert shown is not None
        assert (shown.is_busy, shown.title) == (True, repair_offer.WORKING)
    assert with_repair(replace(HEART, repaired=report(RepairOutcome.TRYING)), FAILURE) == FAILURE, "asked elsewhere"


def test_once_it_is_connected_nothing_is_under_way_any_more() -> None:
    """The state with the answer may be shown before the repair is judged by it."""
    shown = told(RepairOutcome.TRYING, None, CONNECTED)
    assert shown == told(RepairOutcome.CONNECTED, None, CONNECTED)


def test_a_repair_that_connects_is_green_and_can_be_undone() -> None:
    shown = told(RepairOutcome.CONNECTED, None, CONNECTED)
    assert shown is not None
    assert (shown.sign, shown.words, shown.acts) == (SignKind.GOOD, "Les adresses ont été corrigées", (UNDO,))
    assert UNDO.does is Action.UNDO_REPAIR


@pytest.mark.parametrize("outcome", sorted(set(RepairOutcome) - {RepairOutcome.TRYING, RepairOutcome.TAKEN_BACK}))
def test_every_outcome_is_said_first(outcome: RepairOutcome) -> None:
    shown = told(outcome, FAILURE)
    assert shown is not None
    assert shown.sentences[1:] == FAILURE.sentences
    assert "adresses" in shown.sentences[0]
    assert (UNDO in shown.others) is (outcome is not RepairOutcome.UNDONE)


@pytest.mark.parametrize("verdict", [*BAD, None])
def test_a_repair_that_was_taken_back_says_what_the_new_addresses_answered(verdict: Verdict | None) -> None:
    taken_back = replace(report(RepairOutcome.TAKEN_BACK), verdict=verdict)
    shown = with_repair(replace(HEART, repaired=taken_back), FAILURE, asked=True)
    assert shown is not None
    assert (shown.sign, shown.title) == (SignKind.BAD, "La correction n’a pas permis de se connecter")
    found, remedy = shown.sentences
    if verdict is None:
        assert found == "Les adresses précédentes sont de retour."
    else:
        short = verdicts.short(Diagnosis(verdict))
        assert found == f"À la nouvelle adresse\u00a0: {short}. Les adresses précédentes sont de retour."
    assert remedy == (
        "Que faire\u00a0: réessayez plus tard. Si cela dure, l’assistance doit intervenir\u00a0: écrivez-lui."
    )
    assert shown.primary == SUPPORT
    assert set(shown.acts) == set(FAILURE.acts)
    assert shown.details == FAILURE.details


def test_a_question_about_the_key_stays_one_after_a_repair_that_was_taken_back() -> None:
    question = connection.failure(failed(Verdict.KEY_ORIGIN), AGAIN)
    shown = told(RepairOutcome.TAKEN_BACK, question, failed(Verdict.KEY_ORIGIN))
    assert shown is not None
    assert (shown.title, shown.sentences[1:]) == (question.title, question.sentences)


@pytest.mark.parametrize("over", [None, ShownVerdict(sign=SignKind.GOOD, title="Connecté", sentences=("Bien.",))])
def test_a_repair_that_changed_nothing_is_not_green(over: ShownVerdict | None) -> None:
    for outcome in (RepairOutcome.NOT_WRITTEN, RepairOutcome.NOT_PUT_BACK, RepairOutcome.TAKEN_BACK):
        shown = told(outcome, over, CONNECTED)
        assert shown is not None
        assert shown.sign is SignKind.WARNING
        is_to_do = outcome is not RepairOutcome.TAKEN_BACK
        assert (WHAT_TO_DO in shown.words, HELPER in shown.acts) == (is_to_do, is_to_do)


def test_an_offer_that_could_not_be_saved_says_so_and_stays() -> None:
    view = replace(OFFERED, repaired=report(RepairOutcome.NOT_WRITTEN))
    shown = with_repair(view, FAILURE, asked=True)
    assert shown is not None
    assert shown.sentences[0] == repair.OUTCOME[RepairOutcome.NOT_WRITTEN]
    assert WHAT_TO_DO in shown.sentences[-1]
    assert shown.acts == (agreeing_to(OFFER), SEE_SETTINGS, HELPER)


@pytest.mark.parametrize("link", [Link.REFUSED, Link.LICENCE_UNKNOWN, Link.UNREACHABLE])
def test_an_update_address_hides_no_failure_of_the_connection(link: Link) -> None:
    offer = RepairOffer(replace(NEW, updates="http://vieux.example"), NEW, RepairReason.HTTP)
    assert with_repair(replace(HEART, connection=link, repair=offer), FAILURE) == FAILURE


def test_where_nothing_can_be_undone_nothing_is_offered() -> None:
    shown = with_repair(replace(CONNECTED, repaired=report(RepairOutcome.CONNECTED)), None, asked=True)
    assert shown is not None
    assert shown.acts == ()


def test_what_runs_after_a_repair_stays() -> None:
    assert told(RepairOutcome.UNDONE, BUSY) == BUSY
    assert told(RepairOutcome.UNDONE, None) is None


@pytest.mark.parametrize("mode", Mode)
def test_a_search_is_said_in_production_only(mode: Mode) -> None:
    said = seeking(replace(HEART, seeking_repair=True, mode=mode))
    assert said == (repair_offer.SEEKING if mode is Mode.PRODUCTION else "")
    assert seeking(HEART) == ""
