"""The agent against authorization servers that other people wrote.

They are npm's oidc-provider, PyPI's django-oauth-toolkit and django-allauth, Debian's glewlwyd.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from tests.adapters.server.exchanges import without_proxies
from tests.e2e.foreign.running import running
from tests.requirements import require_program

pytestmark = pytest.mark.e2e

# oidc-provider keeps to the letter of RFC 6749 Appendix A.2, which has no accents in a key.
ASCII_KEY = "p:w%+ &=~\"'\\/?#k7Qm2"
KEY = "p:w%+ é&=~\"'\\/?#k7Qm2"
PLAIN_KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"


class Client:
    """Asks as a user does: with the command line, in a home of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def test(self, settings: Settings) -> dict[str, object]:
        """Test the access to the authentication server."""
        said = self._ask(settings, "test")
        servers = said["servers"]
        assert isinstance(servers, list)
        return {name: servers[0][name] for name in ("verdict", "stage")}

    def authenticate(self, settings: Settings, key: str) -> dict[str, object]:
        """Authenticate with a licence."""
        KeyFile(self._home).put(settings.licence_number, Secret(key))
        return {"verdict": self._ask(settings, "authenticate")["verdict"]}

    def _ask(self, settings: Settings, command: str) -> dict[str, object]:
        SettingsFile(self._home / "config.toml").save(settings)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "iea_agent", command, "--json"],
            env={**os.environ, "IEA_AGENT_HOME": str(self._home)},
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        said: dict[str, object] = json.loads(done.stdout)
        good = said["verdict"] == "connected" if command == "authenticate" else said["ok"]
        assert (done.returncode == 0) == good
        return said


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    without_proxies(monkeypatch)
    return Client(tmp_path / "home")


LICENCE = "75-000042"
REFUSED = {"number": "75-000013", "key": "plain", "refused": True}


class Server(NamedTuple):
    """A server that runs, and the key of the licence that it knows."""

    settings: Settings
    key: str
    wrong_key: str = "licence_unknown"
    """The verdict on a wrong key."""


@pytest.fixture(scope="module")
def oidc_provider(oidc_provider_script: Path, certificate: Path) -> Iterator[Server]:
    pem = (certificate / "server.pem").read_text()
    given = {
        "host": "127.0.0.1",
        "licences": [{"number": LICENCE, "key": ASCII_KEY}, REFUSED],
        "tls": {"key": pem, "cert": pem},
    }
    with running("node", oidc_provider_script, given=given, log=certificate / "oidc-provider.log") as url:
        yield Server(_settings(url, certificate), ASCII_KEY)


@pytest.fixture(scope="module")
def django_oauth_toolkit(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from _python_server("django_server", KEY, certificate, tmp_path_factory.mktemp("django-oauth-toolkit"))


@pytest.fixture(scope="module")
def django_allauth(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # Like glewlwyd, it takes id and key as they are sent: not form-encoded.
    yield from _python_server("allauth_server", PLAIN_KEY, certificate, tmp_path_factory.mktemp("django-allauth"))


@pytest.fixture(scope="module")
def glewlwyd(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    require_program("glewlwyd")
    folder = tmp_path_factory.mktemp("glewlwyd")
    # It answers a wrong key with a 403 that says nothing.
    for server in _python_server("glewlwyd_server", PLAIN_KEY, certificate, folder):
        yield server._replace(wrong_key="refused")


def _python_server(module: str, key: str, certificate: Path, folder: Path) -> Iterator[Server]:
    given = {
        "folder": str(folder),
        "pem": str(certificate / "server.pem"),
        "licences": [{"number": LICENCE, "key": key, "refused": False}, REFUSED],
    }
    command = (sys.executable, "-m", f"tests.e2e.foreign.{module}")
    with running(*command, given=given, log=folder / "log") as url:
        yield Server(_settings(url, certificate), key)


def _settings(url: str, certificate: Path) -> Settings:
    return Settings(
        authentication_address=url,
        update_address=f"{url}/updates",
        licence_number=LICENCE,
        key_in_file=True,
        ca_file=str(certificate / "ca.pem"),
    )


@pytest.fixture(params=["oidc_provider", "django_oauth_toolkit", "django_allauth", "glewlwyd"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


def test_an_access_test_reaches_the_identity(client: Client, server: Server) -> None:
    assert client.test(server.settings) == {"verdict": None, "stage": "identity"}


def test_a_good_licence_connects(client: Client, server: Server) -> None:
    assert client.authenticate(server.settings, server.key) == {"verdict": "connected"}


@pytest.mark.parametrize("key", ["wrong", "p%3Aw%25%2B"])
def test_a_wrong_key_is_not_recognised(client: Client, server: Server, key: str) -> None:
    assert client.authenticate(server.settings, key) == {"verdict": server.wrong_key}


def test_an_unknown_licence_is_not_recognised(client: Client, server: Server) -> None:
    settings = replace(server.settings, licence_number="99-999999")
    assert client.authenticate(settings, server.key) == {"verdict": server.wrong_key}


def test_a_licence_that_may_not_connect_is_refused(client: Client, server: Server) -> None:
    settings = replace(server.settings, licence_number="75-000013")
    assert client.authenticate(settings, "plain") == {"verdict": "refused"}


@pytest.mark.parametrize("server", ["django_oauth_toolkit", "django_allauth", "glewlwyd"], indirect=True)
def test_a_scope_that_the_server_does_not_know_is_refused(client: Client, server: Server) -> None:
    # oidc-provider grants what it knows, as RFC 6749 §3.3 allows.
    assert client.authenticate(replace(server.settings, scope="another"), server.key) == {"verdict": "refused"}


def test_another_address_of_the_same_server_is_not_the_server(client: Client, server: Server) -> None:
    settings = replace(server.settings, authentication_address=f"{server.settings.authentication_address}/else")
    found = client.test(settings)
    assert found == {"verdict": "not_our_server", "stage": "identity"}
