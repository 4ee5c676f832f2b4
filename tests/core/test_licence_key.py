"""What a licence key may be."""

import pytest

from iea_agent.core.licence_key import MAX_KEY, MAX_NUMBER, KeyFault, key_fault

VAULT_OF_WINDOWS = 2560
"""CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h, in bytes; the key is kept there in UTF-16."""
NAMES_OF_WINDOWS = 513
"""CRED_MAX_USERNAME_LENGTH of wincred.h; the name of an entry may be longer."""


@pytest.mark.parametrize(
    ("number", "key", "fault"),
    [
        ("", "k", KeyFault.NO_NUMBER),
        ("1" * 101, "k", KeyFault.NUMBER_TOO_LONG),
        ("1", "", KeyFault.EMPTY),
        ("1", "a\nb", KeyFault.NOT_TYPABLE),
        ("1", "\ud800", KeyFault.NOT_TYPABLE),
        ("1", "x" * 1000, KeyFault.TOO_LONG),
        ("1", "😀" * 500, KeyFault.TOO_LONG),
        ("1", "😀" * 499, None),
        ("1" * 100, "x" * 999, None),
    ],
)
def test_what_no_key_store_could_keep_is_told_apart(number: str, key: str, fault: KeyFault | None) -> None:
    assert key_fault(number, key) is fault


def test_the_limits_are_within_those_of_windows() -> None:
    assert 2 * MAX_KEY <= VAULT_OF_WINDOWS
    assert 2 * MAX_NUMBER < NAMES_OF_WINDOWS
