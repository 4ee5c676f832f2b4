"""Exchanges with real servers on this machine: every verdict, every limit, and what is never sent."""

import base64
import gzip
import json
import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Snapshot, Timestamp

from iea_agent.adapters.files.reading import MAX_FILE
from iea_agent.core.diagnosis import Role, Stage, Verdict, Who
from iea_agent.core.servers.answers import MAX_ANSWER
from tests.adapters.server.exchanges import (
    KEY,
    Heard,
    authenticate,
    authority,
    ca_file,
    look,
    own_address,
    tls,
    without_proxies,
)
from tests.adapters.server.raw_servers import (
    TOKEN,
    AuthenticationServer,
    HttpServer,
    RawServer,
    Reply,
    Wire,
    http,
    settings_for,
)

ALL_STAGES = [Stage.NAME, Stage.CONNECTION, Stage.ENCRYPTION, Stage.ANSWER, Stage.IDENTITY]
NOW = 1_800_000_000.0
HTML = http(200, b"<!doctype html><title>Bienvenue</title>", content_type="text/html")


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


@pytest.fixture
def server() -> Iterator[AuthenticationServer]:
    with AuthenticationServer() as running:
        yield running


def test_a_good_licence_over_tls_connects_and_every_stage_is_told(tmp_path: Path) -> None:
    with AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1"))) as server:
        found = authenticate(settings_for(server, ca_file=ca_file(tmp_path)))
    assert found.verdict is Verdict.CONNECTED
    assert found.diagnosis.stage is Stage.IDENTITY
    assert found.expires_in_s == 600.0
    assert found.stages == ALL_STAGES
    assert all(report.ms >= 0 for report in found.progress)
    assert found.detail_of(Stage.NAME) == "127.0.0.1"
    assert found.detail_of(Stage.CONNECTION) == f"directe, 127.0.0.1:{server.port}"
    assert found.detail_of(Stage.ENCRYPTION).endswith("\nsigné par\u00a0: Autorité de test")
    assert found.detail_of(Stage.ANSWER) == "HTTP 200"
    assert found.detail_of(Stage.IDENTITY) == server.url
    assert server.connections == 1


def test_the_request_is_the_one_of_the_standard(server: AuthenticationServer) -> None:
    authenticate(settings_for(server, scope="impact-emploi paie"))
    (request,) = server.token_requests
    assert request.form == {"grant_type": "client_credentials", "scope": "impact-emploi paie"}
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    for sent in server.requests:
        assert sent.headers["accept-encoding"] == "identity"
        assert sent.headers["accept"] == "application/json"


def test_an_empty_scope_is_not_sent(server: AuthenticationServer) -> None:
    assert authenticate(settings_for(server, scope="")).verdict is Verdict.CONNECTED
    assert server.token_requests[0].form == {"grant_type": "client_credentials"}


@pytest.mark.parametrize("key", ["p:w%+ é&=", "ключ", "a~b-c._*/?#\\\"'", "%41+%20"])
def test_a_key_with_special_characters_authenticates(server: AuthenticationServer, key: str) -> None:
    assert authenticate(settings_for(server, licence_number="75:00 é"), key).verdict is Verdict.CONNECTED
    kind, _, value = server.token_requests[0].headers["authorization"].partition(" ")
    number, _, sent = base64.b64decode(value).decode("ascii").partition(":")
    assert (kind, unquote_plus(number), unquote_plus(sent)) == ("Basic", "75:00 é", key)


def test_a_server_that_wants_the_key_in_the_form_gets_it_there(server: AuthenticationServer) -> None:
    server.publish(token_endpoint_auth_methods_supported=["client_secret_post"])
    assert authenticate(settings_for(server), "p&=é").verdict is Verdict.CONNECTED
    (request,) = server.token_requests
    assert "authorization" not in request.headers
    assert (request.form["client_id"], request.form["client_secret"]) == ("75-000042", "p&=é")


