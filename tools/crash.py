"""``make crash``: kills a program that writes, at random moments, and looks at what it left (POSIX).

Two programs (``crash_writer.py``): one that does nothing but write all stores of the agent, which is killed within a
write as often as possible, and an agent that enters and leaves assistance mode. After every kill each file must be
readable without any recovery, must hold at least what was acknowledged and at most what was being written, and must be
for the user alone; and the sweep of the next start must leave nothing over.

    python -m tools.crash [--kills 1000] [--agent-kills 200] [--seed N]
"""

import argparse
import os
import random
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.files.temporary_files import sweep
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.lockout import Lockout
from tools.crash_writer import LICENCE, PERIODS

LONGEST_S = {"files": 0.03, "agent": 1.5}
"""How long a program lives at most after its first acknowledgement (seconds)."""
MAX_TRIES = 2
"""More are not left to count up: the fourth would lock, for half a minute and then for longer."""

Acknowledged = Mapping[str, int]
"""The last number of each kind that was acknowledged; the very last one comes last."""


class Found(NamedTuple):
    """The outcome of one kill."""

    faults: list[str]
    left_over: int
    """Temporary files that were there before the sweep: the program was killed within a write."""


def kill_one(kind: str, home: Path, number: int, lives_s: float) -> tuple[Acknowledged, int]:
    """Let a program write, kill it so long after its first acknowledgement; return its last ones, and how many."""
    command = [sys.executable, "-m", "tools.crash_writer", kind, f"{number}"]
    environ = {**os.environ, "IEA_AGENT_HOME": str(home)}
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        lines = [program.stdout.readline()]
        time.sleep(lives_s)
        program.kill()
        lines += program.stdout.readlines()
        words = program.stderr.read().decode("utf-8", "replace")
    assert program.returncode == -signal.SIGKILL, words
    acknowledged: dict[str, int] = {}
    count = 0
    for line in lines:
        if line.endswith(b"\n"):
            what, _, said = line.decode().partition(" ")
            acknowledged.pop(what, None)  # the last one comes last
            acknowledged[what] = int(said)
            count += 1
    assert acknowledged, f"{kind}: the program said nothing"
    return acknowledged, count


def look(folders: Folders, check: Callable[[], list[str]]) -> Found:
    """Look at what a killed program left, then sweep as the next start does, however soon, and look again."""
    left_over = list(folders.config.glob(".*.tmp"))
    faults = [f"{path.name}: mode {mode:04o}" for path in folders.config.iterdir() if (mode := _mode_of(path)) & 0o077]
    faults += check()
    faults += [f"{path.name} was taken for corrupt" for path in folders.config.glob("*.corrupt")]
    sweep(folders.config)
    faults += [f"{path.name} is left over" for path in folders.config.glob(".*")]
    return Found(faults, len(left_over))


def _mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def check_files(folders: Folders, said: Acknowledged) -> list[str]:
    """Compare each store with what was acknowledged: the last number, or the one that was being written."""
    settings, states = SettingsFile(folders.settings_file), StateFile(folders.state_file)
    found = {
        "settings": int(settings.load().software_version or 0),
        "state": int(states.load().reason or 0),
        "key": _number_in_key(folders),
    }
    periods = HistoryFile(folders.history_file).load()
    found["history"] = int(periods[-1].begin) if len(periods) == PERIODS else 0
    faults = [
        f"{what} holds {number}, acknowledged was {said[what]}"
        for what, number in found.items()
        if what in said and number not in {said[what], said[what] + 1}
    ]
    return faults + [f"found: {each}" for each in (settings.finding, states.finding) if each is not None]


def _number_in_key(folders: Folders) -> int:
    key = KeyFile(folders.config).get(LICENCE)
    return int(key.value) if key else 0


def check_agent(folders: Folders, said: Acknowledged) -> list[str]:
    """Compare the saved state with what the agent acknowledged last."""
    states = StateFile(folders.state_file)
    saved = states.load()
    faults = [] if states.finding is None else [f"found: {states.finding}"]
    last = list(said)[-1]
    entered, left = said.get("assistance", 0), said.get("production", 0)
    if saved.mode is Mode.PRODUCTION and last == "assistance":
        faults.append(f"assistance mode {entered} was acknowledged and is forgotten")
    if saved.mode is Mode.ASSISTANCE and int(saved.reason) < max(entered, left + (last == "production")):
        faults.append(f"assistance mode {saved.reason} is on, {entered} was acknowledged, {left} was left")
    if saved.mode is Mode.ASSISTANCE and last == "tries" and saved.lockout.failed < said["tries"]:
        faults.append(f"{saved.lockout.failed} tries are saved, {said['tries']} were acknowledged")
    if saved.lockout.failed >= MAX_TRIES:
        states.save(type(saved)(mode=saved.mode, mode_since=saved.mode_since, reason=saved.reason, lockout=Lockout()))
    return faults


class Run:
    """Kills of one kind of program, one after the other on the same files."""

    def __init__(self, kind: str, seed: int) -> None:
        self._kind = kind
        self._chance = random.Random(f"{kind} {seed}")
        self._number = 0
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []

    def kill(self, times: int) -> None:
        """Kill so many times."""
        check = check_files if self._kind == "files" else check_agent
        with tempfile.TemporaryDirectory() as name:
            home = Path(name, "home")
            home.mkdir(mode=0o700)
            folders = Folders.find({"IEA_AGENT_HOME": str(home)})
            for _ in range(times):
                said, count = kill_one(self._kind, home, self._number, self._chance.uniform(0.0, LONGEST_S[self._kind]))
                found = look(folders, lambda last=said: check(folders, last))  # type: ignore[misc]
                self.counts["kills"] += 1
                self.counts["within a write"] += found.left_over > 0
                self.counts["acknowledged"] += count
                self.faults += [f"kill {self.counts['kills']}: {fault}" for fault in found.faults]
                self._number = max(self._number, *said.values()) + 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and return 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--agent-kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    good = True
    for kind, times in (("files", options.kills), ("agent", options.agent_kills)):
        run = Run(kind, options.seed)
        begun = time.monotonic()
        run.kill(times)
        counted = ", ".join(f"{count} {name}" for name, count in run.counts.items())
        print(f"{kind}: {counted}, in {time.monotonic() - begun:.0f} s; {len(run.faults)} faults", flush=True)
        for fault in run.faults[:20]:
            print(f"  {fault}")
        good = good and not run.faults
    print("good" if good else "NOT GOOD")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
