"""The control channel to the byte: clients of every kind of ill will, impostors, other users."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iea_agent.adapters.control import client as control_client
from iea_agent.adapters.control import pipe as control_pipe
from iea_agent.adapters.control import server as control_server
from iea_agent.adapters.control import socket as control_socket
from iea_agent.adapters.control.instance_lock import instance_lock
from iea_agent.adapters.control.place import noted
from iea_agent.adapters.control.server import ControlServer
from iea_agent.core.commands import Action, Command
from iea_agent.core.errors import ErrorCode, StorageError
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import CONTROL, decode, encode
from iea_agent.core.wire.control import ControlRefusal, ControlRequest
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.adapters.control.control_world import PATIENCE_S, STATUS, VIEW, ControlWorld, control_world, cut_off, rest_of
from tests.other_users import as_other_user, require_root, shared_place
from tests.requirements import require_program


@pytest.fixture
def world() -> Iterator[ControlWorld]:
    with control_world() as world:
        yield world


@given(line=st.binary(max_size=300).filter(lambda data: b"\n" not in data))
@example(STATUS.replace(b'"v":1', b'"v":2').strip())
@example(STATUS.replace(b"status", b"destroy").strip())
@example(encode(ControlRefusal(ErrorCode.BUSY)).strip())
@settings(max_examples=30, deadline=None)
def test_garbage_gets_a_refusal_and_harms_no_other_client(line: bytes) -> None:
    with control_world() as world:
        world.serve()
        client = world.connect()
        client.sendall(line + b"\n")
        assert decode(CONTROL, rest_of(client)) == ControlRefusal(ErrorCode.MESSAGE)
        assert world.ask() == VIEW


def test_a_flood_is_cut_off(world: ControlWorld) -> None:
    world.serve()
    client = world.connect()
    assert any(cut_off(client, b"x" * 65_536) for _ in range(10_000))
    assert world.ask() == VIEW


def test_a_dripping_client_is_dropped_all_the_same(world: ControlWorld) -> None:
    world.serve(deadline_s=0.3)
    client = world.connect()
    client.settimeout(0.02)
    for _ in range(10_000):
        if cut_off(client, b" "):
            return
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            client.recv(1)
    pytest.fail("the drip goes on")


def test_a_request_in_pieces_is_a_request(world: ControlWorld) -> None:
    world.serve()
    client = world.connect()
    for byte in STATUS:
        client.sendall(bytes([byte]))
    assert b'"ControlReply"' in rest_of(client)


def test_a_client_that_leaves_in_the_middle_harms_no_other_client(world: ControlWorld) -> None:
    world.serve()
    for said in (b"", STATUS[:10], STATUS):
        client = world.connect()
        client.sendall(said)
        client.close()
    assert world.ask() == VIEW


def test_what_a_client_asked_for_is_over_when_it_has_gone(world: ControlWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was suspended, and continues long after its client gave up."""
    told: list[Command] = []
    suspended, continues = threading.Event(), threading.Event()

    def wait(_channel: control_socket.Channel, _deadline: float) -> None:
        suspended.set()
        assert continues.wait(PATIENCE_S)

    def handle(request: ControlRequest) -> AgentView:
        told.append(request.command)
        return VIEW

    monkeypatch.setattr(control_socket.Channel, "check_peer", wait)
    server = world.serve(handle)
    with world.connect() as client:
        client.sendall(encode(ControlRequest(Action.LAUNCH)))
        assert suspended.wait(PATIENCE_S)
    continues.set()
    patient = world.connect()
    patient.sendall(encode(ControlRequest(Action.READ_STATE)))
    patient.shutdown(socket.SHUT_WR)  # it still reads
    assert rest_of(patient)
    server.close()
    assert told == [Action.READ_STATE]


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense\n", STATUS, b"x" * 70_000, encode(ControlRefusal(ErrorCode.BUSY))[:-9]],
    ids=lambda data: data[:9],
)
def test_an_agent_that_speaks_nonsense_is_an_error(world: ControlWorld, answer: bytes) -> None:
    world.folders.runtime.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(world.folders.socket))
        listener.listen()

        def play() -> None:
            client, _ = listener.accept()
            with client, contextlib.suppress(OSError):
                client.sendall(answer)

        thread = threading.Thread(target=play)
        thread.start()
        assert world.error_of_asking() is not None
        thread.join()


