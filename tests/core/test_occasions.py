"""The mail fits the occasion."""

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.occasions import NOT_A_FAULT, asked_support, failure_of, mail_before, occasion_of
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.texts.launches import LAUNCH_FAULT
from iea_agent.core.view import AgentView

BALL = AgentView(picture=Picture.BALL, mode=Mode.PRODUCTION, connection=Link.CONNECTED)
BEETLE = AgentView(picture=Picture.BEETLE, mode=Mode.ASSISTANCE, connection=Link.DISCONNECTED)
NOT_FOUND = LaunchReport(1, LaunchOutcome.NOT_FOUND)
DNS = PreparedMail(Occasion.CONNECTION, 1.0, Verdict.DNS)
REFUSED = PreparedMail(Occasion.REFUSED, 2.0, Verdict.REFUSED)
HELPER = PreparedMail(Occasion.HELPER, 3.0, Verdict.DNS)


@pytest.mark.parametrize("link", Link)
def test_without_a_connection_the_mail_is_about_it(link: Link) -> None:
    expected = {
        Link.REFUSED: Occasion.REFUSED,
        Link.LICENCE_UNKNOWN: Occasion.LICENCE_UNKNOWN,
        Link.CONNECTED: Occasion.QUESTION,
        Link.VERIFYING: Occasion.QUESTION,
    }
    assert occasion_of(replace(BALL, connection=link)) is expected.get(link, Occasion.CONNECTION)


@pytest.mark.parametrize("view", [BALL, BEETLE], ids=["ball", "beetle"])
def test_a_launch_that_failed_is_what_the_mail_is_about(view: AgentView) -> None:
    failed = replace(view, launch=NOT_FOUND)
    assert occasion_of(failed) is Occasion.LAUNCH
    assert occasion_of(replace(failed, software_since=1.0)) is Occasion.QUESTION
    assert occasion_of(view) is Occasion.QUESTION


def test_without_a_connection_a_former_launch_is_not() -> None:
    assert occasion_of(replace(BALL, connection=Link.UNREACHABLE, launch=NOT_FOUND)) is Occasion.CONNECTION


def results_of(authentication: Verdict, updates: Verdict) -> tuple[ServerReport, ...]:
    both = ((Role.AUTHENTICATION, authentication), (Role.UPDATES, updates))
    return tuple(ServerReport(role, "https://a.example", Diagnosis(verdict)) for role, verdict in both)


@pytest.mark.parametrize("view", [BALL, BEETLE, replace(BALL, connection=Link.REFUSED)])
def test_a_test_that_has_just_failed_is_case_2_of_the_help_sheet(view: AgentView) -> None:
    failed = replace(view, tested=results_of(Verdict.DNS, Verdict.TIMEOUT), diagnosis=Diagnosis(Verdict.REFUSED))
    assert occasion_of(failed) is Occasion.CONNECTION
    assert failure_of(failed) == Diagnosis(Verdict.DNS)


@pytest.mark.parametrize("updates", [Verdict.DNS, Verdict.ACCESSIBLE])
def test_a_test_that_finds_the_authentication_server_is_no_outage(updates: Verdict) -> None:
    found = replace(BALL, tested=results_of(Verdict.ACCESSIBLE, updates))
    assert occasion_of(found) is Occasion.QUESTION
    assert failure_of(found) == (Diagnosis(Verdict.DNS) if updates is Verdict.DNS else None)


def test_without_a_test_the_last_check_is_what_failed() -> None:
    refused = Diagnosis(Verdict.REFUSED)
    assert failure_of(replace(BALL, diagnosis=refused)) == refused
    assert failure_of(replace(BALL, diagnosis=Diagnosis(Verdict.CONNECTED))) is None
    assert failure_of(BALL) is None
    assert failure_of(replace(BEETLE, diagnosis=refused)) is None, "it is of before assistance mode"


@pytest.mark.parametrize("outcome", LaunchOutcome)
def test_every_outcome_that_is_explained_as_a_fault_is_one(outcome: LaunchOutcome) -> None:
    assert (outcome in LAUNCH_FAULT) is (outcome not in NOT_A_FAULT)
    is_fault = occasion_of(replace(BALL, launch=LaunchReport(1, outcome))) is Occasion.LAUNCH
    assert is_fault is (outcome in LAUNCH_FAULT)


def test_what_was_prepared_for_the_same_occasion_comes_first() -> None:
    view = replace(BALL, mails=(DNS, REFUSED, HELPER))
    assert mail_before(view, Occasion.CONNECTION) == DNS
    assert mail_before(view, Occasion.HELPER) == HELPER


def test_in_an_outage_a_mail_about_another_one_is_told() -> None:
    view = replace(BALL, mails=(DNS, REFUSED, HELPER))
    assert mail_before(view, Occasion.LICENCE_UNKNOWN) == REFUSED
    assert mail_before(replace(BALL, mails=(HELPER,)), Occasion.REFUSED) is None


@pytest.mark.parametrize("occasion", [Occasion.LAUNCH, Occasion.QUESTION, Occasion.DAY_PASSWORD])
def test_other_mails_are_no_reason_not_to_write_about_something_else(occasion: Occasion) -> None:
    assert mail_before(replace(BALL, mails=(DNS, REFUSED, HELPER)), occasion) is None


@pytest.mark.parametrize(
    ("mode", "verdict", "mails", "found"),
    [
        (Mode.PRODUCTION, Verdict.REFUSED, (DNS, REFUSED), REFUSED),
        (Mode.PRODUCTION, Verdict.REFUSED, (), None),
        (Mode.PRODUCTION, Verdict.SERVER_FAULT, (DNS,), None),
        (Mode.PRODUCTION, Verdict.DNS, (DNS,), None),
        (Mode.ASSISTANCE, Verdict.REFUSED, (REFUSED,), None),
    ],
)
def test_the_desk_was_asked_if_it_has_to_act_and_a_mail_is_about_that(
    mode: Mode, verdict: Verdict, mails: tuple[PreparedMail, ...], found: PreparedMail | None
) -> None:
    link = Link.REFUSED if verdict is Verdict.REFUSED else Link.UNREACHABLE
    view = replace(BALL, mode=mode, connection=link, diagnosis=Diagnosis(verdict), mails=mails)
    assert asked_support(view) == found
    assert asked_support(replace(view, diagnosis=None)) is None
