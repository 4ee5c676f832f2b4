"""Addresses that people type and paste: what is repaired, and what is wrong with the others."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iea_agent.core.addresses import parse
from iea_agent.core.settings import MAX_ADDRESS, OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES
from iea_agent.core.typed_addresses import AddressFault, address_fault, stray_character, tidy_address

MEANT = OFFICIAL_AUTHENTICATION
TYPED = (
    st.text(max_size=30)
    | st.text(
        st.sampled_from("htps:/?#@[].-_%aZé0 18\t\u200b\u00a0İ℀ß;,\\\"'()<>«»\u2011\u2013．／ﬁ\u0301"), max_size=20
    )
    | st.builds("http{}://{}{}".format, st.sampled_from(["", "s", "S"]), st.text(max_size=10), st.text(max_size=8))
)
"""What people paste: anything, things that look like an address, and addresses with a slip in them."""


SLIPS = (
    "https:/{}",
    "https//{}",
    "https/{}",
    "https.//{}",
    "https:{}",
    "https;//{}",
    "https : //{}",
    "https ://{}",
    "https:// {}",
    "https\u00a0://{}",
    "https:///{}",
    "https:\\\\{}",
    "https:\\{}",
    "https:⁄⁄{}",
    "https∶//{}",
    "ｈｔｔｐｓ：／／{}",
    "HTTPS://{}",
    "http(s)://{}",
    "https://https://{}",
    "http://https//{}",
    "https://http://{}",
    "https https://{}",
    "//{}",
    "://{}",
    "{}",
)
"""Ways to write « https:// », with an address for what follows."""
AROUND = (
    "{}",
    " {} ",
    "\ufeff{}\r\n",
    "« {} »",
    "«\u202f{}\u202f»",
    "“{}”",
    '"{}"',
    "'{}'",
    "`{}`",
    "<{}>",
    "({}).",
    "[{}]",
    "{},",
    "{};",
    "{}.",
    "{}/",
    "{}).",
    "{} !",
    "{}\u200b",
)
"""What surrounds an address in a mail."""


# Tidying.


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("", ""),
        (" \t\n ", ""),
        ("  https://impact-emploi.urssaf.fr \r\n", "https://impact-emploi.urssaf.fr"),
        ("https://impact-emploi\u200b.urssaf\u00a0.fr", "https://impact-emploi.urssaf.fr"),
        ("HTTPS://Impact-Emploi.URSSAF.fr/Updates/", "https://impact-emploi.urssaf.fr/Updates"),
        ("impact-emploi.urssaf.fr", "https://impact-emploi.urssaf.fr"),
        ("impact-emploi.urssaf.fr:8443/x", "https://impact-emploi.urssaf.fr:8443/x"),
        ("http://impact-emploi.urssaf.fr//", "https://impact-emploi.urssaf.fr"),
        ("https://impact-emploi.\n  urssaf.fr", "https://impact-emploi. urssaf.fr"),
        ("https://impact emploi.fr/x / /", "https://impact emploi.fr/x"),
        ("ftp://impact-emploi.urssaf.fr", "ftp://impact-emploi.urssaf.fr"),
        ("https://Anne:Secret@host.example", "https://Anne:Secret@host.example"),
        ("https://[", "https://["),
        ("HTTPS://Host.example/a/?b=1#c", "https://host.example/a?b=1#c"),
    ],
)
def test_a_pasted_address_gets_its_usual_form(typed: str, tidied: str) -> None:
    assert tidy_address(typed, secure=True) == tidied


def test_without_secure_mode_http_stays_http() -> None:
    assert tidy_address("http://Host.example/", secure=False) == "http://host.example"


@given(TYPED, st.booleans())
@example(typed="://", secure=True)
@example(typed="https:///", secure=True)
def test_tidying_twice_changes_nothing_more(typed: str, secure: bool) -> None:  # noqa: FBT001 (Hypothesis passes it)
    once = tidy_address(typed, secure=secure)
    assert tidy_address(once, secure=secure) == once


@given(TYPED, st.booleans())
@example(typed="https://[", secure=True)
def test_no_text_breaks_the_rules_for_addresses(typed: str, secure: bool) -> None:  # noqa: FBT001 (Hypothesis passes it)
    for address in (typed, tidy_address(typed, secure=secure)):
        assert address_fault(address, secure=secure) in {None, *AddressFault}
        assert (stray_character(address) or "") in address


