"""One agent, several sessions of one user: what is asked for somewhere is shown there."""

from iea_agent.agent.inbox import Called
from iea_agent.core.commands import Command
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.session import Seat
from iea_agent.core.wire.jobs import Ask, ChangesHeld, DialogOrder, RaiseWindow
from tests.agent.world import FakeWorld

REMOTE = Seat({"DISPLAY": ":10"})
REMOTE_AGAIN = Seat({"DISPLAY": ":10.0", "XDG_SESSION_ID": "7"})


class Unseen(FakeWorld):
    has_screen = False


def seats(world: FakeWorld, kind: DialogKind) -> list[Seat | None]:
    return [job.order.seat for job in world.windows(kind) if isinstance(job.order, DialogOrder)]


def test_a_window_opens_where_it_was_asked_for_and_so_do_those_that_it_opens() -> None:
    world = FakeWorld()
    world.post(Called(Command.OPEN_STATUS, REMOTE))
    world.window_asks(DialogKind.STATUS, Ask.OPEN_SETTINGS)
    world.post(Command.OPEN_REPORT)
    assert seats(world, DialogKind.STATUS) == [REMOTE]
    assert seats(world, DialogKind.CONNECTION_SETTINGS) == [REMOTE]
    assert seats(world, DialogKind.REPORT) == [None]


def test_asked_for_again_in_front_of_the_same_screen_it_comes_to_the_front() -> None:
    world = FakeWorld()
    for seat in (REMOTE, REMOTE_AGAIN):
        world.post(Called(Command.OPEN_STATUS, seat))
    assert [RaiseWindow() in job.sent for job in world.windows(DialogKind.STATUS)] == [True]


def test_asked_for_in_front_of_another_screen_it_moves_there() -> None:
    world = FakeWorld()
    for seat in (None, REMOTE, None):
        world.post(Called(Command.OPEN_STATUS, seat))
    here, there, again = world.windows(DialogKind.STATUS)
    assert [job.cancelled for job in (here, there, again)] == [True, True, False]
    here.say(ChangesHeld(held=True))
    world.settle()
    world.post(Command.OPEN_STATUS)
    assert RaiseWindow() in again.sent, "what a window that has moved still says changes nothing"


def test_a_window_that_holds_something_stays_where_it_is() -> None:
    world = FakeWorld()
    world.post(Command.OPEN_SETTINGS)
    world.window_says(DialogKind.CONNECTION_SETTINGS, ChangesHeld(held=True))
    world.post(Called(Command.OPEN_SETTINGS, REMOTE))
    (window,) = world.windows(DialogKind.CONNECTION_SETTINGS)
    assert not window.cancelled
    assert RaiseWindow() in window.sent


def test_an_agent_without_a_screen_shows_windows_to_who_has_one() -> None:
    world = Unseen()
    for seat in (None, REMOTE):
        world.post(Called(Command.OPEN_STATUS, seat))
    assert seats(world, DialogKind.STATUS) == [REMOTE]


def test_the_software_starts_where_it_was_asked_for_also_when_that_had_to_wait() -> None:
    world = FakeWorld()
    world.post(Called(Command.LAUNCH, REMOTE))
    assert seats(world, DialogKind.LAUNCH) == [REMOTE]
    world.post(Called(Command.OPEN_STATUS, None))
    world.server_answers(Verdict.CONNECTED)
    assert world.software.seat == REMOTE


def test_a_window_that_is_gone_asks_for_what_it_wants_where_the_agent_is() -> None:
    world = FakeWorld()
    world.post(Called(Command.OPEN_STATUS, REMOTE))
    world.window_closes(DialogKind.STATUS)
    world.window_asks(DialogKind.STATUS, Ask.OPEN_REPORT)
    assert seats(world, DialogKind.REPORT) == [None]
