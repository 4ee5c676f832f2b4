"""Runs one command in a network of its own: its interfaces, its routes, and the name server that a case wants.

    unshare --user --map-root-user --mount --net python -m tests.isolated NETWORK COMMAND…

Inside, the command is as it would be elsewhere; the network outside cannot be reached.
"""

import contextlib
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

NAME_SERVER: Final = "127.0.0.53"
NOWHERE: Final = "198.51.100.7"
"""An address for documentation (RFC 5737)."""
UNSHARE: Final = ("unshare", "--user", "--map-root-user", "--mount", "--net")


class Answers(StrEnum):
    """What the name server does when it is asked."""

    NOT_THERE = "no such name"
    FAILS = "fails"
    REFUSES = "refuses"
    HAS_NONE = "the name has no address"
    GARBAGE = "garbage"
    SILENT = "says nothing"
    SINKHOLE = "0.0.0.0"
    LOOPBACK = "127.0.0.1"
    NOWHERE = NOWHERE


class Network(msgspec.Struct, frozen=True):
    """What the network of a case is."""

    names: Answers | None = None
    """What the name server does; ``None``: there is none."""
    routes: tuple[str, ...] = ()
    """Commands of ``ip``."""
    hosts: tuple[str, ...] = ()
    """Lines of the file /etc/hosts, besides the one for localhost."""
    loopback: bool = True
    """Whether the interface of the machine itself is up."""


def command_in(network: Network, command: Sequence[str]) -> list[str]:
    """Return the command that runs another in such a network."""
    inner = [sys.executable, "-m", "tests.isolated", msgspec.json.encode(network).decode(), *command]
    return [*UNSHARE, *inner]


def can_be_isolated() -> bool:
    """Tell whether this system lets a user have a network of his own."""
    try:
        done = subprocess.run([*UNSHARE, "true"], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def main(arguments: Sequence[str]) -> int:
    """Set the network up, run the command, return its status."""
    network = msgspec.json.decode(arguments[0], type=Network)
    if network.loopback:
        _ip("link set lo up")
    for route in network.routes:
        _ip(route)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as held:
        resolver = Path(folder, "resolv.conf")
        resolver.write_text(f"nameserver {NAME_SERVER}\noptions timeout:10 attempts:1\n", encoding="ascii")
        subprocess.run(["mount", "--bind", str(resolver), os.path.realpath("/etc/resolv.conf")], check=True)
        hosts = Path(folder, "hosts")
        hosts.write_text("".join(f"{line}\n" for line in ("127.0.0.1 localhost", *network.hosts)), encoding="utf-8")
        subprocess.run(["mount", "--bind", str(hosts), os.path.realpath("/etc/hosts")], check=True)
        if network.names is not None:
            listener = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            listener.bind((NAME_SERVER, 53))
            answer = _ANSWERS[network.names]
            threading.Thread(target=_answer_all, args=(listener, answer), daemon=True).start()
        return subprocess.run(arguments[1:], check=False).returncode


def _ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True)


Answer = Callable[[bytes], bytes | None]


def _answer_all(listener: socket.socket, answer: Answer) -> None:
    while True:
        try:
            question, asker = listener.recvfrom(4096)
        except OSError:
            return
        if (reply := answer(question)) is not None:
            listener.sendto(reply, asker)


def _reply(question: bytes, code: int, address: str = "") -> bytes:
    """Return an answer (RFC 1035 §4.1) with a code and, to a question for an IPv4 address, one address."""
    end = question.index(b"\0", 12) + 5
    (kind,) = struct.unpack("!H", question[end - 4 : end - 2])
    record = b""
    if address and kind == 1:
        record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(address)
    head = question[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, 1 if record else 0, 0, 0)
    return head + question[12:end] + record


_ANSWERS: dict[Answers, Answer] = {
    Answers.NOT_THERE: lambda question: _reply(question, 3),
    Answers.FAILS: lambda question: _reply(question, 2),
    Answers.REFUSES: lambda question: _reply(question, 5),
    Answers.HAS_NONE: lambda question: _reply(question, 0),
    Answers.GARBAGE: lambda question: question[:2] + b"\xff" * 20,
    Answers.SILENT: lambda _question: None,
    Answers.SINKHOLE: lambda question: _reply(question, 0, "0.0.0.0"),
    Answers.LOOPBACK: lambda question: _reply(question, 0, "127.0.0.1"),
    Answers.NOWHERE: lambda question: _reply(question, 0, NOWHERE),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
