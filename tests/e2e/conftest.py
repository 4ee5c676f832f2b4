"""Servers that other people wrote, and the tour, for the tests that use them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from iea_agent.demo.sandbox.server import DemoServer
from tests.e2e.secret_watch import KEY, TOKEN, Witness
from tests.requirements import desktop_programs, require_program

FOREIGN = Path(__file__).parent / "foreign"
BUILD = Path(__file__).parents[2] / "build" / "foreign"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DemoServer]:
    """A demonstration server for one story."""
    with DemoServer.start(tmp_path / "server") as started:
        yield started


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Autorité de test")


@pytest.fixture(scope="session")
def certificate(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    leaf = authority.issue_cert("127.0.0.1")
    leaf.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    return folder


@pytest.fixture(scope="session")
def oidc_provider_script() -> Path:
    """Install npm's package in a folder that git ignores, once for each lock file."""
    require_program("node", "npm")
    lock = (FOREIGN / "package-lock.json").read_bytes()
    done = BUILD / "node_modules" / ".installed"
    if not done.exists() or done.read_bytes() != lock:
        BUILD.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(FOREIGN / name, BUILD)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        ended = subprocess.run(command, cwd=BUILD, check=False, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        done.write_bytes(lock)
    # An import is looked up from where the script lies.
    return Path(shutil.copy(FOREIGN / "oidc_provider.mjs", BUILD))


class Toured(NamedTuple):
    """What the tour left."""

    album: Path
    """The folder of the pictures."""
    witness: Witness
    """Who looked on."""


@pytest.fixture(scope="session")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Toured:
    """Play the tour once, with a key and tokens that can be told from everything else."""
    require_program("xdg-open", "dbus-monitor")
    from iea_agent.demo.tour.play import play

    folder, witness = tmp_path_factory.mktemp("tour"), Witness()
    with desktop_programs(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("iea_agent.demo.sandbox.oauth.secrets.token_urlsafe", lambda _octets: TOKEN)
        play(folder, lambda _words: None, licence_key=KEY, watch=witness.watch)
    return Toured(folder, witness)
