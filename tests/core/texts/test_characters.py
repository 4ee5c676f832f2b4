"""Characters have French names."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.cleaning import DOUBLE_QUOTES, HYPHENS, SINGLE_QUOTES, Entry, Finding, What
from iea_agent.core.texts import characters


@given(st.integers(0, sys.maxunicode).map(chr))
def test_every_character_has_a_name_that_can_be_read(char: str) -> None:
    assert characters.name_of(char).isprintable()
    assert char.isascii() or f"U+{ord(char):04X}" in characters.name_of(char)


@pytest.mark.parametrize("entry", Entry)
def test_a_finding_is_one_sentence_with_the_name_and_the_place(entry: Entry) -> None:
    said = characters.found(Finding(What.REFUSED, "\u2014", 3), entry)
    assert said.endswith("le caractère «\u00a0tiret cadratin (U+2014)\u00a0» à la position 3.")


def test_the_characters_of_word_processors_have_names_of_their_own() -> None:
    common = {"\u2010", "\u2011", "\u2013", "\u2212", "\u2018", "\u2019", "\u201c", "\u201d", "«", "»"}
    assert common <= HYPHENS | SINGLE_QUOTES | DOUBLE_QUOTES
    assert common <= set(characters.NAME)
