"""No core dumps of processes that read a secret: forbidden before the secret arrives."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from iea_agent.adapters.system.program import child_command

PATIENCE_S = 30.0
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")


def may_dump() -> bool:
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[1] != 0


pytestmark = pytest.mark.skipif(not may_dump(), reason="core dumps are forbidden here for good")
SAYS_DUMPABLE = """
import ctypes, resource
from iea_agent.adapters.system import core_dumps
resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
said = lambda: (*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE
core_dumps.forbid()
print(*said())
core_dumps.let_desktop_identify()
print(*said())
"""


def allow_core_dumps() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (1, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def limit_of(pid: int) -> str:
    limits = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
    return next(line.split()[4] for line in limits if line.startswith("Max core file size"))


@linux_only
def test_a_process_forbids_dumps_and_a_window_can_be_identified_again() -> None:
    done = subprocess.run([sys.executable, "-c", SAYS_DUMPABLE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["0 0 0", "0 0 1"]


@linux_only
@pytest.mark.parametrize("words", [("job",), ("day-password", "--licence", "75-000042")], ids=lambda words: words[0])
def test_what_reads_a_key_forbids_dumps_before_it_reads(words: tuple[str, ...], tmp_path: Path) -> None:
    with subprocess.Popen(
        child_command(*words),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"IEA_AGENT_HOME": str(tmp_path)},
        preexec_fn=allow_core_dumps,  # noqa: PLW1509 (this process has no other thread that matters to it)
    ) as process:
        ends = time.monotonic() + PATIENCE_S
        while (limit := limit_of(process.pid)) != "0" and time.monotonic() < ends:
            time.sleep(0.02)
        process.kill()
    assert limit == "0", "nothing was sent, so nothing was read yet"
