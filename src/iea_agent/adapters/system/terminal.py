"""The output of a command: its exit status, and lines on standard streams.

The streams may be closed, full, or unable to encode accents. Whatever is written passes here, and steers no terminal.
"""

import codecs
import io
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from iea_agent.core.exit_status import ExitStatus
from iea_agent.core.printable import printable_lines

OK, NOT_OK, USAGE, INTERRUPTED = ExitStatus.OK, ExitStatus.NOT_OK, ExitStatus.USAGE, ExitStatus.INTERRUPTED
_ERRORS = "iea-agent.plain"
"""The name of the error handler of the standard streams."""
_PLAIN: Mapping[str, str] = {
    "’": "'",
    "\u00a0": " ",
    "«": '"',
    "»": '"',
    "…": "...",
    "—": "-",
    "–": "-",
    "œ": "oe",
    "→": "->",
}
"""For terminals of an older encoding: what stands for the typography of French."""


def prepare() -> None:
    """Make the standard streams safe to use; call once, before anything is opened.

    Characters that a terminal cannot encode are replaced. A standard stream that the parent closed leaves its file
    descriptor free: the next socket would take it and receive the output, so the null device takes it first.
    """
    codecs.register_error(_ERRORS, _in_plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a windowed program on Windows has none
            stream.reconfigure(errors=_ERRORS)
    if os.name == "posix" and None in {sys.stdin, sys.stdout, sys.stderr}:
        while (number := os.open(os.devnull, os.O_RDWR)) < 3:  # noqa: PLR2004 (the three standard streams)
            os.set_inheritable(number, True)  # noqa: FBT003 (positional only)
        os.close(number)


def _in_plain(error: UnicodeError) -> tuple[str, int]:
    """Return what replaces a character that the stream's encoding lacks, and where to go on; a ``codecs`` handler."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].replace("«\u00a0", '"').replace("\u00a0»", '"')
    return "".join(map(_plain, lacking)), error.end


def _plain(char: str) -> str:
    """Return ASCII for a character: its letter without the accent, « ? » if it has none."""
    from unicodedata import normalize

    if char.isascii():
        return char
    return _PLAIN.get(char) or normalize("NFD", char).encode("ascii", "ignore").decode() or "?"


def has_screen(environ: Mapping[str, str]) -> bool:
    """Tell whether windows can be shown."""
    always = sys.platform in {"win32", "darwin"}
    return always or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def is_watched() -> bool:
    """Tell whether a person reads standard error: it is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def say(line: str) -> None:
    """Write a line to standard output; SystemExit (1) if it cannot be written."""
    try:
        _write(sys.stdout, line)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # the reader closed the pipe: it has read enough
            from iea_agent.core.texts.command_line import answer_not_written

            complain(answer_not_written(f"{error}"))
        _forget(sys.stdout)
        raise SystemExit(1) from error


def complain(line: str) -> None:
    """Write a line to standard error, if it can be written."""
    try:
        _write(sys.stderr, line)
    except OSError:
        _forget(sys.stderr)


def _write(stream: TextIO | None, line: str) -> None:
    if stream is not None:
        stream.write(f"{printable_lines(line)}\n")
        stream.flush()


def _forget(stream: TextIO) -> None:
    """Redirect the stream to the null device: the interpreter flushes it at exit and would report the error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
