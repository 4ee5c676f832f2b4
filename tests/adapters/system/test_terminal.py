"""Whatever a command writes steers no terminal."""

import io
import re
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

import iea_agent
from iea_agent.adapters.system.terminal import complain, prepare, say
from iea_agent.cli.subcommands import parse

WRITING = re.compile(r"sys\.std(?:out|err)\.write\(|(?<!\w)print\(")
STEERING = "\x1b]0;titre\x07\x9b31m\u202e\u2066"


def test_nothing_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"un{STEERING}\ndeux")
    complain(f"trois{STEERING}\nquatre")
    assert capsys.readouterr() == ("un]0;titre31m\ndeux\n", "trois]0;titre31m\nquatre\n")


@pytest.mark.parametrize("typed", [[f"status{STEERING}"], ["test", f"--jsn{STEERING}"], ["launch", STEERING]])
def test_an_error_of_usage_repeats_nothing_that_does(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(typed)
    said = capsys.readouterr().err
    assert "incorrecte" in said
    assert all(char.isprintable() or char in "\n\u00a0" for char in said)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "« L’œuvre\u00a0» — €"),
        ("cp1252", "« L’œuvre\u00a0» — €"),
        ("cp850", "« L'oeuvre\u00a0» - ?"),
        ("ascii", '" L\'oeuvre" - ?'),
    ],
)
def test_a_terminal_of_an_older_encoding_gets_plain_signs(
    encoding: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding, newline="\n"))
    prepare()
    say("« L’œuvre\u00a0» — €")
    assert written.getvalue().decode(encoding) == f"{shown}\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp850", "cp1252"])
def test_the_help_can_be_read_on_every_terminal(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters lose their accents where there are none; no word has a question mark inside."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding, newline="\n"))
    prepare()
    say("déjà là → À")
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = written.getvalue().decode(encoding)
    assert unaccented(said.splitlines()[0]) == "deja la -> A"
    assert "?" not in said
    assert "reponse en JSON" in unaccented(said)


def unaccented(text: str) -> str:
    return normalize("NFD", text).encode("ascii", "ignore").decode()


def test_everything_is_written_in_one_place() -> None:
    """By ``say`` and ``complain``; the others write no text of strangers, or not to a terminal."""
    package = Path(iea_agent.__file__).parent
    writers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if WRITING.search(path.read_text(encoding="utf-8")) and "demo" not in path.parts
    }
    assert writers == {
        "adapters/files/log.py",  # that the log cannot be written
        "adapters/jobs/stdio.py",  # of a job: its host reads it
    }