def test_the_socket_of_a_killed_agent_is_taken_over(world: ControlWorld) -> None:
    program = (
        "import os, sys\n"
        "from iea_agent.adapters.control.server import ControlServer\n"
        "from iea_agent.adapters.files.folders import Folders\n"
        "ControlServer(Folders.find(os.environ), lambda verb: None).start()\n"
        "print('listening', flush=True); sys.stdin.read()"
    )
    environ = os.environ | {"IEA_AGENT_HOME": str(world.folders.state)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as agent:
        assert agent.stdout is not None
        assert agent.stdout.readline() == b"listening\n"
        agent.kill()
    assert world.folders.socket.exists()
    assert world.ask() is None
    world.serve()
    assert world.ask() == VIEW


def test_an_agent_of_another_session_is_found_where_its_lock_says(world: ControlWorld) -> None:
    world.serve()
    folders = world.folders._replace(runtime=world.folders.state / "other")
    assert control_client.ask(folders, Action.READ_STATE) is None
    for said in (b"1\n", b"1\nrelative", b"1\n/a\0b", b"1\n/nowhere", os.fsencode(f"{os.getpid()}\n/caf\udce9")):
        folders.lock_file.write_bytes(said)
        assert control_client.ask(folders, Action.READ_STATE) is None
    with instance_lock(folders.lock_file, str(world.folders.runtime)):
        assert control_client.ask(folders, Action.READ_STATE) == VIEW
    world.folders.runtime.chmod(0o755)
    with instance_lock(folders.lock_file, str(world.folders.runtime)):
        assert control_client.ask(folders, Action.READ_STATE) is None


@pytest.mark.parametrize("fault", ["open", "foreign", "file", "link"])
def test_a_folder_that_cannot_be_trusted_is_replaced_by_one_that_the_lock_names(
    world: ControlWorld, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    runtime = world.folders.runtime
    if fault == "open":
        runtime.mkdir()
        runtime.chmod(0o755)
    elif fault == "foreign":
        require_root()
        with shared_place() as place:
            check_taken_folder(world, place / "iea-agent")
        return
    elif fault == "file":
        runtime.touch(mode=0o600)
    else:
        (world.folders.state / "elsewhere").mkdir(mode=0o700)
        runtime.symlink_to(world.folders.state / "elsewhere")
    assert world.ask() is None, "no agent, and nobody to be believed there"
    with instance_lock(world.folders.lock_file, str(runtime)):
        server = world.serve()
        assert world.ask() == VIEW
        other = noted(world.folders.lock_file).runtime
        assert other is not None
        assert other != runtime
        assert other.stat().st_mode & 0o777 == 0o700
        assert str(other) in caplog.text
        server.close()
        assert not other.exists()
        assert world.ask() is None


def check_taken_folder(world: ControlWorld, taken: Path) -> None:
    """Have another user take the run-time folder, with a socket of its own in it."""
    as_other_user('mkdir -m 755 "$1" && : > "$1/control.sock"', taken)
    folders = world.folders._replace(runtime=taken)
    assert control_client.ask(folders, Action.READ_STATE) is None
    with (
        instance_lock(folders.lock_file, str(taken)),
        contextlib.closing(ControlServer(folders, lambda _: VIEW)) as server,
    ):
        server.start()
        assert control_client.ask(folders, Action.READ_STATE) == VIEW
        assert list(taken.iterdir()) == [taken / "control.sock"]


def test_a_folder_that_is_opened_while_the_agent_listens_is_left(world: ControlWorld) -> None:
    listener = control_socket.Listener(world.folders, check_every_s=0.05)
    accepting = threading.Thread(target=listener.accept, daemon=True)
    accepting.start()
    world.folders.runtime.chmod(0o755)
    wait_until(lambda: noted(world.folders.lock_file).runtime is not None, "another folder")
    listener.close()
    accepting.join(60)
    runtime = noted(world.folders.lock_file).runtime
    assert runtime is not None
    assert not runtime.exists()


def test_without_a_lock_file_that_could_name_another_folder_there_is_none(world: ControlWorld) -> None:
    world.folders.runtime.touch()
    world.folders.lock_file.mkdir()
    with pytest.raises(StorageError, match=r"agent\.lock"):
        control_socket.Listener(world.folders)


def test_a_path_that_cannot_be_bound_is_a_storage_error(world: ControlWorld) -> None:
    world.folders.socket.mkdir(parents=True)
    world.folders.runtime.chmod(0o700)
    with pytest.raises(StorageError, match="cannot listen"):
        control_socket.Listener(world.folders)


def test_a_channel_that_could_not_be_set_up_is_there_as_soon_as_it_can_be(world: ControlWorld) -> None:
    world.folders.socket.mkdir(parents=True)
    world.folders.runtime.chmod(0o700)
    server = ControlServer(world.folders, lambda _: VIEW, retry_s=0.05)
    with contextlib.closing(server):
        server.start()
        assert world.ask() is None
        world.folders.socket.rmdir()
        wait_until(lambda: world.folders.socket.exists() and world.ask() == VIEW, "a control channel")
    assert not world.folders.socket.exists()


def test_a_channel_that_was_closed_is_not_set_up_any_more(world: ControlWorld) -> None:
    world.folders.socket.mkdir(parents=True)
    world.folders.runtime.chmod(0o700)
    server = ControlServer(world.folders, lambda _: VIEW, retry_s=0.01)
    server.start()
    server.close()
    world.folders.socket.rmdir()
    wait_until(lambda: not any(each.name == "control" for each in threading.enumerate()), "an end")
    assert not world.folders.socket.exists()


def test_the_socket_is_for_the_user_alone_and_goes_with_the_agent(world: ControlWorld) -> None:
    server = world.serve()
    assert world.folders.socket.stat().st_mode & 0o777 == 0o600
    assert world.folders.runtime.stat().st_mode & 0o777 == 0o700
    server.close()
    assert not world.folders.socket.exists()


STRANGER = """
import socket, sys
client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
try:
    client.sendall(sys.argv[2].encode())
    print(client.recv(100))
except OSError as error:
    print(type(error).__name__)
"""


def test_another_user_is_not_served_even_if_the_files_let_him(
    world: ControlWorld, caplog: pytest.LogCaptureFixture
) -> None:
    require_program("setpriv", "python3")
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    caplog.set_level("INFO")
    world.serve()
    for path, mode in ((world.folders.state, 0o755), (world.folders.runtime, 0o755), (world.folders.socket, 0o666)):
        path.chmod(mode)
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin:/bin") or "python3"
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", python, "-I", "-c", STRANGER]
    command += [str(world.folders.socket), STATUS.decode()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert said in {"b''", "BrokenPipeError", "ConnectionResetError"}
    assert "belongs to user 65534" in caplog.text


# The pipe's challenge.


def test_a_pipe_client_without_the_profiles_key_is_not_served(
    world: ControlWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for module in (control_client, control_server):
        monkeypatch.setattr(module, "transport", control_pipe)
    caplog.set_level("INFO")
    world.serve()
    assert world.ask() == VIEW
    key = world.folders.state / "control.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.write_bytes(bytes(32))
    assert world.error_of_asking() is not None
    assert "does not hold this profile's key" in caplog.text


def test_a_pipe_server_without_the_profiles_key_is_not_believed(
    world: ControlWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (control_client, control_server):
        monkeypatch.setattr(module, "transport", control_pipe)
    listener = control_pipe.Listener(world.folders)
    (world.folders.state / "control.key").write_bytes(bytes(32))

    def play() -> None:
        channel = listener.accept()
        assert channel is not None
        channel.send(bytes(32), 1e6)
        channel.receive(1e6)
        channel.send(bytes(32), 1e6)
        channel.close()

    thread = threading.Thread(target=play)
    thread.start()
    error = world.error_of_asking()
    assert error is not None
    assert "does not hold this profile's key" in str(error)
    thread.join()
    listener.close()
    assert listener.accept() is None


@pytest.mark.parametrize("sent", [b"", bytes(31), bytes(33), bytes(65_536), bytes(70_000)], ids=len)
@pytest.mark.parametrize("first", [(), (bytes(32),)], ids=["challenge", "proof"])
def test_a_pipe_server_that_sends_another_size_is_not_answered(
    world: ControlWorld, monkeypatch: pytest.MonkeyPatch, sent: bytes, first: tuple[bytes, ...]
) -> None:
    for module in (control_client, control_server):
        monkeypatch.setattr(module, "transport", control_pipe)
    listener = control_pipe.Listener(world.folders)
    heard: list[bytes] = []

    def play() -> None:
        channel = listener.accept()
        assert channel is not None
        with contextlib.closing(channel), contextlib.suppress(OSError, EOFError):
            for line in first:
                channel.send(line, 1e6)
                heard.append(channel.receive(1e6))
            channel.send(sent, 1e6)
            heard.append(channel.receive(1e6))

    thread = threading.Thread(target=play)
    thread.start()
    assert world.error_of_asking() is not None
    thread.join()
    assert len(heard) == len(first)
    listener.close()
    assert listener.accept() is None


@pytest.mark.parametrize("size", [0, 32, 63, 65, 65_536, 70_000])
def test_a_pipe_client_that_sends_another_size_is_dropped(world: ControlWorld, size: int) -> None:
    listener = control_pipe.Listener(world.folders)
    channel = control_pipe.connect(world.folders, 1e6)
    assert channel is not None
    served = listener.accept()
    assert served is not None
    faults: list[BaseException] = []

    def serve() -> None:
        try:
            served.check_peer(1e6)
        except OSError as error:
            faults.append(error)
        served.close()

    thread = threading.Thread(target=serve)
    thread.start()
    with contextlib.closing(channel):
        assert len(channel.receive(1e6)) == 32
        with contextlib.suppress(OSError):
            channel.send(bytes(size), 1e6)
        thread.join()
    assert faults
    listener.close()
    assert listener.accept() is None


def test_a_corrupt_key_of_the_pipe_is_replaced(world: ControlWorld) -> None:
    key = world.folders.state / "control.key"
    key.write_bytes(b"short")
    listener = control_pipe.Listener(world.folders)
    assert len(key.read_bytes()) == 32
    listener.close()
    assert listener.accept() is None


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no file that could be removed")
def test_a_socket_that_was_removed_comes_back(world: ControlWorld) -> None:
    listener = control_socket.Listener(world.folders, check_every_s=0.05)
    accepted: list[control_socket.Channel | None] = []
    accepting = threading.Thread(target=lambda: accepted.append(listener.accept()), daemon=True)
    shutil.rmtree(world.folders.runtime)
    accepting.start()

    def reached() -> bool:
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            world.connect().close()
            return True
        return False

    wait_until(reached, "the socket again")
    accepting.join(10)
    (channel,) = accepted
    assert channel is not None
    channel.close()
    listener.close()
    assert listener.accept() is None
    assert not world.folders.socket.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no file that could be removed")
def test_a_listener_whose_socket_was_removed_closes_at_once(world: ControlWorld) -> None:
    hour_s = 3600.0
    listener = control_socket.Listener(world.folders, check_every_s=hour_s)
    accepting = threading.Thread(target=listener.accept, daemon=True)
    accepting.start()
    shutil.rmtree(world.folders.runtime)
    listener.close()
    accepting.join(60)
    assert not accepting.is_alive()
