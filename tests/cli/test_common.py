"""How a command waits for the running agent, and what it says when a dialog opens."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from iea_agent.cli import common
from iea_agent.cli.common import open_dialog, wait_until
from iea_agent.core.commands import Command, DialogKind, Open, toggle_assistance
from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import NoScreenError
from iea_agent.core.texts import command_line, labels
from iea_agent.core.texts.windows import attempts
from iea_agent.core.view import AgentView
from iea_agent.core.wire.control import ControlRequest
from tests.adapters.control.control_world import VIEW, ControlWorld, control_world

DECIDED = replace(VIEW, attempt=7)
ASKING = replace(VIEW, key_store_asks=True)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(common, "time", clock)
    return clock


@pytest.fixture
def world() -> Iterator[ControlWorld]:
    with control_world() as world:
        yield world


def is_decided(view: AgentView) -> bool:
    return view.attempt == DECIDED.attempt


def answers(*views: AgentView) -> Callable[[object, Command], AgentView]:
    """Stand in for the control channel: one view after the other, then the last one for ever."""
    rest = list(views)
    return lambda _folders, _command: rest.pop(0) if len(rest) > 1 else rest[0]


def wait(world: ControlWorld, first: AgentView | None, timeout_s: float = 10.0) -> AgentView | None:
    return wait_until(world.folders, first, is_decided, timeout_s)


def test_what_is_decided_already_is_not_waited_for(world: ControlWorld, clock: Clock) -> None:
    assert wait(world, DECIDED) == DECIDED
    assert clock.now == 0


def test_the_agent_is_polled_until_it_has_decided(
    world: ControlWorld, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "ask", answers(VIEW, VIEW, DECIDED))
    assert wait(world, VIEW) == DECIDED
    assert clock.now == pytest.approx(3 * common.POLL_S)


def test_an_agent_that_never_decides_is_waited_for_until_the_timeout(
    world: ControlWorld, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "ask", answers(VIEW))
    assert wait(world, VIEW, 2.0) is None
    assert clock.now == pytest.approx(2.0, abs=common.POLL_S)


@pytest.mark.usefixtures("clock")
def test_an_agent_that_is_gone_is_not_waited_for(world: ControlWorld) -> None:
    assert wait(world, None) is None
    assert wait(world, VIEW) is None, "none listens in this profile"


def test_the_timeout_does_not_run_while_the_key_store_asks_the_user(
    world: ControlWorld, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(common, "ask", answers(*[ASKING] * 50, DECIDED))
    assert wait(world, ASKING, 2.0) == DECIDED
    assert clock.now > 2.0
    assert capsys.readouterr().err.splitlines() == [attempts.KEY_STORE_ASKS]


@pytest.mark.parametrize(
    ("choose", "mode", "title"),
    [
        (lambda _: Open(DialogKind.CONNECTION_SETTINGS), Mode.PRODUCTION, labels.MENU_SETTINGS),
        (lambda _: Open(DialogKind.STATUS), Mode.PRODUCTION, labels.MENU_STATUS),
        (lambda _: Open(DialogKind.SUPPORT_MAIL), Mode.PRODUCTION, labels.MENU_WRITE_SUPPORT),
        (lambda _: Open(DialogKind.REPORT), Mode.ASSISTANCE, labels.MENU_REPORT),
        (toggle_assistance, Mode.PRODUCTION, labels.MENU_ENABLE_ASSISTANCE),
        (toggle_assistance, Mode.ASSISTANCE, labels.MENU_DISABLE_ASSISTANCE),
    ],
)
def test_the_dialog_that_opens_is_said(
    world: ControlWorld,
    choose: Callable[[Mode], Open],
    mode: Mode,
    title: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[Command] = []

    def handle(request: ControlRequest) -> AgentView:
        asked.append(request.command)
        return replace(VIEW, mode=mode)

    world.serve(handle)
    assert open_dialog(world.folders, choose) == 0
    assert asked[-1] == choose(mode)
    assert capsys.readouterr().out == f"La fenêtre « {title} » s’ouvre.\n".replace("« ", "«\u00a0").replace(
        " »", "\u00a0»"
    )


def test_without_a_key_the_dialog_that_asks_for_it_is_said(
    world: ControlWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.serve(lambda _request: replace(VIEW, diagnosis=Diagnosis(Verdict.NOT_CONFIGURED)))
    assert open_dialog(world.folders, toggle_assistance) == 0
    assert "Bienvenue" in capsys.readouterr().out


def test_a_dialog_without_a_screen_is_an_error(world: ControlWorld, capsys: pytest.CaptureFixture[str]) -> None:
    def handle(request: ControlRequest) -> AgentView:
        if isinstance(request.command, Open):
            raise NoScreenError("no display")
        return VIEW

    world.serve(handle)
    assert open_dialog(world.folders, toggle_assistance) == 1
    assert capsys.readouterr() == ("", f"{command_line.NO_SCREEN}\n")
