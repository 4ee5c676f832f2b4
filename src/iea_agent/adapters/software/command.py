"""From the configured command to a program that the system can start; start it, or classify why it cannot be started.

A bare name is looked up in ``PATH``; on Windows the extension may be omitted.
"""

import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from iea_agent.adapters.software.batch import batch_line, is_batch
from iea_agent.adapters.software.start_faults import fault_of, is_away, place_of
from iea_agent.adapters.system.program_search import find_program
from iea_agent.core.errors import StartError
from iea_agent.core.launch import StartFault

SHORTCUT = ".lnk"
_WINDOWS_ENDINGS = (".exe", ".com", ".bat", ".cmd", SHORTCUT)
"""Extensions of programs on Windows, in the order of preference."""
_LINK_FLAGS = slice(0x14, 0x18)
"""Place of LinkFlags in a shortcut ([MS-SHLLINK] 2.1)."""
_RUN_AS_USER = 0x2000
"""« Run as administrator » ([MS-SHLLINK] 2.1.1)."""


class Start(NamedTuple):
    """A program to start, with its working directory."""

    program: Path
    command: tuple[str, ...] | str
    """The program and its arguments; one command line where a shortcut of Windows holds that."""
    folder: Path | None
    """``None``: the agent's own, because the right one cannot be entered."""


def start_for(command: Sequence[str], environ: Mapping[str, str]) -> Start:
    """Find the program of a command; StartError if there is none, or if it is a folder.

    A relative path is relative to the home, ``~`` is expanded. The working directory is that of a double click: on
    Windows the program's folder, where many look for their files (or the one in a shortcut), elsewhere the home.

    Args:
        command: the program, then its arguments; at least the program.
        environ: read for ``PATH``.
    """
    word, arguments = command[0], tuple(command[1:])
    home = Path.home()
    try:
        found = _found(word, home, environ)
    except ValueError as error:  # a zero byte
        raise StartError(f"{word}: {error}", StartFault.NOT_FOUND) from error
    if found is None:
        raise _missing(word, word)
    if found.is_dir():
        raise StartError(f"{found}: this is a folder", StartFault.NOT_EXECUTABLE)
    if sys.platform == "win32":
        if found.suffix.lower() == SHORTCUT:
            return start_of_shortcut(found, arguments, environ)
        home = found.parent
        if is_batch(str(found)):
            return Start(found, _batch_line(found, arguments, "", environ), home)
    return Start(found, (str(found), *arguments), home if os.access(home, os.X_OK) else None)


def _found(word: str, home: Path, environ: Mapping[str, str]) -> Path | None:
    """Return the path of a program, executable or not; ``None`` if there is none."""
    path = home / Path(word).expanduser()
    is_bare = Path(word).name == word
    if is_bare:
        if (found := find_program(word, environ)) is not None:
            return found
        if sys.platform != "win32":
            return None
    candidates = [path]
    if sys.platform == "win32":
        candidates += [path.with_name(path.name + ending) for ending in _WINDOWS_ENDINGS]
    return next((candidate for candidate in candidates if candidate.exists()), None)


def start_of_shortcut(path: Path, arguments: tuple[str, ...], environ: Mapping[str, str]) -> Start:
    """Resolve a shortcut of Windows, which started itself would leave no process to watch; StartError.

    One that asks for the rights of an administrator is refused: what Windows starts with them does not get
    ``IEA_MODE``.
    """
    import pylnk3

    try:
        data = path.read_bytes()
        link = pylnk3.parse(io.BytesIO(data))
        target, own_arguments, folder = link.path, link.arguments or "", link.work_dir
    except Exception as error:  # pylnk3 raises any exception on corrupt files
        raise StartError(f"{path}: not a shortcut: {error!r}", StartFault.NOT_EXECUTABLE) from error
    program = Path(os.path.expandvars(target or ""))
    if not program.is_file():
        raise _missing(f"{path}: leads to {target!r}", str(program))
    if int.from_bytes(data[_LINK_FLAGS], "little") & _RUN_AS_USER:
        raise StartError(f"{path}: runs as an administrator only", StartFault.ELEVATION)
    where = Path(os.path.expandvars(folder)) if folder else program.parent
    if is_batch(str(program)):
        line = _batch_line(program, arguments, own_arguments, environ)
    else:
        parts = [subprocess.list2cmdline([str(program)]), own_arguments, subprocess.list2cmdline(arguments)]
        line = " ".join(filter(None, parts))
    return Start(program, line, where if where.is_dir() else None)


def _batch_line(program: Path, arguments: Sequence[str], raw: str, environ: Mapping[str, str]) -> str:
    try:
        return batch_line(str(program), arguments, raw, environ)
    except ValueError as error:
        raise StartError(f"{program}: {error}", StartFault.FAILED) from error


def start_detached(start: Start, environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own, without terminal and open files of this process; StartError."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        return subprocess.Popen(  # noqa: S603 (the user's or the administrator's own command)
            start.command,
            cwd=start.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
            creationflags=flags,
        )
    except (OSError, ValueError) as error:
        fault = fault_of(error, start.program, start.folder)
        place = place_of(str(start.program)) if fault is StartFault.AWAY else ""
        raise StartError(f"{start.program}: {error}", fault, place) from error


def _missing(words: str, path: str) -> StartError:
    """Return the error of a path with no program; it may be on a drive or share that is not connected."""
    if is_away(path):
        return StartError(f"{words}: {place_of(path)} is not connected", StartFault.AWAY, place_of(path))
    return StartError(f"{words}: no such program", StartFault.NOT_FOUND)
