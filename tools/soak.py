"""``make soak``: an agent in a real panel against a server that changes its mind every few seconds (Linux).

After each change the agent is asked to authenticate, and the picture and the verdict must become those of what the
server does now. Jobs are killed and stopped on the way, and the software is launched. What is measured is the agent's
own memory (USS: what it alone holds), its threads, descriptors and children. At the end nothing may be left over, and
memory may not grow: how much it grew in all is printed and limited; in a run that is long enough, so is the slope of
a line through the second half (least squares).

    python -m tools.soak [--minutes 60] [--seed N]
"""

import argparse
import contextlib
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

from tests.adapters.server.exchanges import KEY
from tests.adapters.server.raw_servers import TOKEN, AuthenticationServer, Reply, Wire, http
from tests.catalogue.case import LICENCE_NUMBER, then_drips, then_floods

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.checksummed import HistoryFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.commands import Action, Command
from iea_agent.core.connection_state import Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import ControlError
from iea_agent.core.history import MAX_PERIODS, Period, PeriodKind
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.reconnect import MANUAL_SPACING_S
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView
from iea_agent.demo.tour.desktop.xfce import XfceDesktop

DEADLINE_S = 4.0
PATIENCE_S = 60.0 + UNLOCK_S
"""How long the right state may take: the slowest is a stopped job, which is killed ten seconds after its deadline, and
the attempt that is asked for then. The deadline of an attempt that was asked for leaves a person the time to unlock the
key store."""
LATE_S = MANUAL_SPACING_S + 2 * DEADLINE_S
"""By then an attempt that was asked for has been made, unless its job was killed, stopped or delayed."""
DISTURBED = frozenset({Verdict.AGENT_FAULT, Verdict.TIMEOUT})
"""What is said of an attempt whose job was killed or stopped."""
MAX_ASKED_AGAIN = 0.01
"""So many attempts may come too late because the machine has other work, as a share of all; each is asked for again."""
MAX_SLOPE_KB_H = 512.0
"""A leak of 100 bytes for each attempt would be steeper (kilobytes an hour)."""
WARM = 0.5
"""The share of the time after which memory is looked at: caches have filled by then."""
LEAST_S = 2400.0
"""A shorter run says nothing of a slope (seconds): the allocator's free lists fill for the first half hour."""
MAX_GROWTH_KB = 2048
"""The most that filling them may take, from the first to the last look (kilobytes)."""


class Mood(NamedTuple):
    """What the server does for a while, and what the agent must say then."""

    reply: Reply
    verdict: Verdict

    @property
    def picture(self) -> Picture:
        """The picture that goes with it."""
        return Picture.BALL if self.verdict is Verdict.CONNECTED else Picture.HEART


MOODS: Mapping[str, Mood] = {
    "good": Mood(http(200, TOKEN), Verdict.CONNECTED),
    "good again": Mood(http(200, {**TOKEN, "expires_in": 5}), Verdict.CONNECTED),
    "unknown licence": Mood(http(401, {"error": "invalid_client"}), Verdict.LICENCE_UNKNOWN),
    "refused": Mood(http(403), Verdict.REFUSED),
    "busy": Mood(http(503, retry_after="20"), Verdict.BUSY),
    "broken": Mood(http(500), Verdict.SERVER_FAULT),
    "portal": Mood(http(302, location="/login"), Verdict.PORTAL),
    "a stranger": Mood(http(200, {"hello": "world"}), Verdict.NOT_OUR_SERVER),
    "interrupted": Mood(Wire.reset, Verdict.INTERRUPTED),
    "silent": Mood(Wire.wait_until_closed, Verdict.TIMEOUT),
    "dripping": Mood(then_drips(b"HTTP/1.1 200 OK\r\nX: ", b"x"), Verdict.TIMEOUT),
    "flooding": Mood(then_floods(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 5000), Verdict.NOT_OUR_SERVER),
}


class Figures(NamedTuple):
    """What the agent takes, at one moment."""

    at_s: float
    uss_kb: int
    pss_kb: int
    threads: int
    descriptors: int
    children: int
    zombies: int


def figures_of(process: int, begun: float) -> Figures:
    """Read what the kernel knows of a process."""
    folder = Path(f"/proc/{process}")
    rollup = (folder / "smaps_rollup").read_text(encoding="ascii")
    sizes = {name: int(size) for name, size in re.findall(r"^(\w+):\s+(\d+) kB", rollup, re.MULTILINE)}
    children = children_of(process)
    return Figures(
        time.monotonic() - begun,
        sizes["Private_Clean"] + sizes["Private_Dirty"],
        sizes["Pss"],
        len(list((folder / "task").iterdir())),
        len(list((folder / "fd").iterdir())),
        len(children),
        sum(_status_of(child) == "Z" for child in children),
    )


