"""What a system, a library or a stranger says is read in the details only: often it is no French."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.outcome import Saved, Tested
from iea_agent.core.settings_form.state import Form, FormState
from iea_agent.core.shown import access_test, connection, launching, settings_form, status
from iea_agent.core.shown.checklist import Progress
from iea_agent.core.shown.verdict import ShownVerdict
from iea_agent.core.strangers import strangers_text
from iea_agent.core.texts import announcements, file_notices, verdicts
from iea_agent.core.view import AgentView
from tests.core.shown.samples import AGAIN, BAD, CONNECTED, failed

SYSTEM = "[Errno -2] Name or service not known"
STRANGER = strangers_text("denied by policy")
SETTINGS = Settings(licence_number="75-000042")
URL = "https://host.example"
TODAY = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 (the local time of a person)


def view_of(verdict: Verdict) -> AgentView:
    """Return the state after a failure of both servers, about which systems and strangers said something."""
    view = failed(verdict)
    assert view.diagnosis is not None
    told = replace(view.diagnosis, detail=SYSTEM, words=STRANGER)
    notices = tuple(FileNotice(file, FileFinding.UNREADABLE, detail=SYSTEM) for file in OwnFile)
    return replace(view, diagnosis=told, updates=ServerReport(Role.UPDATES, URL, told), file_notices=notices)


def shown_of(view: AgentView) -> list[ShownVerdict | None]:
    """Return what the windows say of a state."""
    assert view.updates is not None
    reports = tuple(replace(view.updates, role=role) for role in Role)
    known = {report.role: Progress(URL, report=report) for report in reports}
    form = FormState(view, SETTINGS, Form(SETTINGS))
    return [
        connection.failure(view, AGAIN),
        connection.success(replace(CONNECTED, updates=view.updates), "Suite."),
        access_test.verdict_of(known, success="Suite.", again=AGAIN, cancel=AGAIN),
        settings_form.verdict_of(replace(form, outcome=Tested(reports)), known),
        settings_form.verdict_of(replace(form, outcome=Saved(1, answer=view)), {}),
        launching.verdict_of(replace(view, launch=LaunchReport(1, LaunchOutcome.NOT_CONNECTED))),
        status.verdict_of(view),
        status.verdict_of(replace(CONNECTED, updates=view.updates)),
    ]


def is_theirs(text: str) -> bool:
    return "Errno" in text or "known" in text or STRANGER in text


@pytest.mark.parametrize("verdict", BAD)
def test_they_stand_in_the_details_of_a_verdict_only(verdict: Verdict) -> None:
    view = view_of(verdict)
    for shown in shown_of(view):
        assert shown is not None
        assert not is_theirs(shown.words)
        assert not any(is_theirs(act.label + act.explained) for act in shown.acts)
    assert not is_theirs(status.headline_of(view))
    rows = [row.line for row in connection.details_of(view)]
    assert any(SYSTEM in row for row in rows)
    assert any(STRANGER in row for row in rows)


@pytest.mark.parametrize("verdict", BAD)
def test_a_notification_and_a_tool_tip_have_none(verdict: Verdict) -> None:
    view = view_of(verdict)
    told = announcements.of_state(view, lost=True)
    assert not is_theirs(told.title + told.body + announcements.tooltip(view))
    assert not is_theirs(" ".join(verdicts.explain(view.diagnosis or Diagnosis(verdict))))


@pytest.mark.parametrize("outcome", [outcome for outcome in LaunchOutcome if outcome is not LaunchOutcome.STARTED])
def test_a_launch_that_fails_says_none(outcome: LaunchOutcome) -> None:
    shown = launching.verdict_of(replace(failed(Verdict.DNS), launch=LaunchReport(1, outcome, SYSTEM)))
    assert shown is not None
    assert not is_theirs(shown.words)


@pytest.mark.parametrize("file", OwnFile)
@pytest.mark.parametrize("finding", FileFinding)
def test_a_notice_about_a_file_has_them_in_the_details(file: OwnFile, finding: FileFinding) -> None:
    notice = FileNotice(file, finding, detail=SYSTEM)
    told = announcements.of_file(notice)
    assert not is_theirs(file_notices.sentence(notice) + told.title + told.body)
    rows = status.rows_of(replace(CONNECTED, file_notices=(notice,)), lambda _: TODAY, TODAY.date())
    assert any(SYSTEM in row.line for row in rows)
