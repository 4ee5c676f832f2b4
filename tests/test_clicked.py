"""A command that was clicked and fails ends in a box: without a terminal nobody would see why."""

import sys
from pathlib import Path

import pytest

from iea_agent import clicked
from iea_agent.__main__ import main
from iea_agent.adapters.desktop import shortcut
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain
from iea_agent.core.errors import StorageError
from iea_agent.core.texts import command_line
from iea_agent.ui import failure_box


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What stood in the boxes that were shown."""
    shown: list[str] = []

    def show(title: str, complaints: str, icon: Path, _contrast: object) -> None:
        assert title in command_line.CLICK_FAILED.values()
        assert icon.is_file()
        shown.append(complaints)

    monkeypatch.setattr(failure_box, "show", show)
    monkeypatch.setenv("DISPLAY", ":99")
    return shown


def failing() -> int:
    complain("Rien ne va.")
    complain("no such file")
    return NOT_OK


def test_what_a_failed_command_complains_of_is_shown(boxes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert clicked.run(failing) == NOT_OK
    assert boxes == ["Rien ne va.\nno such file"]
    assert capsys.readouterr().err == "Rien ne va.\nno such file\n"


def test_a_windowed_program_without_standard_error_shows_it_too(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert clicked.run(failing) == NOT_OK
    assert boxes == ["Rien ne va.\nno such file"]


@pytest.mark.parametrize("name", [*command_line.CLICK_FAILED, "quit", ""])
def test_the_box_says_which_click_it_was(name: str, boxes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure_box, "show", lambda title, *_: boxes.append(title))
    clicked.run(failing, name=name)
    assert boxes == [command_line.CLICK_FAILED[name if name in command_line.CLICK_FAILED else "launch"]]


def test_every_click_that_a_shortcut_makes_has_its_words() -> None:
    assert {kind.command for kind in (shortcut.LAUNCH, shortcut.SHOW)} == set(command_line.CLICK_FAILED)


def test_a_command_that_goes_well_shows_nothing(boxes: list[str]) -> None:
    def warning() -> int:
        complain("a remark")
        return OK

    assert clicked.run(warning) == OK
    assert boxes == []


def test_a_failure_that_a_window_has_shown_is_not_shown_again(boxes: list[str]) -> None:
    assert clicked.run(lambda: NOT_OK) == NOT_OK
    assert boxes == []


def test_an_error_of_the_agent_is_shown(boxes: list[str]) -> None:
    def fail() -> int:
        raise StorageError("disk full")

    assert clicked.run(fail) == NOT_OK
    assert boxes == [command_line.failure(StorageError.code, "disk full")]


def test_an_unexpected_error_is_shown_and_raised(boxes: list[str]) -> None:
    def fail() -> int:
        raise ZeroDivisionError("by zero")

    with pytest.raises(ZeroDivisionError):
        clicked.run(fail)
    assert boxes == [f"{command_line.UNEXPECTED}\nZeroDivisionError: by zero"]


def test_a_command_line_that_is_wrong_is_shown(boxes: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--clicked", "nonsense"])
    assert len(boxes) == 1


def test_without_a_screen_only_standard_error_says_it(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert clicked.run(failing) == NOT_OK
    assert boxes == []
    assert "Rien ne va." in capsys.readouterr().err
