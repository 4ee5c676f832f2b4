"""The launch gate, told with fakes: each test is a short story."""

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.errors import BadSettingsError, StartError
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings
from iea_agent.core.software import StartFault
from iea_agent.core.wire.jobs import ViewChanged
from tests.agent.world import SAVED, FakeWorld

IEA = ("iea", "--compta")


@pytest.fixture
def connected() -> FakeWorld:
    world = FakeWorld()
    world.server_answers(Verdict.CONNECTED)
    return world


def outcome_of(world: FakeWorld) -> LaunchOutcome | None:
    return world.view.launch.outcome if world.view.launch else None


def test_connected_the_software_starts_at_once_and_no_window_is_in_its_way(connected: FakeWorld) -> None:
    connected.post(Action.LAUNCH)
    assert connected.software.started == [(IEA, Mode.PRODUCTION)]
    assert outcome_of(connected) is LaunchOutcome.STARTED
    assert connected.view.software_since == connected.time
    assert connected.windows(DialogKind.LAUNCH) == []


def test_a_start_that_fails_in_a_way_that_nobody_thought_of_is_said_too(connected: FakeWorld) -> None:
    connected.software.fails = ModuleNotFoundError("psutil")
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is LaunchOutcome.FAILED
    assert len(connected.windows(DialogKind.LAUNCH)) == 1


def test_in_assistance_mode_it_starts_without_the_server() -> None:
    world = FakeWorld(kept=SavedState(mode=Mode.ASSISTANCE))
    world.post(Action.LAUNCH)
    assert world.software.started == [(IEA, Mode.ASSISTANCE)]
    assert world.attempts == []


def test_not_connected_it_authenticates_first_and_then_starts() -> None:
    world = FakeWorld()
    world.server_answers(Verdict.DNS)
    world.pass_time(5)
    world.post(Action.LAUNCH)
    assert outcome_of(world) is LaunchOutcome.CHECKING
    assert len(world.windows(DialogKind.LAUNCH)) == 1
    assert world.software.started == []
    world.server_answers(Verdict.CONNECTED)
    assert world.software.started == [(IEA, Mode.PRODUCTION)]
    assert outcome_of(world) is LaunchOutcome.STARTED


def test_while_the_first_answer_is_awaited_the_launch_waits_for_it() -> None:
    world = FakeWorld()
    world.post(Action.LAUNCH)
    assert outcome_of(world) is LaunchOutcome.CHECKING
    world.server_answers(Verdict.CONNECTED)
    assert len(world.attempts) == 1
    assert outcome_of(world) is LaunchOutcome.STARTED


@pytest.mark.parametrize(
    ("verdict", "link"),
    [
        (Verdict.REFUSED, Link.REFUSED),
        (Verdict.LICENCE_UNKNOWN, Link.LICENCE_UNKNOWN),
        (Verdict.TIMEOUT, Link.UNREACHABLE),
        (Verdict.NOT_CONFIGURED, Link.NOT_CONFIGURED),
    ],
)
def test_refused_it_starts_nothing_and_says_why(verdict: Verdict, link: Link) -> None:
    world = FakeWorld()
    world.post(Action.LAUNCH)
    world.server_answers(verdict)
    assert world.software.started == []
    assert outcome_of(world) is LaunchOutcome.NOT_CONNECTED
    (window,) = world.windows(DialogKind.LAUNCH)
    last = [message for message in window.sent if isinstance(message, ViewChanged)][-1].view
    assert last.connection is link
    assert last.launch == world.view.launch


def test_a_person_may_launch_again_after_a_refusal() -> None:
    world = FakeWorld()
    world.server_answers(Verdict.REFUSED)
    world.post(Action.LAUNCH)
    world.pass_time(5)
    world.server_answers(Verdict.REFUSED)
    world.window_asks(DialogKind.LAUNCH, Action.LAUNCH)
    world.pass_time(5)
    assert len(world.attempts) == 3
    world.server_answers(Verdict.CONNECTED)
    assert outcome_of(world) is LaunchOutcome.STARTED


def test_a_ball_that_is_being_verified_is_believed(connected: FakeWorld) -> None:
    connected.pass_time(SAVED.check_every_s)
    connected.server_answers(Verdict.TIMEOUT)
    assert connected.picture() is Picture.BALL
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is LaunchOutcome.STARTED