# What is wrong with an address.


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        (OFFICIAL_AUTHENTICATION, None),
        (OFFICIAL_UPDATES, None),
        ("https://host.example:8443/a/b", None),
        ("https://host.example.", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]:8443", None),
        ("https://société.example", None),
        ("", AddressFault.EMPTY),
        (f"https://host.example/{'a' * MAX_ADDRESS}", AddressFault.TOO_LONG),
        ("https://impact emploi.fr", AddressFault.HAS_SPACE),
        ("https://host.example/a b", AddressFault.HAS_SPACE),
        ("https://", AddressFault.MALFORMED),
        ("https://[", AddressFault.MALFORMED),
        ("https://host.example:99999", AddressFault.MALFORMED),
        ("https://host.example:0", AddressFault.MALFORMED),
        ("https://host..example", AddressFault.MALFORMED),
        ("https://host!.example", AddressFault.MALFORMED),
        ("https://300.1.1.1", AddressFault.MALFORMED),
        ("https://1234", AddressFault.MALFORMED),
        (f"https://{'a' * 64}.example", AddressFault.MALFORMED),
        ("ftp://host.example", AddressFault.NOT_HTTP),
        ("host.example", AddressFault.NOT_HTTP),
        ("http://host.example", AddressFault.NOT_SECURE),
        ("https://anne@host.example", AddressFault.HAS_CREDENTIALS),
        ("https://anne:secret@host.example", AddressFault.HAS_CREDENTIALS),
        ("https://host.example/?a=1", AddressFault.HAS_QUERY),
        ("https://host.example/#a", AddressFault.HAS_QUERY),
    ],
)
def test_a_fault_of_an_address_has_its_name(address: str, fault: AddressFault | None) -> None:
    assert address_fault(address, secure=True) is fault


def test_without_secure_mode_http_is_allowed() -> None:
    assert address_fault("http://host.example", secure=False) is None


@pytest.mark.parametrize(("letters", "fault"), [(63, None), (64, AddressFault.MALFORMED)])
def test_a_label_of_a_name_has_at_most_63_letters(letters: int, fault: AddressFault | None) -> None:
    assert address_fault(f"https://{'a' * letters}.example", secure=True) is fault


def test_an_address_may_be_as_long_as_the_limit() -> None:
    address = "https://host.example/"
    longest = address + "a" * (MAX_ADDRESS - len(address))
    assert address_fault(longest, secure=True) is None
    assert address_fault(longest + "a", secure=True) is not None


# Slips.


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_scheme_is_repaired_whatever_surrounds_the_address(slip: str, around: str) -> None:
    typed = around.format(slip.format("impact-emploi.urssaf.fr"))
    assert tidy_address(typed, secure=True) == MEANT


@pytest.mark.parametrize(
    "typed",
    [
        "Adresse : https://impact-emploi.urssaf.fr",
        "Adresse du serveur\u00a0: « https://impact-emploi.urssaf.fr ».",
        "URL=https://impact-emploi.urssaf.fr",
        "http : https://impact-emploi.urssaf.fr",
        "https://impact\u2011emploi.urssaf.fr",
        "https://impact\u2013emploi.urssaf.fr",
        "https://impact\u2010emploi．urssaf。fr",
        "https://impact-emploi.urssaf.fr./",
        "https://impact-emploi.urssaf.fr:443",
        "https://impact-emploi.urssaf.fr:",
        "http://impact-emploi.urssaf.fr:80/",
        "http://impact-emploi.urssaf.fr:443/",
        "https://impact-emploi.urssaf.fr/./",
        "https://impact-emploi.urssaf.fr/updates/..",
        "https://impact-emploi.urssaf.fr?",
        "https://impact-emploi .urssaf.fr",
        "https://\u202aimpact-em\u00adploi.urssaf.fr",
        "[https://impact-emploi.urssaf.fr]",
        "https://impact-emploi.urssaf.fr/%20%c2%a0",
    ],
)
def test_what_was_meant_is_found(typed: str) -> None:
    assert tidy_address(typed, secure=True) == MEANT


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("https://impact-emploi. urssaf.fr", AddressFault.HAS_SPACE),
        ("https://impact-emploi.urssaf.fr\nMerci", AddressFault.HAS_SPACE),
        ("https://impact-emploi.urssaf.fr (officielle)", AddressFault.HAS_SPACE),
        ("https://impact-emploi.urssaf.fr\nhttps://impact-emploi.urssaf.fr/updates", AddressFault.HAS_SPACE),
        ("https://impact-emploi.urssaf.frhttps://impact-emploi.urssaf.fr", AddressFault.MALFORMED),
        ("https://impact-emploi.urssaf.fr,https://impact-emploi.urssaf.fr", AddressFault.MALFORMED),
        ("htps://impact-emploi.urssaf.fr", AddressFault.NOT_HTTP),
        ("ttps://impact-emploi.urssaf.fr", AddressFault.NOT_HTTP),
        ("htps:/impact-emploi.urssaf.fr", AddressFault.NOT_HTTP),
        ("htpps//impact-emploi.urssaf.fr", AddressFault.NOT_HTTP),
        ("htpps/impact-emploi.urssaf.fr", AddressFault.MALFORMED),
        ("https://htps/impact-emploi.urssaf.fr", AddressFault.MALFORMED),
        ("https", AddressFault.MALFORMED),
        ("https://http:8080", AddressFault.MALFORMED),
        ("https://impact\u2014emploi.urssaf.fr", AddressFault.STRAY_CHARACTER),
        ("https://imp\u0430ct-emploi.urssaf.fr", AddressFault.STRAY_CHARACTER),
        ("https://impact-emploi.urssaf.fr/\u2026/updates", AddressFault.STRAY_CHARACTER),
        ("https://stra\u00dfe.example", AddressFault.STRAY_CHARACTER),
        ("https://impact-.urssaf.fr", AddressFault.MALFORMED),
        ("https://impact-emploi.urssaf.fr/%zz", AddressFault.MALFORMED),
        ("https://impact-emploi.urssaf.fr/a|b", AddressFault.MALFORMED),
        ("https://127.1", AddressFault.MALFORMED),
        ("https://0x7f000001", AddressFault.MALFORMED),
        ("https://[127.0.0.1]", AddressFault.MALFORMED),
        ("https://impact\x1b]0;x\x07emploi.urssaf.fr", AddressFault.MALFORMED),
        ("someone@impact-emploi.urssaf.fr", AddressFault.NOT_HTTP),
    ],
)
def test_what_is_doubtful_is_refused(typed: str, fault: AddressFault) -> None:
    assert address_fault(tidy_address(typed, secure=True), secure=True) is fault


