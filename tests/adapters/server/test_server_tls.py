"""Encryption with real certificates: what is trusted, what is not, and who signed it."""

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path

import pytest
import trustme

from iea_agent.core.diagnosis import Stage, Verdict, Who
from tests.adapters.server.exchanges import Heard, authenticate, authority, ca_file, look, tls, without_proxies
from tests.adapters.server.raw_servers import AuthenticationServer, RawServer, Wire, http, settings_for

TODAY = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def look_at(certificate: trustme.LeafCert, folder: Path, date: float | None = None) -> Heard:
    with AuthenticationServer(tls=tls(certificate)) as server:
        if date is not None:
            server.replies["/.well-known/oauth-authorization-server"] = http(404, date=formatdate(date, usegmt=True))
        found = authenticate(settings_for(server, ca_file=ca_file(folder)))
    assert [request.method for request in server.requests] in ([], ["HEAD"])
    assert found.diagnosis.stage is Stage.ENCRYPTION
    assert found.stages == [Stage.NAME, Stage.CONNECTION]
    return found


def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    certificate = authority().issue_cert(
        "127.0.0.1", not_before=TODAY - timedelta(days=9), not_after=TODAY - timedelta(days=1)
    )
    found = look_at(certificate, tmp_path)
    assert found.verdict is Verdict.TLS_EXPIRED
    assert "expired" in found.diagnosis.detail
    assert not found.diagnosis.clock_is_wrong


@pytest.mark.parametrize(
    ("day", "who", "wrong"),
    [
        (None, Who.YOU, False),  # nobody knows: the clock is the likely cause
        (0, Who.SUPPORT, False),  # both clocks agree: the certificate is wrong
        (2, Who.YOU, True),  # the certificate is valid by the server's clock
        (9, Who.YOU, False),  # it is by neither: what the server says explains nothing
    ],
)
def test_a_certificate_of_tomorrow_is_refused_and_the_clocks_tell_who_acts(
    tmp_path: Path,
    day: int | None,
    who: Who,
    wrong: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    certificate = authority().issue_cert(
        "127.0.0.1", not_before=TODAY + timedelta(days=1), not_after=TODAY + timedelta(days=5)
    )
    date = None if day is None else time.time() + day * 86_400
    found = look_at(certificate, tmp_path, date)
    assert (found.verdict, found.diagnosis.who) == (Verdict.TLS_NOT_YET_VALID, who)
    assert found.diagnosis.clock_is_wrong is wrong


@pytest.mark.parametrize(
    ("day", "who", "wrong"), [(None, Who.SUPPORT, False), (0, Who.SUPPORT, False), (-2, Who.YOU, True)]
)
def test_a_certificate_that_only_our_clock_calls_expired_is_a_remark_about_the_clock(
    tmp_path: Path,
    day: int | None,
    who: Who,
    wrong: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    certificate = authority().issue_cert(
        "127.0.0.1", not_before=TODAY - timedelta(days=9), not_after=TODAY - timedelta(days=1)
    )
    found = look_at(certificate, tmp_path, None if day is None else time.time() + day * 86_400)
    assert (found.verdict, found.diagnosis.who) == (Verdict.TLS_EXPIRED, who)
    assert found.diagnosis.clock_is_wrong is wrong
    assert (found.diagnosis.clock_times is not None) is (day is not None)


@pytest.mark.parametrize("name", ["other.example", "127.0.0.2"])
def test_the_certificate_of_another_host_is_refused(tmp_path: Path, name: str) -> None:
    assert look_at(authority().issue_cert(name), tmp_path).verdict is Verdict.TLS_WRONG_HOST


def test_a_certificate_of_an_unknown_authority_is_refused_and_its_signer_is_named(tmp_path: Path) -> None:
    stranger = trustme.CA(organization_name="Antivirus\u202e Machin")
    found = look_at(stranger.issue_cert("127.0.0.1"), tmp_path)
    assert (found.verdict, found.diagnosis.words) == (Verdict.TLS_UNTRUSTED, "Antivirus Machin")


def test_the_question_who_signed_sends_nothing_but_a_handshake(tmp_path: Path) -> None:
    received: list[bytes] = []
    with RawServer(
        lambda wire: received.append(wire.read_some()),
        tls=tls(trustme.CA(organization_name="Proxy Machin").issue_cert("127.0.0.1")),
    ) as server:
        found = authenticate(settings_for(server, ca_file=ca_file(tmp_path)))
    assert found.diagnosis.words == "Proxy Machin"
    assert server.connections == 2
    assert received in ([], [b""])


def test_a_certificate_of_the_system_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1"))) as server:
        assert look(settings_for(server)).verdict is Verdict.TLS_UNTRUSTED
        monkeypatch.setenv("SSL_CERT_FILE", ca_file(tmp_path))  # how OpenSSL is told where the system's bundle is
        assert look(settings_for(server)).verdict is Verdict.ACCESSIBLE


def test_certificates_are_verified_in_non_secure_mode_too() -> None:
    with AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1"))) as server:
        assert authenticate(settings_for(server, secure=False)).verdict is Verdict.TLS_UNTRUSTED
    assert server.requests == []


def test_a_server_that_speaks_an_outdated_protocol_is_refused(tmp_path: Path) -> None:
    context = tls(authority().issue_cert("127.0.0.1"), newest=ssl.TLSVersion.TLSv1_1)
    with AuthenticationServer(tls=context) as server:
        found = look(settings_for(server, ca_file=ca_file(tmp_path)))
    assert (found.verdict, found.diagnosis.stage) == (Verdict.TLS_PROTOCOL, Stage.ENCRYPTION)


@pytest.fixture(params=["answers in clear", "hangs up", "resets", "says nothing"])
def not_tls(request: pytest.FixtureRequest) -> Iterator[tuple[RawServer, Verdict]]:
    def answer(wire: Wire) -> None:
        wire.send(http(400))
        wire.wait_until_closed()

    talk, verdict = {
        "answers in clear": (answer, Verdict.TLS_PROTOCOL),
        "hangs up": (lambda _wire: None, Verdict.INTERRUPTED),
        "resets": (Wire.reset_once_asked, Verdict.INTERRUPTED),
        "says nothing": (Wire.wait_until_closed, Verdict.TIMEOUT),
    }[request.param]
    with RawServer(talk) as server:
        yield server, verdict


def test_a_server_without_encryption_fails_there(not_tls: tuple[RawServer, Verdict]) -> None:
    server, verdict = not_tls
    address = server.url.replace("http:", "https:")
    found = look(settings_for(server, secure=True, authentication_address=address, test_deadline_s=1.5))
    assert (found.verdict, found.diagnosis.stage) == (verdict, Stage.ENCRYPTION)
