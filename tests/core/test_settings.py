"""Settings and the rules for addresses."""

from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iea_agent.core.diagnosis import Role
from iea_agent.core.secret import Secret
from iea_agent.core.settings import (
    MAX_ADDRESS,
    OFFICIAL_AUTHENTICATION,
    OFFICIAL_UPDATES,
    AddressFault,
    Settings,
    address_fault,
    addresses_look_swapped,
    differs_from_official,
    help_of,
    is_loopback,
    official,
    tidy_address,
)
from iea_agent.core.wire.codec import TO_JOB, decode, encode
from iea_agent.core.wire.jobs import AuthenticateOrder, ComparePasswordOrder, TestOrder

TYPED = (
    st.text(max_size=30)
    | st.text(st.sampled_from("htps:/?#@[].-_%aZé0 18\t\u200b\u00a0İ℀ß"), max_size=20)
    | st.builds("http{}://{}{}".format, st.sampled_from(["", "s", "S"]), st.text(max_size=10), st.text(max_size=8))
)
"""What people paste: anything, things that look like an address, and addresses with a slip in them."""


# Limits.

WIDEST = "\x01"
"""What takes most room in a message: six bytes."""


def at_its_longest(**values: object) -> Settings:
    """Return settings that reach every limit of their own."""
    longest: dict[str, object] = {
        name: (WIDEST if name != "scope" else "~") * _longest(name)
        for name in Settings.__struct_fields__
        if isinstance(getattr(Settings(), name), str)
    }
    return msgspec.convert(longest | values, Settings)


def _longest(name: str) -> int:
    hint = get_type_hints(Settings, include_extras=True)[name]
    return max(meta.max_length or 0 for meta in get_args(hint)[1:])


def test_what_the_windows_offer_at_its_longest_fits_into_one_message() -> None:
    rest = {"official_authentication_address": "", "official_update_address": "", "software_version_file": ""}
    settings = at_its_longest(**rest)
    for order in (
        AuthenticateOrder(settings),
        TestOrder(settings),
        ComparePasswordOrder(settings, Secret("9" * 9), 1.5),
    ):
        assert decode(TO_JOB, encode(order)) == order


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
        ("https://impact-emploi.\n  urssaf.fr", "https://impact-emploi.  urssaf.fr"),
        ("https://impact emploi.fr/x / /", "https://impact emploi.fr/x"),
        ("ftp://impact-emploi.urssaf.fr", "ftp://impact-emploi.urssaf.fr"),
        ("https://Anne:Secret@host.example", "https://Anne:Secret@host.example"),
        ("https://[", "https://["),
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
        assert is_loopback(address) in {True, False}
        settings = Settings(authentication_address=address, update_address=address)
        assert not addresses_look_swapped(settings)


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


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost",
        "http://LOCALHOST:8000/x",
        "http://demo.localhost",
        "http://127.0.0.1:8000",
        "http://127.8.9.1",
        "http://[::1]:8000",
    ],
)
def test_this_very_machine_is_recognised(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost",
        "http://localhost.example",
        "http://notlocalhost",
        "http://localhost@host.example",
        "http://host.example/localhost",
        "http://host.example#@localhost",
        "http://0.0.0.0",
        "http://192.168.0.1",
        "http://127.0.0.1.example",
        "http://[2001:db8::1]",
        "http://[",
    ],
)
def test_no_other_machine_passes_for_this_one(address: str) -> None:
    assert not is_loopback(address)


# The official addresses.


def test_the_defaults_are_the_official_addresses_in_secure_mode() -> None:
    settings = Settings()
    assert settings.secure
    assert settings.address_of(Role.AUTHENTICATION) == "https://impact-emploi.urssaf.fr"
    assert settings.address_of(Role.UPDATES) == "https://impact-emploi.urssaf.fr/updates"
    assert not differs_from_official(settings)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(secure=False),
        Settings(authentication_address="https://old.example"),
        Settings(update_address="https://old.example"),
    ],
)
def test_any_departure_from_the_official_addresses_is_noticed(settings: Settings) -> None:
    assert differs_from_official(settings)


def test_an_administrator_may_say_what_the_official_addresses_are() -> None:
    ours = Settings(
        official_authentication_address="https://iea.example", official_update_address="https://iea.example/updates"
    )
    assert differs_from_official(ours)
    restored = official(ours)
    assert (restored.secure, restored.authentication_address) == (True, "https://iea.example")
    assert restored.update_address == "https://iea.example/updates"
    assert not differs_from_official(restored)


def test_swapped_addresses_are_noticed() -> None:
    swapped = Settings(authentication_address=OFFICIAL_UPDATES, update_address=OFFICIAL_AUTHENTICATION)
    assert addresses_look_swapped(swapped)
    assert not addresses_look_swapped(Settings())
    assert not addresses_look_swapped(Settings(authentication_address=OFFICIAL_UPDATES))


# The settings themselves.


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_setting_has_its_help(name: str) -> None:
    assert help_of(name).endswith(".")


def test_there_is_no_help_for_a_setting_that_is_none() -> None:
    with pytest.raises(KeyError):
        help_of("password")


def test_every_default_is_within_its_own_limits() -> None:
    assert msgspec.convert(msgspec.to_builtins(Settings()), Settings) == Settings()


@pytest.mark.parametrize(
    "given",
    [
        {"check_every_s": 0},
        {"test_deadline_s": 121},
        {"authenticate_deadline_s": 0.5},
        {"schema": 0},
        {"secure": "yes"},
        {"scope": 'a "quoted" scope'},
        {"licence_number": "7" * 101},
    ],
    ids=str,
)
def test_an_impossible_value_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, Settings)


def test_no_setting_is_a_secret() -> None:
    assert not {"key", "licence_key", "password", "token"} & set(Settings.__struct_fields__)


@pytest.mark.parametrize(("letters", "fault"), [(63, None), (64, AddressFault.MALFORMED)])
def test_a_label_of_a_name_has_at_most_63_letters(letters: int, fault: AddressFault | None) -> None:
    assert address_fault(f"https://{'a' * letters}.example", secure=True) is fault


def test_an_address_may_be_as_long_as_the_limit() -> None:
    address = "https://host.example/"
    longest = address + "a" * (MAX_ADDRESS - len(address))
    assert address_fault(longest, secure=True) is None
    assert address_fault(longest + "a", secure=True) is not None
