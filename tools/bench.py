"""``make bench``: start-up and memory of the tray process, beside the bare minimum, on a private bus (Linux).

Two bars are held: the icon is there within 1.5 times the bare minimum's time (median of the ratios of pairs run one
after the other), and the idle process takes less than 20 MB of its own share of memory (PSS).
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.adapters.tray.fake_watcher import WATCHER, FakeHost, PrivateBus

ROOT = Path(__file__).parents[1]
RUNS = 9
MAX_RATIO = 1.5
MAX_PSS_KB = 20_000
SETTLE_S = 3.0
"""After this time the process is idle."""

AGENT = [sys.executable, "-P", "-m", "iea_agent"]
BARE = [sys.executable, "-P", str(ROOT / "tools" / "bench_bare.py"), str(ROOT / "assets" / "icons")]


class Measured(NamedTuple):
    """One start: seconds until the icon is registered and drawn, kilobytes when idle (0: not looked at)."""

    icon_s: float
    pss_kb: int


def measure(bus: PrivateBus, command: Sequence[str], home: Path, *, idle: bool) -> Measured:
    """Start a program with an icon on the bus, and watch it from the tray's side."""
    environ = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": bus.address, "IEA_AGENT_HOME": str(home)}
    with closing(FakeHost(bus)) as host:
        host.own(WATCHER)
        begun = time.perf_counter()
        with subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            host.until(lambda: bool(host.registered))
            host.item_property("IconPixmap")
            icon_s = time.perf_counter() - begun
            pss_kb = 0
            if idle:
                time.sleep(SETTLE_S)
                rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
                pss_kb = int(re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[0])
            process.kill()
        host.release(WATCHER)
    return Measured(icon_s, pss_kb)


def main() -> int:
    """Measure, print, and return 1 if a bar is not held."""
    if not sys.platform.startswith("linux"):
        sys.stdout.write("Only Linux has a tray that can be watched from here.\n")
        return 0
    with tempfile.TemporaryDirectory() as folder, PrivateBus() as bus:
        home = Path(folder)
        for command in (AGENT, BARE):
            measure(bus, command, home, idle=False)  # caches are warm, bytecode is read
        pairs = [(measure(bus, AGENT, home, idle=False), measure(bus, BARE, home, idle=False)) for _ in range(RUNS)]
        agent, bare = (measure(bus, command, home, idle=True) for command in (AGENT, BARE))
    ratio = statistics.median(ours.icon_s / theirs.icon_s for ours, theirs in pairs)
    for name, times, pss_kb in (
        ("iea-agent", [ours.icon_s for ours, _ in pairs], agent.pss_kb),
        ("bare minimum", [theirs.icon_s for _, theirs in pairs], bare.pss_kb),
    ):
        sys.stdout.write(
            f"{name:13} icon after {1000 * statistics.median(times):4.0f} ms "
            f"({1000 * min(times):.0f} to {1000 * max(times):.0f}), idle {pss_kb / 1000:.1f} MB PSS\n"
        )
    good = ratio <= MAX_RATIO and agent.pss_kb < MAX_PSS_KB
    sys.stdout.write(
        f"ratio {ratio:.2f} (at most {MAX_RATIO}), "
        f"PSS {agent.pss_kb / 1000:.1f} MB (less than {MAX_PSS_KB / 1000:.0f}): {'good' if good else 'NOT GOOD'}\n"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
