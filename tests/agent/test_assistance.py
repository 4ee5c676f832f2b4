"""Assistance mode and the password of the day, told with fakes: each test is a short story."""

import pytest
from msgspec.structs import replace

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import StorageError
from iea_agent.core.history import PeriodKind
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.lockout import FIRST_LOCK_S, FREE_TRIES, Lockout
from iea_agent.core.prepared_mails import Occasion, PreparedMail
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
from tests.agent.story import SAVED, Story

DAY = 86400.0
MONDAY = 1_795_392_000.0
"""Monday 23 November 2026, 00:00 UTC, which is the local time of these stories."""
HOUR = 3600.0
ON = SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY, reason="avant")
TYPED = PasswordTyped(Secret("12345678"))


def beetle(saved_state: SavedState | None = None, time: float = MONDAY + 10 * HOUR) -> Story:
    """Return an agent in assistance mode with the window for the password open."""
    story = Story(saved_state=saved_state or SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY), time=time)
    story.post(Open(DialogKind.DAY_PASSWORD))
    return story


def compared(story: Story, outcome: PasswordOutcome) -> None:
    """The running comparison has this outcome."""
    story.comparisons[-1].say(PasswordCompared(outcome))
    story.comparisons[-1].end(JobEnd())
    story.settle()


def answers(story: Story) -> list[PasswordAnswered]:
    sent = story.dialogs(DialogKind.DAY_PASSWORD)[-1].sent
    return [message for message in sent if isinstance(message, PasswordAnswered)]


# In.


def test_on_confirmation_the_beetle_is_there_at_once_and_for_good(caplog: pytest.LogCaptureFixture) -> None:
    story = Story()
    story.server_answers(Verdict.TIMEOUT)
    story.post(Open(DialogKind.ASSISTANCE))
    story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne du serveur"))
    assert story.picture() is Picture.BEETLE
    assert (story.view.reason, story.view.who, story.view.mode_since) == ("panne du serveur", "mdupont", story.time)
    saved = story.saved_state
    assert (saved.mode, saved.reason, saved.who) == (Mode.ASSISTANCE, "panne du serveur", "mdupont")
    assert "assistance mode is enabled by mdupont, licence 75-000042: panne du serveur" in caplog.text
    assert story.view.history[-1].kind is PeriodKind.ASSISTANCE
    story.pass_time(10 * DAY)
    assert len(story.attempts) == 1


def test_a_reason_is_cut_and_cleaned() -> None:
    story = Story()
    story.post(Open(DialogKind.ASSISTANCE))
    story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("a\x00b\n" + "x" * 500))
    assert len(story.saved_state.reason) <= 201
    assert story.saved_state.reason.isprintable()


def test_a_disk_that_refuses_does_not_prevent_the_beetle_but_is_said() -> None:
    story = Story()
    story.server_answers(Verdict.TIMEOUT)
    story.post(Open(DialogKind.ASSISTANCE))
    story.full_disk = StorageError("full")
    story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed())
    assert story.picture() is Picture.BEETLE
    assert story.announced[-1] == announcements.MODE_NOT_KEPT


def test_the_backup_of_a_state_that_is_corrupt_later_says_the_same_mode() -> None:
    story = Story()
    story.server_answers(Verdict.TIMEOUT)
    story.post(Open(DialogKind.ASSISTANCE))
    story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne"))
    assert [(kept.mode, kept.reason) for kept in story.written[-2:]] == [(Mode.ASSISTANCE, "panne")] * 2


def test_the_dialog_that_leaves_assistance_mode_does_not_open_in_production() -> None:
    story = Story()
    story.post(Open(DialogKind.DAY_PASSWORD))
    assert story.started[1:] == []
    story.post(Open(DialogKind.ASSISTANCE))
    assert len(story.dialogs(DialogKind.ASSISTANCE)) == 1


