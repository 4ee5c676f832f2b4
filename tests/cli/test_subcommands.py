"""The table of commands: whatever is typed is parsed, handled, helped and documented by the same row."""

import argparse
import inspect
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from iea_agent.__main__ import TRAY_OPTIONS
from iea_agent.adapters.files.folders import Folders
from iea_agent.cli import dispatch
from iea_agent.cli.subcommands import SUBCOMMANDS, Subcommand, make_parser, parse
from iea_agent.core.texts import command_line_help

ROOT = Path(__file__).parents[2]
README_ROW = re.compile(r"^\| `iea-agent ([a-z-]+)(.*?)` \|", re.MULTILINE)
MINIMAL = {
    "shortcut": "status",
    "autostart": "status",
    "day-password": "--licence 75-000042",
    "completion": "bash",
    "derive-secrets": "F",
}
"""The arguments without which a command is an error of usage."""

every_command = pytest.mark.parametrize("command", SUBCOMMANDS, ids=lambda command: command.name)


def minimal(command: Subcommand) -> list[str]:
    return [command.name, *shlex.split(MINIMAL.get(command.name, ""))]


def names(command: Subcommand) -> Iterator[str]:
    """List what may follow the name of a command, as the documentation writes it."""
    for argument in command.arguments:
        yield argument.name if argument.name.startswith("-") else str(argument.settings["metavar"])


def plain(text: str) -> str:
    """Return a text on one line, without no-break spaces."""
    return " ".join(text.split())


def test_no_name_stands_twice() -> None:
    assert len({command.name for command in SUBCOMMANDS}) == len(SUBCOMMANDS)


@every_command
def test_a_command_has_a_handler_of_the_one_signature(command: Subcommand) -> None:
    parameters = inspect.get_annotations(dispatch.handler_of(command))
    assert list(parameters.values()) == [argparse.Namespace, Folders, int]


def test_no_handler_serves_two_commands() -> None:
    assert len({command.handler for command in SUBCOMMANDS}) == len(SUBCOMMANDS)


@every_command
def test_a_command_is_parsed_into_its_own_row(command: Subcommand) -> None:
    options = parse(minimal(command))
    assert options.command is command
    assert hasattr(options, "json") is command.json


@every_command
def test_a_command_explains_itself(command: Subcommand, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse([command.name, "--help"])
    said = plain(capsys.readouterr().out)
    assert ended.value.code == 0
    assert plain(command_line_help.COMMAND[command.name]) in said
    assert all(name in said for name in names(command))
    assert ("--json" in said) is command.json


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = plain(capsys.readouterr().out)
    assert all(f"{command.name} {plain(command_line_help.COMMAND[command.name])}" in said for command in SUBCOMMANDS)


@every_command
def test_the_readme_lists_a_command_with_all_that_may_follow_it(command: Subcommand) -> None:
    rows = dict(README_ROW.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    follows = rows[command.name].replace("FILE", "FICHIER").replace("COMMAND", "COMMANDE").replace("\\|", "|")
    assert all(name in follows for name in names(command))
    assert ("--json" in follows) is command.json


def test_the_readme_lists_no_command_that_does_not_exist() -> None:
    rows = dict(README_ROW.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert set(rows) == {command.name for command in SUBCOMMANDS}


@every_command
def test_the_contract_speaks_of_a_command(command: Subcommand) -> None:
    contract = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert re.search(rf"^#.*`iea-agent {command.name}\b", contract, re.MULTILINE), "a section of docs/cli.md"
    if command.json:
        assert re.search(rf"^## `iea-agent {command.name}\b.*--json", contract, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments", ["status --foo", "shortcut", "shortcut foo", "derive-secrets", "report a b", "no-such-command"]
)
def test_an_error_of_usage_ends_with_2_and_a_french_sentence(
    arguments: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments.split())
    assert ended.value.code == 2
    assert "commande ou option incorrecte" in capsys.readouterr().err


def test_the_options_of_the_tray_process_are_those_that_need_no_parser() -> None:
    options = {option for action in make_parser()._actions for option in action.option_strings}  # noqa: SLF001
    assert options - {"-h", "--help", "--version"} == TRAY_OPTIONS


@pytest.mark.parametrize("typed", [["--no-icon", "--if-none"], ["--no-ic", "--if"], []])
def test_options_without_a_command_mean_the_tray_process(typed: list[str]) -> None:
    options = parse(typed)
    assert options.command is None
    assert (options.no_icon, options.if_none, options.at_login) == (bool(typed), bool(typed), False)
