"""Every row of the verdict table (docs: the authentication server), and arbitrary answers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.addresses import hosts_of
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.answers import (
    MAX_RETRY_AFTER_S,
    Answer,
    Judgement,
    clock_offset_s,
    judge_file,
    retry_after_s,
)
from iea_agent.core.servers.oauth import (
    ClientAuthentication,
    Metadata,
    choose_authentication,
    judge_metadata,
    judge_token,
    metadata_addresses,
    most_telling,
)

ISSUER = "https://auth.example"
HTML = {"content-type": "text/html; charset=utf-8"}
NOW = 1_800_000_000.0


def answer(
    status: int, body: object = b"", headers: dict[str, str] | None = None, *, cut: bool = False, url: str = ""
) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, headers or {}, raw, cut=cut, url=url)


def metadata(**changes: object) -> dict[str, object]:
    return {"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token", **changes}


TOKEN = {"access_token": "s3cret", "token_type": "Bearer", "expires_in": 600}


@pytest.mark.parametrize(
    ("given_answer", "verdict"),
    [
        (answer(200, TOKEN), Verdict.CONNECTED),
        (answer(200, TOKEN | {"token_type": "bEARER"}), Verdict.CONNECTED),
        (answer(200, TOKEN, HTML), Verdict.CONNECTED),
        (answer(200, b"\xef\xbb\xbf" + json.dumps(TOKEN).encode()), Verdict.CONNECTED),
        (answer(401, {"error": "invalid_client"}), Verdict.LICENCE_UNKNOWN),
        (answer(400, {"error": "invalid_client"}), Verdict.LICENCE_UNKNOWN),
        (answer(200, {"error": "invalid_client"}), Verdict.LICENCE_UNKNOWN),
        (answer(401), Verdict.LICENCE_UNKNOWN),
        (answer(401, b"<html>", HTML), Verdict.LICENCE_UNKNOWN),
        (answer(400, {"error": "unauthorized_client"}), Verdict.REFUSED),
        (answer(400, {"error": "invalid_scope"}), Verdict.REFUSED),
        (answer(401, {"error": "access_denied"}), Verdict.REFUSED),
        (answer(400), Verdict.REFUSED),
        (answer(400, {"error": 7}), Verdict.REFUSED),
        (answer(400, {"error": ""}), Verdict.REFUSED),
        (answer(403), Verdict.REFUSED),
        (answer(429), Verdict.BUSY),
        (answer(503), Verdict.BUSY),
        (answer(503, {"error": "invalid_client"}), Verdict.BUSY),
        (answer(400, {"error": "temporarily_unavailable"}), Verdict.BUSY),
        (answer(500, {"error": "temporarily_unavailable"}), Verdict.BUSY),
        (answer(400, {"error": "slow_down"}), Verdict.BUSY),
        (answer(500), Verdict.SERVER_FAULT),
        (answer(502, b"<html>", HTML), Verdict.SERVER_FAULT),
        (answer(504), Verdict.SERVER_FAULT),
        (answer(500, {"error": "invalid_client"}), Verdict.SERVER_FAULT),
        (answer(400, {"error": "server_error"}), Verdict.SERVER_FAULT),
        (answer(407), Verdict.PROXY),
        (answer(407, {"error": "slow_down"}), Verdict.PROXY),
        (answer(511), Verdict.PORTAL),
        (answer(301), Verdict.PORTAL),
        (answer(302, TOKEN), Verdict.PORTAL),
        (answer(399), Verdict.PORTAL),
        (answer(200, b"<p>Bienvenue", HTML), Verdict.PORTAL),
        (answer(200, b"<p>Bienvenue", HTML, cut=True), Verdict.PORTAL),
        (answer(200, b"\xef\xbb\xbf \n<!DOCTYPE HTML>"), Verdict.PORTAL),
        (answer(200, b"<html lang=fr>"), Verdict.PORTAL),
        (answer(200), Verdict.NOT_OUR_SERVER),
        (answer(200, {}), Verdict.NOT_OUR_SERVER),
        (answer(200, [TOKEN]), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": ""}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": 7}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": " "}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": "\0"}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": "\r\n"}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": "abc\n"}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": "clé"}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"access_token": "!~ /=+"}), Verdict.CONNECTED),
        (answer(200, TOKEN | {"token_type": "mac"}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"token_type": None}), Verdict.NOT_OUR_SERVER),
        (answer(200, TOKEN | {"hello": 1}, HTML, cut=True), Verdict.PORTAL),
        (answer(200, TOKEN, cut=True), Verdict.NOT_OUR_SERVER),
        (answer(200, b"[" * 60_000), Verdict.NOT_OUR_SERVER),
        (answer(200, b"\x1f\x8b\x08"), Verdict.NOT_OUR_SERVER),
        (answer(201, TOKEN), Verdict.NOT_OUR_SERVER),
        (answer(404), Verdict.NOT_OUR_SERVER),
        (answer(101), Verdict.NOT_OUR_SERVER),
    ],
    ids=lambda value: value.value if isinstance(value, Verdict) else f"{value.status}-{bytes(value.body[:30])!r}",
)
def test_an_answer_to_a_token_request_has_its_verdict(given_answer: Answer, verdict: Verdict) -> None:
    assert judge_token(given_answer).verdict is verdict


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(600, 600.0), (0.5, 0.5), (10**30, 86_400.0), ("3600", 3600.0), ("9" * 20, 86_400.0), (None, None)],
)
def test_the_life_of_a_token_is_a_positive_number_or_unknown(sent: object, kept: float | None) -> None:
    found = judge_token(answer(200, TOKEN | {"expires_in": sent}))
    assert (found.verdict, found.expires_in_s) == (Verdict.CONNECTED, kept)


@pytest.mark.parametrize(
    "sent",
    [0, -5, -0.0, True, False, "", "0", "-5", "1e3", "demain", "٣", "9" * 21, [600], {}, float("nan"), float("inf")],
    ids=repr,
)
def test_a_token_without_a_life_is_a_fault_of_the_server(sent: object) -> None:
    found = judge_token(answer(200, TOKEN | {"expires_in": sent}))  # json.dumps writes NaN and Infinity
    assert (found.verdict, found.expires_in_s) == (Verdict.SERVER_FAULT, None)


@pytest.mark.parametrize("body", [b'{"a": NaN}', b"[NaN]", b"NaN", b"\xff", b"{" * 5000, b'{"access_token": NaN}'])
def test_other_answers_with_odd_numbers_are_no_token(body: bytes) -> None:
    assert judge_token(answer(200, body)).verdict is Verdict.NOT_OUR_SERVER


@pytest.mark.parametrize(
    ("asked", "granted", "verdict"),
    [
        ("impact-emploi", None, Verdict.CONNECTED),  # RFC 6749 §5.1: as it was asked for
        ("impact-emploi", "impact-emploi", Verdict.CONNECTED),
        ("impact-emploi", "openid  impact-emploi", Verdict.CONNECTED),
        ("paie impact-emploi", "impact-emploi paie", Verdict.CONNECTED),
        ("impact-emploi", ["openid", "impact-emploi"], Verdict.CONNECTED),
        ("", "openid", Verdict.CONNECTED),
        ("", "", Verdict.CONNECTED),
        ("impact-emploi", "", Verdict.REFUSED),
        ("impact-emploi", "impact", Verdict.REFUSED),
        ("impact-emploi", "Impact-Emploi", Verdict.REFUSED),
        ("impact-emploi", "impact-emploi-lecture", Verdict.REFUSED),
        ("paie impact-emploi", "impact-emploi", Verdict.REFUSED),
        ("impact-emploi", ["openid", 7], Verdict.REFUSED),
        ("impact-emploi", True, Verdict.REFUSED),
        ("impact-emploi", {"impact-emploi": 1}, Verdict.REFUSED),
    ],
)
def test_a_token_for_less_than_was_asked_for_is_a_refusal(asked: str, granted: object, verdict: Verdict) -> None:
    assert judge_token(answer(200, TOKEN | {"scope": granted}), asked).verdict is verdict


def test_no_representation_shows_a_token() -> None:
    given_answer = answer(200, TOKEN)
    assert "s3cret" not in f"{given_answer!r} {given_answer} {judge_token(given_answer)!r}"


def test_the_words_of_a_server_are_kept_apart_from_ours() -> None:
    words = {"error": "invalid_client", "error_description": "no\u202e such client"}
    found = judge_token(answer(401, words))
    assert (found.detail, found.words) == ("HTTP 401, an error of OAuth 2.0", "invalid_client: no\u202e such client")
    assert judge_token(answer(401, {"error": "invalid_client", "error_description": 7})).words == "invalid_client"


class TestMetadata:
    @pytest.mark.parametrize(
        ("issuer", "addresses"),
        [
            (
                "https://a.example",
                (
                    "https://a.example/.well-known/oauth-authorization-server",
                    "https://a.example/.well-known/openid-configuration",
                ),
            ),
            (
                "https://a.example:8443/o/",
                (
                    "https://a.example:8443/.well-known/oauth-authorization-server/o",
                    "https://a.example:8443/o/.well-known/oauth-authorization-server",
                    "https://a.example:8443/o/.well-known/openid-configuration",
                ),
            ),
        ],
    )
    def test_is_looked_for_where_the_standards_say(self, issuer: str, addresses: tuple[str, ...]) -> None:
        assert metadata_addresses(issuer) == addresses

    def test_of_the_issuer_is_taken(self) -> None:
        found = judge_metadata(answer(200, metadata(scopes_supported=["a"])), ISSUER)
        assert found == Metadata(ISSUER, f"{ISSUER}/token")

    def test_with_a_terminal_slash_is_taken(self) -> None:
        assert isinstance(judge_metadata(answer(200, metadata(issuer=f"{ISSUER}/")), ISSUER), Metadata)

    @pytest.mark.parametrize(
        "written",
        ["HTTPS://Auth.Example", "https://auth.example:443", "https://auth.example./", "https://auth.example/."],
    )
    def test_of_an_issuer_written_otherwise_is_taken(self, written: str) -> None:
        assert isinstance(judge_metadata(answer(200, metadata(issuer=written)), ISSUER), Metadata)
        assert isinstance(judge_metadata(answer(200, metadata()), written), Metadata)

    def test_of_an_international_host_is_taken_in_either_writing(self) -> None:
        names = ("https://préfecture.example", "https://xn--prfecture-c4a.example")
        for typed, issuer in (names, names[::-1]):
            said = metadata(issuer=issuer, token_endpoint=f"{issuer}/token/")
            found = judge_metadata(answer(200, said), typed)
            assert isinstance(found, Metadata)
            assert found.token_endpoint == "https://xn--prfecture-c4a.example/token/"

    def test_may_name_a_token_endpoint_with_a_query_and_another_port(self) -> None:
        found = judge_metadata(answer(200, metadata(token_endpoint="https://AUTH.example:8443/t/?tenant=7")), ISSUER)
        assert isinstance(found, Metadata)
        assert found.token_endpoint == "https://auth.example:8443/t/?tenant=7"

    def test_may_name_a_token_endpoint_on_a_host_that_a_setting_allows(self) -> None:
        elsewhere = answer(200, metadata(token_endpoint="https://Tokens.example./t"))
        refused = judge_metadata(elsewhere, ISSUER, hosts_of(["other.example"]))
        assert isinstance(refused, Judgement)
        assert refused.detail == "a token endpoint on another host"
        assert isinstance(judge_metadata(elsewhere, ISSUER, hosts_of(["tokens.EXAMPLE"])), Metadata)

    @pytest.mark.parametrize(
        ("given_answer", "verdict"),
        [
            (answer(200, metadata(issuer="https://other.example")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(issuer=7)), Verdict.NOT_OUR_SERVER),
            (answer(200, {"issuer": ISSUER}), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(token_endpoint="http://auth.example/token")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(token_endpoint="https://tokens.example/token")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(token_endpoint="ftp://auth.example/token")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(token_endpoint="https://a:b@auth.example/token")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(token_endpoint="https://auth.example/token?a#b")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(token_endpoint="")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(token_endpoint_auth_methods_supported="all")), Verdict.NOT_OUR_SERVER),
            (answer(200, metadata(), cut=True), Verdict.NOT_OUR_SERVER),
            (answer(200, b"hello"), Verdict.NOT_OUR_SERVER),
            (answer(200, []), Verdict.NOT_OUR_SERVER),
            (answer(404), Verdict.NOT_OUR_SERVER),
            (answer(401), Verdict.NOT_OUR_SERVER),
            (answer(200, b"<!doctype html>"), Verdict.PORTAL),
            (answer(302), Verdict.PORTAL),
            (answer(503), Verdict.BUSY),
            (answer(500), Verdict.SERVER_FAULT),
            (answer(407), Verdict.PROXY),
        ],
        ids=lambda value: value.value if isinstance(value, Verdict) else f"{value.status}-{bytes(value.body[:60])!r}",
    )
    def test_of_anyone_else_has_its_verdict(self, given_answer: Answer, verdict: Verdict) -> None:
        found = judge_metadata(given_answer, ISSUER)
        assert isinstance(found, Judgement)
        assert found.verdict is verdict

    @pytest.mark.parametrize(
        ("said", "detail"),
        [
            ({"issuer": "https://other.example"}, "another issuer"),
            ({"token_endpoint": "https://[::1"}, "unusable token endpoint"),
            ({"token_endpoint": "http://auth.example/token"}, "another scheme"),
            ({"token_endpoint": "https://tokens.example/token"}, "another host"),
        ],
        ids=str,
    )
    def test_of_anyone_else_is_told_with_what_it_said(self, said: dict[str, str], detail: str) -> None:
        found = judge_metadata(answer(200, metadata(**said)), ISSUER)
        assert isinstance(found, Judgement)
        assert detail in found.detail
        assert [found.words] == list(said.values())

    def test_that_is_wrong_says_more_than_a_web_page_and_that_more_than_a_missing_one(self) -> None:
        missing = judge_file(answer(404))
        page = judge_file(answer(200, b"<html>"))
        wrong = judge_metadata(answer(200, metadata(issuer="https://other.example")), ISSUER)
        assert missing
        assert page
        assert isinstance(wrong, Judgement)
        assert most_telling([missing, page, wrong]) is wrong
        assert most_telling([missing, page, missing]) is page
        assert most_telling([missing]) is missing

    def test_of_a_server_that_has_moved_says_most(self) -> None:
        moved = judge_file(answer(308, url=ISSUER))
        wrong = judge_metadata(answer(200, metadata(issuer="https://other.example")), ISSUER)
        assert moved
        assert isinstance(wrong, Judgement)
        assert most_telling([wrong, moved, wrong]) is moved

    def test_that_is_too_long_says_so(self) -> None:
        found = judge_file(answer(200, b"[" * 70_000, cut=True))
        assert found == Judgement(Verdict.NOT_OUR_SERVER, "more data than expected")

    def test_labelled_as_a_web_page_is_still_read(self) -> None:
        assert isinstance(judge_metadata(answer(200, metadata(), HTML), ISSUER), Metadata)


@pytest.mark.parametrize(
    ("methods", "chosen"),
    [
        (None, ClientAuthentication.BASIC),
        ([], ClientAuthentication.BASIC),
        (["client_secret_post", "client_secret_basic"], ClientAuthentication.BASIC),
        (["client_secret_post"], ClientAuthentication.POST),
        (["private_key_jwt", "client_secret_jwt", "none"], None),
    ],
)
def test_the_licence_is_presented_in_a_way_that_both_sides_accept(
    methods: list[str] | None, chosen: ClientAuthentication | None
) -> None:
    assert choose_authentication(Metadata(ISSUER, "", methods)) is chosen


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["error", "error_description", "access_token", "token_type", "expires_in", "scope", "issuer", "x"]
            ),
            inner,
        )
    ),
)
BODIES = st.binary() | JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
HEADERS = st.dictionaries(st.sampled_from(["date", "retry-after", "content-type", "x"]), st.text())


@given(st.integers(min_value=-1, max_value=1000), HEADERS, BODIES, st.booleans(), st.text())
def test_any_answer_has_a_verdict(status: int, headers: dict[str, str], body: bytes, cut: bool, issuer: str) -> None:  # noqa: FBT001 (drawn)
    given_answer = Answer(status, headers, body, cut=cut)
    assert isinstance(judge_token(given_answer, "a b").verdict, Verdict)
    assert isinstance(judge_metadata(given_answer, issuer), Metadata | Judgement)
    assert 0 <= (retry_after_s(given_answer, NOW) or 0) <= MAX_RETRY_AFTER_S
    assert isinstance(clock_offset_s(given_answer, NOW), float | None)


@given(st.text(max_size=60), st.sampled_from(["https:", "https://auth.example", ""]))
def test_any_token_endpoint_has_a_verdict(text: str, start: str) -> None:
    found = judge_metadata(answer(200, metadata(token_endpoint=start + text)), ISSUER)
    assert isinstance(found, Metadata | Judgement)