def test_without_a_key_nothing_leads_into_assistance_mode() -> None:
    story = Story()
    story.post(Open(DialogKind.ASSISTANCE))
    story.server_answers(Verdict.NOT_CONFIGURED)
    story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed("panne"))
    assert (story.view.mode, story.saved_state.mode) == (Mode.PRODUCTION, Mode.PRODUCTION)
    story.dialog_closes(DialogKind.ASSISTANCE)
    story.post(Open(DialogKind.ASSISTANCE))
    assert len(story.dialogs(DialogKind.ASSISTANCE)) == 1


# Out.


def test_another_licence_in_assistance_mode_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    story = Story()
    changes = [replace(SAVED, licence_number="13-000007"), replace(SAVED, licence_number="13-000007", secure=False)]
    story.settings = changes[0]
    story.post(Open(DialogKind.CONNECTION_SETTINGS))
    story.dialog_says(DialogKind.CONNECTION_SETTINGS, KeyStored("13-000007"))
    story.dialog_asks(DialogKind.CONNECTION_SETTINGS, Action.TAKE_NEW_SETTINGS)
    assert "in assistance mode" not in caplog.text
    story = Story(saved_state=SavedState(mode=Mode.ASSISTANCE))
    story.post(Open(DialogKind.CONNECTION_SETTINGS))
    for story.settings in changes:
        story.dialog_says(DialogKind.CONNECTION_SETTINGS, KeyStored("13-000007"))
        story.dialog_asks(DialogKind.CONNECTION_SETTINGS, Action.TAKE_NEW_SETTINGS)
    said = [message for message in caplog.messages if "in assistance mode" in message]
    assert said == [
        "licence 13-000007 is given another key, in assistance mode, by mdupont",
        "licence 75-000042 is replaced by 13-000007, in assistance mode, by mdupont",
        "licence 13-000007 is given another key, in assistance mode, by mdupont",
    ]


def test_a_right_password_brings_the_heart_and_then_the_ball_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    story = beetle(SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY, lockout=Lockout(2)))
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert story.comparisons[-1].order == ComparePasswordOrder(SAVED, Secret("12345678"), story.time)
    assert story.picture() is Picture.BEETLE
    compared(story, PasswordOutcome.RIGHT)
    assert story.picture() is Picture.HEART
    assert story.view.connection is Link.CONNECTING
    assert (story.saved_state.mode, story.saved_state.lockout) == (Mode.PRODUCTION, Lockout())
    assert "disabled by mdupont, with the password of the day of licence 75-000042" in caplog.text
    assert "12345678" not in caplog.text
    assert answers(story)[-1].outcome is PasswordOutcome.RIGHT
    assert story.view.password is None
    story.server_answers(Verdict.CONNECTED)
    assert story.picture() is Picture.BALL


def test_a_try_is_on_the_disk_before_it_is_compared() -> None:
    story = beetle()
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert story.saved_state.lockout.failed == 1
    assert len(story.comparisons) == 1
    assert answers(story) == []


def test_a_wrong_password_says_how_many_tries_are_left() -> None:
    story = beetle()
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    compared(story, PasswordOutcome.WRONG)
    assert answers(story) == [PasswordAnswered(PasswordOutcome.WRONG, 3)]
    assert story.picture() is Picture.BEETLE


def test_after_four_wrong_ones_it_waits_also_after_a_restart() -> None:
    story = beetle()
    for _ in range(4):
        story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
        compared(story, PasswordOutcome.WRONG)
    until = story.time + 30
    assert answers(story)[-1] == PasswordAnswered(PasswordOutcome.WRONG, 0, until)
    story = beetle(story.saved_state, time=story.time + 10)
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert story.comparisons == []
    assert answers(story) == [PasswordAnswered(PasswordOutcome.LOCKED, 0, until)]
    story.pass_time(20)
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert len(story.comparisons) == 1


def test_one_comparison_at_a_time() -> None:
    story = beetle()
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert len(story.comparisons) == 1
    assert story.saved_state.lockout.failed == 1


