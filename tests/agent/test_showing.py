"""Displays that fail: what was not shown is shown as soon as they work again; and the news after a wake-up."""

import logging

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from iea_agent.agent.ports import Signal
from iea_agent.agent.showing import LASTS_S, MAX_KEPT, STALE_S
from iea_agent.core import reconnect
from iea_agent.core.announcing import QUIET_S
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.notification import Notification
from iea_agent.core.reconnect import Change
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import DialogOrder, ViewChanged
from tests.agent.story import SAVED, FakeJob, Story


@pytest.fixture
def connected() -> Story:
    story = Story()
    story.server_answers(Verdict.CONNECTED)
    return story


def numbered(body: str) -> Notification:
    return Notification("title", body, "button")


def refuse(story: Story) -> None:
    """Let the next check be refused."""
    story.pass_time(SAVED.check_every_s)
    story.server_answers(Verdict.REFUSED)


def test_a_picture_that_could_not_be_shown_is_shown_once_the_display_works(
    connected: Story, caplog: pytest.LogCaptureFixture
) -> None:
    connected.icon_fails = True
    refuse(connected)
    assert connected.shown[-1].picture is Picture.BALL
    assert connected.picture() is Picture.HEART
    for _ in range(5):
        connected.pass_time(1)
    connected.icon_fails = False
    caplog.set_level(logging.INFO)
    connected.pass_time(reconnect.SHOWING_CAP_S)
    assert connected.shown[-1] == connected.view
    assert caplog.text.count("the icon failed, will retry") == 1
    assert "the icon works again" in caplog.text


def test_another_picture_is_tried_at_once(connected: Story) -> None:
    connected.icon_fails = True
    refuse(connected)
    connected.icon_fails = False
    connected.post(Action.AUTHENTICATE)
    connected.pass_time(5)
    connected.server_answers(Verdict.CONNECTED)
    assert connected.shown[-1].picture is Picture.BALL


def test_a_view_that_was_shown_before_is_shown_again_after_a_failure(connected: Story) -> None:
    before = connected.shown[-1]
    connected.icon_fails = True
    connected.post(Action.AUTHENTICATE)
    connected.server_answers(Verdict.CONNECTED)
    connected.icon_fails = False
    shown = len(connected.shown)
    connected.pass_time(1)
    assert len(connected.shown) == shown + 1
    assert connected.shown[-1].picture is before.picture


def test_an_icon_that_fails_for_long_is_said_while_it_does(connected: Story) -> None:
    connected.icon_fails = True
    refuse(connected)
    connected.pass_time(LASTS_S - 1)
    assert not connected.view.icon_fails
    connected.pass_time(1)
    connected.pass_time(reconnect.SHOWING_CAP_S)
    said = connected.view
    assert announcements.state_line(said).endswith(f" — {announcements.ICON_NOT_SHOWN}")
    assert connected.announced[-1] == announcements.ICON_FAILS
    connected.icon_fails = False
    connected.pass_time(reconnect.SHOWING_CAP_S)
    assert announcements.ICON_NOT_SHOWN not in announcements.state_line(connected.view)
    assert connected.announced.count(announcements.ICON_FAILS) == 1
    assert connected.shown[-1] == connected.view


def test_what_the_icon_accepted_and_could_not_show_is_shown_again_ever_less_often(
    connected: Story, caplog: pytest.LogCaptureFixture
) -> None:
    """As on macOS, where the main thread does it later."""
    waits: list[float] = []
    for _ in range(7):
        shown = len(connected.shown)
        connected.post(Signal.NOT_SHOWN)
        waits.append(connected.agent.due_in_s or 0)
        connected.pass_time(waits[-1])
        assert connected.shown[shown:] == [connected.view]
        assert caplog.text.count("could not show") == 1
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    connected.pass_time(100)
    connected.post(Signal.NOT_SHOWN)
    assert connected.agent.due_in_s == 1


