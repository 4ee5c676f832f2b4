"""What is said of each outcome of a launch."""

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.shown.launching import LAUNCH, TRY_AGAIN, in_assistance, is_about_connection, next_act, verdict_of
from iea_agent.core.shown.verdict import Detail, ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import HELPER, SUPPORT
from iea_agent.core.texts import labels, launches
from iea_agent.core.texts.windows import attempts
from iea_agent.core.view import AgentView
from tests.core.shown.samples import ASSISTANCE, CONNECTED, failed

HEART = failed(Verdict.DNS)
CHECKING = replace(HEART, connection=Link.CONNECTING, attempting=True, diagnosis=None)


def said_of(outcome: LaunchOutcome | None, view: AgentView = HEART, stage: str = "") -> ShownVerdict:
    launch = None if outcome is None else LaunchReport(1, outcome, "the system's words")
    shown = verdict_of(
        replace(view, launch=launch), opened="Ouvert.", mail="Prête.", facts=(Detail("Commande", "x"),), stage=stage
    )
    assert shown is not None
    return shown


@pytest.mark.parametrize("outcome", [LaunchOutcome.CHECKING, None])
def test_a_check_says_that_the_software_starts_at_its_end(outcome: LaunchOutcome | None) -> None:
    shown = said_of(outcome, CHECKING, "Nom trouvé…")
    assert (shown.is_busy, shown.title) == (True, launches.LAUNCH_CHECKING)
    assert shown.sentences == ("Nom trouvé…", launches.LAUNCH_WAITS)
    assert shown.acts == ()


def test_a_check_that_has_to_wait_and_a_key_store_that_asks_are_said() -> None:
    waiting = replace(CHECKING, attempting=False, next_attempt=1.0)
    assert said_of(LaunchOutcome.CHECKING, waiting).sentences[0] == attempts.AUTHENTICATION_SOON
    asking = replace(CHECKING, key_store_asks=True)
    assert said_of(LaunchOutcome.CHECKING, asking).title == attempts.KEY_STORE_ASKS


def test_software_that_starts_needs_no_words() -> None:
    assert verdict_of(replace(HEART, launch=LaunchReport(1, LaunchOutcome.STARTED))) is None


def test_software_that_runs_is_not_started_twice() -> None:
    running = replace(CONNECTED, software_since=1.0)
    assert said_of(LaunchOutcome.ALREADY_RUNNING, running).title == "Ouvert."
    assert said_of(LaunchOutcome.ALREADY_RUNNING, CONNECTED).primary == LAUNCH


@pytest.mark.parametrize("outcome", [LaunchOutcome.NOT_CONNECTED, LaunchOutcome.CANCELLED])
def test_a_refused_launch_says_the_connection_and_follows_it(outcome: LaunchOutcome) -> None:
    shown = said_of(outcome)
    assert (shown.sign, shown.sentences[0], shown.sentences[-1]) == (SignKind.BAD, launches.NOT_LAUNCHED, "Prête.")
    assert shown.primary == TRY_AGAIN
    for view, sign, title in (
        (CONNECTED, SignKind.GOOD, labels.CONNECTED),
        (ASSISTANCE, SignKind.WARNING, labels.ASSISTANCE),
    ):
        shown = said_of(outcome, view)
        assert (shown.sign, shown.title, shown.primary) == (sign, title, LAUNCH)
    assert said_of(outcome, CHECKING).is_busy


def test_what_follows_is_the_software_unless_it_runs() -> None:
    assert next_act(CONNECTED) == LAUNCH
    assert next_act(replace(CONNECTED, software_since=1.0)) is None
    shown = in_assistance(ASSISTANCE)
    assert (shown.sign, shown.title, shown.primary) == (SignKind.WARNING, labels.ASSISTANCE, LAUNCH)


def test_a_repair_concerns_a_launch_that_waits_for_the_connection() -> None:
    assert is_about_connection(HEART)
    for outcome in LaunchOutcome:
        view = replace(HEART, launch=LaunchReport(1, outcome))
        is_fault = outcome in launches.LAUNCH_FAULT
        is_over = outcome in {LaunchOutcome.STARTED, LaunchOutcome.ALREADY_RUNNING}
        assert is_about_connection(view) is not (is_fault or is_over)


@pytest.mark.parametrize("outcome", launches.LAUNCH_FAULT)
def test_software_that_does_not_start_has_a_way_on(outcome: LaunchOutcome) -> None:
    shown = said_of(outcome)
    assert shown.sign is SignKind.BAD
    assert shown.primary in {HELPER, TRY_AGAIN}
    assert set(shown.acts) == {HELPER, TRY_AGAIN, SUPPORT}
    assert [row.name for row in shown.details] == ["Commande"]
