"""A payroll software for tests: real processes that report what they see, and end on request."""

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from iea_agent.adapters.software.process import SoftwareProcess
from iea_agent.core.launch import SoftwareEnd

PATIENCE_S = 60.0
"""Longest wait before a test fails, in seconds; no test waits for it to pass."""

PROGRAM = """
import json, os, sys
folder = sys.argv[1]
here = {
    "pid": os.getpid(), "session": os.getsid(0), "folder": os.getcwd(), "environ": dict(os.environ),
    "words": sys.argv[2:], "files": [os.readlink(f"/proc/self/fd/{n}") for n in range(3)],
    "others": [n for n in os.listdir("/proc/self/fd") if int(n) > 2 and os.path.exists(f"/proc/self/fd/{n}")],
}
with open(folder + "/said", "w") as said:
    json.dump(here, said)
with open(folder + "/go") as go:
    word = go.read()
if word == "signal":
    os.kill(os.getpid(), 9)
sys.exit(int(word))
"""
"""Tells what it sees, waits for a word, and ends as the word says."""

LAUNCHER = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", *sys.argv[2:]], start_new_session=sys.argv[1] == "away")
"""
"""Starts something and ends at once."""


class Payroll:
    """The software of one test, in one folder; at most one of it waits for a word at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("said", "go"):
            os.mkfifo(folder / name)
        self.command = (sys.executable, "-c", PROGRAM, str(folder))
        self.launcher = (sys.executable, "-c", LAUNCHER, "here", PROGRAM, str(folder))
        self.runaway = (sys.executable, "-c", LAUNCHER, "away", PROGRAM, str(folder))
        self._pids: list[int] = []

    def hear(self) -> dict[str, Any]:
        """Wait until the software has started; return what it sees."""
        said: dict[str, Any] = json.loads((self._folder / "said").read_text())
        self._pids.append(said["pid"])
        return said

    def tell(self, word: str) -> None:
        """Let the software end: with a status, or by a signal."""
        (self._folder / "go").write_text(word)
        self._pids.pop()

    def close(self) -> None:
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)


class Ends:
    """Hears how the software ended."""

    def __init__(self) -> None:
        self.heard: list[tuple[SoftwareEnd, int]] = []
        self._any = threading.Event()

    def __call__(self, end: SoftwareEnd) -> None:
        self.heard.append((end, threading.get_ident()))
        self._any.set()

    def wait(self) -> SoftwareEnd:
        assert self._any.wait(PATIENCE_S), "the end was not noticed"
        assert len(self.heard) == 1
        return self.heard[0][0]


def unmeasured(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which no measurement of coverage opens files in the software."""
    return {name: value for name, value in environ.items() if not name.startswith("COVERAGE")}


def software_in(folder: Path, environ: Mapping[str, str] = os.environ) -> SoftwareProcess:
    return SoftwareProcess(folder / "software.json", environ=unmeasured(environ))