def test_a_server_with_no_way_to_authenticate_is_sent_nothing(tmp_path: Path) -> None:
    methods = ["private_key_jwt"]
    with AuthenticationServer(
        tls=tls(authority().issue_cert("127.0.0.1")), token_endpoint_auth_methods_supported=methods
    ) as server:
        assert authenticate(settings_for(server, ca_file=ca_file(tmp_path))).verdict is Verdict.NOT_OUR_SERVER
    assert server.token_requests == []


@pytest.mark.parametrize(
    ("reply", "verdict", "stage"),
    [
        (http(401, {"error": "invalid_client"}), Verdict.LICENCE_UNKNOWN, Stage.IDENTITY),
        (http(401), Verdict.LICENCE_UNKNOWN, Stage.IDENTITY),
        (http(400, {"error": "unauthorized_client"}), Verdict.REFUSED, Stage.IDENTITY),
        (http(403), Verdict.REFUSED, Stage.IDENTITY),
        (http(429), Verdict.BUSY, Stage.ANSWER),
        (http(400, {"error": "slow_down"}), Verdict.BUSY, Stage.ANSWER),
        (http(500), Verdict.SERVER_FAULT, Stage.ANSWER),
        (http(407), Verdict.PROXY, Stage.ANSWER),
        (http(511), Verdict.PORTAL, Stage.ANSWER),
        (HTML, Verdict.PORTAL, Stage.ANSWER),
        (http(200, {"hello": 1}), Verdict.NOT_OUR_SERVER, Stage.ANSWER),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", Verdict.INTERRUPTED, Stage.ANSWER),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", Verdict.MALFORMED, Stage.ANSWER),
        (b"HTTP/1.1 200 OK\r\nX Powered By: WAF\r\n\r\n", Verdict.MALFORMED, Stage.ANSWER),
        (b"220 mail.example ESMTP\r\n\r\n", Verdict.NOT_OUR_SERVER, Stage.ANSWER),
        (Wire.reset, Verdict.INTERRUPTED, Stage.ANSWER),
        (lambda _wire: None, Verdict.INTERRUPTED, Stage.ANSWER),
    ],
    ids=lambda value: value.decode()[:60] if isinstance(value, bytes) else getattr(value, "__qualname__", str(value)),
)
def test_an_answer_of_the_token_endpoint_has_its_verdict(
    server: AuthenticationServer, reply: Reply, verdict: Verdict, stage: Stage
) -> None:
    def say_and_hang_up(wire: Wire) -> None:
        wire.send(reply) if isinstance(reply, bytes) else reply(wire)

    server.replies["/token"] = say_and_hang_up
    found = authenticate(settings_for(server))
    assert (found.verdict, found.diagnosis.stage) == (verdict, stage)
    assert found.expires_in_s is None


def test_a_connection_closed_between_two_requests_says_nothing(server: AuthenticationServer) -> None:
    document = server.replies["/.well-known/oauth-authorization-server"]
    assert isinstance(document, bytes)
    server.replies["/.well-known/oauth-authorization-server"] = lambda wire: wire.send(document)
    assert authenticate(settings_for(server)).verdict is Verdict.CONNECTED
    assert server.connections == 2


