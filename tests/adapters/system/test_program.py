"""The commands that start this program again, and the environment for programs of the user."""

import subprocess
import sys
from pathlib import Path

import pytest

from iea_agent.adapters.system import program
from iea_agent.adapters.system.program import child_command, environ_of_user, program_command


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/iea/iea-agent")


@pytest.fixture
def interpreter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand for an interpreter in a folder of its own."""
    path = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(path))
    return path


@pytest.mark.parametrize("words", [program_command("--help"), child_command("--help")])
def test_the_command_starts_this_very_program(words: tuple[str, ...]) -> None:
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert "iea-agent" in done.stdout
    assert Path(words[0]).is_absolute()


def test_a_script_beside_the_interpreter_is_preferred(interpreter: Path) -> None:
    script = interpreter.with_name(program._SCRIPT)  # noqa: SLF001 (its name depends on the system)
    assert program_command("launch") == (str(interpreter), "-P", "-m", "iea_agent", "launch")
    script.touch()
    assert program_command("launch") == (str(script), "launch")
    assert child_command("job") == (str(interpreter), "-P", "-m", "iea_agent", "job"), "a script may be two processes"


def test_no_console_opens_where_an_interpreter_without_one_is(interpreter: Path) -> None:
    windowed = interpreter.with_name("pythonw.exe")
    windowed.touch()
    assert program_command()[0] == str(windowed)


@pytest.mark.usefixtures("frozen")
def test_a_frozen_program_is_its_own_interpreter() -> None:
    assert program_command("launch") == ("/opt/iea/iea-agent", "launch")
    assert child_command("job") == ("/opt/iea/iea-agent", "job")


def test_what_is_meant_for_the_agent_alone_goes_no_further() -> None:
    environ = {
        "PATH": "/bin",
        "IEA_OTHER": "the software's own",
        "LD_LIBRARY_PATH": "/lib",
        "IEA_AGENT_HOME": "/profile",
        "XDG_ACTIVATION_TOKEN": "used",
    }
    assert environ_of_user(environ) == {"PATH": "/bin", "IEA_OTHER": "the software's own", "LD_LIBRARY_PATH": "/lib"}


@pytest.mark.usefixtures("frozen")
def test_the_libraries_of_a_frozen_program_go_no_further() -> None:
    bundled = {"LD_LIBRARY_PATH": "/opt/iea", "A": "1"}
    assert environ_of_user(bundled) == {"A": "1"}
    assert environ_of_user(bundled | {"LD_LIBRARY_PATH_ORIG": "/lib"}) == {"A": "1", "LD_LIBRARY_PATH": "/lib"}
