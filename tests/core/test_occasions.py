"""The mail fits the occasion."""

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.occasions import NOT_A_FAULT, mail_before, occasion_of
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