class TestMetadata:
    def test_of_an_issuer_with_a_path_stands_between_host_and_path(self) -> None:
        with HttpServer() as server:
            issuer = f"{server.url}/o"
            document = {"issuer": issuer, "token_endpoint": f"{issuer}/token/"}
            server.replies["/.well-known/oauth-authorization-server/o"] = http(200, document)
            server.replies["/o/token/"] = http(200, TOKEN)
            assert authenticate(settings_for(server, authentication_address=issuer)).verdict is Verdict.CONNECTED

    @pytest.mark.parametrize("first", [http(404), HTML, http(302, location="/login")])
    def test_of_openid_connect_is_taken_where_the_other_is_missing(
        self, server: AuthenticationServer, first: bytes
    ) -> None:
        document = server.replies["/.well-known/oauth-authorization-server"]
        server.replies["/.well-known/openid-configuration"] = document
        server.replies["/.well-known/oauth-authorization-server"] = first
        assert authenticate(settings_for(server)).verdict is Verdict.CONNECTED

    def test_in_every_place_of_an_issuer_with_a_path_is_looked_for(self) -> None:
        with HttpServer() as server:
            found = look(settings_for(server, authentication_address=f"{server.url}/o"))
        assert found.verdict is Verdict.NOT_OUR_SERVER
        assert found.diagnosis.stage is Stage.IDENTITY
        assert server.paths == [
            "/.well-known/oauth-authorization-server/o",
            "/o/.well-known/oauth-authorization-server",
            "/o/.well-known/openid-configuration",
        ]

    @pytest.mark.parametrize(
        ("reply", "verdict", "asked"),
        [
            (HTML, Verdict.PORTAL, 2),
            (http(302, location="https://192.0.2.9/"), Verdict.PORTAL, 2),
            (http(404), Verdict.NOT_OUR_SERVER, 2),
            (http(200, {"issuer": "https://other.example", "token_endpoint": "x"}), Verdict.NOT_OUR_SERVER, 2),
            (http(503), Verdict.BUSY, 1),
            (http(502), Verdict.SERVER_FAULT, 1),
        ],
    )
    def test_of_an_unknown_server_has_its_verdict(
        self, server: AuthenticationServer, reply: bytes, verdict: Verdict, asked: int
    ) -> None:
        server.replies["/.well-known/oauth-authorization-server"] = reply
        server.replies["/.well-known/openid-configuration"] = reply
        assert authenticate(settings_for(server)).verdict is verdict
        assert len(server.requests) == asked
        assert server.token_requests == []

    def test_that_leads_from_https_to_http_is_sent_no_key(self, tmp_path: Path, server: AuthenticationServer) -> None:
        context = tls(authority().issue_cert("127.0.0.1"))
        with AuthenticationServer(tls=context, token_endpoint=f"{server.url}/token") as first:
            found = authenticate(settings_for(first, ca_file=ca_file(tmp_path)))
        assert found.verdict is Verdict.NOT_OUR_SERVER
        assert "other scheme" in found.diagnosis.detail
        assert server.requests == []

    def test_may_lead_to_a_token_endpoint_elsewhere(self, server: AuthenticationServer) -> None:
        with AuthenticationServer() as other:
            server.publish(token_endpoint=f"{other.url}/token")
            found = authenticate(settings_for(server))
        assert found.verdict is Verdict.CONNECTED
        assert len(found.stages) == 4  # one checklist, whatever the number of connections

    def test_with_an_endpoint_that_is_no_address_is_not_ours(self, server: AuthenticationServer) -> None:
        server.publish(token_endpoint=f"{server.url}/to\x01ken")
        assert authenticate(settings_for(server)).verdict is Verdict.NOT_OUR_SERVER

    def test_with_an_unreachable_endpoint_fails_there(self, server: AuthenticationServer) -> None:
        server.publish(token_endpoint="http://127.0.0.1:1/token")
        found = authenticate(settings_for(server))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.REFUSED_CONNECTION, Stage.CONNECTION)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"]), rest=st.binary())
def test_whatever_a_server_says_there_is_a_verdict(server: AuthenticationServer, start: bytes, rest: bytes) -> None:
    server.replies["/token"] = lambda wire: wire.send(start + rest)
    assert authenticate(settings_for(server)).verdict is not Verdict.CONNECTED