def children_of(process: int) -> list[int]:
    """Return the children of a process, zombies included."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread that has ended meanwhile
            found += map(int, task.read_text(encoding="ascii").split())
    return found


def _status_of(process: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    return ""


def slope_kb_h(figures: Sequence[Figures]) -> float:
    """Return the slope of a line through the memory (least squares), in kilobytes an hour."""
    if len(figures) < 2:  # noqa: PLR2004 (a line)
        return 0.0
    times, sizes = [one.at_s for one in figures], [float(one.uss_kb) for one in figures]
    middle_t, middle_s = sum(times) / len(times), sum(sizes) / len(sizes)
    spread = sum((t - middle_t) ** 2 for t in times)
    return 3600 * sum((t - middle_t) * (s - middle_s) for t, s in zip(times, sizes, strict=True)) / spread


class Soak:
    """One run: an agent, its server, and the count of what happened."""

    def __init__(self, server: AuthenticationServer, folders: Folders, process: int, seed: int) -> None:
        self._server = server
        self._folders = folders
        self._process = process
        self._chance = random.Random(seed)
        self._begun = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.figures: list[Figures] = []

    def run(self, seconds: float) -> None:
        """Change the server's mind until the time is over; then let all be well."""
        ends = self._begun + seconds
        names = list(MOODS)
        while time.monotonic() < ends:
            self.live_through(self._chance.choice(names))
            self.figures.append(figures_of(self._process, self._begun))
            time.sleep(self._chance.uniform(0.0, 4.0))
        self.live_through("good", disturbs=False)

    def live_through(self, name: str, *, disturbs: bool = True) -> None:
        """Let the server be in a mood; note it if the agent does not reach the right state."""
        mood = MOODS[name]
        self._server.replies["/token"] = mood.reply
        self.counts[name] += 1
        disturbance = self._chance.choices(["none", "killed", "stopped"], [93, 5, 2])[0] if disturbs else "none"
        before = self._asked(Action.AUTHENTICATE)
        if disturbance != "none":
            self._disturb(signal.SIGKILL if disturbance == "killed" else signal.SIGSTOP)
            self.counts[f"a job {disturbance}"] += 1
            time.sleep(1.0)
            self._asked(Action.AUTHENTICATE)
        if not self._comes_to(mood, None if before is None else before.attempt, disturbed=disturbance != "none"):
            view = self._asked(Action.READ_STATE)
            said = "nothing" if view is None else f"{view.picture} {view.diagnosis and view.diagnosis.verdict}"
            self.wrong.append(f"{name} ({disturbance}): {said}")
        if mood.picture is Picture.BALL and self._chance.random() < 0.2:  # noqa: PLR2004 (now and then)
            self._asked(Action.LAUNCH)
            self.counts["software launched"] += 1

    def _comes_to(self, mood: Mood, attempt: int | None, *, disturbed: bool) -> bool:
        begun, asked = time.monotonic(), -1
        ends = begun + PATIENCE_S
        while time.monotonic() < ends:
            view = self._asked(Action.READ_STATE)
            if view is not None and view.diagnosis is not None and not view.attempting:
                is_late = time.monotonic() > begun + LATE_S  # before, it is what was said of the mood before
                if is_late and view.attempt != asked and view.diagnosis.verdict in DISTURBED - {mood.verdict}:
                    asked = view.attempt  # a job was killed or stopped, or this machine was too busy for it
                    self.counts["asked again"] += not disturbed
                    self._asked(Action.AUTHENTICATE)  # as a person would
                answered = attempt is None or view.attempt >= attempt
                if answered and view.picture is mood.picture and view.diagnosis.verdict is mood.verdict:
                    return True
            time.sleep(0.1)
        return False

    def _asked(self, command: Command) -> AgentView | None:
        try:
            return ask(self._folders, command)
        except ControlError as error:
            self.wrong.append(f"{command}: {error}")
            return None

    def _disturb(self, number: signal.Signals) -> None:
        """Send a signal to a job that runs."""
        ends = time.monotonic() + 5.0
        while time.monotonic() < ends:
            for child in children_of(self._process):
                with contextlib.suppress(OSError):
                    if b"\0job\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                        os.kill(child, number)
                        return
            time.sleep(0.01)

    def wait_until_quiet(self) -> Figures:
        """Wait until no job and no software runs any more; return what the agent takes then."""
        ends = time.monotonic() + PATIENCE_S
        while (found := figures_of(self._process, self._begun)).children and time.monotonic() < ends:
            time.sleep(0.2)
        return found


