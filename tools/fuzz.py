"""``make fuzz``: random inputs for everything that reads what others wrote, a running agent included.

Good inputs are changed at random: bytes and pieces are flipped, cut, doubled, mixed, or replaced by what readers are
known to stumble over. That is all it takes here, where every input is small and read by libraries that are themselves
fuzzed by others; a fuzzer guided by coverage (atheris) has no wheels for the Pythons that this project supports.
An input that fails is written to build/fuzz, and can be given back:

    python -m tools.fuzz [--minutes 60] [--seed N]
    python -m tools.fuzz --replay build/fuzz/TARGET-….bin
"""

import argparse
import contextlib
import hashlib
import logging
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.commands import COMMANDS, Action
from iea_agent.core.errors import ControlError, ErrorCode
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.control import ControlRefusal, ControlRequest
from tools.fuzz_targets import Target, targets
from tools.soak import Figures, figures_of

SLICE_S: Final = 2.0
"""How long each target has its turn (seconds)."""
LONGEST: Final = 200_000
"""The most bytes of an input: more than every limit of the agent but that of files."""
FAILURES: Final = Path("build/fuzz")
TOKENS: Final = (
    *(b"null", b"true", b"-1", b"0", b"1e999", b"NaN", b"9" * 400, b"18446744073709551616", b'""', b"{}", b"[]"),
    *(b'"\\ud800"', b"\\u0000", b"\xff\xfe", b"\xef\xbb\xbf", b"\0", b"\r\n", b"\n\n", b"'" * 3, b"#", b"[[", b"]]"),
    *(b"[" * 5000, b'{"a":' * 2000, b"\xe2\x80\xae", b"=" * 3, b"://", b"@", b"%00", b"%", b"KEY", b" " * 3000),
)
CLIENTS_EVERY: Final = 50
"""After so many lines, the agent must answer an honest client (inputs)."""


def mutated(samples: Sequence[bytes], chance: random.Random) -> bytes:
    """Make an input from a good one."""
    data = bytearray(chance.choice(samples))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 10))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((0, 1, 1, 2, 4, 8, 30, 200)))
        match chance.randrange(7):
            case 0 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end] * chance.choice((1, 2, 50))
            case 3:
                data[at:end] = chance.choice(TOKENS)
            case 4:
                other = chance.choice(samples)
                data[at:end] = other[chance.randrange(len(other) + 1) :]
            case 5:
                data[at:end] = chance.randbytes(end - at)
            case _:
                del data[at:]
    return bytes(data[:LONGEST])