class TestLimits:
    def test_a_gzip_bomb_is_not_inflated(self, server: AuthenticationServer) -> None:
        bomb = gzip.compress(bytes(300_000_000 // 10), 9)
        server.replies["/token"] = http(200, bomb * 10, content_encoding="gzip", content_type="application/json")
        assert authenticate(settings_for(server)).verdict is Verdict.NOT_OUR_SERVER

    def test_a_body_without_end_is_cut(self, server: AuthenticationServer) -> None:
        def flood(wire: Wire) -> None:
            wire.send(b"HTTP/1.1 200 OK\r\n\r\n[")
            wire.send_until_closed(b"1," * 5000)

        server.replies["/token"] = flood
        found = authenticate(settings_for(server))
        assert found.verdict is Verdict.NOT_OUR_SERVER

    def test_what_is_around_a_body_counts_too(self, server: AuthenticationServer) -> None:
        def flood(wire: Wire) -> None:
            wire.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            # Each chunk is one space and a long extension: the body never gets closer to 64 KiB.
            wire.send_until_closed(b"1;" + b"x" * 4000 + b"\r\n \r\n")

        server.replies["/token"] = flood
        assert authenticate(settings_for(server)).verdict is Verdict.NOT_OUR_SERVER

    @pytest.mark.parametrize("size", [MAX_ANSWER - 1, MAX_ANSWER, MAX_ANSWER + 1])
    def test_an_answer_may_be_as_long_as_the_limit(self, server: AuthenticationServer, size: int) -> None:
        document = json.dumps({**TOKEN, "padding": ""}).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {size:5}\r\n\r\n".encode()
        length = size - len(head)
        answer = head.replace(f"{size:5}".encode(), f"{length:5}".encode())
        padded = document.removesuffix(b'"}') + b"x" * (length - len(document)) + b'"}'
        assert len(answer + padded) == size
        server.replies["/token"] = answer + padded
        fits = size <= MAX_ANSWER
        assert authenticate(settings_for(server)).verdict is (Verdict.CONNECTED if fits else Verdict.NOT_OUR_SERVER)

    def test_a_silent_body_is_given_up(self, server: AuthenticationServer) -> None:
        def stall(wire: Wire) -> None:
            wire.send(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{")
            wire.wait_until_closed()

        server.replies["/token"] = stall
        found = authenticate(settings_for(server, authenticate_deadline_s=1.0))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.TIMEOUT, Stage.ANSWER)

    def test_a_header_without_end_is_not_http(self, server: AuthenticationServer) -> None:
        def flood(wire: Wire) -> None:
            wire.send(b"HTTP/1.1 200 OK\r\nx: ")
            wire.send_until_closed(b"y" * 10_000)

        server.replies["/token"] = flood
        assert authenticate(settings_for(server)).verdict is Verdict.NOT_OUR_SERVER

    def test_no_redirect_is_followed(self, server: AuthenticationServer) -> None:
        with AuthenticationServer() as other:
            server.replies["/token"] = http(307, location=f"{other.url}/token")
            assert authenticate(settings_for(server)).verdict is Verdict.PORTAL
        assert other.connections == 0


class TestConnection:
    def test_without_a_listener_is_refused(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with AuthenticationServer() as server:
            found = authenticate(settings_for(server, authentication_address=f"http://127.0.0.1:{port}"))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.REFUSED_CONNECTION, Stage.CONNECTION)
        assert found.stages == [Stage.NAME]

    def test_to_a_name_that_does_not_exist_fails_at_the_name(self, server: AuthenticationServer) -> None:
        found = look(settings_for(server, secure=True, authentication_address="https://no-such-host.invalid"))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.DNS, Stage.NAME)

    def test_without_a_route_says_so(self, server: AuthenticationServer) -> None:
        found = look(settings_for(server, secure=True, authentication_address="https://255.255.255.255"))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.NO_ROUTE, Stage.CONNECTION)

    def test_to_a_silent_server_times_out(self) -> None:
        with RawServer(Wire.wait_until_closed) as server:
            found = look(settings_for(server, test_deadline_s=1.0))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.TIMEOUT, Stage.ANSWER)

    @pytest.mark.parametrize("talk", [Wire.reset_once_asked, lambda _wire: None], ids=["reset", "closed"])
    def test_that_is_cut_is_interrupted(self, talk: Reply) -> None:
        assert callable(talk)
        with RawServer(talk) as server:
            found = look(settings_for(server))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.INTERRUPTED, Stage.ANSWER)


