"""What a command says: lines for a person or a program, through streams that may be closed, full or without accents."""

import io
import os
import sys
from collections.abc import Mapping
from typing import TextIO

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells count it: 128 + SIGINT."""


def prepare() -> None:
    """Make the standard streams safe to use; once, before anything is opened.

    A terminal that knows no accents must not stop a command. A stream that was closed by whoever started us leaves its
    number free: without a filling, the next socket would take it, and be written to as if it were that stream.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a windowed program on Windows has none
            stream.reconfigure(errors="replace")
    if os.name == "posix" and None in {sys.stdin, sys.stdout, sys.stderr}:
        while (number := os.open(os.devnull, os.O_RDWR)) < 3:  # noqa: PLR2004 (the three standard streams)
            os.set_inheritable(number, True)  # noqa: FBT003 (positional only)
        os.close(number)


def has_screen(environ: Mapping[str, str]) -> bool:
    """Tell whether windows can be shown."""
    always = sys.platform in {"win32", "darwin"}
    return always or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def say(line: str) -> None:
    """Write a line of the answer; SystemExit where nobody can read it."""
    try:
        _write(sys.stdout, line)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # who closed the pipe has read enough
            complain(f"La réponse n'a pas pu être écrite : {error}")
        _forget(sys.stdout)
        raise SystemExit(1) from error


def complain(line: str) -> None:
    """Write a line about what went wrong, if anybody can read it."""
    try:
        _write(sys.stderr, line)
    except OSError:
        _forget(sys.stderr)


def _write(stream: TextIO | None, line: str) -> None:
    if stream is not None:
        stream.write(f"{line}\n")
        stream.flush()


def _forget(stream: TextIO) -> None:
    """Let what could not be written go nowhere, or the interpreter complains about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
