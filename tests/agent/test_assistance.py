"""Assistance mode and the password of the day, told with fakes: each test is a short story."""

import pytest
from msgspec.structs import replace

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.errors import StorageError
from iea_agent.core.history import PeriodKind
from iea_agent.core.lockout import FIRST_LOCK_S, FREE_TRIES, Lockout
from iea_agent.core.ports import JobEnd, JobFault
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import (
    AssistanceConfirmed,
    ComparePasswordOrder,
    KeyStored,
    MailPrepared,
    PasswordAnswered,
    PasswordCompared,
    PasswordTyped,
    ServerTested,
)
from tests.agent.world import SAVED, FakeWorld

DAY = 86400.0
MONDAY = 1_795_392_000.0
"""Monday 23 November 2026, 00:00 UTC, which is the local time of these stories."""
HOUR = 3600.0
ON = SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY, reason="avant")
TYPED = PasswordTyped(Secret("12345678"))


def beetle(kept: SavedState | None = None, time: float = MONDAY + 10 * HOUR) -> FakeWorld:
    """Return an agent in assistance mode with the window for the password open."""
    world = FakeWorld(kept=kept or SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY), time=time)
    world.post(Open(DialogKind.DAY_PASSWORD))
    return world


def compared(world: FakeWorld, outcome: PasswordOutcome) -> None:
    """The running comparison comes to this."""
    world.comparisons[-1].say(PasswordCompared(outcome))
    world.comparisons[-1].end(JobEnd())
    world.settle()


def answers(world: FakeWorld) -> list[PasswordAnswered]:
    sent = world.windows(DialogKind.DAY_PASSWORD)[-1].sent
    return [message for message in sent if isinstance(message, PasswordAnswered)]


# In.


def test_on_confirmation_the_beetle_is_there_at_once_and_for_good(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    world.server_answers(Verdict.TIMEOUT)
    world.post(Open(DialogKind.ASSISTANCE))
    world.window_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne du serveur"))
    assert world.picture() is Picture.BEETLE
    assert (world.view.reason, world.view.who, world.view.mode_since) == ("panne du serveur", "mdupont", world.time)
    assert (world.kept.mode, world.kept.reason, world.kept.who) == (Mode.ASSISTANCE, "panne du serveur", "mdupont")
    assert "assistance mode is enabled by mdupont, licence 75-000042: panne du serveur" in caplog.text
    assert world.view.history[-1].kind is PeriodKind.ASSISTANCE
    world.pass_time(10 * DAY)
    assert len(world.attempts) == 1


def test_a_reason_is_cut_and_cleaned() -> None:
    world = FakeWorld()
    world.post(Open(DialogKind.ASSISTANCE))
    world.window_says(DialogKind.ASSISTANCE, AssistanceConfirmed("a\x00b\n" + "x" * 500))
    assert len(world.kept.reason) <= 201
    assert world.kept.reason.isprintable()


def test_a_disk_that_refuses_does_not_prevent_the_beetle_but_is_said() -> None:
    world = FakeWorld()
    world.server_answers(Verdict.TIMEOUT)
    world.post(Open(DialogKind.ASSISTANCE))
    world.full_disk = StorageError("full")
    world.window_says(DialogKind.ASSISTANCE, AssistanceConfirmed())
    assert world.picture() is Picture.BEETLE
    assert world.announced[-1] == announcements.MODE_NOT_WRITTEN


def test_the_copy_of_a_state_that_is_spoiled_later_says_the_same_mode() -> None:
    world = FakeWorld()
    world.server_answers(Verdict.TIMEOUT)
    world.post(Open(DialogKind.ASSISTANCE))
    world.window_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne"))
    assert [(kept.mode, kept.reason) for kept in world.written[-2:]] == [(Mode.ASSISTANCE, "panne")] * 2


def test_the_window_that_leaves_assistance_mode_does_not_open_in_production() -> None:
    world = FakeWorld()
    world.post(Open(DialogKind.DAY_PASSWORD))
    assert world.started[1:] == []
    world.post(Open(DialogKind.ASSISTANCE))
    assert len(world.windows(DialogKind.ASSISTANCE)) == 1


# Out.


def test_another_licence_in_assistance_mode_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    changes = [replace(SAVED, licence_number="13-000007"), replace(SAVED, licence_number="13-000007", secure=False)]
    world.saved = changes[0]
    world.post(Open(DialogKind.CONNECTION_SETTINGS))
    world.window_says(DialogKind.CONNECTION_SETTINGS, KeyStored("13-000007"))
    world.window_asks(DialogKind.CONNECTION_SETTINGS, Action.TAKE_NEW_SETTINGS)
    assert "in assistance mode" not in caplog.text
    world = FakeWorld(kept=SavedState(mode=Mode.ASSISTANCE))
    world.post(Open(DialogKind.CONNECTION_SETTINGS))
    for world.saved in changes:
        world.window_says(DialogKind.CONNECTION_SETTINGS, KeyStored("13-000007"))
        world.window_asks(DialogKind.CONNECTION_SETTINGS, Action.TAKE_NEW_SETTINGS)
    said = [message for message in caplog.messages if "in assistance mode" in message]
    assert said == [
        "licence 13-000007 is given another key, in assistance mode, by mdupont",
        "licence 75-000042 is replaced by 13-000007, in assistance mode, by mdupont",
        "licence 13-000007 is given another key, in assistance mode, by mdupont",
    ]


def test_a_right_password_brings_the_heart_and_then_the_ball_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    world = beetle(SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY, lockout=Lockout(2)))
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert world.comparisons[-1].order == ComparePasswordOrder(SAVED, Secret("12345678"), world.time)
    assert world.picture() is Picture.BEETLE
    compared(world, PasswordOutcome.RIGHT)
    assert world.picture() is Picture.HEART
    assert world.view.connection is Link.CONNECTING
    assert (world.kept.mode, world.kept.lockout) == (Mode.PRODUCTION, Lockout())
    assert "disabled by mdupont, with the password of the day of licence 75-000042" in caplog.text
    assert "12345678" not in caplog.text
    assert answers(world)[-1].outcome is PasswordOutcome.RIGHT
    world.server_answers(Verdict.CONNECTED)
    assert world.picture() is Picture.BALL