class TestWithoutEncryption:
    def test_the_key_goes_to_this_machine(self, server: AuthenticationServer) -> None:
        assert authenticate(settings_for(server)).verdict is Verdict.CONNECTED

    def test_a_server_here_that_wants_no_key_is_not_ours(self, server: AuthenticationServer) -> None:
        server.publish(token_endpoint_auth_methods_supported=["none"])
        assert authenticate(settings_for(server)).verdict is Verdict.NOT_OUR_SERVER

    def test_an_http_address_of_an_https_server_is_said_to_be_one(self) -> None:
        with AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1"))) as server:
            found = look(settings_for(server, secure=False, authentication_address=server.url.replace("https", "http")))
        assert found.verdict is Verdict.INSECURE
        assert found.diagnosis.detail == "the server speaks https here, not http"

    def test_nothing_goes_anywhere_else(self) -> None:
        with AuthenticationServer(host=own_address()) as server:
            asked = [authenticate(settings_for(server)), *(look(settings_for(server), role) for role in Role)]
        for found in asked:
            assert (found.verdict, found.diagnosis.stage, found.stages) == (Verdict.INSECURE, Stage.ENCRYPTION, [])
        assert server.connections == 0

    def test_the_key_does_not_go_from_this_machine_to_another(self, server: AuthenticationServer) -> None:
        server.publish(token_endpoint=f"http://{own_address()}:9/token")
        assert authenticate(settings_for(server)).verdict is Verdict.NOT_OUR_SERVER
        allowed = settings_for(server, endpoint_hosts=(own_address(),))
        assert authenticate(allowed).verdict is Verdict.INSECURE

    def test_the_key_does_not_come_from_another_machine_to_this_one(self, server: AuthenticationServer) -> None:
        with AuthenticationServer(host=own_address(), token_endpoint=f"{server.url}/token") as far:
            assert authenticate(settings_for(far)).verdict is Verdict.INSECURE
        assert far.connections == server.connections == 0

    def test_a_local_name_that_leads_elsewhere_is_sent_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        host, real = own_address(), socket.getaddrinfo

        def hostile_dns(name: str, *rest: object, **more: object) -> object:
            return real(host if name == "agent.localhost" else name, *rest, **more)  # type: ignore[arg-type]

        with AuthenticationServer(host=host) as server:
            monkeypatch.setattr(socket, "getaddrinfo", hostile_dns)
            address = f"http://agent.localhost:{server.port}"
            found = authenticate(settings_for(server, authentication_address=address))
        assert found.verdict is Verdict.INSECURE
        assert server.requests == []


def test_comments_in_a_ca_file_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes("# Autorité du siège\n".encode() + b"\xff\n" + Path(ca_file(tmp_path)).read_bytes())
    with AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1"))) as running:
        assert look(settings_for(running, ca_file=str(path))).verdict is Verdict.ACCESSIBLE


