"""What is said of a launch."""

from datetime import UTC, date, datetime

import pytest

from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.texts import launches, verdicts
from tests.core.texts.typography import SLIP

AT, TODAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC), date(2026, 11, 23)
FAILED = Diagnosis(Verdict.DNS)


@pytest.mark.parametrize("outcome", LaunchOutcome)
@pytest.mark.parametrize("detail", ["", "exit status 3"])
def test_a_launch_is_said_on_one_line(outcome: LaunchOutcome, detail: str) -> None:
    line = launches.launched(LaunchReport(1, outcome, detail), FAILED)
    assert not SLIP.search(line)
    further = "software_command" if outcome is LaunchOutcome.NO_COMMAND else ""
    assert line.endswith(f"({detail or further})" if detail or further else (".", "…"))
    assert (verdicts.message_of(FAILED) in line) is (outcome is LaunchOutcome.NOT_CONNECTED)


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("H:", "Le lecteur H: n’est pas accessible"),
        (r"\\serveur\paie", r"Le partage \\serveur\paie n’est pas accessible"),
        ("", "L’emplacement d’Impact emploi n’est pas accessible"),
    ],
)
def test_a_drive_or_share_that_is_away_is_named(place: str, title: str) -> None:
    assert launches.fault_title(LaunchReport(1, LaunchOutcome.AWAY, place=place)) == title


def test_other_failures_have_their_own_title() -> None:
    report = LaunchReport(1, LaunchOutcome.FAILED, place="H:")
    assert launches.fault_title(report) == launches.LAUNCH_FAULT[LaunchOutcome.FAILED][0]


def test_a_refused_launch_without_a_diagnosis_says_so_alone() -> None:
    assert launches.launched(LaunchReport(1, LaunchOutcome.NOT_CONNECTED), None) == "Impact emploi n’est pas lancé."


def test_software_that_runs_is_said_with_its_beginning() -> None:
    assert launches.already_open(AT, TODAY).replace("\u00a0", " ") == "Impact emploi est déjà ouvert depuis 9 h 05."
    assert launches.software_open(AT, TODAY).replace("\u00a0", " ") == "Impact emploi ouvert depuis 9 h 05."
