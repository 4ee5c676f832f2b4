"""From the configured command to what the system can start: where the program is, and what it is.

Nothing is started here. POSIX systems look a bare name up in ``$PATH``; Windows does too, and lets the ending away.
"""

import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from iea_agent.core.errors import StartError
from iea_agent.core.software import StartFault

SHORTCUT = ".lnk"
_WINDOWS_ENDINGS = (".exe", ".com", ".bat", ".cmd", SHORTCUT)
"""What Windows may start without opening a document, in the order of preference."""


class Start(NamedTuple):
    """What is to be started, and in which folder."""

    program: Path
    command: tuple[str, ...] | str
    """The program and its arguments; as one text where that is what a shortcut of Windows holds."""
    folder: Path | None
    """``None``: where the agent is, because the right one cannot be entered."""


def start_for(command: Sequence[str], environ: Mapping[str, str]) -> Start:
    """Find the program of a command; StartError if there is none, or if it is a folder.

    A relative path counts from the home, ``~`` stands for it. The program starts where a double click would start it:
    on Windows in its own folder, where many look for their files (a shortcut says itself where), elsewhere in the home.

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
        raise StartError(f"{word}: no such program", StartFault.NOT_FOUND)
    if found.is_dir():
        raise StartError(f"{found}: this is a folder", StartFault.NOT_EXECUTABLE)
    if sys.platform == "win32":
        if found.suffix.lower() == SHORTCUT:
            return start_of_shortcut(found, arguments)
        home = found.parent
    return Start(found, (str(found), *arguments), home if os.access(home, os.X_OK) else None)


def _found(word: str, home: Path, environ: Mapping[str, str]) -> Path | None:
    """Return where a program is, whether or not it may be run; ``None`` if it is nowhere."""
    path = home / Path(word).expanduser()
    is_bare = Path(word).name == word
    if is_bare:
        from shutil import which  # with its archives it takes half a megabyte, which the idle agent does without

        found = which(word, path=environ.get("PATH"))
        if found is not None:
            return Path(found).absolute()
        if sys.platform != "win32":
            return None
    candidates = [path]
    if sys.platform == "win32":
        candidates += [path.with_name(path.name + ending) for ending in _WINDOWS_ENDINGS]
    return next((candidate for candidate in candidates if candidate.exists()), None)


def start_of_shortcut(path: Path, arguments: tuple[str, ...] = ()) -> Start:
    """Return what a shortcut of Windows stands for: started itself, it would leave no process to watch; StartError."""
    import pylnk3

    try:
        link = pylnk3.parse(io.BytesIO(path.read_bytes()))
        target, own_arguments, folder = link.path, link.arguments, link.work_dir
    except Exception as error:  # whatever pylnk3 comes to on a damaged file
        raise StartError(f"{path}: not a shortcut: {error!r}", StartFault.NOT_EXECUTABLE) from error
    program = Path(os.path.expandvars(target or ""))
    if not program.is_file():
        raise StartError(f"{path}: leads to {target!r}, which is no program", StartFault.NOT_FOUND)
    words = [subprocess.list2cmdline([str(program)]), own_arguments or "", subprocess.list2cmdline(arguments)]
    where = Path(os.path.expandvars(folder)) if folder else program.parent
    return Start(program, " ".join(filter(None, words)), where if where.is_dir() else None)
