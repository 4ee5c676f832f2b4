"""Settings that cannot be used: the last good ones stay in force, the reason is said, the file is read again."""

import pytest
from msgspec.structs import replace

from iea_agent.agent.view import stored_view
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import AgentError, InUseError, InvalidFileError, NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile
from iea_agent.core.reconnect import BEGINNING_CAP_S
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.jobs import AuthenticateOrder, ViewChanged
from tests.agent.story import SAVED, Story

FLAW = FileFlaw(FlawKind.QUOTE, 3, 8)
INVALID = InvalidFileError("config.toml: line 3, column 8: Illegal character", FLAW)
OTHER = replace(SAVED, authentication_address="https://other.example")
ERRORS = [
    pytest.param(INVALID, FileNotice(OwnFile.SETTINGS, FileFinding.INVALID, FLAW), id="invalid"),
    pytest.param(NewerFileError("2"), FileNotice(OwnFile.SETTINGS, FileFinding.NEWER), id="newer"),
    pytest.param(StorageError("no"), FileNotice(OwnFile.SETTINGS, FileFinding.UNREADABLE), id="unreadable"),
    pytest.param(InUseError("backup"), FileNotice(OwnFile.SETTINGS, FileFinding.IN_USE), id="in use"),
]


@pytest.fixture
def connected() -> Story:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    story.pass_time(60.0)  # a click is followed at once again
    return story


def notices_of(story: Story) -> list[FileNotice]:
    return list(story.view.file_notices)


# While the agent runs.


@pytest.mark.parametrize(("error", "notice"), ERRORS)
@pytest.mark.parametrize("action", [Action.AUTHENTICATE, Action.TAKE_NEW_SETTINGS])
def test_what_is_asked_for_is_done_with_those_in_force_and_the_reason_is_said(
    connected: Story, error: AgentError, notice: FileNotice, action: Action
) -> None:
    connected.settings = error
    connected.post(action)
    assert connected.attempts[-1].order == AuthenticateOrder(SAVED, may_prompt=True)
    connected.server_answers(Verdict.CONNECTED)
    assert connected.picture() is Picture.BALL
    assert notices_of(connected) == [notice]
    assert announcements.of_file(notice) in connected.announced


@pytest.mark.parametrize(("error", "notice"), ERRORS)
def test_a_background_check_goes_on_with_those_in_force(
    connected: Story, error: AgentError, notice: FileNotice
) -> None:
    connected.settings = error
    connected.pass_time(SAVED.check_every_s)
    assert connected.attempts[-1].order == AuthenticateOrder(SAVED)
    connected.server_answers(Verdict.CONNECTED)
    assert notices_of(connected) == [notice]


@pytest.mark.parametrize(("error", "notice"), ERRORS)
def test_the_launch_goes_on_with_those_in_force(connected: Story, error: AgentError, notice: FileNotice) -> None:
    connected.settings = error
    connected.post(Action.LAUNCH)
    assert connected.software.started == [(SAVED.software_command, Mode.PRODUCTION)]
    assert notices_of(connected) == [notice]


def test_the_file_is_read_again_after_one_second_then_ever_less_often(connected: Story) -> None:
    reads = []
    connected.settings = INVALID
    connected.post(Action.AUTHENTICATE)
    connected.server_answers(Verdict.CONNECTED)
    for second in range(200):
        before = connected.settings_reads
        connected.pass_time(1.0)
        reads += [second + 1] * (connected.settings_reads - before)
    assert reads == [1, 3, 7, 15, 31, 63, 123, 183]


@pytest.mark.parametrize(("error", "notice"), ERRORS)
def test_a_corrected_file_is_taken_over_by_itself(connected: Story, error: AgentError, notice: FileNotice) -> None:
    connected.settings = error
    connected.post(Action.AUTHENTICATE)
    connected.server_answers(Verdict.CONNECTED)
    assert notices_of(connected) == [notice]
    connected.settings = OTHER
    connected.pass_time(BEGINNING_CAP_S)
    assert connected.attempts[-1].order == AuthenticateOrder(OTHER)
    assert connected.view.since == connected.time
    assert notices_of(connected) == []


