"""The software of the demonstration, started as the agent starts it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from iea_agent.demo.sandbox.software import CRASH_STATUS, VERSION, words_of

COMMAND = [sys.executable, "-m", "iea_agent.demo.sandbox.software"]
SCREEN = {"DISPLAY", "WAYLAND_DISPLAY"}


def environ_with(**variables: str) -> dict[str, str]:
    """Return an environment without a screen."""
    return {name: value for name, value in os.environ.items() if name not in SCREEN} | variables


def run(*options: str, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *options],
        env=environ or environ_with(),
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )


def test_it_says_its_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"{VERSION}\n")


def test_it_ends_by_itself() -> None:
    done = run("--no-window", "--for", "0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_ends_with_the_status_that_it_is_told() -> None:
    assert run("--no-window", "--for", "0", "--exit", "7").returncode == 7


def test_a_crash_is_at_once_and_says_so(tmp_path: Path) -> None:
    done = run("--crash", "--no-window", "--for", "600", "--witness", str(tmp_path / "witness"))
    assert done.returncode == CRASH_STATUS
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "witness").exists()


@pytest.mark.parametrize("mode", ["production", "assistance", None])
def test_the_witness_tells_how_it_was_started(mode: str | None, tmp_path: Path) -> None:
    witness = tmp_path / "dossier d'été" / "witness.json"
    witness.parent.mkdir()
    environ = environ_with(LICENCE="k7Qm2-X9vTz", **({"IEA_MODE": mode} if mode else {}))
    if mode is None:
        environ.pop("IEA_MODE", None)
    options = ["--no-window", "--for", "0", "--witness", str(witness)]
    with subprocess.Popen([*COMMAND, *options], env=environ) as process:
        assert process.wait(60) == 0
    text = witness.read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["mode"] == mode
    assert told["pid"] == process.pid or sys.platform == "win32"  # the launcher of a virtual environment starts another
    assert told["argv"][-len(options) :] == options
    assert "LICENCE" in told["environ_keys"]
    assert "k7Qm2-X9vTz" not in text
    assert text.count("\n") == 1
    assert list(witness.parent.iterdir()) == [witness]


def test_without_a_screen_it_waits_until_it_is_told_to_end(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    with subprocess.Popen([*COMMAND, "--witness", str(witness)], env=environ_with()) as process:
        while not witness.exists():
            assert process.poll() is None
        process.terminate()
        assert process.wait(60) == (1 if sys.platform == "win32" else -signal.SIGTERM)


def test_without_a_window_it_loads_no_qt() -> None:
    command = [sys.executable, "-X", "importtime", *COMMAND[1:], "--no-window", "--for", "0"]
    environ = environ_with(DISPLAY=":0")
    done = subprocess.run(command, env=environ, capture_output=True, check=True, timeout=60)
    assert b"PySide6" not in done.stderr


@pytest.mark.parametrize("seconds", ["0", "0.2"])
def test_its_window_also_ends_by_itself(seconds: str) -> None:
    environ = environ_with(DISPLAY=":0", QT_QPA_PLATFORM="offscreen", IEA_MODE="production")
    assert run("--for", seconds, "--exit", "5", environ=environ).returncode == 5


def test_each_mode_has_words_of_its_own() -> None:
    words = [words_of(mode) for mode in ("production", "assistance", "", "autre")]
    assert len({heading for heading, _, _ in words}) == len({sentence for _, sentence, _ in words}) == 4
    assert words_of(None) == words_of("")