@contextlib.contextmanager
def agent_in_panel(home: Path, server: AuthenticationServer) -> Iterator[Popen[bytes]]:
    """Run an agent with an icon in a real panel."""
    settings = Settings(
        secure=False,
        authentication_address=server.url,
        update_address=server.url,
        licence_number=LICENCE_NUMBER,
        key_in_file=True,
        software_command=("/bin/sleep", "4"),
        test_deadline_s=DEADLINE_S,
        authenticate_deadline_s=DEADLINE_S,
        check_every_s=10,
    )
    SettingsFile(home / "config.toml").save(settings)
    KeyFile(home).put(LICENCE_NUMBER, Secret(KEY))
    # The history is full from the beginning: that it fills is known and bounded, and is not what the slope is to show.
    full = (Period(PeriodKind.OUTAGE, time.time() - 60, time.time() - 30, Verdict.TIMEOUT),) * MAX_PERIODS
    HistoryFile(Folders.find({"IEA_AGENT_HOME": str(home)}).history_file).save(full)
    with XfceDesktop() as desktop:
        desktop.environ["IEA_AGENT_HOME"] = str(home)
        desktop.start_panel()
        yield desktop.start([sys.executable, "-P", "-m", "iea_agent"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and return 1 if something is not as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}, {options.minutes:g} min", flush=True)
    with tempfile.TemporaryDirectory() as name, AuthenticationServer() as server:
        home = Path(name, "home")
        home.mkdir(mode=0o700)
        folders = Folders.find({"IEA_AGENT_HOME": str(home)})
        with agent_in_panel(home, server) as agent:
            _wait_until_it_answers(folders)
            soak = Soak(server, folders, agent.pid, options.seed)
            soak.live_through("good", disturbs=False)
            first = soak.wait_until_quiet()
            soak.run(60 * options.minutes)
            last = soak.wait_until_quiet()
            alive = agent.poll() is None
    return report(soak, first, last, alive=alive)


def _wait_until_it_answers(folders: Folders) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        with contextlib.suppress(ControlError):
            if ask(folders, Action.READ_STATE) is not None:
                return
        time.sleep(0.1)
    raise SystemExit("the agent does not answer")


def report(soak: Soak, first: Figures, last: Figures, *, alive: bool) -> int:
    """Print the figures; return 1 if one of them is bad."""
    warm = [one for one in soak.figures if one.at_s >= WARM * soak.figures[-1].at_s] if soak.figures else []
    slope, is_long = slope_kb_h(warm), last.at_s > LEAST_S
    for name, count in sorted(soak.counts.items()):
        print(f"{count:6} x {name}")
    most = {field: max(getattr(one, field) for one in [*soak.figures, last]) for field in Figures._fields[1:]}
    for field in Figures._fields[1:]:
        print(f"{field:12} first {getattr(first, field):6}  most {most[field]:6}  last {getattr(last, field):6}")
    growth = last.uss_kb - first.uss_kb
    limit = f"at most {MAX_SLOPE_KB_H:.0f}" + ("" if is_long else f" in a run over {LEAST_S / 60:.0f} min")
    print(f"memory: {growth:+} kB in all (at most {MAX_GROWTH_KB})")
    print(f"memory: {slope:+.0f} kB an hour over the second half ({limit})")
    for line in soak.wrong:
        print(f"WRONG {line}")
    changes, asked = sum(soak.counts.values()), soak.counts["asked again"]
    faults = {
        "the agent ended": not alive,
        "a state was wrong": bool(soak.wrong),
        "this machine is too busy": asked > max(1.0, MAX_ASKED_AGAIN * changes),
        "memory grows": growth > MAX_GROWTH_KB or (slope > MAX_SLOPE_KB_H and is_long),
        "children are left": last.children > 0,
        "zombies are left": last.zombies > 0,
        "threads are left": last.threads > first.threads,
        "descriptors are left": last.descriptors > first.descriptors,
    }
    found = [name for name, is_so in faults.items() if is_so]
    print(f"{changes} changes: {'; '.join(found) or 'good'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
