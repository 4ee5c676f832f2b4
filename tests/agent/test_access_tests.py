"""What a person's test found is known while its window is open."""

import pytest

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.job_end import JobEnd
from iea_agent.core.wire.jobs import ServerTested
from tests.agent.story import Story

RED = ServerReport(Role.AUTHENTICATION, "https://neuf.example", Diagnosis(Verdict.DNS))
GREEN = ServerReport(Role.UPDATES, "https://neuf.example/updates", Diagnosis(Verdict.ACCESSIBLE))


@pytest.fixture
def connected() -> Story:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    return story


def make_a_test(story: Story, kind: DialogKind, *reports: ServerReport) -> None:
    """A test in a dialog of this kind has these results."""
    story.post(Open(kind))
    for report in reports:
        story.dialog_says(kind, ServerTested(report))


def found(story: Story) -> list[ServerReport]:
    return list(story.view.tested)


def close(story: Story, kind: DialogKind) -> None:
    story.dialogs(kind)[-1].end(JobEnd())
    story.settle()


@pytest.mark.parametrize("kind", [DialogKind.SERVER_TEST, DialogKind.CONNECTION_SETTINGS])
def test_results_are_known_until_the_window_of_the_test_is_closed(connected: Story, kind: DialogKind) -> None:
    make_a_test(connected, kind, GREEN, RED)
    assert found(connected) == [RED, GREEN], "the authentication server first"
    close(connected, kind)
    assert found(connected) == []


def test_another_test_replaces_what_the_one_before_found(connected: Story) -> None:
    make_a_test(connected, DialogKind.SERVER_TEST, RED, GREEN)
    make_a_test(connected, DialogKind.CONNECTION_SETTINGS, GREEN)
    assert found(connected) == [GREEN]
    close(connected, DialogKind.SERVER_TEST)
    assert found(connected) == [GREEN], "the window of the newer test is open"


def test_new_settings_make_an_older_test_meaningless(connected: Story) -> None:
    make_a_test(connected, DialogKind.CONNECTION_SETTINGS, RED)
    connected.dialog_asks(DialogKind.CONNECTION_SETTINGS, Action.TAKE_NEW_SETTINGS)
    assert found(connected) == []
