"""The agent with fakes of its ports: each test is a short story."""

from typing import get_args

import pytest
from msgspec.structs import replace

from iea_agent.agent.agent import SHOWN_PERIODS
from iea_agent.agent.dialogs import ANSWER_S, TIMEOUTS
from iea_agent.agent.loop import SAID_BY_NO_DIALOG, AgentLoop
from iea_agent.agent.maintenance import INTERVAL_S, SOON_S
from iea_agent.agent.ports import LogChanged, Posted, Signal
from iea_agent.agent.view import stored_view
from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.errors import MessageError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.reconnect import BACK_OFF_CAP_S
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import (
    AssistanceConfirmed,
    AttemptProgressed,
    AuthenticateAnswered,
    AuthenticateOrder,
    ChangesHeld,
    DialogAsked,
    FromJob,
    JobReady,
    KeyStored,
    LeaveWindow,
    MailPrepared,
    PasswordTyped,
    RaiseWindow,
    ReportMade,
    ServerTested,
    StageReached,
    ViewChanged,
    WindowAnswered,
)
from tests.agent.story import SAVED, FakeJob, Story


@pytest.fixture
def connected() -> Story:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    return story


def test_the_agent_authenticates_at_once_and_the_ball_appears(connected: Story) -> None:
    assert connected.picture() is Picture.BALL
    assert [view.connection for view in connected.shown][:2] == [Link.CONNECTING, Link.CONNECTED]
    assert connected.announced == []


def test_at_login_the_first_attempt_is_spread() -> None:
    story = Story(at_login=True)
    assert story.attempts == []
    assert story.view.next_attempt is not None
    story.pass_time(20)
    assert len(story.attempts) == 1
    assert story.view.connection is Link.CONNECTING


def test_without_a_licence_number_nothing_is_tried_and_it_is_said() -> None:
    story = Story(settings=Settings(), greets=False)
    assert story.attempts == []
    assert story.view.connection is Link.NOT_CONFIGURED
    assert story.view.diagnosis is not None
    assert story.view.diagnosis.verdict is Verdict.NOT_CONFIGURED
    assert story.view.diagnosis.detail == "no licence number"
    assert len(story.announced) == 1


def test_whoever_asks_before_the_agent_begins_sees_the_heart() -> None:
    view = AgentLoop(Story().ports).view()
    assert (view.picture, view.connection) == (Picture.HEART, Link.DISCONNECTED)


