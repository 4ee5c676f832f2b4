"""Where desktops keep their settings: programs that tell one, and the folders of configuration files."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from iea_agent.adapters.system.program_search import find_program


def answer_of(command: Sequence[str], environ: Mapping[str, str], timeout_s: float) -> str | None:
    """Return what a program of the system writes; ``None`` if there is no such program.

    Raises:
        OSError: it cannot be started.
        subprocess.SubprocessError: it fails, or takes longer than ``timeout_s`` seconds.
    """
    program = find_program(command[0], environ)
    if program is None:
        return None
    done = subprocess.run(  # noqa: S603 (a program of the system)
        (str(program), *command[1:]),
        check=True,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout_s,
    )
    return done.stdout


def config_folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the configuration folders, the user's first: by decreasing precedence (XDG Base Directory)."""
    home = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME") or "~").expanduser() / ".config")
    others = (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    return tuple(Path(folder) for folder in (home, *others) if folder)