@pytest.mark.parametrize("outcome", [PasswordOutcome.KEY_UNREADABLE, PasswordOutcome.NO_KEY])
def test_without_a_key_nothing_was_compared_and_the_try_is_given_back(outcome: PasswordOutcome) -> None:
    story = beetle()
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    compared(story, outcome)
    assert story.saved_state.lockout.failed == 0
    assert answers(story) == [PasswordAnswered(outcome, 4)]


def test_a_comparison_that_dies_counts() -> None:
    story = beetle()
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    story.comparisons[-1].end(JobEnd(JobFault.CRASHED))
    story.settle()
    assert story.saved_state.lockout.failed == 1
    assert answers(story) == [PasswordAnswered(PasswordOutcome.AGENT_FAULT, 3)]


def test_a_try_that_cannot_be_counted_is_not_compared() -> None:
    story = beetle()
    story.full_disk = StorageError("full")
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert story.comparisons == []
    assert answers(story) == [PasswordAnswered(PasswordOutcome.NOT_WRITTEN, 4)]


def test_a_clock_set_back_is_said_and_nothing_is_compared() -> None:
    story = beetle()
    story.time -= DAY
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert story.comparisons == []
    assert answers(story) == [PasswordAnswered(PasswordOutcome.CLOCK, 4)]
    assert story.saved_state.lockout.failed == 0


def test_what_a_password_came_to_is_known_while_its_window_is_open() -> None:
    story = beetle()
    story.time -= DAY
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    seen = [story.view.password]
    story.dialogs(DialogKind.DAY_PASSWORD)[-1].end(JobEnd())
    story.settle()
    assert [*seen, story.view.password] == [PasswordOutcome.CLOCK, None]


def test_a_server_that_was_verified_corrects_a_mark_that_was_never_true() -> None:
    story = Story(saved_state=SavedState(clock_mark=2e9))
    story.server_answers(Verdict.CONNECTED)
    assert story.saved_state.clock_mark == story.time


@pytest.mark.parametrize("settings", [SAVED, replace(SAVED, secure=False)])
def test_a_server_that_does_not_vouch_for_the_time_corrects_nothing(settings: Settings) -> None:
    story = Story(settings=settings, saved_state=SavedState(clock_mark=2e9))
    story.server_answers(Verdict.CONNECTED, clock_offset_s=4000.0 if settings.secure else None)
    assert story.saved_state.clock_mark == 2e9


@pytest.mark.parametrize(("url", "corrected"), [("https://example.fr", True), ("http://example.fr", False)])
def test_in_assistance_mode_a_test_that_a_person_made_vouches_for_the_time(url: str, corrected: bool) -> None:  # noqa: FBT001
    story = beetle(SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY, clock_mark=2e9))
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert answers(story)[-1].outcome is PasswordOutcome.CLOCK
    story.post(Open(DialogKind.SERVER_TEST))
    tested = ServerReport(Role.AUTHENTICATION, url, Diagnosis(Verdict.ACCESSIBLE, clock_offset_s=1.0))
    story.dialog_says(DialogKind.SERVER_TEST, ServerTested(tested))
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert bool(story.comparisons) is corrected


def test_a_mode_that_could_not_be_written_is_seen_in_the_state() -> None:
    story = Story()
    story.full_disk = StorageError("full")
    story.post(Open(DialogKind.ASSISTANCE))
    story.dialog_says(DialogKind.ASSISTANCE, AssistanceConfirmed())
    assert (story.view.picture, story.view.mode_is_kept) == (Picture.BEETLE, False)


def test_a_lock_is_part_of_the_state() -> None:
    story = beetle()
    for _ in range(FREE_TRIES):
        story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
        compared(story, PasswordOutcome.WRONG)
    assert story.view.locked_until == story.time + FIRST_LOCK_S


def test_the_licence_that_was_corrected_meanwhile_is_the_one_that_counts() -> None:
    story = beetle()
    story.settings = replace(SAVED, licence_number="75-000043")
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    order = story.comparisons[-1].order
    assert isinstance(order, ComparePasswordOrder)
    assert order.settings.licence_number == "75-000043"