def test_a_notification_that_failed_tells_the_state_of_when_it_works(
    connected: Story, caplog: pytest.LogCaptureFixture
) -> None:
    connected.notifications_fail = True
    refuse(connected)
    assert connected.announced == []
    assert "a notification failed, will retry" in caplog.text
    connected.notifications_fail = False
    connected.pass_time(1)
    assert len(connected.announced) == 1
    assert "autorisation refusée" in connected.announced[0].title


def test_a_change_that_is_over_when_the_display_works_is_not_told(connected: Story) -> None:
    connected.notifications_fail = True
    refuse(connected)
    connected.post(Action.AUTHENTICATE)
    connected.pass_time(5)
    connected.server_answers(Verdict.CONNECTED)
    connected.notifications_fail = False
    connected.pass_time(60)
    assert connected.announced == []


def test_what_else_failed_to_be_announced_is_kept_for_a_while(connected: Story) -> None:
    agent = connected.agent._agent  # noqa: SLF001 (any handler may announce)
    connected.notifications_fail = True
    agent.announce(numbered("old"))
    connected.pass_time(STALE_S / 2)
    for number in range(MAX_KEPT):
        agent.announce(numbered(f"{number}"))
    agent.announce(numbered("0"))
    connected.pass_time(STALE_S / 2)
    connected.notifications_fail = False
    connected.pass_time(reconnect.SHOWING_CAP_S)
    assert [each.body for each in connected.announced] == [*(f"{number}" for number in range(1, MAX_KEPT)), "0"]


def test_a_dialog_that_takes_no_message_delays_no_other_and_follows_later(connected: Story) -> None:
    connected.post(Open(DialogKind.STATUS))
    (dialog,) = connected.dialogs(DialogKind.STATUS)
    connected.dialogs_fail = True
    refuse(connected)
    assert connected.shown[-1] == connected.view
    assert dialog.sent == []
    connected.dialogs_fail = False
    connected.pass_time(reconnect.SHOWING_CAP_S)
    assert dialog.sent == [ViewChanged(connected.view)]
    connected.dialog_closes(DialogKind.STATUS)
    refuse(connected)


