"""An agent whose files cannot be read does not begin: it says so, writes nothing, and reads them again."""

from collections.abc import Callable

import pytest

from iea_agent.agent.ports import LogChanged
from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.desktops import Desktop, Tray
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.lockout import Lockout
from iea_agent.core.prepared_mails import Occasion, PreparedMail, PreparedMails
from iea_agent.core.reconnect import AFTER_LOGIN_S, BEGINNING_CAP_S
from iea_agent.core.saved_state import SavedState
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import MailPrepared
from tests.agent.story import SAVED, Story

HOUR = 3600.0
ON = SavedState(mode=Mode.ASSISTANCE, mode_since=5.0, reason="panne", who="claire", lockout=Lockout(3))
LASTING = Period(PeriodKind.ASSISTANCE, 5.0, reason="panne", who="claire")


def without_state(saved_state: SavedState | None = None, *, backup: SavedState | None = None) -> Story:
    return Story(saved_state=saved_state, backup=backup, history=(LASTING,), unreadable=True)


def without_history() -> Story:
    return Story(saved_state=ON, history=(LASTING,), unreadable_history=True)


def without_settings() -> Story:
    return Story(saved_state=ON, history=(LASTING,), settings=StorageError("not mounted"))


Begun = Callable[[], Story]
UNREADABLE = [
    pytest.param(lambda: without_state(ON), OwnFile.STATE, id="state"),
    pytest.param(without_history, OwnFile.HISTORY, id="history"),
    pytest.param(without_settings, OwnFile.SETTINGS, id="settings"),
]


@pytest.mark.parametrize(("begun_without", "file"), UNREADABLE)
def test_it_says_why_tries_nothing_and_writes_nothing(begun_without: Begun, file: OwnFile) -> None:
    story = begun_without()
    story.pass_time(HOUR)
    notice = FileNotice(file, FileFinding.UNREADABLE)
    assert story.view.file_notices == (notice,)
    assert story.announced == [announcements.of_file(notice)]
    assert story.attempts == []
    assert (story.written, story.history) == ([], (LASTING,))


@pytest.mark.parametrize("backup", [SavedState(), ON])
def test_when_the_mode_is_not_known_it_shows_the_heart(backup: SavedState) -> None:
    story = without_state(ON, backup=backup)
    assert (story.picture(), story.view.mode) == (Picture.HEART, Mode.PRODUCTION)
    assert story.view.connection is Link.NOT_CONFIGURED
    assert story.view.mode_since is None


@pytest.mark.parametrize("begun_without", [without_history, without_settings])
def test_when_the_state_could_be_read_its_mode_is_shown(begun_without: Begun) -> None:
    story = begun_without()
    assert (story.picture(), story.view.mode) == (Picture.BEETLE, Mode.ASSISTANCE)
    assert (story.view.mode_since, story.view.reason, story.view.who) == (5.0, "panne", "claire")
    assert story.view.connection is Link.DISCONNECTED
    assert announcements.state_line(story.view).startswith("Mode assistance")


def test_in_production_mode_it_shows_the_heart_and_the_reason() -> None:
    story = Story(settings=StorageError("not mounted"))
    assert (story.picture(), story.view.mode) == (Picture.HEART, Mode.PRODUCTION)
    assert story.view.connection is Link.NOT_CONFIGURED
    assert story.view.file_notices == (FileNotice(OwnFile.SETTINGS, FileFinding.UNREADABLE),)
    assert story.view.diagnosis is None, "« enregistrez » is no advice for a file that cannot be read"


def test_a_state_that_can_no_longer_be_read_is_not_shown() -> None:
    story = without_history()
    story.unreadable = True
    story.pass_time(HOUR)
    assert story.picture() is Picture.HEART
    assert story.view.since is not None


def test_the_password_of_the_day_needs_the_files() -> None:
    story = without_history()
    story.post(Open(DialogKind.DAY_PASSWORD))
    assert [job.order.dialog for job in story.started] == [DialogKind.STATUS]  # type: ignore[union-attr]
    assert story.picture() is Picture.BEETLE


