"""On a desktop that shows no icon the status window serves, and says once how to get it."""

from iea_agent.agent.inbox import Signal
from iea_agent.core.desktops import Desktop, Tray
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.saved_state import SavedState
from iea_agent.core.wire.jobs import JobReady
from tests.agent.world import FakeWorld

STATUS = DialogKind.STATUS


class GnomeWorld(FakeWorld):
    desktop = Desktop.GNOME


def told(world: FakeWorld) -> None:
    """The window is opened, shows what it has to say, and is closed."""
    world.post(Tray.ABSENT)
    world.window_says(STATUS, JobReady())
    world.window_closes(STATUS)


def test_without_a_tray_the_status_window_opens_with_the_way_to_an_icon() -> None:
    world = GnomeWorld()
    world.post(Tray.ABSENT)
    assert len(world.windows(STATUS)) == 1
    assert world.windows(STATUS)[0].order.view.icon_advice is Desktop.GNOME  # type: ignore[union-attr]
    assert world.kept.icon_advised == "", "nobody has read it yet"
    world.window_says(STATUS, JobReady())
    assert world.kept.icon_advised == "gnome"


def test_it_is_said_once_and_not_at_each_start() -> None:
    first = GnomeWorld()
    told(first)
    assert first.view.icon_advice is None
    again = GnomeWorld(kept=first.kept)
    again.post(Tray.ABSENT)
    assert len(again.windows(STATUS)) == 1
    assert again.view.icon_advice is None


def test_it_is_said_again_if_the_window_never_came() -> None:
    world = GnomeWorld()
    world.post(Tray.ABSENT)
    world.window_closes(STATUS)
    again = GnomeWorld(kept=world.kept)
    again.post(Tray.ABSENT)
    assert again.view.icon_advice is Desktop.GNOME


def test_another_desktop_has_another_way() -> None:
    world = GnomeWorld(kept=SavedState(icon_advised="kde"))
    world.post(Tray.ABSENT)
    assert world.view.icon_advice is Desktop.GNOME


def test_an_icon_that_comes_takes_the_words_away_and_its_loss_is_news() -> None:
    world = GnomeWorld()
    world.post(Tray.ABSENT)
    world.window_says(STATUS, JobReady())
    world.post(Tray.PRESENT)
    assert world.view.icon_advice is None
    assert world.kept.icon_advised == ""
    again = GnomeWorld(kept=world.kept)
    again.post(Tray.ABSENT)
    assert again.view.icon_advice is Desktop.GNOME


def test_with_an_icon_nothing_is_said_or_written() -> None:
    world = GnomeWorld()
    written = len(world.written)
    world.post(Tray.PRESENT)
    assert world.windows(STATUS) == []
    assert len(world.written) == written


def test_a_window_that_is_open_is_no_advice_when_there_is_none() -> None:
    world = GnomeWorld(kept=SavedState(icon_advised="gnome"))
    told(world)
    assert world.kept.icon_advised == "gnome"


def test_an_icon_lost_for_good_leaves_the_status_window_and_ends_with_it() -> None:
    world = GnomeWorld()
    world.post(Signal.ICON_LOST)
    assert len(world.windows(STATUS)) == 1
    assert world.running
    world.window_closes(STATUS)
    assert not world.running


def test_an_icon_lost_with_the_screen_ends_the_agent() -> None:
    class Blind(GnomeWorld):
        has_screen = False

    world = Blind()
    world.post(Signal.ICON_LOST)
    assert not world.running