def test_closing_the_window_while_it_checks_starts_nothing_later() -> None:
    world = FakeWorld()
    world.post(Action.LAUNCH)
    world.window_closes(DialogKind.LAUNCH)
    assert outcome_of(world) is LaunchOutcome.CANCELLED
    world.server_answers(Verdict.CONNECTED)
    assert world.software.started == []


def test_starting_twice_says_so_instead(connected: FakeWorld) -> None:
    connected.post(Action.LAUNCH)
    connected.post(Action.LAUNCH)
    assert len(connected.software.started) == 1
    assert outcome_of(connected) is LaunchOutcome.ALREADY_RUNNING
    assert connected.view.launch is not None
    assert connected.view.launch.number == 2
    assert len(connected.windows(DialogKind.LAUNCH)) == 1
    connected.software.ends(0, 3600.0)
    assert connected.view.software_since is None
    assert len(connected.windows(DialogKind.LAUNCH)) == 1, "its end is no news for the window"
    connected.post(Action.LAUNCH)
    assert len(connected.software.started) == 2


def test_what_an_earlier_agent_started_is_not_started_twice() -> None:
    world = FakeWorld()
    world.software.since = 5.0
    world.agent.begin()
    assert world.view.software_since == 5.0
    world.post(Action.LAUNCH)
    assert outcome_of(world) is LaunchOutcome.ALREADY_RUNNING


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (StartFault.NOT_FOUND, LaunchOutcome.NOT_FOUND),
        (StartFault.NOT_EXECUTABLE, LaunchOutcome.NOT_EXECUTABLE),
        (StartFault.FAILED, LaunchOutcome.FAILED),
    ],
)
def test_a_command_that_cannot_be_started_is_said(
    connected: FakeWorld, fault: StartFault, outcome: LaunchOutcome
) -> None:
    connected.software.fails = StartError("/opt/iea: no such file", fault)
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is outcome
    assert connected.view.launch is not None
    assert connected.view.launch.detail == "/opt/iea: no such file"
    assert len(connected.windows(DialogKind.LAUNCH)) == 1


def test_without_a_command_it_is_said() -> None:
    world = FakeWorld(settings=Settings(licence_number="75-000042"))
    world.server_answers(Verdict.CONNECTED)
    world.post(Action.LAUNCH)
    assert outcome_of(world) is LaunchOutcome.NO_COMMAND
    assert len(world.windows(DialogKind.LAUNCH)) == 1


def test_a_crash_at_once_is_said(connected: FakeWorld) -> None:
    connected.post(Action.LAUNCH)
    connected.software.ends(3, 0.2)
    assert outcome_of(connected) is LaunchOutcome.CRASHED
    assert connected.view.launch is not None
    assert connected.view.launch.detail == "3"
    assert connected.view.software_since is None
    assert len(connected.windows(DialogKind.LAUNCH)) == 1


@pytest.mark.parametrize(("code", "after_s"), [(0, 0.2), (1, 60.0), (None, 0.2)])
def test_an_ordinary_end_opens_no_window(connected: FakeWorld, code: int | None, after_s: float) -> None:
    connected.post(Action.LAUNCH)
    connected.software.ends(code, after_s)
    assert outcome_of(connected) is LaunchOutcome.STARTED
    assert connected.windows(DialogKind.LAUNCH) == []


def test_settings_that_somebody_else_has_written_are_tried_before_the_launch(connected: FakeWorld) -> None:
    connected.saved = replace(SAVED, software_command=("other",))
    connected.post(Action.LAUNCH)
    assert connected.software.started == []
    connected.server_answers(Verdict.CONNECTED)
    assert connected.software.started == [(("other",), Mode.PRODUCTION)]


def test_settings_that_cannot_be_used_start_nothing(connected: FakeWorld) -> None:
    connected.saved = BadSettingsError("secure: expected bool")
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is LaunchOutcome.NOT_CONNECTED
    assert connected.software.started == []


def test_without_a_screen_no_window_is_tried() -> None:
    class Headless(FakeWorld):
        has_screen = False

    world = Headless()
    world.server_answers(Verdict.REFUSED)
    world.post(Action.LAUNCH)
    world.pass_time(5)
    world.server_answers(Verdict.REFUSED)
    assert outcome_of(world) is LaunchOutcome.NOT_CONNECTED
    assert world.windows(DialogKind.LAUNCH) == []