@pytest.mark.parametrize(("begun_without", "file"), UNREADABLE)
def test_once_the_files_can_be_read_it_begins_as_at_a_start(begun_without: Begun, file: OwnFile) -> None:
    del file
    story = begun_without()
    story.pass_time(10.0)
    story.unreadable = story.unreadable_history = False
    story.settings = SAVED
    story.pass_time(BEGINNING_CAP_S)
    assert story.picture() is Picture.BEETLE
    assert (story.view.mode_since, story.view.reason, story.view.who) == (5.0, "panne", "claire")
    assert story.view.file_notices == ()
    assert story.saved_state.lockout == Lockout(3)
    assert story.saved_state.clock_mark == story.time, "it writes again"
    assert story.history == (LASTING,)


def test_it_reads_them_again_after_one_second_then_ever_less_often() -> None:
    story = without_state()
    reads = []
    for second in range(200):
        before = story.reads
        story.pass_time(1.0)
        if story.reads > before:
            reads.append(second + 1)
    assert reads == [1, 3, 7, 15, 31, 63, 123, 183]


def test_at_login_the_first_attempt_is_spread_also_after_a_late_beginning() -> None:
    story = Story(unreadable=True, at_login=True)
    story.unreadable = False
    story.pass_time(1.0)
    assert story.attempts == []
    story.pass_time(AFTER_LOGIN_S)
    assert len(story.attempts) == 1


@pytest.mark.parametrize("kind", [DialogKind.STATUS, DialogKind.SUPPORT_MAIL, DialogKind.REPORT])
def test_what_explains_it_opens(kind: DialogKind) -> None:
    story = without_state()
    reads = story.reads
    story.post(Open(kind))
    assert len(story.dialogs(kind)) == 1
    assert story.reads == reads


@pytest.mark.parametrize(
    "command",
    [
        Open(DialogKind.CONNECTION_SETTINGS),
        Open(DialogKind.SERVER_TEST),
        Open(DialogKind.REAUTHENTICATE),
        Open(DialogKind.ASSISTANCE),
    ],
)
def test_what_needs_the_files_reads_them_and_opens_the_status_dialog_in_vain(command: Command) -> None:
    story = without_state()
    reads = story.reads
    story.post(command)
    assert story.reads == reads + 1
    assert [job.order.dialog for job in story.started] == [DialogKind.STATUS]  # type: ignore[union-attr]


def test_a_click_on_what_needs_the_files_begins_at_once_if_they_can_be_read() -> None:
    story = without_state()
    story.unreadable = False
    story.post(Open(DialogKind.CONNECTION_SETTINGS))
    assert len(story.dialogs(DialogKind.CONNECTION_SETTINGS)) == 1
    assert len(story.attempts) == 1


@pytest.mark.parametrize("command", [Action.AUTHENTICATE, Action.RECHECK, Action.TAKE_NEW_SETTINGS])
def test_whoever_asks_for_an_attempt_has_the_answer_at_once(command: Command) -> None:
    story = without_state()
    story.post(command)
    assert story.attempts == []
    assert (story.view.attempt, story.view.attempting) == (1, False)
    assert story.view.diagnosis is None


@pytest.mark.parametrize("begun_without", [lambda: without_state(backup=ON), without_history])
def test_in_assistance_mode_the_software_can_be_launched_all_the_same(begun_without: Begun) -> None:
    story = begun_without()
    story.post(Action.LAUNCH)
    assert story.software.started == [(("iea", "--compta"), Mode.ASSISTANCE)]
    assert story.written == []


@pytest.mark.parametrize("begun_without", [lambda: without_state(backup=SavedState()), without_settings])
def test_otherwise_a_launch_starts_nothing_and_the_status_dialog_says_why(begun_without: Begun) -> None:
    story = begun_without()
    story.post(Action.LAUNCH)
    assert story.software.started == []
    assert story.view.launch is not None
    assert story.view.launch.outcome is LaunchOutcome.NOT_CONNECTED
    assert len(story.dialogs(DialogKind.STATUS)) == 1


def test_a_launch_reads_the_files_and_goes_on_if_they_can_be_read() -> None:
    story = without_state()
    story.unreadable = False
    story.post(Action.LAUNCH)
    story.server_answers(Verdict.CONNECTED)
    assert story.software.started == [(("iea", "--compta"), Mode.PRODUCTION)]