class Fuzz:
    """One run: its chance, what it counted, and what failed."""

    def __init__(self, seed: int, failures: Path = FAILURES) -> None:
        self._seed = seed
        self._failures = failures
        self._chances: dict[str, random.Random] = {}
        self.inputs: Counter[str] = Counter()
        self.failed: list[str] = []

    def throw(self, target: Target, times: int) -> None:
        """Throw so many inputs at a target."""
        chance = self._chances.setdefault(target.name, random.Random(f"{target.name} {self._seed}"))
        for _ in range(times):
            data = mutated(target.samples, chance)
            self.inputs[target.name] += 1
            self.try_one(target, data)

    def throw_for(self, target: Target, seconds: float) -> None:
        """Throw inputs at a target for some time."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.throw(target, 20)

    def try_one(self, target: Target, data: bytes) -> None:
        """Throw one input; keep it if it fails."""
        try:
            target.check(data)
        except Exception:  # noqa: BLE001 (whatever it is)
            path = self._failures / f"{target.name}-{hashlib.sha256(data).hexdigest()[:12]}.bin"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            self.failed.append(f"{path}\n{traceback.format_exc(limit=-3)}")


# The running agent.


@contextlib.contextmanager
def agent_target(home: Path) -> Iterator[tuple[Target, Callable[[], Figures]]]:
    """Run an agent; return the target that its control channel is, and what tells its figures."""
    folders, begun = Folders.find({"IEA_AGENT_HOME": str(home)}), time.monotonic()
    environ = {**os.environ, "IEA_AGENT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-P", "-m", "iea_agent", "--no-icon"]
    with subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as agent:
        try:
            _wait_for(folders)
            samples = encode(ControlRequest(Action.READ_STATE)), encode(ControlRefusal(ErrorCode.BUSY)), b"{}\n"
            yield (
                Target("control", samples, _Client(folders, agent).send),
                lambda: figures_of(agent.pid, begun),
            )
        finally:
            agent.kill()


class _Client:
    """Clients of every kind, one for each input."""

    def __init__(self, folders: Folders, agent: "subprocess.Popen[bytes]") -> None:
        self._folders = folders
        self._agent = agent
        self._count = 0

    def send(self, data: bytes) -> None:
        """Say something to the agent in one of several bad manners; now and then, ask it honestly."""
        self._count += 1
        line = b"" if _opens_something(data) else data
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1.0)
            client.connect(os.fspath(self._folders.socket))
            client.sendall(line if self._count % 3 else line[: len(line) // 2])
            if self._count % 5:
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass
        if self._count % CLIENTS_EVERY == 0:
            assert self._agent.poll() is None, "the agent ended"
            _wait_for(self._folders)


def _opens_something(data: bytes) -> bool:
    """Tell whether an input may be a good request for more than the state, or to quit, by accident."""
    return b'"dialog"' in data or any(action.encode() in data for action in Action if not COMMANDS[action].only_reads)


def _wait_for(folders: Folders, patience_s: float = 30.0) -> None:
    """Wait until the agent answers: for a moment it may be busy with other clients."""
    ends = time.monotonic() + patience_s
    while time.monotonic() < ends:
        with contextlib.suppress(ControlError):
            if ask(folders, Action.READ_STATE) is not None:
                return
        time.sleep(0.05)
    raise AssertionError("the agent does not answer")


# The command.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and return 1 if something failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args(arguments)
    logging.disable()  # what is thrown at the agent's parts is logged by them, rightly and at length
    with tempfile.TemporaryDirectory() as name:
        home, files = Path(name, "home"), Path(name, "files")
        for folder in (home, files):
            folder.mkdir(mode=0o700)
        if options.replay is not None:
            return replay(options.replay, targets(files))
        with agent_target(home) as (control, figures):
            return run([*targets(files), control], figures, options.minutes, options.seed)


def run(everything: Sequence[Target], figures: Callable[[], Figures], minutes: float, seed: int) -> int:
    """Let each target have its turn until the time is over; print the results."""
    print(f"seed {seed}, {minutes:g} min", flush=True)
    fuzz, ends, first = Fuzz(seed), time.monotonic() + 60 * minutes, figures()
    while time.monotonic() < ends:
        for target in everything:
            fuzz.throw_for(target, SLICE_S)
    time.sleep(SLICE_S)  # the last clients are gone
    last = figures()
    for name, count in fuzz.inputs.items():
        print(f"{count:10} inputs for {name}")
    for field in ("uss_kb", "threads", "descriptors", "children"):
        print(f"agent: {field:12} first {getattr(first, field):6}  last {getattr(last, field):6}")
    for failure in fuzz.failed[:20]:
        print(failure)
    grown = last.threads > first.threads or last.descriptors > first.descriptors
    print(
        f"{fuzz.inputs.total()} inputs, {len(fuzz.failed)} failures: {'NOT GOOD' if fuzz.failed or grown else 'good'}"
    )
    return 1 if fuzz.failed or grown else 0


def replay(path: Path, everything: Sequence[Target]) -> int:
    """Throw one kept input again; return 1 if it still fails."""
    fuzz = Fuzz(0)
    for target in everything:
        if path.name.rpartition("-")[0] == target.name:
            fuzz.try_one(target, path.read_bytes())
    print("\n".join(fuzz.failed) or "good")
    return 1 if fuzz.failed else 0


if __name__ == "__main__":
    sys.exit(main())
