"""``make test-windows``: plays the story on the private Windows; a line for each step, pictures in build/windows.

python -m tools.windows [--docs]     with --docs, docs/desktops-windows.md is written anew
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from iea_agent.sandbox.server import DemoServer
from tools.windows.machine import PICTURES, WindowsMachine
from tools.windows.prepare import prepare
from tools.windows.story import FAULTS, STEPS, Story


def main(arguments: Sequence[str]) -> int:
    """Play all steps until one fails; return the exit status."""
    del arguments
    begun = time.monotonic()
    prepared = prepare()
    _say("ready", begun, "Windows is prepared")
    shutil.rmtree(PICTURES, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix="iea-agent-windows-") as folder,
        DemoServer.start(Path(folder)) as server,
        WindowsMachine(prepared) as machine,
    ):
        story = Story(machine, server)
        for step in STEPS:
            begun = time.monotonic()
            try:
                story.play(step)
            except FAULTS as error:
                _say("FAILED", begun, f"{step.name}: {step.claim}")
                print(f"    {error!r}\n    pictures: {PICTURES}", flush=True)
                return 1
            _say("ok", begun, f"{step.name}: {step.claim}")
    return 0


def _say(result: str, begun: float, words: str) -> None:
    print(f"windows {result:6} {time.monotonic() - begun:5.1f} s  {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