@pytest.mark.parametrize(("error", "notice"), ERRORS)
def test_a_file_that_is_the_same_again_takes_no_ball_away(
    connected: Story, error: AgentError, notice: FileNotice
) -> None:
    connected.settings = error
    connected.pass_time(SAVED.check_every_s)
    connected.server_answers(Verdict.CONNECTED)
    assert notices_of(connected) == [notice]
    attempts, shown = len(connected.attempts), len(connected.shown)
    connected.settings = SAVED
    connected.pass_time(BEGINNING_CAP_S)
    assert notices_of(connected) == []
    assert {view.picture for view in connected.shown[shown:]} == {Picture.BALL}
    assert len(connected.attempts) == attempts


def test_another_error_in_the_file_is_said_too(connected: Story) -> None:
    connected.settings = INVALID
    connected.post(Action.AUTHENTICATE)
    connected.settings = InvalidFileError("line 9", FileFlaw(FlawKind.TWICE, 9))
    connected.pass_time(BEGINNING_CAP_S)
    assert [said for said in connected.announced if "ligne" in said.body] == [
        announcements.of_file(FileNotice(OwnFile.SETTINGS, FileFinding.INVALID, flaw))
        for flaw in (FLAW, FileFlaw(FlawKind.TWICE, 9))
    ]


# At the start.


def test_after_a_restart_the_last_good_ones_are_in_force() -> None:
    story = Story(settings=INVALID, last_good=SAVED)
    assert story.attempts[-1].order == AuthenticateOrder(SAVED)
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL
    assert notices_of(story) == [FileNotice(OwnFile.SETTINGS, FileFinding.INVALID, FLAW)]


def test_after_a_restart_without_good_ones_nothing_is_tried_and_it_is_said() -> None:
    story = Story(settings=INVALID)
    assert story.attempts == []
    assert story.view.connection is Link.NOT_CONFIGURED
    assert story.view.diagnosis is not None
    assert story.view.diagnosis.verdict is Verdict.BAD_SETTINGS
    assert "line 3" in story.view.diagnosis.detail
    assert notices_of(story) == [FileNotice(OwnFile.SETTINGS, FileFinding.NO_SETTINGS, FLAW)]
    story.settings = SAVED
    story.pass_time(BEGINNING_CAP_S)
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL
    assert notices_of(story) == []


def test_a_file_of_a_newer_version_is_no_reason_for_older_settings() -> None:
    story = Story(settings=NewerFileError("2"), last_good=SAVED)
    assert story.attempts == []
    assert story.view.diagnosis is not None
    assert story.view.diagnosis.verdict is Verdict.BAD_SETTINGS


def test_the_software_is_launched_in_assistance_mode_with_the_last_good_ones() -> None:
    story = Story(settings=INVALID, last_good=SAVED, saved_state=SavedState(mode=Mode.ASSISTANCE, mode_since=5.0))
    story.post(Action.LAUNCH)
    assert story.software.started == [(SAVED.software_command, Mode.ASSISTANCE)]


def test_a_path_that_is_no_text_stops_no_message() -> None:
    story = Story(settings=InvalidFileError("/home/h\udcff/config.toml: line 1: no", FileFlaw(FlawKind.SYNTAX, 1)))
    assert story.view.diagnosis is not None
    assert story.view.diagnosis.detail == "/home/h/config.toml: line 1: no"
    assert encode(ViewChanged(story.view))


# Without an agent.


@pytest.mark.parametrize("known", [None, SAVED])
@pytest.mark.parametrize(("error", "notice"), ERRORS)
def test_without_an_agent_it_is_said_too(error: AgentError, notice: FileNotice, known: Settings | None) -> None:
    story = Story(settings=error, last_good=known)
    view = stored_view(story.ports.settings, story.ports.states, story.ports.history)
    is_invalid = notice.finding is FileFinding.INVALID
    if is_invalid and known is None:
        notice = replace(notice, finding=FileFinding.NO_SETTINGS)
    assert view.file_notices == (notice,)
    assert view.licence_number == (SAVED.licence_number if is_invalid and known else "")
