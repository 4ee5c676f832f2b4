"""The launch gate, told with fakes: each test is a short story."""

import logging

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import InvalidFileError, StartError
from iea_agent.core.file_notices import FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile
from iea_agent.core.launch import AT_ONCE_S, SAME_CLICK_S, LaunchOutcome, LaunchReport, StartFault
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import ViewChanged
from tests.agent.story import SAVED, Story

IEA = ("iea", "--compta")


@pytest.fixture
def connected() -> Story:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    return story


def outcome_of(story: Story) -> LaunchOutcome | None:
    return story.view.launch.outcome if story.view.launch else None


def test_connected_the_software_starts_at_once_and_no_dialog_is_in_its_way(connected: Story) -> None:
    connected.post(Action.LAUNCH)
    assert connected.software.started == [(IEA, Mode.PRODUCTION)]
    assert outcome_of(connected) is LaunchOutcome.STARTED
    assert connected.view.software_since == connected.time
    assert connected.dialogs(DialogKind.LAUNCH) == []


def test_a_start_that_fails_unexpectedly_is_said_too(connected: Story) -> None:
    connected.software.fails = ModuleNotFoundError("psutil")
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is LaunchOutcome.FAILED
    assert len(connected.dialogs(DialogKind.LAUNCH)) == 1


def test_in_assistance_mode_it_starts_without_the_server() -> None:
    story = Story(saved_state=SavedState(mode=Mode.ASSISTANCE))
    story.post(Action.LAUNCH)
    assert story.software.started == [(IEA, Mode.ASSISTANCE)]
    assert story.attempts == []


def test_not_connected_it_authenticates_first_and_then_starts() -> None:
    story = Story()
    story.server_answers(Verdict.DNS)
    story.pass_time(5)
    story.post(Action.LAUNCH)
    assert outcome_of(story) is LaunchOutcome.CHECKING
    assert len(story.dialogs(DialogKind.LAUNCH)) == 1
    assert story.software.started == []
    story.server_answers(Verdict.CONNECTED)
    assert story.software.started == [(IEA, Mode.PRODUCTION)]
    assert outcome_of(story) is LaunchOutcome.STARTED


def test_while_the_first_answer_is_awaited_the_launch_waits_for_it() -> None:
    story = Story()
    story.post(Action.LAUNCH)
    assert outcome_of(story) is LaunchOutcome.CHECKING
    story.server_answers(Verdict.CONNECTED)
    assert len(story.attempts) == 1
    assert outcome_of(story) is LaunchOutcome.STARTED


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
    story = Story()
    story.post(Action.LAUNCH)
    story.server_answers(verdict)
    assert story.software.started == []
    assert outcome_of(story) is LaunchOutcome.NOT_CONNECTED
    (window,) = story.dialogs(DialogKind.LAUNCH)
    last = [message for message in window.sent if isinstance(message, ViewChanged)][-1].view
    assert last.connection is link
    assert last.launch == story.view.launch


def test_a_person_may_launch_again_after_a_refusal() -> None:
    story = Story()
    story.server_answers(Verdict.REFUSED)
    story.post(Action.LAUNCH)
    story.pass_time(5)
    story.server_answers(Verdict.REFUSED)
    story.dialog_asks(DialogKind.LAUNCH, Action.LAUNCH)
    story.pass_time(5)
    assert len(story.attempts) == 3
    story.server_answers(Verdict.CONNECTED)
    assert outcome_of(story) is LaunchOutcome.STARTED


@pytest.mark.parametrize("answer", [Verdict.CONNECTED, Verdict.TIMEOUT])
def test_a_ball_in_doubt_starts_nothing_before_the_next_answer(connected: Story, answer: Verdict) -> None:
    connected.pass_time(SAVED.check_every_s)
    connected.server_answers(Verdict.BUSY, retry_after_s=30.0)
    assert connected.picture() is Picture.BALL
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is LaunchOutcome.CHECKING
    connected.pass_time(5)
    assert connected.view.attempting
    connected.server_answers(answer)
    is_good = answer is Verdict.CONNECTED
    assert outcome_of(connected) is (LaunchOutcome.STARTED if is_good else LaunchOutcome.NOT_CONNECTED)
    assert len(connected.software.started) == is_good


