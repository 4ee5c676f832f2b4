"""The origin that a licence key is kept for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.key_origin import is_official, key_origin_of, may_be_sent
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION

KEPT = "https://impact.example"


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Impact.Example/path", "https://impact.example"),
        ("HTTPS://impact.example.:443", "https://impact.example"),
        ("https://impact.example:8443/", "https://impact.example:8443"),
        ("http://impact.example:80", "http://impact.example"),
        ("http://impact.example:443", "http://impact.example:443"),
        ("https://[2001:DB8::7]:443/", "https://[2001:db8::7]"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://user:pass@impact.example", ""),
        ("impact.example", ""),
        ("https://", ""),
        ("https://impact.example:99999", ""),
        ("https://[", ""),
        (f"https://{'é' * 80}.example", ""),
        ("", ""),
    ],
)
def test_an_origin_is_written_in_one_way(address: str, origin: str) -> None:
    assert key_origin_of(address) == origin


@pytest.mark.parametrize(
    ("kept", "address", "sent"),
    [
        (KEPT, "https://impact.example/other", True),
        (f"{KEPT}:443", "https://IMPACT.example.", True),
        (KEPT, "https://impact.example:8443", False),
        (KEPT, "http://impact.example", False),
        (KEPT, "https://autre.example", False),
        (KEPT, "https://impact.example.autre.example", False),
        (KEPT, OFFICIAL_AUTHENTICATION, True),
        (KEPT, f"{OFFICIAL_AUTHENTICATION}:8443", False),
        ("http://impact.example", "https://IMPACT.example/other", True),
        ("http://impact.example:80", "https://impact.example:443", True),
        ("http://impact.example:8080", "https://impact.example", False),
        ("http://impact.example:443", "https://impact.example", False),
        ("http://impact.example", "https://impact.example:8443", False),
        ("http://impact.example", "https://autre.example", False),
        ("http://impact.example", "http://impact.example", True),
        ("http://impact.example", "http://impact.example:443", False),
        ("unreadable", "https://impact.example", False),
        ("", "https://impact.example", True),
        ("", "unreadable", False),
    ],
)
def test_a_key_is_sent_where_it_was_given_for_and_to_the_official_server(
    kept: str, address: str, *, sent: bool
) -> None:
    assert may_be_sent(kept, address) is sent


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (OFFICIAL_AUTHENTICATION, True),
        ("https://IMPACT-emploi.urssaf.fr:443/path", True),
        ("http://impact-emploi.urssaf.fr", False),
        (f"{OFFICIAL_AUTHENTICATION}:8443", False),
        ("https://impact-emploi.urssaf.fr.example", False),
        ("", False),
    ],
)
def test_the_official_server_is_the_one_of_the_program(address: str, *, expected: bool) -> None:
    assert is_official(address) is expected


@given(st.text())
def test_no_text_raises_and_an_origin_is_its_own(text: str) -> None:
    origin = key_origin_of(text)
    assert key_origin_of(origin) == origin
