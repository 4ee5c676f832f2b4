"""A disk that is full, and one that is read-only: real ones, in a name space of the test's own."""

import subprocess
import sys

import pytest

from tests.e2e.disk_stories import STORIES
from tests.requirements import require_own_network

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="name spaces are of Linux"),
]


@pytest.mark.parametrize("refusal", ["full", "read-only"])
@pytest.mark.parametrize("story", STORIES)
def test_what_a_disk_refuses_is_said_and_not_lost(story: str, refusal: str) -> None:
    tell(story, refusal)


def test_an_agent_whose_files_cannot_be_read_says_so_and_begins_once_they_can() -> None:
    tell("unreadable")


def tell(*story: str) -> None:
    """Tell a story in a name space of its own."""
    require_own_network()
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    command = [*unshare, sys.executable, "-m", "tests.e2e.disk_stories", *story]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "true"