def test_one_failed_background_check_is_confirmed_before_the_heart(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    assert len(connected.attempts) == 2
    connected.server_answers(Verdict.TIMEOUT)
    assert connected.picture() is Picture.BALL
    connected.pass_time(10)
    connected.server_answers(Verdict.TIMEOUT)
    assert connected.picture() is Picture.HEART
    assert len(connected.announced) == 1
    assert connected.announced_with == [Picture.HEART]


def test_the_same_failure_again_and_again_is_announced_once(connected: Story) -> None:
    connected.post(Action.AUTHENTICATE)
    connected.pass_time(5)
    connected.server_answers(Verdict.DNS)
    for _ in range(5):
        connected.pass_time(601)
        connected.server_answers(Verdict.DNS)
    assert connected.picture() is Picture.HEART
    assert len(connected.announced) == 1
    assert len(connected.attempts) == 7


def test_a_busy_server_is_left_alone_as_long_as_it_asks() -> None:
    story = Story()
    story.server_answers(Verdict.BUSY, retry_after_s=100.0)
    story.pass_time(149)
    assert len(story.attempts) == 1
    story.pass_time(2)
    assert len(story.attempts) == 2


def test_a_busy_server_is_not_hurried_for_a_confirmation(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    connected.server_answers(Verdict.BUSY, retry_after_s=50.0)
    connected.pass_time(59)
    assert connected.picture() is Picture.BALL
    connected.pass_time(1)
    assert connected.picture() is Picture.HEART
    connected.pass_time(14)
    assert len(connected.attempts) == 2
    connected.pass_time(2)
    assert len(connected.attempts) == 3


def test_a_server_that_says_it_is_away_for_longer_gets_no_doubt(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    connected.server_answers(Verdict.BUSY, retry_after_s=3600.0)
    assert connected.picture() is Picture.HEART
    assert len(connected.announced) == 1
    connected.pass_time(3600)
    assert len(connected.attempts) == 2


def test_a_refusal_is_tried_again_hourly_at_most_but_a_person_may_ask() -> None:
    story = Story()
    story.server_answers(Verdict.REFUSED)
    story.pass_time(3599)
    assert len(story.attempts) == 1
    story.post(Action.AUTHENTICATE)
    assert len(story.attempts) == 2
    assert story.view.connection is Link.CONNECTING


def test_repeated_clicks_are_spaced() -> None:
    story = Story()
    story.server_answers(Verdict.TIMEOUT)
    story.post(Action.AUTHENTICATE)
    assert len(story.attempts) == 1
    assert story.view.connection is Link.CONNECTING
    story.pass_time(5)
    assert len(story.attempts) == 2


def test_settings_that_are_saved_again_and_again_are_tried_at_once_and_then_every_five_seconds(
    connected: Story,
) -> None:
    before = len(connected.attempts)
    for number in range(40):
        connected.settings = replace(SAVED, authentication_address=f"https://{number}.example")
        connected.post(Action.TAKE_NEW_SETTINGS)
        assert connected.view.connection is Link.CONNECTING
        connected.pass_time(0.5)
    assert len(connected.attempts) - before == 5
    connected.pass_time(5)
    order = connected.attempts[-1].order
    assert isinstance(order, AuthenticateOrder)
    assert order.settings == connected.settings
    assert order.may_prompt


def test_a_click_while_an_attempt_runs_waits_for_its_answer(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    connected.post(Action.AUTHENTICATE)
    assert len(connected.attempts) == 2
    connected.server_answers(Verdict.TIMEOUT)
    assert connected.picture() is Picture.HEART


def test_saved_settings_are_tried_at_once_and_the_old_answer_is_dropped(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    old = connected.attempts[-1]
    connected.settings = replace(SAVED, authentication_address="https://other.example")
    connected.post(Action.TAKE_NEW_SETTINGS)
    assert old.cancelled
    connected.server_answers(Verdict.CONNECTED)
    assert connected.picture() is Picture.BALL
    old.end(JobEnd(JobFault.CRASHED))
    connected.settle()
    assert connected.picture() is Picture.BALL


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (JobFault.CRASHED, Verdict.AGENT_FAULT),
        (JobFault.SILENT, Verdict.AGENT_FAULT),
        (JobFault.CANNOT_START, Verdict.AGENT_FAULT),
        (JobFault.OVERTIME, Verdict.AGENT_FAULT),
        (JobFault.UNSENDABLE, Verdict.AGENT_FAULT),
    ],
)
def test_an_attempt_that_dies_is_a_failed_check_and_is_tried_again(fault: JobFault, verdict: Verdict) -> None:
    story = Story()
    story.attempts[-1].end(JobEnd(fault, detail="why"))
    story.settle()
    assert story.view.connection is Link.UNREACHABLE
    assert story.view.diagnosis is not None
    assert story.view.diagnosis.verdict is verdict
    story.pass_time(60)
    assert len(story.attempts) == 2


def test_an_attempt_that_hangs_is_judged_by_the_stages_that_it_got_through(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    reached = [StageReport(Stage.NAME, 1.0), StageReport(Stage.CONNECTION, 2.0)]
    for stage in reached:
        connected.attempts[-1].say(StageReached(Role.AUTHENTICATION, stage))
    connected.attempts[-1].say(StageReached(Role.UPDATES, StageReport(Stage.ANSWER, 3.0)))
    connected.attempts[-1].end(JobEnd(JobFault.OVERTIME))
    connected.settle()
    diagnosis = connected.view.diagnosis
    assert diagnosis is not None
    assert (diagnosis.verdict, diagnosis.stage, diagnosis.stages) == (Verdict.TIMEOUT, Stage.ENCRYPTION, tuple(reached))
    connected.pass_time(10)
    connected.attempts[-1].end(JobEnd(JobFault.OVERTIME))
    connected.settle()
    assert connected.view.diagnosis is not None
    assert connected.view.diagnosis.verdict is Verdict.AGENT_FAULT


def test_an_unreachable_update_server_is_said_and_changes_no_picture() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED, updates=Verdict.TIMEOUT)
    assert story.picture() is Picture.BALL
    assert story.view.updates is not None
    assert story.view.updates.diagnosis.verdict is Verdict.TIMEOUT


def test_a_job_that_dies_after_its_answer_only_concerns_the_update_server() -> None:
    story = Story()
    story.attempts[-1].say(AuthenticateAnswered(Diagnosis(Verdict.CONNECTED)))
    story.attempts[-1].end(JobEnd(JobFault.CRASHED))
    story.settle()
    assert story.picture() is Picture.BALL
    assert story.view.updates is not None
    assert story.view.updates.diagnosis.verdict is Verdict.AGENT_FAULT


def test_what_a_job_says_after_it_was_cancelled_is_dropped(connected: Story) -> None:
    connected.pass_time(SAVED.check_every_s)
    old = connected.attempts[-1]
    connected.settings = replace(SAVED, authentication_address="https://other.example")
    connected.post(Action.TAKE_NEW_SETTINGS)
    old.say(AuthenticateAnswered(Diagnosis(Verdict.CONNECTED)))
    connected.settle()
    assert connected.view.connection is Link.CONNECTING


def test_a_dialog_opens_once_and_is_raised_the_second_time(connected: Story) -> None:
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    (window,) = connected.dialogs(DialogKind.CONNECTION_SETTINGS)
    assert window.sent == [RaiseWindow()]
    window.end(JobEnd())
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    assert len(connected.dialogs(DialogKind.CONNECTION_SETTINGS)) == 2


def opened_and_ready(story: Story) -> FakeJob:
    story.post(Open(DialogKind.CONNECTION_SETTINGS))
    story.dialog_says(DialogKind.CONNECTION_SETTINGS, JobReady())
    return story.dialogs(DialogKind.CONNECTION_SETTINGS)[-1]


def test_a_dialog_that_hangs_when_it_is_wanted_is_reopened(connected: Story) -> None:
    hung = opened_and_ready(connected)
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.pass_time(ANSWER_S)
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    assert connected.dialogs(DialogKind.CONNECTION_SETTINGS) == [hung]
    connected.pass_time(ANSWER_S)
    assert hung.cancelled
    assert len(connected.dialogs(DialogKind.CONNECTION_SETTINGS)) == 2
    assert connected.announced == []
    again = connected.dialogs(DialogKind.CONNECTION_SETTINGS)[-1]
    connected.pass_time(60)
    assert not again.cancelled


def test_a_dialog_that_answers_may_ask_the_user_as_long_as_it_likes(connected: Story) -> None:
    window = opened_and_ready(connected)
    connected.dialog_says(DialogKind.CONNECTION_SETTINGS, ChangesHeld(held=True))
    connected.post(Action.QUIT)
    connected.dialog_says(DialogKind.CONNECTION_SETTINGS, WindowAnswered())
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.dialog_says(DialogKind.CONNECTION_SETTINGS, WindowAnswered())
    connected.pass_time(3600)
    assert not window.cancelled
    assert connected.running


def test_the_view_says_whether_a_dialog_has_unsaved_changes(connected: Story) -> None:
    opened_and_ready(connected)
    for held in (True, False, True):
        connected.dialog_says(DialogKind.CONNECTION_SETTINGS, ChangesHeld(held=held))
        assert connected.view.unsaved is held
    connected.dialog_closes(DialogKind.CONNECTION_SETTINGS)
    assert not connected.view.unsaved


def test_a_sleep_of_the_computer_is_no_time_to_answer(connected: Story) -> None:
    window = opened_and_ready(connected)
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.pass_time(3600)
    connected.dialog_says(DialogKind.CONNECTION_SETTINGS, WindowAnswered())
    connected.pass_time(3600)
    assert not window.cancelled


def test_a_dialog_that_is_only_beginning_owes_no_answer(connected: Story) -> None:
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    for _ in range(TIMEOUTS + 1):
        connected.pass_time(ANSWER_S)
    assert len(connected.dialogs(DialogKind.CONNECTION_SETTINGS)) == 1, "not killed and reopened"


def test_a_dialog_that_is_reopened_owes_no_answer_before_it_is_ready(connected: Story) -> None:
    opened_and_ready(connected)
    connected.dialog_closes(DialogKind.CONNECTION_SETTINGS)
    for _ in range(2):
        connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    for _ in range(TIMEOUTS + 1):
        connected.pass_time(ANSWER_S)
    assert len(connected.dialogs(DialogKind.CONNECTION_SETTINGS)) == 2, "not killed and reopened once more"


def test_a_launch_goes_on_when_its_dialog_hangs_and_is_reopened() -> None:
    story = Story()
    for _ in range(2):
        story.post(Action.LAUNCH)
        story.dialog_says(DialogKind.LAUNCH, JobReady())
    story.post(Action.LAUNCH)
    for _ in range(TIMEOUTS):
        story.pass_time(ANSWER_S)
    assert len(story.dialogs(DialogKind.LAUNCH)) == 2
    story.server_answers(Verdict.CONNECTED)
    assert story.software.started


def test_a_dialog_that_is_asked_for_while_it_closes_is_reopened(connected: Story) -> None:
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.dialog_says(DialogKind.CONNECTION_SETTINGS, JobReady())
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.dialog_closes(DialogKind.CONNECTION_SETTINGS)
    assert len(connected.dialogs(DialogKind.CONNECTION_SETTINGS)) == 2


def test_a_dialog_that_hangs_does_not_keep_the_agent_from_quitting(connected: Story) -> None:
    hung = opened_and_ready(connected)
    connected.dialog_says(DialogKind.CONNECTION_SETTINGS, ChangesHeld(held=True))
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.post(Action.QUIT)
    assert connected.running
    connected.pass_time(ANSWER_S)
    connected.pass_time(ANSWER_S)
    assert hung.cancelled
    assert not connected.running


def test_a_dialog_that_asks_the_user_is_not_passed_over_because_another_hangs(connected: Story) -> None:
    hung = opened_and_ready(connected)
    connected.post(Open(DialogKind.SUPPORT_MAIL))
    connected.dialog_says(DialogKind.SUPPORT_MAIL, JobReady())
    for kind in (DialogKind.CONNECTION_SETTINGS, DialogKind.SUPPORT_MAIL):
        connected.dialog_says(kind, ChangesHeld(held=True))
    connected.post(Action.QUIT)
    connected.dialog_says(DialogKind.SUPPORT_MAIL, WindowAnswered())
    connected.pass_time(ANSWER_S)
    connected.pass_time(ANSWER_S)
    assert hung.cancelled
    assert connected.running
    assert connected.dialogs(DialogKind.SUPPORT_MAIL)[-1].sent.count(LeaveWindow()) == 1, "it is not asked twice"
    connected.dialog_asks(DialogKind.SUPPORT_MAIL, Action.QUIT)
    assert not connected.running


@pytest.mark.parametrize("later_by_s", [0.0, 1.0])
def test_dialogs_that_hang_are_all_killed_each_after_its_own_timeout(connected: Story, later_by_s: float) -> None:
    kinds = (DialogKind.CONNECTION_SETTINGS, DialogKind.SUPPORT_MAIL)
    for kind in kinds:
        connected.post(Open(kind))
        connected.dialog_says(kind, JobReady())
    first, second = (connected.dialogs(kind)[-1] for kind in kinds)
    connected.post(Open(DialogKind.SUPPORT_MAIL))
    connected.pass_time(later_by_s)
    connected.post(Open(DialogKind.CONNECTION_SETTINGS))
    connected.pass_time(ANSWER_S - later_by_s)
    for _ in range(TIMEOUTS - 1):
        connected.pass_time(later_by_s)
        connected.pass_time(ANSWER_S - later_by_s)
    assert (first.cancelled, second.cancelled) == (later_by_s == 0.0, True)


def test_a_dialog_follows_the_state_and_the_progress(connected: Story) -> None:
    connected.post(Open(DialogKind.REAUTHENTICATE))
    connected.pass_time(10)
    connected.dialog_asks(DialogKind.REAUTHENTICATE, Action.AUTHENTICATE)
    stage = StageReport(Stage.CONNECTION, 2.0)
    connected.attempts[-1].say(StageReached(Role.AUTHENTICATION, stage))
    connected.server_answers(Verdict.REFUSED)
    sent = connected.dialogs(DialogKind.REAUTHENTICATE)[-1].sent
    assert AttemptProgressed(2, stage) in sent
    last = [message for message in sent if isinstance(message, ViewChanged)][-1].view
    assert last.connection is Link.REFUSED
    assert last.attempt == 2
    assert not last.attempting


def test_a_dialog_that_crashes_is_said_and_the_icon_stays(connected: Story) -> None:
    connected.post(Open(DialogKind.STATUS))
    connected.dialogs(DialogKind.STATUS)[-1].end(JobEnd(JobFault.CRASHED))
    connected.settle()
    assert connected.running
    assert connected.announced == [announcements.WINDOW_FAILED]


@pytest.mark.parametrize("asked", [Action.QUIT, Signal.STOP])
def test_quitting_leaves_no_job_behind(connected: Story, asked: Command | Signal) -> None:
    connected.pass_time(SAVED.check_every_s)
    connected.post(Open(DialogKind.STATUS))
    connected.post(asked)
    assert not connected.running
    connected.agent.end()
    assert connected.attempts[-1].cancelled
    assert connected.dialogs(DialogKind.STATUS)[-1].cancelled
    assert connected.stopped


def test_assistance_mode_survives_and_starts_no_connection() -> None:
    story = Story(saved_state=SavedState(mode=Mode.ASSISTANCE, mode_since=5.0, reason="panne", who="mdupont"))
    story.post(Action.AUTHENTICATE)
    story.post(Action.TAKE_NEW_SETTINGS)
    story.pass_time(100_000)
    assert story.attempts == []
    assert story.picture() is Picture.BEETLE
    assert (story.view.mode_since, story.view.reason, story.view.who) == (5.0, "panne", "mdupont")


def test_without_an_agent_the_stored_state_is_told() -> None:
    story = Story(saved_state=SavedState(mode=Mode.ASSISTANCE))
    fakes = story.ports
    fakes.history.finding = FileFinding.RESET
    stored = stored_view(fakes.settings, fakes.states, fakes.history)
    assert stored.picture is Picture.BEETLE
    assert stored.licence_number == SAVED.licence_number
    assert stored.file_notices == (FileNotice(OwnFile.HISTORY, FileFinding.RESET),)


def notices_of(story: Story) -> list[FileNotice]:
    return list(story.view.file_notices)


def test_what_a_store_noticed_while_loading_is_told() -> None:
    story = Story()
    story.ports.settings.finding = FileFinding.RECOVERED
    story.agent.begin()
    notice = FileNotice(OwnFile.SETTINGS, FileFinding.RECOVERED)
    assert story.announced == [announcements.of_file(notice)]
    assert notices_of(story) == [notice]
    story.ports.settings.finding = None
    story.post(Action.AUTHENTICATE)
    assert notices_of(story) == [notice], "said until the agent ends, or a person saves"
    story.post(Action.TAKE_NEW_SETTINGS)
    assert notices_of(story) == []


def test_a_disk_that_refuses_is_said_once_and_what_it_refused_is_written_when_there_is_room() -> None:
    story = Story()
    story.full_disk = StorageError("full")
    story.server_answers(Verdict.TIMEOUT)
    story.pass_time(SOON_S)
    state, history = (FileNotice(file, FileFinding.NOT_WRITTEN) for file in (OwnFile.STATE, OwnFile.HISTORY))
    assert notices_of(story) == [state, history]
    said = [announcements.of_file(notice) for notice in (state, history)]
    assert [each for each in story.announced if each in said] == said[1:], "the first that was refused"
    story.full_disk = None
    story.pass_time(SOON_S)
    assert notices_of(story) == []
    assert story.saved_state.clock_mark == story.time
    assert story.history == story.view.history != ()
    story.full_disk = StorageError("full again")
    story.pass_time(INTERVAL_S)
    assert notices_of(story) == [state]
    assert story.announced[-1] == said[0]


def test_a_state_that_was_refused_while_the_ball_is_shown_is_written_when_there_is_room(connected: Story) -> None:
    connected.full_disk = StorageError("full")
    connected.post(Open(DialogKind.SUPPORT_MAIL))
    connected.dialog_says(DialogKind.SUPPORT_MAIL, MailPrepared(Occasion.QUESTION))
    assert (connected.picture(), connected.saved_state.mails) == (Picture.BALL, ())
    prepared = connected.time
    connected.full_disk = None
    connected.pass_time(SOON_S)
    assert connected.picture() is Picture.BALL
    assert [mail.at for mail in connected.saved_state.mails] == [prepared]
    assert notices_of(connected) == []


def test_an_attempt_that_is_overdue_is_shown_as_due_now(connected: Story) -> None:
    connected.time += 2 * SAVED.check_every_s
    connected.agent._agent.publish()  # noqa: SLF001 (as at the end of a turn that took long)
    assert connected.view.next_attempt == connected.time


def test_a_flood_of_items_does_not_delay_what_is_due(connected: Story) -> None:
    connected.time += 2 * SAVED.check_every_s
    connected.agent.post(LogChanged(None))
    connected.agent.post(LogChanged(None))
    connected.agent.turn(0)
    assert connected.agent.is_behind
    assert connected.view.attempting


def test_a_log_that_cannot_be_written_is_said_while_it_is_so(connected: Story) -> None:
    connected.post(LogChanged(FileNotice(OwnFile.LOG, FileFinding.NOT_WRITTEN)))
    notice = FileNotice(OwnFile.LOG, FileFinding.NOT_WRITTEN)
    assert notices_of(connected) == [notice]
    assert connected.announced[-1] == announcements.of_file(notice)
    connected.post(LogChanged(None))
    assert notices_of(connected) == []


def test_a_turn_that_fails_costs_only_itself(connected: Story, caplog: pytest.LogCaptureFixture) -> None:
    connected.no_dialogs = MessageError("too long")
    connected.agent.post(Open(DialogKind.STATUS))
    connected.agent.post(Action.AUTHENTICATE)
    connected.agent.post(Action.QUIT)
    connected.agent.run()
    assert "a turn failed" in caplog.text
    assert connected.stopped
    assert connected.jobs_closed


def test_no_ball_is_left_by_an_attempt_that_could_not_even_be_begun(connected: Story) -> None:
    connected.no_attempts = RuntimeError("whatever it is")
    connected.settings = replace(SAVED, authentication_address="https://other.example")
    connected.post(Action.TAKE_NEW_SETTINGS)
    assert connected.picture() is Picture.HEART
    assert connected.view.diagnosis is not None
    assert connected.view.diagnosis.verdict is Verdict.AGENT_FAULT
    assert connected.view.next_attempt is not None


def test_a_background_check_that_cannot_even_be_begun_has_failed(connected: Story) -> None:
    connected.no_attempts = RuntimeError("whatever it is")
    connected.pass_time(SAVED.check_every_s)
    assert connected.picture() is Picture.BALL
    connected.pass_time(60)
    assert connected.picture() is Picture.HEART
    connected.no_attempts = None
    connected.pass_time(BACK_OFF_CAP_S)
    connected.server_answers(Verdict.CONNECTED)
    assert connected.picture() is Picture.BALL


def test_settings_that_another_program_has_written_are_taken_over_when_they_matter(connected: Story) -> None:
    connected.settings = replace(SAVED, authentication_address="https://other.example")
    connected.post(Action.AUTHENTICATE)
    assert connected.attempts[-1].order == AuthenticateOrder(connected.settings, may_prompt=True)
    connected.server_answers(Verdict.CONNECTED)
    connected.settings = SAVED
    connected.pass_time(SAVED.check_every_s)
    assert connected.attempts[-1].order == AuthenticateOrder(SAVED)
    assert len(connected.attempts) == 3


def test_to_quit_a_dialog_that_holds_something_is_asked_first() -> None:
    story = Story()
    story.post(Open(DialogKind.CONNECTION_SETTINGS))
    (window,) = story.dialogs(DialogKind.CONNECTION_SETTINGS)
    window.say(ChangesHeld(held=True))
    story.post(Action.QUIT)
    assert window.sent[-1] == LeaveWindow()
    assert story.running
    story.dialog_asks(DialogKind.CONNECTION_SETTINGS, Action.QUIT)
    assert not story.running


@pytest.mark.parametrize("gone", [True, False])
def test_what_a_dialog_held_no_longer_keeps_the_agent(gone: bool) -> None:  # noqa: FBT001 (a case)
    story = Story()
    story.post(Open(DialogKind.CONNECTION_SETTINGS))
    (window,) = story.dialogs(DialogKind.CONNECTION_SETTINGS)
    window.say(ChangesHeld(held=True))
    if gone:
        window.end(JobEnd())
    else:
        window.say(ChangesHeld(held=False))
    story.post(Action.QUIT)
    assert not story.running


def test_everything_that_may_be_posted_has_one_handler(connected: Story) -> None:
    assert set(connected.agent.handlers) == set(get_args(Posted))


def test_every_action_has_a_handler(connected: Story) -> None:
    assert set(connected.agent.actions) == set(Action)


@pytest.mark.parametrize("action", [Action.READ_STATE, Action.READ_STATE_HERE])
def test_what_only_reads_changes_nothing(connected: Story, action: Action) -> None:
    before, started = connected.view, list(connected.started)
    connected.post(action)
    assert (connected.view, connected.started) == (before, started)


def test_every_message_of_a_job_has_a_handler_or_is_said_by_no_dialog(connected: Story) -> None:
    handled = list(connected.agent.dialog_handlers)
    assert sorted(map(str, (*handled, *SAID_BY_NO_DIALOG))) == sorted(map(str, get_args(FromJob)))
    assert all(SAID_BY_NO_DIALOG.values())


def test_what_no_dialog_says_is_logged_and_changes_nothing(connected: Story, caplog: pytest.LogCaptureFixture) -> None:
    connected.post(Open(DialogKind.STATUS))
    view = connected.view
    connected.dialog_says(DialogKind.STATUS, ReportMade(b"/tmp/report.zip", key_was_known=True))
    assert connected.view == view
    assert f"the dialog status: {SAID_BY_NO_DIALOG[ReportMade]}" in caplog.text


def test_what_only_another_dialog_may_say_is_dropped_and_logged(
    connected: Story, caplog: pytest.LogCaptureFixture
) -> None:
    connected.post(Open(DialogKind.REPORT))
    view = connected.view
    for message in (
        AssistanceConfirmed("panne"),
        PasswordTyped(Secret("12345678")),
        KeyStored("13-000007"),
        MailPrepared(Occasion.QUESTION),
        DialogAsked(Action.LAUNCH),
    ):
        connected.dialog_says(DialogKind.REPORT, message)
    assert connected.view == view
    assert caplog.text.count("the dialog report may not say") == 5
    assert "12345678" not in caplog.text


def test_after_a_turn_that_fails_an_attempt_is_planned(caplog: pytest.LogCaptureFixture) -> None:
    story = Story(settings=Settings())
    assert story.view.next_attempt is None
    story.no_dialogs = MessageError("too long")
    story.agent.post(Open(DialogKind.STATUS))
    story.agent.post(LogChanged(FileNotice(OwnFile.LOG, FileFinding.NOT_WRITTEN)))  # which publishes
    story.agent.post(Action.QUIT)
    story.agent.run()
    assert "a turn failed" in caplog.text
    assert story.view.next_attempt == story.time + BACK_OFF_CAP_S


def test_others_see_the_latest_periods_of_the_history() -> None:
    periods = tuple(Period(PeriodKind.OUTAGE, float(at), float(at) + 0.5) for at in range(SHOWN_PERIODS + 2))
    story = Story(history=periods)
    assert story.view.history == periods[2:]


def test_a_disk_that_goes_on_refusing_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    story = Story(saved_state=SavedState(mode=Mode.ASSISTANCE))
    story.full_disk = StorageError("full")
    for _ in range(3):
        story.pass_time(INTERVAL_S)
    assert caplog.text.count("SavedState could not be written") == 1


def test_what_a_job_says_after_its_end_is_dropped(connected: Story) -> None:
    report = ServerReport(Role.UPDATES, SAVED.update_address, Diagnosis(Verdict.TIMEOUT))
    connected.attempts[-1].say(ServerTested(report))
    connected.settle()
    assert connected.view.updates is not None
    assert connected.view.updates.ok