def test_an_icon_that_cannot_be_taken_away_leaves_no_job_behind(
    connected: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_display: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr(type(connected.ports.display), "stop", stop)
    with pytest.raises(OSError, match="gone"):
        connected.agent.end()
    assert connected.jobs_closed


# News after a wake-up, and of a connection that changes all the time.


def wake_into_an_outage(story: Story) -> None:
    story.post(Change.WOKE)
    for _ in range(2):
        story.pass_time(10)
        story.server_answers(Verdict.REFUSED_CONNECTION)
    assert story.picture() is Picture.HEART


def test_a_network_that_needs_its_time_after_a_wake_up_is_not_announced(connected: Story) -> None:
    wake_into_an_outage(connected)
    connected.pass_time(QUIET_S - 20)
    connected.pass_time(3)
    assert connected.view.attempting, "it is looked at once more"
    connected.server_answers(Verdict.CONNECTED)
    connected.pass_time(60)
    assert connected.announced == []
    assert connected.picture() is Picture.BALL


def test_an_outage_that_outlasts_the_wake_up_is_announced_with_the_next_answer(connected: Story) -> None:
    wake_into_an_outage(connected)
    connected.pass_time(QUIET_S - 20)
    connected.pass_time(3)
    assert connected.announced == []
    connected.server_answers(Verdict.REFUSED_CONNECTION)
    assert len(connected.announced) == 1


def test_an_attempt_that_began_before_the_network_was_back_is_made_again(connected: Story) -> None:
    connected.pass_time(60)
    connected.post(Change.WOKE)
    for _ in range(2):
        connected.pass_time(7)
        connected.server_answers(Verdict.REFUSED_CONNECTION)
    connected.post(Change.CAME_BACK)
    connected.pass_time(7)
    old = connected.attempts[-1]
    assert connected.view.attempting
    connected.pass_time(QUIET_S - 21)
    assert old.cancelled
    connected.pass_time(3)
    assert connected.attempts[-1] is not old
    assert connected.view.attempting


def test_a_person_who_waits_at_the_end_of_the_quiet_keeps_the_attempt(connected: Story) -> None:
    wake_into_an_outage(connected)
    connected.post(Action.AUTHENTICATE)
    connected.pass_time(6)
    attempt = connected.attempts[-1]
    assert connected.view.attempting
    connected.pass_time(10)
    assert connected.attempts[-1] is attempt
    assert not attempt.cancelled


def test_a_wake_up_before_the_files_can_be_read_is_no_news() -> None:
    story = Story(unreadable=True)
    story.post(Change.WOKE)
    announced = list(story.announced)
    story.pass_time(2 * QUIET_S)
    assert story.announced == announced


def test_a_connection_that_changes_all_the_time_is_announced_three_times(connected: Story) -> None:
    for _ in range(10):
        refuse(connected)
        connected.post(Action.AUTHENTICATE)
        connected.pass_time(5)
        connected.server_answers(Verdict.CONNECTED)
        connected.post(Action.AUTHENTICATE)
        connected.pass_time(5)
        connected.server_answers(Verdict.CONNECTED)
    assert connected.announced.count(announcements.UNSTABLE) == 1


# Any history.


class AnyDisplay(RuleBasedStateMachine):
    """Displays that raise at arbitrary moments, and an agent that goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()

    @rule(icon=st.booleans(), notifications=st.booleans(), dialogs=st.booleans())
    def displays_break_or_work(self, *, icon: bool, notifications: bool, dialogs: bool) -> None:
        self.story.icon_fails = icon
        self.story.notifications_fail = notifications
        self.story.dialogs_fail = dialogs

    @rule(seconds=st.sampled_from([0.5, 5.0, 70.0, 4000.0]))
    def time_passes(self, seconds: float) -> None:
        self.story.pass_time(seconds)

    @precondition(lambda self: self.story.view.attempting)
    @rule(verdict=st.sampled_from([Verdict.CONNECTED, Verdict.REFUSED, Verdict.TIMEOUT]))
    def the_server_answers(self, verdict: Verdict) -> None:
        self.story.server_answers(verdict)

    @rule(item=st.sampled_from([Action.AUTHENTICATE, Open(DialogKind.STATUS), Change.WOKE, Change.CAME_BACK]))
    def something_is_posted(self, item: object) -> None:
        if not self.story.dialogs_fail or not isinstance(item, Open):
            self.story.post(item)

    @precondition(lambda self: bool(open_dialogs(self.story)))
    @rule()
    def a_dialog_closes(self) -> None:
        self.story.dialog_closes(DialogKind.STATUS)

    @rule()
    def all_work_again(self) -> None:
        self.displays_break_or_work(icon=False, notifications=False, dialogs=False)
        self.story.pass_time(reconnect.SHOWING_CAP_S)
        view = self.story.view
        assert self.story.shown[-1] == view
        assert not view.icon_fails
        for dialog in open_dialogs(self.story):
            views = [message.view for message in dialog.sent if isinstance(message, ViewChanged)]
            assert isinstance(dialog.order, DialogOrder)
            assert (views[-1] if views else dialog.order.view) == view

    @invariant()
    def a_display_that_works_shows_the_present_picture(self) -> None:
        if not self.story.icon_fails and self.story.agent._agent.showing.due is None:  # noqa: SLF001
            assert self.story.shown[-1].picture is self.story.picture()

    @invariant()
    def retries_are_spaced(self) -> None:
        assert self.story.agent.due_in_s != 0


def open_dialogs(story: Story) -> list[FakeJob]:
    return story.dialogs(DialogKind.STATUS)[-1:] if story.agent._agent.dialogs else []  # noqa: SLF001


TestAnyDisplay = AnyDisplay.TestCase
