"""Settings and the rules for addresses."""

from typing import get_args, get_type_hints

import msgspec
import pytest

from iea_agent.core.repair import AddressPair
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings, addresses_of, help_of, with_addresses, without_trust
from iea_agent.core.wire.codec import TO_JOB, decode, encode
from iea_agent.core.wire.jobs import AuthenticateOrder, ComparePasswordOrder, TestOrder

# Limits.

WIDEST = "\x01"
"""What takes most room in a message: six bytes."""


def at_its_longest(**values: object) -> Settings:
    """Return settings that reach every limit of their own."""
    longest: dict[str, object] = {
        name: (WIDEST if name != "scope" else "~") * _longest(name)
        for name in Settings.__struct_fields__
        if type(getattr(Settings(), name)) is str
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


def test_of_settings_that_others_may_have_written_nothing_is_executed_or_trusted() -> None:
    theirs = Settings(
        licence_number="75-000042",
        software_command=("/tmp/other",),
        ca_file="/tmp/other.pem",
        official_authentication_address="https://other.example",
        official_update_address="https://other.example/updates",
    )
    assert without_trust(theirs, Settings()) == Settings(licence_number="75-000042")


# The addresses.


def test_the_addresses_can_be_taken_out_and_put_in() -> None:
    pair = AddressPair("http://localhost:1", "http://localhost:1/updates", secure=False)
    changed = with_addresses(Settings(licence_number="75-000042"), pair)
    assert addresses_of(changed) == pair
    assert changed == Settings(
        secure=False,
        authentication_address=pair.authentication,
        update_address=pair.updates,
        licence_number="75-000042",
    )