class TestNothingIsSent:
    @pytest.mark.parametrize("address", ["", "https://", "ftp://a.example", "https://a:b@a.example", "https://xn--a.é"])
    def test_to_a_bad_address(self, server: AuthenticationServer, address: str) -> None:
        found = look(settings_for(server, authentication_address=address))
        assert (found.verdict, found.stages) == (Verdict.BAD_ADDRESS, [])

    def test_over_http_in_secure_mode(self, server: AuthenticationServer) -> None:
        assert authenticate(settings_for(server, secure=True)).verdict is Verdict.BAD_ADDRESS
        assert server.connections == 0

    @pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
    def test_with_a_bad_ca_file(self, server: AuthenticationServer, tmp_path: Path, content: bytes | None) -> None:
        path = tmp_path / "ca.pem"
        if content is not None:
            path.write_bytes(content)
        for found in (look(settings_for(server, ca_file=str(path))), authenticate(settings_for(server, ca_file="\0"))):
            assert (found.verdict, found.stages) == (Verdict.BAD_CA_FILE, [])
            assert found.diagnosis.stage is Stage.ENCRYPTION
        assert server.connections == 0

    @pytest.mark.skipif(sys.platform == "win32", reason="what else a path may name on POSIX")
    @pytest.mark.parametrize(
        "make",
        [
            Path.mkdir,
            os.mkfifo,
            lambda path: path.symlink_to("/dev/zero"),
            lambda path: path.symlink_to("nowhere"),
            lambda path: path.write_bytes(b" " * (MAX_FILE + 1)),
            lambda path: path.write_bytes(b" \n"),
        ],
        ids=["folder", "pipe", "device", "link to nowhere", "too long", "empty"],
    )
    def test_with_a_ca_file_that_is_none(
        self, server: AuthenticationServer, tmp_path: Path, make: Callable[[Path], object]
    ) -> None:
        path = tmp_path / "ca.pem"
        make(path)
        found = look(settings_for(server, ca_file=str(path)))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.BAD_CA_FILE, Stage.ENCRYPTION)
        assert server.connections == 0

    @pytest.mark.skipif(sys.platform == "win32", reason="the profile is private there, files have no such modes")
    def test_with_a_ca_file_that_others_may_write(self, server: AuthenticationServer, tmp_path: Path) -> None:
        path = Path(ca_file(tmp_path))
        path.chmod(0o666)
        found = look(settings_for(server, ca_file=str(path)))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.BAD_CA_FILE, Stage.ENCRYPTION)
        assert "others may have written" in found.diagnosis.detail
        assert server.connections == 0

    def test_without_a_licence(self, server: AuthenticationServer) -> None:
        assert authenticate(settings_for(server, licence_number="")).verdict is Verdict.NOT_CONFIGURED
        assert authenticate(settings_for(server), "").verdict is Verdict.NOT_CONFIGURED
        assert server.connections == 0


