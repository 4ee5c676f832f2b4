"""Whom a locked key store may ask for its password: who asked for an attempt, and no one else."""

import pytest

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.job_end import JobEnd
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.reconnect import BACK_OFF_CAP_S, MANUAL_SPACING_S
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.wire.jobs import (
    AuthenticateAnswered,
    AuthenticateOrder,
    KeyStoreAsking,
    PasswordCompared,
    PasswordTyped,
    ViewChanged,
)
from tests.agent.story import SAVED, FakeJob, Story

LOCKED = Diagnosis(Verdict.KEY_STORE, locked=True)


def may_prompt(job: FakeJob) -> bool:
    assert isinstance(job.order, AuthenticateOrder)
    return job.order.may_prompt


def locked(story: Story) -> None:
    """The running attempt finds the key store locked, and ends."""
    job = story.attempts[-1]
    job.say(AuthenticateAnswered(LOCKED))
    job.end(JobEnd())
    story.settle()


@pytest.fixture
def story() -> Story:
    """An agent whose first attempt, its own, found the key store locked."""
    story = Story()
    locked(story)
    story.pass_time(MANUAL_SPACING_S / 10)
    return story


def test_what_the_agent_does_by_itself_prompts_no_one_and_goes_on(story: Story) -> None:
    for _ in range(5):
        story.pass_time(BACK_OFF_CAP_S)
        locked(story)
    assert len(story.attempts) > 5
    assert not any(may_prompt(job) for job in story.attempts)
    assert story.view.diagnosis == LOCKED
    story.pass_time(BACK_OFF_CAP_S)
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL, "a person has unlocked it"


@pytest.mark.parametrize("command", [Action.AUTHENTICATE, Action.TAKE_NEW_SETTINGS, Action.LAUNCH])
def test_what_a_person_asks_for_may_ask_that_person_and_only_once(story: Story, command: Command) -> None:
    story.post(command)
    story.pass_time(MANUAL_SPACING_S)
    assert may_prompt(story.attempts[-1])
    locked(story)
    story.pass_time(BACK_OFF_CAP_S)
    assert not may_prompt(story.attempts[-1]), "the next is the agent's own"


def test_a_recheck_of_the_saved_settings_prompts_no_one(story: Story) -> None:
    story.post(Open(DialogKind.CONNECTION_SETTINGS))
    story.pass_time(MANUAL_SPACING_S)
    before = len(story.attempts)
    story.dialog_asks(DialogKind.CONNECTION_SETTINGS, Action.RECHECK)
    assert len(story.attempts) > before or story.view.attempting
    assert not may_prompt(story.attempts[-1])


def test_who_asks_while_the_agent_tries_by_itself_is_asked_once_it_proves_locked() -> None:
    story = Story()
    story.post(Action.AUTHENTICATE)
    assert len(story.attempts) == 1
    assert not may_prompt(story.attempts[-1])
    locked(story)
    assert len(story.attempts) == 2
    assert may_prompt(story.attempts[-1])
    assert story.view.connection is Link.CONNECTING, "nothing is said of the first"
    locked(story)
    assert len(story.attempts) == 2
    assert story.view.diagnosis == LOCKED


def test_who_asks_while_the_agent_tries_by_itself_needs_no_question_when_it_is_open() -> None:
    story = Story()
    story.post(Action.AUTHENTICATE)
    story.server_answers(Verdict.CONNECTED)
    story.pass_time(SAVED.check_every_s)
    assert not may_prompt(story.attempts[-1])


def test_asking_twice_asks_for_the_password_once(story: Story) -> None:
    story.pass_time(MANUAL_SPACING_S)
    locked(story)
    story.pass_time(MANUAL_SPACING_S)
    story.post(Action.AUTHENTICATE)
    count = len(story.attempts)
    story.attempts[-1].say(KeyStoreAsking(asking=True))
    story.post(Action.AUTHENTICATE)
    locked(story)
    assert len(story.attempts) == count


def test_what_is_saved_while_it_asks_asks_again(story: Story) -> None:
    story.post(Action.TAKE_NEW_SETTINGS)
    story.attempts[-1].say(KeyStoreAsking(asking=True))
    story.settle()
    assert story.view.key_store_asks
    story.pass_time(MANUAL_SPACING_S)
    story.post(Action.TAKE_NEW_SETTINGS)
    assert story.attempts[-2].cancelled
    assert may_prompt(story.attempts[-1])
    assert not story.view.key_store_asks


def test_that_it_asks_is_in_the_view_while_it_does(story: Story) -> None:
    story.post(Open(DialogKind.STATUS))
    story.post(Action.TAKE_NEW_SETTINGS)
    job = story.attempts[-1]
    for asking in (True, False):
        job.say(KeyStoreAsking(asking=asking))
        story.settle()
        assert story.view.key_store_asks is asking
        assert story.dialogs(DialogKind.STATUS)[-1].sent[-1] == ViewChanged(story.view)
    job.say(KeyStoreAsking(asking=True))
    job.end(JobEnd())
    story.settle()
    assert not story.view.key_store_asks


def test_a_launch_that_is_cancelled_takes_the_question_back(story: Story) -> None:
    story.pass_time(MANUAL_SPACING_S)
    locked(story)
    story.pass_time(MANUAL_SPACING_S)
    story.post(Action.LAUNCH)
    asking = story.attempts[-1]
    assert may_prompt(asking)
    asking.say(KeyStoreAsking(asking=True))
    story.settle()
    story.dialog_closes(DialogKind.LAUNCH)
    assert asking.cancelled
    assert not story.view.key_store_asks
    assert not may_prompt(story.attempts[-1])
    locked(story)
    assert story.view.launch is not None
    assert story.view.launch.outcome is LaunchOutcome.CANCELLED
    assert story.view.diagnosis == LOCKED


def test_leaving_assistance_mode_may_ask_twice_the_same_person() -> None:
    story = Story(saved_state=SavedState(mode=Mode.ASSISTANCE, mode_since=1.0))
    story.post(Open(DialogKind.DAY_PASSWORD))
    story.dialog_says(DialogKind.DAY_PASSWORD, PasswordTyped(Secret("12345678")))
    comparison = story.comparisons[-1]
    for asking in (True, False, True):
        comparison.say(KeyStoreAsking(asking=asking))
        story.settle()
        assert story.view.key_store_asks is asking
    comparison.say(PasswordCompared(PasswordOutcome.RIGHT))
    comparison.end(JobEnd())
    story.settle()
    assert not story.view.key_store_asks
    assert may_prompt(story.attempts[-1])


def test_an_attempt_that_may_prompt_has_time_for_the_answer(story: Story) -> None:
    before = story.attempts[-1].deadline_s or 0.0
    story.post(Action.TAKE_NEW_SETTINGS)
    assert story.attempts[-1].deadline_s == before + UNLOCK_S
