"""What must not be shown is replaced, and what is useful stays."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import iea_agent
from iea_agent.core.report.redaction import redact

KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
DERIVED = "c1f961c5e67e98a8ffdf6d979248529d1723e5e3edd2ef8de924f6ebc2a9ac21"
"""Test vector of the protocol: what the passwords of the day of this licence are derived from."""

SECRET = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/", min_size=12, max_size=60)
SHAPES = [
    "Authorization: Bearer {}",
    "authorization: basic {}==",
    "'Authorization': 'Custom {}'",
    "Proxy-Authorization=Basic {}",
    "sent Bearer {} to the server",
    "Bearer%20{}",
    "client_id=1&client_secret={}&scope=x",
    "client_id%3D1%26client_secret%3D{}",
    '{{"access_token": "{}", "token_type": "Bearer"}}',
    '{{\\"access_token\\": \\"{}\\", \\"token_type\\": \\"Bearer\\"}}',
    "{{'refresh_token': '{}'}}",
    "b'client_secret={}'",
    "client_secret = {}",
    "password={}",
    "HTTPS_PROXY_PASS={}",
    'Password: "{}"',
    "mot de passe : {}",
    "licence_key: {}",
    "clé de licence : {}",
    "Set-Cookie: session={}; path=/",
    "Cookie: a=1; b={}",
    "proxy http://user:{}@proxy:3128/",
    "proxy user:{}@proxy:3128",
    "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
]


@given(secret=SECRET, shape=st.sampled_from(SHAPES))
def test_what_looks_like_a_secret_is_hidden(secret: str, shape: str) -> None:
    if "@" in shape or "PRIVATE" in shape:
        secret = secret.replace("/", "").replace("-", "")
    assume(secret not in shape and secret)
    assert secret not in redact("before " + shape.format(secret) + " after")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"clé {KEY}, numéro 75-000042", "clé …, numéro 75-000042"),
        ("K7QM2 X9VTZ 4LPWS 8RBNC 3HDGF", "…"),
        ("k7Qm2\u2013X9vTz\u20134LpWs\u20138RbNc\u20133HdGf", "…"),
        ("k7Qm2%2DX9vTz%2d4LpWs%2D8RbNc%2D3HdGf", "…"),
        (f"secret dérivé {DERIVED}.", "secret dérivé …."),
        ("le mot de passe du jour est 341 471 202.", "le mot de passe du jour est …."),
        ("le mot de passe du jour : 341 471 202", "le mot de passe du jour : …"),
        ("code:341 471 202, https://a.example/341-471-202", "code:…, https://a.example/…"),
        ("reçu 341-471-202 hier", "reçu … hier"),
        ("reçu 341\u202f471\u202f202", "reçu …"),
        ("jeton eyJhbGciOi.eyJzdWIi.c2ln fini", "jeton … fini"),
        ("http://user:p@ss/word@proxy:3128/a", "http://…@proxy:3128/a"),
        ("http://user@proxy:3128/a", "http://…@proxy:3128/a"),
        ("iea --password hunter6 --verbose", "iea --password … --verbose"),
        ("iea -p hunter6 --port 80", "iea -p … --port 80"),
        ("iea --licence-key 'un deux' trois", "iea --licence-key '…' trois"),
        ('["iea", "--token", "hunter6", "--mdp", "a b"]', '["iea", "--token", "…", "--mdp", "…"]'),
        ("['iea', '-p', 'hunter6']", "['iea', '-p', '…']"),
        (r'["iea", "--token", "a\" b"]', '["iea", "--token", "…"]'),
        ('{\\"a\\": [\\"--token\\", \\"x y\\"]}', '{\\"a\\": [\\"--token\\", \\"…\\"]}'),
        ("--key-file /etc/clef --password-less oui", "--key-file /etc/clef --password-less oui"),
        ('password = "un \\" deux" trois', "password = … trois"),
    ],
)
def test_a_secret_is_known_by_its_shape(text: str, left: str) -> None:
    assert redact(text) == left


@pytest.mark.parametrize(
    "line",
    [
        "the token endpoint answered 503 in 12.5 ms",
        "POST https://impact-emploi.urssaf.fr/token: tls_untrusted, signed by « Proxy SA »",
        '{"token_type": "Bearer", "expires_in": 900}',
        "no key store: keyring.backends.fail.Keyring",
        "state: Connecté au serveur de production",
        "2026-11-24 01:51:34,123 INFO iea_agent.agent.agent: authentication: timeout",
        "2026-11-24T01:51:34.123456+01:00",
        "versions 3.00.12, 3.11.2, PySide6 6.7.3, Windows-10-10.0.19045-SP0",
        "licence 75-000042, poste 192.168.100.200, 10.100.200.130:8080, 1 234 567 890 octets",
        "https://proxy.example:8080/a@b, mailto:impact-emploi-association@urssaf.fr",
        "C:\\Users\\claire\\AppData\\Local\\iea-agent\\log\\agent.log",
        "crc32 5e67e98a, sha1 0b3f9e0c5d7f00c2c1f961c5e67e98a8ffdf6d97",
        "Monde temps porte livre chose",
        "Connexion coupée de 9 h 12 à 9 h 40 : le serveur ne répondait pas.",
        "550e8400-e29b-41d4-a716-446655440000",
        "half a character \ud800 stays",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert redact(line) == line
    assert redact(line, [KEY, DERIVED]) == line


# Known secrets.


FORMS: list[Callable[[str], str]] = [
    str,
    lambda secret: quote(secret, safe=""),
    quote_plus,
    json.dumps,
    lambda secret: json.dumps([secret], ensure_ascii=False),
    lambda secret: f"client_id=1&x={quote_plus(secret)}&y=1",
    lambda secret: b64encode(secret.encode()).decode(),
    lambda secret: b64encode(f"75-000042:{secret}".encode()).decode(),
    lambda secret: b64encode(f"75-000042:{quote_plus(secret)}".encode()).decode(),
    lambda secret: b64encode(f"12:{secret}".encode()).decode().rstrip("="),
    lambda secret: quote(b64encode(f"1:{secret}&x=1".encode()).decode(), safe="/+"),
]
KNOWN = st.one_of(
    st.just(KEY),
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=10, max_size=40),
    st.text(
        st.characters(min_codepoint=33, max_codepoint=0x7E) | st.characters(min_codepoint=0xC0, max_codepoint=0x24F),
        min_size=10,
        max_size=40,
    ),
).filter(lambda secret: len(set(secret)) > 5)
AROUND = st.sampled_from(["", " ", "/", "=", ":", '"', "\\", "é", "\n", "(", "%", "&", "…", "x"])


@given(secret=KNOWN, form=st.sampled_from(FORMS), before=AROUND, after=AROUND)
def test_a_known_secret_is_found_in_every_form(
    secret: str, form: Callable[[str], str], before: str, after: str
) -> None:
    planted = form(secret)
    left = redact(f"Ω {before}{planted}{after} Ω", [secret])
    assert secret not in left
    assert planted not in left
    assert left[0] == left[-1] == "Ω"
    assert "…" in left


def test_nothing_of_the_key_is_left_of_what_http_basic_sends() -> None:
    """RFC 7617: the secret ends the text, so that only the first of its letters in Base64 is shared, with the colon."""
    for number in ("1", "12", "123"):
        sent = b64encode(f"{number}:{KEY}".encode()).decode()
        left = redact(sent, [KEY])
        start, _, end = left.partition("…")
        assert set(end) <= {"="}
        assert b64encode(f"{number}:".encode()).decode().rstrip("=").startswith(start[:-1])


@pytest.mark.parametrize("text", ["341471202", "code341471202x"])
def test_a_known_password_of_the_day_is_found(text: str) -> None:
    assert redact(f"reçu {text} hier", ["500694231", "341471202"]) == f"reçu {text} hier".replace("341471202", "…")


@pytest.mark.parametrize(
    ("text", "secret", "left"),
    [
        ("ok", "", "ok"),
        ("a b", " ", "a b"),
        ("xs3cr3tx", "s3cr3t", "x…x"),
        ("un+deux un%20deux un deux", "un deux", "… … …"),
        ("!?%&!?%&", "!?%&!?%&", "…"),
        ('{"p": "a\\"b\\\\c"}', 'a"b\\c', '{"p": "…"}'),
        ("ababab", "abab", "…ab"),
        ("mété m%C3%A9t%C3%A9 m\\u00e9t\\u00e9", "mété", "… … …"),
        ("YWJj abc", "abc", "YWJj …"),
        ("YWJjZA== abcd", "abcd", "…== …"),
    ],
)
def test_a_short_secret_is_found_as_it_is(text: str, secret: str, left: str) -> None:
    assert redact(text, [secret]) == left


def test_a_form_within_another_form_does_not_hide_it() -> None:
    assert redact("abcdef abc", ["abc", "abcdef"]) == "… …"


def test_only_the_secret_goes() -> None:
    text = f"« avant » {json.dumps(KEY + ' é')} « après »"
    assert redact(text, [KEY]) == '« avant » "… \\u00e9" « après »'


def test_several_secrets_go_at_once() -> None:
    assert redact("un abcdefgh1 deux ijklmnop2 trois", ["abcdefgh1", "ijklmnop2"]) == "un … deux … trois"


def test_a_secret_with_a_lone_surrogate_is_redacted_too() -> None:
    assert "clé-\udce9" not in redact("la clé-\udce9 de licence", ["clé-\udce9"])


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_any_text_and_any_secret_will_do(text: str, known: list[str]) -> None:
    redact(text, known)


PIECES = [
    *(shape.format("k7Qm2X9vTz4LpWs") for shape in SHAPES),
    *("Bearer ", "token", "=", ":", '"', "'", "\\", " ", "\n", "://", "@", "user", "eyJabcd", ".", "341 471 202", "…"),
    *(KEY, DERIVED, "-", "mot de passe", "cookie", "/", "12", "%3D", "abc", "b'", ",", "&"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_is_redacted_stays_as_it_is(text: str) -> None:
    once = redact(text, [KEY, DERIVED])
    assert redact(once, [KEY, DERIVED]) == once


HOSTILE = [
    *("a", "token", "bearer ", '"\\', "://", "eyJ", "eyJa-", "eyJabcd.", "token=\\", "token \n", 'secret="\\"', "a:"),
    *("://a:", "a.", "a:a", "12345-", "12345 ", "123 ", "-----BEGIN PRIVATE KEY-----", "authorization", "c1f961c5"),
    *("%41", "%", "\\u0041", "&#65;", "k7Qm2-X9vTz-4LpW", "k7Qm2X9vTz4LpWs8R", "\u00a0", "…", "é", "cookie:", "pass "),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_line_takes_no_time_that_grows_faster_than_it(piece: str) -> None:
    """With time that grows with the square, this would take hours and not seconds: the suite's own limit is the bar."""
    redact(piece * (200_000 // len(piece)), [KEY, DERIVED, "aaaaaaaaaaaa", "abababababab"])


SOURCE = Path(iea_agent.__file__).parent
LOGGING = [path for path in SOURCE.rglob("*.py") if "getLogger(__name__)" in path.read_text("utf-8")]


@pytest.mark.parametrize("path", LOGGING, ids=lambda path: path.stem)
def test_the_name_of_a_module_hides_no_word_of_its_log(path: Path) -> None:
    module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
    line = f"2026-11-24 01:51:34,123 INFO {module}: assistance mode is enabled"
    assert redact(line) == line
