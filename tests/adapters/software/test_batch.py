"""Batch files of Windows: the command line is quoted for cmd.exe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.software.batch import batch_line, is_batch, quoted


@pytest.mark.parametrize("path", [r"C:\a.bat", r"C:\a.CMD", r"C:\a.bat.", r"C:\a.bat ... ", "a.Bat"])
def test_what_the_shell_runs_is_a_batch_file(path: str) -> None:
    assert is_batch(path)


@pytest.mark.parametrize("path", [r"C:\a.exe", r"C:\bat", r"C:\a.bat\b.exe", r"C:\a.bat.lnk", ""])
def test_other_programs_are_none(path: str) -> None:
    assert not is_batch(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""'),
        ("paie", '"paie"'),
        ("Paie & RH", '"Paie & RH"'),
        ("&calc", '"&calc"'),
        ('a"&calc', '"a""&calc"'),
        ("%PATH%", '"%%cd:~,%PATH%%cd:~,%"'),
        ("C:\\Paie\\", '"C:\\Paie\\\\"'),
        ("été!", '"été!"'),
    ],
)
def test_an_argument_stays_one_argument(text: str, expected: str) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\0b"])
def test_what_would_end_the_line_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="batch file"):
        quoted(text)


@given(st.text(st.characters(blacklist_characters="\r\n\0", blacklist_categories=["Cs"])))
def test_no_sign_of_the_shell_stands_outside_of_quotation_marks(text: str) -> None:
    outside = "".join(quoted(text).split('"')[::2])
    assert outside == ""


def test_the_line_names_the_shell_by_its_path() -> None:
    line = batch_line(r"C:\Paie&RH\impact.bat", ["a b", "&calc"], "/x", {"SystemRoot": r"D:\Windows"})
    assert line == r'"D:\Windows\System32\cmd.exe" /e:ON /v:OFF /d /c ""C:\Paie&RH\impact.bat" /x "a b" "&calc""'
    assert batch_line(r"C:\a.bat", [], "", {}) == r'"C:\Windows\System32\cmd.exe" /e:ON /v:OFF /d /c ""C:\a.bat""'
