"""On a desktop that shows no icon the status window serves, and says once how to get it."""

from iea_agent.agent.ports import Signal
from iea_agent.core.commands import DialogKind
from iea_agent.core.desktops import Desktop, Tray
from iea_agent.core.saved_state import SavedState
from iea_agent.core.wire.jobs import JobReady
from tests.agent.story import Story

STATUS = DialogKind.STATUS


class OnGnome(Story):
    desktop = Desktop.GNOME


def told(story: Story) -> None:
    """The window is opened, shows what it has to say, and is closed."""
    story.post(Tray.ABSENT)
    story.dialog_says(STATUS, JobReady())
    story.dialog_closes(STATUS)


def test_without_a_tray_the_status_dialog_opens_with_the_way_to_an_icon() -> None:
    story = OnGnome()
    story.post(Tray.ABSENT)
    assert len(story.dialogs(STATUS)) == 1
    assert story.dialogs(STATUS)[0].order.view.icon_advice is Desktop.GNOME  # type: ignore[union-attr]
    assert story.saved_state.icon_advised == "", "it was not read yet"
    story.dialog_says(STATUS, JobReady())
    assert story.saved_state.icon_advised == "gnome"


def test_it_is_said_once_and_not_at_each_start() -> None:
    first = OnGnome()
    told(first)
    assert first.view.icon_advice is None
    again = OnGnome(saved_state=first.saved_state)
    again.post(Tray.ABSENT)
    assert len(again.dialogs(STATUS)) == 1
    assert again.view.icon_advice is None


def test_it_is_said_again_if_the_dialog_never_came() -> None:
    story = OnGnome()
    story.post(Tray.ABSENT)
    story.dialog_closes(STATUS)
    again = OnGnome(saved_state=story.saved_state)
    again.post(Tray.ABSENT)
    assert again.view.icon_advice is Desktop.GNOME


def test_another_desktop_has_another_way() -> None:
    story = OnGnome(saved_state=SavedState(icon_advised="kde"))
    story.post(Tray.ABSENT)
    assert story.view.icon_advice is Desktop.GNOME


def test_an_icon_that_comes_takes_the_words_away_and_its_loss_is_news() -> None:
    story = OnGnome()
    story.post(Tray.ABSENT)
    story.dialog_says(STATUS, JobReady())
    story.post(Tray.PRESENT)
    assert story.view.icon_advice is None
    assert story.saved_state.icon_advised == ""
    again = OnGnome(saved_state=story.saved_state)
    again.post(Tray.ABSENT)
    assert again.view.icon_advice is Desktop.GNOME


def test_with_an_icon_nothing_is_said_or_written() -> None:
    story = OnGnome()
    written = len(story.written)
    story.post(Tray.PRESENT)
    assert story.dialogs(STATUS) == []
    assert len(story.written) == written


def test_a_dialog_that_is_open_is_no_advice_when_there_is_none() -> None:
    story = OnGnome(saved_state=SavedState(icon_advised="gnome"))
    told(story)
    assert story.saved_state.icon_advised == "gnome"


def test_an_icon_lost_for_good_leaves_the_status_dialog_and_ends_with_it() -> None:
    story = OnGnome()
    story.post(Signal.ICON_LOST)
    assert len(story.dialogs(STATUS)) == 1
    assert story.running
    story.dialog_closes(STATUS)
    assert not story.running


def test_an_icon_lost_with_the_screen_ends_the_agent() -> None:
    class Blind(OnGnome):
        has_screen = False

    story = Blind()
    story.post(Signal.ICON_LOST)
    assert not story.running
