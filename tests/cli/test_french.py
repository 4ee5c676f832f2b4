"""The command line speaks French: its help, and what it says of each kind of error of usage."""

import re

import pytest
from tools.french_typography import faults_of

from iea_agent.cli.subcommands import SUBCOMMANDS, parse

ENGLISH = re.compile(
    r"\b(usage|positional|optional|show|help message|exit|invalid|choose|expected|required|following|"
    r"unrecognized|ambiguous|could|match|ignored|explicit|error|the|from)\b",
    re.IGNORECASE,
)
HELPS = [["--help"], *([command.name, "--help"] for command in SUBCOMMANDS)]
ERRORS = [
    ("blub", "commande inconnue : blub"),
    ("blub", "Commandes possibles : status, show, "),
    ("staus", "Vouliez-vous dire : status"),
    ("auhtenticate --json", "Vouliez-vous dire : authenticate"),
    ("help staus", "Vouliez-vous dire : status"),
    ("completion cmd.exe", "valeurs possibles : bash, zsh, fish"),
    ("completion", "il manque bash|zsh|fish"),
    ("repair --yes --undo", "--undo et --yes ne vont pas ensemble"),
    ("support --about nobody", "valeurs possibles : password, helper"),
    ("support --about", "valeurs possibles : password, helper"),
    ("autostart", "il manque on|off|status"),
    ("autostart peut-être", "valeurs possibles : on, off, status"),
    ("derive-secrets", "il manque FICHIER"),
    ("day-password --date demain", "Ce n’est pas une date"),
    ("test --auth", "il manque une valeur après --auth"),
    ("test --json=3", "--json ne prend pas de valeur"),
    ("--no-icon=3", "--no-icon ne prend pas de valeur"),
    ("status --inconnue", "inconnu : --inconnue"),
    ("status --inconnue", "iea-agent status --help"),
    ("test --jsn", "Vouliez-vous dire : --json"),
    ("--json test", "Cette option suit le nom de la commande : iea-agent test --json"),
    ("--no-icn", "Vouliez-vous dire : --no-icon"),
    ("report a b", "inconnu : b"),
    ("day-password --licence 75—42", "le caractère « tiret cadratin (U+2014) » à la position 3"),
    ("derive-secrets --", "il manque FICHIER"),
]
"""One for each kind of error that argparse knows."""


def english_in(said: str) -> list[str]:
    """List the English words in an output, without the names of commands and options."""
    names = "|".join(command.name for command in SUBCOMMANDS)
    return ENGLISH.findall(re.sub(rf"--[\w-]+|\b(?:{names})\b", "", said))


@pytest.mark.parametrize("typed", HELPS, ids=" ".join)
def test_a_help_has_no_english_word(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(typed)
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith("utilisation\u00a0: iea-agent")
    assert english_in(said) == []
    assert list(faults_of(said)) == []


@pytest.mark.parametrize(("typed", "why"), ERRORS)
def test_an_error_of_usage_says_what_is_wrong(typed: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(typed.split())
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert why in said.replace("\u00a0", " ")
    assert english_in(said) == []
    assert list(faults_of(said)) == []


def test_a_help_has_no_colours(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Python 3.14 would have some; they would come out as « [1;34m »."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    for typed in HELPS:
        with pytest.raises(SystemExit):
            parse(typed)
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert re.search(r"\[\d", said) is None


def test_an_error_of_usage_is_written_to_standard_error_or_nowhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as windowed:
        windowed.setattr("sys.stderr", None)
        with pytest.raises(SystemExit):
            parse(["blub"])
    assert capsys.readouterr() == ("", "")