@pytest.mark.parametrize(
    ("address", "stray"),
    [
        ("https://impact\u2014emploi.urssaf.fr", "\u2014"),
        ("https://imp\u0430ct.example:8443/x", "\u0430"),
        ("https://host.example/\u200b", "\u200b"),
        ("https://host.example/\u2026", "\u2026"),
        ("https://пример.example", None),
        (MEANT, None),
    ],
)
def test_a_stray_character_is_named(address: str, stray: str | None) -> None:
    assert stray_character(address) == stray


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("https://Préfecture.example/Été/", "https://préfecture.example/Été"),
        ("https://PRE\u0301FECTURE.example", "https://préfecture.example"),
        ("https://xn--prfecture-c4a.example", "https://xn--prfecture-c4a.example"),
        ("https://e\ufb01le.example", "https://efile.example"),
        ("https://[2001:DB8:0:0::1]:443/", "https://[2001:db8::1]"),
        ("[::1]:8080", "https://[::1]:8080"),
        ("localhost:8000/x", "https://localhost:8000/x"),
        ("http.debian.example", "https://http.debian.example"),
        ("https://httpbin.example", "https://httpbin.example"),
        ("https://host.example/a_(b)", "https://host.example/a_(b)"),
        ("https://host.example/%c3%a9%7e%2Fx", "https://host.example/%C3%A9~%2Fx"),
    ],
)
def test_an_unusual_address_is_usable(typed: str, tidied: str) -> None:
    assert tidy_address(typed, secure=True) == tidied
    assert address_fault(tidied, secure=True) is None
    assert parse(tidied) == parse(tidy_address(tidied, secure=True))


def test_a_text_with_too_many_slips_is_not_repaired() -> None:
    typed = f" HTTPS:{'/:' * 20}/ "
    assert tidy_address(typed, secure=True) == typed.strip()
    assert address_fault(typed.strip(), secure=True) is AddressFault.MALFORMED


def test_space_around_an_address_does_not_count_as_its_length() -> None:
    assert tidy_address(f"HTTPS://Host.example{' ' * 3 * MAX_ADDRESS}", secure=True) == "https://host.example"


def test_a_text_that_is_far_too_long_is_not_repaired() -> None:
    assert tidy_address(f" {'x' * 3 * MAX_ADDRESS} ", secure=True) == "x" * 3 * MAX_ADDRESS


@given(TYPED)
def test_what_can_be_used_can_be_compared(typed: str) -> None:
    tidied = tidy_address(typed, secure=False)
    found = parse(tidied)
    assert (address_fault(tidied, secure=False) is None) <= (found is not None)
    if found is not None and not found.query:
        assert found.host not in {"http", "https"}
        assert parse(f"{found}") == found
