"""The gate for text that people type, pipe and paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.cleaning import Cleaned, Entry, Finding, NotTextError, What, clean, text_of

NUMBER = "75-000042"
KEY = "k7Qm2-X9vTz-4LpWs"
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c\u200e\u200f\u202a\u202c\u202e\u2066\u2069"
    "\ufe0f\u2800\u3164\x00\x1b"
)
SPACES = " \t\u00a0\u2007\u2009\u202f\u3000\u2028\r\n"
HYPHENS = "\u2010\u2011\u2012\u2013\u2212\uff0d"


@pytest.mark.parametrize("entry", [Entry.NUMBER, Entry.KEY])
@pytest.mark.parametrize(
    "typed",
    [
        *(NUMBER[:2] + char + NUMBER[2:] for char in UNSEEN + SPACES),
        *(NUMBER.replace("-", char) for char in HYPHENS),
        f'"{NUMBER}"',
        f"« {NUMBER} »",
        f"\u201c{NUMBER}\u201d",
        f"<{NUMBER}>",
        f"'`{NUMBER}`'",
        "75 - 000042",
        "７５-000042",
    ],
    ids=ascii,
)
def test_a_number_or_key_is_found_in_what_was_pasted_and_that_is_said(typed: str, entry: Entry) -> None:
    cleaned = clean(typed, entry)
    assert (cleaned.text, cleaned.refused) == (NUMBER, None)
    assert cleaned.worst is not None


@pytest.mark.parametrize("around", ["{} ", "\ufeff{}\r\n", "\u00a0{}\u00a0", "\n\n{}", "{}"])
def test_white_space_and_a_byte_order_mark_around_are_only_trimmed(around: str) -> None:
    cleaned = clean(around.format(NUMBER), Entry.NUMBER)
    assert (cleaned.text, cleaned.worst) == (NUMBER, None)


@pytest.mark.parametrize("char", "\u2014\u2015\u2026\u00b7\u00b4\u0430\u0660\u2160\ud800\ue000\U0001f600")
def test_what_may_stand_for_something_else_is_refused_with_its_place(char: str) -> None:
    cleaned = clean(f" 75{char}000042", Entry.NUMBER)
    assert cleaned.refused == Finding(What.REFUSED, char, 3)
    assert char in cleaned.text


@pytest.mark.parametrize("key", [KEY, "p:w%+é&=~\"'\\/?#k7Qm2", "clé€£§µ°²", "'don't"])
def test_what_a_keyboard_types_is_let_through(key: str) -> None:
    assert clean(key, Entry.KEY) == Cleaned(key)


def test_letters_in_two_parts_are_put_together() -> None:
    cleaned = clean("cle\u0301", Entry.KEY)
    assert cleaned == Cleaned("clé", (Finding(What.REPLACED, "e", 3),))
    assert clean("cl\u200de\u0301", Entry.KEY).text == "clé"
    assert clean("e\u200d\u0301", Entry.KEY).text == "é"


def test_the_worst_finding_is_the_first_of_the_worst() -> None:
    cleaned = clean(" 7\u200b5\u2013\u20140\u2014 ", Entry.NUMBER)
    assert cleaned.worst == Finding(What.REFUSED, "\u2014", 5)
    assert [one.what for one in cleaned.findings] == [
        What.TRIMMED,
        What.REMOVED,
        What.REPLACED,
        What.REFUSED,
        What.REFUSED,
        What.TRIMMED,
    ]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("\u202aC:\\Paie\\ca.pem", "C:\\Paie\\ca.pem"),
        ('"C:\\Ma paie\\ca.pem"\r\n', "C:\\Ma paie\\ca.pem"),
        ('"\u202aC:\\Ma paie\\ca.pem"', "C:\\Ma paie\\ca.pem"),
        ("'\x82'''", ""),
        ("/home/anne/Société\u00a0: paie/ca–1.pem", "/home/anne/Société\u00a0: paie/ca–1.pem"),
        ("/home/\udce9/ca.pem", "/home/\udce9/ca.pem"),
    ],
)
def test_a_path_keeps_what_a_file_may_be_called(typed: str, path: str) -> None:
    cleaned = clean(typed, Entry.PATH)
    assert (cleaned.text, cleaned.refused) == (path, None)


def test_a_space_in_an_address_is_kept_as_it_is_and_other_white_space_becomes_one() -> None:
    assert clean("https://h.example/a b", Entry.ADDRESS) == Cleaned("https://h.example/a b")
    cleaned = clean("https://h.example/a\u00a0b", Entry.ADDRESS)
    assert cleaned == Cleaned("https://h.example/a b", (Finding(What.REPLACED, "\u00a0", 20),))


@pytest.mark.parametrize("char", "\u200b\n\x1b\u202e")
def test_a_path_with_a_character_that_nobody_sees_is_refused(char: str) -> None:
    assert clean(f"/home/a{char}b", Entry.PATH).refused == Finding(What.REFUSED, char, 8)


def test_a_line_is_one_line_of_visible_characters() -> None:
    cleaned = clean("\ufeff 3.00\u00a042\x1b[31m \n bêta\u200b…", Entry.LINE)
    assert (cleaned.text, cleaned.refused) == ("3.00 42[31m bêta…", None)


@given(st.text(), st.sampled_from(Entry))
def test_what_comes_out_goes_through_unchanged(text: str, entry: Entry) -> None:
    cleaned = clean(text, entry)
    again = clean(cleaned.text, entry)
    assert again.text == cleaned.text
    assert (again.worst is None) or cleaned.refused


@given(st.text(st.sampled_from(NUMBER + UNSEEN + SPACES + HYPHENS)), st.sampled_from([Entry.NUMBER, Entry.KEY]))
def test_nothing_unseen_is_kept(text: str, entry: Entry) -> None:
    cleaned = clean(text, entry)
    assert cleaned.text.isascii()
    assert cleaned.text.isprintable()
    assert " " not in cleaned.text
    assert cleaned.text == text or cleaned.findings


def test_a_cleaned_text_is_not_shown() -> None:
    assert repr(clean(f"{KEY} ", Entry.KEY)) == "Cleaned(17 characters, 1 findings)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_is_read_in_the_encodings_of_shells(encoding: str) -> None:
    assert text_of(f"{KEY}\r\n".encode(encoding)) == f"{KEY}\r\n"


def test_a_mark_of_big_endian_is_read_too() -> None:
    assert text_of(b"\xfe\xff" + KEY.encode("utf-16-be")) == KEY
    assert text_of(b"\0\0\xfe\xff" + KEY.encode("utf-32-be")) == KEY
    assert text_of(b"") == ""


@pytest.mark.parametrize("data", [b"cl\xe9", b"\xff\xfea", b"\0ab", "\x82".encode("cp1252", "replace") + b"\x82"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(NotTextError):
        text_of(data)