def test_a_launch_outlives_the_doubt_and_waits_for_its_answer(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    connected.server_answers(Verdict.TIMEOUT)
    connected.pass_time(58)
    connected.post(Action.LAUNCH)
    connected.pass_time(2)
    assert connected.picture() is Picture.HEART
    assert outcome_of(connected) is LaunchOutcome.CHECKING
    connected.server_answers(Verdict.CONNECTED)
    assert outcome_of(connected) is LaunchOutcome.STARTED


def test_a_person_who_asks_while_all_is_well_delays_no_launch(connected: Story) -> None:
    connected.post(Action.AUTHENTICATE)
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is LaunchOutcome.STARTED


def test_closing_the_dialog_while_it_checks_starts_nothing_later() -> None:
    story = Story()
    story.post(Action.LAUNCH)
    story.dialog_closes(DialogKind.LAUNCH)
    assert outcome_of(story) is LaunchOutcome.CANCELLED
    story.server_answers(Verdict.CONNECTED)
    assert story.software.started == []


def test_starting_twice_says_so_instead(connected: Story) -> None:
    connected.post(Action.LAUNCH)
    connected.pass_time(SAME_CLICK_S)
    connected.post(Action.LAUNCH)
    assert len(connected.software.started) == 1
    assert outcome_of(connected) is LaunchOutcome.ALREADY_RUNNING
    assert connected.view.launch is not None
    assert connected.view.launch.number == 2
    assert len(connected.dialogs(DialogKind.LAUNCH)) == 1
    connected.software.ends(0, 3600.0)
    assert connected.view.software_since is None
    assert len(connected.dialogs(DialogKind.LAUNCH)) == 1, "its end is no news for the window"
    connected.post(Action.LAUNCH)
    assert len(connected.software.started) == 2


def test_a_double_click_starts_the_software_and_covers_it_with_nothing(
    connected: Story, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    connected.post(Action.LAUNCH)
    connected.pass_time(SAME_CLICK_S / 2)
    connected.post(Action.LAUNCH)
    assert len(connected.software.started) == 1
    said = [message for message in caplog.messages if "a launch is asked for" in message]
    assert [message.rsplit(" ", 1)[-1] for message in said] == ["checking", "already_running"]
    assert connected.dialogs(DialogKind.LAUNCH) == []
    connected.pass_time(SAME_CLICK_S)
    connected.post(Action.LAUNCH)
    assert outcome_of(connected) is LaunchOutcome.ALREADY_RUNNING
    assert len(connected.dialogs(DialogKind.LAUNCH)) == 1


def test_what_an_earlier_agent_started_is_not_started_twice() -> None:
    story = Story()
    story.software.since = 5.0
    story.agent.begin()
    assert story.view.software_since == 5.0
    story.post(Action.LAUNCH)
    assert outcome_of(story) is LaunchOutcome.ALREADY_RUNNING


@pytest.mark.parametrize("fault", StartFault)
def test_a_command_that_cannot_be_started_is_said(connected: Story, fault: StartFault) -> None:
    connected.software.fails = StartError("/opt/iea: no such file", fault, "H:")
    connected.post(Action.LAUNCH)
    assert connected.view.launch == LaunchReport(1, LaunchOutcome(fault), "/opt/iea: no such file", "H:")
    assert len(connected.dialogs(DialogKind.LAUNCH)) == 1


def test_without_a_command_it_is_said() -> None:
    story = Story(settings=Settings(licence_number="75-000042"))
    story.server_answers(Verdict.CONNECTED)
    story.post(Action.LAUNCH)
    assert outcome_of(story) is LaunchOutcome.NO_COMMAND
    assert len(story.dialogs(DialogKind.LAUNCH)) == 1


def test_a_command_that_others_may_have_written_is_said_to_be_ignored() -> None:
    story = Story(settings=Settings(licence_number="75-000042"))
    story.server_answers(Verdict.CONNECTED)
    settings = story.ports.settings
    settings.finding, settings.detail = FileFinding.OPEN_TO_OTHERS, "/home/x/config.toml (uid 7, gid 7, mode 0666)"
    story.post(Action.LAUNCH)
    assert story.view.launch is not None
    assert story.view.launch.outcome is LaunchOutcome.COMMAND_IGNORED
    assert story.view.launch.detail == settings.detail
    assert FileNotice(OwnFile.SETTINGS, FileFinding.OPEN_TO_OTHERS, detail=settings.detail) in story.view.file_notices
    settings.finding, settings.detail = None, ""
    story.post(Action.LAUNCH)
    assert outcome_of(story) is LaunchOutcome.NO_COMMAND
    assert story.view.file_notices == ()


def test_a_crash_at_once_is_said(connected: Story) -> None:
    connected.post(Action.LAUNCH)
    connected.software.ends(3, 0.2)
    assert outcome_of(connected) is LaunchOutcome.CRASHED
    assert connected.view.launch is not None
    assert connected.view.launch.detail == "3"
    assert connected.view.software_since is None
    assert len(connected.dialogs(DialogKind.LAUNCH)) == 1


@pytest.mark.parametrize(("code", "after_s"), [(0, 0.2), (1, 60.0), (1, AT_ONCE_S), (None, 0.2)])
def test_an_ordinary_end_opens_no_dialog(connected: Story, code: int | None, after_s: float) -> None:
    connected.post(Action.LAUNCH)
    connected.software.ends(code, after_s)
    assert outcome_of(connected) is LaunchOutcome.STARTED
    assert connected.dialogs(DialogKind.LAUNCH) == []


def test_settings_that_another_program_has_written_are_tried_before_the_launch(connected: Story) -> None:
    connected.settings = replace(SAVED, software_command=("other",))
    connected.post(Action.LAUNCH)
    assert connected.software.started == []
    connected.server_answers(Verdict.CONNECTED)
    assert connected.software.started == [(("other",), Mode.PRODUCTION)]


def test_without_settings_that_can_be_used_nothing_is_started() -> None:
    story = Story(settings=InvalidFileError("line 1: secure: expected bool", FileFlaw(FlawKind.VALUE, 1)))
    story.post(Action.LAUNCH)
    assert outcome_of(story) is LaunchOutcome.NOT_CONNECTED
    assert story.software.started == []


def test_without_a_screen_no_dialog_is_tried() -> None:
    class Headless(Story):
        has_screen = False

    story = Headless()
    story.server_answers(Verdict.REFUSED)
    story.post(Action.LAUNCH)
    story.pass_time(5)
    story.server_answers(Verdict.REFUSED)
    assert outcome_of(story) is LaunchOutcome.NOT_CONNECTED
    assert story.dialogs(DialogKind.LAUNCH) == []


def test_a_launch_that_is_cancelled_leaves_an_attempt_that_asks_nothing_alone() -> None:
    story = Story()
    story.post(Action.LAUNCH)
    story.dialog_closes(DialogKind.LAUNCH)
    assert len(story.attempts) == 1
    assert not story.attempts[-1].cancelled
