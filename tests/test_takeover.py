"""« Continuer ici »: an agent of another session ends, whatever else ends or begins meanwhile."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from msgspec.structs import replace

if sys.platform == "win32":
    pytest.skip("the raw clients are for Unix sockets", allow_module_level=True)


from iea_agent import takeover, tray_app, tray_start
from iea_agent.adapters.control.instance_lock import instance_lock
from iea_agent.adapters.control.server import ControlServer
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.commands import Action, Command
from iea_agent.core.errors import ControlError
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.session import Session
from iea_agent.core.texts import command_line
from iea_agent.core.texts.windows import other_session
from iea_agent.core.view import AgentView
from iea_agent.core.wire.control import ControlRequest, command_of
from iea_agent.core.wire.jobs import ContinueHere, DialogOrder, FromJob, RepairAgreed
from tests.adapters.control.control_world import PATIENCE_S, VIEW, ControlWorld, control_world

HERE, ELSEWHERE = Session(":7"), Session(":8")


class Agent:
    """An agent of a session: it holds the lock, and answers as the real one does."""

    def __init__(self, folders: Folders, session: Session) -> None:
        self.view = VIEW
        self.ends_when_told = True
        self.asked: list[Command | RepairAgreed] = []
        self.ended = threading.Event()
        self._session = session
        self._held = contextlib.ExitStack()
        self._server = ControlServer(folders, self._answer)

    def begin(self, folders: Folders) -> None:
        self._held.enter_context(instance_lock(folders.lock_file, str(folders.runtime)))
        self.listen()

    def listen(self) -> None:
        self._server.start()

    def stop_to_listen(self) -> None:
        self._server.close()

    def end(self) -> None:
        self._server.close()
        self._held.close()
        self.ended.set()

    def _answer(self, request: ControlRequest) -> AgentView:
        command = command_of(request, own=self._session, has_screen=True)
        if command is not None:
            self.asked.append(command)
        if command is Action.QUIT and self.ends_when_told:
            threading.Thread(target=self.end).start()
        return self.view


Click = Callable[[AgentView], Literal["continue", "close", "no window"]]


class Windows:
    """The windows that are opened in this session, and what the user does in each."""

    def __init__(self, click: Click) -> None:
        self.click = click
        self.shown: list[AgentView] = []

    def run_job(self, order: DialogOrder, on_message: Callable[[FromJob], None], _deadline_s: None) -> JobEnd:
        self.shown.append(order.view)
        act = self.click(order.view)
        if act == "continue":
            on_message(ContinueHere())
        return JobEnd(JobFault.CRASHED if act == "no window" else None)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[ControlWorld]:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", HERE.display)
    monkeypatch.setattr(takeover, "POLL_S", 0.01)
    monkeypatch.setattr(tray_start, "POLL_S", 0.01)
    with control_world() as world:
        monkeypatch.setenv("IEA_AGENT_HOME", str(world.folders.state))
        yield world


@pytest.fixture
def first(world: ControlWorld) -> Iterator[Agent]:
    agent = Agent(world.folders, ELSEWHERE)
    agent.begin(world.folders)
    yield agent
    agent.end()


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    windows = Windows(lambda _view: "continue")
    monkeypatch.setattr(takeover, "run_job", windows.run_job)
    return windows


def test_who_continues_here_has_the_agent_of_the_other_session_end(
    world: ControlWorld, first: Agent, windows: Windows
) -> None:
    assert takeover.continue_here(world.folders)
    assert (first.asked, first.ended.is_set()) == ([Action.QUIT], True)
    assert windows.shown == [VIEW]


def test_who_closes_the_window_leaves_the_agent_where_it_is(
    world: ControlWorld, first: Agent, windows: Windows
) -> None:
    windows.click = lambda _view: "close"
    assert not takeover.continue_here(world.folders)
    assert first.asked == []


def test_without_a_window_the_terminal_says_where_the_agent_runs(
    world: ControlWorld, first: Agent, windows: Windows, capsys: pytest.CaptureFixture[str]
) -> None:
    windows.click = lambda _view: "no window"
    assert not takeover.continue_here(world.folders)
    assert capsys.readouterr().err == f"{other_session.OTHER_SESSION}\n"
    assert first.asked == []


def test_an_agent_that_ends_before_the_window_opens_needs_no_window(
    world: ControlWorld, first: Agent, windows: Windows
) -> None:
    first.end()
    assert takeover.continue_here(world.folders)
    assert windows.shown == []


def test_an_agent_that_ends_while_the_window_is_open_is_told_nothing(
    world: ControlWorld, first: Agent, windows: Windows
) -> None:
    def end_meanwhile(_view: AgentView) -> Literal["continue"]:
        first.end()
        return "continue"

    windows.click = end_meanwhile
    assert takeover.continue_here(world.folders)
    assert first.asked == []


def test_what_is_unsaved_since_the_window_opened_is_asked_about_in_another_window(
    world: ControlWorld, first: Agent, windows: Windows
) -> None:
    def edit_meanwhile(_view: AgentView) -> Literal["continue"]:
        first.view = replace(VIEW, unsaved=True)
        return "continue"

    windows.click = edit_meanwhile
    assert takeover.continue_here(world.folders)
    assert [view.unsaved for view in windows.shown] == [False, True]
    assert first.asked == [Action.QUIT]


@pytest.mark.parametrize("still_answers", [True, False])
def test_an_agent_that_does_not_end_keeps_the_other_from_beginning(
    first: Agent,
    windows: Windows,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    still_answers: bool,
) -> None:
    monkeypatch.setattr(takeover, "END_S", 0.05)
    begun: list[Folders] = []
    monkeypatch.setattr(tray_app, "run", lambda folders, **_: begun.append(folders))
    first.ends_when_told = False

    def stop_to_listen(_view: AgentView) -> Literal["continue"]:
        if not still_answers:
            first.stop_to_listen()
        return "continue"

    windows.click = stop_to_listen
    assert tray_start.run() == 1
    assert (begun, len(windows.shown)) == ([], 1)
    assert capsys.readouterr().err == f"{command_line.AGENT_SILENT}\n"


def test_an_agent_that_refuses_to_answer_is_not_taken_for_an_ended_one(
    world: ControlWorld, windows: Windows, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_request: ControlRequest) -> AgentView:
        raise ZeroDivisionError

    world.serve(fail)
    with pytest.raises(ControlError):
        takeover.continue_here(world.folders)
    assert "ZeroDivisionError" in caplog.text
    assert windows.shown == []


def test_two_starts_at_once_ask_once_each_and_only_one_of_them_begins(
    first: Agent, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_windows_are_open = threading.Barrier(2, timeout=PATIENCE_S)

    def click_in_both(_view: AgentView) -> Literal["continue"]:
        both_windows_are_open.wait()
        return "continue"

    windows.click = click_in_both
    begun: list[Agent] = []
    first_had_ended: list[bool] = []

    def run(folders: Folders, *, at_login: bool, icon: bool, greets: bool) -> int:
        assert (at_login, icon, greets) == (False, True, True)
        first_had_ended.append(first.ended.wait(PATIENCE_S))
        agent = Agent(folders, HERE)
        begun.append(agent)
        agent.listen()  # the start holds the lock
        assert agent.ended.wait(PATIENCE_S)
        return 0

    monkeypatch.setattr(tray_app, "run", run)
    statuses: list[int] = []
    one_is_done = threading.Event()

    def start() -> None:
        statuses.append(tray_start.run())
        one_is_done.set()

    starts = [threading.Thread(target=start) for _ in range(2)]
    for each in starts:
        each.start()
    assert one_is_done.wait(PATIENCE_S), "the slower start leaves the work to the quicker one"
    assert (len(begun), first_had_ended, statuses) == (1, [True], [0])
    begun[0].end()
    for each in starts:
        each.join(PATIENCE_S)
    assert statuses == [0, 0]
    assert len(windows.shown) == 2
    assert Action.QUIT not in begun[0].asked
