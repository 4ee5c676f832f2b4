"""The licence key is sent to another origin only once a person has agreed."""

import pytest

from iea_agent.core.commands import DialogKind, Open
from iea_agent.core.connection_state import Picture
from iea_agent.core.diagnosis import Diagnosis, KeyOrigins, Verdict
from iea_agent.core.job_end import JobEnd
from iea_agent.core.wire.jobs import AuthenticateAnswered, AuthenticateOrder, KeyAllowed
from tests.agent.story import FakeJob, Story

ORIGINS = KeyOrigins("https://impact.example", "https://autre.example")
ASKED = Diagnosis(Verdict.KEY_ORIGIN, key_origins=ORIGINS)


def allowed(job: FakeJob) -> tuple[str, bool]:
    assert isinstance(job.order, AuthenticateOrder)
    return job.order.key_origin, job.order.may_prompt


@pytest.fixture
def story() -> Story:
    """An agent whose address has changed: its own attempt sent nothing."""
    story = Story()
    answer(story, ASKED)
    return story


def answer(story: Story, diagnosis: Diagnosis) -> None:
    job = story.attempts[-1]
    job.say(AuthenticateAnswered(diagnosis))
    job.end(JobEnd())
    story.settle()


def test_the_question_is_kept_for_the_windows(story: Story) -> None:
    assert story.picture() is Picture.HEART
    assert story.view.diagnosis == ASKED
    assert allowed(story.attempts[-1]) == ("", False)


def test_who_agrees_has_the_key_sent_at_once(story: Story) -> None:
    story.post(Open(DialogKind.REAUTHENTICATE))
    story.dialog_says(DialogKind.REAUTHENTICATE, KeyAllowed(ORIGINS.asked))
    assert allowed(story.attempts[-1]) == (ORIGINS.asked, True)
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL


def test_an_answer_counts_once(story: Story) -> None:
    story.post(Open(DialogKind.REAUTHENTICATE))
    story.dialog_says(DialogKind.REAUTHENTICATE, KeyAllowed(ORIGINS.asked))
    answer(story, ASKED)
    story.pass_time(3600.0)
    assert allowed(story.attempts[-1]) == ("", False)


def test_the_agreement_is_logged(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    story.post(Open(DialogKind.REAUTHENTICATE))
    story.dialog_says(DialogKind.REAUTHENTICATE, KeyAllowed("https://autre.example\n"))
    assert "a person lets the licence key be sent to https://autre.example" in caplog.text
