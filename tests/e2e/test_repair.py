"""The repair of the addresses by the command line, with real servers, jobs and files."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.secret import Secret
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import NOTHING_LEAVES, DemoServer
from iea_agent.demo.tour.help_sheet import OLD_AUTHENTICATION, OLD_UPDATES
from tests.e2e.installation import Installation

pytestmark = pytest.mark.e2e

OLD = {"authentication": OLD_AUTHENTICATION, "updates": OLD_UPDATES}


@pytest.fixture
def post(tmp_path: Path, server: DemoServer) -> Iterator[Installation]:
    """A workstation with the addresses of before the update."""
    post = Installation(tmp_path / "home", server)
    post.variables = NOTHING_LEAVES
    post.configure(
        secure=False,
        authentication_address=OLD_AUTHENTICATION,
        update_address=OLD_UPDATES,
        official_authentication_address=server.address,
        official_update_address=server.update_address,
    )
    agent = post.start("--no-icon")
    yield post
    post.run("quit")
    try:
        agent.wait(20)
    except subprocess.TimeoutExpired:
        agent.kill()


def good(server: DemoServer) -> dict[str, str]:
    return {"authentication": server.address, "updates": server.update_address}


def saved(post: Installation) -> dict[str, str]:
    settings = SettingsFile(post.home / "config.toml").load()
    return {"authentication": settings.authentication_address, "updates": settings.update_address}


def asked(post: Installation, *options: str) -> tuple[int, dict[str, Any]]:
    status, answer = post.ask("repair", *options)
    answer.pop("message")
    return status, answer


def test_the_addresses_are_proposed_repaired_and_undone(post: Installation, server: DemoServer) -> None:
    with (post.home / "config.toml").open("a", encoding="utf-8") as file:
        file.write("\n# Poste de la comptabilité\nfuture_setting = 1\n")
    assert asked(post) == (0, {"outcome": "proposed", "before": OLD, "after": good(server), "verdict": "insecure"})
    assert saved(post) == OLD
    assert "correction prête" in post.ask("status")[1]["message"]

    done = {"outcome": "repaired", "before": OLD, "after": good(server), "verdict": "connected"}
    assert asked(post, "--yes") == (0, done)
    assert saved(post) == good(server)
    text = (post.home / "config.toml").read_text(encoding="utf-8")
    assert "# Poste de la comptabilité\nfuture_setting = 1\n" in text
    post.wait_for(picture="ball")
    nothing = {"outcome": "nothing", "before": good(server), "after": good(server), "verdict": "connected"}
    assert asked(post) == (0, nothing)

    back = {"outcome": "repaired", "before": good(server), "after": OLD, "verdict": "insecure"}
    assert asked(post, "--undo") == (0, back)
    assert saved(post) == OLD
    assert post.ask("status")[1]["picture"] == "heart"
    assert asked(post, "--undo") == (0, {"outcome": "nothing", "before": OLD, "after": OLD, "verdict": None})


def test_while_the_good_servers_are_down_nothing_is_proposed(post: Installation, server: DemoServer) -> None:
    server.behave(Behaviour.DOWN)
    impossible = {"outcome": "impossible", "before": OLD, "after": OLD, "verdict": "insecure"}
    assert asked(post) == (1, impossible)
    assert asked(post, "--yes") == (1, impossible)
    assert saved(post) == OLD


def test_on_the_command_line_the_key_stays_with_the_server_it_was_given_for(
    post: Installation, server: DemoServer
) -> None:
    key = Secret(server.licence_key)
    KeyFile(post.home).put(server.licence_number, key, "https://autre.example")
    impossible = {"outcome": "impossible", "before": OLD, "after": OLD, "verdict": "key_origin"}
    assert asked(post, "--yes") == (1, impossible)
    assert saved(post) == OLD
    assert KeyFile(post.home).origin(server.licence_number) == "https://autre.example"


def test_where_the_repair_is_switched_off_nothing_is_proposed(post: Installation, server: DemoServer) -> None:
    post.configure(repair="off")
    post.ask("authenticate")
    assert asked(post)[1]["outcome"] == "nothing"
    assert saved(post) == OLD
    assert server.licence_number
