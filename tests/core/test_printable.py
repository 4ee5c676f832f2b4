"""Texts of strangers, made safe to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.printable import printable, printable_lines


class TestPrintable:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("  un\tdeux\r\n trois ", "un deux trois"),
            ("a\u202eb\u2066c\u200bd\ufeffe", "abcde"),
            ("é\u00a0« 7 »", "é « 7 »"),
            ("\x1b]0;titre\x07", "]0;titre"),
            ("\ud800\ue000", ""),
        ],
    )
    def test_what_could_deceive_goes(self, text: str, shown: str) -> None:
        assert printable(text) == shown

    def test_a_long_text_is_cut(self) -> None:
        assert printable("abcdef", 4) == "abc…"
        assert printable("abcd", 4) == "abcd"

    @given(st.text(), st.integers(min_value=1, max_value=50))
    def test_nothing_else_is_ever_shown(self, text: str, limit: int) -> None:
        shown = printable(text, limit)
        assert shown.isprintable()
        assert len(shown) <= limit


class TestPrintableLines:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("un  deux\n  trois\n", "un  deux\n  trois\n"),
            ("un\r\ndeux\rtrois\tquatre", "un\ndeux trois quatre"),
            ("«\u00a0é\u00a0»\u202f!", "«\u00a0é\u00a0»\u202f!"),
            ("\x1b]0;titre\x07\x9b31m\x85fin", "]0;titre31m fin"),
            ("a\u202eb\u2066c\u200bd\ufeffe\u2028f", "abcde f"),
            ("r\udce9glages", "r\ufffdglages"),
        ],
    )
    def test_what_could_steer_a_terminal_goes(self, text: str, shown: str) -> None:
        assert printable_lines(text) == shown

    @given(st.text())
    def test_nothing_else_is_ever_shown(self, text: str) -> None:
        shown = printable_lines(text)
        assert all(char.isprintable() or char in "\n\u00a0\u2009\u202f" for char in shown)
        assert printable_lines(shown) == shown