class TestFacts:
    def test_a_wait_that_the_server_asks_for_is_kept(self, server: AuthenticationServer) -> None:
        server.replies["/token"] = http(503, retry_after="120", date=formatdate(NOW + 300, usegmt=True))
        found = authenticate(settings_for(server), now=lambda: NOW)
        assert found.diagnosis.retry_after_s == 120.0
        assert found.diagnosis.clock_offset_s == 300.0
        assert found.diagnosis.clock_is_wrong

    def test_a_good_answer_asks_for_no_wait(self, server: AuthenticationServer) -> None:
        server.replies["/token"] = http(200, TOKEN, retry_after="120")
        assert authenticate(settings_for(server)).diagnosis.retry_after_s is None

    def test_no_key_and_no_token_is_ever_said(
        self, server: AuthenticationServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        good = authenticate(settings_for(server))
        server.replies["/token"] = http(401, {"error": "invalid_client", "error_description": f"bad secret {KEY}"})
        bad = authenticate(settings_for(server))
        assert bad.verdict is Verdict.LICENCE_UNKNOWN
        assert bad.diagnosis.words == ""
        said = f"{good!r} {bad!r} {caplog.text}"
        basic = server.token_requests[0].headers["authorization"].partition(" ")[2]
        for secret in (KEY, basic, str(TOKEN["access_token"])):
            assert secret not in said

    @pytest.mark.parametrize(
        "repeated",
        [
            "abc+/1  23é",
            "a b c + / 1 2 3 é",
            "abc\u200b+/1\u00ad  23é",
            "abc%2B%2F1++23%C3%A9",
            "ABC+/1  23É",
            "x" * 174 + "abc+/1  23é",
            "Authorization: Basic " + base64.b64encode(b"75-000042:abc%2B%2F1++23%C3%A9").decode(),
        ],
    )
    def test_a_key_is_known_in_every_form_that_a_server_could_repeat(
        self, server: AuthenticationServer, repeated: str
    ) -> None:
        server.replies["/token"] = http(401, {"error": "invalid_client", "error_description": repeated})
        found = authenticate(settings_for(server), "abc+/1  23é")
        assert found.verdict is Verdict.LICENCE_UNKNOWN
        assert found.diagnosis.words == ""

    @pytest.mark.parametrize("host", ["k7qm2.x9vtz.example", "k7Qm2X9vTz.example", "www.k7qm2-x9vtz.example"])
    def test_a_host_that_repeats_the_key_is_shown_nowhere(self, server: AuthenticationServer, host: str) -> None:
        server.replies["/token"] = http(302, b"", location=f"https://{host}/")
        found = authenticate(settings_for(server))
        assert found.verdict is Verdict.PORTAL
        assert "k7qm2" not in repr(found).lower()

    def test_words_that_hold_no_key_are_kept(self, server: AuthenticationServer) -> None:
        server.replies["/token"] = http(401, {"error": "invalid_client", "error_description": "secret expired, k7Qm2"})
        assert authenticate(settings_for(server)).diagnosis.words == "invalid_client: secret expired, k7Qm2"


def timestamp(*, signed: bool = True, kind: type[Timestamp] | type[Snapshot] = Timestamp, days: float = 1.0) -> bytes:
    metadata: Metadata[Any] = Metadata(
        kind(version=3, expires=datetime.now(UTC).replace(microsecond=0) + timedelta(days=days))
    )
    if signed:
        metadata.sign(CryptoSigner.generate_ed25519())
    return bytes(metadata.to_bytes())


class TestUpdateServer:
    def look(self, reply: bytes) -> Heard:
        with HttpServer() as server:
            server.replies["/updates/metadata/timestamp.json"] = reply
            return look(settings_for(server, update_address=f"{server.url}/updates"), Role.UPDATES)

    def test_with_signed_timestamp_metadata_is_accessible(self) -> None:
        found = self.look(http(200, timestamp()))
        assert found.verdict is Verdict.ACCESSIBLE
        assert found.diagnosis.metadata_is_verified is False
        assert found.stages == [Stage.NAME, Stage.CONNECTION, Stage.ANSWER, Stage.IDENTITY]
        assert found.detail_of(Stage.IDENTITY) == "TUF, version 3, signature non vérifiée"

    @pytest.mark.parametrize(
        ("date", "who", "wrong"),
        [
            (None, Who.SUPPORT, False),
            (0.0, Who.SUPPORT, False),
            (-2.0, Who.YOU, True),  # by the server's clock it is valid
            (2.0, Who.SUPPORT, False),  # by that one it has expired, too
        ],
    )
    def test_with_expired_metadata_is_red(self, date: float | None, who: Who, wrong: bool) -> None:  # noqa: FBT001 (a column)
        headers = {} if date is None else {"date": formatdate(time.time() + date * 86_400, usegmt=True)}
        found = self.look(http(200, timestamp(days=-1.0), **headers))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.UPDATE_EXPIRED, Stage.IDENTITY)
        assert (found.diagnosis.who, found.diagnosis.clock_is_wrong) == (who, wrong)

    @pytest.mark.parametrize(
        ("reply", "verdict", "stage"),
        [
            (http(200, timestamp(signed=False)), Verdict.NOT_OUR_SERVER, Stage.IDENTITY),
            (http(200, timestamp(kind=Snapshot)), Verdict.NOT_OUR_SERVER, Stage.IDENTITY),
            (http(200, {"signed": {}, "signatures": []}), Verdict.NOT_OUR_SERVER, Stage.IDENTITY),
            (http(200, {"a": 1}), Verdict.NOT_OUR_SERVER, Stage.IDENTITY),
            (http(200, b'{"a":' * 5000 + b"1" + b"}" * 5000), Verdict.NOT_OUR_SERVER, Stage.IDENTITY),
            (http(404), Verdict.NOT_OUR_SERVER, Stage.IDENTITY),
            (http(403), Verdict.NOT_OUR_SERVER, Stage.IDENTITY),
            (HTML, Verdict.PORTAL, Stage.ANSWER),
            (http(503), Verdict.BUSY, Stage.ANSWER),
        ],
    )
    def test_with_anything_else_is_not(self, reply: bytes, verdict: Verdict, stage: Stage) -> None:
        found = self.look(reply)
        assert (found.verdict, found.diagnosis.stage) == (verdict, stage)