def times_of(mails: PreparedMails) -> list[float]:
    return [mail.at for mail in mails]


def test_a_mail_that_is_prepared_meanwhile_is_not_written() -> None:
    story = without_state(SavedState())
    story.post(Open(DialogKind.SUPPORT_MAIL))
    story.dialog_says(DialogKind.SUPPORT_MAIL, MailPrepared(Occasion.QUESTION))
    assert times_of(story.view.mails) == [story.time]
    assert story.written == []


@pytest.mark.parametrize("waited_s", [0.0, HOUR])
def test_a_mail_that_is_prepared_meanwhile_is_remembered_once_it_has_begun(waited_s: float) -> None:
    password = PreparedMail(Occasion.DAY_PASSWORD, 1.0)
    story = without_state(SavedState(mails=(password,)))
    prepared = story.time
    story.post(Open(DialogKind.SUPPORT_MAIL))
    story.dialog_says(DialogKind.SUPPORT_MAIL, MailPrepared(Occasion.QUESTION))
    story.pass_time(waited_s)
    assert times_of(story.view.mails) == [prepared]
    story.unreadable = False
    story.pass_time(BEGINNING_CAP_S)
    assert times_of(story.view.mails) == times_of(story.saved_state.mails) == [1.0, prepared]
    story.server_answers(Verdict.CONNECTED)
    assert story.saved_state.mails == (password,)


def test_a_mail_that_only_the_backup_knows_is_forgotten() -> None:
    story = without_state(SavedState(), backup=SavedState(mail_prepared=1.0))
    story.unreadable = False
    story.pass_time(1.0)
    assert story.view.mails == ()


def test_it_can_be_quit() -> None:
    story = without_state()
    story.post(Action.QUIT)
    assert not story.running


def test_a_turn_that_fails_meanwhile_plans_no_attempt(caplog: pytest.LogCaptureFixture) -> None:
    story = without_state()
    story.no_dialogs = StorageError("no")
    story.agent.post(Open(DialogKind.STATUS))
    story.agent.post(LogChanged(FileNotice(OwnFile.LOG, FileFinding.NOT_WRITTEN)))  # which publishes
    story.agent.post(Action.QUIT)
    story.agent.run()
    assert "a turn failed" in caplog.text
    assert story.view.next_attempt is None


def test_since_when_it_cannot_begin_is_said_as_long_as_it_cannot() -> None:
    story = without_state()
    begun = story.time
    story.pass_time(HOUR)
    assert story.view.since == begun


def test_settings_that_cannot_be_read_are_said_although_a_person_saved_them() -> None:
    story = without_settings()
    story.post(Action.TAKE_NEW_SETTINGS)
    assert story.view.file_notices == (FileNotice(OwnFile.SETTINGS, FileFinding.UNREADABLE),)


def test_at_login_in_assistance_mode_no_attempt_is_planned() -> None:
    assert Story(saved_state=ON, at_login=True).view.next_attempt is None


def test_the_reminder_of_assistance_mode_bears_the_beetle() -> None:
    assert Story(saved_state=ON).announced_with == [Picture.BEETLE]
    late = without_state(ON)
    late.unreadable = False
    late.pass_time(1.0)
    assert late.announced_with == [Picture.HEART, Picture.BEETLE]


def test_a_click_before_it_has_begun_lets_no_later_attempt_prompt() -> None:
    story = without_state()
    story.post(Action.AUTHENTICATE)
    story.unreadable = False
    story.pass_time(BEGINNING_CAP_S)
    (attempt,) = story.attempts
    assert attempt.order.may_prompt is False  # type: ignore[union-attr]


def test_an_icon_that_comes_meanwhile_is_remembered_once_it_has_begun() -> None:
    story = without_state(SavedState(icon_advised=Desktop.GNOME))
    story.pass_time(1.0)
    story.post(Tray.PRESENT)
    story.pass_time(HOUR)
    story.unreadable = False
    story.pass_time(BEGINNING_CAP_S)
    assert story.saved_state.icon_advised == ""
