"""An agent whose files cannot be read does not begin: it says so, writes nothing, and reads them again."""

from collections.abc import Callable

import pytest

from iea_agent.core.commands import Action, Command, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.errors import StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.lockout import Lockout
from iea_agent.core.reconnect import AFTER_LOGIN_S, BEGINNING_CAP_S
from iea_agent.core.saved_state import SavedState
from iea_agent.core.texts import file_notices as notice_texts
from iea_agent.core.wire.jobs import MailPrepared
from tests.agent.world import SAVED, FakeWorld

HOUR = 3600.0
ON = SavedState(mode=Mode.ASSISTANCE, mode_since=5.0, reason="panne", who="claire", lockout=Lockout(3))
LASTING = Period(PeriodKind.ASSISTANCE, 5.0, reason="panne", who="claire")


def without_state(kept: SavedState | None = None, *, backup: SavedState | None = None) -> FakeWorld:
    return FakeWorld(kept=kept, backup=backup, history=(LASTING,), unreadable=True)


def without_history() -> FakeWorld:
    return FakeWorld(kept=ON, history=(LASTING,), unreadable_history=True)


def without_settings() -> FakeWorld:
    return FakeWorld(kept=ON, history=(LASTING,), settings=StorageError("not mounted"))


Begun = Callable[[], FakeWorld]
UNREADABLE = [
    pytest.param(lambda: without_state(ON), OwnFile.STATE, id="state"),
    pytest.param(without_history, OwnFile.HISTORY, id="history"),
    pytest.param(without_settings, OwnFile.SETTINGS, id="settings"),
]


@pytest.mark.parametrize(("begun_without", "file"), UNREADABLE)
def test_it_shows_the_heart_says_why_tries_nothing_and_writes_nothing(begun_without: Begun, file: OwnFile) -> None:
    world = begun_without()
    world.pass_time(HOUR)
    assert world.picture() is Picture.HEART
    assert world.view.connection is Link.NOT_CONFIGURED
    notice = FileNotice(file, FileFinding.UNREADABLE)
    assert world.view.remarks == (notice,)
    assert world.announced == [notice_texts.sentence(notice)]
    assert world.attempts == []
    assert (world.written, world.history) == ([], (LASTING,))


@pytest.mark.parametrize(("begun_without", "file"), UNREADABLE)
def test_once_the_files_can_be_read_it_begins_as_at_a_start(begun_without: Begun, file: OwnFile) -> None:
    del file
    world = begun_without()
    world.pass_time(10.0)
    world.unreadable = world.unreadable_history = False
    world.saved = SAVED
    world.pass_time(BEGINNING_CAP_S)
    assert world.picture() is Picture.BEETLE
    assert (world.view.mode_since, world.view.reason, world.view.who) == (5.0, "panne", "claire")
    assert world.view.remarks == ()
    assert world.kept.lockout == Lockout(3)
    assert world.kept.clock_mark == world.time, "it writes again"
    assert world.history == (LASTING,)


def test_it_reads_them_again_after_one_second_then_ever_less_often() -> None:
    world = without_state()
    reads = []
    for second in range(200):
        before = world.reads
        world.pass_time(1.0)
        if world.reads > before:
            reads.append(second + 1)
    assert reads == [1, 3, 7, 15, 31, 63, 123, 183]


def test_at_login_the_first_attempt_is_spread_also_after_a_late_beginning() -> None:
    world = FakeWorld(unreadable=True, at_login=True)
    world.unreadable = False
    world.pass_time(1.0)
    assert world.attempts == []
    world.pass_time(AFTER_LOGIN_S)
    assert len(world.attempts) == 1


@pytest.mark.parametrize("kind", [DialogKind.STATUS, DialogKind.SUPPORT_MAIL, DialogKind.REPORT])
def test_what_explains_it_opens(kind: DialogKind) -> None:
    world = without_state()
    reads = world.reads
    world.post(Open(kind))
    assert len(world.windows(kind)) == 1
    assert world.reads == reads


