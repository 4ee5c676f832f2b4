"""Whom a locked key store may ask for its password: who asked for an attempt, and nobody else."""

import pytest

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, Command, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.ports import JobEnd
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
from tests.agent.world import SAVED, FakeJob, FakeWorld

LOCKED = Diagnosis(Verdict.KEY_STORE, locked=True)


def may_prompt(job: FakeJob) -> bool:
    assert isinstance(job.order, AuthenticateOrder)
    return job.order.may_prompt


def locked(world: FakeWorld) -> None:
    """The running attempt finds the key store locked, and ends."""
    job = world.attempts[-1]
    job.say(AuthenticateAnswered(LOCKED))
    job.end(JobEnd())
    world.settle()


@pytest.fixture
def world() -> FakeWorld:
    """An agent whose first attempt, its own, found the key store locked."""
    world = FakeWorld()
    locked(world)
    world.pass_time(MANUAL_SPACING_S / 10)
    return world


def test_what_the_agent_does_by_itself_asks_nobody_and_goes_on(world: FakeWorld) -> None:
    for _ in range(5):
        world.pass_time(BACK_OFF_CAP_S)
        locked(world)
    assert len(world.attempts) > 5
    assert not any(may_prompt(job) for job in world.attempts)
    assert world.view.diagnosis == LOCKED
    world.pass_time(BACK_OFF_CAP_S)
    world.server_answers(Verdict.CONNECTED)
    assert world.picture() is Picture.BALL, "somebody has unlocked it"


@pytest.mark.parametrize("command", [Action.AUTHENTICATE, Action.TAKE_NEW_SETTINGS, Action.LAUNCH])
def test_what_a_person_asks_for_may_ask_that_person_and_only_once(world: FakeWorld, command: Command) -> None:
    world.post(command)
    world.pass_time(MANUAL_SPACING_S)
    assert may_prompt(world.attempts[-1])
    locked(world)
    world.pass_time(BACK_OFF_CAP_S)
    assert not may_prompt(world.attempts[-1]), "the next is the agent's own"


def test_looking_again_at_the_saved_settings_asks_nobody(world: FakeWorld) -> None:
    world.post(Open(DialogKind.CONNECTION_SETTINGS))
    world.pass_time(MANUAL_SPACING_S)
    before = len(world.attempts)
    world.window_asks(DialogKind.CONNECTION_SETTINGS, Action.RECHECK)
    assert len(world.attempts) > before or world.view.attempting
    assert not may_prompt(world.attempts[-1])


def test_who_asks_while_the_agent_tries_by_itself_is_asked_once_it_proves_locked() -> None:
    world = FakeWorld()
    world.post(Action.AUTHENTICATE)
    assert len(world.attempts) == 1
    assert not may_prompt(world.attempts[-1])
    locked(world)
    assert len(world.attempts) == 2
    assert may_prompt(world.attempts[-1])
    assert world.view.connection is Link.CONNECTING, "nothing is said of the first"
    locked(world)
    assert len(world.attempts) == 2
    assert world.view.diagnosis == LOCKED


def test_who_asks_while_the_agent_tries_by_itself_needs_no_question_when_it_is_open() -> None:
    world = FakeWorld()
    world.post(Action.AUTHENTICATE)
    world.server_answers(Verdict.CONNECTED)
    world.pass_time(SAVED.check_every_s)
    assert not may_prompt(world.attempts[-1])


def test_asking_twice_asks_for_the_password_once(world: FakeWorld) -> None:
    world.pass_time(MANUAL_SPACING_S)
    locked(world)
    world.pass_time(MANUAL_SPACING_S)
    world.post(Action.AUTHENTICATE)
    count = len(world.attempts)
    world.attempts[-1].say(KeyStoreAsking(asking=True))
    world.post(Action.AUTHENTICATE)
    locked(world)
    assert len(world.attempts) == count


def test_what_is_saved_while_it_asks_asks_again(world: FakeWorld) -> None:
    world.post(Action.TAKE_NEW_SETTINGS)
    world.attempts[-1].say(KeyStoreAsking(asking=True))
    world.settle()
    assert world.view.key_store_asks
    world.post(Action.TAKE_NEW_SETTINGS)
    assert world.attempts[-2].cancelled
    assert may_prompt(world.attempts[-1])
    assert not world.view.key_store_asks


def test_that_it_asks_is_in_the_view_while_it_does(world: FakeWorld) -> None:
    world.post(Open(DialogKind.STATUS))
    world.post(Action.TAKE_NEW_SETTINGS)
    job = world.attempts[-1]
    for asking in (True, False):
        job.say(KeyStoreAsking(asking=asking))
        world.settle()
        assert world.view.key_store_asks is asking
        assert world.windows(DialogKind.STATUS)[-1].sent[-1] == ViewChanged(world.view)
    job.say(KeyStoreAsking(asking=True))
    job.end(JobEnd())
    world.settle()
    assert not world.view.key_store_asks


def test_a_launch_that_is_cancelled_takes_the_question_back(world: FakeWorld) -> None:
    world.pass_time(MANUAL_SPACING_S)
    locked(world)
    world.pass_time(MANUAL_SPACING_S)
    world.post(Action.LAUNCH)
    asking = world.attempts[-1]
    assert may_prompt(asking)
    asking.say(KeyStoreAsking(asking=True))
    world.settle()
    world.window_closes(DialogKind.LAUNCH)
    assert asking.cancelled
    assert not world.view.key_store_asks
    assert not may_prompt(world.attempts[-1])
    locked(world)
    assert world.view.launch is not None
    assert world.view.launch.outcome is LaunchOutcome.CANCELLED
    assert world.view.diagnosis == LOCKED


def test_leaving_assistance_mode_may_ask_twice_the_same_person() -> None:
    world = FakeWorld(kept=SavedState(mode=Mode.ASSISTANCE, mode_since=1.0))
    world.post(Open(DialogKind.DAY_PASSWORD))
    world.window_says(DialogKind.DAY_PASSWORD, PasswordTyped(Secret("12345678")))
    comparison = world.comparisons[-1]
    for asking in (True, False, True):
        comparison.say(KeyStoreAsking(asking=asking))
        world.settle()
        assert world.view.key_store_asks is asking
    comparison.say(PasswordCompared(PasswordOutcome.RIGHT))
    comparison.end(JobEnd())
    world.settle()
    assert not world.view.key_store_asks
    assert may_prompt(world.attempts[-1])