def test_a_try_is_on_the_disk_before_it_is_compared() -> None:
    world = beetle()
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert world.kept.lockout.failed == 1
    assert len(world.comparisons) == 1
    assert answers(world) == []


def test_a_wrong_password_says_how_many_tries_are_left() -> None:
    world = beetle()
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    compared(world, PasswordOutcome.WRONG)
    assert answers(world) == [PasswordAnswered(PasswordOutcome.WRONG, 3)]
    assert world.picture() is Picture.BEETLE


def test_after_four_wrong_ones_it_waits_also_after_a_restart() -> None:
    world = beetle()
    for _ in range(4):
        world.window_says(DialogKind.DAY_PASSWORD, TYPED)
        compared(world, PasswordOutcome.WRONG)
    until = world.time + 30
    assert answers(world)[-1] == PasswordAnswered(PasswordOutcome.WRONG, 0, until)
    world = beetle(world.kept, time=world.time + 10)
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert world.comparisons == []
    assert answers(world) == [PasswordAnswered(PasswordOutcome.LOCKED, 0, until)]
    world.pass_time(20)
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert len(world.comparisons) == 1


def test_one_comparison_at_a_time() -> None:
    world = beetle()
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert len(world.comparisons) == 1
    assert world.kept.lockout.failed == 1


@pytest.mark.parametrize("outcome", [PasswordOutcome.KEY_UNREADABLE, PasswordOutcome.NO_KEY])
def test_without_a_key_nothing_was_compared_and_the_try_is_given_back(outcome: PasswordOutcome) -> None:
    world = beetle()
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    compared(world, outcome)
    assert world.kept.lockout.failed == 0
    assert answers(world) == [PasswordAnswered(outcome, 4)]


def test_a_comparison_that_dies_counts() -> None:
    world = beetle()
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    world.comparisons[-1].end(JobEnd(JobFault.CRASHED))
    world.settle()
    assert world.kept.lockout.failed == 1
    assert answers(world) == [PasswordAnswered(PasswordOutcome.AGENT_FAULT, 3)]


def test_a_try_that_cannot_be_counted_is_not_compared() -> None:
    world = beetle()
    world.full_disk = StorageError("full")
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert world.comparisons == []
    assert answers(world) == [PasswordAnswered(PasswordOutcome.NOT_WRITTEN, 4)]


def test_a_clock_set_back_is_said_and_nothing_is_compared() -> None:
    world = beetle()
    world.time -= DAY
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert world.comparisons == []
    assert answers(world) == [PasswordAnswered(PasswordOutcome.CLOCK, 4)]
    assert world.kept.lockout.failed == 0


