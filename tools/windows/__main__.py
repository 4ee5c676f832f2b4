"""``make test-windows``: plays the story on the private Windows; a line for each step, pictures in build/windows.

    python -m tools.windows [--docs] [STEP…]

With ``--docs``, ``docs/desktops-windows.md`` is written again once every step succeeded. With names of
steps, only these are played; the caller names the steps that they depend on.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from iea_agent.demo.sandbox.server import DemoServer
from tools.environment import ROOT
from tools.windows.machine import PICTURES, WindowsMachine
from tools.windows.prepare import prepare
from tools.windows.side_by_side import section, take_side_by_side
from tools.windows.story import FAULTS, STEPS, Step, Story
from tools.windows.system import wine_version

TABLE = ROOT / "docs" / "desktops-windows.md"


class Played(NamedTuple):
    """A step that went well."""

    step: Step
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Play the steps until one fails; return the exit status."""
    parser = argparse.ArgumentParser(prog="tools.windows", description=__doc__)
    parser.add_argument("--docs", action="store_true", help=f"write {TABLE.name} again")
    parser.add_argument("steps", nargs="*", metavar="STEP")
    options = parser.parse_args(arguments)
    wanted = [step for step in STEPS if not options.steps or step.name in options.steps]
    begun = time.monotonic()
    prepared = prepare()
    _say("ready", begun, "Windows is prepared")
    shutil.rmtree(PICTURES, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix="iea-agent-windows-") as folder,
        DemoServer.start(Path(folder)) as server,
        WindowsMachine(prepared) as machine,
    ):
        played = _play(Story(machine, server), wanted)
        if played is not None and options.docs:
            take_side_by_side(machine)
    if played is None:
        return 1
    if options.docs:
        TABLE.write_text(table_of(played, wine_version()), encoding="utf-8")
    return 0


def table_of(played: Sequence[Played], wine: str) -> str:
    """Return the document that holds the table of one run."""
    lines = [f"| {one.step.name} | {one.step.claim} | ok | {one.seconds:.0f} s |" for one in played]
    return "\n".join(
        [
            "<!-- written by tools/windows (make test-windows, with --docs); do not edit by hand -->",
            "",
            "# Windows, really run",
            "",
            f"One run of `python -m tools.windows --docs`, on {wine}, with the Windows builds of CPython 3.11 and",
            "of the libraries ([decision 0014](decisions/0014-windows-under-wine.md)). Each step leaves its pictures",
            "in `build/windows/pictures`. The times are those of a busy machine with two cores. Wine's trust store",
            "takes every authority: no step shows anything about trust.",
            "",
            "| Step | What it shows | Result | Time |",
            "| --- | --- | --- | --- |",
            *lines,
            "",
            *section(),
        ]
    )


def _play(story: Story, steps: Sequence[Step]) -> list[Played] | None:
    """Play steps, a line for each; ``None`` if one failed."""
    played = []
    for step in steps:
        begun = time.monotonic()
        try:
            story.play(step)
        except FAULTS as error:
            _say("FAILED", begun, f"{step.name}: {step.claim}")
            print(f"    {error!r}\n    pictures: {PICTURES}\n    {story.machine.last_words()}", flush=True)
            return None
        _say("ok", begun, f"{step.name}: {step.claim}")
        played.append(Played(step, time.monotonic() - begun))
    return played


def _say(result: str, begun: float, words: str) -> None:
    print(f"windows {result:6} {time.monotonic() - begun:5.1f} s  {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
