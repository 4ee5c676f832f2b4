"""What people type into ``config.toml`` goes through the gate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.core.settings import MAX_ADDRESS, OFFICIAL_AUTHENTICATION, Settings
from iea_agent.core.typed_settings import ADDRESSES, OTHERS, as_meant

NOT_TYPED = {
    "repair": "one word of a closed set",
    "scope": "its pattern allows nothing but plain characters",
    "software_command": "a program gets its arguments as they are; a program that is not found is said",
    "endpoint_hosts": "compared as normalised",
}


def test_every_text_of_the_settings_has_its_entry() -> None:
    texts = {name for name in Settings.__struct_fields__ if isinstance(getattr(Settings(), name), str | tuple)}
    assert texts == {*ADDRESSES, *OTHERS, *NOT_TYPED}


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("licence_number", " 75\u201300\u200b0042\u00a0", "75-000042"),
        ("licence_number", " 75 000042 ", "75 000042"),
        ("licence_number", "75\u2014000042", "75\u2014000042"),
        ("software_version", "3.00\u00a042\u200b", "3.00 42"),
        ("ca_file", "\u202aC:\\ca.pem ", "C:\\ca.pem"),
        ("software_version_file", " /var/version ", "/var/version"),
        *((name, "« HTTPS://Impact-Emploi.urssaf.fr:443/ »", OFFICIAL_AUTHENTICATION) for name in ADDRESSES),
        *((name, "http://localhost:8080/x", "http://localhost:8080/x") for name in ADDRESSES),
        *((name, "", "") for name in ADDRESSES),
        ("update_address", f"{'x' * MAX_ADDRESS}", f"{'x' * MAX_ADDRESS}"),
    ],
)
def test_a_setting_is_read_as_it_was_meant(name: str, typed: str, meant: str) -> None:
    settings = as_meant(replace(Settings(), **{name: typed}))
    assert settings == replace(Settings(), **{name: meant})
    assert as_meant(settings) == settings


@given(st.text(max_size=40), st.sampled_from([*ADDRESSES, *OTHERS]))
def test_reading_twice_changes_nothing_more(text: str, name: str) -> None:
    once = as_meant(replace(Settings(), **{name: text}))
    assert as_meant(once) == once