def test_a_server_that_was_verified_mends_a_time_that_was_never_true() -> None:
    world = FakeWorld(kept=SavedState(clock_mark=2e9))
    world.server_answers(Verdict.CONNECTED)
    assert world.kept.clock_mark == world.time


@pytest.mark.parametrize("settings", [SAVED, replace(SAVED, secure=False)])
def test_a_server_that_does_not_vouch_for_the_time_mends_nothing(settings: Settings) -> None:
    world = FakeWorld(settings=settings, kept=SavedState(clock_mark=2e9))
    world.server_answers(Verdict.CONNECTED, clock_offset_s=4000.0 if settings.secure else None)
    assert world.kept.clock_mark == 2e9


@pytest.mark.parametrize(("url", "mended"), [("https://example.fr", True), ("http://example.fr", False)])
def test_in_assistance_mode_a_test_that_a_person_made_vouches_for_the_time(url: str, mended: bool) -> None:  # noqa: FBT001
    world = beetle(SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY, clock_mark=2e9))
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert answers(world)[-1].outcome is PasswordOutcome.CLOCK
    world.post(Open(DialogKind.SERVER_TEST))
    tested = ServerReport(Role.AUTHENTICATION, url, Diagnosis(Verdict.ACCESSIBLE, clock_offset_s=1.0))
    world.window_says(DialogKind.SERVER_TEST, ServerTested(tested))
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert bool(world.comparisons) is mended


def test_a_mode_that_could_not_be_written_is_seen_in_the_state() -> None:
    world = FakeWorld()
    world.full_disk = StorageError("full")
    world.post(Open(DialogKind.ASSISTANCE))
    world.window_says(DialogKind.ASSISTANCE, AssistanceConfirmed())
    assert (world.view.picture, world.view.mode_is_kept) == (Picture.BEETLE, False)


def test_a_lock_is_part_of_the_state() -> None:
    world = beetle()
    for _ in range(FREE_TRIES):
        world.window_says(DialogKind.DAY_PASSWORD, TYPED)
        compared(world, PasswordOutcome.WRONG)
    assert world.view.locked_until == world.time + FIRST_LOCK_S


def test_the_licence_that_was_corrected_meanwhile_is_the_one_that_counts() -> None:
    world = beetle()
    world.saved = replace(SAVED, licence_number="75-000043")
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    order = world.comparisons[-1].order
    assert isinstance(order, ComparePasswordOrder)
    assert order.settings.licence_number == "75-000043"


def test_in_production_a_password_means_nothing() -> None:
    world = beetle()
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    compared(world, PasswordOutcome.RIGHT)
    world.window_says(DialogKind.DAY_PASSWORD, TYPED)
    assert len(world.comparisons) == 1


# While it lasts.


def test_one_reminder_a_working_day_also_over_restarts() -> None:
    world = beetle(time=MONDAY + 10 * HOUR)
    for _ in range(14 * 24 * 4):
        world.pass_time(900)
    assert len(world.announced) == 10, "two working weeks"
    assert all("23/11" in words for words in world.announced)
    again = FakeWorld(kept=world.kept, time=world.time)
    assert again.announced == []


def test_the_first_look_after_a_night_off_reminds() -> None:
    world = FakeWorld(kept=SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY), time=MONDAY + DAY + 11 * HOUR)
    assert len(world.announced) == 1
    assert world.kept.reminded_on == "2026-11-24"


def test_connected_the_agent_is_woken_by_nothing_but_its_checks() -> None:
    world = FakeWorld()
    world.server_answers(Verdict.CONNECTED)
    written = len(world.written)
    world.pass_time(1800)
    assert len(world.written) == written


# The support desk.


def test_a_prepared_mail_is_remembered_until_the_connection_is_there() -> None:
    world = FakeWorld()
    world.server_answers(Verdict.TIMEOUT)
    world.post(Open(DialogKind.SUPPORT_MAIL))
    world.window_says(DialogKind.SUPPORT_MAIL, MailPrepared())
    assert world.view.mail_prepared == world.time
    again = FakeWorld(kept=world.kept)
    assert again.view.mail_prepared == world.time
    again.server_answers(Verdict.CONNECTED)
    assert not again.view.mail_prepared
    assert not again.kept.mail_prepared
