"""The ways in which a file can become corrupt; each is tried on every store, and under a running agent."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from iea_agent.adapters.files.reading import MAX_FILE
from iea_agent.core.file_notices import FileFinding


class Kind(NamedTuple):
    """One way."""

    corrupt: Callable[[Path], None]
    finding: FileFinding = FileFinding.RECOVERED
    is_kept: bool = True
    """Whether what lay there is quarantined."""


def _holding(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def corrupt(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return corrupt


def _flipped(data: bytes) -> bytes:
    """Flip one bit, where TOML has no checksum to notice it: in the first sign that separates a name from its value."""
    place = next(at for at, byte in enumerate(data) if byte in b"=:" and data[at - 1 : at] in {b" ", b'"'})
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def corrupt(path: Path) -> None:
        path.unlink()
        make(path)

    return corrupt


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "something").write_bytes(b"x")


def _socket(path: Path) -> None:
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as made:  # its name must be short
        os.chdir(path.parent)
        made.bind(path.name)
        os.chdir(here)


def _newer(data: bytes) -> bytes:
    return data.replace(b'"schema":1', b'"schema":2').replace(b"schema = 1", b"schema = 2")


KINDS: Mapping[str, Kind] = {
    "empty": Kind(_holding(lambda _: b"")),
    "cut short": Kind(_holding(lambda data: data[: data.rindex(b'"')])),
    "zeros": Kind(_holding(lambda data: bytes(len(data)))),
    "not UTF-8": Kind(_holding(lambda data: b"\xff\xfe" + data)),
    "flipped bit": Kind(_holding(_flipped)),
    "other format": Kind(_holding(lambda _: b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n")),
    "huge": Kind(_holding(lambda data: data + b" " * (MAX_FILE + 1))),
    "folder": Kind(_instead(_folder)),
    "pipe": Kind(_instead(os.mkfifo)),
    "socket": Kind(_instead(_socket)),
    "link to itself": Kind(_instead(lambda path: path.symlink_to(path.name))),
    "link to nothing": Kind(_instead(lambda path: path.symlink_to("nowhere"))),
    "unreadable": Kind(lambda path: path.chmod(0), FileFinding.MADE_READABLE, is_kept=False),
    "newer": Kind(_holding(_newer), FileFinding.NEWER, is_kept=False),
}


def where_modes_count(command: Sequence[str]) -> list[str]:
    """Return the command that runs another so that the modes of files bind it, even if root calls."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return list(command)
    assert shutil.which("setpriv"), "not installed: setpriv"
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
