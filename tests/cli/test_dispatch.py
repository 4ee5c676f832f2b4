"""What a handler raises becomes a sentence and an exit status."""

import argparse
from pathlib import Path

import pytest

from iea_agent.adapters.files.folders import Folders
from iea_agent.cli import dispatch
from iea_agent.cli.subcommands import SUBCOMMANDS, Subcommand
from iea_agent.core.errors import AgentError, BadSettingsError, ControlError, OtherSessionError
from iea_agent.core.texts import command_line, command_line_help

FAILURE: list[AgentError] = []


def handler(options: argparse.Namespace, folders: Folders) -> int:
    """Stand in for a handler; fails with what a test has put there."""
    assert isinstance(folders, Folders)
    if FAILURE:
        raise FAILURE.pop()
    return int(options.status)


ROW = Subcommand("trial", f"{__name__}:handler")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IEA_AGENT_HOME", str(tmp_path))
    monkeypatch.setattr(dispatch, "handler_of", lambda _command: handler)


@pytest.mark.parametrize("status", [0, 1])
def test_the_exit_status_is_that_of_the_handler(status: int) -> None:
    assert dispatch.run(ROW, argparse.Namespace(status=status)) == status


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (BadSettingsError("line 3"), 2, "line 3"),
        (ControlError("too many"), 1, command_line.ERROR[ControlError.code]),
        (AgentError("unforeseen"), 1, "unforeseen"),
    ],
)
def test_an_error_is_told_on_standard_error(
    error: AgentError, status: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    FAILURE.append(error)
    assert dispatch.run(ROW, argparse.Namespace(status=0)) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert sentence in captured.err


def test_whoever_stays_out_of_another_session_has_been_told_already(capsys: pytest.CaptureFixture[str]) -> None:
    FAILURE.append(OtherSessionError("elsewhere"))
    assert dispatch.run(ROW, argparse.Namespace(status=0)) == 1
    assert capsys.readouterr() == ("", "")


def test_only_the_demonstration_may_be_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def not_there(_command: Subcommand) -> dispatch.Handler:
        raise ModuleNotFoundError("No module named 'starlette'")

    monkeypatch.setattr(dispatch, "handler_of", not_there)
    for command in SUBCOMMANDS:
        if command.name == "demo":
            assert dispatch.run(command, argparse.Namespace()) == 1
        else:
            with pytest.raises(ModuleNotFoundError):
                dispatch.run(command, argparse.Namespace())
    said = capsys.readouterr().err
    assert command_line_help.DEMO_NOT_INSTALLED in said
    assert "starlette" in said