@pytest.mark.parametrize(
    "command",
    [
        Open(DialogKind.CONNECTION_SETTINGS),
        Open(DialogKind.SERVER_TEST),
        Open(DialogKind.REAUTHENTICATE),
        Open(DialogKind.ASSISTANCE),
    ],
)
def test_what_needs_the_files_reads_them_and_opens_the_status_window_in_vain(command: Command) -> None:
    world = without_state()
    reads = world.reads
    world.post(command)
    assert world.reads == reads + 1
    assert [job.order.dialog for job in world.started] == [DialogKind.STATUS]  # type: ignore[union-attr]


def test_a_click_on_what_needs_the_files_begins_at_once_if_they_can_be_read() -> None:
    world = without_state()
    world.unreadable = False
    world.post(Open(DialogKind.CONNECTION_SETTINGS))
    assert len(world.windows(DialogKind.CONNECTION_SETTINGS)) == 1
    assert len(world.attempts) == 1


@pytest.mark.parametrize("command", [Action.AUTHENTICATE, Action.RECHECK, Action.TAKE_NEW_SETTINGS])
def test_whoever_asks_for_an_attempt_has_the_answer_at_once(command: Command) -> None:
    world = without_state()
    world.post(command)
    assert world.attempts == []
    assert (world.view.attempt, world.view.attempting) == (1, False)
    assert world.view.diagnosis is not None
    assert world.view.diagnosis.verdict is Verdict.AGENT_FAULT
    assert world.view.diagnosis.detail == "state: unreadable"


def test_without_settings_the_diagnosis_says_that_they_are_the_reason() -> None:
    world = without_settings()
    assert world.view.diagnosis is not None
    assert world.view.diagnosis.verdict is Verdict.BAD_SETTINGS
    assert world.view.diagnosis.detail == "not mounted"


@pytest.mark.parametrize("begun_without", [lambda: without_state(backup=ON), without_history])
def test_in_assistance_mode_the_software_can_be_launched_all_the_same(begun_without: Begun) -> None:
    world = begun_without()
    world.post(Action.LAUNCH)
    assert world.software.started == [(("iea", "--compta"), Mode.ASSISTANCE)]
    assert world.picture() is Picture.HEART
    assert world.written == []


@pytest.mark.parametrize("begun_without", [lambda: without_state(backup=SavedState()), without_settings])
def test_otherwise_a_launch_starts_nothing_and_the_status_window_says_why(begun_without: Begun) -> None:
    world = begun_without()
    world.post(Action.LAUNCH)
    assert world.software.started == []
    assert world.view.launch is not None
    assert world.view.launch.outcome is LaunchOutcome.NOT_CONNECTED
    assert len(world.windows(DialogKind.STATUS)) == 1


def test_a_launch_reads_the_files_and_goes_on_if_they_can_be_read() -> None:
    world = without_state()
    world.unreadable = False
    world.post(Action.LAUNCH)
    world.server_answers(Verdict.CONNECTED)
    assert world.software.started == [(("iea", "--compta"), Mode.PRODUCTION)]


def test_a_mail_that_is_prepared_meanwhile_is_not_written() -> None:
    world = without_state(SavedState())
    world.post(Open(DialogKind.SUPPORT_MAIL))
    world.window_says(DialogKind.SUPPORT_MAIL, MailPrepared())
    assert world.view.mail_prepared == world.time
    assert world.written == []


def test_it_can_be_quit() -> None:
    world = without_state()
    world.post(Action.QUIT)
    assert not world.running


def test_a_turn_that_fails_meanwhile_plans_no_attempt(caplog: pytest.LogCaptureFixture) -> None:
    world = without_state()
    world.no_windows = StorageError("no")
    world.agent.post(Open(DialogKind.STATUS))
    world.agent.post(Action.QUIT)
    world.agent.run()
    assert "a turn failed" in caplog.text
    assert world.view.next_attempt is None