def test_in_production_a_password_means_nothing() -> None:
    story = beetle()
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    compared(story, PasswordOutcome.RIGHT)
    story.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    assert len(story.comparisons) == 1


# While it lasts.


def test_one_reminder_a_working_day_also_over_restarts() -> None:
    story = beetle(time=MONDAY + 10 * HOUR)
    for _ in range(14 * 24 * 4):
        story.pass_time(900)
    assert len(story.announced) == 10, "two working weeks"
    assert all("23/11" in notification.body for notification in story.announced)
    again = Story(saved_state=story.saved_state, time=story.time)
    assert again.announced == []


def test_the_first_look_after_a_night_off_reminds() -> None:
    story = Story(saved_state=SavedState(mode=Mode.ASSISTANCE, mode_since=MONDAY), time=MONDAY + DAY + 11 * HOUR)
    assert len(story.announced) == 1
    assert story.saved_state.reminded_on == "2026-11-24"


def test_connected_the_agent_is_woken_by_nothing_but_its_checks() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    written = len(story.written)
    story.pass_time(1800)
    assert len(story.written) == written


# The support desk.


def test_a_prepared_mail_is_remembered_until_the_connection_is_there() -> None:
    story = Story()
    story.server_answers(Verdict.TIMEOUT)
    story.post(Open(DialogKind.SUPPORT_MAIL))
    story.dialog_says(DialogKind.SUPPORT_MAIL, MailPrepared(Occasion.CONNECTION))
    assert story.view.mails == (PreparedMail(Occasion.CONNECTION, story.time, Verdict.TIMEOUT),)
    again = Story(saved_state=story.saved_state)
    assert again.view.mails == story.view.mails
    again.server_answers(Verdict.CONNECTED)
    assert again.view.mails == again.saved_state.mails == ()


def test_mails_of_other_occasions_are_remembered_beside_it() -> None:
    story = Story()
    story.server_answers(Verdict.REFUSED)
    for kind, occasion in ((DialogKind.SUPPORT_MAIL, Occasion.REFUSED), (DialogKind.HELPER_MAIL, Occasion.HELPER)):
        story.post(Open(kind))
        story.dialog_says(kind, MailPrepared(occasion))
    assert [mail.occasion for mail in story.saved_state.mails] == [Occasion.REFUSED, Occasion.HELPER]


def test_a_password_that_was_asked_for_is_remembered_until_assistance_mode_ends() -> None:
    story = beetle()
    story.post(Open(DialogKind.PASSWORD_MAIL))
    story.dialog_says(DialogKind.PASSWORD_MAIL, MailPrepared(Occasion.DAY_PASSWORD))
    asked = (PreparedMail(Occasion.DAY_PASSWORD, story.time),)
    again = beetle(story.saved_state)
    assert again.view.mails == asked
    again.dialog_says(DialogKind.DAY_PASSWORD, TYPED)
    compared(again, PasswordOutcome.RIGHT)
    assert again.saved_state.mode is Mode.PRODUCTION
    assert again.view.mails == again.saved_state.mails == ()


def test_in_production_no_password_can_be_asked_for() -> None:
    story = Story()
    story.post(Open(DialogKind.PASSWORD_MAIL))
    assert story.dialogs(DialogKind.PASSWORD_MAIL) == []


def test_a_mail_about_a_launch_is_remembered_until_the_software_starts() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    story.post(Open(DialogKind.SUPPORT_MAIL))
    story.dialog_says(DialogKind.SUPPORT_MAIL, MailPrepared(Occasion.LAUNCH))
    story.post(Action.AUTHENTICATE)
    story.server_answers(Verdict.CONNECTED)
    assert [mail.occasion for mail in story.view.mails] == [Occasion.LAUNCH]
    story.post(Action.LAUNCH)
    assert story.view.mails == story.saved_state.mails == ()


def test_an_answer_that_changes_nothing_writes_nothing() -> None:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    written = len(story.written)
    story.pass_time(SAVED.check_every_s)
    story.server_answers(Verdict.CONNECTED)
    assert len(story.written) == written
