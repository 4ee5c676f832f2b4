"""``help`` and ``completion``: the command line about itself."""

import argparse
import shlex
from pathlib import Path

import pytest

from iea_agent.adapters.files.folders import Folders
from iea_agent.cli import manual
from iea_agent.cli.state import CHECKED
from iea_agent.cli.subcommands import SHELLS, SUBCOMMANDS, parse
from iea_agent.core.exit_status import ExitStatus
from iea_agent.core.texts import command_line, command_line_help

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.find({"IEA_AGENT_HOME": str(tmp_path)})


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", [command.name for command in SUBCOMMANDS])
def test_help_prints_the_help_of_a_command(name: str, folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert manual.show_help(parse(["help", name]), folders) == 0
    assert capsys.readouterr().out == printed([name, "--help"], capsys)


def test_help_alone_prints_the_help_of_all(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert manual.show_help(parse(["help"]), folders) == 0
    assert capsys.readouterr().out == printed(["--help"], capsys)


def test_help_of_a_command_that_is_none_suggests_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["help", "lunch"])
    assert "Vouliez-vous dire\u00a0: launch" in capsys.readouterr().err


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_prints_what_was_made_for_a_shell(
    shell: str,
    folders: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(manual, "completions_folder", lambda: tmp_path)
    assert manual.completion(argparse.Namespace(shell=shell), folders) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(command_line.NO_COMPLETION)
    (tmp_path / shell).write_text("complete -F é iea-agent\n", "utf-8")
    assert manual.completion(argparse.Namespace(shell=shell), folders) == 0
    assert capsys.readouterr() == ("complete -F é iea-agent\n", "")


@pytest.mark.parametrize("line", command_line_help.EXAMPLE)
def test_an_example_can_be_typed(line: str) -> None:
    program, *arguments = shlex.split(line.partition(" < ")[0])
    assert program == "iea-agent"
    assert parse(arguments).command.name == arguments[0]


def test_every_command_is_known_to_the_texts() -> None:
    names = [command.name for command in SUBCOMMANDS]
    assert list(command_line_help.COMMAND) == names
    assert command_line_help.FURTHER.keys() <= set(names)


def test_every_exit_status_is_in_the_help_and_in_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(command_line_help.EXIT_STATUS) == set(ExitStatus)
    assert set(CHECKED.values()) < set(ExitStatus)
    said = printed(["--help"], capsys)
    contract = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for status, words in command_line_help.EXIT_STATUS.items():
        assert f"\n  {status:<5d}{words}\n" in said
        assert f"\n| {status:d} | " in contract


def test_the_help_fits_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("", *(command.name for command in SUBCOMMANDS)):
        said = printed([*filter(None, [name]), "--help"], capsys)
        assert [line for line in said.splitlines() if len(line) > 80 and " completion " not in line] == []
