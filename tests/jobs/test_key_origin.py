"""Where the authentication job sends the licence key: the origin that it was given for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.diagnosis import Diagnosis, KeyOrigins, Verdict, Who
from iea_agent.core.errors import KeyStoreError
from iea_agent.core.secret import Secret
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, Settings
from iea_agent.core.wire.jobs import AuthenticateAnswered, AuthenticateOrder, FromJob, StoreKeyOrder, ToJob
from iea_agent.jobs.licence import Licences
from iea_agent.jobs.servers import authenticate
from tests.adapters.server.exchanges import without_proxies
from tests.adapters.server.raw_servers import AuthenticationServer, http

NUMBER = "75-000042"
KEY = Secret("k7Qm2-X9vTz")


class Listener:
    """A ``Host`` that only listens."""

    def __init__(self) -> None:
        self.said: list[FromJob] = []

    def say(self, message: FromJob) -> None:
        self.said.append(message)

    def listen(self, *_handlers: object, **_more: object) -> None:
        raise AssertionError("no one speaks to this job")

    def read_order(self) -> ToJob:
        raise AssertionError("it has its order")


class Post:
    """A profile with a key in its file, and one server."""

    def __init__(self, home: Path, server: AuthenticationServer) -> None:
        self.server = server
        self.keys = KeyFile(home)
        self.licences = Licences(Folders.find({"IEA_AGENT_HOME": str(home)}))
        self.keys.put(NUMBER, KEY)

    @property
    def kept(self) -> str:
        return self.keys.origin(NUMBER)

    def authenticate(
        self, address: str = "", *, allowed: str = "", repaired: str = "", secure: bool | None = None
    ) -> Diagnosis:
        """Run the job; return its diagnosis. ``secure`` is by default what the address needs."""
        address = address or self.server.url
        settings = Settings(
            secure=address.startswith("https:") if secure is None else secure,
            authentication_address=address,
            update_address=f"{self.server.url}/updates",
            licence_number=NUMBER,
            key_in_file=True,
            authenticate_deadline_s=5.0,
        )
        listener = Listener()
        authenticate(listener, AuthenticateOrder(settings, key_origin=allowed, repaired_origin=repaired), self.licences)
        (answer,) = (one for one in listener.said if isinstance(one, AuthenticateAnswered))
        return answer.diagnosis


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    without_proxies(monkeypatch)
    with AuthenticationServer() as server:
        yield Post(tmp_path, server)


def test_a_key_without_an_origin_gets_that_of_the_first_address_that_connects(post: Post) -> None:
    post.server.replies["/token"] = http(401, {"error": "invalid_client"})
    assert post.authenticate().verdict is Verdict.LICENCE_UNKNOWN
    assert post.kept == ""
    post.server.publish()
    post.server.replies["/token"] = http(200, {"access_token": "t", "token_type": "Bearer"})
    assert post.authenticate().verdict is Verdict.CONNECTED
    assert post.kept == post.server.url


def test_to_another_address_nothing_is_sent(post: Post) -> None:
    post.keys.put(NUMBER, KEY, "https://impact.example")
    found = post.authenticate()
    assert found == Diagnosis(Verdict.KEY_ORIGIN, key_origins=KeyOrigins("https://impact.example", post.server.url))
    assert not [request for request in post.server.requests if "updates" not in request.target]
    assert post.kept == "https://impact.example"


def test_once_a_person_has_agreed_the_key_is_sent_and_the_origin_is_kept(post: Post) -> None:
    post.keys.put(NUMBER, KEY, "https://impact.example")
    assert post.authenticate(allowed=post.server.url).verdict is Verdict.CONNECTED
    assert post.kept == post.server.url
    assert post.authenticate().verdict is Verdict.CONNECTED


def test_an_agreement_is_for_the_origin_that_was_named(post: Post) -> None:
    post.keys.put(NUMBER, KEY, "https://impact.example")
    assert post.authenticate(allowed="https://autre.example").verdict is Verdict.KEY_ORIGIN
    assert post.kept == "https://impact.example"


def test_a_key_that_is_typed_again_is_given_for_the_address_beside_it(post: Post) -> None:
    post.keys.put(NUMBER, KEY, "https://impact.example")
    order = StoreKeyOrder(NUMBER, KEY, in_file=True, origin=post.server.url)
    post.licences.store(Settings(key_in_file=True), order)
    assert post.authenticate().verdict is Verdict.CONNECTED


def test_the_official_server_is_known_good(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def exchange(_host: object, settings: Settings, _key: Secret) -> AuthenticateAnswered:
        asked.append(settings.authentication_address)
        return AuthenticateAnswered(Diagnosis(Verdict.CONNECTED))

    monkeypatch.setattr("iea_agent.jobs.servers._exchange", exchange)
    post.keys.put(NUMBER, KEY, post.server.url)
    assert post.authenticate(OFFICIAL_AUTHENTICATION).verdict is Verdict.CONNECTED
    assert asked == [OFFICIAL_AUTHENTICATION]
    assert post.kept == post.server.url


@pytest.mark.parametrize("verdict", [Verdict.CONNECTED, Verdict.DNS])
@pytest.mark.parametrize("address", [OFFICIAL_AUTHENTICATION, "https://impact.example"])
def test_a_failure_at_the_official_address_is_said_to_be_there(
    post: Post, monkeypatch: pytest.MonkeyPatch, verdict: Verdict, address: str
) -> None:
    monkeypatch.setattr("iea_agent.jobs.servers._exchange", lambda *_: AuthenticateAnswered(Diagnosis(verdict)))
    is_official = verdict is Verdict.DNS and address == OFFICIAL_AUTHENTICATION
    assert post.authenticate(address) == Diagnosis(verdict, is_official=is_official)


@pytest.mark.parametrize(
    ("verdict", "kept"),
    [(Verdict.CONNECTED, "https://impact.example"), (Verdict.SERVER_FAULT, "http://impact.example")],
)
def test_a_key_that_was_given_for_http_goes_to_the_same_server_over_https_and_no_more_back(
    post: Post, monkeypatch: pytest.MonkeyPatch, verdict: Verdict, kept: str
) -> None:
    monkeypatch.setattr("iea_agent.jobs.servers._exchange", lambda *_: AuthenticateAnswered(Diagnosis(verdict)))
    post.keys.put(NUMBER, KEY, "http://impact.example")
    assert post.authenticate("https://impact.example").verdict is verdict
    assert post.kept == kept


def test_a_faulty_address_has_no_origin_and_gets_nothing(post: Post) -> None:
    post.keys.put(NUMBER, KEY, "https://impact.example")
    assert post.authenticate("https://user:pass@impact.example").verdict is Verdict.BAD_ADDRESS


@pytest.mark.parametrize(("secure", "verdict"), [(False, Verdict.INSECURE), (True, Verdict.BAD_ADDRESS)])
@pytest.mark.parametrize("allowed", ["", "http://impact.example"])
def test_over_http_nobody_is_asked_since_nothing_would_be_sent(
    post: Post, allowed: str, verdict: Verdict, *, secure: bool
) -> None:
    post.keys.put(NUMBER, KEY, "https://impact.example")
    assert post.authenticate("http://impact.example", allowed=allowed, secure=secure).verdict is verdict
    assert post.kept == "https://impact.example", "ticking « Sécurisé » is enough then"


def test_an_origin_that_cannot_be_kept_leaves_the_answer(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_arguments: object) -> None:
        raise KeyStoreError("the disk is full")

    monkeypatch.setattr(KeyFile, "put_origin", refuse)
    assert post.authenticate().verdict is Verdict.CONNECTED
    assert "could not be kept" in caplog.text


def test_an_origin_that_cannot_be_read_is_a_fault_of_the_key_store(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> str:
        raise KeyStoreError("locked")

    monkeypatch.setattr(KeyFile, "origin", refuse)
    assert post.authenticate().verdict is Verdict.KEY_STORE
    assert not post.server.token_requests


def test_in_a_folder_that_others_may_write_the_key_is_not_used_and_giving_it_again_is_no_remedy(
    post: Post, tmp_path: Path
) -> None:
    tmp_path.chmod(0o777)
    found = post.authenticate()
    assert (found.verdict, found.who) == (Verdict.KEY_OPEN, Who.IT)
    assert str(tmp_path) in found.detail
    assert not post.server.token_requests


# After a repair.

OLD = "https://ancien.example"


@pytest.mark.parametrize("verdict", [Verdict.CONNECTED, Verdict.REFUSED, Verdict.LICENCE_UNKNOWN])
def test_a_repair_takes_the_key_to_the_right_server_where_it_then_belongs(
    post: Post, monkeypatch: pytest.MonkeyPatch, verdict: Verdict
) -> None:
    monkeypatch.setattr("iea_agent.jobs.servers._exchange", lambda *_: AuthenticateAnswered(Diagnosis(verdict)))
    post.keys.put(NUMBER, KEY, OLD)
    assert post.authenticate(repaired=post.server.url).verdict is verdict
    assert post.kept == post.server.url


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.TIMEOUT, Verdict.NOT_OUR_SERVER])
def test_a_repair_that_will_be_taken_back_leaves_the_origin_alone(
    post: Post, monkeypatch: pytest.MonkeyPatch, verdict: Verdict
) -> None:
    monkeypatch.setattr("iea_agent.jobs.servers._exchange", lambda *_: AuthenticateAnswered(Diagnosis(verdict)))
    post.keys.put(NUMBER, KEY, OLD)
    assert post.authenticate(repaired=post.server.url).verdict is verdict
    assert post.kept == OLD


def test_a_repair_takes_the_key_to_its_own_origin_only(post: Post) -> None:
    post.keys.put(NUMBER, KEY, OLD)
    assert post.authenticate(repaired="https://autre.example").verdict is Verdict.KEY_ORIGIN
    assert post.kept == OLD


def test_the_answer_says_the_version_of_the_payroll_software(post: Post, tmp_path: Path) -> None:
    version = tmp_path / "version.txt"
    version.write_text("3.00.42\n", encoding="utf-8")
    settings = Settings(
        secure=False,
        authentication_address=post.server.url,
        update_address=f"{post.server.url}/updates",
        licence_number=NUMBER,
        key_in_file=True,
        software_version="3.00.41",
        software_version_file=str(version),
    )
    for expected in ("3.00.42", "3.00.41"):
        listener = Listener()
        authenticate(listener, AuthenticateOrder(settings), post.licences)
        (answer,) = (one for one in listener.said if isinstance(one, AuthenticateAnswered))
        assert answer.software_version == expected
        version.unlink(missing_ok=True)
