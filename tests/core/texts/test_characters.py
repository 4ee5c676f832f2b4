"""Characters have French names."""

import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.cleaning import DOUBLE_QUOTES, HYPHENS, SINGLE_QUOTES, Entry, Finding, What
from iea_agent.core.texts import characters, command_line
from iea_agent.core.texts.windows import settings_window
from iea_agent.core.typed_addresses import AddressFault


@given(st.integers(0, sys.maxunicode).map(chr))
def test_every_character_has_a_name_that_can_be_read(char: str) -> None:
    assert characters.name_of(char).isprintable()
    assert char.isascii() or f"U+{ord(char):04X}" in characters.name_of(char)


@pytest.mark.parametrize("entry", Entry)
def test_a_finding_is_one_sentence_with_the_name_and_the_place(entry: Entry) -> None:
    said = characters.found(Finding(What.REFUSED, "\u2014", 3), entry)
    assert said.endswith("le caractère «\u00a0tiret cadratin (U+2014)\u00a0» à la position 3.")


@pytest.mark.parametrize("fault", AddressFault)
def test_a_fault_of_an_address_names_a_stray_character(fault: AddressFault) -> None:
    said = settings_window.address_fault_words(fault, "https://impact\u2014emploi.example")
    assert ("tiret cadratin (U+2014)" in said) is (fault is AddressFault.STRAY_CHARACTER)
    assert settings_window.address_fault_words(fault, "") == settings_window.ADDRESS_FAULT[fault]


def test_a_password_says_for_which_licence_and_day_it_is() -> None:
    said = command_line.password_is_for("75-000042", date(2026, 11, 23))
    assert said == "Mot de passe du jour de la licence 75-000042, pour le lundi 23 novembre 2026 (heure de Paris)."


def test_the_characters_of_word_processors_have_names_of_their_own() -> None:
    common = {"\u2010", "\u2011", "\u2013", "\u2212", "\u2018", "\u2019", "\u201c", "\u201d", "«", "»"}
    assert common <= HYPHENS | SINGLE_QUOTES | DOUBLE_QUOTES
    assert common <= set(characters.NAME)
