"""The first start: one window by itself, and no other where a licence is all that is missing."""

import pytest
from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.desktops import Tray
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import DialogAsked, JobReady
from tests.agent.story import SAVED, Story

WELCOME = DialogKind.WELCOME
NO_LICENCE = replace(SAVED, licence_number="")


def opened(story: Story) -> list[DialogKind]:
    """Return the kinds of the dialogs that were opened, in order."""
    return [kind for kind in DialogKind for _ in story.dialogs(kind)]


def test_a_first_start_without_a_licence_opens_one_window() -> None:
    story = Story(settings=Settings())
    assert opened(story) == [WELCOME]
    assert story.view.connection is Link.NOT_CONFIGURED
    assert not story.saved_state.welcomed, "it was not seen yet"
    story.dialog_says(WELCOME, JobReady())
    assert story.saved_state.welcomed


def test_the_window_says_what_no_notification_says_beside_it() -> None:
    assert Story(settings=NO_LICENCE).announced == []
    assert Story(settings=NO_LICENCE, at_login=True).announced == []
    seen = Story(settings=NO_LICENCE, saved_state=SavedState(welcomed=True), at_login=True)
    assert [told.title for told in seen.announced] == ["Impact emploi\u00a0: non connecté"]
    assert len(Story(settings=NO_LICENCE, greets=False).announced) == 1


def test_what_happens_after_the_window_is_announced() -> None:
    story = Story(settings=NO_LICENCE)
    story.settings = SAVED
    story.dialog_says(WELCOME, DialogAsked(Action.TAKE_NEW_SETTINGS))
    story.server_answers(Verdict.TIMEOUT)
    assert [told.title for told in story.announced] == ["Impact emploi\u00a0: non connecté"]


def test_with_a_licence_or_in_assistance_mode_nothing_opens() -> None:
    assert opened(Story()) == []
    assert opened(Story(settings=NO_LICENCE, saved_state=SavedState(mode=Mode.ASSISTANCE))) == []


def test_a_login_opens_it_once_a_person_each_time() -> None:
    first = Story(settings=NO_LICENCE, at_login=True)
    assert opened(first) == [WELCOME]
    first.dialog_says(WELCOME, JobReady())
    first.dialog_closes(WELCOME)
    assert opened(Story(settings=NO_LICENCE, saved_state=first.saved_state, at_login=True)) == []
    assert opened(Story(settings=NO_LICENCE, saved_state=first.saved_state)) == [WELCOME]


def test_a_start_for_another_command_opens_nothing_by_itself() -> None:
    assert opened(Story(settings=NO_LICENCE, greets=False)) == []


def test_a_launch_without_a_licence_asks_for_it_and_no_server() -> None:
    story = Story(settings=NO_LICENCE, greets=False)
    story.post(Action.LAUNCH)
    assert opened(story) == [WELCOME]
    assert story.attempts == []
    assert story.view.launch is not None
    assert story.view.launch.outcome is LaunchOutcome.NOT_CONNECTED


def test_a_launch_that_finds_no_key_gives_its_window_up_for_the_one_that_asks_for_it() -> None:
    story = Story()
    story.server_answers(Verdict.TIMEOUT)
    story.post(Action.LAUNCH)
    assert opened(story) == [DialogKind.LAUNCH]
    story.pass_time(10)
    story.server_answers(Verdict.NOT_CONFIGURED)
    assert story.dialogs(DialogKind.LAUNCH)[0].cancelled
    assert opened(story) == [DialogKind.LAUNCH, WELCOME]


def test_a_key_that_is_missing_in_the_background_opens_nothing() -> None:
    story = Story()
    story.server_answers(Verdict.NOT_CONFIGURED)
    assert opened(story) == []


def test_what_needs_a_key_leads_to_the_window_that_asks_for_it() -> None:
    story = Story(settings=NO_LICENCE, greets=False)
    story.post(Open(DialogKind.ASSISTANCE))
    assert opened(story) == [WELCOME]


def test_the_window_is_there_only_where_a_key_is_missing() -> None:
    story = Story()
    story.post(Open(WELCOME))
    story.server_answers(Verdict.CONNECTED)
    story.post(Open(WELCOME))
    assert opened(story) == []


@pytest.mark.parametrize("comes", [True, False])
def test_without_a_tray_the_status_dialog_follows_it(*, comes: bool) -> None:
    story = Story(settings=NO_LICENCE)
    story.post(Tray.ABSENT)
    assert opened(story) == [WELCOME]
    if comes:
        story.post(Tray.PRESENT)
    story.dialog_closes(WELCOME)
    assert opened(story) == [WELCOME] if comes else [DialogKind.STATUS, WELCOME]


def test_without_a_screen_nothing_opens() -> None:
    class Bare(Story):
        has_screen = False

    bare = Bare(settings=NO_LICENCE)
    assert (opened(bare), len(bare.announced)) == ([], 1)
