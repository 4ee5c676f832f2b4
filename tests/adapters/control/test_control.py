"""What both transports of the control channel owe; the Windows one runs over a Unix socket here."""

import threading
from collections.abc import Iterator
from types import ModuleType

import pytest
from msgspec.structs import replace

from iea_agent.adapters.control import client as control_client
from iea_agent.adapters.control import pipe as control_pipe
from iea_agent.adapters.control import server as control
from iea_agent.adapters.control import socket as control_socket
from iea_agent.core.commands import COMMANDS, Action, Command, DialogKind, Open
from iea_agent.core.errors import BusyError, ControlError, NewerFileError, NoScreenError, OtherSessionError
from iea_agent.core.session import Session
from iea_agent.core.view import AgentView
from iea_agent.core.wire.control import ControlRequest
from tests.adapters.control.control_world import PATIENCE_S, VIEW, ControlWorld, control_world, rest_of


@pytest.fixture(params=[control_socket, control_pipe], ids=["socket", "pipe"])
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ControlWorld]:
    assert isinstance(request.param, ModuleType)
    for module in (control_client, control):
        monkeypatch.setattr(module, "transport", request.param)
    with control_world() as world:
        yield world


def test_the_agent_is_told_the_verb_and_its_view_comes_back(world: ControlWorld) -> None:
    told: list[Command] = []

    def handle(request: ControlRequest) -> AgentView:
        told.append(request.command)
        return VIEW

    world.serve(handle)
    for command in COMMANDS:
        assert world.ask(command) == VIEW
    assert told == list(COMMANDS)


def test_without_an_agent_there_is_no_answer(world: ControlWorld) -> None:
    assert world.ask() is None
    world.serve().close()
    assert world.ask() is None


def test_a_refusal_comes_with_its_code(world: ControlWorld) -> None:
    def refuse(_request: ControlRequest) -> AgentView:
        raise NewerFileError("read only")

    world.serve(refuse)
    error = world.error_of_asking()
    assert error is not None
    assert str(error) == "the agent refused: newer_file"


@pytest.mark.parametrize("reason", [OtherSessionError, NoScreenError])
def test_an_agent_that_can_show_nothing_where_it_is_asked_says_why(
    world: ControlWorld, reason: type[OtherSessionError | NoScreenError]
) -> None:
    def refuse(_request: ControlRequest) -> AgentView:
        raise reason("session 2")

    world.serve(refuse)
    with pytest.raises(reason):
        world.ask(Open(DialogKind.STATUS))


def test_a_request_names_the_session_that_it_comes_from(world: ControlWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Session | None] = []

    def handle(request: ControlRequest) -> AgentView:
        told.append(request.session)
        return VIEW

    world.serve(handle)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":7.0")
    world.ask(Open(DialogKind.STATUS))
    monkeypatch.delenv("DISPLAY")
    world.ask(Open(DialogKind.STATUS))
    assert told == [Session(":7"), None]


def test_a_fault_of_the_agent_is_logged_and_refused(world: ControlWorld, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_request: ControlRequest) -> AgentView:
        raise ZeroDivisionError

    world.serve(fail)
    for _ in range(2):
        error = world.error_of_asking()
        assert error is not None
        assert str(error) == "the agent refused: agent"
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_too_long_to_be_accepted_is_a_refusal(world: ControlWorld) -> None:
    world.serve(lambda _: replace(VIEW, reason="x" * 70_000))
    error = world.error_of_asking()
    assert error is not None
    assert str(error) == "the agent refused: message"


def test_a_crowd_of_silent_clients_keeps_no_other_client_out(world: ControlWorld) -> None:
    world.serve(deadline_s=10 * PATIENCE_S)
    for _ in range(3 * control.MAX_CLIENTS):
        world.connect()
    for _ in range(3):
        assert world.ask() == VIEW


def test_clients_that_have_asked_are_not_sent_away_for_others(world: ControlWorld) -> None:
    goes_on, asked = threading.Event(), threading.Semaphore(0)
    answers: list[AgentView | None] = []

    def think(_request: ControlRequest) -> AgentView:
        asked.release()
        goes_on.wait(PATIENCE_S)
        return VIEW

    world.serve(think, deadline_s=PATIENCE_S)
    clients = [threading.Thread(target=lambda: answers.append(world.ask())) for _ in range(control.MAX_CLIENTS)]
    for client in clients:
        client.start()
        assert asked.acquire(timeout=PATIENCE_S)
    with pytest.raises(BusyError):
        world.ask(timeout_s=10 * control.GRACE_S)
    goes_on.set()
    for client in clients:
        client.join()
    assert answers == [VIEW] * control.MAX_CLIENTS


def test_a_silent_client_is_dropped(world: ControlWorld) -> None:
    world.serve(deadline_s=0.05)
    rest_of(world.connect())


def test_an_agent_that_does_not_answer_is_left(world: ControlWorld) -> None:
    goes_on = threading.Event()

    def think(_request: ControlRequest) -> AgentView:
        goes_on.wait(PATIENCE_S)
        return VIEW

    world.serve(think)
    with pytest.raises(ControlError, match=r"within 0\.2 s"):
        world.ask(timeout_s=0.2)
    goes_on.set()


def test_closing_lets_the_answer_under_way_arrive(world: ControlWorld) -> None:
    asked, goes_on = threading.Event(), threading.Event()
    answers: list[AgentView | None] = []

    def quit_slowly(_request: ControlRequest) -> AgentView:
        asked.set()
        goes_on.wait(PATIENCE_S)
        return VIEW

    server = world.serve(quit_slowly, deadline_s=PATIENCE_S)
    client = threading.Thread(target=lambda: answers.append(world.ask(Action.QUIT)))
    client.start()
    assert asked.wait(PATIENCE_S)
    closing = threading.Thread(target=server.close)
    closing.start()
    while world.folders.socket.exists():
        pass
    goes_on.set()
    client.join()
    closing.join()
    assert answers == [VIEW]


def test_closing_does_not_wait_for_silent_clients_and_can_be_done_twice(world: ControlWorld) -> None:
    server = world.serve(deadline_s=10 * PATIENCE_S)
    clients = [world.connect() for _ in range(3)]
    server.close()
    for client in clients:
        rest_of(client)
    server.close()
    control.ControlServer(world.folders, lambda _: VIEW).close()


def test_the_agent_may_close_the_channel_while_it_answers(world: ControlWorld) -> None:
    """The last request, « quit », may end the channel from its own thread."""
    servers: list[control.ControlServer] = []

    def close(_request: ControlRequest) -> AgentView:
        servers[0].close()
        return VIEW

    servers.append(world.serve(close))
    assert world.ask(Action.QUIT) == VIEW
    assert world.ask() is None


def test_many_clients_at_once_are_all_answered_or_told(world: ControlWorld) -> None:
    world.serve()
    errors: list[ControlError | None] = []
    threads = [threading.Thread(target=lambda: errors.append(world.error_of_asking())) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 30
    assert None in errors
    while world.error_of_asking() is not None:
        pass
