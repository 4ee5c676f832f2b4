"""Programs are looked up along PATH, never in the current folder."""

import os
from pathlib import Path

import pytest

from iea_agent.adapters.system.program_search import find_program


def program(path: Path, mode: int = 0o755) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"#!/bin/sh\n")
    path.chmod(mode)
    return path


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = program(tmp_path / "here" / "gio").parent
    program(here / "gio.exe")
    monkeypatch.chdir(here)
    return program(tmp_path / "tools" / "gio").parent


def test_the_first_folder_of_path_that_has_it_wins(tools: Path, tmp_path: Path) -> None:
    other = program(tmp_path / "other" / "gio").parent
    environ = {"PATH": f"{tmp_path / 'none'}{os.pathsep}{tools}{os.pathsep}{other}"}
    assert find_program("gio", environ) == tools / "gio"


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("path", ["", ".", os.pathsep, f"relative{os.pathsep}."])
def test_the_current_folder_is_never_looked_at(tools: Path, path: str, *, windows: bool) -> None:
    assert Path("gio").samefile(tools.parent / "here" / "gio")
    assert find_program("gio", {"PATH": path}, windows=windows) is None
    assert find_program("gio", {}, windows=windows) is None
    assert find_program("./gio", {"PATH": path}, windows=windows) is None
    assert find_program("gi\0o", {"PATH": path}, windows=windows) is None


def test_an_absolute_path_is_taken_as_it_is(tools: Path) -> None:
    assert find_program(str(tools / "gio"), {}) == tools / "gio"
    assert find_program(str(tools / "none"), {}) is None


def test_what_cannot_be_run_is_no_program(tools: Path) -> None:
    program(tools / "letter", mode=0o644)
    (tools / "folder").mkdir()
    assert find_program("letter", {"PATH": str(tools)}) is None
    assert find_program("folder", {"PATH": str(tools)}) is None


@pytest.mark.parametrize(
    ("name", "endings", "found"),
    [
        ("paie", ".COM;.EXE", "paie.EXE"),
        ("paie.exe", ".COM;.EXE", "paie.exe"),
        ("paie", "", "paie.EXE"),
        ("paie", ".PY", None),
        ("paie.1", ".EXE", "paie.1.EXE"),
    ],
)
def test_on_windows_the_extension_may_be_left_out(name: str, endings: str, found: str | None, tmp_path: Path) -> None:
    for each in ("paie.EXE", "paie.exe", "paie.1.EXE"):
        program(tmp_path / each)
    environ = {"PATH": str(tmp_path), "PATHEXT": endings}
    assert find_program(name, environ, windows=True) == (None if found is None else tmp_path / found)
