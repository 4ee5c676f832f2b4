"""Where a program is: looked up along ``PATH``, and never in the current folder.

``shutil.which`` looks there first on Windows before Python 3.12, and follows empty and relative entries of ``PATH``
everywhere: whoever owns the folder that the agent happens to be in would choose the program.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

_WINDOWS: Final = sys.platform == "win32"
_ENDINGS: Final = ".COM;.EXE;.BAT;.CMD"
"""Extensions of programs where ``PATHEXT`` is not set (documentation of cmd.exe)."""


def find_program(name: str, environ: Mapping[str, str], *, windows: bool = _WINDOWS) -> Path | None:
    """Return the absolute path of a program that can be run; ``None`` if there is none, or on a zero byte.

    Args:
        name: a bare name, or an absolute path. A relative path leads nowhere.
        environ: read for ``PATH``, of which only absolute folders count, and on Windows for ``PATHEXT``.
        windows: whether extensions may be omitted.
    """
    if "\0" in name:
        return None
    candidates = _candidates(name, environ, windows=windows)
    return next((each for each in candidates if each.is_file() and (windows or os.access(each, os.X_OK))), None)


def _candidates(name: str, environ: Mapping[str, str], *, windows: bool) -> Iterator[Path]:
    if Path(name).is_absolute():
        folders = [Path(name).parent]
    elif Path(name).name == name:
        folders = [Path(entry) for entry in environ.get("PATH", "").split(os.pathsep) if Path(entry).is_absolute()]
    else:
        return
    names = [Path(name).name]
    if windows:
        endings = [each for each in (environ.get("PATHEXT") or _ENDINGS).split(";") if each]
        if not name.upper().endswith(tuple(each.upper() for each in endings)):
            names = [names[0] + each for each in endings]
    yield from (folder / each for folder in folders for each in names)
