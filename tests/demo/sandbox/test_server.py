"""The demonstration server, seen by clients of other projects."""

import base64
import signal
import ssl
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import httpx
import pytest
from tuf.ngclient import Updater, UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.repository import TARGET
from iea_agent.demo.sandbox.server import LICENCE_KEY, LICENCE_NUMBER, DemoServer

GRANT = {"grant_type": "client_credentials"}
SPECIAL_NUMBER, SPECIAL_KEY = "75:é 1", "p:w%+ é&=/?"


def basic(number: str, key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{number}:{key}".encode()).decode()}


def ask_token(client: httpx.Client, number: str = LICENCE_NUMBER, key: str = LICENCE_KEY) -> httpx.Response:
    return client.post("/token", data=GRANT, headers=basic(quote_plus(number), quote_plus(key)))


def test_the_metadata_names_the_issuer_and_the_token_endpoint(server: DemoServer, client: httpx.Client) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").json()
    assert metadata["issuer"] == server.address
    assert metadata["token_endpoint"] == f"{server.address}/token"


def test_the_right_licence_gets_a_token_that_is_not_to_be_stored(client: httpx.Client) -> None:
    answer = ask_token(client)
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["access_token"]
    assert answer.headers["cache-control"] == "no-store"


def test_credentials_may_be_in_the_body(client: httpx.Client) -> None:
    answer = client.post("/token", data={**GRANT, "client_id": LICENCE_NUMBER, "client_secret": LICENCE_KEY})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("number", "key"), [(LICENCE_NUMBER, "wrong"), ("75-999999", LICENCE_KEY), ("", ""), ("75-999999", "")]
)
def test_a_wrong_licence_is_refused_with_a_challenge(client: httpx.Client, number: str, key: str) -> None:
    answer = ask_token(client, number, key)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Bearer abc", "Basic " + base64.b64encode(b"\xff:x").decode()]
)
def test_malformed_credentials_are_an_invalid_client(client: httpx.Client, header: str) -> None:
    assert client.post("/token", data=GRANT, headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"), [({}, "invalid_request"), ({"grant_type": "password"}, "unsupported_grant_type")]
)
def test_another_grant_is_an_error_of_its_own(client: httpx.Client, form: dict[str, str], error: str) -> None:
    answer = client.post("/token", data=form, headers=basic(LICENCE_NUMBER, LICENCE_KEY))
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_special_characters_must_be_form_urlencoded(tmp_path: Path) -> None:
    with DemoServer.start(tmp_path, SPECIAL_NUMBER, SPECIAL_KEY) as server:
        trust = ssl.create_default_context(cafile=server.ca_file)
        with httpx.Client(base_url=server.address, verify=trust, trust_env=False) as client:
            assert ask_token(client, SPECIAL_NUMBER, SPECIAL_KEY).status_code == 200
            raw = client.post("/token", data=GRANT, headers=basic(SPECIAL_NUMBER, SPECIAL_KEY))
            assert raw.status_code == 401


@pytest.mark.parametrize(
    ("behaviour", "status", "body"),
    [
        (Behaviour.REFUSED, 400, "unauthorized_client"),
        (Behaviour.LICENCE_UNKNOWN, 401, "invalid_client"),
        (Behaviour.PORTAL, 302, ""),
        (Behaviour.BUSY, 503, "temporarily_unavailable"),
        (Behaviour.FAULT, 500, "Internal Server Error"),
    ],
)
def test_a_behaviour_is_in_force_when_it_is_set(
    server: DemoServer, client: httpx.Client, behaviour: Behaviour, status: int, body: str
) -> None:
    server.behave(behaviour)
    answer = ask_token(client)
    assert answer.status_code == status
    assert body in answer.text
    server.behave(Behaviour.UP)
    assert ask_token(client).status_code == 200


def test_a_busy_server_says_when_to_come_back(server: DemoServer, client: httpx.Client) -> None:
    server.behave(Behaviour.BUSY)
    assert ask_token(client).headers["retry-after"] == "5"


def test_the_portal_shows_a_page_to_whom_follows_it(server: DemoServer, client: httpx.Client) -> None:
    server.behave(Behaviour.PORTAL)
    answer = client.get("/updates/metadata/timestamp.json", follow_redirects=True)
    assert answer.headers["content-type"].startswith("text/html")
    assert "Wi-Fi" in answer.text


def test_a_server_that_is_down_refuses_connections_and_comes_back_on_its_port(
    server: DemoServer, client: httpx.Client
) -> None:
    server.behave(Behaviour.DOWN)
    with pytest.raises(httpx.ConnectError, match="refused"):
        ask_token(client)
    server.behave(Behaviour.UP)
    assert ask_token(client).status_code == 200


def test_an_expired_certificate_is_expired(server: DemoServer, client: httpx.Client) -> None:
    server.behave(Behaviour.EXPIRED)
    with pytest.raises(httpx.ConnectError, match="certificate has expired"):
        ask_token(client)


def test_a_slow_server_takes_the_connection_and_does_not_answer(server: DemoServer, client: httpx.Client) -> None:
    server.behave(Behaviour.SLOW)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/token", data=GRANT, timeout=0.5)


def test_the_requests_are_remembered_without_their_content(server: DemoServer, client: httpx.Client) -> None:
    ask_token(client, key="a-secret")
    newest = server.requests[0]
    assert (newest.method, newest.path, newest.status) == ("POST", "/token", 401)
    assert "a-secret" not in repr(server.requests)
    assert LICENCE_KEY not in repr(server)


class _Fetcher(FetcherInterface):
    """Fetches for python-tuf with the demonstration's authority."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def _fetch(self, url: str) -> list[bytes]:  # type: ignore[override]  # any iterable of bytes will do
        answer = self._client.get(url)
        if answer.status_code == 404:
            from tuf.api.exceptions import DownloadHTTPError

            raise DownloadHTTPError("not found", 404)
        return [answer.content]


def test_the_repository_is_good_for_the_reference_client(
    server: DemoServer, client: httpx.Client, tmp_path: Path
) -> None:
    root = client.get("/updates/metadata/1.root.json").content
    for folder in ("seen", "fetched"):
        (tmp_path / folder).mkdir()
    updater = Updater(
        metadata_dir=str(tmp_path / "seen"),
        metadata_base_url=f"{server.update_address}/metadata/",
        target_base_url=f"{server.update_address}/targets/",
        target_dir=str(tmp_path / "fetched"),
        fetcher=_Fetcher(client),
        config=UpdaterConfig(),
        bootstrap=root,
    )
    updater.refresh()
    target = updater.get_targetinfo(TARGET)
    assert target is not None
    assert "aucune mise à jour" in Path(updater.download_target(target)).read_text(encoding="utf-8")


def test_the_module_starts_alone_and_ends_when_told() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "iea_agent.demo.sandbox"], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(5)]
        assert urlsplit(lines[0].split()[-1]).scheme == "https"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
