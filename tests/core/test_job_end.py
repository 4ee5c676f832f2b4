"""A job that ends without an answer: the one diagnosis of it, and its facts for the log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.diagnosis import Stage, StageReport, Verdict
from iea_agent.core.errors import ErrorCode
from iea_agent.core.job_end import JobEnd, JobFault, diagnosis_of

ADDRESS = "https://authentication.example"
REACHED = (StageReport(Stage.NAME, 1.0), StageReport(Stage.CONNECTION, 2.0))


def test_a_job_that_overruns_at_work_is_a_server_that_was_too_slow() -> None:
    diagnosis = diagnosis_of(JobEnd(JobFault.OVERTIME, detail="not done in 20 s"), REACHED, ADDRESS)
    assert (diagnosis.verdict, diagnosis.stage, diagnosis.stages) == (Verdict.TIMEOUT, Stage.ENCRYPTION, REACHED)
    assert diagnosis_of(JobEnd(JobFault.OVERTIME), REACHED, "http://authentication.example").stage is Stage.ANSWER


@pytest.mark.parametrize("fault", [None, *JobFault])
def test_any_other_end_accuses_no_server(fault: JobFault | None) -> None:
    reached = () if fault is JobFault.OVERTIME else REACHED
    diagnosis = diagnosis_of(JobEnd(fault), reached, ADDRESS)
    assert (diagnosis.verdict, diagnosis.stages) == (Verdict.AGENT_FAULT, reached)
    assert diagnosis.detail == (fault or "no result")


def test_the_error_of_the_job_is_in_the_details() -> None:
    assert str(JobEnd(JobFault.FAILED, ErrorCode.STORAGE, "disk full")) == "failed storage disk full"
    assert str(JobEnd(JobFault.CRASHED, detail="ended with code 9")) == "crashed ended with code 9"


@given(detail=st.text())
def test_the_details_are_one_printable_line(detail: str) -> None:
    assert diagnosis_of(JobEnd(JobFault.FAILED, detail=detail), (), ADDRESS).detail.isprintable()
